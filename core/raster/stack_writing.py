"""Stacks as files: a virtual raster in no time, or a GeoTIFF window by window."""

from pathlib import Path
from typing import Any, Callable

import rasterio
from numpy.typing import NDArray
from rasterio.enums import ColorInterp
from rasterio.errors import RasterioError
from rasterio.windows import Window as RasterioWindow

from ..errors import InvalidInputError
from ..language import _
from ..partial_files import PartialFiles
from ..progress import Progress
from .grid import Window
from .prefetch import Prefetch
from .stack_reading import windows
from .stacking import Stack
from .truncation import lacks_blocks
from .vrt import COLOURS, band_tags, stack_vrt
from .writing import stage_raster

BLOCK_PX = 512


def write_vrt(stack: Stack, path: Path) -> None:
    """Write a virtual raster whose paths are relative to it.

    Raises:
        InvalidInputError: the folder cannot be written to.
    """
    try:
        with PartialFiles(path) as files:
            stage_raster(files, path).write_text(stack_vrt(stack, str(path.parent)), encoding="utf-8")
            files.publish()
    except OSError as error:
        raise _unwritable(path, error) from None


def write_tiff(
    stack: Stack,
    path: Path,
    read: Callable[[Window], NDArray[Any]],
    progress: Progress,
    done: float = 0.0,
) -> None:
    """Write a tiled, compressed GeoTIFF; BigTIFF when it may pass 4 GB.

    Args:
        stack: what the result says of itself.
        path: of the result, which appears only when it is whole.
        read: gives the pixels ``(bands, height, width)`` of a window, in the stack's type.
        progress: told after every window.
        done: share of the whole job that is behind already.

    Raises:
        InvalidInputError: the folder cannot be written to or the disk is full.
    """
    parts = list(windows(stack))
    with PartialFiles(path) as files:
        partial = stage_raster(files, path)
        dataset = _create(stack, path, partial)
        try:
            with Prefetch(((window, read(window)) for window in parts), depth=1) as ahead:
                for number, (window, pixels) in enumerate(ahead, start=1):
                    try:
                        dataset.write(pixels, window=RasterioWindow(*window))
                    except RasterioError as error:
                        raise _unwritable(path, error) from None
                    progress.report(done + (1 - done) * number / len(parts))
        finally:
            dataset.close()
        # Closing writes too, and tells nobody when it fails.
        if lacks_blocks(str(partial)):
            raise _unwritable(path, OSError(_("the disk is full")))
        files.publish()


def _create(stack: Stack, path: Path, partial: Path) -> Any:
    try:
        dataset = rasterio.open(
            partial,
            "w",
            driver="GTiff",
            width=stack.grid.width,
            height=stack.grid.height,
            count=len(stack.bands),
            dtype=stack.dtype,
            crs=stack.grid.crs,
            transform=stack.grid.transform,
            nodata=stack.nodata,
            # Compressed in this thread alone: what fails in GDAL's own threads, on a full disk, is never told.
            num_threads=1,
            tiled=True,
            blockxsize=BLOCK_PX,
            blockysize=BLOCK_PX,
            interleave="pixel",
            compress="deflate",
            predictor=3 if stack.dtype.startswith("float") else 2,
            zlevel=1,
            bigtiff="if_safer",
            photometric="rgb" if stack.roles[:3] == tuple(COLOURS) else "minisblack",
            alpha="no",
        )
    except RasterioError as error:
        raise _unwritable(path, error) from None
    dataset.update_tags(**stack.tags)
    for number, band in enumerate(stack.bands, start=1):
        dataset.set_band_description(number, band.role)
        for domain, items in band_tags(stack, band).items():
            dataset.update_tags(number, ns=domain or None, **items)
    dataset.scales = tuple(band.scale for band in stack.bands)
    dataset.offsets = tuple(band.offset for band in stack.bands)
    dataset.colorinterp = [ColorInterp[COLOURS.get(band.role, "Undefined").lower()] for band in stack.bands]
    return dataset


def _unwritable(path: Path, error: Exception) -> InvalidInputError:
    return InvalidInputError(
        _("'{path}' cannot be written: {error}; free the disk or choose another folder.").format(
            path=path, error=error.__cause__ or error
        )
    )
