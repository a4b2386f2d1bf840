"""Warnings before a classification: none on what the model knows, one with its figure on what it does not."""

import dataclasses

import numpy as np
import pytest

from cosia.core.model.bundled import MODELS_FOLDER
from cosia.core.model.input_check import FAR, doubts
from cosia.core.model.model_file import read_passport
from cosia.core.raster.normalisation import Normalisation
from cosia.core.raster.scene import Scene
from cosia.core.raster.scene_sample import SceneSample

PASSPORT = read_passport(MODELS_FOLDER / "demo-ortho.safetensors")
SOURCE = Normalisation("norma-source", PASSPORT.means, PASSPORT.deviations, "")
UNIT = Normalisation.to_unit_range(4, "8-bit")


@pytest.fixture
def told(write_raster):
    """A function that answers the sentences for a scene that resembles the training data, changed by ``change``."""

    def run(
        change=lambda pixels: pixels,
        normalisation=SOURCE,
        passport=PASSPORT,
        is_own=False,
        size_m=(0.2, 0.2),
        **options,
    ):
        noise = np.random.default_rng(0).normal(0, 1, (4, 200, 200))
        pixels = np.array(PASSPORT.means)[:, None, None] + noise * np.array(PASSPORT.deviations)[:, None, None]
        pixels = np.clip(change(pixels), 1, 255).astype(np.uint8)
        from rasterio.transform import from_origin

        path = write_raster(pixels, roles=PASSPORT.band_roles, transform=from_origin(4e5, 6.7e6, *size_m))
        with Scene(str(path), (), None) as scene:
            sample = SceneSample.of_scene(scene, (0, 0, 200, 200))
            return list(doubts(passport, scene, sample, normalisation, is_own, **options))

    return run


def test_what_the_model_knows_raises_no_alarm(told):
    assert told() == []


@pytest.mark.parametrize("size_m", [(0.2, 0.2), (0.27, 0.27), (0.15, 0.27)])
def test_pixel_sizes_like_the_model_s_raise_no_alarm(told, size_m):
    assert told(size_m=size_m) == []


@pytest.mark.parametrize(
    "size_m, words",
    [
        ((0.3, 0.3), ("measure 0.30 m", "1.5 times too small")),
        ((0.1, 0.1), ("measure 0.10 m", "2.0 times too large")),
        ((0.2, 0.1), ("measure 0.10 m", "2.0 times too large")),
        ((0.6, 0.1), ("measure 0.60 m", "3.0 times too small")),
    ],
)
def test_pixel_sizes_far_from_the_model_s_point_to_resampling(told, size_m, words):
    (sentence,) = told(size_m=size_m)
    assert all(one in sentence for one in (*words, "trained on 0.20 m", "RESAMPLE_TO_MODEL"))


@pytest.mark.parametrize("size_m, told_of", [((0.1, 0.1), False), ((0.3, 0.3), True)])
def test_resampling_gives_size_but_no_detail(told, size_m, told_of):
    assert [("not the detail" in sentence) for sentence in told(size_m=size_m, is_resampled=True)] == [True] * told_of


def test_a_band_far_from_the_training_data_is_named_with_its_distance(told):
    def brighten_nir(pixels):
        pixels[3] = 220 + (pixels[3] - PASSPORT.means[3]) * 0.1
        return pixels

    (sentence,) = told(brighten_nir)
    expected = np.hypot((220 - PASSPORT.means[3]) / PASSPORT.deviations[3], 0.9)
    assert expected > FAR
    assert f"nir lies {expected:.1f} standard deviations" in sentence


def test_statistics_of_the_scene_itself_hide_the_distance(told):
    own = Normalisation("norma-target", (9.0,) * 4, (3.0,) * 4, "")
    assert told(lambda pixels: pixels * 0.2, own, is_own=True) == []
    assert len(told(lambda pixels: pixels * 0.2, own)) == 1


def test_snow_is_left_out(told):
    def snow(pixels):
        pixels[:, :150] = 250
        return pixels

    assert told(snow) == []


@pytest.mark.parametrize(
    "trained, normalisation, told_of",
    [
        ("norma-source", UNIT, True),
        ("norma-01", SOURCE, True),
        ("norma-01", UNIT, False),
    ],
)
def test_another_kind_of_input_than_in_training_is_told(told, trained, normalisation, told_of):
    passport = PASSPORT if trained == PASSPORT.normalisation else None
    passport = passport or dataclasses.replace(PASSPORT, normalisation="norma-01", means=(), deviations=())
    sentences = told(normalisation=normalisation, passport=passport)
    assert [f"trained with {trained}, but is fed with {normalisation.name}" in one for one in sentences] == [
        True
    ] * told_of


def test_a_scene_without_data_raises_no_alarm(told):
    assert told(lambda pixels: pixels * 0 + 128, is_own=True) == []
