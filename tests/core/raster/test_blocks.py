"""Blocks cover an extent once and follow the file's own."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cosia.core.raster.blocks import MAX_BLOCK_PX, block_windows, random_order


@given(
    st.tuples(st.integers(0, 700), st.integers(0, 700), st.integers(1, 1500), st.integers(1, 1500)),
    st.tuples(st.integers(1, 2000), st.integers(1, 2000)),
)
def test_windows_cover_the_extent_once(extent, file_block_px):
    left, top, width, height = extent
    covered = np.zeros((2300, 2300), np.uint8)
    for column, row, block_width, block_height in block_windows(extent, file_block_px):
        assert block_width > 0 and block_height > 0 and block_width * block_height <= MAX_BLOCK_PX
        covered[row : row + block_height, column : column + block_width] += 1
    assert (covered[top : top + height, left : left + width] == 1).all()
    assert covered.sum() == width * height


@pytest.mark.parametrize(
    ("file_block_px", "first"),
    [
        ((512, 512), (0, 0, 512, 512)),
        ((256, 256), (0, 0, 512, 512)),
        ((1024, 1024), (0, 0, 1024, 1024)),
        ((10_000, 1), (0, 0, 10_000, 26)),
        ((10_000, 8), (0, 0, 10_000, 24)),
    ],
)
def test_blocks_hold_whole_tiles_and_strips_of_the_file(file_block_px, first):
    windows = block_windows((0, 0, 10_000, 10_000), file_block_px)
    assert windows[0] == first
    for column, row, _width, _height in windows:
        assert column % file_block_px[0] == 0 and row % file_block_px[1] == 0


def test_a_file_that_is_one_block_is_read_in_parts():
    windows = block_windows((0, 0, 40_000, 40_000), (40_000, 40_000))
    assert max(width * height for _column, _row, width, height in windows) <= MAX_BLOCK_PX


def test_the_order_is_that_of_the_seed():
    assert sorted(random_order(50, 1)) == list(range(50))
    assert random_order(50, 1) == random_order(50, 1) != random_order(50, 2)
