"""Counts that merge exactly; percentiles are numpy's; bins hold every pixel."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from cosia.core.raster.band_histogram import RELATIVE_RESOLUTION, BandHistogram, BinnedHistogram

SHARES = (0, 0.1, 1, 2, 5, 25, 50, 75, 95, 98, 99, 99.9, 100)


def histogram_of(values):
    histogram = BandHistogram(values.dtype)
    histogram.add(values)
    return histogram


integers = st.sampled_from((np.uint8, np.uint16, np.int16)).flatmap(lambda kind: arrays(kind, st.integers(1, 300)))
plausible = st.floats(-1e6, 1e6, width=32, allow_subnormal=False)
floats = arrays(np.float32, st.integers(1, 300), elements=plausible)


@given(integers)
def test_percentiles_of_small_integers_are_exact(values):
    assert histogram_of(values).percentiles(SHARES) == tuple(np.percentile(values, SHARES, method="inverted_cdf"))


@given(floats)
def test_percentiles_of_floats_are_within_the_stated_resolution(values):
    expected = np.percentile(values, SHARES, method="inverted_cdf")
    found = np.array(histogram_of(values).percentiles(SHARES))
    assert (np.abs(found - expected) <= RELATIVE_RESOLUTION * np.abs(expected) + 1e-30).all()


@given(arrays(np.float64, st.integers(1, 300), elements=st.integers(-4095, 4095).map(float)))
def test_whole_numbers_stored_as_floats_are_exact(values):
    # WorldView-2 scenes of 11 bits come as float64.
    found, counts = histogram_of(values).distribution()
    expected, expected_counts = np.unique(values, return_counts=True)
    assert (found == expected).all() and (counts == expected_counts).all()


@pytest.mark.parametrize("values", [integers, floats])
@settings(deadline=None, max_examples=30)
@given(st.data())
def test_parts_add_up_in_any_order(values, data):
    whole = data.draw(values)
    cuts = sorted(data.draw(st.lists(st.integers(0, whole.size), max_size=5)))
    parts = data.draw(st.permutations(np.split(whole, cuts)))
    merged = BandHistogram(whole.dtype)
    for part in parts:
        merged.merge(histogram_of(part))
    for mine, theirs in zip(merged.distribution(), histogram_of(whole).distribution()):
        assert (mine == theirs).all()
    assert merged.binned() == histogram_of(whole).binned()


@given(integers | floats)
def test_bins_and_tails_hold_every_value(values):
    binned = histogram_of(values).binned()
    assert len(binned.counts) <= 257
    assert sum(binned.counts) + binned.below + binned.above == values.size
    inside = (binned.densities * binned.width).sum()
    assert inside == pytest.approx(sum(binned.counts) / values.size)
    assert BinnedHistogram.from_dict(binned.to_dict()) == binned


@given(integers)
def test_bins_of_integers_are_numpys(values):
    binned = histogram_of(values).binned()
    inside = values[(values >= binned.edges[0]) & (values < binned.edges[-1])]
    assert binned.width == int(binned.width)
    assert binned.counts == tuple(np.histogram(inside.astype(float), binned.edges)[0])


def test_bins_of_floats_follow_their_distribution_without_a_comb():
    values = np.random.default_rng(0).normal(1000, 1, 1_000_000).astype(np.float32)
    binned = histogram_of(values).binned()
    centres = (binned.edges[:-1] + binned.edges[1:]) / 2
    expected = np.exp(-((centres - 1000) ** 2) / 2) / np.sqrt(2 * np.pi)
    assert np.abs(binned.densities - expected).max() < 0.03


def test_outliers_do_not_widen_the_bins():
    values = np.append(np.random.default_rng(0).integers(100, 612, 100_000), [60_000] * 10).astype(np.uint16)
    binned = histogram_of(values).binned()
    assert binned.width == 2
    assert binned.above >= 10


def test_kinds_do_not_mix():
    with pytest.raises(ValueError, match="do not merge"):
        BandHistogram(np.uint8).merge(BandHistogram(np.float32))
