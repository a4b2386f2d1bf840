"""Merged parts have the moments of the whole, whatever the partition and the order."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from cosia.core.raster.moments import Moments

TYPES = (np.uint8, np.uint16, np.int16, np.float32)


def moments_of(values):
    moments = Moments(len(values))
    moments.add(values)
    return moments


def assert_moments(moments, values):
    exact = values.astype(np.float64)
    scale = np.maximum(np.abs(exact).max(axis=1), exact.std(axis=1))
    assert moments.count == values.shape[1]
    assert (np.abs(moments.means - exact.mean(axis=1)) <= 1e-9 * scale).all()
    assert (np.abs(moments.deviations - exact.std(axis=1)) <= 1e-9 * scale).all()
    assert (moments.minima == exact.min(axis=1)).all() and (moments.maxima == exact.max(axis=1)).all()


@st.composite
def parts_in_some_order(draw):
    """Values ``(2, pixels)``, cut somewhere and shuffled."""
    dtype = draw(st.sampled_from(TYPES))
    elements = st.floats(-1e4, 1e4, width=32) if dtype is np.float32 else None
    values = draw(arrays(dtype, st.tuples(st.just(2), st.integers(1, 120)), elements=elements))
    cuts = sorted(draw(st.lists(st.integers(0, values.shape[1]), max_size=8)))
    return values, draw(st.permutations(np.split(values, cuts, axis=1)))


@given(parts_in_some_order())
def test_any_partition_in_any_order_is_the_whole(case):
    values, parts = case
    one_by_one = Moments(2)
    for part in parts:
        one_by_one.add(part)
    assert_moments(one_by_one, values)


@given(parts_in_some_order(), st.randoms(use_true_random=False))
def test_any_tree_of_merges_is_the_whole(case, random):
    values, parts = case
    trees = [moments_of(part) for part in parts]
    while len(trees) > 1:
        second = trees.pop(random.randrange(len(trees)))
        random.choice(trees).merge(second)
    assert_moments(trees[0], values)


@settings(max_examples=20)
@given(st.integers(0, 2**32 - 1))
def test_a_large_offset_costs_no_precision(seed):
    # The sum of squares minus the square of the sum would lose every digit here.
    values = 1e9 + np.random.default_rng(seed).normal(0, 1, (1, 10_000))
    moments = Moments(1)
    for part in np.array_split(values, 37, axis=1):
        moments.add(part)
    assert moments.deviations[0] == pytest.approx(values.std(), rel=1e-6)


def test_nothing_has_no_spread():
    moments = Moments(3)
    moments.add(np.zeros((3, 0), np.uint8))
    moments.merge(Moments(3))
    assert moments.count == 0 and (moments.deviations == 0).all()
