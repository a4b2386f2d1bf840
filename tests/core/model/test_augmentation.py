"""Turned and mirrored tiles come back upright, with their margins, and their mean no longer depends on how they lay."""

import numpy as np
import pytest
import torch

from cosia.core.model.augmentation import ORIENTATIONS, averaged_logits, oriented, oriented_margins, upright
from cosia.core.model.cropped_unet import Margins, crop
from cosia.core.model.inference import Predictor
from cosia.core.model.model_file import load_model

MARGINS = Margins(top=1, bottom=2, left=3, right=5)
CORE = (slice(32, 96), slice(32, 128))


@pytest.mark.parametrize(("turns", "mirrored"), ORIENTATIONS)
def test_pixels_and_margins_turn_together_and_come_back(turns, mirrored):
    pixels = torch.arange(2 * 3 * 10 * 14).reshape(2, 3, 10, 14)
    turned = oriented(pixels, turns, mirrored)
    assert (upright(turned, turns, mirrored) == pixels).all()
    core = crop(turned, oriented_margins(MARGINS, turns, mirrored))
    assert (upright(core, turns, mirrored) == crop(pixels, MARGINS)).all()


def test_the_orientations_are_eight_different_ones():
    pixels = torch.arange(9).reshape(1, 1, 3, 3)
    assert len({tuple(oriented(pixels, *one).flatten().tolist()) for one in ORIENTATIONS}) == 8


@pytest.fixture(scope="module")
def predictor(write_model):
    return Predictor(*load_model(write_model()), "cpu", "float32", lambda: None, augments=True)


@pytest.fixture(scope="module")
def tile():
    return np.random.default_rng(2).normal(size=(1, 4, 128, 160)).astype(np.float32)


def test_the_answer_is_the_mean_of_the_probabilities_of_all_orientations(write_model, predictor, tile):
    _passport, network = load_model(write_model())
    total = 0
    with torch.inference_mode():
        for turns, mirrored in ORIENTATIONS:
            logits = network(oriented(torch.from_numpy(tile), turns, mirrored))
            total = total + upright(torch.softmax(logits, 1), turns, mirrored)
    expected = 100 * total[0].numpy()[:, CORE[0], CORE[1]] / 8
    (answer,) = predictor.predict(tile, [CORE], with_confidence=True, with_probabilities=True)
    assert np.abs(answer.probabilities - expected).max() <= 0.51
    assert (answer.classes == expected.argmax(axis=0) + 1).mean() > 0.999
    assert (answer.confidence == answer.probabilities.max(axis=0)).all()


def test_a_turned_tile_has_the_turned_answer(predictor, tile):
    square = np.ascontiguousarray(tile[:, :, :, :128])
    core = (slice(32, 96), slice(32, 96))
    (answer,) = predictor.predict(square, [core])
    (turned,) = predictor.predict(np.ascontiguousarray(np.rot90(square, 1, (2, 3))), [core])
    assert (turned.classes == np.rot90(answer.classes)).mean() > 0.999


def test_what_is_no_number_stays_so():
    logits = averaged_logits(lambda pixels, _margins: pixels * float("nan"), torch.ones(1, 2, 4, 4), MARGINS)
    assert logits.isnan().all()
    logits = averaged_logits(
        lambda pixels, _margins: pixels * 1e4, torch.eye(4)[None, None].repeat(1, 2, 1, 1), MARGINS
    )
    assert logits.isfinite().all()
