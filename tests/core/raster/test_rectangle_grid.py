"""Rectangles of a scene: each once, in blocks of bounded size."""

from collections import Counter

import pytest
from affine import Affine
from hypothesis import given
from hypothesis import strategies as st
from rasterio.crs import CRS

from cosia.core.errors import InvalidInputError
from cosia.core.raster.grid import Grid
from cosia.core.raster.rectangle_grid import RectangleGrid, spread_order

SIDES = st.integers(70, 3000)


def scene(width, height, pixel_m=0.3):
    return Grid(CRS.from_epsg(2154), Affine(pixel_m, 0, 420_000, 0, -pixel_m, 6_710_000), width, height)


def rectangles(grid):
    """Windows of all rectangles of all blocks, and the blocks."""
    for block in grid.blocks():
        left, top = block.window[:2]
        for row in range(block.rows - 1):
            for column in range(block.columns - 1):
                yield left + column * grid.cell_width, top + row * grid.cell_height


@given(SIDES, SIDES, st.floats(9.8, 20.0), st.integers(0, 50), st.integers(0, 50))
def test_every_rectangle_lies_in_the_extent_and_in_one_block(width, height, size_m, left, top):
    extent = (left, top, width, height)
    grid = RectangleGrid.over(scene(4000, 4000), extent, size_m)
    places = Counter(rectangles(grid))
    assert len(places) == (grid.columns - 1) * (grid.rows - 1) and set(places.values()) == {1}
    for column, row in places:
        assert left <= column and column + 2 * grid.cell_width <= left + width
        assert top <= row and row + 2 * grid.cell_height <= top + height


@given(SIDES, SIDES, st.floats(9.8, 20.0))
def test_blocks_are_whole_cells_and_stay_small(width, height, size_m):
    grid = RectangleGrid.over(scene(width, height), (0, 0, width, height), size_m)
    for block in grid.blocks():
        assert block.window[2:] == (block.columns * grid.cell_width, block.rows * grid.cell_height)
        assert max(block.window[2:]) <= 1100


def test_a_rectangle_measures_what_was_asked_for_also_where_pixels_are_no_squares():
    oblong = Grid(CRS.from_epsg(2154), Affine(0.25, 0, 420_000, 0, -0.5, 6_710_000), 900, 900)
    grid = RectangleGrid.over(oblong, (0, 0, 900, 900), 40.0)
    assert (2 * grid.cell_width, 2 * grid.cell_height) == (160, 80)


@given(st.integers(1, 40), st.integers(0, 1000))
def test_the_first_blocks_are_spread_and_all_come_once(first, seed):
    blocks = RectangleGrid.over(scene(9000, 9000), (0, 0, 9000, 9000), 60.0).blocks()
    order = spread_order(blocks, first, seed)
    assert Counter(order) == Counter(blocks) and order == spread_order(blocks, first, seed)
    numbers = sorted(blocks.index(block) for block in order[:first])
    steps = [later - earlier for earlier, later in zip(numbers, numbers[1:])]
    assert max(steps, default=0) <= 2 * (len(blocks) / first + 1)


def test_few_blocks_stay_in_their_order():
    blocks = RectangleGrid.over(scene(2000, 2000), (0, 0, 2000, 2000), 40.0).blocks()
    assert spread_order(blocks, len(blocks), 3) == blocks


@pytest.mark.parametrize(
    ("size_m", "words"),
    [
        (9.0, r"SIZE_M is 9 m.* at least 9\.6 m"),
        (-1.0, "SIZE_M is -1 m"),
        (float("nan"), "SIZE_M is nan m"),
        (40.0, r"40 m does not fit into 30 × 90 m of scene"),
    ],
)
def test_sizes_that_do_not_fit_are_refused(size_m, words):
    with pytest.raises(InvalidInputError, match=words):
        RectangleGrid.over(scene(100, 300), (0, 0, 100, 300), size_m)
