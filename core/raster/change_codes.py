"""Codes of a comparison: one for each pair of classes, and some for what is neither changed nor unchanged."""

from typing import Tuple

import numpy as np
from numpy.typing import NDArray

from ..nomenclature import CLASSES, NO_DATA

COUNT = len(CLASSES)
PAIRS = COUNT * COUNT

NOTHING = 0
"""Neither map has a class."""

UNCERTAIN, SMALL, ONLY_BEFORE, ONLY_AFTER = range(PAIRS + 1, PAIRS + 5)
"""Below the least confidence; a change of too small an area; a class on one of the maps only."""

CODES = PAIRS + 5
"""From 0 on; 1 to 225 are pairs."""

UNCHANGED_VALUE, SMALL_VALUE, UNCERTAIN_VALUE = 1, 2, 3
"""Of pixels of the change raster; those of changes are :func:`value_of`, and 0 is no data."""

FACTOR = 100
"""A change from class 9 to class 1 has the value 901."""


def value_of(before: int, after: int) -> int:
    """Of a change in the change raster."""
    return FACTOR * before + after


def classes_of(code: int) -> Tuple[int, int]:
    """The classes of a pair, before and after."""
    return (code - 1) // COUNT + 1, (code - 1) % COUNT + 1


def pair_codes(before: NDArray[np.uint8], after: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Codes of two maps of ``numero`` of equal shape."""
    codes: NDArray[np.uint8] = (before - np.uint8(1)) * np.uint8(COUNT) + after
    codes[before == NO_DATA] = ONLY_AFTER
    codes[after == NO_DATA] = ONLY_BEFORE
    codes[(before == NO_DATA) & (after == NO_DATA)] = NOTHING
    return codes


def _is_change() -> NDArray[np.bool_]:
    return np.array([0 < code <= PAIRS and len(set(classes_of(code))) == 2 for code in range(CODES)], np.bool_)


def _values() -> NDArray[np.uint16]:
    values = np.zeros(CODES, np.uint16)
    for code in range(1, PAIRS + 1):
        before, after = classes_of(code)
        values[code] = UNCHANGED_VALUE if before == after else value_of(before, after)
    values[[SMALL, UNCERTAIN]] = SMALL_VALUE, UNCERTAIN_VALUE
    return values


IS_CHANGE = _is_change()
"""By code: whether both maps have a class, and not the same."""

VALUES = _values()
"""By code: value in the change raster."""
