"""A trial's figures against a straight computation on one whole window."""

import numpy as np
import pytest
import torch

from cosia.core.model.inference import Predictor
from cosia.core.model.input_distance import input_distances
from cosia.core.model.model_file import load_model
from cosia.core.model.normalisation_trial import Sample, try_normalisation
from cosia.core.raster.normalisation import Normalisation
from cosia.core.raster.scene import Scene

ROLES = ("red", "green", "blue", "nir")


@pytest.fixture
def scene(write_raster):
    """128 × 96 px, noisy, with a corner of no data and a saturated pixel."""
    pixels = np.random.default_rng(3).integers(300, 3000, (4, 96, 128)).astype(np.uint16)
    pixels[:, :20, :30] = 0
    pixels[2, 50, 60] = 32767
    tags = {"COSIA_ENCODING": "reflectance", "COSIA_SATURATED": "32767"}
    with Scene(str(write_raster(pixels, roles=ROLES, tags=tags, nodata=0)), (), None) as opened:
        yield opened


def test_the_sample_leaves_out_what_holds_no_data_or_is_saturated(scene):
    sample = Sample.read(scene, [(0, 0, 64, 96), (64, 0, 64, 96)])
    pixels, valid = scene.read((0, 0, 128, 96))
    used = valid & (pixels != 32767).all(axis=0)
    assert used.sum() == 128 * 96 - 600 - 1
    assert np.allclose(sample.means, pixels[:, used].mean(axis=1))
    assert np.allclose(sample.deviations, pixels[:, used].std(axis=1))
    normalisation = Normalisation("norma-target", sample.means, sample.deviations, "")
    fed = sample.normalised(normalisation)
    assert fed.shape == (4, valid.sum()) and abs(np.median(fed)) < 0.2


def test_confidence_entropy_and_classes_are_those_of_the_network(scene, write_model):
    path = write_model("reflecting", encoding="reflectance", outputs=(0, *range(1, 15)))
    passport, network = load_model(path)
    sample = Sample.read(scene, [(0, 0, 128, 96)])
    normalisation = Normalisation("norma-target", sample.means, sample.deviations, "")
    pixels, valid = scene.read((0, 0, 128, 96))
    padded = np.pad(normalisation.apply(pixels, valid), ((0, 0), (32, 32), (32, 32)), mode="reflect")
    with torch.inference_mode():
        logits = network(torch.from_numpy(padded)[None])[0, 1:, 32:-32, 32:-32].double()
    probabilities = torch.softmax(logits, dim=0).numpy()[:, valid]
    predictor = Predictor(passport, load_model(path)[1], "cpu", "float32", lambda: None)
    calls = []
    trial = try_normalisation(normalisation, scene, sample, passport, predictor, 128, lambda: calls.append(1))
    entropy = -(probabilities * np.log(probabilities)).sum(axis=0) / np.log(14) * 100
    assert abs(trial.entropy - entropy.mean()) < 0.05
    assert abs(trial.confidence - 100 * probabilities.max(axis=0).mean()) < 0.5
    assert (trial.maps[0][valid] == probabilities.argmax(axis=0) + 1).mean() > 0.999
    assert (trial.maps[0][~valid] == 0).all() and calls == [1]
    assert trial.distances == input_distances(sample.means, sample.deviations, normalisation, passport)
    assert max(trial.distances) < 1e-9
