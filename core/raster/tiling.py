"""Overlapping tiles over a scene, in whole pixels.

Origins stay on multiples of the network's stride, counted from the scene's origin, whatever the extent,
margin or tile size: a convolutional network with stride 32 answers the same for a shift of 32 pixels,
and differently on 3 % of the pixels for a shift of 1.
"""

import math
from dataclasses import dataclass
from typing import Iterator, Tuple

import numpy as np
from numpy.typing import NDArray

from ..errors import InvalidInputError
from ..jobs import STRIDE_PX
from ..language import _
from .grid import Window


@dataclass(frozen=True)
class Tile:
    """What the network sees at once, and which part of its answer is kept.

    Attributes:
        column, row: first pixel that the network sees, in pixels of the scene; negative beyond its edge.
        width, height: pixels that the network sees; multiples of ``STRIDE_PX``.
        core: pixels that are kept, in pixels of the scene.
    """

    column: int
    row: int
    width: int
    height: int
    core: Window

    @property
    def core_in_tile(self) -> Tuple[slice, slice]:
        """Rows and columns of the core within the tile's array."""
        column, row, width, height = self.core
        top, left = row - self.row, column - self.column
        return slice(top, top + height), slice(left, left + width)

    def shrink(self, needed: NDArray[np.bool_], margin_px: int) -> "Tile":
        """The smallest tile on the same raster of strides whose core holds every needed pixel.

        Args:
            needed: bool ``(height, width)`` of the core; at least one is true.
            margin_px: margin of the tiling.
        """
        column, row, width, height = self.core
        rows, columns = np.flatnonzero(needed.any(axis=1)), np.flatnonzero(needed.any(axis=0))
        left, right = _floor(column + int(columns[0])), _ceil(column + int(columns[-1]) + 1)
        top, bottom = _floor(row + int(rows[0])), _ceil(row + int(rows[-1]) + 1)
        core_left, core_top = max(left, column), max(top, row)
        core_right, core_bottom = min(right, column + width), min(bottom, row + height)
        return Tile(
            left - margin_px,
            top - margin_px,
            right - left + 2 * margin_px,
            bottom - top + 2 * margin_px,
            (core_left, core_top, core_right - core_left, core_bottom - core_top),
        )

    def trim(self, width: int, height: int, beyond_px: int) -> "Tile":
        """The tile without what lies further beyond a scene of ``width`` × ``height`` px.

        Args:
            width, height: of the scene.
            beyond_px: how far the tile may reach beyond the scene, multiple of ``STRIDE_PX``.
        """
        left, top = max(self.column, -beyond_px), max(self.row, -beyond_px)
        right = min(self.column + self.width, _ceil(width) + beyond_px)
        bottom = min(self.row + self.height, _ceil(height) + beyond_px)
        return Tile(left, top, right - left, bottom - top, self.core)


@dataclass(frozen=True)
class Tiling:
    """Tiles of one size whose cores cover an extent exactly once.

    Attributes:
        extent: pixels of the scene to cover.
        tile_width, tile_height: pixels that the network sees, multiples of ``STRIDE_PX``.
        margin_px: pixels that are cropped on each side, multiple of ``STRIDE_PX``.
    """

    extent: Window
    tile_width: int
    tile_height: int
    margin_px: int

    def __post_init__(self) -> None:
        sizes = (self.tile_width, self.tile_height, self.margin_px)
        if any(size % STRIDE_PX for size in sizes) or min(sizes[:2]) <= 2 * self.margin_px:
            raise ValueError(f"tiles of {sizes[0]} × {sizes[1]} px with a margin of {sizes[2]} px")

    @property
    def core_width(self) -> int:
        return self.tile_width - 2 * self.margin_px

    @property
    def core_height(self) -> int:
        return self.tile_height - 2 * self.margin_px

    @property
    def columns(self) -> int:
        return math.ceil((self.extent[0] + self.extent[2] - _floor(self.extent[0])) / self.core_width)

    @property
    def rows(self) -> int:
        return math.ceil((self.extent[1] + self.extent[3] - _floor(self.extent[1])) / self.core_height)

    def __len__(self) -> int:
        return self.columns * self.rows

    @property
    def computed_px(self) -> int:
        """Pixels that the network computes for the whole extent, margins included."""
        return len(self) * self.tile_width * self.tile_height

    def __iter__(self) -> Iterator[Tile]:
        """Tiles in rows, from the top left."""
        left, top = _floor(self.extent[0]), _floor(self.extent[1])
        right, bottom = self.extent[0] + self.extent[2], self.extent[1] + self.extent[3]
        for row in range(top, bottom, self.core_height):
            for column in range(left, right, self.core_width):
                core_left, core_top = max(column, self.extent[0]), max(row, self.extent[1])
                core_right, core_bottom = (
                    min(column + self.core_width, right),
                    min(row + self.core_height, bottom),
                )
                yield Tile(
                    column - self.margin_px,
                    row - self.margin_px,
                    self.tile_width,
                    self.tile_height,
                    (core_left, core_top, core_right - core_left, core_bottom - core_top),
                )


