"""Small pieces join neighbours by the stated rule, wherever the borders of strips lie."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from cosia.core.raster import map_part
from cosia.core.raster.sieve import sieved

CODES = st.sampled_from([0, 1, 2, 3, 15])


def sieve(source, min_px, rows=1000, tell=lambda share: None):
    """The whole map, from strips of some rows."""
    limits = [min_px] * 16 if isinstance(min_px, int) else min_px
    result = np.full((source.grid.height, source.grid.width), 255, np.uint8)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(map_part, "STRIP_PX", rows * source.grid.width)
        for (column, row, width, height), classes in sieved(source, limits, tell):
            result[row : row + height, column : column + width] = classes
    return result


def neighbours(owners, piece, lengths):
    """Length of the border with each other piece, from the pixels."""
    borders = {}
    for first, second, length in ((owners[:, :-1], owners[:, 1:], lengths[1]), (owners[:-1], owners[1:], lengths[0])):
        for one, other in zip(first.ravel(), second.ravel()):
            if one != other and piece in (one, other):
                found = other if one == piece else one
                borders[found] = borders.get(found, 0) + length
    return borders


def by_hand(codes, limits, lengths=(1, 1)):
    """The rule, step by step on the pixels; slow, and written without the graph."""
    owners, classes = np.full(codes.shape, -1), {}
    for start in np.ndindex(codes.shape):
        if owners[start] >= 0:
            continue
        name = start[0] * codes.shape[1] + start[1]
        classes[name], heap = codes[start], [start]
        while heap:
            row, column = heap.pop()
            inside = 0 <= row < codes.shape[0] and 0 <= column < codes.shape[1]
            if inside and owners[row, column] < 0 and codes[row, column] == codes[start]:
                owners[row, column] = name
                heap += [(row + 1, column), (row - 1, column), (row, column + 1), (row, column - 1)]
    always_large = {name for name in classes if (owners == name).sum() >= limits[classes[name]]}

    def is_small(name):
        return classes[name] != 0 and name not in always_large and (owners == name).sum() < limits[classes[name]]

    def around(name):
        return {other: size for other, size in neighbours(owners, name, lengths).items() if classes[other] != 0}

    def longest(borders):
        return min(borders, key=lambda other: (-borders[other], other))

    while True:
        small = [name for name in np.unique(owners) if is_small(name) and around(name)]
        if not small:
            return np.vectorize(classes.get)(owners).astype(np.uint8)
        piece = min(small, key=lambda name: ((owners == name).sum(), name))
        touched = around(piece)
        target = longest(touched)
        numero = classes[target]
        joining = [piece] + [n for n in touched if n != target and classes[n] == numero and is_small(n)]
        owners[np.isin(owners, joining)] = target
        alike = {n: size for n, size in around(target).items() if classes[n] == numero}
        if is_small(target) and alike:
            owners[owners == target] = longest(alike)


@settings(deadline=None, max_examples=150)
@given(
    arrays(np.uint8, st.tuples(st.integers(1, 9), st.integers(1, 9)), elements=CODES),
    st.lists(st.integers(1, 12), min_size=16, max_size=16),
    st.integers(1, 9),
    st.sampled_from([(1.0, 1.0), (3.0, 2.0)]),
)
def test_the_rule_holds_for_any_strips(map_of, codes, limits, rows, pixel_m):
    assert (sieve(map_of(codes, pixel_m), limits, rows) == by_hand(codes, limits, pixel_m)).all()


@settings(deadline=None, max_examples=15)
@given(st.integers(0, 2**32 - 1), st.integers(2, 40), st.sampled_from([1, 3, 8, 64]))
def test_large_maps_are_the_same_in_strips_and_in_one_piece(map_of, seed, min_px, rows):
    generator = np.random.default_rng(seed)
    coarse = np.kron(generator.integers(0, 6, (16, 16)), np.ones((8, 8), int))
    codes = np.where(generator.random(coarse.shape) < 0.2, generator.integers(0, 6, coarse.shape), coarse)
    whole = sieve(map_of(codes), min_px)
    assert (sieve(map_of(codes), min_px, rows) == whole).all()
    assert ((whole == 0) == (codes == 0)).all()
    assert (sieve(map_of(whole), min_px) == whole).all()


def test_the_longest_border_wins_over_the_larger_neighbour(map_of):
    codes = np.array([[1, 1, 1, 1, 1], [1, 2, 2, 3, 3], [1, 2, 9, 3, 3], [1, 2, 2, 2, 3]])
    assert sieve(map_of(codes), 2)[2, 2] == 2


def test_of_equal_borders_the_neighbour_that_begins_first_wins(map_of):
    assert sieve(map_of([[7, 3, 5, 5], [7, 7, 5, 5]]), 2).tolist() == [[7, 7, 5, 5], [7, 7, 5, 5]]


def test_borders_are_as_long_as_the_pixels_are(map_of):
    codes = np.array([[1, 1, 1], [2, 9, 2], [1, 1, 1]])
    limits = [1] * 16
    limits[9] = 2
    assert sieve(map_of(codes, (2.0, 1.0)), limits)[1, 1] == 1
    assert sieve(map_of(codes, (1.0, 2.0)), limits)[1, 1] == 2


def test_a_small_piece_amidst_no_data_stays(map_of):
    codes = np.zeros((5, 5), np.uint8)
    codes[2, 2:4] = 4
    assert (sieve(map_of(codes), 9) == codes).all()


def test_small_pieces_that_make_a_large_one_stay_together(map_of):
    # Neither strip of class 2 is large enough alone; what lies between them joins them.
    codes = np.array([[1] * 6, [2, 2, 2, 3, 2, 2], [1] * 6, [1] * 6])
    limits = [1, 1, 6, 6] + [1] * 12
    assert sieve(map_of(codes), limits)[1].tolist() == [1, 1, 1, 1, 1, 1]
    codes[0] = codes[2] = 0
    assert sieve(map_of(codes), limits)[1].tolist() == [2, 2, 2, 2, 2, 2]


def test_what_comes_to_touch_a_large_piece_of_its_class_belongs_to_it(map_of):
    # The two pixels of class 3 join the hook of class 2, which has a longer border with class 1 than with the large 2.
    codes = np.ones((6, 9), np.uint8)
    codes[1, 2:5] = codes[2, 2] = 2
    codes[2, 3:5] = 3
    codes[2:4, 5:] = 2
    assert (sieve(map_of(codes), 7) == np.where(codes == 3, 2, codes)).all()


@pytest.mark.parametrize("limit", [10**9, 2**63, 10**300])
def test_limits_above_all_sizes_leave_one_piece(map_of, limit):
    codes = np.kron(np.random.default_rng(2).integers(1, 9, (5, 6)), np.ones((3, 3), int))
    assert len(np.unique(sieve(map_of(codes), limit))) == 1


def test_what_is_told_may_end_it(map_of):
    def tell(share):
        if share >= 0.5:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        sieve(map_of(np.random.default_rng(0).integers(1, 4, (40, 40))), 4, rows=2, tell=tell)
