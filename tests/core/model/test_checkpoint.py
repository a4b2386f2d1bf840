"""Weights are read without running anything, and everything else meets one sentence."""

import os
import pickle

import numpy as np
import pytest
import safetensors.torch
import torch

from cosia.core.errors import InvalidInputError, ModelError
from cosia.core.model.checkpoint import network_prefix, read_checkpoint, take_network
from tests.core.checkpoint_files import save

TENSORS = {"layer.weight": torch.arange(6.0).reshape(2, 3), "layer.bias": torch.tensor([1.0, 2.0])}


class Malice:
    """Runs a command when it is unpickled."""

    def __init__(self, marker):
        self.marker = marker

    def __reduce__(self):
        return os.system, (f"touch '{self.marker}'",)


@pytest.mark.parametrize("name", ["a.pth", "a.pt", "a.ckpt", "a.safetensors", "A.PTH"])
def test_every_format_gives_the_same_tensors(tmp_path, name):
    checkpoint = read_checkpoint(save(TENSORS, tmp_path / name))
    assert set(checkpoint.tensors) == set(TENSORS)
    for name, expected in TENSORS.items():
        torch.testing.assert_close(checkpoint.tensors[name], expected, rtol=0, atol=0)
    assert len(checkpoint.sha256) == 64


def test_counters_of_steps_are_left_out(tmp_path):
    tensors = {**TENSORS, "norm.num_batches_tracked": torch.tensor(7)}
    assert "norm.num_batches_tracked" not in read_checkpoint(save(tensors, tmp_path / "a.pth")).tensors


@pytest.mark.parametrize("format_of_2020", [True, False])
@pytest.mark.parametrize("where", ["alone", "among weights"])
def test_code_in_a_pickle_is_refused_and_never_runs(tmp_path, format_of_2020, where):
    marker, path = tmp_path / "ran", tmp_path / "evil.pth"
    content = Malice(marker) if where == "alone" else {**TENSORS, "extra": Malice(marker)}
    torch.save(content, path, _use_new_zipfile_serialization=not format_of_2020)
    with pytest.raises(ModelError, match=r"'evil\.pth' holds more than weights: opening it would run '\w+\.system'"):
        read_checkpoint(path)
    assert not marker.exists()
    # The file is dangerous indeed: the check above can fail.
    torch.load(path, weights_only=False)
    assert marker.exists()


def test_code_in_a_bare_pickle_is_refused_and_never_runs(tmp_path):
    marker, path = tmp_path / "ran", tmp_path / "evil.pth"
    path.write_bytes(pickle.dumps(Malice(marker)))
    with pytest.raises(ModelError, match=r"'evil\.pth' (is damaged|holds more than weights)") as caught:
        read_checkpoint(path)
    assert not marker.exists()
    assert "weights_only" not in caught.value.message  # no advice to open it all the same


def test_a_program_of_torchscript_is_refused(tmp_path):
    path = tmp_path / "program.pt"
    torch.jit.script(torch.nn.Linear(2, 2)).save(str(path))
    with pytest.raises(ModelError, match="holds more than weights: opening it would run 'TorchScript'"):
        read_checkpoint(path)


@pytest.mark.parametrize("name", ["a.pth", "a.ckpt", "a.safetensors"])
@pytest.mark.parametrize("kept", [0, 7, 60, -1])
def test_a_cut_file_is_refused(tmp_path, name, kept):
    path = save(TENSORS, tmp_path / name)
    path.write_bytes(path.read_bytes()[:kept])
    with pytest.raises(ModelError, match="is damaged, incomplete or no file of weights"):
        read_checkpoint(path)


@pytest.mark.parametrize("name", ["a.pth", "a.safetensors"])
def test_something_else_under_the_name_is_refused(tmp_path, name):
    path = tmp_path / name
    path.write_text("<html>Sign in to download this file</html>")
    with pytest.raises(
        ModelError, match=r"is damaged, incomplete or no file of weights \([^.]+\); fetch it again\.$"
    ) as caught:
        read_checkpoint(path)
    assert "weights_only" not in caught.value.message


