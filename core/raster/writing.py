"""Results written tile by tile, and turned into cloud-optimised GeoTIFFs at the end."""

import errno
import os
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
from ..partial_files import PartialFiles
from .grid import Grid, Window
from .style import ColourTable, is_classification_style
from .truncation import ends_early

BLOCK_PX = 512

GDAL_SIDECARS = (".aux.xml", ".ovr", ".ovr.aux.xml", ".msk", ".msk.ovr")
"""Statistics, overviews and masks that GDAL and QGIS keep beside a raster."""

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
        dtype: ``uint8`` or ``uint16``.
    """

    bands: Tuple[str, ...]
    nodata: int
    overviews: str
    colours: Optional[ColourTable] = None
    sidecars: Dict[str, str] = field(default_factory=dict)
    tags: Dict[str, str] = field(default_factory=dict)
    dtype: str = "uint8"


class ResultRaster:
    """A result; use as a context.

    Tiles go to a working file; :meth:`finish` makes the result from it, for ``files`` to publish.

    Attributes:
        path: its final place.
        staged: where :meth:`finish` puts it.
    """

    def __init__(self, path: Path, grid: Grid, layout: Layout, files: PartialFiles) -> None:
        """Raises: InvalidInputError, if ``path`` cannot be written."""
        self.path = path
        self._layout = layout
        # Sidecars come first: where the raster is, everything is.
        for ending, text in layout.sidecars.items():
            files.stage(sidecar(path, ending)).write_text(text, encoding="utf-8")
        self.staged = stage_raster(files, path)
        self._working = files.working(path, f"{path.name}.tiles")
        try:
            self._dataset: Any = rasterio.open(
                self._working,
                "w",
                driver="GTiff",
                width=grid.width,
                height=grid.height,
                count=len(layout.bands),
                dtype=layout.dtype,
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
        except RasterioError as error:
            raise _unwritable(path, error) from None

    def __enter__(self) -> "ResultRaster":
        return self

    def __exit__(self, *error: object) -> None:
        self._dataset.close()

    def write(self, pixels: NDArray[np.unsignedinteger[Any]], window: Window) -> None:
        """Write ``(bands, height, width)`` at a window of this result.

        Raises:
            InvalidInputError: the disk is full or the file vanished.
        """
        try:
            self._dataset.write(pixels, window=RasterioWindow(*window))
        except RasterioError as error:
            raise _unwritable(self.path, error) from None

    def finish(self) -> None:
        """Make the result with its overviews.

        Raises:
            InvalidInputError: the disk is full.
        """
        layout = self._layout
        try:
            self._dataset.update_tags(**layout.tags)
            for band, name in enumerate(layout.bands, start=1):
                self._dataset.set_band_description(band, name)
            if layout.colours:
                self._dataset.write_colormap(1, layout.colours)
            self._dataset.close()
            _check_whole(self._working)
            copy_raster(
                self._working,
                self.staged,
                driver="COG",
                compress="deflate",
                blocksize=BLOCK_PX,
                overview_resampling=layout.overviews,
                num_threads=1,
                bigtiff="if_safer",
                sparse_ok=True,
            )
            _check_whole(self.staged)
            self._working.unlink()
        except (RasterioError, CPLE_BaseError, OSError) as error:  # copying raises GDAL's bare errors
            raise _unwritable(self.path, error) from None


def stage_raster(files: PartialFiles, path: Path) -> Path:
    """As :meth:`PartialFiles.stage`; what belongs to a former raster of that name goes when it is replaced.

    That is what GDAL wrote beside it, and the style of a classification; a style that the user made stays.
    """
    for ending in GDAL_SIDECARS:
        files.supersede(path.with_name(path.name + ending))
    style = path.with_suffix(".qml")
    if is_classification_style(style):
        files.supersede(style)
    return files.stage(path)


def sidecar(path: Path, ending: str) -> Path:
    """``.qml`` replaces the ending of ``path``; ``+.aux.xml`` follows it."""
    return path.with_name(path.name + ending[1:]) if ending.startswith("+") else path.with_suffix(ending)


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
