"""Pixels of a stack, window by window, resampled where its files lie on other grids."""

from contextlib import ExitStack
from typing import Any, Iterator, List, Tuple

import numpy as np
import rasterio
from numpy.typing import NDArray
from rasterio.errors import RasterioError
from rasterio.windows import Window as RasterioWindow

from ..errors import InvalidInputError
from ..language import _
from .gdal_environment import gdal_environment
from .grid import Window
from .no_data import has_data
from .stack_layers import Layer, open_layers
from .stacking import Stack
from .vrt import placement

WINDOW_PX = 4 * 1024 * 1024
"""Pixels of a window: with six bands of 16 bits, 50 MB."""

LOWEST_WINDOW_PX = 512
"""Rows that a window has at least: those of a tile of the result, so that no tile is compressed twice."""

CACHE_MB = 256


class StackReader:
    """An open stack; use as a context.

    Every file set is one virtual raster of the files on the result's grid, and one more for each other
    grid, which GDAL's warper brings to the result's: it leaves no-data pixels out of its kernels and sees
    the mosaic as a whole, so that tile borders leave no seam.
    """

    def __init__(self, stack: Stack, resampling: str) -> None:
        """Open the files of ``stack``.

        Args:
            stack: what to read.
            resampling: ``nearest``, ``bilinear`` or ``cubic``; ``refuse``: the mean of the pixels below for
                coarser pixels, bilinear for finer ones.
        """
        self._stack = stack
        self._open = ExitStack()
        self._open.enter_context(gdal_environment(CACHE_MB, GDAL_NUM_THREADS="ALL_CPUS"))
        self._layers: List[Tuple[List[int], List[Layer]]] = []
        try:
            for one in stack.file_sets:
                positions = [at for at, band in enumerate(stack.bands) if band.file_set is one]
                bands = [stack.bands[at] for at in positions]
                self._layers.append((positions, list(open_layers(stack, bands, resampling, self._open))))
        except RasterioError as error:
            self._open.close()
            raise self._unreadable(error, (0, 0, 1, 1)) from None

    def __enter__(self) -> "StackReader":
        return self

    def __exit__(self, *error: object) -> None:
        self._open.close()

    def read(self, window: Window) -> NDArray[Any]:
        """Pixels ``(bands, height, width)`` in the stack's type and with its no-data value.

        Raises:
            InvalidInputError: a file is damaged.
        """
        stack = self._stack
        pixels = np.empty((len(stack.bands), window[3], window[2]), stack.dtype)
        try:
            for positions, layers in self._layers:
                found = layers[0].read(window)
                for layer in layers[1:]:
                    found = np.where(has_data(found, stack.nodata), found, layer.read(window))
                pixels[positions] = found
        except RasterioError as error:
            raise self._unreadable(error, window) from None
        return pixels

    def _unreadable(self, error: Exception, window: Window) -> InvalidInputError:
        # GDAL decodes in threads, whose errors do not say which file they were about.
        return InvalidInputError(
            _("The pixels of '{path}' cannot be read ({error}); copy it again.").format(
                path=self._damaged_file(window), error=error.__cause__ or error
            )
        )

    def _damaged_file(self, window: Window) -> str:
        """The file that cannot be read in that window, or the first few files where none stands out."""
        part = self._stack.grid.crop(window)
        for file in self._stack.files:
            placed = placement(part, file)
            if placed is not None:
                column, row, _left, _top, width, height = placed
                try:
                    with rasterio.open(file.path) as dataset:
                        dataset.read(window=RasterioWindow(column, row, width, height))
                except RasterioError:
                    return file.path
        return ", ".join(file.name for file in self._stack.files[:3])


def windows(stack: Stack) -> Iterator[Window]:
    """Windows that cover the stack once, row by row, along the blocks that its first file is stored in.

    JPEG 2000 is decoded anew for every window that touches a block, however small the part.
    """
    first = stack.files[0]
    block_width, block_height = first.block_px
    height = _multiple(block_height, LOWEST_WINDOW_PX, WINDOW_PX // LOWEST_WINDOW_PX)
    width = _multiple(block_width, WINDOW_PX // height, WINDOW_PX // height)
    left, top = stack.grid.offset_of(first.grid) or (0, 0)
    rows = _cuts(stack.grid.height, height, top)
    columns = _cuts(stack.grid.width, width, left)
    for upper, lower in zip(rows, rows[1:]):
        for west, east in zip(columns, columns[1:]):
            yield west, upper, east - west, lower - upper


def _multiple(block: int, wanted: int, most: int) -> int:
    """The multiple of ``block`` next to ``wanted``, or ``wanted`` where blocks are larger than ``most``."""
    return wanted if block > most else block * max(1, wanted // block)


def _cuts(size: int, step: int, origin: int) -> List[int]:
    """Where a side of ``size`` pixels is cut so that cuts lie on multiples of ``step`` from ``origin``."""
    start = origin % step
    return [0, *range(start or step, size, step), size]
