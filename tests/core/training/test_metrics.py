"""Accuracy figures agree with scikit-learn's; absent classes enter the averages as documented."""

import hypothesis.extra.numpy as arrays
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn import metrics as sklearn_metrics

from cosia.core.training.metrics import CLASS_COUNT, confusion_matrix, measure_accuracy

NUMEROS = np.arange(1, 16)

maps = arrays.arrays(np.uint8, (2, 6, 7), elements=st.integers(0, 15))


@settings(max_examples=80, deadline=None)
@given(maps)
def test_agrees_with_scikit_learn(pair):
    reference, prediction = pair
    known = (reference > 0) & (prediction > 0)
    matrix = confusion_matrix(reference, prediction)
    if not known.any():
        assert matrix.sum() == 0
        return
    truth, answer = reference[known], prediction[known]
    np.testing.assert_array_equal(matrix, sklearn_metrics.confusion_matrix(truth, answer, labels=NUMEROS))
    accuracy = measure_accuracy(matrix)
    present = np.isin(NUMEROS, truth)
    precision, recall, f_score, _ = sklearn_metrics.precision_recall_fscore_support(
        truth, answer, labels=NUMEROS[present], zero_division=0
    )
    iou = sklearn_metrics.jaccard_score(truth, answer, labels=NUMEROS[present], average=None, zero_division=0)
    np.testing.assert_array_equal(accuracy.present, present)
    for ours, theirs in zip(
        (accuracy.precision, accuracy.recall, accuracy.f_score, accuracy.iou), (precision, recall, f_score, iou)
    ):
        np.testing.assert_allclose(ours[present], theirs * 100)
        assert np.isnan(ours[~present]).all()
    assert accuracy.overall == pytest.approx(100 * sklearn_metrics.accuracy_score(truth, answer))
    assert accuracy.miou == pytest.approx(100 * iou.mean())
    assert accuracy.mf_score == pytest.approx(100 * f_score.mean())
    assert accuracy.mprecision == pytest.approx(100 * precision.mean())
    assert accuracy.mrecall == pytest.approx(100 * recall.mean())
    for ours, theirs in (
        (accuracy.miou_15, iou),
        (accuracy.mf_score_15, f_score),
        (accuracy.mprecision_15, precision),
        (accuracy.mrecall_15, recall),
    ):
        assert ours == pytest.approx(100 * theirs.sum() / CLASS_COUNT)
    if len(np.union1d(truth, answer)) > 1:
        assert accuracy.kappa == pytest.approx(100 * sklearn_metrics.cohen_kappa_score(truth, answer), abs=1e-9)
    else:
        assert np.isnan(accuracy.kappa)


def test_a_class_outside_the_reference_lowers_only_the_others():
    accuracy = measure_accuracy(confusion_matrix(np.uint8([1, 1, 2, 2]), np.uint8([1, 3, 2, 2])))
    assert accuracy.miou == pytest.approx((50 + 100) / 2)
    assert accuracy.miou_15 == pytest.approx((50 + 100) / 15)
    assert np.isnan(accuracy.iou[2])


def test_areas_instead_of_counts_give_the_same_figures():
    matrix = confusion_matrix(*np.random.default_rng(3).integers(1, 5, (2, 200), np.uint8))
    counts, areas = measure_accuracy(matrix), measure_accuracy(matrix * 1e-4)
    assert (areas.overall, areas.miou, areas.kappa) == pytest.approx((counts.overall, counts.miou, counts.kappa))
    np.testing.assert_allclose(areas.precision, counts.precision)


def test_matrices_of_several_images_add_up():
    rng = np.random.default_rng(0)
    reference, prediction = rng.integers(0, 16, (2, 40, 30), np.uint8)
    halves = confusion_matrix(reference[:20], prediction[:20]) + confusion_matrix(reference[20:], prediction[20:])
    np.testing.assert_array_equal(confusion_matrix(reference, prediction), halves)


def test_nothing_to_compare():
    accuracy = measure_accuracy(confusion_matrix(np.zeros(3, np.uint8), np.ones(3, np.uint8)))
    assert np.isnan(accuracy.overall) and np.isnan(accuracy.miou) and accuracy.miou_15 == 0
