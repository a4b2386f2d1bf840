"""Image files as they are found: one open, and everything that stacking asks of them is known."""

import os
import warnings
from dataclasses import dataclass
from typing import Any, Optional, Tuple

import rasterio
from rasterio.crs import CRS
from rasterio.errors import NotGeoreferencedWarning, RasterioError

from ..errors import InvalidInputError
from ..language import _
from ..sensors import ENCODING_TAG
from .grid import Grid
from .truncation import check_whole


@dataclass(frozen=True)
class SourceFile:
    """A georeferenced image file.

    Attributes:
        path: file, or GDAL path such as ``/vsizip/…``.
        grid: where its pixels lie.
        dtype: type of its pixels, the same in all bands.
        nodata: no-data value that the file declares, or None.
        descriptions: of each band, possibly empty.
        scales, offsets: of each band; physical value = digital number × scale + offset.
        block_px: width and height of the blocks that the file is stored in.
        encoding, sensor: as an earlier stack says of itself; else empty.
    """

    path: str
    grid: Grid
    dtype: str
    nodata: Optional[float]
    descriptions: Tuple[str, ...]
    scales: Tuple[float, ...]
    offsets: Tuple[float, ...]
    block_px: Tuple[int, int]
    encoding: str = ""
    sensor: str = ""

    @property
    def name(self) -> str:
        return os.path.basename(self.path)

    @property
    def count(self) -> int:
        """Number of bands."""
        return len(self.descriptions)


def inspect(path: str, crs: Optional[CRS] = None) -> SourceFile:
    """What the file at ``path`` holds; no pixel is read.

    Args:
        path: file or GDAL path.
        crs: system to take where the file names none.

    Raises:
        InvalidInputError: the file is missing, truncated, no image, in sensor geometry or not georeferenced.
    """
    if not path.startswith("/vsi"):
        if not os.path.isfile(path):
            raise InvalidInputError(_("There is no file '{path}'; check the path.").format(path=path))
        try:
            check_whole(path)
        except OSError as error:
            raise InvalidInputError(
                _("'{path}' cannot be read: {error}.").format(path=path, error=error.strerror or error)
            ) from None
    try:
        # Files without a georeference are refused below with more to say than rasterio's warning.
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", NotGeoreferencedWarning)
            with rasterio.open(path) as dataset:
                return _describe(path, dataset, crs)
    except RasterioError as error:
        raise InvalidInputError(
            _("'{path}' cannot be opened as an image ({error}); copy it again.").format(path=path, error=error)
        ) from None


def _describe(path: str, dataset: Any, crs: Optional[CRS]) -> SourceFile:
    grid = Grid.of(dataset)
    if grid.crs is None and crs is not None:
        grid = Grid(crs, grid.transform, grid.width, grid.height)
    _check_georeference(path, grid, bool(dataset.rpcs))
    if len(set(dataset.dtypes)) > 1:
        raise InvalidInputError(
            _("The bands of '{path}' have different types ({types}); split them into files.").format(
                path=path, types=", ".join(dataset.dtypes)
            )
        )
    block_height, block_width = dataset.block_shapes[0]
    tags = dataset.tags()
    return SourceFile(
        path=path,
        grid=grid,
        dtype=dataset.dtypes[0],
        nodata=dataset.nodata,
        descriptions=tuple(description or "" for description in dataset.descriptions),
        scales=tuple(dataset.scales),
        offsets=tuple(dataset.offsets),
        block_px=(block_width, block_height),
        encoding=tags.get(ENCODING_TAG, ""),
        sensor=tags.get("COSIA_SENSOR", ""),
    )


def _check_georeference(path: str, grid: Grid, has_rpcs: bool) -> None:
    if grid.is_georeferenced:
        return
    if has_rpcs:
        raise InvalidInputError(
            _(
                "'{path}' is in sensor geometry (RPC model, no map grid); "
                "orthorectify it first or order the ortho product."
            ).format(path=path)
        )
    if grid.crs is None and not grid.transform.is_identity:
        raise InvalidInputError(_("'{path}' names no coordinate reference system; assign one first.").format(path=path))
    raise InvalidInputError(
        _("'{path}' has no georeference; give it one, or take the original file.").format(path=path)
    )
