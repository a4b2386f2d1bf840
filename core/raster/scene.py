"""A raster to classify: its bands by role, its grid, and which pixels are valid."""

import math
from typing import Any, Dict, Optional, Sequence, Tuple

import numpy as np
import rasterio
from numpy.typing import NDArray
from rasterio.enums import ColorInterp, MaskFlags
from rasterio.errors import RasterioError
from rasterio.windows import Window as RasterioWindow

from ..band_roles import SKIPPED
from ..errors import InvalidInputError
from ..language import _
from ..sensors import BAND_ROLES, ENCODING_TAG, ENCODINGS, SATURATED_TAG
from .band_names import role_of
from .encoding import SCALE_MAX_TAG, SCALE_MIN_TAG, SCALED_FROM_TAG, Scaling
from .grid import Grid, Window
from .no_data import ABSURD
from .tiling import Tile, reflected


class Scene:
    """An open raster whose bands are known by role.

    Attributes:
        path: as it was given.
        roles: roles of the bands that :meth:`read` answers, in that order; at first all that are known.
        grid: where the pixels lie.
        encoding: one of ``sensors.ENCODINGS``, or empty if the raster does not say.
        nodata: no-data value, or None.
        saturated: digital number of saturated pixels, or 0.
        scalings: by role, how 8-bit values were made of reflectance, where the raster says so.
        dtype: type of the pixels of the first known band.
        block_px: width and height of the blocks that the file is stored in.
    """

    def __init__(self, path: str, band_roles: Sequence[str], nodata: Optional[float]) -> None:
        """Open ``path``.

        Args:
            path: file or GDAL path.
            band_roles: roles of the bands in their order, ``-`` for one to leave out; empty: taken from the
                band descriptions.
            nodata: overrides or supplies the no-data value.

        Raises:
            InvalidInputError: no raster, complex numbers, no roles, or unknown ones.
        """
        try:
            self._dataset = rasterio.open(path)
        except RasterioError as error:
            raise InvalidInputError(
                _("The raster '{file}' cannot be opened: {error}; choose a raster file.").format(file=path, error=error)
            ) from None
        self.path = path
        self.grid = Grid.of(self._dataset)
        self._bands_by_role = _bands_by_role(self._dataset, path, band_roles)
        self.roles = tuple(self._bands_by_role)
        first = self._bands_by_role[self.roles[0]]
        if any(kind.startswith("complex") for kind in self._dataset.dtypes):
            raise InvalidInputError(
                _("The raster '{file}' holds complex numbers; give it as reflectance.").format(file=path)
            )
        self.nodata = self._dataset.nodatavals[first - 1] if nodata is None else nodata
        flags = self._dataset.mask_flag_enums[first - 1]
        # GDAL takes a fourth 8-bit band for transparency, also where its role says that it is an image.
        transparency = self._dataset.colorinterp.index(ColorInterp.alpha) + 1 if MaskFlags.alpha in flags else 0
        is_image = transparency in self._bands_by_role.values()
        self._has_mask_band = MaskFlags.per_dataset in flags and not is_image
        self.encoding = _encoding(self._dataset)
        self.saturated = float(self._dataset.tags().get(SATURATED_TAG, 0))
        self.scalings = _scalings(self._dataset, self._bands_by_role)
        self.dtype: str = self._dataset.dtypes[first - 1]
        block_height, block_width = self._dataset.block_shapes[first - 1]
        self.block_px = (int(block_width), int(block_height))

    def select(self, roles: Sequence[str]) -> None:
        """Let :meth:`read` answer these bands, in this order.

        Raises:
            InvalidInputError: the raster lacks one; it is named.
        """
        missing = [role for role in roles if role not in self._bands_by_role]
        if missing:
            raise InvalidInputError(
                _("The model needs the band {missing}, which '{file}' lacks: its bands are {found}.").format(
                    missing=", ".join(missing), file=self.path, found=", ".join(self._bands_by_role)
                )
            )
        self.roles = tuple(roles)

    def __enter__(self) -> "Scene":
        return self

    def __exit__(self, *error: object) -> None:
        self._dataset.close()

    def read(self, window: Window) -> Tuple[NDArray[Any], NDArray[np.bool_]]:
        """Pixels inside the scene.

        Returns:
            Digital numbers ``(bands, height, width)`` in the raster's own type, and bool ``(height, width)``
            of valid pixels: a plausible number in every band, inside the raster's mask if it has one, and not
            the no-data value in all bands (a single band may hold it as a dark or bright value, unless it is
            negative: no light is).

        Raises:
            InvalidInputError: the file is damaged.
        """
        column, row, width, height = window
        area = RasterioWindow(column, row, width, height)
        bands = [self._bands_by_role[role] for role in self.roles]
        try:
            pixels = self._dataset.read(bands, window=area)
            valid = _valid(pixels, self.nodata)
            if self._has_mask_band:
                valid &= self._dataset.read_masks(bands[0], window=area) > 0
        except RasterioError as error:
            raise InvalidInputError(
                _("The raster '{file}' is damaged near column {column}, row {row}: {error}.").format(
                    file=self.path, column=column, row=row, error=error.__cause__ or error
                )
            ) from None
        return pixels, valid

    def read_tile(self, tile: Tile, edge: str) -> Tuple[NDArray[Any], NDArray[np.bool_]]:
        """Pixels of a tile, which may reach beyond the scene.

        Args:
            tile: of this scene.
            edge: beyond the scene, ``reflect`` mirrors it and ``zero`` gives the digital number 0, as IGN's
                tiled tool does.

        Returns:
            As :meth:`read`, ``(bands, tile.height, tile.width)`` and ``(tile.height, tile.width)``.
        """
        columns = reflected(tile.column, tile.width, self.grid.width)
        rows = reflected(tile.row, tile.height, self.grid.height)
        left, top = int(columns.min()), int(rows.min())
        window = left, top, int(columns.max()) - left + 1, int(rows.max()) - top + 1
        pixels, valid = self.read(window)
        if pixels.shape[1:] == (tile.height, tile.width) and left == tile.column and top == tile.row:
            return pixels, valid
        in_rows, in_columns = np.ix_(rows - top, columns - left)
        pixels, valid = pixels[:, in_rows, in_columns], valid[in_rows, in_columns]
        if edge == "zero":
            beyond = _beyond(tile.row, tile.height, self.grid.height)[:, None] | _beyond(
                tile.column, tile.width, self.grid.width
            )
            pixels[:, beyond] = 0
            valid[beyond] = True
        return pixels, valid


