"""The state of a training is read only by the same one; a full disk costs the state, not the training."""

import errno

import pytest
import torch

from cosia.core.errors import InvalidInputError
from cosia.core.training.checkpoint import Checkpoint, check_room


@pytest.fixture
def told():
    return []


@pytest.fixture
def checkpoint(tmp_path, told):
    return Checkpoint(tmp_path / "c.pt", told.append)


def test_what_was_written_is_read(checkpoint):
    assert checkpoint.read("here") is None
    checkpoint.write({"signature": "here", "weights": torch.arange(3)})
    assert checkpoint.read("here")["weights"].tolist() == [0, 1, 2]
    assert checkpoint.read("elsewhere") is None


@pytest.mark.parametrize("content", [b"", b"nothing of the kind"])
def test_a_damaged_file_is_none(checkpoint, content):
    checkpoint.file.write_bytes(content)
    assert checkpoint.read("here") is None


def full(*_arguments):
    raise OSError(errno.ENOSPC, "No space left on device")


def broken(*_arguments):
    raise RuntimeError("[enforce fail at inline_container.cc:668] . unexpected pos 64 vs 0\nframe #0: …")


@pytest.mark.parametrize(("failing", "why"), [(full, "No space left on device"), (broken, "unexpected pos")])
def test_a_full_disk_is_told_once_and_leaves_the_former_state(checkpoint, told, monkeypatch, failing, why):
    checkpoint.write({"signature": "here", "epoch": 1})
    monkeypatch.setattr(torch, "save", failing)
    checkpoint.write({"signature": "here", "epoch": 2})
    checkpoint.write({"signature": "here", "epoch": 3})
    assert checkpoint.read("here")["epoch"] == 1
    assert len(told) == 1 and why in told[0] and "could not be resumed from here; free the disk" in told[0]
    assert "frame" not in told[0] and [path.name for path in checkpoint.file.parent.iterdir()] == ["c.pt"]


def test_room_is_asked_for_before_training(tmp_path, monkeypatch):
    network = torch.nn.Conv2d(4, 8, 3)
    check_room(tmp_path, network)
    monkeypatch.setattr("shutil.disk_usage", lambda path: type("Usage", (), {"free": 1000})())
    with pytest.raises(InvalidInputError, match="for its state and the new model, but the disk has"):
        check_room(tmp_path, network)
