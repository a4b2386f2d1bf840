"""A look at a map that is too large to show: the whole of it reduced, and the parts that show the most classes."""

import math
from pathlib import Path
from typing import List, Tuple

import numpy as np
import rasterio
from numpy.typing import NDArray
from rasterio.enums import Resampling
from rasterio.windows import Window as RasterioWindow

from ..nomenclature import CLASSES
from .grid import Window

MAX_SIDE_PX = 900
"""Of the whole map when it is shown."""

SIDE_PX = 384
"""Of the parts."""


def read_reduced(path: Path) -> NDArray[np.uint8]:
    """The first band of a result ``(height, width)``, made smaller through its overviews."""
    with rasterio.open(path) as dataset:
        factor = max(1.0, max(dataset.width, dataset.height) / MAX_SIDE_PX)
        shape = max(1, round(dataset.height / factor)), max(1, round(dataset.width / factor))
        reduced: NDArray[np.uint8] = dataset.read(1, out_shape=shape, resampling=Resampling.nearest)
    return reduced


def read_part(path: Path, window: Window) -> NDArray[np.uint8]:
    """A window of the first band, ``(height, width)``."""
    with rasterio.open(path) as dataset:
        part: NDArray[np.uint8] = dataset.read(1, window=RasterioWindow(*window))
    return part


def telling_windows(reduced: NDArray[np.uint8], size: Tuple[int, int], count: int) -> List[Window]:
    """The squares of ``SIDE_PX`` in which the classes are most evenly mixed; no two of them touch.

    Args:
        reduced: the whole map, see :func:`read_reduced`.
        size: its true width and height.
        count: how many at most.
    """
    width, height = size
    columns, rows = math.ceil(width / SIDE_PX), math.ceil(height / SIDE_PX)
    found = []
    for row in range(rows):
        for column in range(columns):
            left, top = min(column * SIDE_PX, max(width - SIDE_PX, 0)), min(row * SIDE_PX, max(height - SIDE_PX, 0))
            window = left, top, min(SIDE_PX, width), min(SIDE_PX, height)
            score = _mixture(_part_of(reduced, window, size))
            if score > 0:
                found.append((score, window))
    chosen: List[Window] = []
    for _score, window in sorted(found, key=lambda one: (-one[0], one[1])):
        if len(chosen) < count and all(_are_apart(window, other) for other in chosen):
            chosen.append(window)
    return sorted(chosen, key=lambda one: (one[1], one[0]))


def _part_of(reduced: NDArray[np.uint8], window: Window, size: Tuple[int, int]) -> NDArray[np.uint8]:
    def part(start: int, length: int, true: int, shown: int) -> slice:
        first = start * shown // true
        return slice(first, max(first + 1, math.ceil((start + length) * shown / true)))

    left, top, width, height = window
    return reduced[part(top, height, size[1], reduced.shape[0]), part(left, width, size[0], reduced.shape[1])]


def _mixture(classes: NDArray[np.uint8]) -> float:
    """Shannon entropy of the classes, by the share of the pixels that have one; above 0 where there is any."""
    counts = np.bincount(classes.ravel(), minlength=256)[1 : len(CLASSES) + 1]
    total = counts.sum()
    if not total:
        return 0.0
    shares = counts[counts > 0] / total
    return float((1e-6 - (shares * np.log(shares)).sum()) * total / classes.size)


def _are_apart(one: Window, other: Window) -> bool:
    return any(abs(one[axis] - other[axis]) >= SIDE_PX for axis in (0, 1))
