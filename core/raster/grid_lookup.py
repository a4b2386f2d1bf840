"""Pixels of a raster under the pixel centres of another grid; nothing is resampled."""

from typing import Any, Callable

import numpy as np
from numpy.typing import NDArray

from .grid import Grid, Window
from .pixel_positions import pixel_positions

STRIP_ROWS = 64
"""Rows that are looked up at once: bounds the memory where the raster is much finer than the grid."""


def looked_up(read: Callable[[Window], NDArray[Any]], own: Grid, grid: Grid) -> NDArray[Any]:
    """The pixel that each centre of a grid lies in.

    Args:
        read: pixels ``(height, width)`` at a window of the raster.
        own: grid of the raster.
        grid: any other, in whatever coordinate reference system.

    Returns:
        Pixels ``(height, width)`` of ``grid``; 0 outside the raster.

    Raises:
        InvalidInputError: one coordinate system cannot be transformed to the other.
    """
    offset = own.offset_of(grid)
    if offset is not None:
        return _shifted(read, own, (*offset, grid.width, grid.height))
    strips = []
    for top in range(0, grid.height, STRIP_ROWS):
        strip = grid.crop((0, top, grid.width, min(STRIP_ROWS, grid.height - top)))
        columns, rows = (np.floor(at).astype(np.int64) for at in pixel_positions(strip, own))
        inside = (columns >= 0) & (columns < own.width) & (rows >= 0) & (rows < own.height)
        strips.append(_scattered(read, columns, rows, inside))
    return np.concatenate(strips)


def _shifted(read: Callable[[Window], NDArray[Any]], own: Grid, window: Window) -> NDArray[Any]:
    """Pixels at a window that may reach beyond the raster."""
    column, row, width, height = window
    left, top = max(column, 0), max(row, 0)
    right, bottom = min(column + width, own.width), min(row + height, own.height)
    if left >= right or top >= bottom:
        return np.zeros((height, width), np.uint8)
    pixels = read((left, top, right - left, bottom - top))
    margins = ((top - row, row + height - bottom), (left - column, column + width - right))
    return np.pad(pixels, margins) if np.any(margins) else pixels


def _scattered(
    read: Callable[[Window], NDArray[Any]],
    columns: NDArray[np.int64],
    rows: NDArray[np.int64],
    inside: NDArray[np.bool_],
) -> NDArray[Any]:
    if not inside.any():
        return np.zeros(inside.shape, np.uint8)
    columns, rows = columns[inside], rows[inside]
    left, top = int(columns.min()), int(rows.min())
    pixels = read((left, top, int(columns.max()) - left + 1, int(rows.max()) - top + 1))
    found = np.zeros(inside.shape, pixels.dtype)
    found[inside] = pixels[rows - top, columns - left]
    return found
