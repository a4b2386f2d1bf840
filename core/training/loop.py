"""The training loop: AdamW, a one-cycle learning rate, a running average of the weights, checkpoints.

An interrupted training that is started again with the same arguments continues from its last checkpoint
and ends with the same weights as an uninterrupted one.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn

from ..partial_files import partial_file

Batch = tuple[torch.Tensor, torch.Tensor]
Loss = Callable[[torch.Tensor, torch.Tensor], torch.Tensor]


@dataclass(frozen=True)
class Schedule:
    """How long and how fast to train.

    Attributes:
        steps: number of batches.
        learning_rate: the highest one, reached after a tenth of the steps.
        weight_decay: of AdamW.
        average_decay: share of the running average that stays in each step.
        checkpoint_steps: batches between two checkpoints.
    """

    steps: int
    learning_rate: float = 2e-3
    weight_decay: float = 1e-2
    average_decay: float = 0.995
    checkpoint_steps: int = 100


def train(
    network: torch.nn.Module,
    draw_batch: Callable[[int], Batch],
    loss: Loss,
    schedule: Schedule,
    checkpoint: Path,
    watch: Callable[[int, float, torch.nn.Module], None],
) -> torch.nn.Module:
    """Trains a network, from its checkpoint if there is one.

    Args:
        network: changed in place.
        draw_batch: pixels and labels of a step; must give the same batch for the same step.
        loss: of logits ``(batch, outputs, height, width)`` and labels ``(batch, height, width)``.
        schedule: must be the one that the checkpoint was written with.
        checkpoint: file that is read if it exists, and rewritten as a whole.
        watch: called after each checkpoint with the steps done, the mean loss since the last one and the
            averaged network.

    Returns:
        The averaged network.
    """
    network.train().to(memory_format=torch.channels_last)  # type: ignore[call-overload]
    average = get_ema_multi_avg_fn(schedule.average_decay)  # type: ignore[no-untyped-call]
    averaged = AveragedModel(network, multi_avg_fn=average, use_buffers=True)
    optimiser = torch.optim.AdamW(network.parameters(), lr=schedule.learning_rate, weight_decay=schedule.weight_decay)
    rates = torch.optim.lr_scheduler.OneCycleLR(
        optimiser, schedule.learning_rate, total_steps=schedule.steps, pct_start=0.1
    )
    parts: dict[str, Any] = {
        "network": network,
        "averaged": averaged,
        "optimiser": optimiser,
        "rates": rates,
    }
    done = _restore(parts, checkpoint) if checkpoint.exists() else 0
    total = 0.0
    for step in range(done, schedule.steps):
        pixels, labels = draw_batch(step)
        value = loss(network(pixels.contiguous(memory_format=torch.channels_last)), labels)
        optimiser.zero_grad()
        value.backward()  # type: ignore[no-untyped-call]
        optimiser.step()
        rates.step()
        averaged.update_parameters(network)
        total += value.item()
        if (step + 1) % schedule.checkpoint_steps == 0 or step + 1 == schedule.steps:
            _save(parts, step + 1, checkpoint)
            watch(step + 1, total / (step % schedule.checkpoint_steps + 1), averaged.module)
            total = 0.0
    return averaged.module


def _save(parts: dict[str, Any], done: int, checkpoint: Path) -> None:
    with partial_file(checkpoint) as partial:
        torch.save({"done": done, **{name: part.state_dict() for name, part in parts.items()}}, partial)


def _restore(parts: dict[str, Any], checkpoint: Path) -> int:
    """Loads a checkpoint and tells how many steps it has seen."""
    states = torch.load(checkpoint, weights_only=True)
    for name, part in parts.items():
        part.load_state_dict(states[name])
    return int(states["done"])
