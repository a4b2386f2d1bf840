"""Polygons as masks on a grid."""

import hashlib
import math
from typing import Any, Sequence

import numpy as np
import shapely
from numpy.typing import NDArray
from rasterio.crs import CRS
from rasterio.features import rasterize

from ..errors import InvalidInputError
from ..language import _
from .coordinate_errors import TRANSFORM_ERRORS
from .grid import Grid, Window, same_crs
from .reprojection import reprojected, with_bends

TOLERANCE_PX = 0.05
"""How far the edge of a polygon of another system may lie beside its true course."""


class PolygonMask:
    """The pixels of a grid whose centres lie inside any polygon."""

    def __init__(self, polygons: Sequence[Any], crs: str, grid: Grid, file: str) -> None:
        """Bring ``polygons`` (shapely, in ``crs``) to the grid's coordinates.

        Raises:
            InvalidInputError: they have no coordinate system but the grid has one, cannot be transformed, or
                none touches the grid.
        """
        self._grid = grid
        geometries = np.array(in_crs_of(grid, polygons, crs, file), dtype=object)
        self._tree = shapely.STRtree(geometries)
        corners = [grid.transform @ at for at in _corners((0, 0, grid.width, grid.height))]
        if not len(self._tree.query(shapely.Polygon(corners), predicate="intersects")):
            raise InvalidInputError(
                _("No polygon of '{file}' touches the raster; check their coordinate reference systems.").format(
                    file=file
                )
            )

    def read(self, window: Window) -> NDArray[np.bool_]:
        """Bool ``(height, width)``: whether the pixel's centre lies inside a polygon."""
        part = self._grid.crop(window)
        corners = [part.transform @ at for at in _corners((0, 0, part.width, part.height))]
        found = self._tree.geometries.take(self._tree.query(shapely.Polygon(corners)))
        if not len(found):
            return np.zeros((part.height, part.width), np.bool_)
        burnt = rasterize(found, out_shape=(part.height, part.width), transform=part.transform, dtype="uint8")
        inside: NDArray[np.bool_] = burnt.astype(np.bool_)
        return inside

    def digest(self) -> str:
        """A hash of the polygons in the grid's coordinates."""
        return hashlib.sha256(b"".join(shapely.to_wkb(self._tree.geometries))).hexdigest()


def _corners(window: Window) -> Sequence[Any]:
    left, top, width, height = window
    return (left, top), (left + width, top), (left + width, top + height), (left, top + height)


def in_crs_of(grid: Grid, polygons: Sequence[Any], crs: str, file: str) -> Sequence[Any]:
    """``polygons`` (shapely, in ``crs``) in the coordinates of ``grid``; edges are straight in ``crs``.

    Raises:
        InvalidInputError: they have no coordinate system but the grid has one, or cannot be transformed.
    """
    if grid.crs is None:
        return polygons
    try:
        own = CRS.from_user_input(crs) if crs else None
        if own is not None and same_crs(own, grid.crs):
            return polygons
        if own is not None:
            tolerance = TOLERANCE_PX * math.sqrt(abs(grid.transform.determinant))
            bent = with_bends(np.array(polygons, dtype=object), own, grid.crs, tolerance)
            return list(reprojected(bent, own, grid.crs))
    except (*TRANSFORM_ERRORS, InvalidInputError):
        pass
    raise InvalidInputError(
        _("The polygons of '{file}' have no coordinate reference system that leads to the raster's.").format(file=file)
    )
