"""Whatever a training record holds, the page tells it, and tells which classes a mean holds."""

import math

import pytest

from cosia.core.nomenclature import CLASSES
from cosia.core.reports import accuracy_record
from cosia.core.reports.training_record import training_rows

RGBI_CARD = {
    "Building": 78.614, "Pervious surface": 52.657, "Impervious surface": 72.566, "Bare soil": 59.656, "Water": 87.604,
    "Coniferous": 62.255, "Deciduous": 71.762, "Brushwood": 31.270, "Vineyard": 76.454, "Herbaceous vegetation": 51.643,
    "Agricultural land": 57.639, "Plowed land": 43.452, "Swimming pool": 41.260, "Greenhouse": 63.222,
}  # fmt: skip


def read_accuracy(training, language="en"):
    return accuracy_record.read_accuracy(training, language)


def test_a_mean_over_the_classes_listed_is_told_with_those_left_out():
    record = read_accuracy({"published_accuracy": {"data": "test", "oa": 76.259, "miou": 60.718, "iou": RGBI_CARD}})
    assert not record.doubtful
    assert record.mean == "The mean IoU is that of exactly the 14 classes listed here. Not in it: Snow."
    assert [cls.numero for cls, _value in record.iou] == sorted(set(range(1, 16)) - {7})
    assert [value for _label, value in record.figures] == [76.259, 60.718]
    assert record.data == "test"
    french = read_accuracy({"accuracy": {"miou": 60.718, "iou": RGBI_CARD}}, "fr_FR")
    assert french.mean.endswith("Neige.")


def test_a_mean_that_counts_absent_classes_is_found_out():
    fifteenth = sum(RGBI_CARD.values()) / 15
    record = read_accuracy({"accuracy": {"miou": round(fifteenth, 2), "iou": RGBI_CARD}})
    assert record.doubtful
    assert "divides the sum over 14 classes by 15; the mean of the classes listed is 60.72 %" in record.mean


def test_a_mean_of_something_else_is_told_to_be_that():
    record = read_accuracy({"accuracy": {"miou": 80.0, "iou": {"Bâtiment": 50.0, "6": 60.0}}})
    assert record.doubtful
    assert "is not that of the 2 classes listed, which is 55.00 %" in record.mean


def test_without_figures_of_classes_the_record_is_taken_at_its_word():
    classes = {"miou": 54.72, "classes_in_mean": ["Building", "Water"]}
    assert read_accuracy({"accuracy": classes}).mean == "The means are over 2 classes: Building, Water."
    record = read_accuracy({"accuracy": {**classes, "mean_divisor": 3}})
    assert record.doubtful and "divide sums over 2 classes by 3" in record.mean
    record = read_accuracy({"accuracy": {"miou": 54.72}})
    assert record.doubtful and "is not recorded" in record.mean


@pytest.mark.parametrize("accuracy", [None, 60.7, "good", []])
def test_without_figures_there_is_no_accuracy(accuracy):
    assert read_accuracy({"accuracy": accuracy} if accuracy is not None else {}) is None


def test_odd_entries_are_passed_on():
    record = read_accuracy({"accuracy": {"oa": "high", "iou": {"Building": None, "Forest": 3.0}, "kappa": 55, "f": 1}})
    assert record.figures == [("Cohen's kappa, × 100", 55.0)]
    assert record.iou == [] and record.mean == ""
    assert record.rest == {"oa": "high", "f": 1}


def test_training_is_laid_out_whatever_is_in_it():
    rows = training_rows(
        {
            "seed": 3,
            "schedule": {"learning_rate": 0.002, "warm_up": {"steps": 10}},
            "early": True,
            "bands": ["red", "nir"],
            "history": [{"epoch": 1}],
            "nothing": None,
            "empty": {},
            "long": "x" * 5000,
            "odd": math.inf,
        }
    )
    told = dict(rows)
    assert told["seed of the random numbers"] == "3"
    assert told["schedule · highest learning rate"] == "0.002"
    assert told["schedule · warm up · steps"] == "10"
    assert (told["early"], told["bands"], told["history"]) == ("yes", "red, nir", '[{"epoch": 1}]')
    assert told["nothing"] == told["empty"] == "–"
    assert len(told["long"]) == 401 and told["odd"] == "inf"


def test_every_class_is_known_by_its_names():
    for name in ("english", "french"):
        record = read_accuracy({"accuracy": {"iou": {getattr(cls, name): float(cls.numero) for cls in CLASSES}}})
        assert [(cls.numero, value) for cls, value in record.iou] == [(n, float(n)) for n in range(1, 16)]
