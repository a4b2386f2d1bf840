"""How much ground each pixel covers, row by row."""

import math
from typing import Any, Optional, Tuple

import numpy as np
from numpy.typing import NDArray
from rasterio.crs import CRS
from rasterio.warp import transform as transform_points

from ..errors import InvalidInputError
from ..language import _
from .coordinate_errors import TRANSFORM_ERRORS
from .grid import ECCENTRICITY_SQUARED, SEMI_MAJOR_AXIS_M, Grid, crs_name


class PixelAreas:
    """Square metres of the pixels of a grid.

    In a projected system, areas are those of its plane, as surveyors and offices count them, unless it is off the
    ground by more than 1 % at the grid's centre, as Web Mercator is. There, and in degrees, they are areas on the
    ellipsoid (WGS 84), which change from row to row; within a row of a map they do not, but for grids that are turned
    against the meridians, of which the middle column counts. Without a system, coordinates are taken as metres.

    Attributes:
        constant_m2: area of every pixel; None where rows differ.
    """

    def __init__(self, grid: Grid) -> None:
        self._grid = grid
        self.constant_m2 = _plane_area_m2(grid)

    @property
    def is_on_ellipsoid(self) -> bool:
        """Whether areas are those on the ellipsoid, not in the plane of the coordinate reference system."""
        return self.constant_m2 is None

    def rows_m2(self, row: int, height: int) -> NDArray[np.float64]:
        """Area of a pixel in each of some rows, ``(height,)``.

        Raises:
            InvalidInputError: the rows cannot be found on the ellipsoid.
        """
        if self.constant_m2 is not None:
            return np.full(height, self.constant_m2)
        return _ellipsoid_rows_m2(self._grid, row, height)

    def middle_m2(self) -> float:
        """Area of a pixel in the middle of the grid."""
        return float(self.rows_m2(self._grid.height // 2, 1)[0])


def _plane_area_m2(grid: Grid) -> Optional[float]:
    """None where the plane is no measure of the ground."""
    t = grid.transform
    area = abs(t.determinant)
    if grid.crs is None:
        return area
    if not grid.crs.is_projected:
        return None
    factor = grid.crs.linear_units_factor[1]
    nominal_m = math.hypot(t.a, t.d) * factor, math.hypot(t.b, t.e) * factor
    # The grid measures the ground where the plane is off, and repeats the plane's own size elsewhere.
    return area * factor**2 if grid.pixel_size_m() == nominal_m else None


def _ellipsoid_rows_m2(grid: Grid, row: int, height: int) -> NDArray[np.float64]:
    """Areas from the sides of pixels in longitude and latitude, times the ellipsoid's area for each of the latter.

    The latter is M N cos φ with the radii of curvature M and N: Snyder, Map Projections: A Working Manual, USGS PP
    1395 (1987), equations 4-18 to 4-20. Taken at a pixel's centre it is exact to 1e-9 for pixels below 10 m.
    """
    rows = np.arange(row, row + height) + 0.5
    column = np.full(height, grid.width / 2)
    steps = ((0.0, 0.0), (-0.5, 0.0), (0.5, 0.0), (0.0, -0.5), (0.0, 0.5))
    points = [_longitudes_and_latitudes(grid, column + x, rows + y) for x, y in steps]
    (_longitude, latitude), left, right, upper, lower = points
    along = [_turned(right[0] - left[0]), right[1] - left[1]]
    across = [_turned(lower[0] - upper[0]), lower[1] - upper[1]]
    sides = np.abs(np.radians(along[0]) * np.radians(across[1]) - np.radians(along[1]) * np.radians(across[0]))
    phi = np.radians(latitude)
    curvature = 1 - ECCENTRICITY_SQUARED * np.sin(phi) ** 2
    areas: NDArray[np.float64] = (
        sides * SEMI_MAJOR_AXIS_M**2 * (1 - ECCENTRICITY_SQUARED) / curvature**2 * np.abs(np.cos(phi))
    )
    if not np.isfinite(areas).all():
        raise InvalidInputError(
            _("The map's coordinates in {crs} lie outside what this system can express; check the system.").format(
                crs=crs_name(grid.crs)
            )
        )
    return areas


def _turned(degrees: NDArray[np.float64]) -> NDArray[np.float64]:
    """Differences of longitudes without the jump at 180°."""
    turned: NDArray[np.float64] = (degrees + 180) % 360 - 180 if (np.abs(degrees) > 180).any() else degrees
    return turned


def _longitudes_and_latitudes(
    grid: Grid, columns: NDArray[Any], rows: NDArray[Any]
) -> Tuple[NDArray[np.float64], NDArray[np.float64]]:
    t = grid.transform
    xs, ys = t.a * columns + t.b * rows + t.c, t.d * columns + t.e * rows + t.f
    try:
        moved = transform_points(grid.crs, CRS.from_epsg(4326), xs, ys)
    except TRANSFORM_ERRORS:
        moved = (np.full_like(xs, np.nan), np.full_like(ys, np.nan))
    return np.asarray(moved[0]), np.asarray(moved[1])
