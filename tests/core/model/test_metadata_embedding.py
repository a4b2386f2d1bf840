"""Metadata become the 45 values of FLAIR-1, reach the bottleneck, and learn."""

import math
from dataclasses import replace
from datetime import datetime

import numpy as np
import pytest
import torch

from cosia.core.errors import InvalidInputError, ModelError
from cosia.core.model.inference import Predictor
from cosia.core.model.metadata_embedding import PatchMetadata
from cosia.core.model.model_file import load_model, save_model
from cosia.core.model.network import build_network

PATCH = PatchMetadata(420_000.0, 6_710_000.0, 316.49099121094, "UCE-M3-f120-s06", datetime(2019, 7, 14, 10, 30))


@pytest.fixture(scope="module")
def embedding(write_model):
    """A model file whose network embeds metadata."""
    return write_model("embedding", encoder="resnet18", patch_size_px=512, metadata_embedding=True)


@pytest.fixture(scope="module")
def pixels():
    torch.manual_seed(5)
    return torch.randn(1, 4, 512, 512)


def metadata_of(*patches):
    return torch.from_numpy(np.stack([patch.encode() for patch in patches]))


def test_values_are_those_of_flair_1():
    values = PATCH.encode()
    assert values.shape == (45,) and values.dtype == np.float32
    for axis, coordinate in enumerate((420_000.0, 6_710_000.0)):
        for i in range(8):
            angle = coordinate / 1e8 / 1e8 ** (2 * i / 16)
            expected = [math.sin(angle), math.cos(angle)]
            np.testing.assert_allclose(values[16 * axis + 2 * i :][:2], expected, rtol=1e-6)
    np.testing.assert_allclose(values[32:39], [0.1, 1, 0, 0, 1, 0, 0], rtol=1e-6)
    month, day, time = math.pi, 2 * math.pi * 14 / 31, 2 * math.pi * 10.5 / 24
    cycles = [(wave(angle) + 1) / 2 for angle in (month, day, time) for wave in (math.sin, math.cos)]
    np.testing.assert_allclose(values[39:], cycles, atol=1e-6)


def test_every_month_and_camera_is_told_apart():
    months = {tuple(replace(PATCH, taken=PATCH.taken.replace(month=month)).encode()) for month in range(1, 13)}
    assert len(months) == 12
    assert list(replace(PATCH, camera="CAMERA#030").encode()[33:35]) == [0, 1]


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"taken": datetime(2023, 5, 15)}, "taken in 2023, but .* only knows the years 2018 to 2021"),
        ({"x_m": 2.35, "y_m": 48.85}, r"y_m is 48\.85, but must lie between 6000000 and 7200000.*Lambert-93"),
        ({"x_m": -5_000.0}, "x_m is -5000"),
        ({"altitude_m": math.nan}, "altitude_m is nan, but must lie between -500 and 5000"),
    ],
)
def test_what_has_no_place_in_the_values_is_refused(changes, message):
    with pytest.raises(InvalidInputError, match=message):
        replace(PATCH, **changes).encode()


def test_metadata_are_added_to_the_rows_of_the_bottleneck(embedding, pixels):
    _passport, network = load_model(embedding)
    metadata = metadata_of(PATCH)
    deepest = []
    network.decoder.register_forward_pre_hook(lambda _module, features: deepest.append(features[0][-1]))
    with torch.inference_mode():
        logits = network(pixels, metadata)
        added = (deepest[0] - network.encoder(pixels)[-1])[0]
        values = network.metadata_layers(metadata)[0]
    assert logits.shape == (1, 15, 512, 512)
    assert added.shape == (512, 16, 16)
    torch.testing.assert_close(added, values[None, :, None].expand(512, 16, 16), rtol=0, atol=1e-5)


def test_a_model_file_keeps_the_embedding(embedding, pixels, tmp_path):
    passport, network = load_model(embedding)
    assert passport.metadata_embedding
    again = tmp_path / "again.safetensors"
    assert save_model(again, passport, network.state_dict()).tensor_hash == passport.tensor_hash
    loaded_passport, loaded = load_model(again)
    assert loaded_passport == passport
    metadata = metadata_of(PATCH)
    with torch.inference_mode():
        torch.testing.assert_close(loaded(pixels, metadata), network(pixels, metadata), rtol=0, atol=0)


def test_training_moves_the_metadata_layers_and_lowers_the_loss(embedding, pixels):
    passport, _network = load_model(embedding)
    torch.manual_seed(0)
    network = build_network(passport).train()
    # Nothing but the metadata tells the two patches apart.
    batch = pixels.repeat(2, 1, 1, 1)
    labels = torch.tensor([3, 8])[:, None, None].expand(2, 512, 512)
    metadata = metadata_of(PATCH, replace(PATCH, camera="CAMERA#030", taken=datetime(2021, 1, 2, 16, 0)))
    before = [layer.weight.detach().clone() for layer in network.metadata_layers if hasattr(layer, "weight")]
    optimiser = torch.optim.AdamW(network.parameters(), lr=1e-2)
    losses = []
    for _step in range(3):
        loss = torch.nn.functional.cross_entropy(network(batch, metadata), labels)
        optimiser.zero_grad()
        loss.backward()
        assert all(parameter.grad is not None for parameter in network.metadata_layers.parameters())
        assert all(parameter.grad.isfinite().all() for parameter in network.metadata_layers.parameters())
        optimiser.step()
        losses.append(loss.item())
    assert losses[-1] < losses[0]
    after = [layer.weight for layer in network.metadata_layers if hasattr(layer, "weight")]
    assert all((new - old).abs().max() > 1e-4 for new, old in zip(after, before))


def test_other_tiles_are_refused(embedding):
    _passport, network = load_model(embedding)
    with pytest.raises(InvalidInputError, match=r"The tile has 256 × 512 px, but .* tiles of 512 × 512 px only"):
        network(torch.zeros(1, 4, 512, 256), metadata_of(PATCH))


@pytest.mark.parametrize(
    "changes",
    [
        {"encoder": "mobilenet_v2", "patch_size_px": 512},
        {"encoder": "resnet18", "patch_size_px": 256},
        {"encoder": "resnet18", "patch_size_px": 512, "architecture": "fpn", "decoder_channels": ()},
    ],
)
def test_networks_without_such_a_bottleneck_are_refused(write_model, changes):
    with pytest.raises(ModelError, match="cannot embed metadata; that takes a unet with the encoder resnet18 or"):
        write_model("unfit", metadata_embedding=True, **changes)


def test_pixels_alone_are_refused(embedding):
    with pytest.raises(ModelError, match=r"also reads where, how high, .* choose a model without embedded metadata"):
        Predictor(*load_model(embedding), "cpu", "float32", lambda: None)
