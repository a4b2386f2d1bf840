"""The three normalisations of the method, for every type of pixel."""

import numpy as np
import pytest

from cosia.core.raster.normalisation import Normalisation

VALID = np.ones((2, 2), bool)


@pytest.mark.parametrize("dtype", [np.uint8, np.int16, np.uint16, np.float32, np.float64])
def test_pixels_are_centred_and_scaled_per_band(dtype):
    pixels = np.array([[[0, 10], [20, 30]], [[100, 110], [120, 127]]], dtype)
    normalised = Normalisation("norma-source", (10.0, 100.0), (5.0, 10.0), "").apply(pixels, VALID)
    assert normalised.dtype == np.float32
    assert np.allclose(normalised, [[[-2, 0], [2, 4]], [[0, 1], [2, 2.7]]])


def test_unit_range_depends_on_the_encoding():
    assert Normalisation.to_unit_range(1, "8-bit").apply(np.full((1, 2, 2), 255, np.uint8), VALID).max() == 1
    assert np.isclose(
        Normalisation.to_unit_range(1, "reflectance").apply(np.full((1, 2, 2), 10_000, np.uint16), VALID).max(), 1
    )


def test_invalid_pixels_become_the_mean_whatever_they_hold():
    pixels = np.array([[[np.nan, np.inf], [-np.inf, 7]]])
    valid = np.array([[False, False], [False, True]])
    normalised = Normalisation("norma-target", (5.0,), (2.0,), "").apply(pixels, valid)
    assert normalised.ravel().tolist() == [0, 0, 0, 1]


def test_a_huge_no_data_value_becomes_the_mean_without_a_murmur():
    pixels = np.array([[[-1.7e308, 3.4e38], [1e300, 7.0]]])
    valid = np.array([[False, False], [False, True]])
    normalised = Normalisation("norma-target", (5.0,), (1e-3,), "").apply(pixels, valid)
    assert normalised.ravel().tolist() == [0, 0, 0, 2000]


def test_negative_reflectance_is_a_number_like_any_other():
    pixels = np.array([[[-40, 0], [10_000, 32_767]]], np.int16)
    normalised = Normalisation.to_unit_range(1, "reflectance").apply(pixels, VALID)
    assert np.allclose(normalised, [[[-0.004, 0], [1, 3.2767]]])


@pytest.mark.parametrize("dtype", [np.float32, np.float64, np.int32, np.uint32])
def test_a_small_spread_on_a_large_offset_keeps_its_digits(dtype):
    offset = 4_000_000 if dtype is np.float32 else 2_000_000_000
    pixels = (offset + np.arange(4, dtype=np.int64).reshape(1, 2, 2)).astype(dtype)
    mean = offset + 1.3
    normalised = Normalisation("norma-target", (mean,), (0.5,), "").apply(pixels, VALID)
    assert np.allclose(normalised.ravel(), (pixels.astype(np.float64).ravel() - mean) / 0.5, atol=1e-5)
