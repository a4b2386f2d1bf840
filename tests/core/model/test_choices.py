"""The log says what was chosen, and the true reason for it."""

import pytest

from cosia.core.jobs import ClassifyJob
from cosia.core.model.choices import choice_sentences
from cosia.core.model.classification_resume import Settled
from cosia.core.model.inference import Predictor
from cosia.core.model.model_file import load_model
from cosia.core.raster.tiling import Tiling

JOB = {"input": "a.tif", "output": "b.tif"}


@pytest.fixture(scope="module")
def model(write_model):
    return write_model()


def sentences(model, monkeypatch, free_gb=64, is_resumed=False, size_px=20_000, **options):
    job = ClassifyJob(**JOB, **options)
    predictor = Predictor(*load_model(model), "cpu", job.precision, lambda: None)
    monkeypatch.setattr(predictor, "free_memory_bytes", lambda: free_gb and int(free_gb * 1e9))
    settled = Settled(Tiling((0, 0, size_px, size_px), 1024, 1024, 128), 1)
    return list(choice_sentences(job, settled, predictor, is_resumed))


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({}, "larger ones would gain almost nothing"),
        ({"free_gb": 1}, "as large as half of the free memory allows"),
        ({"tile_size_px": 1024}, "as asked for"),
        ({"is_resumed": True}, "as the run began"),
        ({"size_px": 500}, "one holds everything"),
    ],
)
def test_the_size_of_tiles_has_its_reason(model, monkeypatch, options, words):
    _precision, tiles = sentences(model, monkeypatch, **options)
    assert f"Tiles of 1024 × 1024 px: {words}; the run takes about" in tiles
    assert f"{options.get('free_gb', 64)}.0 GB are free" in tiles


def test_a_network_that_is_bound_to_its_patches_says_so(write_model, monkeypatch):
    bound = write_model("bound", architecture="deeplabv3", encoder="resnet18", decoder_channels=())
    assert "training patches" in sentences(bound, monkeypatch)[1]


def test_memory_that_nobody_knows_is_not_told(model, monkeypatch):
    assert "free" not in sentences(model, monkeypatch, free_gb=None)[1]


@pytest.mark.parametrize(("has", "precision"), [(True, "bfloat16"), (False, "float32")])
def test_the_precision_has_its_reason(model, monkeypatch, has, precision):
    monkeypatch.setattr("cosia.core.model.device.cpu_has_bfloat16", lambda: has)
    reason = "computes in it itself" if has else "does not compute in shorter numbers"
    assert sentences(model, monkeypatch)[0].startswith(f"Precision {precision} on cpu: the device {reason}")
    assert sentences(model, monkeypatch, precision="float32")[0] == "Precision float32 on cpu: as asked for."
