"""Every pixel is kept exactly once, and the network's stride is never broken."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cosia.core.jobs import STRIDE_PX
from cosia.core.raster.tiling import Tiling, fit_tiling, reflected

offsets = st.integers(0, 3000)
sizes = st.integers(1, 3000)
margins = st.integers(0, 4).map(lambda n: n * STRIDE_PX)


@st.composite
def tilings(draw):
    margin = draw(margins)
    width, height = (2 * margin + STRIDE_PX * draw(st.integers(1, 20)) for _ in range(2))
    return Tiling((draw(offsets), draw(offsets), draw(sizes), draw(sizes)), width, height, margin)


@given(tilings())
def test_cores_cover_the_extent_exactly_once(tiling):
    left, top, width, height = tiling.extent
    covered = np.zeros((height, width), np.uint8)
    tiles = list(tiling)
    for tile in tiles:
        column, row, core_width, core_height = tile.core
        assert core_width > 0 and core_height > 0
        covered[row - top : row - top + core_height, column - left : column - left + core_width] += 1
    assert (covered == 1).all()
    assert len(tiles) == len(tiling)


@given(tilings())
def test_origins_stay_on_the_stride_and_cores_keep_their_margin(tiling):
    for tile in tiling:
        assert tile.column % STRIDE_PX == tile.row % STRIDE_PX == 0
        rows, columns = tile.core_in_tile
        assert tiling.margin_px <= rows.start and rows.stop <= tile.height - tiling.margin_px
        assert tiling.margin_px <= columns.start and columns.stop <= tile.width - tiling.margin_px


@given(tilings(), st.integers(0, 500), st.integers(0, 500))
def test_a_trimmed_tile_reaches_just_so_far_beyond_the_scene(tiling, more_width, more_height):
    left, top, extent_width, extent_height = tiling.extent
    width, height = left + extent_width + more_width, top + extent_height + more_height
    for tile in tiling:
        trimmed = tile.trim(width, height, STRIDE_PX)
        assert trimmed.column == max(tile.column, -STRIDE_PX) and trimmed.row == max(tile.row, -STRIDE_PX)
        assert trimmed.width % STRIDE_PX == trimmed.height % STRIDE_PX == 0
        assert trimmed.column + trimmed.width < width + 2 * STRIDE_PX
        assert trimmed.row + trimmed.height < height + 2 * STRIDE_PX
        for part, size in zip(trimmed.core_in_tile, (trimmed.height, trimmed.width)):
            assert 0 <= part.start < part.stop <= size


@given(tilings(), st.randoms(use_true_random=False))
def test_a_shrunk_tile_keeps_what_is_needed_and_lies_on_the_same_strides(tiling, random):
    tile = random.choice(list(tiling))
    _column, _row, width, height = tile.core
    needed = np.zeros((height, width), np.bool_)
    points = [(random.randrange(height), random.randrange(width)) for _ in range(3)]
    for point in points:
        needed[point] = True
    small = tile.shrink(needed, tiling.margin_px)
    assert small.column % STRIDE_PX == small.row % STRIDE_PX == small.width % STRIDE_PX == small.height % STRIDE_PX == 0
    assert small.column >= tile.column and small.column + small.width <= tile.column + tile.width
    for row, column in points:
        assert small.core[0] <= tile.core[0] + column < small.core[0] + small.core[2]
        assert small.core[1] <= tile.core[1] + row < small.core[1] + small.core[3]


@given(offsets, offsets, st.integers(1, 40_000), st.integers(1, 40_000), margins)
def test_fitted_tiles_respect_the_limit(left, top, width, height, margin):
    tiling = fit_tiling((left, top, width, height), margin, 1632 * 1632)
    assert tiling.tile_width * tiling.tile_height <= 1632 * 1632


def test_a_large_scene_is_cut_into_few_tiles_without_a_rest():
    tiling = fit_tiling((0, 0, 4096, 4096), 128, 2304 * 1632)
    plain_loop_px = 16 * 16 * 512 * 512
    assert plain_loop_px / tiling.computed_px > 2.9


def test_a_scene_smaller_than_a_tile_is_one_tile():
    assert len(fit_tiling((0, 0, 100, 50), 128, 2048 * 2048)) == 1


@given(st.integers(-500, 500), st.integers(1, 800), st.integers(1, 300))
def test_reflection_is_that_of_numpy(start, length, size):
    before, after = max(0, -start), max(0, start + length - size)
    padded = np.pad(np.arange(size), (before, after), mode="reflect")
    assert (reflected(start, length, size) == padded[start + before : start + before + length]).all()


def test_margins_off_the_stride_are_a_programming_error():
    with pytest.raises(ValueError, match="margin of 100 px"):
        Tiling((0, 0, 10, 10), 512, 512, 100)
