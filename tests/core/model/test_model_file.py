"""A model file is read as it was written, or not at all."""

import hashlib
import json
import pickle
import struct
import subprocess
import sys
from dataclasses import replace

import numpy as np
import pytest
import safetensors.torch
import torch

from cosia.core.errors import ModelError
from cosia.core.model.model_file import METADATA_KEY, load_model, read_passport, save_model
from cosia.core.model.network import build_network
from cosia.core.model.passport import Passport


@pytest.fixture(scope="module")
def passport():
    return Passport(
        name="tiny",
        architecture="unet",
        encoder="mobilenet_v2",
        decoder_channels=(8, 8, 8, 8, 8),
        band_roles=("red", "green", "blue", "nir"),
        encoding="8-bit",
        normalisation="norma-01",
        means=(),
        deviations=(),
        outputs=(1, 2, 3, 0, 15),
        pixel_size_m=0.2,
        patch_size_px=64,
        demonstration=True,
        training={},
        licence="",
        source="",
    )


@pytest.fixture(scope="module")
def network(passport):
    torch.manual_seed(0)
    return build_network(passport).eval()


@pytest.fixture
def model_file(tmp_path, passport, network):
    path = tmp_path / "tiny.safetensors"
    save_model(path, passport, network.state_dict())
    return path


def rewrite(path, change_tensors=lambda tensors: None, **passport_values):
    """Write the file anew with other tensors, their right hash and other passport values."""
    tensors = safetensors.torch.load(path.read_bytes())
    change_tensors(tensors)
    digest = hashlib.sha256()
    dtypes = {torch.float32: "F32", torch.float16: "F16"}
    for name, tensor in sorted(tensors.items()):
        digest.update(json.dumps([name, dtypes[tensor.dtype], list(tensor.shape)]).encode() + b"\n")
        digest.update(tensor.numpy().tobytes())
    values = {"tensor_hash": f"sha256:{digest.hexdigest()}", **passport_values}
    old = json.loads(read_passport(path).to_json())
    path.write_bytes(safetensors.torch.save(tensors, {METADATA_KEY: json.dumps({**old, **values})}))


def write_header(path, header, length=None):
    text = header if isinstance(header, bytes) else json.dumps(header).encode()
    path.write_bytes(struct.pack("<Q", len(text) if length is None else length) + text)


def test_round_trip_in_float32(model_file, network):
    loaded_passport, loaded = load_model(model_file)
    assert loaded_passport == read_passport(model_file)
    assert not loaded.training
    pixels = torch.rand(1, 4, 64, 64)
    with torch.inference_mode():
        torch.testing.assert_close(loaded(pixels), network(pixels), rtol=0, atol=0)
        assert loaded(pixels).shape == (1, 5, 64, 64)


def test_half_precision_halves_the_file_and_is_widened(tmp_path, passport, network, model_file):
    half_file = tmp_path / "half.safetensors"
    save_model(half_file, passport, network.state_dict(), torch.float16)
    assert half_file.stat().st_size < 0.56 * model_file.stat().st_size
    _, loaded = load_model(half_file)
    weight = loaded.segmentation_head[0].weight
    assert weight.dtype == torch.float32
    torch.testing.assert_close(weight, network.segmentation_head[0].weight.half().float(), rtol=0, atol=0)


def test_same_model_gives_the_same_bytes(tmp_path, passport, network, model_file):
    again = tmp_path / "again.safetensors"
    written = save_model(again, passport, dict(reversed(network.state_dict().items())))
    assert again.read_bytes() == model_file.read_bytes()
    assert written == read_passport(again)
    assert list(tmp_path.glob("*partial*")) == []


def test_hash_is_that_of_the_documented_recipe(model_file):
    before = read_passport(model_file).tensor_hash
    rewrite(model_file)
    assert read_passport(model_file).tensor_hash == before


