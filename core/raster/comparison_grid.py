"""The pixels that two maps are compared on, and how much of each lies outside the other."""

import math
from dataclasses import dataclass
from typing import Any, Optional, Union

import numpy as np
import shapely
from affine import Affine
from numpy.typing import NDArray

from ..errors import InvalidInputError
from ..jobs import Extent
from ..language import _
from .compared_map import ComparedPolygons, ComparedRaster
from .grid import SNAP_TOLERANCE_PX, Grid, Window
from .pixel_areas import PixelAreas

ComparedMap = Union[ComparedRaster, ComparedPolygons]

SAME_SIZE = 1e-6
"""Pixels whose areas differ by less than this share are equally fine."""


@dataclass(frozen=True)
class CommonGround:
    """Attributes:
    grid: of the comparison, around the ground that both maps lie on.
    is_after: whether it is AFTER's grid; of BEFORE's it is otherwise, or of neither if both are polygons.
    before_ha, after_ha: ground that each map lies on: of a raster all of it, of polygons the rectangle around them.
    before_outside_ha, after_outside_ha: the part of it that the other does not lie on.
    """

    grid: Grid
    is_after: bool
    before_ha: float
    after_ha: float
    before_outside_ha: float
    after_outside_ha: float


def common_ground(
    before: ComparedMap, after: ComparedMap, pixel_size_m: float, extent: Optional[Extent]
) -> CommonGround:
    """Choose the pixels: those of the finer map; of equally fine ones those of ``after``.

    Args:
        before, after: the maps.
        pixel_size_m: of the comparison where both are polygons.
        extent: part to compare; None: all that both lie on.

    Raises:
        InvalidInputError: the maps have no common ground, or none in the extent, or nothing leads from one coordinate
            reference system to the other.
    """
    grid = _grid(before, after, pixel_size_m)
    outlines = [shapely.transform(one.outline(grid), _to_pixels(grid)) for one in (before, after)]
    shared = shapely.intersection(*outlines)
    if shared.area == 0:
        raise InvalidInputError(
            _(
                "The maps '{before}' and '{after}' have no common ground; choose those of one place, or check their "
                "coordinate reference systems."
            ).format(before=before.path, after=after.path)
        )
    ha = PixelAreas(grid).middle_m2() / 1e4
    window = _window(shared, grid)
    return CommonGround(
        grid.crop(_within(window, grid.window_of(extent)) if extent else window),
        grid == after.grid,
        *(outline.area * ha for outline in outlines),
        *(float(outline.area - shared.area) * ha for outline in outlines),
    )


def _grid(before: ComparedMap, after: ComparedMap, pixel_size_m: float) -> Grid:
    grids = [one.grid for one in (before, after) if one.grid is not None]
    if len(grids) == 2:
        sizes = [PixelAreas(grid).middle_m2() for grid in grids]
        return grids[0] if sizes[0] < sizes[1] * (1 - SAME_SIZE) else grids[1]
    return grids[0] if grids else _grid_of_polygons(before, after, pixel_size_m)


def _grid_of_polygons(before: ComparedMap, after: ComparedMap, pixel_size_m: float) -> Grid:
    """Pixels around what both hold, in the coordinates of ``after``; in metres their corners lie on multiples."""
    assert isinstance(before, ComparedPolygons) and isinstance(after, ComparedPolygons)
    bounds = np.array([one.bounds_in(after.crs) for one in (before, after)])
    left, bottom = (float(value) for value in bounds[:, :2].max(axis=0))
    right, top = (float(value) for value in bounds[:, 2:].min(axis=0))
    if left >= right or bottom >= top:
        left, bottom, right, top = (float(value) for value in bounds[1])
    frame = Grid(after.crs, Affine(right - left, 0, left, 0, bottom - top, top), 1, 1)
    x_m, y_m = frame.pixel_size_m()
    x, y = (right - left) * pixel_size_m / x_m, (top - bottom) * pixel_size_m / y_m
    if after.crs is None or after.crs.is_projected:
        left, top = math.floor(left / x) * x, math.ceil(top / y) * y
    return Grid(
        after.crs,
        Affine(x, 0, left, 0, -y, top),
        max(1, math.ceil((right - left) / x - SNAP_TOLERANCE_PX)),
        max(1, math.ceil((top - bottom) / y - SNAP_TOLERANCE_PX)),
    )


def _to_pixels(grid: Grid) -> Any:
    t = ~grid.transform

    def move(points: NDArray[np.float64]) -> NDArray[np.float64]:
        x, y = points.T
        return np.column_stack((t.a * x + t.b * y + t.c, t.d * x + t.e * y + t.f))

    return move


def _window(shared: Any, grid: Grid) -> Window:
    """The whole pixels around a shape in pixels."""
    left, top, right, bottom = shared.bounds
    column, row = max(0, math.floor(left + SNAP_TOLERANCE_PX)), max(0, math.floor(top + SNAP_TOLERANCE_PX))
    last_column = min(grid.width, max(column + 1, math.ceil(right - SNAP_TOLERANCE_PX)))
    last_row = min(grid.height, max(row + 1, math.ceil(bottom - SNAP_TOLERANCE_PX)))
    return column, row, last_column - column, last_row - row


def _within(window: Window, other: Window) -> Window:
    column, row = max(window[0], other[0]), max(window[1], other[1])
    width = min(window[0] + window[2], other[0] + other[2]) - column
    height = min(window[1] + window[3], other[1] + other[3]) - row
    if width <= 0 or height <= 0:
        raise InvalidInputError(_("EXTENT lies outside what both maps cover; move it."))
    return column, row, width, height
