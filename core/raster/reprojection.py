"""Geometries in another coordinate reference system: point by point, or with straight edges that bend."""

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

    try:
        moved: NDArray[Any] = shapely.transform(geometries, lambda points: _moved(points, source, target))
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


def with_bends(geometries: NDArray[Any], source: CRS, target: CRS, tolerance: float) -> NDArray[Any]:
    """Geometries in ``source`` with as many more vertices as their straight edges need to bend in ``target``.

    What is straight in one system is not in the other: a parallel of 10 km runs 2 m beside the straight line of
    Lambert-93.

    Args:
        geometries: shapely, ``(n,)``.
        source, target: systems.
        tolerance: how far an edge may lie beside its true course, in units of ``target``.

    Raises:
        CRSError, RasterioError, CPLE_BaseError: as rasterio, if a point cannot be moved.
    """
    points = shapely.get_coordinates(geometries)
    if len(points) < 2:
        return geometries
    ends, middles = (_moved(some, source, target) for some in (points, (points[1:] + points[:-1]) / 2))
    aside = np.hypot(*(middles - (ends[1:] + ends[:-1]) / 2).T)
    is_bent = np.isfinite(aside) & (aside > tolerance)
    if not is_bent.any():
        return geometries
    # Half of an edge lies a quarter as far aside. Steps between rings count as edges: they bend alike.
    lengths = np.hypot(*np.diff(points, axis=0).T)[is_bent] * np.sqrt(tolerance / aside[is_bent])
    finer: NDArray[Any] = shapely.segmentize(geometries, float(lengths.min()))
    return finer


def _moved(points: NDArray[np.float64], source: CRS, target: CRS) -> NDArray[np.float64]:
    return np.column_stack(transform_points(source, target, points[:, 0], points[:, 1]))
