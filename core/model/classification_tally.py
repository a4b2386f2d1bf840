"""What a classification found, counted while its tiles are written."""

from typing import Optional

import numpy as np
from numpy.typing import NDArray

from ..nomenclature import CLASSES

PERCENTS = 101
"""Values of a confidence, 0-100."""


class ClassificationTally:
    """Counts over all tiles.

    Attributes:
        pixels: by ``numero``, ``(256,)``; 0 stands for no data inside tiles that hold some.
        confidences: by ``numero`` and percent, ``(16, 101)``; zeros where no confidence was computed.
        lost: pixels that should have been classified, but for which the network's answer was no number.
    """

    def __init__(self) -> None:
        self.pixels: NDArray[np.int64] = np.zeros(256, np.int64)
        self.confidences: NDArray[np.int64] = np.zeros((len(CLASSES) + 1, PERCENTS), np.int64)
        self.lost = 0

    @property
    def classified(self) -> int:
        return int(self.pixels[1:].sum())

    def add(self, classes: NDArray[np.uint8], confidence: Optional[NDArray[np.uint8]], lost: int) -> None:
        """Count a part of the map: ``numero`` and percent of its pixels, both ``(height, width)``."""
        self.pixels += np.bincount(classes.ravel(), minlength=256)
        self.lost += lost
        if confidence is not None:
            known = classes > 0
            cells = classes[known].astype(np.intp) * PERCENTS + confidence[known]
            self.confidences += np.bincount(cells, minlength=self.confidences.size).reshape(self.confidences.shape)

    def mean_confidence(self) -> Optional[float]:
        """Percent, over all pixels that were classified; None where no confidence was computed."""
        total = self.confidences.sum()
        return float(self.confidences.sum(axis=0) @ np.arange(PERCENTS) / total) if total else None
