"""What the network says of the core of one tile, read off its logits."""

import math
from dataclasses import dataclass
from typing import Optional

import numpy as np
import torch
from numpy.typing import NDArray

from ..nomenclature import NO_DATA
from .regridding import Regridding

PERCENT_NO_DATA = 255
"""Marks pixels without data in rasters of percent."""

_STRIP_ROWS = 256


@dataclass(frozen=True)
class Wanted:
    """What to read off beside the classes."""

    confidence: bool = False
    probabilities: bool = False
    entropy: bool = False


@dataclass(frozen=True)
class Prediction:
    """What the network says of the core of one tile; each array is ``(height, width)`` or has bands first.

    Where its answer is no number (too large or damaged numbers went in), there is no data.

    Attributes:
        classes: uint8 ``numero``.
        confidence: uint8 percent of the highest class probability, if asked for.
        probabilities: uint8 percent ``(classes, height, width)`` in the order of ``Predictor.numeros``, if
            asked for.
        entropy: float32, Shannon entropy of the class probabilities in percent of its maximum, the logarithm of
            the number of classes, if asked for.
    """

    classes: NDArray[np.uint8]
    confidence: Optional[NDArray[np.uint8]]
    probabilities: Optional[NDArray[np.uint8]]
    entropy: Optional[NDArray[np.float32]] = None


def read_off(
    logits: torch.Tensor, numeros: torch.Tensor, wanted: Wanted, regridding: Optional[Regridding]
) -> Prediction:
    """The prediction from logits ``(outputs, height, width)``, by strips to bound the memory.

    Args:
        logits: of the core, or of what ``regridding`` needs.
        numeros: uint8 ``(outputs)``, on the processor.
        wanted: what to compute.
        regridding: to the rows and columns that were asked for; None: their own.
    """
    height, width = regridding.shape if regridding else logits.shape[1:]
    classes = np.empty((height, width), np.uint8)
    confidence = np.empty((height, width), np.uint8) if wanted.confidence else None
    probabilities = np.empty((len(numeros), height, width), np.uint8) if wanted.probabilities else None
    entropy = np.empty((height, width), np.float32) if wanted.entropy else None
    for top in range(0, height, _STRIP_ROWS):
        rows = slice(top, top + _STRIP_ROWS)
        # Classes last: there the argmax reads memory in order, three times as fast.
        strip = regridding.strip(logits, rows) if regridding else logits[:, rows].permute(1, 2, 0).float()
        best = strip.argmax(dim=2)
        classes[rows] = numeros[best.cpu()].numpy()
        if confidence is not None or probabilities is not None:
            percent = torch.softmax(strip, dim=2).mul_(100).round_().to(torch.uint8)
            if confidence is not None:
                confidence[rows] = percent.amax(dim=2).cpu().numpy()
            if probabilities is not None:
                probabilities[:, rows] = percent.permute(2, 0, 1).cpu().numpy()
        if entropy is not None:
            entropy[rows] = _entropy_percent(strip).cpu().numpy()
        # One sum tells whether all are numbers: no pass over the pixels one by one where they are.
        if not math.isfinite(float(strip.sum())):
            lost = ~strip.sum(dim=2).isfinite().cpu().numpy()
            classes[rows][lost] = NO_DATA
            if confidence is not None:
                confidence[rows][lost] = PERCENT_NO_DATA
            if probabilities is not None:
                probabilities[:, rows][:, lost] = PERCENT_NO_DATA
            if entropy is not None:
                entropy[rows][lost] = 0.0
    return Prediction(classes, confidence, probabilities, entropy)


def _entropy_percent(logits: torch.Tensor) -> torch.Tensor:
    """Shannon entropy over the last dimension, 0-100; of a single class it is 0."""
    logarithms = torch.log_softmax(logits, dim=-1)
    return -(logarithms.exp() * logarithms).sum(dim=-1) * (100 / math.log(max(logits.shape[-1], 2)))
