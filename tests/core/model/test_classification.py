"""Batches that do not fit are halved and the run goes on; damaged answers become no data, or end the run."""

import numpy as np
import pytest
import rasterio
import torch

from cosia.core.errors import ModelError, WorkerError
from cosia.core.jobs import ClassifyJob
from cosia.core.model.inference import MAX_GPU_BATCH, Predictor
from cosia.core.model.model_file import load_model
from cosia.core.model.prediction import PERCENT_NO_DATA, Wanted, read_off
from cosia.core.pipelines import classify
from cosia.core.raster.tiling import Tiling

ROLES = ("red", "green", "blue", "nir")
TILES = {"tile_size_px": 128, "margin_px": 32}


@pytest.fixture(scope="module")
def model(write_model):
    return str(write_model())


@pytest.fixture
def classes(tmp_path, write_raster, model, progress):
    """A function that classifies a scene of noise in nine tiles."""
    pixels = np.random.default_rng(1).integers(1, 255, (4, 192, 192)).astype(np.uint8)
    scene = str(write_raster(pixels, roles=ROLES))

    def run(name="map.tif", **options):
        output = str(tmp_path / name)
        classify.run(ClassifyJob(scene, output, model, **TILES, **options), progress)
        with rasterio.open(output) as dataset:
            return dataset.read(1)

    return run


def out_of_memory_above(tiles, sizes, monkeypatch):
    """Let networks fail as torch does on a device without room for more than so many tiles."""
    logits = Predictor._logits

    def limited(self, batch, margins):
        sizes.append(len(batch))
        if len(batch) > tiles:
            raise torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 2.00 GiB")
        return logits(self, batch, margins)

    monkeypatch.setattr(Predictor, "_logits", limited)


def test_out_of_memory_halves_the_batch_and_the_map_is_whole(classes, progress, monkeypatch):
    expected = classes("one.tif")
    sizes = []
    out_of_memory_above(2, sizes, monkeypatch)
    found = classes("many.tif", batch_size=9)
    assert (found > 0).all() and (found == expected).mean() > 0.999
    assert sizes[:3] == [9, 4, 2] and set(sizes[3:]) <= {1, 2}
    told = [message for message in progress.messages if "no room for so many tiles" in message]
    assert [message.rpartition(" ")[2] for message in told] == ["4.", "2."]


def test_a_device_without_room_for_one_tile_says_so(classes, monkeypatch):
    out_of_memory_above(0, [], monkeypatch)
    with pytest.raises(WorkerError, match="ran out of memory; choose a smaller tile size"):
        classes(batch_size=4)


@pytest.mark.parametrize(
    ("kind", "asked", "free_gb", "expected"),
    [("cpu", 0, 64, 1), ("cpu", 3, 1, 3), ("cuda", 0, 80, MAX_GPU_BATCH), ("cuda", 0, 4, 2), ("cuda", 0, 0.1, 1)],
)
def test_a_graphics_card_gets_as_many_tiles_as_fit(model, monkeypatch, kind, asked, free_gb, expected):
    predictor = Predictor(*load_model(model), "cpu", "float32", lambda: None)
    predictor.device = torch.device(kind)
    monkeypatch.setattr(predictor, "free_memory_bytes", lambda: int(free_gb * 1e9))
    assert predictor.batch_size(asked, Tiling((0, 0, 40_000, 40_000), 1024, 1024, 128)) == expected


def damaged_answers(monkeypatch, rows):
    """Let some rows of each tile's logits be no numbers."""
    logits = Predictor._logits

    def damaged(self, batch, margins):
        answer = logits(self, batch, margins).clone()
        answer[:, 3, rows] = float("nan")
        return answer

    monkeypatch.setattr(Predictor, "_logits", damaged)


def test_pixels_whose_answer_is_no_number_are_no_data_and_told(classes, progress, monkeypatch):
    damaged_answers(monkeypatch, slice(20, 22))
    found = classes()
    lost = int((found == 0).sum())
    assert 0 < lost < found.size / 4
    assert any(f"{lost} pixels are without data" in warning for warning in progress.warnings)


def test_a_model_that_answers_no_numbers_at_all_ends_the_run(classes, monkeypatch):
    damaged_answers(monkeypatch, slice(None))
    with pytest.raises(ModelError, match="no number near column 0, row 0"):
        classes()


def test_lost_pixels_are_marked_in_every_result():
    logits = torch.randn(3, 300, 8, generator=torch.Generator().manual_seed(0))
    logits[1, 270, 4], logits[0, 3, 2] = float("inf"), float("nan")
    answer = read_off(logits, torch.tensor([1, 5, 9], dtype=torch.uint8), Wanted(True, True, True), None)
    lost = np.zeros((300, 8), bool)
    lost[270, 4] = lost[3, 2] = True
    assert ((answer.classes == 0) == lost).all()
    assert ((answer.confidence == PERCENT_NO_DATA) == lost).all()
    assert ((answer.probabilities == PERCENT_NO_DATA).all(axis=0) == lost).all()
    assert (answer.entropy[lost] == 0).all() and np.isfinite(answer.entropy).all()