def test_passport_is_read_without_torch(model_file, request):
    code = (
        "import sys; sys.modules['torch'] = sys.modules['numpy'] = None\n"
        "from core.model.model_file import read_passport; print(read_passport(sys.argv[1]).name)"
    )
    answer = subprocess.run(
        [sys.executable, "-c", code, str(model_file)],
        cwd=request.config.rootpath, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert answer.stdout == "tiny\n"


def test_a_file_that_could_not_be_read_again_is_not_written(tmp_path, passport, network):
    path = tmp_path / "unfit.safetensors"
    with pytest.raises(ModelError, match=r"unfit\.safetensors' has an unfitting 'pixel_size_m': nan"):
        save_model(path, replace(passport, pixel_size_m=float("nan")), network.state_dict())
    assert list(tmp_path.iterdir()) == []


def test_changed_weight_is_refused(model_file):
    content = bytearray(model_file.read_bytes())
    content[-1] ^= 1
    model_file.write_bytes(content)
    read_passport(model_file)
    with pytest.raises(ModelError, match="damaged: its tensors do not have the hash"):
        load_model(model_file)


def test_cut_file_is_refused(model_file):
    model_file.write_bytes(model_file.read_bytes()[:-100])
    with pytest.raises(ModelError, match=r"tiny\.safetensors"):
        load_model(model_file)


def test_missing_tensor_is_named(model_file):
    rewrite(model_file, lambda tensors: tensors.pop("decoder.blocks.0.conv1.0.weight"))
    with pytest.raises(ModelError, match=r"'decoder\.blocks\.0\.conv1\.0\.weight' is absent in the file and 8 × "):
        load_model(model_file)


def test_surplus_tensor_is_named(model_file):
    rewrite(model_file, lambda tensors: tensors.update({"criterion.weight": torch.ones(5)}))
    with pytest.raises(ModelError, match=r"'criterion\.weight' is 5 in the file and absent in the network"):
        load_model(model_file)


def test_other_shape_is_named(model_file):
    rewrite(model_file, outputs=[1, 2, 3])
    with pytest.raises(ModelError, match=r"'segmentation_head\.0\.weight' is 5 × 8 × 3 × 3 in the file and 3 × 8"):
        load_model(model_file)


def test_unknown_encoder_is_named(model_file):
    rewrite(model_file, encoder="tu-anything")
    with pytest.raises(ModelError, match="unknown encoder 'tu-anything'"):
        load_model(model_file)


def test_values_that_are_no_numbers_are_refused(model_file, passport, network, tmp_path):
    rewrite(model_file, lambda tensors: tensors["segmentation_head.0.bias"].fill_(torch.nan))
    with pytest.raises(ModelError, match=r"'segmentation_head\.0\.bias' that are no finite numbers"):
        load_model(model_file)
    state = {**network.state_dict(), "segmentation_head.0.bias": torch.full((5,), 1e6)}
    with pytest.raises(ModelError, match=r"'segmentation_head\.0\.bias' that are no finite numbers"):
        save_model(tmp_path / "large.safetensors", passport, state, torch.float16)
    assert not (tmp_path / "large.safetensors").exists()


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"1234567",
        struct.pack("<Q", 0),
        struct.pack("<Q", 2**63) + b"{}",
        struct.pack("<Q", 50) + b'{"__metadata__":{}}',
        struct.pack("<Q", 3) + b"\xff\xfe\x00",
        struct.pack("<Q", 2) + b"[]",
        pickle.dumps({"weights": np.zeros(3)}),
    ],
)
def test_other_files_are_refused(tmp_path, content):
    path = tmp_path / "other.safetensors"
    path.write_bytes(content)
    for read in (read_passport, load_model):
        with pytest.raises(ModelError, match=r"other\.safetensors' is no model file"):
            read(path)


def test_torch_checkpoint_is_refused_without_unpickling(tmp_path):
    path = tmp_path / "checkpoint.pth"
    torch.save({"weights": torch.zeros(3)}, path)
    with pytest.raises(ModelError, match=r"checkpoint\.pth' is no model file"):
        load_model(path)


@pytest.mark.parametrize("header", [{}, {"__metadata__": 3}, {"__metadata__": {"format": "pt"}}])
def test_file_without_passport_points_to_the_import(tmp_path, header):
    path = tmp_path / "plain.safetensors"
    write_header(path, header)
    with pytest.raises(ModelError, match="holds no CoSIA passport"):
        read_passport(path)


@pytest.mark.parametrize(
    "entry",
    [
        7,
        {},
        {"dtype": "F32", "shape": [2], "data_offsets": 3},
        {"dtype": "F32", "shape": [2], "data_offsets": [0, "8"]},
    ],
)
def test_senseless_tensor_entries_are_refused(tmp_path, passport, entry):
    path = tmp_path / "odd.safetensors"
    values = {**json.loads(passport.to_json()), "tensor_hash": "sha256:" + "0" * 64}
    write_header(path, {"__metadata__": {METADATA_KEY: json.dumps(values)}, "weight": entry})
    with pytest.raises(ModelError, match=r"odd\.safetensors' is no model file"):
        load_model(path)


def test_absent_file_is_named(tmp_path):
    with pytest.raises(ModelError, match=r"absent\.safetensors' cannot be read"):
        read_passport(tmp_path / "absent.safetensors")
