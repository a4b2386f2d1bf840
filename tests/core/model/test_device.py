"""The device that is asked for, or a sentence; the precision that suits it."""

import pytest
import torch

from cosia.core.errors import InvalidInputError
from cosia.core.model.device import choose_device, choose_precision


@pytest.mark.parametrize("device", ["cuda:99", "tpu"])
def test_a_device_that_is_not_there_is_named(device):
    with pytest.raises(InvalidInputError, match=device):
        choose_device(device)


def test_an_asked_for_precision_is_kept():
    assert choose_precision("float32", torch.device("cpu")) == "float32"
    assert choose_precision("bfloat16", torch.device("cpu")) == "bfloat16"
    assert choose_precision("auto", torch.device("cpu")) in ("float32", "bfloat16")


def test_the_card_is_chosen_among_several(monkeypatch):
    monkeypatch.setattr(torch.cuda, "is_available", lambda: True)
    monkeypatch.setattr(torch.cuda, "device_count", lambda: 2)
    assert choose_device("auto", 1) == choose_device("cuda", 1) == choose_device("cuda:1") == torch.device("cuda:1")
    assert choose_device("auto") == torch.device("cuda")
    assert choose_device("cpu", 1) == torch.device("cpu")
    with pytest.raises(InvalidInputError, match="cuda:2"):
        choose_device("cuda", 2)
