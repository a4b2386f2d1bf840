"""Where a map agrees with its reference, and how much ground each class really takes."""

import math
from typing import Any, Sequence

import numpy as np
from markupsafe import Markup
from matplotlib.colors import LinearSegmentedColormap

from ..language import _
from ..nomenclature import LandCoverClass
from ..training.confidence import Estimate
from ..training.map_assessment import MapAssessment
from .figures import ACCENTS, FAINT_INK, INK, as_svg, new_figure, styled

AGREEMENT = LinearSegmentedColormap.from_list("agreement", ["#a64b1d", "#e9b089", "#f3ecd9", "#8fc1a9", "#1f6f54"])
NOTHING = "#eef1ef"

RIGHT, WRONG = "#1f6f54", "#c2410c"

MAX_CELLS = 160
"""Along the longer side of the map."""

LARGE_KM = 2.0
"""Maps above have their scale in kilometres."""


def agreement_figure(assessment: MapAssessment) -> Markup:
    """The map in squares, each in the colour of the share of its compared pixels that is right, or its points."""
    grid = assessment.grid
    x_m, y_m = grid.pixel_size_m()
    is_large = max(grid.width * x_m, grid.height * y_m) > LARGE_KM * 1000
    x_size, y_size = (size_m / 1000 if is_large else size_m for size_m in (x_m, y_m))
    width, height = grid.width * x_size, grid.height * y_size
    figure = new_figure(6.6, min(max(6.6 * 0.8 * height / width, 1.8), 6.5))
    with styled():
        axes = figure.subplots()
    axes.set_facecolor(NOTHING)
    if assessment.points is None:
        _draw_blocks(axes, assessment, x_size, y_size)
    else:
        rows, columns, right = assessment.points.T
        for which, marker, colour, label in ((1, "o", RIGHT, _("right")), (0, "X", WRONG, _("wrong"))):
            at = right == which
            axes.scatter(
                (columns[at] + 0.5) * x_size,
                (rows[at] + 0.5) * y_size,
                s=18 if which else 34,
                marker=marker,
                color=colour,
                edgecolors="white",
                linewidths=0.5,
                label=f"{label} ({int(at.sum())})",
            )
        with styled():
            figure.legend(loc="outside upper left", ncols=2)
    axes.set(xlim=(0, width), ylim=(height, 0), xlabel="km" if is_large else "m", aspect="equal")
    axes.grid(False)
    for spine in axes.spines.values():
        spine.set_visible(True)
    return as_svg(figure)


def _draw_blocks(axes: Any, assessment: MapAssessment, x_size: float, y_size: float) -> None:
    grid, (width_px, height_px) = assessment.grid, assessment.block_px
    rows, columns = math.ceil(grid.height / height_px), math.ceil(grid.width / width_px)
    step = max(1, math.ceil(max(rows, columns) / MAX_CELLS))
    shape = math.ceil(rows / step), math.ceil(columns / step)
    right, total = np.zeros(shape), np.zeros(shape)
    at = tuple((assessment.places // step).T)
    np.add.at(right, at, np.trace(assessment.matrices, axis1=1, axis2=2))
    np.add.at(total, at, assessment.matrices.sum(axis=(1, 2)))
    share = np.full(shape, np.nan)
    np.divide(100.0 * right, total, out=share, where=total > 0)
    extent = (0, shape[1] * step * width_px * x_size, shape[0] * step * height_px * y_size, 0)
    image = axes.imshow(share, cmap=AGREEMENT, vmin=0, vmax=100, interpolation="nearest", extent=extent)
    bar = axes.figure.colorbar(image, ax=axes, shrink=0.8, pad=0.02)
    bar.set_label(_("right (%)"), color=INK)
    bar.outline.set_visible(False)


def area_figure(
    classes: Sequence[LandCoverClass], mapped_ha: Sequence[float], areas_ha: Sequence[Estimate], language: str
) -> Markup:
    """One row a class: the area on the map, and the estimated one with its interval."""
    figure = new_figure(7.6, 0.95 + 0.36 * len(classes))
    with styled():
        axes = figure.subplots()
    at = np.arange(len(classes), dtype=np.float64)
    axes.barh(
        at,
        mapped_ha,
        height=0.66,
        color=[cls.colour for cls in classes],
        edgecolor=FAINT_INK,
        linewidth=0.4,
        label=_("on the map"),
    )
    whiskers = np.array([(one.value - one.low, one.high - one.value) for one in areas_ha]).T  # NaN draws none
    axes.errorbar(
        [one.value for one in areas_ha],
        at,
        xerr=whiskers,
        fmt="o",
        markersize=6,
        color=INK,
        markerfacecolor=ACCENTS[0],
        markeredgecolor="white",
        elinewidth=1.4,
        capsize=3,
        linestyle="none",
        label=_("estimated, with 95 % interval"),
    )
    axes.set_yticks(at, [cls.name(language) for cls in classes])
    axes.tick_params(axis="y", length=0, labelcolor=INK)
    axes.set_ylim(len(classes) - 0.5, -0.5)
    axes.set_xlim(left=0)
    axes.grid(False, axis="y")
    axes.set_xlabel(_("Area (ha)"))
    with styled():
        legend = figure.legend(loc="outside upper left", ncols=2)
    for handle in legend.get_patches():
        handle.set_facecolor(NOTHING)
    return as_svg(figure)
