"""Pixels drawn at random within each class of a map of any size, in two passes over it."""

from collections import Counter
from dataclasses import dataclass
from typing import Callable, Dict, List, Tuple

import numpy as np
from numpy.typing import NDArray

from ..nomenclature import CLASSES
from .class_map import ClassMap
from .grid import Window

_COUNT = len(CLASSES)


@dataclass(frozen=True)
class ClassCounts:
    """How many pixels each class has.

    Attributes:
        windows: that cover the map.
        by_window: ``(windows, 15)``.
        unknown: pixels of each code that is no class.
    """

    windows: List[Window]
    by_window: NDArray[np.int64]
    unknown: Dict[str, int]

    @property
    def pixels(self) -> NDArray[np.int64]:
        """Of each class, ``(15,)``."""
        total: NDArray[np.int64] = self.by_window.sum(axis=0)
        return total


def count_classes(classes: ClassMap, report: Callable[[float], None]) -> ClassCounts:
    """Count the pixels inside the map's mask.

    Args:
        report: is told the share that is done; may raise to cancel.
    """
    windows = list(classes.windows())
    by_window = np.zeros((len(windows), _COUNT), np.int64)
    unknown: Counter[str] = Counter()
    for number, window in enumerate(windows):
        numeros, others = classes.read(window)
        by_window[number] = np.bincount(numeros.ravel(), minlength=_COUNT + 1)[1:]
        unknown.update(others)
        report((number + 1) / len(windows))
    return ClassCounts(windows, by_window, dict(unknown))


def draw_pixels(
    classes: ClassMap, counts: ClassCounts, numbers: NDArray[np.int64], seed: int, report: Callable[[float], None]
) -> Tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Draw pixels of each class, each as likely as any other of the class and none twice.

    Args:
        numbers: how many of each class, ``(15,)``, none above its pixels.
        seed: the same one draws the same pixels of the same map.
        report: as for :func:`count_classes`.

    Returns:
        Rows, columns and ``numero`` of the pixels, ``(n,)``, shuffled so that neighbours tell nothing of the class.
    """
    ranks = [
        np.sort(np.random.default_rng([seed, index]).choice(int(total), int(number), replace=False))
        for index, (total, number) in enumerate(zip(counts.pixels, numbers))
    ]
    before = np.concatenate([np.zeros((1, _COUNT), np.int64), counts.by_window.cumsum(axis=0)])
    drawn: List[Tuple[int, int, int]] = []
    for number, window in enumerate(counts.windows):
        spans = [np.searchsorted(ranks[index], before[number : number + 2, index]) for index in range(_COUNT)]
        if any(start < end for start, end in spans):
            numeros = classes.read(window).numeros
            for index, (start, end) in enumerate(spans):
                places = np.flatnonzero(numeros == index + 1) if start < end else np.zeros(0, np.int64)
                for place in places[ranks[index][start:end] - before[number, index]].tolist():
                    drawn.append((window[1] + place // window[2], window[0] + place % window[2], index + 1))
        report((number + 1) / len(counts.windows))
    order = np.random.default_rng([seed, _COUNT]).permutation(len(drawn))
    rows, columns, numeros_drawn = np.array(drawn, np.int64).reshape(-1, 3)[order].T
    return rows, columns, numeros_drawn
