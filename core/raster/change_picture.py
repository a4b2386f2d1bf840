"""A small picture of where a map changed, made while the comparison goes by."""

import math

import numpy as np
from numpy.typing import NDArray

from ..nomenclature import CLASSES
from .change_codes import CODES, IS_CHANGE, PAIRS, SMALL, UNCERTAIN, classes_of
from .grid import Grid, Window

MAX_SIDE_PX = 720

GROUND = (226, 230, 228)
"""Colour of what did not change."""

KINDS = len(CLASSES) + 2
"""Of pixels: left out, without a change, and changed to each class."""


def _kinds() -> NDArray[np.uint8]:
    kinds = np.zeros(CODES, np.uint8)
    kinds[1 : PAIRS + 1] = 1
    kinds[[SMALL, UNCERTAIN]] = 0
    for code in np.flatnonzero(IS_CHANGE):
        kinds[code] = 1 + classes_of(int(code))[1]
    return kinds


_KINDS = _kinds()


class ChangePicture:
    """Counts what each square of the map changed to."""

    def __init__(self, grid: Grid) -> None:
        self.step_px = max(1, math.ceil(max(grid.width, grid.height) / MAX_SIDE_PX))
        self._shape = math.ceil(grid.height / self.step_px), math.ceil(grid.width / self.step_px)
        self._counts = np.zeros((*self._shape, KINDS), np.int32)

    def add(self, codes: NDArray[np.uint8], window: Window) -> None:
        """Count the codes ``(height, width)`` of a strip of full width."""
        first = window[1] // self.step_px
        rows = np.arange(window[1], window[1] + window[3]) // self.step_px - first
        columns = np.arange(window[2]) // self.step_px
        squares = (rows[:, None] * self._shape[1] + columns).astype(np.int32)
        high = int(rows[-1]) + 1
        counts = np.bincount(
            (squares * np.int32(KINDS) + _KINDS[codes]).ravel(), minlength=high * self._shape[1] * KINDS
        )
        self._counts[first : first + high] += counts.reshape(high, self._shape[1], KINDS).astype(np.int32)

    def pixels(self) -> NDArray[np.uint8]:
        """Red, green, blue and alpha ``(height, width, 4)``.

        A square has the mean colour of the classes that its ground changed to, the stronger the more of it changed
        (by the root of that share, so that small changes show); it is transparent where all was left out.
        """
        changed = self._counts[..., 2:].astype(np.float64)
        total = self._counts[..., 1:].sum(axis=-1)
        changes = changed.sum(axis=-1)
        colours = np.array([cls.rgb for cls in CLASSES], np.float64)
        mean = changed @ colours / np.maximum(changes, 1)[..., None]
        weight = np.sqrt(changes / np.maximum(total, 1))[..., None]
        rgb = np.rint(weight * mean + (1 - weight) * np.array(GROUND))
        alpha = np.where(total > 0, 255, 0)[..., None]
        picture: NDArray[np.uint8] = np.concatenate([rgb, alpha], axis=-1).astype(np.uint8)
        return picture
