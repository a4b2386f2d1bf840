"""A part of a classification as CoSIA classes, and nothing else."""

from typing import Any, Iterator, Optional

import numpy as np
from numpy.typing import NDArray

from ..errors import InvalidInputError
from ..language import _
from ..nomenclature import CLASSES, NO_DATA
from .class_map import check_codes
from .class_raster import ClassRaster
from .grid import Window
from .polygon_mask import PolygonMask

STRIP_PX = 4_000_000
"""Pixels of a strip: what is computed of them takes about 100 bytes each."""


class MapPart:
    """The classes of a part of a raster; its windows count from the part's corner.

    Attributes:
        grid: of the part.
        column, row: where it begins in the raster.
    """

    def __init__(self, raster: ClassRaster, part: Optional[Window] = None, mask: Optional[PolygonMask] = None) -> None:
        """Args:
        raster: of ``numero``.
        part: of the raster; None: all of it.
        mask: on the raster's grid; pixels outside it count as no data.

        Raises:
            InvalidInputError: the raster holds codes of another nomenclature.
        """
        check_codes(raster.path, raster.tags)
        self._raster = raster
        self._mask = mask
        self.grid = raster.grid.crop(part) if part else raster.grid
        self.column, self.row = part[:2] if part else (0, 0)

    def strips(self) -> Iterator[Window]:
        """Windows of full width that cover the part from top to bottom."""
        rows = max(1, STRIP_PX // self.grid.width)
        for row in range(0, self.grid.height, rows):
            yield 0, row, self.grid.width, min(rows, self.grid.height - row)

    def read(self, window: Window) -> NDArray[np.uint8]:
        """Classes ``(height, width)``, 0 where there is no data.

        Raises:
            InvalidInputError: the raster is damaged, or holds something else than classes.
        """
        column, row, width, height = window
        there = (self.column + column, self.row + row, width, height)
        codes, valid = self._raster.read(there)
        if self._mask is not None:
            valid &= self._mask.read(there)
        codes = np.where(valid, codes, NO_DATA)
        is_foreign = (codes < NO_DATA) | (codes > CLASSES[-1].numero)
        if is_foreign.any():
            self._meet(codes, is_foreign, window)
            codes[is_foreign] = NO_DATA
        return codes.astype(np.uint8)

    def _meet(self, codes: NDArray[Any], is_foreign: NDArray[np.bool_], window: Window) -> None:
        """Refuse codes that are no class."""
        y, x = np.argwhere(is_foreign)[0]
        raise InvalidInputError(
            _(
                "'{file}' is no map of CoSIA classes: it holds {code} in column {column}, row {row}, but classes "
                "have the codes 1 to 15, and 0 is no data; choose another map, or convert its class codes first."
            ).format(
                file=self._raster.path,
                code=f"{codes[y, x]:g}",
                column=self.column + window[0] + x,
                row=self.row + window[1] + y,
            )
        )

    def read_with_surroundings(self, window: Window, margin_px: int) -> NDArray[np.uint8]:
        """As :meth:`read` with a margin on each side, which is 0 outside the part."""
        column, row, width, height = window
        left, top = min(margin_px, column), min(margin_px, row)
        right = min(margin_px, self.grid.width - column - width)
        bottom = min(margin_px, self.grid.height - row - height)
        found = self.read((column - left, row - top, width + left + right, height + top + bottom))
        missing = [(margin_px - top, margin_px - bottom), (margin_px - left, margin_px - right)]
        return np.pad(found, missing, constant_values=NO_DATA)
