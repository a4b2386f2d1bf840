"""Results written tile by tile, and turned into cloud-optimised GeoTIFFs at the end."""

import errno
import os
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Dict, Optional, Tuple

import numpy as np
import rasterio
from numpy.typing import NDArray
from rasterio._err import CPLE_BaseError
from rasterio.errors import RasterioError
from rasterio.shutil import copy as copy_raster
from rasterio.windows import Window as RasterioWindow

from ..errors import InvalidInputError
from ..language import _
from ..partial_files import partial_file, working_file
from .grid import Grid, Window
from .style import ColourTable
from .truncation import ends_early

BLOCK_PX = 512

# Files are compressed in one thread: GDAL loses write errors (a full disk) that happen in threads of its own.


@dataclass(frozen=True)
class Layout:
    """What a result looks like.

    Attributes:
        bands: name of each band.
        nodata: value of pixels without data.
        overviews: GDAL's resampling method for them: ``MODE`` for classes, ``AVERAGE`` for amounts.
        colours: colour table of the only band, or None.
        sidecars: text of the files beside the result, by what replaces or follows its name: ``.qml`` replaces
            the ending, ``+.aux.xml`` follows it.
        tags: metadata of the file.
    """

    bands: Tuple[str, ...]
    nodata: int
    overviews: str
    colours: Optional[ColourTable] = None
    sidecars: Dict[str, str] = field(default_factory=dict)
    tags: Dict[str, str] = field(default_factory=dict)


class ResultRaster:
    """A uint8 result; use as a context: leaving it by an error leaves no file behind.

    Tiles go to a working file beside the result; :meth:`finish` makes the result from it.
    """

    def __init__(self, path: Path, grid: Grid, layout: Layout) -> None:
        """Raises: InvalidInputError, if the folder cannot be written to."""
        self.path = path
        self._layout = layout
        self._stack = ExitStack()
        if not path.parent.is_dir():
            raise InvalidInputError(
                _("The folder '{folder}' does not exist; create it or choose another.").format(folder=path.parent)
            )
        working = self._stack.enter_context(working_file(path, "tiles"))
        try:
            self._dataset: Any = self._stack.enter_context(
                rasterio.open(
                    working,
                    "w",
                    driver="GTiff",
                    width=grid.width,
                    height=grid.height,
                    count=len(layout.bands),
                    dtype="uint8",
                    crs=grid.crs,
                    transform=grid.transform,
                    nodata=layout.nodata,
                    tiled=True,
                    blockxsize=BLOCK_PX,
                    blockysize=BLOCK_PX,
                    interleave="band",
                    compress="deflate",
                    zlevel=1,
                    sparse_ok=True,
                    bigtiff="if_safer",
                    num_threads=1,
                )
            )
        except RasterioError as error:
            self._stack.close()
            raise _unwritable(path, error) from None
        self._working = working

    def __enter__(self) -> "ResultRaster":
        return self

    def __exit__(self, *error: object) -> None:
        self._stack.close()

    def write(self, pixels: NDArray[np.uint8], window: Window) -> None:
        """Write ``(bands, height, width)`` at a window of this result.

        Raises:
            InvalidInputError: the disk is full or the file vanished.
        """
        try:
            self._dataset.write(pixels, window=RasterioWindow(*window))
        except RasterioError as error:
            raise _unwritable(self.path, error) from None

    def finish(self) -> None:
        """Put the sidecars in place, then the result with its overviews."""
        layout = self._layout
        try:
            self._dataset.update_tags(**layout.tags)
            for band, name in enumerate(layout.bands, start=1):
                self._dataset.set_band_description(band, name)
            if layout.colours:
                self._dataset.write_colormap(1, layout.colours)
            self._dataset.close()
            _check_whole(self._working)
            with partial_file(self.path) as partial:
                copy_raster(
                    self._working,
                    partial,
                    driver="COG",
                    compress="deflate",
                    blocksize=BLOCK_PX,
                    overview_resampling=layout.overviews,
                    num_threads=1,
                    bigtiff="if_safer",
                    sparse_ok=True,
                )
                _check_whole(partial)
                for ending, text in layout.sidecars.items():
                    write_text(sidecar(self.path, ending), text)
        except (RasterioError, CPLE_BaseError, OSError) as error:  # copying raises GDAL's bare errors
            raise _unwritable(self.path, error) from None


def sidecar(path: Path, ending: str) -> Path:
    """``.qml`` replaces the ending of ``path``; ``+.aux.xml`` follows it."""
    return path.with_name(path.name + ending[1:]) if ending.startswith("+") else path.with_suffix(ending)


def write_text(path: Path, text: str) -> None:
    """Write a text file whole or not at all."""
    with partial_file(path) as partial:
        partial.write_text(text, encoding="utf-8")


def _check_whole(path: Path) -> None:
    """GDAL tells nobody when the last bytes of a file do not fit on the disk. Raises: OSError."""
    if ends_early(str(path)):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def _unwritable(path: Path, error: Exception) -> InvalidInputError:
    return InvalidInputError(
        _("'{file}' cannot be written: {error}; free the disk or choose another folder.").format(
            file=path, error=error.__cause__ or error
        )
    )
