"""Fine-tuning on some rectangles of a scene, and how accurate the result is elsewhere."""

import tempfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch

from benchmarks.demo_models.evaluation import predict
from benchmarks.demo_models.recipe import DICE_WEIGHT, LABEL_SMOOTHING
from core.model.model_file import load_model
from core.nomenclature import NO_DATA
from core.raster.grid import Window
from core.raster.normalisation import Normalisation
from core.training.chips import ChipSampler, LabelledImage
from core.training.loop import Schedule, train
from core.training.losses import CrossEntropyAndDice
from core.training.metrics import Accuracy, confusion_matrix, measure_accuracy

from .scenes import TruthfulScene

MODEL = Path(__file__).parents[2] / "resources" / "models" / "demo-ortho.safetensors"

CHIP_PX, BATCH_SIZE = 128, 8
SCHEDULE = Schedule(steps=60, learning_rate=1e-3, average_decay=0.97, checkpoint_steps=60)
"""All weights; the same for all rectangles, and chosen before any was compared."""


@dataclass(frozen=True)
class Trial:
    """Accuracy of one network.

    Attributes:
        twin: on all of the twin scene.
        remainder: on the annotated scene, where no rectangle is.
    """

    twin: Accuracy
    remainder: Accuracy


def try_rectangles(windows: list[Window], scene: TruthfulScene, twin: TruthfulScene, seed: int) -> Trial:
    """Train on the truth inside the rectangles, and measure; without any, the network stays as it is.

    Args:
        windows: rectangles, in pixels of ``scene``.
        scene, twin: seen by the model's bands, which are the first ones.
        seed: of the chips and their order.
    """
    passport, network = load_model(MODEL)
    images = [LabelledImage(one.pixels[: len(passport.band_roles)], one.truth) for one in (scene, twin)]
    normalisation = target_normalisation(images[0])
    annotated = np.zeros(scene.truth.shape, np.bool_)
    for column, row, width, height in windows:
        annotated[row : row + height, column : column + width] = True
    if windows:
        labels = np.where(annotated, scene.truth, NO_DATA).astype(np.uint8)
        image = LabelledImage(images[0].pixels, labels)
        sampler = ChipSampler([image], normalisation, passport.outputs, CHIP_PX, seed)
        torch.manual_seed(seed)
        with tempfile.TemporaryDirectory() as folder:
            network = train(
                network,
                lambda step: sampler.draw(step, BATCH_SIZE),
                CrossEntropyAndDice(LABEL_SMOOTHING, DICE_WEIGHT),
                SCHEDULE,
                Path(folder) / "checkpoint.pt",
                lambda *_told: None,
            )
    network.eval()
    accuracies = []
    for image, counted in zip(images, (~annotated, np.ones_like(annotated))):
        labels = np.where(counted, image.labels, NO_DATA).astype(np.uint8)
        matrix = confusion_matrix(labels, predict(network, normalisation, image.pixels))
        accuracies.append(measure_accuracy(matrix))
    return Trial(twin=accuracies[1], remainder=accuracies[0])


def target_normalisation(image: LabelledImage) -> Normalisation:
    """norma-target of one scene."""
    values = image.pixels.reshape(len(image.pixels), -1).astype(np.float64)
    return Normalisation(
        "norma-target", tuple(values.mean(axis=1).tolist()), tuple(values.std(axis=1).tolist()), "scene"
    )
