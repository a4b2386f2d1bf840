"""Square cells on the ground that are the same for all scenes of a place, whatever their grids."""

from dataclasses import dataclass
from typing import Tuple

import numpy as np
from numpy.typing import NDArray

from .grid import Grid, Window
from .pixel_positions import pixel_positions


@dataclass(frozen=True)
class GroundCells:
    """Cells that are squares of pixels of one scene, counted from its origin; they go on beyond its edges.

    Attributes:
        anchor: grid of that scene.
        size_px: side of a cell.
    """

    anchor: Grid
    size_px: int

    def at(self, grid: Grid, window: Window) -> Tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Where the centres of another grid's pixels lie, in whole pixels of the anchor.

        Returns:
            Rows and columns, ``(height, width)``; divide by ``size_px`` for the cell.
        """
        if grid is self.anchor:
            column, row, width, height = window
            rows, columns = np.mgrid[row : row + height, column : column + width]
            return rows, columns
        columns, rows = pixel_positions(grid.crop(window), self.anchor)
        return np.floor(rows).astype(np.int64), np.floor(columns).astype(np.int64)
