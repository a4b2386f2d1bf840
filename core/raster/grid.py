"""Where the pixels of a raster lie: geotransform, size and coordinate reference system."""

import math
from dataclasses import dataclass
from typing import Any, Optional, Tuple

from affine import Affine
from rasterio.crs import CRS
from rasterio.warp import transform as transform_points
from rasterio.warp import transform_bounds

from ..errors import InvalidInputError
from ..jobs import Extent
from ..language import _, number_text
from .coordinate_errors import TRANSFORM_ERRORS

Window = Tuple[int, int, int, int]
"""Column offset, row offset, width, height, in whole pixels."""

ALIGNMENT_TOLERANCE_PX = 1e-2
"""Grids closer than this are the same: products write their origins with few decimals."""

SNAP_TOLERANCE_PX = 1e-3
"""A border this close to a pixel's edge lies on it, whatever the rounding of its coordinates."""

# WGS 84 (EPSG:7030): semi-major axis in metres, first eccentricity squared.
SEMI_MAJOR_AXIS_M = 6378137.0
ECCENTRICITY_SQUARED = 0.00669437999014


@dataclass(frozen=True)
class Grid:
    """The grid of a raster; rotated and sheared geotransforms are fine.

    Attributes:
        crs: coordinate reference system, or None where the file names none.
        transform: pixel (column, row) to coordinates (x, y); pixel corners are whole numbers.
        width, height: size in pixels.
    """

    crs: Optional[CRS]
    transform: Affine
    width: int
    height: int

    @classmethod
    def of(cls, dataset: Any) -> "Grid":
        """The grid of an open rasterio data set."""
        return cls(dataset.crs, dataset.transform, dataset.width, dataset.height)

    @property
    def is_georeferenced(self) -> bool:
        """Whether coordinates are more than pixel numbers."""
        return self.crs is not None and self.transform != Affine.identity()

    @property
    def bounds(self) -> Tuple[float, float, float, float]:
        """xmin, ymin, xmax, ymax of the rectangle around the grid."""
        return _bounds(self.transform, 0, 0, self.width, self.height)

    def pixel_size_m(self) -> Tuple[float, float]:
        """Width and height of a pixel on the ground at the grid's centre, metres.

        A projected system's own metres are kept unless they are off the ground by more than 1 % (Web
        Mercator shows 0.30 m as 0.43 m in France). Without a system, units are taken as metres.
        """
        t = self.transform
        nominal = math.hypot(t.a, t.d), math.hypot(t.b, t.e)
        if self.crs is None:
            return nominal
        if self.crs.is_projected:
            factor = self.crs.linear_units_factor[1]
            nominal = nominal[0] * factor, nominal[1] * factor
        ground = self._ground_pixel_m()
        if ground is None or (self.crs.is_projected and all(abs(g / n - 1) < 0.01 for g, n in zip(ground, nominal))):
            return nominal
        return ground

    def _ground_pixel_m(self) -> Optional[Tuple[float, float]]:
        """Pixel size measured on the ellipsoid, or None outside what the system can transform.

        Radii of curvature of the ellipsoid: Snyder, Map Projections: A Working Manual, USGS PP 1395
        (1987), equations 4-18 and 4-20.
        """
        column, row = self.width / 2, self.height / 2
        corners = [self.transform @ at for at in ((column, row), (column + 1, row), (column, row + 1))]
        xs, ys = [x for x, _y in corners], [y for _x, y in corners]
        try:
            longitudes, latitudes = transform_points(self.crs, CRS.from_epsg(4326), xs, ys)
        except TRANSFORM_ERRORS:
            return None
        if not all(map(math.isfinite, longitudes + latitudes)):
            return None
        latitude = math.radians(latitudes[0])
        curvature = 1 - ECCENTRICITY_SQUARED * math.sin(latitude) ** 2
        meridian = SEMI_MAJOR_AXIS_M * (1 - ECCENTRICITY_SQUARED) / curvature**1.5
        parallel = SEMI_MAJOR_AXIS_M / math.sqrt(curvature) * math.cos(latitude)
        x_m, y_m = (
            math.hypot(
                parallel * math.radians(longitudes[i] - longitudes[0]),
                meridian * math.radians(latitudes[i] - latitudes[0]),
            )
            for i in (1, 2)
        )
        return (x_m, y_m) if x_m > 0 and y_m > 0 else None

    def area_km2(self) -> float:
        x_m, y_m = self.pixel_size_m()
        return self.width * x_m * self.height * y_m / 1e6

    def describe(self) -> str:
        """The grid in one phrase, for messages."""
        x_m, y_m = self.pixel_size_m()
        pixel = number_text(x_m, ".4g")
        if not math.isclose(x_m, y_m, rel_tol=1e-3):
            pixel += " × " + number_text(y_m, ".4g")
        return _("{width} × {height} pixels of {pixel} m in {crs} from ({x:.10g}, {y:.10g})").format(
            width=self.width,
            height=self.height,
            pixel=pixel,
            crs=crs_name(self.crs),
            x=self.transform.c,
            y=self.transform.f,
        )

    def matches(self, other: "Grid") -> bool:
        """Whether every pixel lies where the other's lies."""
        return self.offset_of(other) == (0, 0) and (self.width, self.height) == (other.width, other.height)

    def offset_of(self, other: "Grid") -> Optional[Tuple[int, int]]:
        """Column and row here of the other's first pixel, or None if the pixels of both do not coincide."""
        if not same_crs(self.crs, other.crs):
            return None
        to_pixels = ~self.transform @ other.transform
        column, row = round(to_pixels.c), round(to_pixels.f)
        for corner in ((0, 0), (other.width, 0), (0, other.height), (other.width, other.height)):
            x, y = to_pixels @ corner
            if max(abs(x - column - corner[0]), abs(y - row - corner[1])) > ALIGNMENT_TOLERANCE_PX:
                return None
        return column, row

    def crop(self, window: Window) -> "Grid":
        """The part of the grid inside ``window``, which may reach beyond it."""
        column, row, width, height = window
        return Grid(self.crs, self.transform @ Affine.translation(column, row), width, height)

    def with_pixel_size_m(self, pixel_size_m: float) -> "Grid":
        """The grid of the same corner with square pixels of that size, whose centres all lie inside this one."""
        x_m, y_m = self.pixel_size_m()
        x_factor, y_factor = pixel_size_m / x_m, pixel_size_m / y_m
        return Grid(
            self.crs,
            self.transform @ Affine.scale(x_factor, y_factor),
            max(1, round(self.width / x_factor)),
            max(1, round(self.height / y_factor)),
        )

    def window_of(self, extent: Extent) -> Window:
        """The whole pixels that ``extent`` touches, clipped to the grid.

        Raises:
            InvalidInputError: the extent is empty, cannot be transformed or does not touch the grid.
        """
        xmin, ymin, xmax, ymax = self._in_own_crs(extent)
        to_pixels = ~self.transform
        column0, row0, column1, row1 = _bounds(to_pixels, xmin, ymin, xmax, ymax)
        left, top = math.floor(column0 + SNAP_TOLERANCE_PX), math.floor(row0 + SNAP_TOLERANCE_PX)
        right = max(left + 1, math.ceil(column1 - SNAP_TOLERANCE_PX))
        bottom = max(top + 1, math.ceil(row1 - SNAP_TOLERANCE_PX))
        left, top = max(left, 0), max(top, 0)
        right, bottom = min(right, self.width), min(bottom, self.height)
        if left >= right or top >= bottom:
            raise InvalidInputError(
                _("The extent {extent} lies outside the raster, which covers {bounds}; move it.").format(
                    extent=_rectangle(xmin, ymin, xmax, ymax), bounds=_rectangle(*self.bounds)
                )
            )
        return left, top, right - left, bottom - top

    def _in_own_crs(self, extent: Extent) -> Tuple[float, float, float, float]:
        rectangle = extent.xmin, extent.ymin, extent.xmax, extent.ymax
        if not all(map(math.isfinite, rectangle)) or extent.xmin >= extent.xmax or extent.ymin >= extent.ymax:
            raise InvalidInputError(
                _("The extent {extent} is empty; its minimum must lie below its maximum.").format(
                    extent=_rectangle(*rectangle)
                )
            )
        if not extent.crs or self.crs is None:
            return rectangle
        try:
            crs = CRS.from_user_input(extent.crs)
            if not same_crs(crs, self.crs):
                xmin, ymin, xmax, ymax = transform_bounds(crs, self.crs, *rectangle)
                rectangle = xmin, ymin, xmax, ymax
        except TRANSFORM_ERRORS:
            rectangle = math.inf, math.inf, math.inf, math.inf
        if not all(map(math.isfinite, rectangle)):
            raise InvalidInputError(
                _("The extent in {extent_crs} cannot be transformed to {crs}; give it in the latter.").format(
                    extent_crs=extent.crs, crs=crs_name(self.crs)
                )
            )
        return rectangle


def same_crs(first: Optional[CRS], second: Optional[CRS]) -> bool:
    """Whether both are the same system, however each file spells it."""
    if first is None or second is None:
        return first is second
    if first == second:
        return True
    code = first.to_epsg()
    return code is not None and code == second.to_epsg()


def crs_name(crs: Optional[CRS]) -> str:
    """``EPSG:2154``, or the system's own name where it has no code."""
    if crs is None:
        return _("no coordinate reference system")
    code = crs.to_epsg()
    if code is not None:
        return f"EPSG:{code}"
    parts = str(crs.to_wkt()).split('"', 2)
    return parts[1] if len(parts) == 3 else str(crs)


def _bounds(transform: Affine, xmin: float, ymin: float, xmax: float, ymax: float) -> Tuple[float, float, float, float]:
    """The rectangle around a transformed rectangle."""
    corners = [transform @ corner for corner in ((xmin, ymin), (xmax, ymin), (xmin, ymax), (xmax, ymax))]
    xs, ys = zip(*corners)
    return min(xs), min(ys), max(xs), max(ys)


def _rectangle(xmin: float, ymin: float, xmax: float, ymax: float) -> str:
    return f"({xmin:.10g}, {ymin:.10g}, {xmax:.10g}, {ymax:.10g})"
