"""Every combination of what the raster holds, what the statistics refer to and what is asked for."""

import dataclasses

import numpy as np
import pytest

from cosia.core.errors import InvalidInputError
from cosia.core.model.bundled import MODELS_FOLDER
from cosia.core.model.input_normalisation import Request, choose_normalisation
from cosia.core.model.model_file import read_passport
from cosia.core.raster.encoding import Scaling
from cosia.core.raster.normalisation import Normalisation
from cosia.core.raster.scene import Scene
from cosia.core.raster.statistics import Statistics

ROLES = ("red", "green", "blue", "nir")
MODEL_8_BIT = read_passport(MODELS_FOLDER / "demo-ortho.safetensors")
MODEL_REFLECTANCE = dataclasses.replace(
    MODEL_8_BIT, encoding="reflectance", means=(1500.0,) * 4, deviations=(1600.0,) * 4
)
MODEL_01 = dataclasses.replace(MODEL_8_BIT, normalisation="norma-01", means=(), deviations=())
SCALE = Scaling(200.0, 4010.0)  # 15 digital numbers a step
MEANS = {"8-bit": 100.0, "reflectance": 1685.0, "": 1685.0}
"""The same level in each encoding."""

UNKNOWN, REFUSED = "", "refused"


@pytest.fixture
def choose(write_raster, tmp_path, progress):
    """A function that answers the normalisation, or ``refused`` with the sentence in ``progress.messages``."""

    def run(encoding, passport, name="auto", statistics=None, scaling=None, tags=None, band_tags=None):
        pixels = np.random.default_rng(0).integers(1, 255, (4, 60, 60)).astype(np.uint16)
        path = write_raster(pixels, roles=ROLES, tags={"COSIA_ENCODING": encoding, **(tags or {})})
        if band_tags:
            import rasterio

            with rasterio.open(path, "r+") as dataset:
                for band in range(1, 5):
                    dataset.update_tags(band, **band_tags)
        file = tmp_path / "statistics.json"
        if statistics is not None:
            mean = MEANS[statistics]
            file.write_text(Statistics(ROLES, (mean,) * 4, (mean / 10,) * 4, 9, statistics).to_json())
        with Scene(str(path), (), None) as scene:
            scene.select(ROLES)
            request = Request(name, str(file) if statistics is not None else "", scaling)
            try:
                return choose_normalisation(request, passport, scene, progress)
            except InvalidInputError as error:
                progress.messages.append(str(error))
                return dataclasses.replace(NONE, name=REFUSED)

    return run


NONE = Normalisation("", (), (), "")


@pytest.mark.parametrize("scaling", [None, SCALE])
@pytest.mark.parametrize("encoding, divisor", [("8-bit", 255), ("reflectance", 10_000), (UNKNOWN, None)])
def test_norma_01_depends_on_the_raster_alone(choose, progress, encoding, divisor, scaling):
    normalisation = choose(encoding, MODEL_8_BIT, "norma-01", scaling=scaling)
    if divisor is None:
        assert normalisation.name == REFUSED and "what the values" in progress.messages[-1]
    else:
        assert (normalisation.means, normalisation.deviations) == ((0,) * 4, (divisor,) * 4)
        assert any("SCALE_MIN and SCALE_MAX are not used" in message for message in progress.messages) == bool(scaling)


@pytest.mark.parametrize(
    "encoding, passport, scaling, expected",
    [
        ("8-bit", MODEL_8_BIT, None, "as is"),
        ("8-bit", MODEL_8_BIT, SCALE, "as is"),
        ("reflectance", MODEL_8_BIT, None, REFUSED),
        ("reflectance", MODEL_8_BIT, SCALE, "from 8-bit"),
        (UNKNOWN, MODEL_8_BIT, None, REFUSED),
        (UNKNOWN, MODEL_8_BIT, SCALE, "from 8-bit"),
        ("8-bit", MODEL_REFLECTANCE, None, REFUSED),
        ("8-bit", MODEL_REFLECTANCE, SCALE, "to 8-bit"),
        ("reflectance", MODEL_REFLECTANCE, None, "as is"),
        ("reflectance", MODEL_REFLECTANCE, SCALE, "as is"),
        (UNKNOWN, MODEL_REFLECTANCE, None, REFUSED),
        (UNKNOWN, MODEL_REFLECTANCE, SCALE, REFUSED),
        ("8-bit", MODEL_01, None, REFUSED),
        ("8-bit", MODEL_01, SCALE, REFUSED),
        ("reflectance", MODEL_01, SCALE, REFUSED),
        (UNKNOWN, MODEL_01, SCALE, REFUSED),
    ],
)
def test_norma_source_takes_the_model_s_statistics_or_converts_them(
    choose, progress, encoding, passport, scaling, expected
):
    normalisation = choose(encoding, passport, "norma-source", scaling=scaling)
    means = {
        "as is": passport.means,
        "from 8-bit": tuple(200 + (mean - 1) * 15 for mean in passport.means),
        "to 8-bit": tuple(1 + (mean - 200) / 15 for mean in passport.means),
        REFUSED: (),
    }[expected]
    assert normalisation.name == (REFUSED if expected == REFUSED else "norma-source")
    assert np.allclose(normalisation.means, means)
    told = [message for message in progress.messages if "are not used" in message]
    assert bool(told) == (expected == "as is" and scaling is not None)
    if "8-bit" in expected:
        assert "200-4010 as 8-bit 1-255" in normalisation.origin


