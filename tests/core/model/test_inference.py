"""The fast path answers what the plain network answers."""

import numpy as np
import pytest
import torch

from cosia.core.errors import CancelledError, InvalidInputError
from cosia.core.model.cropped_unet import CONTEXT_PX, CroppedUnet, Margins
from cosia.core.model.inference import Predictor, choose_device, choose_precision
from cosia.core.model.model_file import load_model
from cosia.core.progress import cancelled

CORE = (slice(32, 96), slice(32, 90))


def never():
    """Nobody cancels."""


@pytest.fixture(scope="module")
def tiles():
    return np.random.default_rng(3).normal(size=(2, 4, 128, 128)).astype(np.float32)


def plain_logits(path, tiles):
    _passport, network = load_model(path)
    with torch.inference_mode():
        return network(torch.from_numpy(tiles))[(slice(None), slice(None), *CORE)]


def test_classes_confidence_and_probabilities_are_those_of_the_plain_network(write_model, tiles):
    path = write_model()
    logits = plain_logits(path, tiles)
    predictor = Predictor(*load_model(path), "cpu", "float32", never)
    for answer, plain in zip(predictor.predict(tiles, [CORE, CORE], True, True), logits):
        expected = plain.argmax(dim=0).numpy() + 1
        assert (answer.classes == expected).mean() > 0.999  # ties of a random network
        percent = torch.softmax(plain, dim=0).numpy() * 100
        assert np.abs(answer.probabilities - percent).max() <= 0.51
        assert np.abs(answer.confidence - percent.max(axis=0)).max() <= 0.51


def test_outputs_that_were_never_trained_are_never_predicted(write_model, tiles):
    path = write_model("masked", outputs=(0, 13, 0, 6, 0))
    logits = plain_logits(path, tiles)[:, [1, 3]]
    predictor = Predictor(*load_model(path), "cpu", "float32", never)
    assert predictor.numeros == (13, 6)
    answer = predictor.predict(tiles[:1], [CORE], with_probabilities=True)[0]
    expected = np.array([13, 6])[logits[0].argmax(dim=0).numpy()]
    assert (answer.classes == expected).mean() > 0.999
    assert np.abs(answer.probabilities.astype(int).sum(axis=0) - 100).max() <= 1


def test_bfloat16_answers_nearly_the_same_probabilities(write_model, tiles):
    path = write_model()
    exact, rough = (
        Predictor(*load_model(path), "cpu", precision, never).predict(tiles, [CORE, CORE], with_probabilities=True)
        for precision in ("float32", "bfloat16")
    )
    difference = exact[0].probabilities.astype(int) - rough[0].probabilities
    assert np.abs(difference).mean() < 1.5


@pytest.mark.parametrize("folded", [True, False])
@pytest.mark.parametrize("margins", [(0, 0, 0, 0), (32,) * 4, (64,) * 4, (96, 32, 0, 64), (0, 128, 128, 32)])
def test_the_cropped_decoder_gives_the_logits_of_the_whole_one(write_model, margins, folded):
    _passport, network = load_model(write_model())
    pixels = torch.from_numpy(np.random.default_rng(1).normal(size=(1, 4, 288, 320)).astype(np.float32))
    top, bottom, left, right = margins
    with torch.inference_mode():
        whole = network(pixels)[:, :, top : 288 - bottom, left : 320 - right]
        cropped = CroppedUnet(network, folded)(pixels, Margins(*margins))
    context = [min(side, CONTEXT_PX) for side in margins]
    height, width = whole.shape[2:]
    assert cropped.shape[2:] == (height + context[0] + context[1], width + context[2] + context[3])
    core = cropped[:, :, context[0] : context[0] + height, context[2] : context[2] + width]
    assert torch.allclose(core, whole, atol=1e-4 * float(whole.abs().max()))


def test_a_cancel_is_noticed_between_the_layers(write_model, tiles):
    calls = []

    def cancel_soon():
        calls.append(1)
        if len(calls) > 3:
            raise cancelled()

    predictor = Predictor(*load_model(write_model()), "cpu", "float32", cancel_soon)
    with pytest.raises(CancelledError):
        predictor.predict(tiles, [CORE, CORE])
    assert len(calls) == 4


@pytest.mark.parametrize("device", ["cuda:99", "tpu"])
def test_a_device_that_is_not_there_is_named(device):
    with pytest.raises(InvalidInputError, match=device):
        choose_device(device)


def test_an_asked_for_precision_is_kept():
    assert choose_precision("float32", torch.device("cpu")) == "float32"
    assert choose_precision("bfloat16", torch.device("cpu")) == "bfloat16"
    assert choose_precision("auto", torch.device("cpu")) in ("float32", "bfloat16")


def test_tiles_shrink_with_the_free_memory(write_model, monkeypatch):
    predictor = Predictor(*load_model(write_model()), "cpu", "float32", never)
    sizes = []
    for free_bytes in (64 * 2**30, 2**30, None):
        monkeypatch.setattr(predictor, "free_memory_bytes", lambda free_bytes=free_bytes: free_bytes)
        sizes.append(predictor.max_tile_px())
    roomy, tight, unknown = sizes
    assert tight < roomy == unknown
