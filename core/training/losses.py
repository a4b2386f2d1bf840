"""What training minimises."""

import torch

from ..model.torchvision_operators import declare_missing_operators
from .chips import IGNORED

declare_missing_operators()

import segmentation_models_pytorch as smp  # noqa: E402  (imports torchvision, which needs the line above)


class CrossEntropyAndDice(torch.nn.Module):
    """Cross-entropy, for which every pixel counts the same, plus Dice, for which every class does.

    Dice is averaged over the classes of the batch; its share keeps rare classes from being given up.
    """

    def __init__(self, label_smoothing: float, dice_weight: float) -> None:
        super().__init__()
        self._dice_weight = dice_weight
        self._cross_entropy = torch.nn.CrossEntropyLoss(ignore_index=IGNORED, label_smoothing=label_smoothing)
        self._dice = smp.losses.DiceLoss("multiclass", ignore_index=IGNORED)

    def forward(self, logits: torch.Tensor, labels: torch.Tensor) -> torch.Tensor:
        """Loss of logits ``(batch, outputs, height, width)`` for int64 labels ``(batch, height, width)``."""
        loss: torch.Tensor = self._cross_entropy(logits, labels)
        loss += self._dice_weight * self._dice(logits, labels)
        return loss
