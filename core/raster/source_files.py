"""Image files as they are found: one open, and everything that stacking asks of them is known."""

import os
import re
import warnings
from dataclasses import dataclass, replace
from typing import Any, Dict, Optional, Tuple

import rasterio
from rasterio.crs import CRS
from rasterio.enums import ColorInterp, MaskFlags
from rasterio.errors import NotGeoreferencedWarning, RasterioError

from ..errors import InvalidInputError
from ..language import _
from ..sensors import ENCODING_TAG
from .band_names import role_of
from .grid import Grid
from .truncation import check_whole

GDAL_TYPES: Dict[str, str] = {
    "uint8": "Byte",
    "int8": "Int8",
    "uint16": "UInt16",
    "int16": "Int16",
    "uint32": "UInt32",
    "int32": "Int32",
    "float32": "Float32",
    "float64": "Float64",
}
"""Types of pixels that can be stacked, and what GDAL calls them."""

_GDAL_PATH = re.compile(r"/vsi|\w{2,}:(?!//)")
"""Start of what GDAL opens though it is no file: ``/vsizip/…``, ``NETCDF:"file.nc":name``; not ``C:``."""


@dataclass(frozen=True)
class SourceFile:
    """A georeferenced image file.

    Attributes:
        path: file, or GDAL path such as ``/vsizip/…`` or ``NETCDF:"file.nc":name``.
        grid: where its pixels lie.
        dtype: type of its pixels, the same in all bands.
        nodata: no-data value that the file declares, or None.
        descriptions: of each band, possibly empty.
        scales, offsets: of each band; physical value = digital number × scale + offset.
        block_px: width and height of the blocks that the file is stored in.
        encoding, sensor: as an earlier stack says of itself; else empty.
        has_mask: whether a mask lies in the file or beside it; GDAL then ignores the no-data value.
        alpha: number of the band that tells transparency, from 1; 0: none.
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
    has_mask: bool = False
    alpha: int = 0

    @property
    def name(self) -> str:
        return os.path.basename(self.path)

    @property
    def bands(self) -> Tuple[int, ...]:
        """Numbers of the bands that hold an image, from 1."""
        return tuple(band for band in range(1, len(self.descriptions) + 1) if band != self.alpha)

    @property
    def is_masked(self) -> bool:
        return self.has_mask or self.alpha > 0

    def with_alpha_as_image(self) -> "SourceFile":
        """The file where what looks like transparency is an image: GDAL marks any fourth band of 8 bits so."""
        return replace(self, alpha=0)


def is_gdal_path(path: str) -> bool:
    """Whether GDAL opens ``path`` though it need not be a file."""
    return bool(_GDAL_PATH.match(path))


def inspect(path: str, crs: Optional[CRS] = None) -> SourceFile:
    """What the file at ``path`` holds; no pixel is read.

    Args:
        path: file or GDAL path.
        crs: system to take where the file names none.

    Raises:
        InvalidInputError: the file is missing, truncated, no image, of a type that cannot be stacked, in sensor
            geometry or not georeferenced.
    """
    if os.path.isfile(path):
        try:
            check_whole(path)
        except OSError as error:
            raise InvalidInputError(
                _("'{path}' cannot be read: {error}.").format(path=path, error=error.strerror or error)
            ) from None
    elif not (os.path.exists(path) or is_gdal_path(path)):
        raise InvalidInputError(_("There is no file '{path}'; check the path.").format(path=path))
    try:
        # Files without a georeference are refused below with more to say than rasterio's warning.
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", NotGeoreferencedWarning)
            # Without this, GDAL lists the folder anew for each of the hundreds of tiles in it.
            with rasterio.Env(GDAL_DISABLE_READDIR_ON_OPEN="TRUE"), rasterio.open(path) as dataset:
                return _describe(path, dataset, crs)
    except RasterioError as error:
        raise InvalidInputError(
            _("'{path}' cannot be opened as an image ({error}); check the path, or copy the file again.").format(
                path=path, error=error
            )
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
    if dataset.dtypes[0] not in GDAL_TYPES:
        raise InvalidInputError(
            _("'{path}' holds pixels of {dtype}, which cannot be stacked; convert it to one of {types}.").format(
                path=path, dtype=dataset.dtypes[0], types=", ".join(GDAL_TYPES)
            )
        )
    block_height, block_width = dataset.block_shapes[0]
    tags = dataset.tags()
    alpha = _alpha_band(dataset)
    mask_flags = dataset.mask_flag_enums[0]
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
        has_mask=MaskFlags.per_dataset in mask_flags and MaskFlags.alpha not in mask_flags,
        alpha=alpha,
    )


def _alpha_band(dataset: Any) -> int:
    """The band that tells transparency, or 0; one that is described as an image band is none."""
    marked = [band for band, kind in enumerate(dataset.colorinterp, start=1) if kind is ColorInterp.alpha]
    return next((band for band in marked if not role_of(dataset.descriptions[band - 1] or "")), 0)


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
