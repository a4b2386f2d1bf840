"""A map to be compared with another, from a raster or from polygons, read on whatever grid the comparison takes."""

from typing import Any, Dict, Optional, Sequence

import numpy as np
import shapely
from affine import Affine
from numpy.typing import NDArray
from rasterio.crs import CRS

from ..errors import InvalidInputError
from ..language import _
from ..nomenclature import CLASSES, NO_DATA
from .class_map import MapPixels, check_codes
from .class_raster import ClassRaster
from .confidence_raster import ConfidenceRaster
from .footprint import footprint
from .grid import Grid, Window, crs_name
from .grid_lookup import looked_up
from .polygon_mask import in_crs_of
from .reference import ReferencePolygons
from .reprojection import crs_of, portable_name


class ComparedRaster:
    """An open raster of ``numero``; use as a context.

    Attributes:
        path: as it was given.
        grid: where its pixels lie.
    """

    def __init__(self, path: str, confidence: str = "") -> None:
        """Raises: InvalidInputError, if it is no map of CoSIA classes, or the confidence is not the map's."""
        self._raster = ClassRaster(path)
        self.path = path
        self.grid: Optional[Grid] = self._raster.grid
        self._confidence: Optional[ConfidenceRaster] = None
        try:
            check_codes(path, self._raster.tags)
            if confidence:
                self._confidence = ConfidenceRaster(confidence, path, self._raster.grid)
        except InvalidInputError:
            self._raster.__exit__()
            raise

    def __enter__(self) -> "ComparedRaster":
        return self

    def __exit__(self, *error: object) -> None:
        self._raster.__exit__()
        if self._confidence is not None:
            self._confidence.__exit__()

    @property
    def crs(self) -> Optional[CRS]:
        return self._raster.grid.crs

    def describe(self) -> str:
        return self._raster.grid.describe()

    def outline(self, grid: Grid) -> Any:
        """Where the map lies, as a shapely polygon in the coordinates of ``grid``."""
        _check_systems(self.path, self.crs, grid)
        crs = "" if grid.crs is None else portable_name(grid.crs)
        return footprint(self._raster.grid, crs, self.path)

    def read(self, grid: Grid) -> MapPixels:
        """The class under each pixel centre of a grid.

        Raises:
            InvalidInputError: the file is damaged, or a value is no whole number.
        """
        codes = looked_up(self._codes, self._raster.grid, grid)
        is_class = (codes > NO_DATA) & (codes <= CLASSES[-1].numero)
        unknown: Dict[str, int] = {}
        is_unknown = ~is_class & (codes != NO_DATA)
        if is_unknown.any():
            found, counts = np.unique(codes[is_unknown], return_counts=True)
            unknown = {f"{code:g}": int(count) for code, count in zip(found.tolist(), counts)}
        return MapPixels(np.where(is_class, codes, NO_DATA).astype(np.uint8), unknown)

    def percent(self, grid: Grid) -> Optional[NDArray[Any]]:
        """The confidence under each pixel centre of a grid; None without one."""
        return None if self._confidence is None else self._confidence.at(grid)

    def _codes(self, window: Window) -> NDArray[Any]:
        codes, known = self._raster.read(window)
        return np.where(known, codes, NO_DATA)


class ComparedPolygons:
    """Polygons with a class; where several lie over a pixel's centre, the last of the file counts.

    Attributes:
        path: of their file.
        grid: None.
    """

    def __init__(self, polygons: Sequence[Any], classes: Sequence[Any], crs: str, path: str) -> None:
        """Args: as of :class:`ReferencePolygons`."""
        self.path, self.grid = path, None
        self._polygons, self._classes, self._crs = polygons, classes, crs
        self._on_grid: Optional[ReferencePolygons] = None

    @property
    def crs(self) -> Optional[CRS]:
        return crs_of(self._crs) if self._crs else None

    def describe(self) -> str:
        return _("{count} polygons in {crs}").format(count=len(self._polygons), crs=crs_name(self.crs))

    def bounds_in(self, crs: Optional[CRS]) -> Sequence[float]:
        """Of all polygons, in the coordinates of a system."""
        shapes = in_crs_of(Grid(crs, Affine.identity(), 1, 1), self._polygons, self._crs, self.path)
        return [float(value) for value in shapely.total_bounds(np.array(shapes, dtype=object))]

    def outline(self, grid: Grid) -> Any:
        """The rectangle around the polygons, in the coordinates of ``grid``."""
        _check_systems(self.path, self.crs, grid)
        return shapely.box(*self.bounds_in(grid.crs))

    def read(self, grid: Grid) -> MapPixels:
        """As :meth:`ComparedRaster.read`; all grids must be in the same coordinate reference system."""
        if self._on_grid is None:
            self._on_grid = ReferencePolygons(self._polygons, self._classes, self._crs, grid, self.path)
        found = self._on_grid.read(grid)
        return MapPixels(found.labels, found.unknown)

    def percent(self, grid: Grid) -> Optional[NDArray[Any]]:
        """None: polygons have no confidence."""
        return None


def _check_systems(path: str, crs: Optional[CRS], grid: Grid) -> None:
    if (crs is None) != (grid.crs is None):
        raise InvalidInputError(
            _(
                "The coordinate reference systems of the maps do not fit: '{file}' is in {crs}, the other map in "
                "{other}; set the one that is missing."
            ).format(file=path, crs=crs_name(crs), other=crs_name(grid.crs))
        )
