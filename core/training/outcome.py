"""What a training brought: its course, and the accuracy before and after on test blocks that it never saw."""

from dataclasses import dataclass, field
from typing import Any, Dict, Optional, Tuple

import numpy as np
from numpy.typing import NDArray

from ..nomenclature import CLASSES
from ..raster.grid import Grid, Window
from .metrics import Accuracy, measure_accuracy

PARTS = ("training", "validation", "test")
"""Into which the annotated area is split."""


@dataclass(frozen=True)
class Epoch:
    """One epoch.

    Attributes:
        number: from 1 on; 0 is the network as it was before training.
        training_loss: mean over the steps; NaN before training.
        validation_loss: mean over the annotated pixels of the validation blocks; NaN without any.
        validation: confusion matrix of the validation blocks, int64 ``(15, 15)``, reference by row.
        learning_rate: at its end.
        seconds: since the beginning of training, in this and former runs.
    """

    number: int
    training_loss: float
    validation_loss: float
    validation: NDArray[np.int64]
    learning_rate: float
    seconds: float

    @property
    def accuracy(self) -> Accuracy:
        return measure_accuracy(self.validation)


@dataclass(frozen=True)
class Block:
    """A test block with what the networks said of its annotated pixels.

    Attributes:
        scene: number of the scene.
        window: pixels of that scene.
        before, after: confusion matrices, int64 ``(15, 15)``, reference by row; ``before`` is None where there is
            no model to compare with.
    """

    scene: int
    window: Window
    after: NDArray[np.int64]
    before: Optional[NDArray[np.int64]] = None


@dataclass(frozen=True)
class BlockPicture:
    """A test block to look at; arrays are ``(height, width)``.

    Attributes:
        block: of ``Outcome.blocks``.
        image: uint8 ``(height, width, 4)``, transparent where there is no data.
        truth, after: uint8 ``numero``, 0 where nothing is known.
        before: as they, or None.
    """

    block: Block
    image: NDArray[np.uint8]
    truth: NDArray[np.uint8]
    after: NDArray[np.uint8]
    before: Optional[NDArray[np.uint8]] = None


@dataclass(frozen=True)
class Outcome:
    """Everything that the report and the training record tell.

    Attributes:
        strategy, normalisation: by their names in ``jobs``.
        parent: name of the model that training started from, or that the result is compared with; empty without one.
        scenes: name of each scene.
        grids: grid of each scene.
        pixels: by part, ``(15,)`` annotated pixels of each class, after the gaps between the parts.
        areas_m2: by part, ``(15,)`` square metres.
        split: in a sentence, how the parts were chosen.
        epochs: in order, the first one before training.
        chosen: number of the epoch whose weights were kept.
        reason: in a sentence, why training ended and why this epoch was chosen.
        stopped_early: whether the user stopped it.
        blocks: the test blocks.
        pictures: of some of them.
        minutes: of training.
        settings: further settings that were used, in words: label and value.
        warnings: what makes the result doubtful.
    """

    strategy: str
    normalisation: str
    parent: str
    scenes: Tuple[str, ...]
    grids: Tuple[Grid, ...]
    pixels: Dict[str, NDArray[np.int64]]
    areas_m2: Dict[str, NDArray[np.float64]]
    split: str
    epochs: Tuple[Epoch, ...]
    chosen: int
    reason: str
    stopped_early: bool
    blocks: Tuple[Block, ...]
    minutes: float
    pictures: Tuple[BlockPicture, ...] = ()
    settings: Dict[str, Any] = field(default_factory=dict)
    warnings: Tuple[str, ...] = ()

    @property
    def starts_from_parent(self) -> bool:
        """Whether training started from the parent, not from ImageNet weights with a parent to compare with only."""
        return bool(self.parent) and self.strategy != "app-scratch"

    def test_pixels(self) -> int:
        """Annotated pixels that were kept aside for the test, assessed or not."""
        return int(np.sum(self.pixels.get("test", 0)))

    def matrix_after(self) -> NDArray[np.int64]:
        """Confusion matrix of all test blocks together; zeros without any."""
        return sum((block.after for block in self.blocks), _nothing())

    def matrix_before(self) -> Optional[NDArray[np.int64]]:
        """The same of the model before, or None where there is none."""
        matrices = [block.before for block in self.blocks if block.before is not None]
        return sum(matrices, _nothing()) if matrices else None


def _nothing() -> NDArray[np.int64]:
    return np.zeros((len(CLASSES), len(CLASSES)), np.int64)
