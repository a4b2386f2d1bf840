"""A fine-tuned model tells its training on its own page, in tables and curves; odd records stay what they are."""

import dataclasses
import json

import pytest

from cosia.core.reports.accuracy_figures import count_text, percent_text
from cosia.core.reports.fine_tuning_summary import read_fine_tuning
from cosia.core.reports.model_page import model_page
from cosia.core.training.record import training_record
from tests.core.outcomes import outcome
from tests.core.reports.test_fine_tuning_page import PASSPORT


@pytest.fixture(scope="module")
def record():
    return json.loads(json.dumps(training_record(outcome())))


def test_curves_areas_and_comparison_leave_the_lines(record):
    summary = read_fine_tuning(record, "en")
    assert summary.verdict.startswith("Better than the model before")
    assert summary.curves and summary.class_curves
    assert not {"curves", "areas_m2", "accuracy_before", "accuracy_change", "verdict"} & set(summary.rest)
    assert summary.rest["reason"] == record["reason"]
    _label, before, after, moved = next(row for row in summary.figures if "mIoU)" in row[0])
    assert before == f"{record['accuracy_before']['miou']:.1f}"
    assert after.startswith(f"{record['accuracy']['miou']:.1f} (") and moved.startswith("+")
    assert [row[1][0] for row in summary.iou] == list(record["accuracy"]["iou"])
    assert ("#ce7079", "Building") in [row[:2] for row in summary.areas]


def test_the_page_of_the_model_shows_them_and_no_wall_of_numbers(record):
    page = model_page(dataclasses.replace(PASSPORT, training=record), 2_400_000, "en")
    assert page.count("<svg") == 2 and "Better than the model before" in page
    assert "interval_95" not in page and "interval 95" not in page and "curves" not in page
    assert "Before training" in page and "Annotated, m²" in page
    assert max(map(len, page.split("<svg")[0].split("\n"))) < 2500


def test_a_first_training_has_no_column_before():
    made = json.loads(json.dumps(training_record(outcome(with_before=False, blocks=2, epochs=1))))
    summary = read_fine_tuning(made, "fr")
    assert summary.figures == [] and summary.iou == []
    assert "no model before" in summary.verdict
    page = model_page(dataclasses.replace(PASSPORT, training=made), 1, "fr")
    assert "Before training" not in page and "Bâtiment" in page


def test_classes_that_got_worse_are_named(record):
    summary = read_fine_tuning({**record, "verdict": "worse", "worse_classes": ["Water", "Forest"]}, "fr")
    assert summary.verdict.startswith("Worse than") and summary.verdict.endswith("Got worse: Surface eau.")


@pytest.mark.parametrize(
    "curves",
    [None, [], {}, {"epoch": []}, {"epoch": [0, 1]}, {"epoch": "01", "iou": {}}, "steep"],
)
def test_other_records_are_left_alone(curves):
    training = {"seed": 1} if curves is None else {"curves": curves}
    assert read_fine_tuning(training, "en") is None
    assert "<svg" not in model_page(dataclasses.replace(PASSPORT, training=training), 1, "en")


@pytest.mark.parametrize(
    ("key", "value"),
    [("miou", [1.0]), ("oa", "high"), ("training_loss", [None, "x"]), ("iou", {"Water": [True] * 13}), ("iou", None)],
)
def test_curves_of_odd_values_are_not_drawn(record, key, value):
    assert read_fine_tuning({**record, "curves": {**record["curves"], key: value}}, "en") is None


def test_odd_entries_beside_the_curves_do_no_harm(record):
    odd = {**record, "areas_m2": "many", "accuracy_before": [1], "accuracy_change": 3, "chosen_epoch": {}, "verdict": 7}
    odd["accuracy"] = {**record["accuracy"], "interval_95": {"miou": ["low", None], "iou": 5}}
    summary = read_fine_tuning(odd, "en")
    assert summary.figures == [] and summary.areas == [] and summary.verdict == ""
    assert summary.rest["areas_m2"] == "many" and summary.rest["accuracy_before"] == [1]
    assert "many" in model_page(dataclasses.replace(PASSPORT, training=odd), 1, "en")


def test_cells_of_a_confusion_matrix_are_short_and_never_round_to_all_or_nothing():
    assert [percent_text(value) for value in (0.2, 0.5, 0.6, 50.4, 99.6, 100.0)] == [
        "<1",
        "<1",
        "1",
        "50",
        ">99",
        "100",
    ]
    assert [count_text(value) for value in (7, 9999, 10_000, 99_999, 999_999)] == ["7", "9999", "10 k", "99 k", "999 k"]
    assert [count_text(value) for value in (1_000_000, 12_345_678, 123_456_789)] == ["1.0 M", "12.3 M", "123 M"]
