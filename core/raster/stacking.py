"""The plan of a stack: which band of which file goes where, on one grid."""

import math
from dataclasses import dataclass, field
from typing import Dict, List, Optional, Sequence, Tuple

import numpy as np
from rasterio.errors import RasterioError
from rasterio.warp import transform_bounds

from ..errors import InvalidInputError
from ..jobs import Extent
from ..language import _
from ..sensors import BAND_ROLES, SATURATED_TAG
from .file_sets import FileSet
from .grid import Grid, same_crs
from .source_files import SourceFile

BORDER_TOLERANCE_PX = 0.5
"""A grid that reaches beyond the files by less than this still has all its pixel centres inside them."""


@dataclass(frozen=True)
class StackBand:
    """A band of the result.

    Attributes:
        role: what it measures.
        file_set: where it comes from.
        source_band: band number in those files, from 1.
        scale, offset: physical value = digital number × scale + offset.
        tags: metadata of the band.
    """

    role: str
    file_set: FileSet
    source_band: int
    scale: float = 1.0
    offset: float = 0.0
    tags: Dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Stack:
    """Bands of several files on one grid.

    Attributes:
        grid: of the result.
        bands: in the deck's order.
        dtype: of all bands.
        nodata: value without data, or None where every pixel has data.
        tags: metadata of the result.
        with_wavelengths: whether the roles' wavelengths are those of the sensor.
    """

    grid: Grid
    bands: Tuple[StackBand, ...]
    dtype: str
    nodata: Optional[float]
    tags: Dict[str, str] = field(default_factory=dict)
    with_wavelengths: bool = True

    @property
    def roles(self) -> Tuple[str, ...]:
        return tuple(band.role for band in self.bands)

    @property
    def saturated(self) -> int:
        """Digital number of saturated pixels; 0: none is kept for them."""
        return int(self.tags.get(SATURATED_TAG, 0))

    @property
    def file_sets(self) -> Tuple[FileSet, ...]:
        """Each file set once."""
        return tuple({id(band.file_set): band.file_set for band in self.bands}.values())

    @property
    def files(self) -> Tuple[SourceFile, ...]:
        return tuple(file for one in self.file_sets for file in one.files)

    @property
    def is_resampled(self) -> bool:
        """Whether pixels of the result lie elsewhere than those of a file."""
        return any(self.grid.offset_of(file.grid) is None for file in self.files)


def order_bands(file_sets: Sequence[FileSet], scale: float = 0.0) -> Tuple[StackBand, ...]:
    """The bands of all file sets in the deck's order.

    Args:
        file_sets: the sources.
        scale: physical value of one digital number; 0: what the files say.

    Raises:
        InvalidInputError: two bands have the same role.
    """
    found: Dict[str, StackBand] = {}
    for one in file_sets:
        for role, band in one.bands:
            if role in found and found[role].file_set is one:
                raise InvalidInputError(
                    _("The band role {role} stands at two bands of '{path}'; leave one of them out with '-'.").format(
                        role=role, path=one.name
                    )
                )
            if role in found:
                raise InvalidInputError(
                    _("The band {role} is in both '{first}' and '{second}'; leave one of them out.").format(
                        role=role, first=found[role].file_set.name, second=one.name
                    )
                )
            file = one.files[0]
            if scale:
                found[role] = StackBand(role, one, band, scale)
            else:
                found[role] = StackBand(role, one, band, file.scales[band - 1], file.offsets[band - 1])
    return tuple(found[role] for role in BAND_ROLES if role in found)


def common_dtype(file_sets: Sequence[FileSet]) -> str:
    """The type of the pixels of all files. Raises: InvalidInputError, where they differ."""
    files = [file for one in file_sets for file in one.files]
    for file in files:
        if file.dtype != files[0].dtype:
            raise InvalidInputError(
                _("'{first}' holds {first_type} and '{second}' {second_type}; stack files of one type.").format(
                    first=files[0].name, first_type=files[0].dtype, second=file.name, second_type=file.dtype
                )
            )
    return files[0].dtype


def check_nodata(nodata: Optional[float], dtype: str) -> None:
    """Raises: InvalidInputError, where pixels of that type cannot hold the value."""
    if nodata is None or np.dtype(dtype).kind == "f":
        return
    limits = np.iinfo(dtype)
    if not (limits.min <= nodata <= limits.max and float(nodata).is_integer()):
        raise InvalidInputError(
            _("The no-data value {nodata} does not fit pixels of {dtype} ({low} to {high}); change it.").format(
                nodata=nodata, dtype=dtype, low=limits.min, high=limits.max
            )
        )


def choose_grid(
    file_sets: Sequence[FileSet], may_resample: bool, extent: Optional[Extent], pixel_size_m: float
) -> Grid:
    """The grid of the result: that of the file set with the finest pixels, cut to the extent.

    Args:
        file_sets: the sources, in order of preference where pixels are equal.
        may_resample: whether grids may differ.
        extent: part to keep.
        pixel_size_m: size of square pixels in metres; 0: that of the finest file set.

    Raises:
        InvalidInputError: grids differ and may not, or the extent lies outside.
    """
    mosaics = [(one, _mosaic_grid(one, may_resample)) for one in file_sets]
    reference, grid = min(mosaics, key=lambda pair: math.prod(pair[1].pixel_size_m()))
    if not may_resample:
        for one, other in mosaics:
            if not grid.matches(other):
                raise _mismatch(reference.name, grid, one.name, other)
    if extent is not None:
        grid = grid.crop(grid.window_of(extent))
    return grid.with_pixel_size_m(pixel_size_m) if pixel_size_m else grid


