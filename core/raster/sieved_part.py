"""A map whose small pieces have joined neighbours, read as it is made."""

from typing import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from .grid import Window
from .map_part import MapPart
from .sieve import sieved


class SievedPart(MapPart):
    """Stands in for a :class:`MapPart` that is read from top to bottom; it remembers the rows that are in use."""

    def __init__(self, source: MapPart, min_sizes_px: Sequence[int], tell: Callable[[float], None]) -> None:
        """Args: as of :func:`sieved`."""
        self.grid, self.column, self.row = source.grid, source.column, source.row
        self._strips = sieved(source, min_sizes_px, tell)
        self._top = 0
        self._rows = np.zeros((0, source.grid.width), np.uint8)

    def read(self, window: Window) -> NDArray[np.uint8]:
        """As :meth:`MapPart.read`; rows above the window of the last call are forgotten."""
        column, row, width, height = window
        parts = [self._rows[row - self._top :]]
        ready = self._top + len(self._rows)
        while ready < row + height:
            strip, classes = next(self._strips)
            parts.append(classes)
            ready += strip[3]
        self._rows, self._top = np.concatenate(parts) if len(parts) > 1 else parts[0], row
        return self._rows[:height, column : column + width]
