"""Where a grid lies, in the coordinates of a vector file."""

from typing import Any

import numpy as np
import shapely
from rasterio.crs import CRS
from rasterio.warp import transform as transform_points

from ..errors import InvalidInputError
from ..language import _
from .coordinate_errors import TRANSFORM_ERRORS
from .grid import Grid, crs_name, same_crs

POINTS_PER_SIDE = 21
"""Enough for the borders of a scene, which are curves in another system; over 30 km they bend by metres."""


def footprint(grid: Grid, crs: str, file: str) -> Any:
    """The outline of ``grid`` as a shapely polygon in ``crs``.

    Args:
        grid: anything; one without a coordinate system keeps its own coordinates.
        crs: WKT or ``EPSG:…`` of a vector file; empty if it names none.
        file: for messages.

    Raises:
        InvalidInputError: the file has no coordinate system but the grid has one, or none leads to the other.
    """
    corners = [grid.transform @ at for at in ((0, 0), (grid.width, 0), (grid.width, grid.height), (0, grid.height))]
    outline = shapely.Polygon(corners)
    if grid.crs is None:
        return outline
    if not crs:
        raise InvalidInputError(
            _(
                "The polygons of '{file}' have no coordinate reference system, but the raster is in {crs}; set the one "
                "that they were drawn in."
            ).format(file=file, crs=crs_name(grid.crs))
        )
    try:
        target = CRS.from_user_input(crs)
        if same_crs(target, grid.crs):
            return outline
        side = outline.length / 4
        points = shapely.get_coordinates(shapely.segmentize(outline, side / (POINTS_PER_SIDE - 1)))
        moved = shapely.Polygon(np.column_stack(transform_points(grid.crs, target, points[:, 0], points[:, 1])))
    except TRANSFORM_ERRORS:
        moved = shapely.Polygon()
    if moved.is_empty or not np.isfinite(shapely.get_coordinates(moved)).all():
        raise InvalidInputError(
            _(
                "The raster's coordinates in {raster_crs} cannot be transformed to those of '{file}'; save the "
                "polygons in {raster_crs}."
            ).format(raster_crs=crs_name(grid.crs), file=file)
        )
    return shapely.make_valid(moved)


def system_name(crs: str) -> str:
    """As :func:`crs_name`, of the WKT or ``EPSG:…`` of a vector file."""
    return crs_name(CRS.from_user_input(crs) if crs else None)
