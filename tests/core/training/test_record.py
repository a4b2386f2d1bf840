"""What a passport keeps of a training is JSON, is what was measured, and is read back with its classes."""

import dataclasses
import json
import math

import numpy as np
import pytest

from cosia.core.nomenclature import CLASSES
from cosia.core.reports.accuracy_record import read_accuracy
from cosia.core.training.metrics import measure_accuracy
from cosia.core.training.record import training_record
from cosia.core.training.verdict import BETTER, NOTHING_BEFORE, UNCLEAR
from tests.core.outcomes import SHARES, outcome


def test_the_record_holds_what_was_measured_and_survives_json():
    made = outcome(warnings=("few greenhouses",), settings={"rates": (np.float32(0.5), math.inf), "ok": np.bool_(True)})
    record = training_record(made)
    assert json.loads(json.dumps(record, allow_nan=False)) == record
    expected = measure_accuracy(made.matrix_after())
    assert record["accuracy"]["miou"] == pytest.approx(expected.miou, abs=1e-4)
    assert record["accuracy_before"]["oa"] == pytest.approx(measure_accuracy(made.matrix_before()).overall, abs=1e-4)
    value, low, high = record["accuracy_change"]["miou"]
    assert value == pytest.approx(record["accuracy"]["miou"] - record["accuracy_before"]["miou"], abs=1e-3)
    assert low < value < high
    assert record["verdict"] == BETTER and record["worse_classes"] == []
    assert record["settings"] == {"rates": [0.5, None], "ok": True}
    assert record["warnings"] == ["few greenhouses"] and record["parent"] == "demo-ortho"


def test_areas_are_those_of_classes_that_were_annotated():
    made = outcome()
    areas = training_record(made)["areas_m2"]
    assert set(areas) == {"training", "validation", "test"}
    assert set(areas["training"]) == {cls.english for cls in CLASSES if cls.numero in SHARES}
    assert sum(areas["training"].values()) == pytest.approx(made.areas_m2["training"].sum(), abs=1)


def test_curves_hold_one_figure_an_epoch():
    made = outcome(epochs=6)
    curves = training_record(made)["curves"]
    assert curves["epoch"] == list(range(7))
    assert curves["training_loss"][0] is None and curves["training_loss"][3] > 0
    assert curves["miou"][2] == pytest.approx(made.epochs[2].accuracy.miou, abs=1e-4)
    assert set(curves["iou"]) == {cls.english for cls in CLASSES if cls.numero in SHARES}
    assert {len(line) for line in [curves["oa"], curves["validation_loss"], *curves["iou"].values()]} == {7}


def test_the_accuracy_is_read_back_as_a_mean_over_the_classes_listed():
    record = training_record(outcome())
    read = read_accuracy(record, "en")
    assert not read.doubtful and "exactly the" in read.mean
    assert len(read.figures) == 6 and set(read.rest) == {"interval_95"}
    assert "12 test blocks that training never saw" in read.data


def test_what_was_not_measured_is_not_in_the_record():
    untested = training_record(outcome(blocks=0, pictures=0))
    assert not {"accuracy", "accuracy_before", "accuracy_change"} & set(untested)
    assert untested["verdict"] == UNCLEAR
    first = training_record(outcome(with_before=False))
    assert "accuracy" in first and "accuracy_before" not in first and first["verdict"] == NOTHING_BEFORE
    assert not {"parent", "compared_with"} & set(first)
    compared = training_record(outcome(strategy="app-scratch"))
    assert compared["compared_with"] == "demo-ortho" and "parent" not in compared


def test_without_validation_and_with_broken_losses_figures_are_none():
    made = outcome(blocks=2)
    broken = [
        dataclasses.replace(epoch, validation=0 * epoch.validation, validation_loss=math.nan, training_loss=math.inf)
        for epoch in made.epochs
    ]
    record = training_record(dataclasses.replace(made, epochs=tuple(broken)))
    curves = record["curves"]
    assert set(curves["training_loss"] + curves["validation_loss"] + curves["miou"]) == {None}
    assert curves["iou"] == {}
    assert record["accuracy"]["interval_95"]["miou"] == [None, None]
    json.dumps(record, allow_nan=False)
