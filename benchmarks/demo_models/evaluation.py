"""Accuracy of a network on whole scenes."""

from collections.abc import Iterable

import numpy as np
import torch

from core.jobs import STRIDE_PX
from core.nomenclature import CLASSES
from core.raster.normalisation import Normalisation
from core.training.chips import LabelledImage
from core.training.metrics import Accuracy, confusion_matrix, measure_accuracy


def predict(network: torch.nn.Module, normalisation: Normalisation, pixels: np.ndarray) -> np.ndarray:
    """Classes of one scene, seen as a whole.

    Args:
        network: output channel k is class k + 1.
        normalisation: what the network is fed with.
        pixels: digital numbers ``(bands, height, width)``.

    Returns:
        uint8 ``(height, width)`` of ``numero``.
    """
    height, width = pixels.shape[1:]
    padding = ((0, 0), (0, -height % STRIDE_PX), (0, -width % STRIDE_PX))
    normalised = normalisation.apply(pixels, pixels.any(axis=0))
    batch = torch.from_numpy(np.pad(normalised, padding, mode="reflect"))[None]
    with torch.inference_mode():
        logits = network(batch.contiguous(memory_format=torch.channels_last))
    return logits[0, :, :height, :width].argmax(dim=0).to(torch.uint8).numpy() + 1


def evaluate(network: torch.nn.Module, normalisation: Normalisation, images: Iterable[LabelledImage]) -> Accuracy:
    """Accuracy over all pixels of the scenes together."""
    network.eval()
    matrix = sum(confusion_matrix(image.labels, predict(network, normalisation, image.pixels)) for image in images)
    return measure_accuracy(matrix)


def record(accuracy: Accuracy) -> dict[str, object]:
    """The figures for the passport: percent, IoU by class name, null where a class does not occur."""
    iou = {
        cls.english: None if np.isnan(value) else round(float(value), 2) for cls, value in zip(CLASSES, accuracy.iou)
    }
    averages = {"oa": accuracy.overall, "miou": accuracy.miou, "miou_15": accuracy.miou_15}
    return {**{name: round(value, 2) for name, value in averages.items()}, "iou": iou}
