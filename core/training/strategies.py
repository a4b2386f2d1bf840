"""IGN's four strategies: which parts of a network move in training, and which stand still with all they count.

A frozen part takes no gradient and stays in evaluation mode. Batch normalisation then neither updates its running
statistics nor uses those of the batch, so that a frozen part answers exactly what it answered in the parent model.
"""

from collections.abc import Iterator

import torch

HEAD, ENCODER = "segmentation_head", "encoder"
"""Children of the networks of segmentation-models-pytorch."""

LEARNING_RATES = {"app-scratch": 1e-3, "ft-initialisation": 3e-4, "ft-freeze-encoder": 1e-3, "ft-finetune-head": 1e-2}
"""The highest rate of AdamW."""


def prepare(network: torch.nn.Module, strategy: str) -> list[torch.nn.Parameter]:
    """Freezes what the strategy leaves alone.

    Args:
        network: changed in place, see :func:`set_training_mode` for its mode; parts that were frozen before move
            again unless the strategy freezes them.
        strategy: one of ``jobs.STRATEGIES``.

    Returns:
        The parameters that move, for the optimiser.
    """
    network.requires_grad_(True)
    for part in _frozen_parts(network, strategy):
        part.requires_grad_(False)
    return [parameter for parameter in network.parameters() if parameter.requires_grad]


def set_training_mode(network: torch.nn.Module, strategy: str) -> None:
    """Training mode for what moves, evaluation mode for what is frozen; call it again after each validation."""
    network.train()
    for part in _frozen_parts(network, strategy):
        part.eval()


def _frozen_parts(network: torch.nn.Module, strategy: str) -> Iterator[torch.nn.Module]:
    for name, part in network.named_children():
        if (strategy == "ft-freeze-encoder" and name == ENCODER) or (strategy == "ft-finetune-head" and name != HEAD):
            yield part
