"""Comparing pixel by pixel: any grids, patches across strips, what is told apart, and what swapping the maps does."""

import numpy as np
import pytest
from affine import Affine
from hypothesis import given, settings
from hypothesis import strategies as st
from rasterio.crs import CRS
from scipy import ndimage

from cosia.core.raster import map_comparison
from cosia.core.raster.change_codes import (
    CODES,
    IS_CHANGE,
    NOTHING,
    ONLY_AFTER,
    ONLY_BEFORE,
    PAIRS,
    SMALL,
    UNCERTAIN,
    VALUES,
    classes_of,
    pair_codes,
    value_of,
)
from cosia.core.raster.class_map import MapPixels
from cosia.core.raster.grid import Grid
from cosia.core.raster.map_comparison import MapComparison

LAMBERT = CRS.from_epsg(2154)


def grid(width, height, pixel_m=1.0):
    return Grid(LAMBERT, Affine(pixel_m, 0, 420_000, 0, -pixel_m, 6_710_000), width, height)


class ArrayMap:
    """A map in memory on the grid of the comparison."""

    def __init__(self, numeros, confidence=None):
        self._numeros, self._confidence = np.asarray(numeros, np.uint8), confidence

    def _part(self, part, values):
        row = round(6_710_000 - part.transform.f)
        column = round(part.transform.c - 420_000)
        return values[row : row + part.height, column : column + part.width]

    def read(self, part):
        return MapPixels(self._part(part, self._numeros).copy(), {})

    def percent(self, part):
        return None if self._confidence is None else self._part(part, self._confidence)


def codes_of(before, after, min_size_px=0, min_confidence=0.0, strip_px=10**9):
    height, width = np.shape(before if not isinstance(before, ArrayMap) else before._numeros)
    maps = [one if isinstance(one, ArrayMap) else ArrayMap(one) for one in (before, after)]
    comparison = MapComparison(*maps, grid(width, height), min_confidence)
    original = map_comparison.STRIP_PX
    map_comparison.STRIP_PX = strip_px
    try:
        found = list(comparison.strips_of_codes(min_size_px, lambda share: None))
    finally:
        map_comparison.STRIP_PX = original
    return np.concatenate([codes for _window, codes in found])


numeros = st.integers(0, 15)


@given(before=numeros, after=numeros)
def test_every_pair_has_its_code_and_value(before, after):
    (code,) = pair_codes(np.array([before], np.uint8), np.array([after], np.uint8)).tolist()
    if before and after:
        assert classes_of(code) == (before, after) and IS_CHANGE[code] == (before != after)
        assert VALUES[code] == (1 if before == after else 100 * before + after)
        assert value_of(before, after) == 100 * before + after
    else:
        assert code == (NOTHING if before == after else ONLY_AFTER if after else ONLY_BEFORE)
        assert VALUES[code] == 0


def test_values_of_changes_are_told_apart():
    values = VALUES[IS_CHANGE]
    assert len(set(values.tolist())) == len(values) == PAIRS - 15 and values.min() > 100
    assert VALUES[[SMALL, UNCERTAIN]].tolist() == [2, 3] and len(VALUES) == CODES


maps = st.integers(0, 2**32 - 1).map(
    lambda seed: np.random.default_rng(seed).choice([0, 1, 3, 9], (2, 23, 17), p=[0.1, 0.3, 0.3, 0.3])
)


@settings(max_examples=40, deadline=None)
@given(both=maps)
def test_swapping_the_maps_transposes_the_matrix(both):
    matrices = [
        np.bincount(codes_of(*pair).ravel(), minlength=CODES)[1 : PAIRS + 1].reshape(15, 15)
        for pair in (both, both[::-1])
    ]
    assert (matrices[0] == matrices[1].T).all()
    assert (matrices[0].sum(axis=1) == [((both[0] == k) & (both[1] > 0)).sum() for k in range(1, 16)]).all()
    assert (matrices[0].sum(axis=0) == [((both[1] == k) & (both[0] > 0)).sum() for k in range(1, 16)]).all()


@settings(max_examples=40, deadline=None)
@given(both=maps, min_size_px=st.integers(2, 12), rows=st.integers(1, 30))
def test_small_patches_are_found_across_strips(both, min_size_px, rows):
    plain = codes_of(*both)
    expected = plain.copy()
    for code in np.flatnonzero(IS_CHANGE):
        labels, count = ndimage.label(plain == code)
        sizes = np.bincount(labels.ravel(), minlength=count + 1)
        expected[(labels > 0) & (sizes[labels] < min_size_px)] = SMALL
    assert (codes_of(*both, min_size_px=min_size_px, strip_px=rows * 17) == expected).all()


def test_low_confidence_of_either_map_says_nothing():
    before, after = np.full((4, 6), 9), np.full((4, 6), 9)
    after[:, 3:] = 1
    percent = np.full((4, 6), 80, np.uint8)
    percent[0], percent[1] = 49, 50
    codes = codes_of(ArrayMap(before), ArrayMap(after, percent), min_confidence=50)
    assert (codes[0] == UNCERTAIN).all() and not (codes[1:] == UNCERTAIN).any()
    assert (codes_of(ArrayMap(before, percent), ArrayMap(after), min_confidence=50) == codes).all()
    assert not (codes_of(ArrayMap(before, percent), ArrayMap(after)) == UNCERTAIN).any()
    after[0, 0] = 0
    codes = codes_of(ArrayMap(before, percent), ArrayMap(after), min_confidence=50)
    assert codes[0, 0] == ONLY_BEFORE and codes[0, 1] == UNCERTAIN


def test_the_share_that_is_done_grows_to_all():
    shares = []
    both = np.random.default_rng(1).choice([1, 9], (2, 20, 10))
    comparison = MapComparison(ArrayMap(both[0]), ArrayMap(both[1]), grid(10, 20), 0.0)
    for _strip in comparison.strips_of_codes(5, shares.append):
        pass
    assert shares == sorted(shares) and shares[-1] == pytest.approx(1)
