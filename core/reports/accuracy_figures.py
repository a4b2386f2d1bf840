"""Figures of accuracy: IoU of classes before and after with their intervals, and confusion matrices."""

import math
from typing import Any, Dict, List, Mapping, Sequence, Tuple

import numpy as np
from markupsafe import Markup
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.patches import Rectangle
from numpy.typing import NDArray

from ..language import _, number_text
from ..nomenclature import LandCoverClass
from ..training.confidence import Estimate
from .figures import ACCENTS, FAINT_INK, INK, as_svg, new_figure, styled

HEAT = LinearSegmentedColormap.from_list("heat", ["#ffffff", "#cfe3d9", "#6fae92", "#1f6f54"])
DARK_PERCENT = 62
"""Cells above are dark enough for white text."""

RESULT_MARKER, MARKERS = "o", ("D", "s", "^", "v", "P")


def iou_figure(classes: Sequence[LandCoverClass], series: Mapping[str, Sequence[Estimate]], language: str) -> Markup:
    """One row a class: a mark for each series, with its interval.

    Args:
        classes: rows.
        series: by label, an estimate for each class; the last one is the result and drawn boldest.
        language: of the class names.
    """
    figure = new_figure(7.6, 0.9 + (0.22 + 0.13 * len(series)) * len(classes))
    with styled():
        axes = figure.subplots()
    at = np.arange(len(classes), dtype=np.float64)
    for number, (label, estimates) in enumerate(series.items()):
        is_result = number == len(series) - 1
        colour = ACCENTS[0] if is_result else FAINT_INK if len(series) == 2 else ACCENTS[(number + 1) % len(ACCENTS)]
        values = np.array([one.value for one in estimates])
        whiskers = [(one.value - one.low, one.high - one.value) for one in estimates]  # NaN draws none
        axes.errorbar(
            values,
            at + (number - (len(series) - 1) / 2) * 0.62 / len(series),
            xerr=np.array(whiskers).T,
            fmt=RESULT_MARKER if is_result else MARKERS[number % len(MARKERS)],
            markersize=6 if is_result else 5,
            markerfacecolor=colour if is_result else "white",
            color=colour,
            ecolor=colour,
            elinewidth=1.6 if is_result else 1.1,
            capsize=2.5,
            linestyle="none",
            clip_on=False,  # marks at 0 and 100 % are drawn whole
            label=label,
        )
    axes.set_yticks(at, [cls.name(language) for cls in classes])
    axes.tick_params(axis="y", length=0, pad=17, labelcolor=INK)
    for place, cls in zip(at, classes):
        axes.plot(
            [-0.014],
            [place],
            marker="s",
            markersize=7,
            markerfacecolor=cls.colour,
            markeredgecolor=FAINT_INK,
            markeredgewidth=0.4,
            transform=axes.get_yaxis_transform(),
            clip_on=False,
        )
    axes.set_xlim(0, 100)
    axes.set_ylim(len(classes) - 0.5, -0.5)
    for place in at[:-1]:
        axes.axhline(place + 0.5, color=FAINT_INK, linewidth=0.3)
    axes.grid(False, axis="y")
    if any(one.has_interval for estimates in series.values() for one in estimates):
        axes.set_xlabel(_("IoU (%); whiskers: 95 % interval"))
    else:
        axes.set_xlabel(_("IoU (%)"))
    with styled():
        figure.legend(loc="outside upper left", ncols=len(series))
    return as_svg(figure)


def confusion_figure(matrix: NDArray[np.int64], columns: Sequence[LandCoverClass], language: str) -> Markup:
    """A confusion matrix as a heat map: percent of each row, pixels beneath.

    Args:
        matrix: ``(15, 15)``, reference by row.
        columns: classes to show; those that occur in the reference have a row.
        language: of the class names.
    """
    rows = [cls for cls in columns if matrix[cls.numero - 1].any()]
    counts = matrix[np.ix_([cls.numero - 1 for cls in rows], [cls.numero - 1 for cls in columns])]
    totals = matrix[[cls.numero - 1 for cls in rows]].sum(axis=1)
    percent = 100.0 * counts / totals[:, None]
    cell = 0.46
    figure = new_figure(2.3 + cell * len(columns), 1.35 + cell * 0.9 * len(rows))
    with styled():
        axes = figure.subplots()
    axes.pcolormesh(percent, cmap=HEAT, vmin=0, vmax=100, edgecolors="white", linewidth=1)
    for row, column in zip(*np.nonzero(counts)):
        share = percent[row, column]
        colour = "white" if share > DARK_PERCENT else INK
        place: Dict[str, Any] = {"ha": "center", "va": "center", "color": colour}
        is_right = rows[row] == columns[column]
        axes.text(
            column + 0.5,
            row + 0.38,
            percent_text(share),
            fontsize=8.5,
            fontweight="bold" if is_right else None,
            **place,
        )
        axes.text(column + 0.5, row + 0.74, count_text(int(counts[row, column])), fontsize=6, **place)
    for row, cls in enumerate(rows):
        corner = columns.index(cls), row
        axes.add_patch(Rectangle(corner, 1, 1, fill=False, edgecolor=INK, linewidth=1))
    axes.set_xticks(np.arange(len(columns)) + 0.5, [cls.name(language) for cls in columns], rotation=40, ha="left")
    axes.set_yticks(np.arange(len(rows)) + 0.5, [cls.name(language) for cls in rows])
    axes.tick_params(length=0, labelcolor=INK, top=True, labeltop=True, bottom=False, labelbottom=False)
    axes.invert_yaxis()
    axes.grid(False)
    for spine in axes.spines.values():
        spine.set_visible(False)
    axes.set_xlabel(_("Class on the map"))
    axes.set_ylabel(_("True class"))
    return as_svg(figure)


def shown_classes(matrices: Sequence[NDArray[np.int64]], classes: Sequence[LandCoverClass]) -> List[LandCoverClass]:
    """Those that occur in a reference or on a map."""
    total: NDArray[np.int64] = np.sum(matrices, axis=0)
    return [cls for cls in classes if total[cls.numero - 1].any() or total[:, cls.numero - 1].any()]


def percent_text(percent: float) -> str:
    """A share of a row: whole percent, but never 0 or 100 where it is not."""
    if 0 < percent <= 0.5:
        return "<1"
    if 99.5 <= percent < 100:
        return ">99"
    return number_text(percent, ".0f")


def count_text(count: int) -> str:
    """A number of pixels in at most five signs."""
    steps: Tuple[Tuple[int, str], ...] = ((1_000_000, "M"), (1_000, "k"))
    for size, letter in steps:
        if count >= 10 * size or (letter == "M" and count >= size):
            digits = 1 if count < 100 * size and letter == "M" else 0
            return number_text(math.floor(count / size * 10**digits) / 10**digits, f".{digits}f") + f" {letter}"
    return str(count)
