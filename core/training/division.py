"""Which part of the split the pixels of a scene belong to, and which of their classes count for nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..raster.grid import Grid, Window
from ..raster.ground_cells import GroundCells
from .split import TRAINING, VALIDATION, Cell, Split, gap_mask

Parts = tuple[NDArray[np.uint8], NDArray[np.bool_]]
"""``(height, width)``: part of each pixel, and whether its class is left out."""


@dataclass(frozen=True)
class Division:
    """A split on the ground.

    Attributes:
        split: of the target's annotated cells.
        cells: by group of target scenes.
        grids: of the target scenes, by group.
        gap_px: between parts, in pixels of the cells.
        withheld: cells of the training whose classes are left out.
    """

    split: Split
    cells: Mapping[int, GroundCells]
    grids: Mapping[int, Sequence[Grid]]
    gap_px: int
    withheld: frozenset[Cell] = frozenset()

    def of_target(self, grid: Grid, group: int, window: Window) -> Parts:
        """Of pixels of a target scene."""
        cells = self.cells[group]
        rows, columns = cells.at(grid, window)
        parts, left_out = gap_mask(rows, columns, group, self.split, cells.size_px, self.gap_px)
        if self.withheld:
            left_out |= _in_cells(rows // cells.size_px, columns // cells.size_px, group, self.withheld)
        return parts, left_out

    def of_source(self, grid: Grid, groups: Sequence[int], window: Window) -> Parts:
        """Of pixels of a second source, all for training but on the held-out ground of a group and around it.

        Args:
            groups: of target scenes that the image shares ground with.
        """
        shape = window[3], window[2]
        parts, left_out = np.full(shape, TRAINING, np.uint8), np.zeros(shape, np.bool_)
        for group in groups:
            theirs, gap = (self._beside_wholes if self.split.whole_scenes else self._beside_cells)(grid, group, window)
            parts = np.maximum(parts, theirs)
            left_out |= gap
        return parts, left_out

    def _beside_cells(self, grid: Grid, group: int, window: Window) -> Parts:
        rows, columns = self.cells[group].at(grid, window)
        return gap_mask(rows, columns, group, self.split, self.cells[group].size_px, self.gap_px, TRAINING)

    def _beside_wholes(self, grid: Grid, group: int, window: Window) -> Parts:
        """Held out is the whole scene, annotated or not."""
        part = self.split.part_of_group(group)
        shape = window[3], window[2]
        inside, near = np.zeros(shape, np.bool_), np.zeros(shape, np.bool_)
        if part >= VALIDATION:
            for other in self.grids[group]:
                rows, columns = GroundCells(other, 1).at(grid, window)
                inside |= _within(rows, other.height, 0) & _within(columns, other.width, 0)
                near |= _within(rows, other.height, self.gap_px) & _within(columns, other.width, self.gap_px)
        return np.where(inside, np.uint8(part), np.uint8(TRAINING)), near & ~inside


def distinct_cells(
    rows: NDArray[np.int64], columns: NDArray[np.int64]
) -> tuple[list[tuple[int, int]], NDArray[np.int64]]:
    """Row and column of the distinct cells, in order, and for each of ``(n,)`` positions the number of its cell."""
    top, left = int(rows.min()), int(columns.min())
    across = int(columns.max()) - left + 1
    # One number for each cell is told apart many times faster than pairs.
    found, numbers = np.unique((rows - top) * across + columns - left, return_inverse=True)
    return [(top + at // across, left + at % across) for at in found.tolist()], numbers


def _within(positions: NDArray[np.int64], size: int, margin: int) -> NDArray[np.bool_]:
    return (positions >= -margin) & (positions < size + margin)


def _in_cells(
    rows: NDArray[np.int64], columns: NDArray[np.int64], group: int, cells: frozenset[Cell]
) -> NDArray[np.bool_]:
    places, numbers = distinct_cells(rows.ravel(), columns.ravel())
    inside = np.array([(group, *place) in cells for place in places])
    return inside[numbers].reshape(rows.shape)
