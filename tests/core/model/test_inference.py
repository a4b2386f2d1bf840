"""The fast path answers what the plain network answers."""

import numpy as np
import pytest
import torch

from cosia.core.errors import CancelledError
from cosia.core.jobs import ARCHITECTURES
from cosia.core.model.cropped_unet import CONTEXT_PX, CroppedUnet, Margins
from cosia.core.model.inference import Predictor
from cosia.core.model.model_file import load_model
from cosia.core.progress import cancelled
from cosia.core.raster.tiling import Tiling

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


def test_tiles_shrink_with_the_free_memory(write_model, monkeypatch):
    predictor = Predictor(*load_model(write_model()), "cpu", "float32", never)
    sizes = []
    for free_bytes in (64 * 2**30, 2**30, None):
        monkeypatch.setattr(predictor, "free_memory_bytes", lambda free_bytes=free_bytes: free_bytes)
        sizes.append(predictor.max_tile_px())
    roomy, tight, unknown = sizes
    assert tight < roomy == unknown


# Architectures and encoders of any kind

UNETS = ("resnet18", "efficientnet-b0", "densenet121", "vgg11", "mit_b0", "tu-convnextv2_atto", "tu-resnet18")
OTHERS = tuple(name for name in ARCHITECTURES if name != "unet")


def small_model(write_model, architecture, encoder):
    with_channels = architecture in ("unet", "unetplusplus", "manet")
    return write_model(
        f"{architecture}-{encoder}",
        architecture=architecture,
        encoder=encoder,
        decoder_channels=(32, 16, 16, 8, 8) if with_channels else (),
        outputs=(*range(1, 16), 0, 0),
    )


def trained_logits(path, tiles):
    """Of the outputs that stand for a class; the core of the plain network's answer."""
    return plain_logits(path, tiles)[:, :15].numpy()


@pytest.mark.parametrize(
    ("architecture", "encoder"),
    [*(("unet", encoder) for encoder in UNETS), *((name, "resnet18") for name in OTHERS)],
)
def test_every_architecture_answers_what_the_plain_network_answers(write_model, tiles, architecture, encoder):
    path = small_model(write_model, architecture, encoder)
    logits = trained_logits(path, tiles)
    predictor = Predictor(*load_model(path), "cpu", "float32", never)
    for answer, plain in zip(predictor.predict(tiles, [CORE, CORE], with_probabilities=True), logits):
        assert answer.classes.max() <= 15
        assert (answer.classes == plain.argmax(axis=0) + 1).mean() > 0.999
        percent = torch.softmax(torch.from_numpy(plain), dim=0).numpy() * 100
        assert np.abs(answer.probabilities - percent).max() <= 0.51


@pytest.mark.parametrize(
    ("architecture", "encoder"),
    [
        ("unet", "mit_b0"),
        ("unet", "tu-convnextv2_atto"),
        ("fpn", "resnet18"),
        ("deeplabv3", "resnet18"),
        ("upernet-0.4", "mit_b0"),
    ],
)
def test_bfloat16_fits_layer_and_group_normalisation_too(write_model, tiles, architecture, encoder):
    path = small_model(write_model, architecture, encoder)
    exact, rough = (
        Predictor(*load_model(path), "cpu", precision, never).predict(tiles, [CORE, CORE], with_probabilities=True)
        for precision in ("float32", "bfloat16")
    )
    difference = exact[0].probabilities.astype(int) - rough[0].probabilities
    assert np.abs(difference).mean() < 1.5


@pytest.mark.parametrize(
    ("architecture", "encoder", "sees_patches"),
    [("unet", "resnet18", False), ("unet", "mit_b0", True), ("deeplabv3", "resnet18", True)],
)
def test_networks_that_see_the_whole_tile_see_none_larger_than_in_training(
    write_model, monkeypatch, architecture, encoder, sees_patches
):
    predictor = Predictor(*load_model(small_model(write_model, architecture, encoder)), "cpu", "float32", never)
    monkeypatch.setattr(predictor, "free_memory_bytes", lambda: 64 * 2**30)
    assert (predictor.max_tile_px() == 256 * 256) is sees_patches
    assert (predictor.max_tile_px() > 256 * 256) is not sees_patches


def test_wider_encoders_get_more_memory_for_a_tile(write_model):
    tiling = Tiling((0, 0, 512, 512), 512, 512, 0)
    narrow, wide = (
        Predictor(*load_model(small_model(write_model, "unet", encoder)), "cpu", "float32", never).working_bytes(tiling)
        for encoder in ("resnet18", "resnet50")
    )
    assert wide > narrow + 100_000_000
