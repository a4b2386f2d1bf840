"""The parts that are shown lie on the map, hold what is most mixed, and do not show the same twice."""

import numpy as np
import rasterio
from hypothesis import given, settings
from hypothesis import strategies as st

from cosia.core.raster.telling_windows import MAX_SIDE_PX, SIDE_PX, read_part, read_reduced, telling_windows


def test_the_most_mixed_part_comes_first():
    size = 4 * SIDE_PX, 3 * SIDE_PX
    reduced = np.full((300, 400), 9, np.uint8)
    reduced[100:200, 200:300] = np.random.default_rng(0).integers(1, 16, (100, 100))
    assert telling_windows(reduced, size, 1) == [(2 * SIDE_PX, SIDE_PX, SIDE_PX, SIDE_PX)]
    assert len(telling_windows(reduced, size, 3)) == 3


def test_parts_without_data_are_not_shown():
    reduced = np.zeros((300, 400), np.uint8)
    assert telling_windows(reduced, (4 * SIDE_PX, 3 * SIDE_PX), 3) == []
    reduced[250, 10] = 6
    assert telling_windows(reduced, (4 * SIDE_PX, 3 * SIDE_PX), 3) == [(0, 2 * SIDE_PX, SIDE_PX, SIDE_PX)]


@settings(max_examples=50, deadline=None)
@given(width=st.integers(1, 5000), height=st.integers(1, 5000))
def test_windows_lie_on_maps_of_any_size_and_apart(width, height):
    factor = max(1.0, max(width, height) / 200)
    shape = max(1, round(height / factor)), max(1, round(width / factor))
    reduced = np.random.default_rng(1).integers(0, 16, shape).astype(np.uint8)
    reduced[0, 0] = 3
    windows = telling_windows(reduced, (width, height), 4)
    assert windows
    for left, top, wide, high in windows:
        assert left >= 0 and top >= 0 and left + wide <= width and top + high <= height
        assert (wide, high) == (min(SIDE_PX, width), min(SIDE_PX, height))
    pairs = [(one, other) for one in windows for other in windows if one < other]
    assert all(max(abs(one[0] - other[0]), abs(one[1] - other[1])) >= SIDE_PX for one, other in pairs)


def test_a_map_is_read_reduced_and_in_parts(write_raster):
    pixels = np.random.default_rng(1).integers(0, 16, (1, 1000, 2000)).astype(np.uint8)
    path = write_raster(pixels)
    reduced = read_reduced(path)
    assert reduced.shape == (MAX_SIDE_PX // 2, MAX_SIDE_PX)
    assert (read_part(path, (1500, 700, 300, 200)) == pixels[0, 700:900, 1500:1800]).all()
    with rasterio.open(path) as dataset:
        assert dataset.overviews(1) == []
