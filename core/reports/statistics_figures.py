"""Figures of the page on statistics: histograms beside training data, and how mean and deviation settle."""

import math
from statistics import NormalDist
from typing import Any, List, Optional, Sequence, Tuple

import numpy as np
from markupsafe import Markup
from numpy.typing import NDArray

from ..language import _
from ..raster.settling import LIMIT, Curve
from ..raster.statistics import Statistics
from .figures import ACCENTS, FAINT_INK, RULE, as_svg, new_figure, styled

COLUMNS = 3
CURVE_POINTS = 200
HIGHEST_SHOWN = {"8-bit": 255.0}
"""No training data lies beyond, whatever the tail of its normal distribution, by encoding."""

MARKED_POINTS = 30
"""Of curves with no more parts than these, every part is shown as a point."""
WIDEST_PERCENT = 25.0
"""Farther from the final value, curves are cut off: at their beginning they may lie anywhere."""


def histogram_figure(
    statistics: Statistics, training: Sequence[Optional[Tuple[float, float]]], in_deviations: bool
) -> Markup:
    """One histogram per band, with the normal distribution of the training data over it.

    Args:
        statistics: with histograms.
        training: mean and deviation per band of the training data, in digital numbers, or None.
        in_deviations: show each band centred and scaled with its own mean and deviation; training data then has
            mean 0 and deviation 1.
    """
    with styled():
        figure, panels = _panels(len(statistics.roles), 1.9)
        for band, axes in enumerate(panels):
            histogram = statistics.histograms[band]
            mean, deviation = (statistics.means[band], statistics.deviations[band]) if in_deviations else (0.0, 1.0)
            edges = (histogram.edges - mean) / deviation
            axes.stairs(
                histogram.densities * deviation, edges, fill=True, color=ACCENTS[0], alpha=0.55, label=_("Here")
            )
            outline = training[band]
            if outline is not None:
                curve = NormalDist(*outline)
                low, high = (curve.mean + side * 3.5 * curve.stdev for side in (-1, 1))
                if not in_deviations:
                    low, high = max(low, 0.0), min(high, HIGHEST_SHOWN.get(statistics.encoding, high))
                xs = np.linspace(low, high, 200)
                axes.plot(xs, [curve.pdf(x) for x in xs], color=ACCENTS[1], linewidth=1.4, label=_("Training data"))
            axes.set_title(statistics.roles[band], fontsize=9, loc="left")
            axes.set_yticks([])
            axes.locator_params(axis="x", nbins=5)
        unit = _("deviations from the mean") if in_deviations else _("digital number")
        _label_below(panels, unit)
        _legend(figure, panels[0])
        return as_svg(figure)


def settling_figure(curve: Curve, roles: Sequence[str]) -> Markup:
    """How far mean and deviation are from their last value while area is added.

    Args:
        curve: after each part.
        roles: of the bands.
    """
    chosen = np.unique(np.linspace(0, len(curve.km2) - 1, CURVE_POINTS).round().astype(int))
    style: Any = {"marker": "o", "markersize": 3} if len(curve.km2) <= MARKED_POINTS else {}
    with styled():
        figure, panels = _panels(len(roles), 1.7)
        for band, axes in enumerate(panels):
            deviation = curve.deviations[-1, band]
            axes.axhspan(-100 * LIMIT, 100 * LIMIT, color=RULE, alpha=0.6, linewidth=0)
            for values, label, colour in (
                (curve.means, _("Mean"), ACCENTS[0]),
                (curve.deviations, _("Deviation"), ACCENTS[1]),
            ):
                away = 100 * (values[chosen, band] - values[-1, band]) / deviation
                axes.plot(curve.km2[chosen], away, color=colour, linewidth=1.2, label=label, **style)
            _limit(axes)
            axes.set_title(roles[band], fontsize=9, loc="left")
            axes.locator_params(axis="x", nbins=5)
            if axes.get_subplotspec().is_first_col():
                axes.set_ylabel(_("% of the deviation"), color=FAINT_INK)
        _label_below(panels, "km²")
        _legend(figure, panels[0])
        return as_svg(figure)


def _limit(axes: Any) -> None:
    low, high = axes.get_ylim()
    reach = min(max(abs(low), abs(high), 200 * LIMIT), WIDEST_PERCENT)
    axes.set_ylim(-reach, reach)
    axes.set_xlim(left=0)


def _panels(number: int, height_in: float) -> Tuple[Any, List[Any]]:
    """A figure with a panel for each band, in rows."""
    columns = min(number, COLUMNS if number != 4 else 2)
    rows = math.ceil(number / columns)
    figure = new_figure(2.7 * columns + 0.4, height_in * rows + 0.5)
    grid: NDArray[Any] = figure.subplots(rows, columns, squeeze=False)
    panels = list(grid.ravel())
    for spare in panels[number:]:
        spare.set_axis_off()
    return figure, panels[:number]


def _label_below(panels: Sequence[Any], label: str) -> None:
    columns = panels[0].get_gridspec().ncols
    for axes in panels[-columns:]:
        axes.set_xlabel(label, color=FAINT_INK)


def _legend(figure: Any, axes: Any) -> None:
    handles, labels = axes.get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside upper right", ncols=len(labels), fontsize=8)
