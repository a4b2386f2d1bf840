"""Two maps pixel by pixel: what changed, what did not, and what cannot be told."""

from collections import Counter
from typing import Any, Callable, Dict, Iterator, Optional, Tuple

import numpy as np
from numpy.typing import NDArray

from .change_codes import IS_CHANGE, NOTHING, PAIRS, SMALL, UNCERTAIN, pair_codes
from .comparison_grid import ComparedMap
from .grid import Grid, Window
from .map_part import STRIP_PX
from .pieces import pieces_of
from .sieve import AllPieces

PATCHES = 0.5
"""Share of the work for finding out how large each patch of change is, where small ones are counted apart."""


class MapComparison:
    """The codes of a comparison, strip by strip.

    Attributes:
        grid: of the comparison.
        unknown_before, unknown_after: pixels of each code that is no class, where :meth:`strips_of_codes` has been.
    """

    def __init__(self, before: ComparedMap, after: ComparedMap, grid: Grid, min_confidence: float) -> None:
        """Args:
        before, after: the maps.
        grid: of the comparison.
        min_confidence: percent below which a pixel of either map says nothing.
        """
        self._maps = before, after
        self._min_confidence = min_confidence
        self._changes = _Changes(self)
        self.grid = grid
        self.unknown_before: Counter[str] = Counter()
        self.unknown_after: Counter[str] = Counter()

    def strips(self) -> Iterator[Window]:
        """Windows of full width that cover the grid from top to bottom."""
        rows = max(1, STRIP_PX // self.grid.width)
        for row in range(0, self.grid.height, rows):
            yield 0, row, self.grid.width, min(rows, self.grid.height - row)

    def strips_of_codes(
        self, min_size_px: int, tell: Callable[[float], None]
    ) -> Iterator[Tuple[Window, NDArray[np.uint8]]]:
        """Codes ``(height, width)``, see :mod:`change_codes`.

        A patch of change is what is connected by its edges and changed from one class to one other, in whatever
        strips it lies.

        Args:
            min_size_px: pixels of the smallest patch of change; smaller ones are :data:`SMALL`.
            tell: called with the share that is done; may raise what ends it.

        Raises:
            InvalidInputError: a file is damaged.
        """
        patches: Optional[AllPieces] = None
        begun = 0.0
        if min_size_px > 1:
            begun = PATCHES
            patches = AllPieces(self._changes, lambda share: tell(PATCHES * share))
        for strip, window in enumerate(self.strips()):
            codes, unknown = self._read(window)
            for total, found in zip((self.unknown_before, self.unknown_after), unknown):
                total.update(found)
            if patches is not None:
                pieces = pieces_of(_changes_only(codes))
                is_small = (pieces.classes != NOTHING) & (
                    patches.sizes_px[patches.of_strip(strip, pieces)] < min_size_px
                )
                codes[pieces.paint(is_small)] = SMALL
            yield window, codes
            tell(begun + (1 - begun) * (window[1] + window[3]) / self.grid.height)

    def changes(self, window: Window) -> NDArray[np.uint8]:
        """Codes of what changed, 0 elsewhere."""
        return _changes_only(self._read(window)[0])

    def _read(self, window: Window) -> Tuple[NDArray[np.uint8], Tuple[Dict[str, int], Dict[str, int]]]:
        grid = self.grid.crop(window)
        before, after = (one.read(grid) for one in self._maps)
        codes = pair_codes(before.numeros, after.numeros)
        if self._min_confidence > 0:
            for one in self._maps:
                percent: Optional[NDArray[Any]] = one.percent(grid)
                if percent is not None:
                    codes[(percent < self._min_confidence) & (codes >= 1) & (codes <= PAIRS)] = UNCERTAIN
        return codes, (before.unknown, after.unknown)


class _Changes:
    """What changed, as a source of pieces."""

    def __init__(self, comparison: MapComparison) -> None:
        self._comparison = comparison

    @property
    def grid(self) -> Grid:
        return self._comparison.grid

    def strips(self) -> Iterator[Window]:
        return self._comparison.strips()

    def read(self, window: Window) -> NDArray[np.uint8]:
        return self._comparison.changes(window)


def _changes_only(codes: NDArray[np.uint8]) -> NDArray[np.uint8]:
    changed: NDArray[np.uint8] = np.where(IS_CHANGE[codes], codes, np.uint8(NOTHING))
    return changed
