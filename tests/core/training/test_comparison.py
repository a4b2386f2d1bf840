"""What trainings brought is kept, put together and compared."""

import json

import numpy as np
import pytest

from cosia.core.errors import InvalidInputError
from cosia.core.training.comparison import (
    COLUMNS,
    Combination,
    Finding,
    Journal,
    all_combinations,
    baseline_rows,
    table_rows,
)
from cosia.core.training.comparison_groups import Comparison, Spread, is_apart
from tests.core.findings import finding, findings


def test_combinations_come_with_the_first_seed_and_the_whole_area_first():
    found = all_combinations(
        ("app-scratch", "ft-finetune-head"), ("norma-source", "norma-target"), (50.0, 100.0), (3, 1)
    )
    assert len(found) == 2 * 2 * 3 and len(set(found)) == len(found)
    assert [one.seed for one in found] == [3] * 6 + [1] * 6
    assert [one.area_percent for one in found[:6]] == [100.0] * 3 + [50.0] * 3
    assert not any((one.strategy, one.normalisation) == ("app-scratch", "norma-source") for one in found)


def test_what_is_named_twice_is_trained_once():
    assert len(all_combinations(("ft-finetune-head",) * 2, ("norma-01",) * 2, (100.0, 100.0), (0, 0))) == 1


def test_no_possible_combination_is_told():
    with pytest.raises(InvalidInputError, match="norma-target"):
        all_combinations(("app-scratch",), ("norma-source",), (100.0,), (0,))


def test_rows_tell_the_figures_of_the_matrices():
    one = finding(right=0.5, before=0.25)
    rows = list(table_rows(one))
    assert all(tuple(sorted(row)) == tuple(sorted(COLUMNS)) for row in rows)
    figures = {(row["metric"], row["class"]): row["value"] for row in rows}
    assert figures["oa", ""] == 50.0 and figures["epochs", ""] == 4 and figures["epochs_trained", ""] == 9
    assert {name for metric, name in figures if metric == "iou"} == {"Building", "Water"}
    assert figures["miou", ""] == pytest.approx((figures["iou", "Building"] + figures["iou", "Water"]) / 2, abs=1e-3)
    before = {(row["metric"], row["class"]): row for row in baseline_rows(one)}
    assert before["oa", ""]["value"] == 25.0 and before["oa", ""]["strategy"] == "none"
    assert before["oa", ""]["area_km2"] == 0.0 and ("minutes", "") not in before
    assert list(baseline_rows(finding(right=0.5, before=None))) == []


def test_a_journal_gives_back_what_was_added(tmp_path):
    file = tmp_path / "trainings.jsonl"
    added = [finding(right=0.5, before=0.25), finding(strategy="app-scratch", right=0.75, before=None)]
    journal = Journal(file, {"ft-initialisation": "a", "app-scratch": "b"})
    for one in added:
        journal.add(one)
    found = journal.read()
    assert list(found) == [one.combination for one in added]
    for one in added:
        again = found[one.combination]
        assert np.array_equal(again.after, one.after) and again.after.dtype == np.int64
        assert (again.before is None) == (one.before is None)
        assert (again.area_m2, again.chosen, again.epochs, again.minutes) == (1200.0, 4, 9, 2.5)
    others = Journal(file, {"ft-initialisation": "c", "app-scratch": "b"})
    assert [one.strategy for one in others.read()] == ["app-scratch"] and others.strangers == 1
    fewer = Journal(file, {"app-scratch": "b"})
    assert len(fewer.read()) == 1 and fewer.strangers == 0
    assert Journal(tmp_path / "none", {"app-scratch": "b"}).read() == {}


def test_a_line_that_was_cut_off_costs_that_line_only(tmp_path):
    file = tmp_path / "trainings.jsonl"
    Journal(file, {"ft-initialisation": "a"}).add(finding(seed=0))
    whole = file.read_text()
    Journal(file, {"ft-initialisation": "a"}).add(finding(seed=1))
    file.write_text(file.read_text()[: len(whole) + 60])
    Journal(file, {"ft-initialisation": "a"}).add(finding(seed=2))
    assert [one.seed for one in Journal(file, {"ft-initialisation": "a"}).read()] == [0, 2]
    assert all(json.loads(line) for line in whole.strip().splitlines())


def test_groups_hold_the_seeds_of_one_way():
    comparison = Comparison(tuple(findings()))
    groups = comparison.groups()
    assert all(len(group.findings) == 3 for group in groups)
    best = comparison.whole()[0]
    assert best.area_percent == 100.0
    assert best.miou.mean == max(group.miou.mean for group in groups if group.area_percent == 100.0)
    assert best.miou.low <= best.miou.mean <= best.miou.high
    gains = [one.accuracy.miou - one.accuracy_before.miou for one in best.findings]
    assert best.gain == Spread.of(gains) and best.gain.mean == pytest.approx(np.mean(gains))
    assert set(comparison.baselines()) == {"norma-01", "norma-target"}
    lines = comparison.curves()
    assert all([group.area_km2 for group in line] == sorted(group.area_km2 for group in line) for line in lines)


@pytest.mark.parametrize(
    ("rights", "others", "apart"),
    [((0.8, 0.9), (0.5, 0.7), True), ((0.6, 0.9), (0.5, 0.7), False), ((0.9,), (0.5,), False)],
)
def test_two_ways_are_apart_if_no_seed_says_otherwise(rights, others, apart):
    made = [
        finding(strategy=strategy, right=right, seed=seed)
        for strategy, values in (("ft-initialisation", rights), ("ft-finetune-head", others))
        for seed, right in enumerate(values)
    ]
    best, second = Comparison(tuple(made)).whole()
    assert best.strategy == "ft-initialisation" and is_apart(best, second) == apart


def test_of_outcome_takes_the_test_blocks_together():
    from tests.core.outcomes import outcome

    made = outcome()
    found = Finding.of_outcome(Combination("ft-initialisation", "norma-target", 100.0, 0), made)
    assert np.array_equal(found.after, sum(block.after for block in made.blocks))
    assert np.array_equal(found.before, sum(block.before for block in made.blocks))
    assert found.epochs == 12 and found.area_m2 == pytest.approx(made.areas_m2["training"].sum())
