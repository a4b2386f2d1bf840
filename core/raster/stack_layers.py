"""Files of a stack as layers on its grid: those that lie on it, and mosaics that GDAL's warper brings to it."""

from contextlib import ExitStack
from dataclasses import replace
from typing import Any, Iterator, Optional, Sequence

import numpy as np
import rasterio
from numpy.typing import NDArray
from rasterio.enums import Resampling
from rasterio.vrt import WarpedVRT
from rasterio.windows import Window as RasterioWindow

from .grid import Grid, Window
from .stacking import Stack, StackBand, aligned_groups
from .vrt import saturation_vrt, stack_vrt

WARP_MEMORY_MB = 128

LEAST_WEIGHT = 1e-6
"""Weight from which a pixel counts as a part of a resampled one; the rest is rounding of 32-bit floats."""


class Layer:
    """Pixels of files with the same bands, on the grid of the stack."""

    def __init__(self, pixels: Any, saturation: Optional[Any] = None, saturated: int = 0) -> None:
        """Take open data sets.

        Args:
            pixels: the bands.
            saturation: for each of them, the weight of saturated pixels, where pixels are resampled.
            saturated: digital number of saturated pixels.
        """
        self._pixels, self._saturation, self._saturated = pixels, saturation, saturated

    def read(self, window: Window) -> NDArray[Any]:
        """Pixels ``(bands, height, width)``; a mean with a saturated pixel in it is saturated."""
        area = RasterioWindow(*window)
        pixels: NDArray[Any] = self._pixels.read(window=area)
        if self._saturation is not None:
            pixels[np.abs(self._saturation.read(window=area)) > LEAST_WEIGHT] = self._saturated
        return pixels


def open_layers(stack: Stack, bands: Sequence[StackBand], resampling: str, opened: ExitStack) -> Iterator[Layer]:
    """The layers of one file set, the first on top: one for each grid that its files lie on.

    Args:
        stack: the result.
        bands: of one file set.
        resampling: as in :func:`resampling_method`.
        opened: closes the data sets.

    Raises:
        RasterioError: a file cannot be opened.
    """
    files = bands[0].file_set.files
    placed = [file for file in files if stack.grid.offset_of(file.grid) is not None]
    if placed:
        yield Layer(opened.enter_context(rasterio.open(stack_vrt(stack, "", bands, placed))))
    placed_paths = {file.path for file in placed}
    for own_grid, group in aligned_groups([file for file in files if file.path not in placed_paths]):
        mosaic = replace(stack, grid=own_grid)
        method = resampling_method(resampling, own_grid, stack.grid)
        pixels = _warped(stack_vrt(mosaic, "", bands, group), stack.grid, method, opened)
        if stack.saturated and method is not Resampling.nearest:
            weights = _warped(saturation_vrt(mosaic, bands, group), stack.grid, method, opened)
            yield Layer(pixels, weights, stack.saturated)
        else:
            yield Layer(pixels)


def resampling_method(name: str, source: Grid, target: Grid) -> Resampling:
    """GDAL's method of that name; ``refuse``: the honest one for the change of pixel size."""
    if name != "refuse":
        return Resampling[name]
    is_coarser = max(target.pixel_size_m()) > max(source.pixel_size_m())
    return Resampling.average if is_coarser else Resampling.bilinear


def _warped(xml: str, grid: Grid, method: Resampling, opened: ExitStack) -> Any:
    source = opened.enter_context(rasterio.open(xml))
    return opened.enter_context(
        WarpedVRT(
            source,
            crs=grid.crs,
            transform=grid.transform,
            width=grid.width,
            height=grid.height,
            resampling=method,
            warp_mem_limit=WARP_MEMORY_MB,
        )
    )
