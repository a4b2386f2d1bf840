"""Estimates from stratified samples: the paper's own example, and what must hold for every sample."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cosia.core.training.metrics import CLASS_COUNT, measure_accuracy
from cosia.core.training.stratified_estimate import StratifiedSample, estimate

# Olofsson et al. 2014, section 5: points by class of the map (rows: deforestation, forest gain, stable forest, stable
# non-forest) and true class; Landsat pixels of 30 m that the map gives each class.
POINTS = np.array([[66, 0, 5, 4], [0, 55, 8, 12], [1, 0, 153, 11], [2, 1, 9, 313]])
MAPPED_PX = (200_000, 150_000, 3_200_000, 6_450_000)
PIXEL_HA = 0.09


def sample_of(points, pixels):
    """A sample whose strata are the classes of the map; ``points`` by class of the map and true class."""
    mapped, true = np.nonzero(points)
    counts = points[mapped, true]
    predicted, truth = np.repeat(mapped + 1, counts), np.repeat(true + 1, counts)
    of_strata = np.zeros(CLASS_COUNT, np.int64)
    of_strata[: len(pixels)] = pixels
    return StratifiedSample(predicted, truth, predicted, of_strata)


@pytest.fixture(scope="module")
def paper():
    return estimate(sample_of(POINTS, MAPPED_PX))


def percent_and_margin(estimates, errors):
    return [(one.value, 1.96 * error) for one, error in zip(estimates[:4], errors[:4])]


def test_the_paper_s_accuracies(paper):
    figures, errors = paper.figures, paper.errors
    assert (figures.means["oa"].value, 1.96 * errors["oa"][0]) == pytest.approx((95, 2), abs=0.5)
    users = percent_and_margin(figures.precision, errors["precision"])
    assert users == [pytest.approx(one, abs=0.5) for one in ((88, 7), (73, 10), (93, 4), (96, 2))]
    producers = percent_and_margin(figures.recall, errors["recall"])
    assert [value for value, _margin in producers] == pytest.approx([75, 85, 93, 96], abs=0.5)
    assert [margin for _value, margin in producers] == pytest.approx([21.3, 25.4, 3.4, 1.8], abs=0.05)  # equation 7


def test_the_paper_s_areas(paper):
    total_ha = sum(MAPPED_PX) * PIXEL_HA
    areas_ha = [total_ha * one.value / 100 for one in paper.areas[:4]]
    assert areas_ha == pytest.approx([21_158, 11_686, 285_770, 581_386], abs=1)
    margins_ha = [1.96 * total_ha * error / 100 for error in paper.errors["area"][:4]]
    assert margins_ha == pytest.approx([6_158, 3_756, 15_510, 16_282], rel=2e-3)


def test_intervals_are_the_errors_on_either_side(paper):
    area, error = paper.areas[2], paper.errors["area"][2]
    assert (area.low, area.high) == pytest.approx((area.value - 1.96 * error, area.value + 1.96 * error))
    assert paper.mapped[:4] == pytest.approx([2, 1.5, 32, 64.5]) and not paper.mapped[4:].any()
    assert paper.figures.recall[0].blocks == 69 and paper.figures.means["oa"].blocks == 640


maps = st.tuples(
    st.integers(0, 2**32 - 1),
    st.integers(1, 5),
    st.integers(1, 5),
    st.lists(st.integers(0, 30), min_size=1, max_size=15),
)


def drawn(seed, true_classes, mapped_classes, pixels):
    """A whole map: stratum, true class and class on the map of every pixel."""
    generator = np.random.default_rng(seed)
    strata = np.repeat(np.arange(1, len(pixels) + 1), pixels)
    truth, predicted = (generator.integers(1, most + 1, len(strata)) for most in (true_classes, mapped_classes))
    return strata, truth, predicted, np.bincount(strata - 1, minlength=CLASS_COUNT)


@settings(deadline=None, max_examples=60)
@given(maps.filter(lambda values: sum(values[3]) > 0))
def test_a_sample_of_all_pixels_is_exact(values):
    strata, truth, predicted, pixels = drawn(*values)
    found = estimate(StratifiedSample(strata, truth, predicted, pixels))
    matrix = np.zeros((CLASS_COUNT, CLASS_COUNT), np.int64)
    np.add.at(matrix, (truth - 1, predicted - 1), 1)
    expected = measure_accuracy(matrix)
    np.testing.assert_allclose(found.population, matrix, atol=1e-9)
    for name in ("iou", "f_score", "precision", "recall"):
        ours = [one.value for one in getattr(found.figures, name)]
        np.testing.assert_allclose(ours, getattr(expected, name), atol=1e-9)
    assert found.figures.means["kappa"].value == pytest.approx(expected.kappa, nan_ok=True)
    assert found.figures.means["mfscore_15"].value == pytest.approx(expected.mf_score_15)
    for error in found.errors.values():
        assert np.nanmax(np.append(error, 0)) == 0
    assert not any(one.low < one.high for one in found.areas)


@settings(deadline=None, max_examples=60)
@given(maps.filter(lambda values: min(values[3]) >= 2), st.integers(2, 9))
def test_strata_that_are_the_classes_of_the_map_give_the_paper_s_equations(values, points):
    strata, truth, _predicted, pixels = drawn(*values)
    pixels = pixels * 1_000_000  # where the finite population correction vanishes
    generator = np.random.default_rng(values[0])
    kept = np.concatenate([generator.choice(np.flatnonzero(strata == one), points) for one in np.unique(strata)])
    found = estimate(StratifiedSample(strata[kept], truth[kept], strata[kept], pixels))
    n = np.zeros((CLASS_COUNT, CLASS_COUNT))
    np.add.at(n, (strata[kept] - 1, truth[kept] - 1), 1)
    rows, weight = np.maximum(n.sum(axis=1), 1), pixels / pixels.sum()
    share = n / rows[:, None]
    users = share.diagonal()
    assert found.figures.means["oa"].value == pytest.approx(100 * (weight * users).sum())
    # Equation 5, and 6 and 10 for every class; 7 with the totals of equation 9.
    variance = (weight**2 * users * (1 - users) / np.maximum(rows - 1, 1)).sum()
    assert found.errors["oa"][0] == pytest.approx(100 * math.sqrt(variance), rel=1e-3, abs=1e-9)
    spread = share * (1 - share) / np.maximum(rows - 1, 1)[:, None]
    area = np.sqrt((weight[:, None] ** 2 * spread).sum(axis=0))
    np.testing.assert_allclose(found.errors["area"], 100 * area, rtol=1e-3, atol=1e-9)
    for j in np.flatnonzero(n.sum(axis=0) > 0):
        total = (weight * share[:, j]).sum()
        producers = weight[j] * share[j, j] / total
        others = np.delete(weight**2 * spread[:, j], j).sum()
        variance = ((weight[j] * (1 - producers)) ** 2 * spread[j, j] + producers**2 * others) / total**2
        assert found.figures.recall[j].value == pytest.approx(100 * producers)
        assert found.errors["recall"][j] == pytest.approx(100 * math.sqrt(variance), rel=1e-3, abs=1e-9)
        if pixels[j]:
            assert found.figures.precision[j].value == pytest.approx(100 * users[j])
            assert found.errors["precision"][j] == pytest.approx(100 * math.sqrt(spread[j, j]), rel=1e-3, abs=1e-9)


def test_intervals_hold_the_truth_about_as_often_as_they_say():
    """400 samples of a map whose strata are those of another map: by chance 92.5 to 97.5 %."""
    generator = np.random.default_rng(4)
    truth = generator.choice([1, 2, 3], 60_000, p=[0.3, 0.4, 0.3])
    predicted, strata = (
        np.where(generator.random(60_000) < 0.8, truth, generator.permutation(truth)) for _ in range(2)
    )
    pixels = np.bincount(strata - 1, minlength=CLASS_COUNT)
    matrix = np.zeros((CLASS_COUNT, CLASS_COUNT), np.int64)
    np.add.at(matrix, (truth - 1, predicted - 1), 1)
    exact = measure_accuracy(matrix)
    members = [np.flatnonzero(strata == numero) for numero in (1, 2, 3)]
    held = {"oa": 0, "miou": 0, "area": 0, "recall": 0}
    for _trial in range(400):
        at = np.concatenate([generator.choice(one, 80, replace=False) for one in members])
        found = estimate(StratifiedSample(strata[at], truth[at], predicted[at], pixels))
        for name, one, value in (
            ("oa", found.figures.means["oa"], exact.overall),
            ("miou", found.figures.means["miou"], exact.miou),
            ("area", found.areas[0], 100 * (truth == 1).mean()),
            ("recall", found.figures.recall[0], exact.recall[0]),
        ):
            held[name] += bool(one.low <= value <= one.high)
    assert all(0.925 <= count / 400 <= 0.975 for count in held.values()), held


def test_a_stratum_with_one_point_leaves_errors_open():
    points = POINTS.copy()
    points[0] = [1, 0, 0, 0]
    sample = sample_of(points, MAPPED_PX)
    found = estimate(sample)
    assert sample.lonely() == (1,) and sample.uncovered() == ()
    assert np.isnan(found.errors["oa"]).all() and math.isnan(found.figures.means["oa"].low)
    assert found.figures.means["oa"].value > 90


def test_strata_without_points_are_named_and_left_out():
    points = POINTS.copy()
    points[0] = 0
    sample = sample_of(points, MAPPED_PX)
    assert sample.uncovered() == (1,)
    assert estimate(sample).population.sum() == pytest.approx(sum(MAPPED_PX[1:]))


def test_points_that_all_agree_get_no_interval():
    found = estimate(sample_of(np.diag([5, 5]), (1000, 1000)))
    assert found.figures.means["oa"].value == 100 and not found.figures.means["oa"].has_interval
