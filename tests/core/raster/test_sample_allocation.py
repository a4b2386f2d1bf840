"""Points by class: limits are kept, sums are right, shares are those that were asked for."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cosia.core.errors import InvalidInputError
from cosia.core.raster.sample_allocation import LEAST, allocate

ALLOCATIONS = ("proportional", "equal", "balanced")


def classes(*pixels):
    return np.array([*pixels, *[0] * (15 - len(pixels))], np.int64)


@settings(deadline=None, max_examples=150)
@given(
    st.lists(st.integers(0, 40) | st.integers(0, 3_600_000_000), min_size=15, max_size=15),
    st.integers(1, 4000),
    st.sampled_from(ALLOCATIONS),
)
def test_every_class_gets_its_least_and_no_more_than_it_has(pixels, count, allocation):
    pixels = np.array(pixels, np.int64)
    if not LEAST * (pixels > 0).sum() <= count <= pixels.sum():
        with pytest.raises(InvalidInputError, match="COUNT"):
            allocate(count, pixels, allocation)
        return
    points = allocate(count, pixels, allocation)
    assert points.sum() == count
    assert (points <= pixels).all() and (points >= np.minimum(LEAST, pixels)).all()


def test_proportional_follows_the_areas():
    assert allocate(100, classes(600, 300, 100), "proportional")[:3].tolist() == [60, 30, 10]


def test_equal_shares_what_small_classes_cannot_take():
    assert allocate(100, classes(10, 500, 500), "equal")[:3].tolist() == [10, 45, 45]


def test_balanced_gives_rare_classes_fifty_and_the_rest_in_proportion():
    # Table 5 of Olofsson et al. 2014 reasons alike: 640 points, few pixels of the two kinds of change.
    points = allocate(640, classes(200_000, 150_000, 3_200_000, 6_450_000), "balanced")
    assert points[:2].tolist() == [50, 50]
    assert points[2:4].tolist() == [179, 361] and pytest.approx(3.2 / 6.45, rel=0.01) == 179 / 361


def test_balanced_never_takes_more_than_half_for_rare_classes():
    points = allocate(150, classes(1_000_000, *[100] * 14), "balanced")
    assert points[1:].tolist() == [5] * 14 and points[0] == 80


@pytest.mark.parametrize(
    ("count", "words"),
    [
        (5, "COUNT is 5, but the map holds 3 classes and each needs 2 points; choose at least 6"),
        (99, "holds 30 pixels"),
    ],
)
def test_counts_that_cannot_be_are_refused(count, words):
    with pytest.raises(InvalidInputError, match=words):
        allocate(count, classes(10, 10, 10), "balanced")
