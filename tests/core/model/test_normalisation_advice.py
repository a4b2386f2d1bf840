"""Which normalisation is recommended, and that the advice says how far to trust it."""

import numpy as np
import pytest

from cosia.core.model.model_file import read_passport
from cosia.core.model.normalisation_advice import MEASURED_PX, recommend
from cosia.core.model.normalisation_trial import Trial
from cosia.core.raster.normalisation import Normalisation


def trial(name, entropy, confidence=50.0, pixels=MEASURED_PX):
    maps = (np.zeros((1, 99), np.uint8), np.ones((1, pixels), np.uint8))
    return Trial(Normalisation(name, (0.0,), (1.0,), ""), maps, confidence, entropy, ())


@pytest.fixture(scope="module")
def passport(write_model):
    return read_passport(write_model())


@pytest.fixture(scope="module")
def unit_range_passport(write_model):
    return read_passport(write_model("unit", normalisation="norma-01", means=(), deviations=()))


def test_the_surest_one_wins_where_nothing_else_is_known(passport):
    assert recommend([trial("norma-source", 20.0), trial("norma-target", 30.0)], passport, {}).name == "norma-source"
    assert recommend([trial("norma-source", 40.0), trial("norma-target", 30.0)], passport, {}).name == "norma-target"


def test_input_of_another_scale_than_in_training_is_never_advised_however_sure_the_network_is(
    passport, unit_range_passport
):
    trials = [trial("norma-01", 5.0, 99.0), trial("norma-source", 40.0), trial("norma-target", 30.0)]
    assert recommend(trials, passport, {}).name == "norma-target"
    assert recommend([trial("norma-01", 60.0), trial("norma-target", 30.0)], unit_range_passport, {}).name == "norma-01"


def test_a_reference_overrules_the_network_s_own_opinion(passport):
    trials = [trial("norma-01", 5.0), trial("norma-source", 20.0), trial("norma-target", 30.0)]
    advice = recommend(trials, passport, {"norma-01": 3.0, "norma-source": 41.0, "norma-target": 46.4})
    assert advice.name == "norma-target" and "46.4 %" in advice.reason
    assert "norma-source follows with 5.4 points" in advice.certainty
    close = recommend(trials, passport, {"norma-01": 3.0, "norma-source": 46.0, "norma-target": 46.4})
    assert "norma-source is as good" in close.certainty


def test_the_only_one_left_is_named_as_such(passport, unit_range_passport):
    assert "only one" in recommend([trial("norma-01", 5.0), trial("norma-target", 30.0)], passport, {}).reason
    forced = recommend([trial("norma-target", 30.0)], unit_range_passport, {})
    assert forced.name == "norma-target" and "Do not trust" in forced.certainty


def test_a_small_difference_is_told(passport):
    advice = recommend([trial("norma-source", 30.4), trial("norma-target", 30.0)], passport, {})
    assert advice.name == "norma-target" and "difference is small" in advice.certainty
    clear = recommend([trial("norma-source", 34.0), trial("norma-target", 30.0)], passport, {})
    assert "difference is clear" in clear.certainty and "sure and wrong" in clear.certainty


def test_on_fewer_pixels_than_were_ever_measured_no_share_of_right_advice_is_claimed(passport):
    few = MEASURED_PX - 1
    advice = recommend([trial("norma-source", 69.0, pixels=few), trial("norma-target", 14.0, pixels=few)], passport, {})
    assert advice.name == "norma-target" and advice.certainty.startswith(f"Only {few} pixels")
    assert "in 89 %" not in advice.certainty
    decided = recommend([trial("norma-source", 69.0, pixels=few)] * 2, passport, {"norma-source": 60.0})
    assert "Only" not in decided.certainty


def test_a_reference_that_nothing_agrees_with_is_doubted(passport):
    trials = [trial("norma-01", 5.0), trial("norma-target", 30.0)]
    assert "hardly more than chance" in recommend(trials, passport, {"norma-01": 2.9, "norma-target": 1.0}).certainty
    assert "chance" not in recommend(trials, passport, {"norma-01": 2.9, "norma-target": 9.0}).certainty
