"""Figures and pictures that stand inside a page."""

import base64
import io
from typing import Any

import numpy as np
from markupsafe import Markup
from matplotlib import rc_context
from matplotlib.figure import Figure
from matplotlib.image import imsave
from matplotlib.ticker import ScalarFormatter
from numpy.typing import NDArray

from ..language import with_marks

INK, FAINT_INK, RULE = "#22302b", "#5d6b65", "#d5dcd8"
"""As in ``templates/base.html``."""

ACCENTS = ("#1f6f54", "#c8643c", "#3375a1", "#8a5a9e", "#b08d1f", "#5d6b65")
"""Colours of lines and bars, in order."""

_STYLE: Any = {
    "svg.fonttype": "none",
    "svg.hashsalt": "cosia",
    "font.family": "sans-serif",
    "font.size": 9,
    "text.color": INK,
    "axes.labelcolor": INK,
    "axes.edgecolor": FAINT_INK,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.grid": True,
    "axes.axisbelow": True,
    "grid.color": RULE,
    "grid.linewidth": 0.6,
    "xtick.color": FAINT_INK,
    "ytick.color": FAINT_INK,
    "legend.frameon": False,
}


def new_figure(width_in: float = 7.0, height_in: float = 3.0) -> Figure:
    """An empty figure in the style of the pages; draw on ``figure.subplots()``."""
    with rc_context(_STYLE):
        return Figure(figsize=(width_in, height_in), layout="constrained")


def styled() -> Any:
    """Context in which axes get the style of the pages: matplotlib reads it when axes are made."""
    return rc_context(_STYLE)


def as_svg(figure: Figure) -> Markup:
    """The figure as an ``<svg>`` element; the same figure gives the same text."""
    for axes in figure.axes:
        for axis in (axes.xaxis, axes.yaxis):
            if type(axis.get_major_formatter()) is ScalarFormatter:
                axis.set_major_formatter(_Ticks())
    buffer = io.StringIO()
    with rc_context(_STYLE):
        figure.savefig(buffer, format="svg", metadata={"Date": None})
    text = buffer.getvalue()
    return Markup(text[text.index("<svg") :])


class _Ticks(ScalarFormatter):
    """matplotlib's own numbers along an axis, with the decimal mark of the page's language."""

    def __call__(self, x: float, pos: Any = None) -> str:
        return with_marks(super().__call__(x, pos))


def as_png_uri(rgb: NDArray[np.uint8]) -> str:
    """A picture ``(height, width, 3 or 4)`` as the address of an ``<img>``."""
    buffer = io.BytesIO()
    imsave(buffer, np.ascontiguousarray(rgb), format="png")
    return "data:image/png;base64," + base64.b64encode(buffer.getvalue()).decode("ascii")
