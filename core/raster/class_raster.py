"""A raster of class codes, read window by window whatever its type and size."""

import warnings
from typing import Any, Dict, Iterator, Tuple

import numpy as np
import rasterio
from numpy.typing import NDArray
from rasterio.errors import NotGeoreferencedWarning, RasterioError
from rasterio.windows import Window as RasterioWindow

from ..errors import InvalidInputError
from ..language import _
from .grid import Grid, Window
from .no_data import has_data

WINDOW_HEIGHT_PX = 512
WINDOW_WIDTH_PX = 8192
"""Whole blocks of results, and 4 million pixels at once whatever the width of the raster."""


class ClassRaster:
    """An open raster of one band whose pixels are whole numbers.

    Attributes:
        path: as it was given.
        grid: where the pixels lie.
        nodata: declared no-data value, or None.
        tags: metadata of the file.
    """

    def __init__(self, path: str) -> None:
        """Raises: InvalidInputError, if ``path`` is no raster, or one of several bands or complex numbers."""
        try:
            # A map without a georeference keeps its pixels all the same.
            with warnings.catch_warnings():
                warnings.simplefilter("ignore", NotGeoreferencedWarning)
                self._dataset: Any = rasterio.open(path)
        except RasterioError as error:
            raise InvalidInputError(
                _("The raster '{file}' cannot be opened: {error}; choose a raster file.").format(file=path, error=error)
            ) from None
        self.path = path
        self.grid = Grid.of(self._dataset)
        self.nodata = self._dataset.nodata
        self.tags: Dict[str, str] = self._dataset.tags()
        problem = ""
        if self._dataset.count != 1:
            problem = _("it has {bands} bands").format(bands=self._dataset.count)
        elif self._dataset.dtypes[0].startswith("complex"):
            problem = _("it holds complex numbers")
        if problem:
            self._dataset.close()
            raise InvalidInputError(
                _("'{file}' is no raster of class codes: {problem}; choose one with a single band of codes.").format(
                    file=path, problem=problem
                )
            )

    def __enter__(self) -> "ClassRaster":
        return self

    def __exit__(self, *error: object) -> None:
        self._dataset.close()

    def windows(self) -> Iterator[Window]:
        """Windows that cover the raster once, row by row."""
        for row in range(0, self.grid.height, WINDOW_HEIGHT_PX):
            for column in range(0, self.grid.width, WINDOW_WIDTH_PX):
                width = min(WINDOW_WIDTH_PX, self.grid.width - column)
                yield column, row, width, min(WINDOW_HEIGHT_PX, self.grid.height - row)

    def read(self, window: Window) -> Tuple[NDArray[Any], NDArray[np.bool_]]:
        """Codes and where there is data.

        Returns:
            Whole numbers ``(height, width)`` in the raster's own type, and bool ``(height, width)``: inside the
            raster's mask if it has one, not its no-data value, and no missing number.

        Raises:
            InvalidInputError: the file is damaged, or a value is no whole number.
        """
        area = RasterioWindow(*window)
        try:
            pixels = self._dataset.read(1, window=area)
            valid = has_data(pixels, self.nodata) & (self._dataset.read_masks(1, window=area) > 0)
        except RasterioError as error:
            raise InvalidInputError(
                _("The raster '{file}' is damaged near column {column}, row {row}: {error}.").format(
                    file=self.path, column=window[0], row=window[1], error=error.__cause__ or error
                )
            ) from None
        if pixels.dtype.kind == "f":
            self._check_whole_numbers(pixels, valid, window)
        return pixels, valid

    def _check_whole_numbers(self, pixels: NDArray[Any], valid: NDArray[np.bool_], window: Window) -> None:
        fractions = valid & (pixels != np.rint(pixels))
        if fractions.any():
            row, column = np.argwhere(fractions)[0]
            raise InvalidInputError(
                _(
                    "'{file}' is no raster of class codes: it holds {value} in column {column}, row {row}; choose a "
                    "raster of whole numbers."
                ).format(
                    file=self.path,
                    value=pixels[row, column],
                    column=window[0] + column,
                    row=window[1] + row,
                )
            )