@pytest.mark.parametrize(
    ("content", "named"),
    [
        ({"epoch": 3, "lr": 0.1}, "'epoch' is int"),
        ({"weights": [1.0, 2.0]}, "'weights' is list"),
        ({3: torch.ones(2)}, "'3' is Tensor"),
        ({"phase": torch.ones(2, dtype=torch.complex64)}, "'phase' is Tensor"),
        ({"sparse": torch.eye(3).to_sparse()}, "'sparse' is Tensor"),
        ([torch.ones(2)], "holds no weights by name, but list"),
        ({}, "holds no weights by name, but dict"),
        (torch.ones(3), "holds no weights by name, but Tensor"),
    ],
)
def test_other_content_is_named(tmp_path, content, named):
    path = tmp_path / "a.pth"
    torch.save(content, path)
    with pytest.raises(ModelError, match=named):
        read_checkpoint(path)


def test_arrays_of_numpy_are_refused(tmp_path):
    path = tmp_path / "a.pth"
    torch.save({"weights": np.ones(3)}, path)
    with pytest.raises(ModelError, match=r"'a\.pth' holds "):
        read_checkpoint(path)


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
@pytest.mark.parametrize("name", ["a.pth", "a.safetensors"])
def test_numbers_that_are_not_finite_are_refused(tmp_path, name, value):
    tensors = {**TENSORS, "layer.bias": torch.tensor([1.0, value])}
    with pytest.raises(ModelError, match=r"'layer\.bias' that are no finite numbers"):
        read_checkpoint(save(tensors, tmp_path / name))


def test_a_model_file_needs_no_import(write_model):
    with pytest.raises(ModelError, match="is a model file already"):
        read_checkpoint(write_model())


def test_another_ending_is_refused(tmp_path):
    with pytest.raises(InvalidInputError, match=r"choose one that ends in \.pth, \.pt, \.ckpt, \.safetensors"):
        read_checkpoint(tmp_path / "model.onnx")


@pytest.mark.parametrize("name", ["absent.pth", "absent.safetensors"])
def test_an_absent_file_is_named(tmp_path, name):
    with pytest.raises(ModelError, match=rf"{name}' cannot be read: No such file"):
        read_checkpoint(tmp_path / name)


def test_a_folder_is_refused(tmp_path):
    (tmp_path / "folder.pth").mkdir()
    with pytest.raises(ModelError, match=r"folder\.pth' cannot be read"):
        read_checkpoint(tmp_path / "folder.pth")


def test_half_precision_in_safetensors_is_read(tmp_path):
    path = tmp_path / "half.safetensors"
    safetensors.torch.save_file({name: tensor.half() for name, tensor in TENSORS.items()}, path)
    assert read_checkpoint(path).tensors["layer.weight"].dtype == torch.float16


HEAD = "segmentation_head.0.weight"


@pytest.mark.parametrize("prefix", ["", "model.", "module.", "_orig_mod.net.model."])
def test_the_prefix_is_what_stands_before_the_head(prefix):
    tensors = {f"{prefix}{HEAD}": torch.ones(1), f"{prefix}encoder.weight": torch.ones(1)}
    assert network_prefix(tensors, "a.pth") == prefix
    network, beside = (
        take_network({**tensors, "criterion.weight": torch.ones(1)}, prefix, "a.pth") if prefix else ({}, ())
    )
    assert set(network) == ({HEAD, "encoder.weight"} if prefix else set())
    assert beside == (("criterion.weight",) if prefix else ())


def test_no_head_and_several_heads_are_refused():
    with pytest.raises(ModelError, match="none of its 1 tensors is called 'segmentation_head"):
        network_prefix({f"my{HEAD}": torch.ones(1)}, "a.pth")
    with pytest.raises(ModelError, match=r"holds 2 networks, 'ema\.', 'model\.'"):
        network_prefix({f"model.{HEAD}": torch.ones(1), f"ema.{HEAD}": torch.ones(1)}, "a.pth")


def test_a_tensor_beside_the_network_is_named():
    tensors = {f"model.{HEAD}": torch.ones(1), "teacher.weight": torch.ones(1)}
    with pytest.raises(
        ModelError, match=r"holds the tensor 'teacher\.weight', which is no part of the network 'model\.…'"
    ):
        take_network(tensors, "model.", "a.pth")
