"""Each pixel takes the class that most pixels around it have."""

from typing import Callable, Iterator, Tuple

import numpy as np
from numpy.typing import NDArray

from ..nomenclature import NO_DATA
from .grid import Window
from .map_part import MapPart

WINDOW_PX = 2048


def majorities(
    source: MapPart, side_px: int, tell: Callable[[float], None]
) -> Iterator[Tuple[Window, NDArray[np.uint8]]]:
    """The windows of a map after the filter.

    Args:
        source: a map.
        side_px: of the square around each pixel, odd and below 256; at the border of the map a part of it counts.
        tell: called with the share that is done; may raise what ends it.

    Raises:
        InvalidInputError: as :meth:`MapPart.read`.
    """
    width, height = source.grid.width, source.grid.height
    for row in range(0, height, WINDOW_PX):
        for column in range(0, width, WINDOW_PX):
            tell((row * width + column * min(WINDOW_PX, height - row)) / (width * height))
            window = column, row, min(WINDOW_PX, width - column), min(WINDOW_PX, height - row)
            yield window, majority(source.read_with_surroundings(window, side_px // 2), side_px)


def majority(classes: NDArray[np.uint8], side_px: int) -> NDArray[np.uint8]:
    """The most frequent class of each square of ``side_px`` × ``side_px`` pixels.

    No data stays and does not count. Where several classes are equally frequent, the pixel stays as it is.

    Args:
        classes: ``(height + side_px - 1, width + side_px - 1)``.
        side_px: odd, below 256.

    Returns:
        ``(height, width)``.
    """
    margin = side_px // 2
    centres: NDArray[np.uint8] = classes[margin : classes.shape[0] - margin, margin : classes.shape[1] - margin]
    most = np.zeros(centres.shape, np.uint16)
    winners: NDArray[np.uint8] = centres.copy()
    is_tie = np.zeros(centres.shape, np.bool_)
    for numero in np.unique(classes[classes != NO_DATA]):
        counts = _sums(_sums(classes == numero, side_px, 0), side_px, 1)
        is_tie &= counts <= most
        is_tie |= (counts == most) & (counts > 0)
        is_more = counts > most
        winners[is_more] = numero
        np.maximum(most, counts, out=most)
    stays = is_tie | (centres == NO_DATA)
    winners[stays] = centres[stays]
    return winners


def _sums(counts: NDArray[np.generic], side_px: int, axis: int) -> NDArray[np.uint16]:
    """Sums of ``side_px`` neighbours along an axis, which loses ``side_px - 1``."""
    # Differences are right although the running sums overflow, since the sums of a square do not.
    running = np.cumsum(counts, axis=axis, dtype=np.uint16)
    before = np.zeros_like(running.take([0], axis))
    shifted = np.concatenate((before, running), axis)
    length = running.shape[axis] - side_px + 1
    sums: NDArray[np.uint16] = np.take(shifted, range(side_px, side_px + length), axis) - np.take(
        shifted, range(length), axis
    )
    return sums
