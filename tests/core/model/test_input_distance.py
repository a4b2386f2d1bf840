"""The distance between what a network is fed and what it was trained on."""

import dataclasses

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cosia.core.model.bundled import MODELS_FOLDER
from cosia.core.model.input_distance import input_distances
from cosia.core.model.model_file import read_passport
from cosia.core.raster.normalisation import Normalisation

PASSPORT = read_passport(MODELS_FOLDER / "demo-ortho.safetensors")
SOURCE = Normalisation("norma-source", PASSPORT.means, PASSPORT.deviations, "")

shifts = st.floats(-5, 5)
stretches = st.floats(0.1, 5)


def test_training_data_with_its_own_statistics_are_at_no_distance():
    assert input_distances(PASSPORT.means, PASSPORT.deviations, SOURCE, PASSPORT) == (0, 0, 0, 0)


@given(shifts, stretches)
def test_a_shift_and_a_stretch_are_told_in_deviations_of_the_training_input(shift, stretch):
    means = np.add(PASSPORT.means, np.multiply(shift, PASSPORT.deviations))
    distances = input_distances(means, np.multiply(stretch, PASSPORT.deviations), SOURCE, PASSPORT)
    assert np.allclose(distances, np.hypot(shift, stretch - 1))


@given(shifts, stretches)
def test_it_is_the_distance_between_sorted_samples(shift, stretch):
    # In one dimension, optimal transport moves the n-th smallest value to the n-th smallest.
    levels = np.sort(np.random.default_rng(0).normal(size=2000))
    levels = (levels - levels.mean()) / levels.std()
    mean, deviation = PASSPORT.means[0], PASSPORT.deviations[0]
    scene = mean + (shift + stretch * levels) * deviation
    moved = np.sqrt((((scene - mean) / deviation - levels) ** 2).mean())
    assert input_distances([scene.mean()], [scene.std()], SOURCE, PASSPORT)[0] == pytest.approx(moved)


def test_norma_01_on_a_model_of_norma_source_is_far():
    unit = Normalisation.to_unit_range(4, "8-bit")
    assert min(input_distances(PASSPORT.means, PASSPORT.deviations, unit, PASSPORT)) > 0.7


def test_the_target_s_own_statistics_hide_every_difference():
    target = Normalisation("norma-target", (9.0,) * 4, (3.0,) * 4, "")
    assert input_distances((9.0,) * 4, (3.0,) * 4, target, PASSPORT) == (0, 0, 0, 0)


def test_a_model_trained_with_norma_01_does_not_tell():
    silent = dataclasses.replace(PASSPORT, normalisation="norma-01", means=(), deviations=())
    assert input_distances(PASSPORT.means, PASSPORT.deviations, SOURCE, silent) == ()
