"""Reference classes, from a raster on any grid or from polygons, brought to the pixels of another grid."""

import unicodedata
from collections import Counter
from dataclasses import dataclass, field
from typing import Any, Dict, Optional, Protocol, Sequence, Tuple

import numpy as np
import rasterio
import shapely
from numpy.typing import NDArray
from rasterio.errors import RasterioError
from rasterio.features import rasterize
from rasterio.windows import Window as RasterioWindow

from ..errors import InvalidInputError
from ..language import _
from ..nomenclature import CLASSES, CLASSES_BY_NUMERO, NO_DATA
from .class_map import check_codes
from .grid import Grid, crs_name
from .pixel_positions import pixel_positions
from .polygon_mask import in_crs_of

STRIP_ROWS = 64
"""Rows that are looked up at once: bounds the memory where a reference is much finer than the grid."""

MOST_READ_PX = 16_000_000
"""Of a reference at once: pixels of the grid that lie further apart on it are looked up in two halves."""

_FIRST_UNKNOWN = 1000
"""Above all codes: the polygons of an unknown class are burnt with numbers from here on."""


@dataclass(frozen=True)
class ReferencePixels:
    """Reference classes on a grid.

    Attributes:
        labels: uint8 ``(height, width)`` of ``numero``; 0 where the reference says nothing.
        overlaps: whether the reference covers any of the grid, with or without a class.
        unknown: pixels of each code that is no ``numero``, as far as they count; they are 0 in ``labels``.
    """

    labels: NDArray[np.uint8]
    overlaps: bool
    unknown: Dict[str, int] = field(default_factory=dict)


class Reference(Protocol):
    """Where the true classes come from."""

    file: str

    def read(self, grid: Grid, counted: Optional[NDArray[np.bool_]] = None) -> ReferencePixels:
        """The class at the centre of each pixel of ``grid``.

        Args:
            grid: any.
            counted: where unknown codes count, ``(height, width)``; None: everywhere.

        Raises:
            InvalidInputError: nothing leads from the grid to the reference, or it is damaged.
        """


def is_raster(path: str) -> bool:
    """Whether GDAL reads pixels there."""
    try:
        with rasterio.open(path):
            return True
    except RasterioError:
        return False


class ReferenceRaster:
    """A raster of ``numero``; each pixel centre of the other grid is looked up exactly, nothing is resampled."""

    def __init__(self, path: str) -> None:
        """Open ``path``; use as a context.

        Raises:
            InvalidInputError: no raster of one band, or one that says of itself that it holds other codes.
        """
        self.file = path
        try:
            self._dataset = rasterio.open(path)
        except RasterioError as error:
            raise InvalidInputError(
                _("The reference '{file}' cannot be opened: {error}; give a raster of classes or polygons.").format(
                    file=path, error=error
                )
            ) from None
        if self._dataset.count != 1:
            raise InvalidInputError(
                _("The reference '{file}' has {bands} bands; give one band of CoSIA classes.").format(
                    file=path, bands=self._dataset.count
                )
            )
        try:
            check_codes(path, self._dataset.tags())
        except InvalidInputError:
            self._dataset.close()
            raise

    def __enter__(self) -> "ReferenceRaster":
        return self

    def __exit__(self, *error: object) -> None:
        self._dataset.close()

    def read(self, grid: Grid, counted: Optional[NDArray[np.bool_]] = None) -> ReferencePixels:
        own = Grid.of(self._dataset)
        if grid.crs is not None and own.crs is None:
            raise InvalidInputError(
                _("The reference '{file}' has no coordinate reference system; the raster's is {crs}.").format(
                    file=self.file, crs=crs_name(grid.crs)
                )
            )
        labels = np.zeros((grid.height, grid.width), np.uint8)
        unknown: Counter[str] = Counter()
        overlaps = False
        for top in range(0, grid.height, STRIP_ROWS):
            strip = grid.crop((0, top, grid.width, min(STRIP_ROWS, grid.height - top)))
            columns, rows = _pixels_under(strip, own)
            inside = (columns >= 0) & (columns < own.width) & (rows >= 0) & (rows < own.height)
            if not inside.any():
                continue
            overlaps = True
            codes, known = self._codes_at(columns[inside], rows[inside])
            known &= codes != NO_DATA
            is_class = known & np.isin(codes, list(CLASSES_BY_NUMERO))
            is_unknown = known & ~is_class
            if counted is not None:
                is_unknown &= counted[top : top + strip.height][inside]
            for code, count in zip(*np.unique(codes[is_unknown], return_counts=True)):
                unknown[f"{code:g}"] += int(count)
            labels[top : top + strip.height][inside] = np.where(is_class, codes, NO_DATA).astype(np.uint8)
        return ReferencePixels(labels, overlaps, dict(unknown))

    def _codes_at(self, columns: NDArray[np.int64], rows: NDArray[np.int64]) -> Tuple[NDArray[Any], NDArray[np.bool_]]:
        """Codes of some pixels, and which of them hold data."""
        left, top = int(columns.min()), int(rows.min())
        width, height = int(columns.max()) - left + 1, int(rows.max()) - top + 1
        if width * height > MOST_READ_PX and len(columns) > 1:
            half = len(columns) // 2
            halves = self._codes_at(columns[:half], rows[:half]), self._codes_at(columns[half:], rows[half:])
            return np.concatenate([codes for codes, _known in halves]), np.concatenate([known for _c, known in halves])
        window = RasterioWindow(left, top, width, height)
        try:
            codes = self._dataset.read(1, window=window)[rows - top, columns - left]
            known: NDArray[np.bool_] = (self._dataset.read_masks(1, window=window) > 0)[rows - top, columns - left]
        except RasterioError as error:
            raise InvalidInputError(
                _("The reference '{file}' is damaged near column {column}, row {row}: {error}.").format(
                    file=self.file, column=left, row=top, error=error.__cause__ or error
                )
            ) from None
        return codes, known & np.isfinite(codes)


