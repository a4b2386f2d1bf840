"""IGN's four strategies: which parts of a network move in training, and which stand still with all they count.

A frozen part takes no gradient and stays in evaluation mode. Batch normalisation then neither updates its running
statistics nor uses those of the batch, so that a frozen part answers exactly what it answered in the parent model.
"""

from collections.abc import Iterator

import torch

HEAD, ENCODER = "segmentation_head", "encoder"
"""Children of the networks of segmentation-models-pytorch."""

# Chosen on simulated scenes: the ortho demonstration model (MobileNetV2), for app-scratch its encoder from ImageNet, on
# nine Pléiades Neo scenes (red, green, blue, nir, norma-target) with four labelled squares of 40 m each; validation
# mIoU in percent on nine others, 48.2 before. 4 epochs of 25 steps, 8 chips of 128 px, the first epoch for the rate to
# rise, weight decay 0.01, cross-entropy, one seed; of the running average of the weights (decay 0.99), in brackets of
# the last weights. The source model knew the land of these scenes, not their images: compare rates, not strategies.
#
#   strategy            1e-4         3e-4         1e-3         3e-3         1e-2
#   ft-initialisation   53.7 (53.2)  59.8 (48.4)  58.5 (46.9)
#   ft-freeze-encoder                52.0 (50.7)  55.7 (40.3)
#   ft-finetune-head                              49.9 (51.2)  49.3 (47.1)  46.0 (45.1)
#   app-scratch                                    9.9 (16.5)  (in 100 steps; the average lags behind)
LEARNING_RATES = {"app-scratch": 1e-3, "ft-initialisation": 3e-4, "ft-freeze-encoder": 1e-3, "ft-finetune-head": 1e-3}
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
