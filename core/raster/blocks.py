"""Blocks of a raster that are read at once: whole blocks of its own file, wherever it is cut."""

from typing import Iterator, List, Tuple

import numpy as np

from .grid import Window

SIDE_PX = 512
"""Side that a block should have; about as many pixels where a file's own blocks have another shape."""

MAX_BLOCK_PX = 2048 * 2048
"""Larger blocks of a file are read in parts, whatever that costs: memory stays bounded."""


def block_windows(extent: Window, file_block_px: Tuple[int, int]) -> List[Window]:
    """Windows that cover an extent once, row by row.

    Args:
        extent: of the raster.
        file_block_px: width and height of the tiles or strips of the file.
    """
    left, top, width, height = extent
    block_width, block_height = _block_size(file_block_px)
    return [
        (column, row, end_column - column, end_row - row)
        for row, end_row in _cuts(top, top + height, block_height)
        for column, end_column in _cuts(left, left + width, block_width)
    ]


def random_order(blocks: int, seed: int) -> List[int]:
    """The numbers of all blocks, shuffled: its first n are a simple random sample of them."""
    return [int(number) for number in np.random.default_rng(seed).permutation(blocks)]


def _block_size(file_block_px: Tuple[int, int]) -> Tuple[int, int]:
    file_width, file_height = file_block_px
    width = _multiple(file_width, SIDE_PX)
    height = _multiple(file_height, max(1, SIDE_PX * SIDE_PX // width))
    return (width, height) if width * height <= MAX_BLOCK_PX else (width, max(1, MAX_BLOCK_PX // width))


def _multiple(of: int, about: int) -> int:
    """The multiple of ``of`` that is nearest to ``about``, at least one."""
    return max(1, round(about / of)) * of


def _cuts(start: int, end: int, size: int) -> Iterator[Tuple[int, int]]:
    """Spans between multiples of ``size``, counted from 0."""
    first = start
    while first < end:
        last = min((first // size + 1) * size, end)
        yield first, last
        first = last
