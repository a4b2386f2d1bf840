"""Confusion matrices by block: the same pixels, wherever windows cut, in bounded numbers of blocks."""

import numpy as np
import pytest
from affine import Affine
from hypothesis import given, settings
from hypothesis import strategies as st
from rasterio.crs import CRS

from cosia.core.raster.grid import Grid
from cosia.core.training import block_matrices as module
from cosia.core.training.block_matrices import BlockMatrices
from cosia.core.training.metrics import confusion_matrix

GRID = Grid(CRS.from_epsg(2154), Affine(0.5, 0, 420_000, 0, -0.25, 6_710_000), 60, 50)


@pytest.fixture(scope="module")
def pair():
    return np.random.default_rng(2).integers(0, 16, (2, GRID.height, GRID.width), np.uint8)


def gather(pair, size_m, column_cuts=(), row_cuts=()):
    blocks = BlockMatrices(GRID, size_m)
    rows, columns = [0, *row_cuts, GRID.height], [0, *column_cuts, GRID.width]
    for top, bottom in zip(rows, rows[1:]):
        for left, right in zip(columns, columns[1:]):
            at = slice(top, bottom), slice(left, right)
            blocks.add(np.arange(top, bottom)[:, None], np.arange(left, right)[None], pair[0][at], pair[1][at])
    return blocks


def test_each_block_holds_its_own_pixels(pair):
    blocks = gather(pair, 5.0)
    assert (blocks.width_px, blocks.height_px) == (10, 20)
    places, matrices = blocks.blocks()
    assert places.tolist() == [[row, column] for row in range(3) for column in range(6)]
    for (row, column), matrix in zip(places, matrices):
        at = slice(20 * row, 20 * row + 20), slice(10 * column, 10 * column + 10)
        np.testing.assert_array_equal(matrix, confusion_matrix(pair[0][at], pair[1][at]))


@settings(deadline=None, max_examples=30)
@given(
    st.lists(st.integers(0, 60), max_size=3), st.lists(st.integers(0, 50), max_size=3), st.sampled_from([0.1, 2, 90])
)
def test_windows_leave_no_trace(pair, column_cuts, row_cuts, size_m):
    whole, cut = (gather(pair, size_m, *cuts).blocks() for cuts in ((), (sorted(column_cuts), sorted(row_cuts))))
    for one, other in zip(whole, cut):
        np.testing.assert_array_equal(one, other)


def test_too_many_blocks_are_joined_in_the_same_way_whatever_the_windows(pair, monkeypatch):
    monkeypatch.setattr(module, "MAX_BLOCKS", 40)
    whole, cut = gather(pair, 0.5), gather(pair, 0.5, (7, 31), (13, 40))
    assert whole.joined == cut.joined > 0 and (whole.width_px, whole.height_px) == (cut.width_px, cut.height_px)
    assert len(whole.blocks()[0]) <= 40
    np.testing.assert_array_equal(whole.blocks()[1], cut.blocks()[1])
    np.testing.assert_array_equal(whole.blocks()[1].sum(axis=0), confusion_matrix(*pair))


def test_points_are_counted_where_they_lie():
    blocks = BlockMatrices(GRID, 5.0)
    blocks.add(np.array([0, 19, 20]), np.array([0, 9, 9]), np.uint8([1, 2, 0]), np.uint8([1, 3, 4]))
    places, matrices = blocks.blocks()
    assert places.tolist() == [[0, 0]] and matrices[0, 0, 0] == matrices[0, 1, 2] == 1 and matrices.sum() == 2


def test_points_far_apart_in_small_blocks_take_no_table_of_all_blocks():
    blocks = BlockMatrices(GRID, 0.1)
    blocks.add(np.array([10**7, 0, 10**7]), np.array([10**7, 0, 10**7]), np.uint8([1, 2, 1]), np.uint8([1, 3, 4]))
    places, matrices = blocks.blocks()
    assert places.tolist() == [[0, 0], [10**7, 10**7]]
    assert matrices[0, 1, 2] == matrices[1, 0, 0] == matrices[1, 0, 3] == 1 and matrices.sum() == 3


def test_nothing_compared_is_no_block():
    places, matrices = BlockMatrices(GRID, 5.0).blocks()
    assert places.shape == (0, 2) and matrices.shape == (0, 15, 15)