def aligned_groups(files: Sequence[SourceFile]) -> List[Tuple[Grid, List[SourceFile]]]:
    """Files sorted by the grid that their pixels share, each group with the grid around it."""
    groups: List[List[SourceFile]] = []
    for file in files:
        for group in groups:
            if group[0].grid.offset_of(file.grid) is not None:
                group.append(file)
                break
        else:
            groups.append([file])
    return [(_around(group[0].grid, group), group) for group in groups]


def uncovered_share(stack_grid: Grid, file_sets: Sequence[FileSet]) -> float:
    """The largest share (0-1) of the grid that the files of a set leave empty."""
    return max(1 - _covered_share(stack_grid, one.files) for one in file_sets)


def overlap(file_set: FileSet) -> bool:
    """Whether files of the set lie on one another."""
    boxes = [_box_px(file_set.files[0].grid, file) for file in file_set.files]
    return any(
        min(one[2], other[2]) - max(one[0], other[0]) > BORDER_TOLERANCE_PX
        and min(one[3], other[3]) - max(one[1], other[1]) > BORDER_TOLERANCE_PX
        for position, one in enumerate(boxes)
        for other in boxes[:position]
    )


def _mosaic_grid(one: FileSet, may_resample: bool) -> Grid:
    """The grid around all files of a set."""
    first = one.files[0]
    if not may_resample:
        for file in one.files:
            if first.grid.offset_of(file.grid) is None:
                raise _mismatch(first.name, first.grid, file.name, file.grid)
    return _around(first.grid, one.files)


def _around(grid: Grid, files: Sequence[SourceFile]) -> Grid:
    """``grid`` grown or cut to the rectangle around files."""
    boxes = [_box_px(grid, file) for file in files]
    left = math.floor(min(box[0] for box in boxes) + BORDER_TOLERANCE_PX)
    top = math.floor(min(box[1] for box in boxes) + BORDER_TOLERANCE_PX)
    right = math.ceil(max(box[2] for box in boxes) - BORDER_TOLERANCE_PX)
    bottom = math.ceil(max(box[3] for box in boxes) - BORDER_TOLERANCE_PX)
    return grid.crop((left, top, max(1, right - left), max(1, bottom - top)))


def _box_px(grid: Grid, file: SourceFile) -> Tuple[float, float, float, float]:
    """Left, top, right and bottom of a file in pixels of ``grid``."""
    if same_crs(grid.crs, file.grid.crs):
        corners = [(0, 0), (file.grid.width, 0), (0, file.grid.height), (file.grid.width, file.grid.height)]
        points = [~grid.transform @ (file.grid.transform @ corner) for corner in corners]
    else:
        try:
            xmin, ymin, xmax, ymax = transform_bounds(file.grid.crs, grid.crs, *file.grid.bounds)
        except RasterioError:
            xmin = ymin = xmax = ymax = math.inf
        if not all(map(math.isfinite, (xmin, ymin, xmax, ymax))):
            raise InvalidInputError(
                _("'{path}' cannot be brought to the other files' system; reproject it first.").format(path=file.path)
            )
        points = [~grid.transform @ corner for corner in ((xmin, ymin), (xmax, ymin), (xmin, ymax), (xmax, ymax))]
    columns, rows = zip(*points)
    return min(columns), min(rows), max(columns), max(rows)


def _covered_share(grid: Grid, files: Sequence[SourceFile]) -> float:
    """The share (0-1) of a grid that lies inside the rectangles of files, each counted once."""
    boxes = np.array([_box_px(grid, file) for file in files])
    columns = np.unique(np.concatenate([boxes[:, 0::2].ravel(), [0, grid.width]]).clip(0, grid.width))
    rows = np.unique(np.concatenate([boxes[:, 1::2].ravel(), [0, grid.height]]).clip(0, grid.height))
    covered = np.zeros((len(rows) - 1, len(columns) - 1), bool)
    middle_columns, middle_rows = (columns[1:] + columns[:-1]) / 2, (rows[1:] + rows[:-1]) / 2
    # A gap narrower than half a pixel holds no pixel centre.
    tolerance = BORDER_TOLERANCE_PX
    for left, top, right, bottom in boxes:
        inside_rows = (middle_rows > top - tolerance) & (middle_rows < bottom + tolerance)
        inside_columns = (middle_columns > left - tolerance) & (middle_columns < right + tolerance)
        covered |= inside_rows[:, None] & inside_columns[None, :]
    areas = np.diff(rows)[:, None] * np.diff(columns)[None, :]
    return float(areas[covered].sum() / areas.sum())


def _mismatch(first: str, first_grid: Grid, second: str, second_grid: Grid) -> InvalidInputError:
    return InvalidInputError(
        _(
            "The grids of '{first}' ({first_grid}) and '{second}' ({second_grid}) do not match; "
            "choose a RESAMPLING method to bring them to one grid."
        ).format(
            first=first,
            first_grid=first_grid.describe(),
            second=second,
            second_grid=second_grid.describe(),
        )
    )