def _beyond(start: int, length: int, size: int) -> NDArray[np.bool_]:
    """Which of ``start … start + length - 1`` lie outside ``0 … size - 1``."""
    indices = np.arange(start, start + length)
    return (indices < 0) | (indices >= size)


def _valid(pixels: NDArray[Any], nodata: Optional[float]) -> NDArray[np.bool_]:
    valid: NDArray[np.bool_] = np.ones(pixels.shape[1:], np.bool_)
    if np.issubdtype(pixels.dtype, np.floating):
        valid &= (np.abs(pixels) < ABSURD).all(axis=0)
    if nodata is not None and not math.isnan(nodata):
        differs = pixels != nodata
        valid &= differs.all(axis=0) if nodata < 0 else differs.any(axis=0)
    return valid


def _bands_by_role(dataset: Any, path: str, band_roles: Sequence[str]) -> Dict[str, int]:
    """Band numbers, from 1, by role; in the order of the bands."""
    if band_roles and len(band_roles) != dataset.count:
        raise InvalidInputError(
            _("'{file}' has {bands} bands, but {count} band roles were given: {roles}.").format(
                file=path, bands=dataset.count, count=len(band_roles), roles=", ".join(band_roles)
            )
        )
    bands: Dict[str, int] = {}
    for band, name in enumerate(band_roles or dataset.descriptions, start=1):
        role = role_of(name or "")
        if band_roles and not role and name != SKIPPED:
            raise InvalidInputError(
                _("The band role '{role}' is unknown; use {roles}, or '-' for a band to leave out.").format(
                    role=name, roles=", ".join(BAND_ROLES)
                )
            )
        if role in bands:
            raise InvalidInputError(
                _("The band role {role} stands at two bands of '{file}'.").format(role=role, file=path)
            )
        if role:
            bands[role] = band
    if not bands:
        raise InvalidInputError(
            _(
                "The bands of '{file}' carry no roles: stack it with 'Stack bands', or give the role of each "
                "of its {count} bands, for example red,green,blue,nir."
            ).format(file=path, count=dataset.count)
        )
    return bands


def _scalings(dataset: Any, bands_by_role: Dict[str, int]) -> Dict[str, Scaling]:
    """The scalings that 'Stack bands' noted when it made 8-bit values of reflectance."""
    if dataset.tags().get(SCALED_FROM_TAG) != "reflectance":
        return {}
    scalings = {}
    for role, band in bands_by_role.items():
        tags = dataset.tags(band)
        try:
            scaling = Scaling(float(tags[SCALE_MIN_TAG]), float(tags[SCALE_MAX_TAG]))
        except (KeyError, ValueError):
            continue
        if scaling.low < scaling.high:
            scalings[role] = scaling
    return scalings


def _encoding(dataset: Any) -> str:
    """What the digital numbers mean: the stack's own tag, Airbus's metadata, or 8 bit by the type."""
    tags = dataset.tags()
    if tags.get(ENCODING_TAG) in ENCODINGS:
        return str(tags[ENCODING_TAG])
    if tags.get("RADIOMETRIC_PROCESSING") == "REFLECTANCE" and dataset.dtypes[0] == "uint16":
        return "reflectance"
    return "8-bit" if set(dataset.dtypes) == {"uint8"} else ""