class ReferencePolygons:
    """Polygons with a class; where several lie over a pixel's centre, the last of the file counts."""

    def __init__(self, polygons: Sequence[Any], classes: Sequence[Any], crs: str, grid: Grid, file: str) -> None:
        """Bring ``polygons`` (shapely, in ``crs``) to the coordinates of ``grid``.

        Args:
            polygons: with one value of ``classes`` each: a ``numero``, or the French or English name of a class.
            crs: of the polygons; empty if unknown.
            grid: whose coordinate system :meth:`read` expects.
            file: for messages.

        Raises:
            InvalidInputError: as :class:`PolygonMask`.
        """
        self.file = file
        self._tree = shapely.STRtree(np.array(in_crs_of(grid, polygons, crs, file), dtype=object))
        self._unknown = sorted({str(value) for value in classes if numero_of(value) is None})
        places = {value: _FIRST_UNKNOWN + place for place, value in enumerate(self._unknown)}
        self._burnt = np.array([numero_of(value) or places[str(value)] for value in classes], np.int32)

    def read(self, grid: Grid, counted: Optional[NDArray[np.bool_]] = None) -> ReferencePixels:
        corners = [grid.transform @ at for at in ((0, 0), (grid.width, 0), (grid.width, grid.height), (0, grid.height))]
        found = np.sort(self._tree.query(shapely.Polygon(corners), predicate="intersects"))
        if not len(found):
            return ReferencePixels(np.zeros((grid.height, grid.width), np.uint8), False)
        codes = rasterize(
            zip(self._tree.geometries.take(found), self._burnt[found].tolist()),
            out_shape=(grid.height, grid.width),
            transform=grid.transform,
            dtype="int32",
        )
        is_unknown = codes >= _FIRST_UNKNOWN
        told = is_unknown if counted is None else is_unknown & counted
        counts = np.bincount(codes[told] - _FIRST_UNKNOWN, minlength=len(self._unknown))
        unknown = {value: int(count) for value, count in zip(self._unknown, counts) if count}
        return ReferencePixels(np.where(is_unknown, NO_DATA, codes).astype(np.uint8), True, unknown)


def _plain(name: str) -> str:
    """Without accents, capitals and blanks around it: programs spell accents in several ways, or lose them."""
    letters = unicodedata.normalize("NFKD", name.strip().casefold())
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


_NUMERO_BY_NAME = {_plain(name): cls.numero for cls in CLASSES for name in (cls.french, cls.english)}


def numero_of(value: Any) -> Optional[int]:
    """The ``numero`` that a field's value stands for, or None."""
    if isinstance(value, str) and _plain(value) in _NUMERO_BY_NAME:
        return _NUMERO_BY_NAME[_plain(value)]
    try:
        number = float(value)
    except (TypeError, ValueError):
        return None
    return int(number) if number in CLASSES_BY_NUMERO else None


def _pixels_under(grid: Grid, other: Grid) -> Tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Column and row of ``other`` under each pixel centre of ``grid``, ``(height, width)``."""
    columns, rows = pixel_positions(grid, other)
    return np.floor(columns).astype(np.int64), np.floor(rows).astype(np.int64)
