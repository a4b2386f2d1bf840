"""Which scenes show the same ground."""

from typing import Any, List, Optional, Sequence

import shapely
from rasterio.errors import CRSError, RasterioError
from rasterio.warp import transform_geom

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
    except (CRSError, RasterioError):
        return None
    return shapely.geometry.shape(moved)


def groups_of_shared_ground(grids: Sequence[Grid]) -> List[int]:
    """For each scene the number of the first one that it shares ground with, directly or through others.

    Scenes that are not georeferenced share ground with none.
    """
    first = list(range(len(grids)))
    for number, grid in enumerate(grids):
        for other in range(number):
            if first[number] != first[other] and _overlap(grid, grids[other]):
                joined, gone = sorted((first[number], first[other]))
                first = [joined if one == gone else one for one in first]
    return first


def _overlap(grid: Grid, other: Grid) -> bool:
    if not (grid.is_georeferenced and other.is_georeferenced):
        return False
    here, there = footprint(grid, other), footprint(other, other)
    return here is not None and there is not None and here.intersection(there).area > 0
