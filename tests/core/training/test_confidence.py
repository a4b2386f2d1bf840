"""Intervals over blocks: they hold their figure, tell certainty from chance, and stay silent where blocks are few."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from cosia.core.training import confidence as module
from cosia.core.training.confidence import ALL_MEANS, BY_CLASS, MEANS, MIN_BLOCKS, measure_confidence, measure_map
from cosia.core.training.metrics import measure_accuracy
from cosia.core.training.outcome import Block
from tests.core.outcomes import COUNT

WINDOW = (0, 0, 8, 8)
ALL_METRICS = (
    "overall",
    "miou",
    "mf_score",
    "mprecision",
    "mrecall",
    "miou_15",
    "mf_score_15",
    "mprecision_15",
    "mrecall_15",
    "kappa",
)
METRICS = ("overall", "miou", "mf_score", "mprecision", "mrecall", "miou_15")


def block(after, before=None):
    return Block(0, WINDOW, np.array(after, np.int64), None if before is None else np.array(before, np.int64))


def two_classes(right, wrong):
    """A matrix of the classes 1 and 2, each of whose pixels are right or taken for the other."""
    matrix = np.zeros((COUNT, COUNT), np.int64)
    matrix[:2, :2] = [[right, wrong], [wrong, right]]
    return matrix


@st.composite
def matrices(draw):
    """Confusion matrices of up to four classes, some of them rare or absent."""
    side = draw(st.integers(1, 4))
    cells = draw(st.lists(st.integers(0, 500) | st.just(0), min_size=side**2, max_size=side**2))
    matrix = np.zeros((COUNT, COUNT), np.int64)
    matrix[:side, :side] = np.reshape(cells, (side, side))
    return matrix


def estimates(figures):
    return [*figures.means.values(), *figures.iou]


@settings(max_examples=40, deadline=None)
@given(st.lists(matrices(), min_size=1, max_size=9), st.integers(0, 99))
def test_figures_are_those_of_all_blocks_and_lie_in_their_intervals(afters, seed):
    # Before has the same reference, of which half of the right pixels are taken for the next class.
    blocks = []
    for after in afters:
        lost = np.diag(after.diagonal() // 2)
        blocks.append(block(after, after - lost + np.roll(lost, 1, axis=1)))
    measured = measure_confidence(blocks, seed)
    total = sum(one.after for one in blocks)
    if not total.any():
        assert measured.after is None and measured.pixels == 0
        return
    expected = measure_accuracy(total)
    values = [measured.after.means[name].value for name in MEANS]
    np.testing.assert_allclose(values, [getattr(expected, name) for name in METRICS], rtol=1e-12)
    np.testing.assert_allclose([one.value for one in measured.after.iou], expected.iou, rtol=1e-12)
    assert measured.pixels == total.sum()
    for figures in (measured.after, measured.before, measured.difference):
        for one in estimates(figures):
            assert not one.has_interval or one.low <= one.value <= one.high
            assert one.has_interval <= (one.blocks >= MIN_BLOCKS)
    for after, before, change in zip(*map(estimates, (measured.after, measured.before, measured.difference))):
        assert change.value == pytest.approx(after.value - before.value, nan_ok=True)


@settings(max_examples=40, deadline=None)
@given(st.lists(matrices().filter(lambda matrix: matrix.any()), min_size=1, max_size=9), st.integers(0, 99))
def test_the_figures_of_a_map_are_those_of_all_its_blocks(stack, seed):
    figures, expected = measure_map(np.array(stack), seed), measure_accuracy(sum(stack))
    values = [figures.means[name].value for name in ALL_MEANS]
    np.testing.assert_allclose(values, [getattr(expected, name) for name in ALL_METRICS], rtol=1e-9, atol=1e-9)
    for name in BY_CLASS:
        ours = getattr(figures, name)
        np.testing.assert_allclose([one.value for one in ours], getattr(expected, name), rtol=1e-9)
        assert all(one.low <= one.value <= one.high for one in ours if one.has_interval)
    compared = measure_confidence([block(matrix) for matrix in stack], seed).after
    pairs = [*((figures.means[name], compared.means[name]) for name in MEANS), *zip(figures.iou, compared.iou)]
    for ours, theirs in pairs:
        assert ours.value == theirs.value or math.isnan(ours.value)
        if ours.has_interval:
            assert str(ours) == str(theirs)
        elif theirs.has_interval:
            assert compared.means["miou"].value in (0, 100) or (ours.value in (0, 100) and theirs.low == theirs.high)


def test_blocks_that_are_wholly_right_do_not_tell_how_often_others_would_differ():
    matrix = np.zeros((15, 15), np.int64)
    matrix[0, 0], matrix[1, 1], matrix[1, 2] = 40, 50, 10
    other = matrix.copy()
    other[1, 2] = 30
    figures = measure_map(np.array([matrix, other] * 5))
    assert figures.recall[0].value == 100 and not figures.recall[0].has_interval
    assert figures.recall[1].has_interval and figures.means["oa"].has_interval
    right = measure_map(np.array([np.diag(matrix.diagonal())] * 10))
    assert not any(one.has_interval for one in right.means.values())


@settings(max_examples=20, deadline=None)
@given(matrices().filter(lambda matrix: matrix.any()), st.integers(MIN_BLOCKS, 30), st.integers(1, 50))
def test_blocks_that_are_alike_leave_nothing_open(matrix, count, factor):
    figures = measure_confidence([block(matrix * factor, matrix * factor)] * count).after
    for one in estimates(figures):
        assert math.isnan(one.value) or (one.low, one.high) == (one.value, one.value)


def test_the_change_is_judged_on_the_same_blocks():
    # Blocks differ much in how hard they are, and the new model is better by the same everywhere.
    blocks = [
        block(two_classes(500 + 40 * i, 500 - 40 * i), two_classes(450 + 40 * i, 550 - 40 * i)) for i in range(10)
    ]
    measured = measure_confidence(blocks)
    before, after, change = (one.means["oa"] for one in (measured.before, measured.after, measured.difference))
    assert before.high > after.low, "alone, the two could be equal"
    assert change.value == pytest.approx(5.0) and change.high - change.low < 1e-9 and change.is_above_zero


@pytest.mark.parametrize("count", [1, 2, 3])
def test_few_blocks_give_figures_without_intervals(count):
    measured = measure_confidence([block(two_classes(90 - i, 10)) for i in range(count)])
    assert measured.blocks == count
    assert not any(one.has_interval for one in estimates(measured.after))
    assert not any(one.is_above_zero or one.is_below_zero for one in estimates(measured.after))
    assert measured.after.means["oa"].value == pytest.approx(90, abs=0.5)


def test_one_large_block_among_small_ones_is_one_block():
    small = [block(two_classes(9, 1)) for _number in range(9)]
    assert measure_confidence(small).after.means["oa"].has_interval
    assert not measure_confidence([*small, block(two_classes(9000, 1000))]).after.means["oa"].has_interval


def test_a_class_of_one_block_has_no_interval_though_the_others_have():
    blocks = [block(two_classes(80 + i, 20)) for i in range(8)]
    blocks[0].after[14, 14] = 30
    figures = measure_confidence(blocks).after
    assert figures.iou[14].value == 100.0 and figures.iou[14].blocks == 1 and not figures.iou[14].has_interval
    assert figures.iou[0].blocks == 8 and figures.iou[0].has_interval
    assert math.isnan(figures.iou[6].value) and figures.iou[6].blocks == 0


def test_blocks_without_test_pixels_do_not_count():
    blocks = [block(two_classes(80 + i, 20)) for i in range(5)]
    empty = block(np.zeros((COUNT, COUNT)))
    assert measure_confidence([*blocks, empty, empty]).after.means == measure_confidence(blocks).after.means


def test_the_same_seed_gives_the_same_intervals():
    generator = np.random.default_rng(1)
    blocks = [block(two_classes(*generator.integers(1000, 9000, 2))) for _number in range(30)]
    first, again, other = (measure_confidence(blocks, seed).after.means for seed in (3, 3, 4))
    assert first == again != other


def test_without_a_model_before_there_is_no_change():
    measured = measure_confidence([block(two_classes(80, 20))] * 5)
    assert measured.before is None and measured.difference is None


@pytest.mark.parametrize("blocks", [3.0, 4, 6.5, 12, 60, 500])
def test_percentiles_move_outwards_as_students_distribution_asks(blocks):
    exact = stats.norm.cdf(-np.sqrt(blocks / (blocks - 1)) * stats.t.ppf(0.975, blocks - 1))
    quantile = stats.norm.ppf(module._tail(blocks))
    assert quantile == pytest.approx(stats.norm.ppf(exact), rel=0.04 if blocks < 4 else 0.01)


def test_intervals_hold_the_truth_about_as_often_as_they_say(monkeypatch):
    """300 tests of 10 blocks of unequal size and hardness; by chance 95 % may come out as 92 to 98 %."""
    monkeypatch.setattr(module, "RESAMPLES", 1000)
    generator = np.random.default_rng(7)
    held = {"oa": 0, "change": 0}
    for trial in range(300):
        blocks = []
        for pixels in np.exp(generator.normal(7, 0.4, 10)).astype(int):
            hardness = generator.normal(0, 0.06)
            rights = [int(pixels * np.clip(level + hardness + generator.normal(0, 0.05), 0, 1)) for level in (0.7, 0.6)]
            blocks.append(block(*(two_classes(right, pixels - right) for right in rights)))
        measured = measure_confidence(blocks, trial)
        overall, change = measured.after.means["oa"], measured.difference.means["oa"]
        held["oa"] += overall.low <= 70.0 <= overall.high
        held["change"] += change.low <= 10.0 <= change.high
    assert 0.92 <= held["oa"] / 300 <= 0.98
    assert 0.92 <= held["change"] / 300 <= 0.98
