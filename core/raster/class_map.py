"""A classification in CoSIA's codes, read as ``numero`` inside a mask, window by window."""

from pathlib import Path
from typing import Dict, Iterator, List, Mapping, NamedTuple, Optional, Tuple

import numpy as np
from numpy.typing import NDArray

from ..errors import InvalidInputError
from ..language import _
from ..nomenclature import CLASSES, NO_DATA
from .class_conversion import NOMENCLATURES
from .class_raster import ClassRaster
from .grid import Window
from .polygon_mask import PolygonMask

CODES_TAG = "COSIA_CODES"
"""Metadata of converted maps: the nomenclature of their codes."""

WINDOW_WIDTH_PX, WINDOW_HEIGHT_PX = 1024, 512
"""Whole blocks of results."""

_LAST = CLASSES[-1].numero


class MapPixels(NamedTuple):
    """What a window of a map holds.

    Attributes:
        numeros: uint8 ``(height, width)``; 0 outside the mask and where there is no data or no class.
        unknown: pixels of each code that is no ``numero``, inside the mask and as far as they count.
    """

    numeros: NDArray[np.uint8]
    unknown: Dict[str, int]


class ClassMap:
    """An open map; use as a context.

    Attributes:
        path: as it was given.
        grid: where its pixels lie.
    """

    def __init__(self, path: str, mask: Optional[Tuple[List[object], str, str]] = None) -> None:
        """Args:
            path: of a raster of ``numero``.
            mask: shapely polygons, their coordinate reference system and their file; only pixels whose centres lie
                inside count.

        Raises:
            InvalidInputError: it holds no classes, or those of another nomenclature, or the mask does not touch it.
        """
        self._raster = ClassRaster(path)
        self.path, self.grid = path, self._raster.grid
        try:
            check_codes(path, self._raster.tags)
            polygons, crs, file = mask or ([], "", "")
            self._mask = PolygonMask(polygons, crs, self.grid, file) if mask else None
        except InvalidInputError:
            self._raster.__exit__()
            raise

    def __enter__(self) -> "ClassMap":
        return self

    def __exit__(self, *error: object) -> None:
        self._raster.__exit__()

    def windows(self) -> Iterator[Window]:
        """Windows that cover the map once, row by row."""
        for row in range(0, self.grid.height, WINDOW_HEIGHT_PX):
            for column in range(0, self.grid.width, WINDOW_WIDTH_PX):
                width = min(WINDOW_WIDTH_PX, self.grid.width - column)
                yield column, row, width, min(WINDOW_HEIGHT_PX, self.grid.height - row)

    def inside(self, window: Window) -> Optional[NDArray[np.bool_]]:
        """Where the mask is; None without one."""
        return self._mask.read(window) if self._mask else None

    def read(self, window: Window, counted: Optional[NDArray[np.bool_]] = None) -> MapPixels:
        """Classes and unknown codes.

        Args:
            window: of the map.
            counted: where unknown codes count, ``(height, width)``; None: everywhere.

        Raises:
            InvalidInputError: the file is damaged, or a value is no whole number.
        """
        inside = self.inside(window)
        if inside is not None and not inside.any():
            return MapPixels(np.zeros(inside.shape, np.uint8), {})
        codes, known = self._raster.read(window)
        if inside is not None:
            known &= inside
        known &= codes != NO_DATA
        is_class = known & (codes >= 1) & (codes <= _LAST)
        unknown: Dict[str, int] = {}
        if (known != is_class).any():
            is_unknown = known & ~is_class
            if counted is not None:
                is_unknown &= counted
            found, counts = np.unique(codes[is_unknown], return_counts=True)
            unknown = {f"{code:g}": int(count) for code, count in zip(found.tolist(), counts)}
        return MapPixels(np.where(is_class, codes, NO_DATA).astype(np.uint8), unknown)

    def at(self, rows: NDArray[np.int64], columns: NDArray[np.int64]) -> NDArray[np.uint8]:
        """The class at some pixels of the map, ``(n,)``; only windows that hold any are read."""
        numeros = np.zeros(len(rows), np.uint8)
        across = -(-self.grid.width // WINDOW_WIDTH_PX)
        numbers = rows // WINDOW_HEIGHT_PX * across + columns // WINDOW_WIDTH_PX
        wanted = set(numbers.tolist())
        for number, window in enumerate(self.windows()):
            if number not in wanted:
                continue
            here = numbers == number
            numeros[here] = self.read(window).numeros[rows[here] - window[1], columns[here] - window[0]]
        return numeros


def check_codes(path: str, tags: Mapping[str, str]) -> None:
    """Raises: InvalidInputError, if the metadata of a map say that its codes are not CoSIA's."""
    codes = tags.get(CODES_TAG, "cosia")
    if codes != "cosia":
        name = NOMENCLATURES[codes].label if codes in NOMENCLATURES else codes
        raise InvalidInputError(
            _(
                "'{file}' holds {name} codes, but CoSIA's are needed here; convert it with 'Convert class codes' first."
            ).format(file=Path(path).name, name=name)
        )
