"""Geometries in another coordinate reference system, point by point."""

from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from rasterio.crs import CRS
from rasterio.errors import CRSError
from rasterio.warp import transform as transform_points

from ..errors import InvalidInputError
from ..language import _
from .coordinate_errors import TRANSFORM_ERRORS
from .grid import crs_name, same_crs


def crs_of(text: str) -> CRS:
    """The system that WKT or a code such as ``EPSG:2154`` names.

    Raises:
        InvalidInputError: it names none.
    """
    try:
        return CRS.from_user_input(text)
    except CRSError:
        raise InvalidInputError(
            _("The coordinate reference system '{crs}' is unknown; use a code such as EPSG:2154.").format(crs=text)
        ) from None


def portable_name(crs: CRS) -> str:
    """``EPSG:2154``, or WKT of a system without code: what vector files are written with."""
    code = crs.to_epsg()
    return str(crs.to_wkt()) if code is None else f"EPSG:{code}"


def reprojected(geometries: NDArray[Any], source: CRS, target: CRS) -> NDArray[Any]:
    """Shapely geometries ``(n,)`` moved from ``source`` to ``target``; equal vertices stay equal.

    Raises:
        InvalidInputError: one cannot be moved.
    """
    if same_crs(source, target) or not len(geometries):
        return geometries

    def move(points: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.column_stack(transform_points(source, target, points[:, 0], points[:, 1]))

    try:
        moved: NDArray[Any] = shapely.transform(geometries, move)
        finite = bool(np.isfinite(shapely.get_coordinates(moved)).all())
    except TRANSFORM_ERRORS:
        finite = False
    if not finite:
        raise InvalidInputError(
            _(
                "Coordinates in {source} cannot be transformed to {target}; choose a system that covers the place."
            ).format(source=crs_name(source), target=crs_name(target))
        )
    return moved
