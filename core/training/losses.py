"""What training minimises."""

from collections.abc import Callable
from typing import Optional

import torch
from torch.nn import functional

from ..model.torchvision_operators import declare_missing_operators
from .chips import IGNORED

declare_missing_operators()

import segmentation_models_pytorch as smp  # noqa: E402  (imports torchvision, which needs the line above)

FOCUS = 2.0
"""Exponent of the focal loss, the one of Lin et al."""


def build_loss(name: str, class_weights: Optional[torch.Tensor] = None) -> torch.nn.Module:
    """The loss of logits ``(batch, outputs, height, width)`` for int64 labels ``(batch, height, width)``.

    Pixels labelled ``IGNORED``, and those of outputs of weight 0, count nowhere. A batch without any other pixel has
    the loss 0 and the gradient 0.

    Args:
        name: one of ``jobs.LOSSES``.
        class_weights: of each output, not negative; None: all count alike. In ``cross-entropy`` and ``focal`` they
            weigh pixels; in ``cross-entropy-dice`` they do so in the cross-entropy alone, as Dice gives every class
            of the batch the same weight, whatever its area.
    """
    weights = None if class_weights is None else class_weights.float()
    losses: dict[str, Callable[[Optional[torch.Tensor]], torch.nn.Module]] = {
        "cross-entropy": _cross_entropy,
        "cross-entropy-dice": CrossEntropyAndDiceOfPresent,
        "focal": FocalLoss,
    }
    return LossOfLabelledPixels(losses[name](weights), weights)


def _cross_entropy(class_weights: Optional[torch.Tensor]) -> torch.nn.Module:
    """As in IGN's FLAIR code: the weighted mean over the labelled pixels."""
    return torch.nn.CrossEntropyLoss(class_weights, ignore_index=IGNORED)


class LossOfLabelledPixels(torch.nn.Module):
    """A mean over labelled pixels that is 0 where there are none, instead of no number."""

    def __init__(self, loss: torch.nn.Module, class_weights: Optional[torch.Tensor]) -> None:
        super().__init__()
        self._loss = loss
        counts = None if class_weights is None else class_weights > 0
        self.register_buffer("_counts", counts)

    def forward(self, logits: torch.Tensor, labels: torch.Tensor) -> torch.Tensor:
        if isinstance(self._counts, torch.Tensor):
            # IGNORED is no index: any class stands in for it.
            labels = labels.where(self._counts[labels.clamp(min=0)], IGNORED)
        if not (labels != IGNORED).any():
            return logits[:0].sum()
        loss: torch.Tensor = self._loss(logits, labels)
        return loss


class CrossEntropyAndDiceOfPresent(torch.nn.Module):
    """Weighted cross-entropy plus Dice, averaged over the classes that the batch has pixels of.

    Where few pixels are annotated a batch has few classes; averaged over all, as in segmentation-models-pytorch, Dice
    would all but vanish.
    """

    def __init__(self, class_weights: Optional[torch.Tensor]) -> None:
        super().__init__()
        self._cross_entropy = _cross_entropy(class_weights)
        self._dice = smp.losses.DiceLoss("multiclass", ignore_index=IGNORED)

    def forward(self, logits: torch.Tensor, labels: torch.Tensor) -> torch.Tensor:
        present = torch.unique(labels[labels != IGNORED]).numel()
        # The classes that are absent enter the mean with 0.
        dice = self._dice(logits, labels) * (logits.shape[1] / present)
        loss: torch.Tensor = self._cross_entropy(logits, labels) + dice
        return loss


class FocalLoss(torch.nn.Module):
    """Cross-entropy in which a pixel counts by ``(1 - p) ** FOCUS``, ``p`` the probability of its own class.

    Lin et al., Focal loss for dense object detection, 2017, arXiv:1708.02002, for a softmax over the classes and as a
    weighted mean over the labelled pixels, as cross-entropy has it. The focal loss of segmentation-models-pytorch
    trains one yes-or-no answer for each class instead: what a softmax makes of them is no probability any more, and
    the logits of a model that was trained with a softmax are a bad start for it.
    """

    def __init__(self, class_weights: Optional[torch.Tensor]) -> None:
        super().__init__()
        self.register_buffer("_weights", class_weights)

    def forward(self, logits: torch.Tensor, labels: torch.Tensor) -> torch.Tensor:
        labelled = labels != IGNORED
        logits, labels = logits.movedim(1, -1)[labelled], labels[labelled]
        surprise = functional.cross_entropy(logits, labels, reduction="none")
        values = (1 - torch.exp(-surprise)) ** FOCUS * surprise
        if not isinstance(self._weights, torch.Tensor):
            return values.mean()
        weights = self._weights[labels]
        return (values * weights).sum() / weights.sum()


class CrossEntropyAndDice(torch.nn.Module):
    """Cross-entropy, for which every pixel counts the same, plus Dice, for which every class does.

    Dice is averaged over all classes, those that the batch lacks entering with 0; its share keeps rare classes from
    being given up.
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
