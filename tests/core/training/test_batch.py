"""As many chips as memory holds."""

import subprocess
import sys
from pathlib import Path

import pytest
import torch

from cosia.core.model.model_file import load_model
from cosia.core.training import batch
from cosia.core.training.batch import LEAST, MOST, chip_bytes, choose_batch_size
from cosia.core.training.strategies import prepare, set_training_mode

ROOT = Path(__file__).parents[3]
CPU = torch.device("cpu")
GIGABYTE = 10**9


@pytest.fixture
def network(write_model):
    return load_model(write_model())[1]


def test_more_memory_holds_more_chips_within_the_limits(network):
    sizes = [choose_batch_size(network, 96, 4, CPU, megabytes * 10**6) for megabytes in (0, 200, 300, 400, 10_000)]
    assert sizes == sorted(sizes) and sizes[0] == LEAST and sizes[-1] == MOST and len(set(sizes)) > 3


def test_the_worker_stays_below_its_limit_whatever_the_computer_has(network, monkeypatch):
    """Chips that are far too large: what they would take is told instead of measured."""
    monkeypatch.setattr(batch, "chip_bytes", lambda *_arguments: GIGABYTE)
    sizes = [choose_batch_size(network, 4096, 4, CPU, free_bytes) for free_bytes in (None, 100 * GIGABYTE)]
    assert sizes == [4, 4]


def test_larger_chips_are_fewer(network):
    sizes = [choose_batch_size(network, chip_px, 4, CPU, GIGABYTE // 4) for chip_px in (64, 96, 128, 160)]
    assert sizes == sorted(sizes, reverse=True) and len(set(sizes)) > 2


def test_what_is_frozen_keeps_nothing(network):
    bytes_by_strategy = []
    for strategy in ("ft-initialisation", "ft-freeze-encoder", "ft-finetune-head"):
        prepare(network, strategy)
        bytes_by_strategy.append(chip_bytes(network, 64, 4, CPU))
    assert bytes_by_strategy == sorted(bytes_by_strategy, reverse=True) and len(set(bytes_by_strategy)) == 3


def test_the_look_at_a_chip_changes_nothing(network):
    prepare(network, "ft-freeze-encoder")
    set_training_mode(network, "ft-freeze-encoder")
    before = {name: tensor.clone() for name, tensor in network.state_dict().items()}
    modes = [module.training for module in network.modules()]
    chip_bytes(network, 64, 4, CPU)
    assert modes == [module.training for module in network.modules()]
    assert all(torch.equal(tensor, before[name]) for name, tensor in network.state_dict().items())
    assert all(parameter.grad is None for parameter in network.parameters())


STEPS = """
import re, sys, torch
from core.model.allocator import keep_freed_memory
from core.model.model_file import load_model
from core.training.batch import chip_bytes
from core.training.losses import build_loss
from core.training.strategies import prepare, set_training_mode

def peak_bytes():
    # getrusage would begin with the peak of the process that started this one.
    return 1024 * int(re.search(r"VmHWM:\\s+(\\d+)", open("/proc/self/status").read())[1])

chips, chip_px = 6, 256
torch.set_num_threads(1)
keep_freed_memory()
passport, network = load_model(sys.argv[1])
loss = build_loss("cross-entropy-dice", torch.ones(15))
optimiser = torch.optim.AdamW(prepare(network, "ft-initialisation"))
estimated = chips * chip_bytes(network, chip_px, 4, torch.device("cpu"))
set_training_mode(network, "ft-initialisation")
before = peak_bytes()
for step in range(2):
    optimiser.zero_grad()
    labels = torch.randint(15, (chips, chip_px, chip_px))
    loss(network(torch.randn(chips, 4, chip_px, chip_px)), labels).backward()
    optimiser.step()
print(estimated, peak_bytes() - before)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="the peak is read as Linux tells it")
def test_a_step_takes_about_what_is_estimated(write_model):
    answer = subprocess.run(
        [sys.executable, "-c", STEPS, write_model()], cwd=ROOT, check=True, capture_output=True, text=True, timeout=300
    )
    estimated, taken = map(int, answer.stdout.split())
    assert 0.4 * estimated < taken < estimated
