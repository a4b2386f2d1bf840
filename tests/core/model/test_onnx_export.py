"""onnxruntime answers what torch answers, fed as Deepness feeds it."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import pytest
import rasterio
import torch

from cosia.core.errors import ModelError
from cosia.core.model.bundled import MODELS_FOLDER
from cosia.core.model.model_file import load_model
from cosia.core.model.onnx_export import TILE_SIZE_PX, onnx_metadata, onnx_model, training_normalisation

SAMPLE = Path(__file__).parents[3] / "resources" / "samples" / "pneo_demo" / "IMG_01_PNEO3_PMS-FS"
SOURCES = {"red": "RGB", "green": "RGB", "blue": "RGB", "nir": "NED", "red_edge": "NED", "deep_blue": "NED"}


@pytest.fixture(scope="module")
def sample():
    """512 × 512 pixels of the bundled product by role, reflectance × 10 000, mirrored beyond its tile."""
    halves = {}
    for half in ("RGB", "NED"):
        (path,) = SAMPLE.glob(f"*_{half}_R1C1.TIF")
        with rasterio.open(path) as dataset:
            pixels = dataset.read()[:, :TILE_SIZE_PX, :TILE_SIZE_PX]
        missing = [(0, TILE_SIZE_PX - side) for side in pixels.shape[1:]]
        halves[half] = np.pad(pixels, [(0, 0), *missing], mode="symmetric")
    order = {"red": 0, "green": 1, "blue": 2, "nir": 0, "red_edge": 1, "deep_blue": 2}
    return {role: halves[half][order[role]] for role, half in SOURCES.items()}


def session_of(content):
    return onnxruntime.InferenceSession(content, providers=["CPUExecutionProvider"])


def deepness_answers(session, tiles):
    """Probabilities for tiles ``(batch, height, width, bands)`` as Deepness computes them.

    It takes the standardisation from the metadata, divides by 255 before it, and wants square tiles of known size.
    """
    metadata = session.get_modelmeta().custom_metadata_map
    (pixels,), (output,) = session.get_inputs(), session.get_outputs()
    _batch, bands, height, width = pixels.shape
    assert (height, width) == tuple(output.shape[2:]) == tiles.shape[1:3]
    assert isinstance(height, int)
    mean, deviation = (np.float32(json.loads(metadata[f"standardization_{name}"])) for name in ("mean", "std"))
    fed = (np.float32(tiles[..., :bands] * (1.0 / 255.0)) - mean) / deviation
    return session.run(None, {pixels.name: fed.transpose(0, 3, 1, 2)})[0]


def torch_answers(passport, network, tiles):
    normalisation = training_normalisation(passport)
    valid = np.ones(tiles.shape[1:3], bool)
    fed = np.stack([normalisation.apply(tile.transpose(2, 0, 1), valid) for tile in tiles])
    with torch.inference_mode():
        return network(torch.from_numpy(fed)).softmax(dim=1).numpy()


def as_8_bit(tiles):
    """Spread over the digital numbers that an 8-bit model was trained on."""
    return (tiles / 30).clip(1, 255).astype(np.uint8)


@pytest.mark.parametrize(("name", "encode"), [("demo-ortho", as_8_bit), ("demo-pneo", np.asarray)])
def test_a_trained_model_gives_the_same_classes(sample, name, encode):
    passport, network = load_model(MODELS_FOLDER / f"{name}.safetensors")
    tile = encode(np.stack([sample[role] for role in passport.band_roles], axis=-1))
    tiles = np.stack([tile, tile[::-1]])
    expected = torch_answers(passport, network, tiles)
    assert len(np.unique(expected.argmax(axis=1))) >= 4
    answers = deepness_answers(session_of(onnx_model(passport, network, "en")), tiles)
    assert (answers.argmax(axis=1) == expected.argmax(axis=1)).mean() >= 0.999
    assert np.abs(answers - expected).max() < 1e-3
    np.testing.assert_allclose(answers.sum(axis=1), 1, atol=1e-5)


def test_outputs_that_were_never_trained_are_left_out(write_model):
    passport, network = load_model(write_model("masked", outputs=(0, 13, 0, 6, 0)))
    tiles = np.random.default_rng(2).integers(0, 256, (1, TILE_SIZE_PX, TILE_SIZE_PX, 4), np.uint8)
    normalised = torch_answers(passport, torch.nn.Sequential(network, Pick([1, 3])), tiles)
    session = session_of(onnx_model(passport, network, "fr"))
    assert session.get_outputs()[0].shape[1] == 2
    np.testing.assert_allclose(deepness_answers(session, tiles), normalised, atol=1e-4)
    metadata = session.get_modelmeta().custom_metadata_map
    assert json.loads(metadata["class_names"]) == {"0": "Culture", "1": "Surface eau"}
    assert json.loads(metadata["numeros"]) == [13, 6]


class Pick(torch.nn.Module):
    """Some of the channels."""

    def __init__(self, channels):
        super().__init__()
        self.channels = channels

    def forward(self, logits):
        return logits[:, self.channels]


@pytest.mark.parametrize(
    ("architecture", "encoder"), [("fpn", "resnet18"), ("deeplabv3", "resnet18"), ("upernet", "resnet18")]
)
def test_other_networks_are_exported(write_model, architecture, encoder):
    path = write_model(architecture, architecture=architecture, encoder=encoder, decoder_channels=())
    passport, network = load_model(path)
    tiles = np.random.default_rng(2).integers(0, 256, (1, TILE_SIZE_PX, TILE_SIZE_PX, 4), np.uint8)
    expected = torch_answers(passport, network, tiles)
    answers = deepness_answers(session_of(onnx_model(passport, network, "en")), tiles)
    np.testing.assert_allclose(answers, expected, atol=1e-4)


def test_metadata_are_what_deepness_reads(write_model):
    passport, network = load_model(write_model())
    model = onnx.load_model_from_string(onnx_model(passport, network, "en"))
    metadata = {entry.key: json.loads(entry.value) for entry in model.metadata_props}
    assert metadata["model_type"] == "Segmentor"
    assert metadata["resolution"] == pytest.approx(20.0)
    assert (metadata["tile_size"], metadata["tiles_overlap"]) == (512, 50)
    assert (metadata["seg_thresh"], metadata["seg_small_segment"]) == (0, 0)
    assert list(metadata["class_names"]) == [str(index) for index in range(15)]
    assert metadata["class_names"]["0"] == "Building"
    np.testing.assert_allclose(metadata["standardization_mean"], np.array(passport.means) / 255)
    np.testing.assert_allclose(metadata["standardization_std"], np.array(passport.deviations) / 255)
    assert metadata["cosia_passport"]["tensor_hash"] == passport.tensor_hash
    assert [entry.version for entry in model.opset_import] == [15]


@pytest.mark.parametrize(("encoding", "full_scale"), [("8-bit", 255), ("reflectance", 10_000)])
def test_norma_01_becomes_a_standardisation(write_model, encoding, full_scale):
    passport, _network = load_model(write_model())
    passport = replace(passport, normalisation="norma-01", means=(), deviations=(), encoding=encoding)
    metadata = onnx_metadata(passport, "en")
    assert json.loads(metadata["standardization_mean"]) == [0, 0, 0, 0]
    assert json.loads(metadata["standardization_std"]) == pytest.approx([full_scale / 255] * 4)


def test_a_model_that_reads_metadata_is_refused(write_model):
    path = write_model("embedding", encoder="resnet18", patch_size_px=512, metadata_embedding=True)
    with pytest.raises(ModelError, match=r"also reads where, how high, .* choose a model without embedded metadata"):
        onnx_model(*load_model(path), "en")


def test_what_onnx_cannot_express_is_refused(write_model):
    path = write_model("pspnet", architecture="pspnet", encoder="resnet18", decoder_channels=())
    with pytest.raises(ModelError, match=r"'pspnet' \(pspnet, resnet18\) cannot be written as ONNX: .*factor of input"):
        onnx_model(*load_model(path), "en")