def choose_tiling(extent: Window, tile_size_px: int, margin_px: int, max_tile_px: int) -> Tiling:
    """The tiling that the user asked for.

    Args:
        extent: pixels to cover.
        tile_size_px: side of a tile; 0: see :func:`fit_tiling`.
        margin_px: cropped on each side.
        max_tile_px: pixels of a tile, where its size is not given.

    Raises:
        InvalidInputError: sizes off the network's stride, or no core left between the margins.
    """
    if margin_px < 0 or margin_px % STRIDE_PX:
        raise InvalidInputError(
            _("The margin is {margin} px, but must be a multiple of {stride}.").format(
                margin=margin_px, stride=STRIDE_PX
            )
        )
    if tile_size_px == 0:
        return fit_tiling(extent, margin_px, max_tile_px)
    if tile_size_px % STRIDE_PX or tile_size_px <= 2 * margin_px:
        raise InvalidInputError(
            _(
                "The tile size is {size} px, but must be a multiple of {stride} and larger than two margins of "
                "{margin} px."
            ).format(size=tile_size_px, stride=STRIDE_PX, margin=margin_px)
        )
    return Tiling(extent, tile_size_px, tile_size_px, margin_px)


def fit_tiling(extent: Window, margin_px: int, max_tile_px: int) -> Tiling:
    """The tiling with the fewest computed pixels among those whose tiles have at most ``max_tile_px`` pixels.

    Large tiles waste less on margins; a size that divides the extent evenly wastes nothing at its end.
    """
    aligned_width = _ceil(extent[0] + extent[2]) - _floor(extent[0])
    aligned_height = _ceil(extent[1] + extent[3]) - _floor(extent[1])
    candidates = []
    for columns in range(1, aligned_width // STRIDE_PX + 1):
        tile_width = _ceil(math.ceil(aligned_width / columns)) + 2 * margin_px
        core_height = max(_floor(max_tile_px // tile_width) - 2 * margin_px, STRIDE_PX)
        rows = math.ceil(aligned_height / core_height)
        tile_height = _ceil(math.ceil(aligned_height / rows)) + 2 * margin_px
        if tile_width * tile_height <= max_tile_px or columns == aligned_width // STRIDE_PX:
            candidates.append(Tiling(extent, tile_width, tile_height, margin_px))
    return min(candidates, key=lambda tiling: (tiling.computed_px, -tiling.tile_width))


def reflected(start: int, length: int, size: int) -> NDArray[np.intp]:
    """Indices ``start … start + length - 1`` with those beyond ``0 … size - 1`` mirrored back inside.

    The edge pixel is not repeated, as in ``numpy.pad`` with ``mode="reflect"``; a raster of one pixel
    repeats it.
    """
    period = max(2 * (size - 1), 1)
    folded = np.arange(start, start + length, dtype=np.intp) % period
    return np.where(folded < size, folded, period - folded)


def _floor(value: int) -> int:
    return value // STRIDE_PX * STRIDE_PX


def _ceil(value: int) -> int:
    return -(-value // STRIDE_PX) * STRIDE_PX
