"""Which scenes show the same ground."""

import math
from typing import Any, List, Optional, Sequence

import shapely
from rasterio.warp import transform_geom

from .coordinate_errors import TRANSFORM_ERRORS
from .grid import Grid, same_crs


def footprint(grid: Grid, reference: Grid) -> Optional[Any]:
    """A grid as a shapely polygon in the coordinates of ``reference``; None where nothing leads there."""
    corners = ((0, 0), (grid.width, 0), (grid.width, grid.height), (0, grid.height))
    polygon = shapely.Polygon([grid.transform @ corner for corner in corners])
    if same_crs(grid.crs, reference.crs):
        return polygon
    if grid.crs is None or reference.crs is None:
        return None
    try:
        moved = transform_geom(grid.crs, reference.crs, polygon.__geo_interface__)
    except TRANSFORM_ERRORS:
        return None
    return shapely.geometry.shape(moved)


def groups_of_shared_ground(grids: Sequence[Grid], near_px: float = 0.0) -> List[int]:
    """For each scene the number of the first one that it shares ground with, directly or through others.

    Scenes that are not georeferenced share ground with none.

    Args:
        grids: of the scenes.
        near_px: scenes that are nearer to each other than so many of their pixels, of the larger ones, share ground.
    """
    first = list(range(len(grids)))
    for number, grid in enumerate(grids):
        for other in range(number):
            if first[number] != first[other] and share_ground(grid, grids[other], near_px):
                joined, gone = sorted((first[number], first[other]))
                first = [joined if one == gone else one for one in first]
    return first


def share_ground(grid: Grid, other: Grid, near_px: float = 0.0) -> bool:
    """Whether two scenes overlap, or lie as near as :func:`groups_of_shared_ground` says."""
    if not (grid.is_georeferenced and other.is_georeferenced):
        return False
    here, there = footprint(grid, other), footprint(other, other)
    if here is None or there is None:
        return False
    # In the units of the other's coordinates, which may be degrees.
    pixel = math.sqrt(abs(other.transform.determinant))
    larger = max(1.0, *(mine / its for mine, its in zip(grid.pixel_size_m(), other.pixel_size_m())))
    return bool(here.intersection(there).area > 0 or here.distance(there) < near_px * larger * pixel)
