"""The command that trains the demonstration models, on few and small scenes."""

import numpy as np
import pytest
import torch

from benchmarks import train_demo_models
from benchmarks.demo_models import evaluation, recipe, scenes
from core.model.model_file import load_model
from core.model.torchvision_operators import declare_missing_operators
from core.raster.normalisation import Normalisation
from core.training.chips import LabelledImage

declare_missing_operators()
from segmentation_models_pytorch import encoders  # noqa: E402


def labelled_image(seed, side=64):
    rng = np.random.default_rng(seed)
    labels = rng.integers(1, 16, (side // 16, side // 16), np.uint8).repeat(16, 0).repeat(16, 1)
    return LabelledImage(labels * np.uint16(400) + rng.integers(1, 99, (6, side, side), np.uint16), labels)


@pytest.fixture(autouse=True)
def one_thread():
    """Threads of so small a network wait for each other more than they compute."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(threads)


@pytest.fixture
def encoder_weights(tmp_path):
    torch.manual_seed(0)
    path = tmp_path / "weights.pth"
    torch.save(encoders.get_encoder("mobilenet_v2", weights=None).state_dict(), path)
    return path


def test_trains_tests_and_writes_the_model(tmp_path, encoder_weights, monkeypatch, capsys):
    splits = {split: [labelled_image(seed) for seed in range(first, first + 2)]
              for split, first in scenes.FIRST_SEED.items()}  # fmt: skip
    monkeypatch.setattr(scenes, "draw_scenes", lambda sensor, split, folder: splits[split])
    monkeypatch.setattr(recipe, "CHIP_PX", 64)
    monkeypatch.setattr(recipe, "BATCH_SIZE", 2)
    monkeypatch.setattr(train_demo_models, "MODELS_FOLDER", tmp_path)
    arguments = recipe.DEMO_MODELS["demo-pneo"], "mobilenet_v2", encoder_weights, tmp_path / "work", 2
    output = train_demo_models.train_demo_model(*arguments)
    assert output == tmp_path / "demo-pneo.safetensors"
    assert output.stat().st_size < 6_500_000
    passport, network = load_model(output)
    assert passport.band_roles == ("red", "green", "blue", "nir", "deep_blue", "red_edge")
    assert passport.demonstration and "not a mapping model" in passport.training["notice"]
    normalisation = Normalisation("norma-source", passport.means, passport.deviations, "")
    accuracy = evaluation.evaluate(network, normalisation, splits["test"])
    assert passport.training["accuracy"]["miou"] == round(accuracy.miou, 2)
    assert set(passport.training["accuracy"]["iou"]) >= {"Building", "Greenhouse"}
    assert "step 2/2" in capsys.readouterr().out
    content = output.read_bytes()
    train_demo_models.train_demo_model(*arguments)
    assert output.read_bytes() == content


def test_other_encoders_stay_in_the_work_folder(tmp_path, monkeypatch):
    monkeypatch.setattr(scenes, "draw_scenes", lambda sensor, split, folder: [labelled_image(1)])
    monkeypatch.setattr(recipe, "CHIP_PX", 64)
    monkeypatch.setattr(recipe, "BATCH_SIZE", 2)
    model = recipe.DEMO_MODELS["demo-pneo"]
    output = train_demo_models.train_demo_model(model, "resnet34", None, tmp_path, 1)
    assert output == tmp_path / "demo-pneo-resnet34.safetensors"
    passport, _ = load_model(output)
    assert passport.encoder == "resnet34" and passport.training["encoder_start"] == "random"


def test_scenes_are_drawn_once(tmp_path, monkeypatch):
    monkeypatch.setattr(scenes, "SCENES_PER_KIND", {"validation": 1})
    monkeypatch.setattr(scenes.simulator, "LANDSCAPE_KINDS", ("plain",))
    (image,) = scenes.draw_scenes("pneo", "validation", tmp_path)
    assert image.pixels.shape == (6, 1000, 1000) and image.labels.shape == (1000, 1000)
    files = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*.npy")}
    assert len(files) == 2
    scenes.draw_scenes("pneo", "validation", tmp_path)
    assert files == {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*.npy")}
    normalisation = scenes.source_normalisation([image])
    np.testing.assert_allclose(normalisation.means, image.pixels.mean(axis=(1, 2)), rtol=0.02)


def test_prediction_covers_scenes_of_any_size():
    network = torch.nn.Conv2d(2, 15, 1)
    pixels = np.random.default_rng(0).integers(1, 255, (2, 45, 70), np.uint8)
    prediction = evaluation.predict(network, Normalisation.to_unit_range(2, "8-bit"), pixels)
    assert prediction.shape == (45, 70) and prediction.dtype == np.uint8 and prediction.min() >= 1
