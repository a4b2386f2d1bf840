"""What networks say of the held-out blocks: of the validation after each epoch, of the test before and after."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Callable, Optional

import numpy as np
import torch
from numpy.typing import NDArray

from ..language import _
from ..progress import Progress
from ..raster.grid import Window
from .data import TrainingData
from .epochs import Validation
from .examination import Examined, Examiner, computed_px
from .metrics import CLASS_COUNT
from .outcome import Block
from .split import TEST, VALIDATION

MAX_VALIDATION_PX = 40_000_000
"""Computed after each epoch; of larger validation parts, random blocks are taken."""

MAX_PICTURES = 6


@dataclass(frozen=True)
class Pictured:
    """A test block whose classes were kept to be shown."""

    block: Block
    truth: NDArray[np.uint8]
    after: NDArray[np.uint8]
    before: Optional[NDArray[np.uint8]]


def validation(
    data: TrainingData, examiner: Examiner, loss: torch.nn.Module, seed: int, progress: Progress
) -> Optional[Validation]:
    """How to validate a network; None where nothing is held out for it."""
    windows = data.windows(VALIDATION)
    if not windows:
        return None
    chosen: list[tuple[int, Window]] = []
    for number in np.random.default_rng([seed, len(windows)]).permutation(len(windows)):
        if chosen and computed_px([window for _scene, window in [*chosen, windows[number]]]) > MAX_VALIDATION_PX:
            progress.log(
                _("After each epoch {count} of {all} validation blocks are looked at, to save time.").format(
                    count=len(chosen), all=len(windows)
                )
            )
            break
        chosen.append(windows[number])

    def validate(network: torch.nn.Module) -> tuple[float, NDArray[np.int64]]:
        matrix, total = np.zeros((CLASS_COUNT, CLASS_COUNT), np.int64), 0.0
        for scene, window in chosen:
            progress.check_cancelled()
            examined = examiner.examine(network, data.target[scene], window, VALIDATION, loss)
            matrix += examined.matrix
            total += examined.loss
        return total / max(int(matrix.sum()), 1), matrix

    return validate


def examine_test(
    data: TrainingData, network: torch.nn.Module, examiner: Examiner, check_cancelled: Callable[[], None]
) -> list[Examined]:
    """What a network says of each test window, in their order."""
    found = []
    for scene, window in data.windows(TEST):
        check_cancelled()
        found.append(examiner.examine(network, data.target[scene], window, TEST))
    return found


def blocks_of_test(
    data: TrainingData, before: Sequence[Examined], after: Sequence[Examined]
) -> tuple[tuple[Block, ...], tuple[Pictured, ...]]:
    """The test blocks, and those of most classes to be shown.

    Args:
        before: of the model before; empty without one.
        after: of the trained network.
    """
    windows = data.windows(TEST)
    truths = [data.target[scene].truth(window, TEST) for scene, window in windows]
    former: Sequence[Optional[Examined]] = before or [None] * len(after)
    blocks = [
        Block(scene, window, now.matrix, then.matrix if then else None)
        for (scene, window), now, then in zip(windows, after, former)
    ]
    order = sorted(range(len(windows)), key=lambda number: (-len(np.unique(truths[number])), -truths[number].size))
    pictured = [
        Pictured(blocks[number], truths[number], after[number].classes, then.classes if then else None)
        for number in order[:MAX_PICTURES]
        for then in [former[number]]
    ]
    return tuple(blocks), tuple(pictured)