@pytest.mark.parametrize(
    "encoding, statistics, scaling, expected",
    [
        ("8-bit", "8-bit", None, 100),
        ("8-bit", "8-bit", SCALE, 100),
        ("8-bit", "reflectance", None, REFUSED),
        ("8-bit", "reflectance", SCALE, 100),
        ("8-bit", UNKNOWN, None, REFUSED),
        ("8-bit", UNKNOWN, SCALE, 100),
        ("reflectance", "8-bit", None, REFUSED),
        ("reflectance", "8-bit", SCALE, 1685),
        ("reflectance", "reflectance", None, 1685),
        ("reflectance", "reflectance", SCALE, 1685),
        ("reflectance", UNKNOWN, None, REFUSED),
        ("reflectance", UNKNOWN, SCALE, REFUSED),
        (UNKNOWN, "8-bit", None, REFUSED),
        (UNKNOWN, "8-bit", SCALE, 1685),
        (UNKNOWN, "reflectance", None, REFUSED),
        (UNKNOWN, "reflectance", SCALE, REFUSED),
        (UNKNOWN, UNKNOWN, None, 1685),
        (UNKNOWN, UNKNOWN, SCALE, 1685),
    ],
)
@pytest.mark.parametrize("name", ["norma-target", "auto"])
def test_statistics_of_the_target_never_cross_encodings_unasked(
    choose, progress, name, encoding, statistics, scaling, expected
):
    normalisation = choose(encoding, MODEL_8_BIT, name, statistics, scaling)
    if expected == REFUSED:
        assert normalisation.name == REFUSED
        sentence = progress.messages[-1]
        assert "refer to" in sentence and sentence.count(".") <= 2
        assert ("set SCALE_MIN and SCALE_MAX" in sentence) == ("8-bit" in (encoding, statistics))
    else:
        assert normalisation.name == "norma-target"
        assert np.allclose(normalisation.means, expected)
        both_unknown = any("taken for the same" in message for message in progress.messages)
        assert both_unknown == (encoding == statistics == UNKNOWN)


@pytest.mark.parametrize("encoding", ["8-bit", "reflectance", UNKNOWN])
@pytest.mark.parametrize("scaling", [None, SCALE])
def test_norma_target_without_statistics_takes_those_of_the_scene(choose, encoding, scaling):
    normalisation = choose(encoding, MODEL_8_BIT, "norma-target", scaling=scaling)
    assert normalisation.name == "norma-target" and 120 < normalisation.means[0] < 136
    assert "this scene, 3600 pixels" in normalisation.origin


@pytest.mark.parametrize(
    "encoding, passport, scaling, expected, warns",
    [
        ("8-bit", MODEL_8_BIT, None, "norma-source", False),
        ("reflectance", MODEL_8_BIT, None, "norma-target", True),
        ("reflectance", MODEL_8_BIT, SCALE, "norma-source", False),
        (UNKNOWN, MODEL_8_BIT, None, "norma-target", True),
        (UNKNOWN, MODEL_8_BIT, SCALE, "norma-source", False),
        ("reflectance", MODEL_REFLECTANCE, None, "norma-source", False),
        ("8-bit", MODEL_REFLECTANCE, None, "norma-target", True),
        ("8-bit", MODEL_REFLECTANCE, SCALE, "norma-source", False),
        (UNKNOWN, MODEL_REFLECTANCE, None, "norma-target", True),
        (UNKNOWN, MODEL_REFLECTANCE, SCALE, "norma-target", True),
        ("8-bit", MODEL_01, None, "norma-01", False),
        ("reflectance", MODEL_01, None, "norma-01", True),
        (UNKNOWN, MODEL_01, None, REFUSED, True),
    ],
)
def test_auto_does_what_the_model_was_trained_with_where_that_means_something(
    choose, progress, encoding, passport, scaling, expected, warns
):
    assert choose(encoding, passport, scaling=scaling).name == expected
    assert bool(progress.warnings) == warns


def test_statistics_that_are_not_used_are_told(choose, progress):
    choose("8-bit", MODEL_8_BIT, "norma-source", "8-bit")
    assert any("norma-source does not use the statistics" in message for message in progress.messages)


@pytest.mark.parametrize("scaling, means", [(None, 1 + (1500 - 300) / 10), (SCALE, 1 + (1500 - 200) / 15)])
def test_an_8_bit_stack_says_itself_what_it_was_made_of(choose, scaling, means):
    said = {"COSIA_SCALE_MIN": "300", "COSIA_SCALE_MAX": "2840"}
    tags = {"COSIA_SCALED_FROM": "reflectance"}
    normalisation = choose("8-bit", MODEL_REFLECTANCE, scaling=scaling, tags=tags, band_tags=said)
    assert normalisation.name == "norma-source" and np.allclose(normalisation.means, means)


def test_what_an_8_bit_stack_of_unknown_values_says_converts_no_reflectance(choose):
    said = {"COSIA_SCALE_MIN": "300", "COSIA_SCALE_MAX": "2840"}
    normalisation = choose(
        "8-bit", MODEL_REFLECTANCE, "norma-source", tags={"COSIA_SCALED_FROM": "uint16"}, band_tags=said
    )
    assert normalisation.name == REFUSED
