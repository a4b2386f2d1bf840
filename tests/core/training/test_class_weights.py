"""Rare classes count more, within limits, and the loss keeps its size."""

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from cosia.core.jobs import CLASS_WEIGHTS
from cosia.core.training.class_weights import CAP, class_weights, weights_of_outputs, weights_sentence


def pixels_of(**counts):
    """Pixels by ``numero``: ``_1=100``."""
    pixels = np.zeros(15, np.int64)
    for name, count in counts.items():
        pixels[int(name[1:]) - 1] = count
    return pixels


PIXELS = st.lists(st.integers(0, 2**40), min_size=15, max_size=15).map(lambda counts: np.array(counts, np.int64))


@given(PIXELS, st.sampled_from(CLASS_WEIGHTS))
def test_the_average_pixel_counts_one_and_none_counts_too_much(pixels, scheme):
    weights = class_weights(pixels, scheme)
    assert np.array_equal(weights > 0, pixels > 0)
    assert weights.max() <= CAP
    if pixels.any():
        assert (weights * pixels).sum() / pixels.sum() == pytest.approx(1)


@given(PIXELS, st.sampled_from(CLASS_WEIGHTS))
def test_rarer_classes_never_count_less(pixels, scheme):
    weights = class_weights(pixels, scheme)[pixels > 0]
    ordered = weights[np.argsort(-pixels[pixels > 0], kind="stable")]
    assert (np.diff(ordered) >= -1e-9 * ordered[1:]).all()


def test_schemes_by_hand():
    pixels = pixels_of(_1=900, _4=100)
    assert class_weights(pixels, "equal")[[0, 3]].tolist() == [1, 1]
    assert class_weights(pixels, "inverse")[[0, 3]].tolist() == pytest.approx([1000 / 1800, 5])
    roots = class_weights(pixels, "square-root")
    assert roots[3] / roots[0] == pytest.approx(3)


def test_a_class_of_ten_pixels_is_capped_and_the_others_share_the_rest():
    pixels = pixels_of(_1=1_000_000, _2=500_000, _4=10)
    weights = class_weights(pixels, "inverse")
    assert weights[3] == CAP
    assert weights[1] / weights[0] == pytest.approx(2)


def test_a_cap_may_lift_another_class_to_the_cap():
    pixels = np.array([10**6, 30_000, 10, 10, 10, 10] + [0] * 9, np.int64)
    weights = class_weights(pixels, "inverse")
    uncapped = pixels.sum() / (6 * pixels[1])
    assert uncapped < CAP  # of six classes alike, the second would not need it
    assert weights[1] == pytest.approx(min(CAP, (pixels.sum() - 4 * 10 * CAP) / 2 / pixels[1]))


def test_no_annotation_has_no_weight():
    assert not class_weights(np.zeros(15, np.int64), "inverse").any()


def test_outputs_that_stand_for_no_class_get_no_weight():
    weights = np.arange(1.0, 16)
    found = weights_of_outputs(weights, (13, 1, 0, 2))
    assert found.dtype == torch.float32 and found.tolist() == [13, 1, 0, 2]


def sentence(pixels, scheme, language="en"):
    return weights_sentence(pixels, class_weights(pixels, scheme), scheme, language)


def test_the_sentence_names_extremes_limits_and_what_is_missing():
    pixels = np.full(15, 100_000, np.int64)
    pixels[12], pixels[3], pixels[6] = 1_000_000, 10, 0
    assert sentence(pixels, "inverse") == (
        "An annotated pixel counts the less the larger its class's area: most in Swimming pool (weight 20.00), least "
        "in Agricultural land (weight 0.17); the average is 1. Without the limit of 20, Swimming pool would count more "
        "still. Nothing is learned of classes without annotation: Snow."
    )
    assert "Piscine" in sentence(pixels, "square-root", "fr") and "Neige" in sentence(pixels, "equal", "fr")


def test_the_sentence_of_equal_weights_is_short():
    pixels = np.arange(1, 16, dtype=np.int64)
    assert sentence(pixels, "equal") == "Every annotated pixel counts the same, whatever its class."
    assert sentence(pixels * 0 + 5, "inverse") == "Every annotated pixel counts the same, whatever its class."
