"""Statistics cross from one encoding to another exactly as pixels do."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cosia.core.errors import InvalidInputError
from cosia.core.raster.encoding import Scaling
from cosia.core.raster.normalisation import Normalisation
from cosia.core.raster.statistics_conversion import from_8_bit, scaling_between, to_8_bit

bounds = st.tuples(st.integers(-500, 3000), st.integers(300, 20_000)).map(lambda pair: (pair[0], pair[0] + pair[1]))
moments = st.tuples(st.floats(1, 255), st.floats(1, 100))


@given(st.lists(bounds, min_size=2, max_size=2), st.lists(moments, min_size=2, max_size=2), st.integers(0, 2**32 - 1))
def test_normalising_with_converted_statistics_is_normalising_the_8_bit_raster(limits, eight_bit, seed):
    scalings = [Scaling(float(low), float(high)) for low, high in limits]
    means, deviations = zip(*eight_bit)
    generator = np.random.default_rng(seed)
    pixels = np.stack([generator.integers(low, high + 1, (9, 11)) for low, high in limits]).astype(np.int32)
    valid = np.ones((9, 11), bool)
    encoded = np.stack([scaling.encode(band, valid) for scaling, band in zip(scalings, pixels)])
    of_8_bit = Normalisation("norma-source", means, deviations, "").apply(encoded, valid)
    of_raster = Normalisation("norma-source", *from_8_bit(means, deviations, scalings), "").apply(pixels, valid)
    half_a_step = np.array([0.5 / deviation for deviation in deviations])[:, None, None]
    assert (np.abs(of_8_bit - of_raster) <= half_a_step * 1.001 + 1e-4).all()


@given(st.lists(bounds, min_size=2, max_size=2), st.lists(moments, min_size=2, max_size=2))
def test_there_and_back_changes_nothing(limits, eight_bit):
    scalings = [Scaling(float(low), float(high)) for low, high in limits]
    means, deviations = zip(*eight_bit)
    assert np.allclose(to_8_bit(*from_8_bit(means, deviations, scalings), scalings), (means, deviations), atol=1e-6)


def test_the_bounds_become_1_and_255():
    assert to_8_bit((200.0, 4010.0), (15.0, 30.0), [Scaling(200.0, 4010.0)] * 2) == ((1.0, 255.0), (1.0, 2.0))


@pytest.mark.parametrize(
    "low, high, words",
    [
        (200.0, None, "SCALE_MIN is set without SCALE_MAX"),
        (None, 4000.0, "SCALE_MAX is set without SCALE_MIN"),
        (4000.0, 200.0, "SCALE_MIN 4000.0 must lie below SCALE_MAX 200.0"),
        (5.0, 5.0, "must lie below"),
        (float("nan"), 5.0, "must be numbers"),
        (0.0, float("inf"), "must be numbers"),
    ],
)
def test_bounds_that_make_no_scaling_are_refused(low, high, words):
    with pytest.raises(InvalidInputError, match=words):
        scaling_between(low, high)


def test_no_bounds_are_no_scaling():
    assert scaling_between(None, None) is None
