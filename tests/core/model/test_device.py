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
