"""Confusion matrices by square blocks of ground, gathered window by window, whatever the size of the map."""

from typing import Dict, Tuple

import numpy as np
from numpy.typing import NDArray

from ..nomenclature import NO_DATA
from ..raster.grid import Grid
from .metrics import CLASS_COUNT

MAX_BLOCKS = 4_096
"""More of them are joined by fours, which bounds memory and the time to resample them: intervals of so many hardly
differ from those of a quarter of them, and larger blocks are the more independent."""

_CELLS = CLASS_COUNT**2


class BlockMatrices:
    """One matrix for each block that holds compared pixels.

    Attributes:
        width_px, height_px: of a block, counted from the origin of the grid.
        joined: how often all blocks were joined by fours.
    """

    def __init__(self, grid: Grid, size_m: float) -> None:
        """Args: size_m: side of a block on the ground, which becomes whole pixels."""
        x_m, y_m = grid.pixel_size_m()
        self.width_px, self.height_px = max(1, round(size_m / x_m)), max(1, round(size_m / y_m))
        self.joined = 0
        self._matrices: Dict[Tuple[int, int], NDArray[np.int64]] = {}

    def add(
        self,
        rows: NDArray[np.int64],
        columns: NDArray[np.int64],
        reference: NDArray[np.uint8],
        prediction: NDArray[np.uint8],
    ) -> None:
        """Count pixels; those without a class in either one are left out.

        Args:
            rows, columns: of the grid; all arrays have one shape after broadcasting.
            reference, prediction: ``numero``.
        """
        known = (reference != NO_DATA) & (prediction != NO_DATA)
        if not known.any():
            return
        cells = (reference[known].astype(np.int64) - 1) * CLASS_COUNT + prediction[known] - 1
        at_rows, at_columns = (np.broadcast_to(at, known.shape)[known] for at in (rows, columns))
        while True:
            block_rows, block_columns = at_rows // self.height_px, at_columns // self.width_px
            top, left = int(block_rows.min()), int(block_columns.min())
            across = int(block_columns.max()) - left + 1
            numbers = (block_rows - top) * across + block_columns - left
            present, positions = _distinct(numbers)
            if len(present) <= MAX_BLOCKS:
                break
            self._join()
        counts = np.bincount(positions * _CELLS + cells, minlength=len(present) * _CELLS)
        for number, counted in zip(present.tolist(), counts.reshape(-1, CLASS_COUNT, CLASS_COUNT)):
            self._count((top + number // across, left + number % across), counted)
        while len(self._matrices) > MAX_BLOCKS:
            self._join()

    def blocks(self) -> Tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Row and column of each block, ``(n, 2)``, in their order on the map, and the matrices ``(n, 15, 15)``."""
        places = sorted(self._matrices)
        matrices = np.array([self._matrices[place] for place in places], np.int64)
        return np.array(places, np.int64).reshape(-1, 2), matrices.reshape(-1, CLASS_COUNT, CLASS_COUNT)

    def _count(self, place: Tuple[int, int], matrix: NDArray[np.int64]) -> None:
        if place in self._matrices:
            self._matrices[place] += matrix
        else:
            self._matrices[place] = matrix.copy()

    def _join(self) -> None:
        smaller, self._matrices = self._matrices, {}
        self.width_px, self.height_px, self.joined = 2 * self.width_px, 2 * self.height_px, self.joined + 1
        for (row, column), matrix in smaller.items():
            self._count((row // 2, column // 2), matrix)


def _distinct(numbers: NDArray[np.int64]) -> Tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The numbers that occur, from small to large, and the position of each number among them."""
    most = int(numbers.max())
    if most > 2 * len(numbers):
        # Points far apart: a table of all blocks between them might be larger than the memory.
        present, positions = np.unique(numbers, return_inverse=True)
        return present, positions
    present = np.flatnonzero(np.bincount(numbers))
    places = np.zeros(most + 1, np.int64)
    places[present] = np.arange(len(present))
    return present, places[numbers]
