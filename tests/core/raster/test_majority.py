"""Pixels take the class of most pixels around them."""

from collections import Counter

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from cosia.core.raster import majority as module
from cosia.core.raster.majority import majorities


def filtered(source, side_px, window_px=1000):
    result = np.full((source.grid.height, source.grid.width), 255, np.uint8)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "WINDOW_PX", window_px)
        for (column, row, width, height), classes in majorities(source, side_px, lambda share: None):
            result[row : row + height, column : column + width] = classes
    return result


def by_hand(codes, side_px):
    result, reach = codes.copy(), side_px // 2
    for row, column in np.argwhere(codes > 0):
        around = codes[max(0, row - reach) : row + reach + 1, max(0, column - reach) : column + reach + 1]
        ranking = Counter(around[around > 0].tolist()).most_common(2)
        if len(ranking) == 1 or ranking[0][1] > ranking[1][1]:
            result[row, column] = ranking[0][0]
    return result


@settings(deadline=None, max_examples=100)
@given(
    arrays(
        np.uint8, st.tuples(st.integers(1, 12), st.integers(1, 12)), elements=st.sampled_from([0, 0, 1, 2, 3, 14, 15])
    ),
    st.sampled_from([1, 3, 5, 9]),
    st.sampled_from([1, 4, 5, 100]),
)
def test_every_window_gives_what_counting_gives(map_of, codes, side_px, window_px):
    assert (filtered(map_of(codes), side_px, window_px) == by_hand(codes, side_px)).all()


def test_the_largest_square_does_not_overflow(map_of):
    codes = np.full((300, 300), 6, np.uint8)
    codes[::2, ::2] = 9
    assert (filtered(map_of(codes), 255) == 6).all()


def test_a_tie_keeps_the_pixel_and_no_data_stays(map_of):
    assert filtered(map_of([[1, 1, 5, 2, 2]]), 5).tolist() == [[1, 1, 5, 2, 2]]
    assert filtered(map_of([[3, 0, 3], [3, 4, 3]]), 3).tolist() == [[3, 0, 3], [3, 3, 3]]
