"""Rectangles of one size on a grid of half their side, in blocks that are looked at one by one."""

import math
from dataclasses import dataclass
from typing import Iterator, List, Sequence, Tuple

import numpy as np

from ..errors import InvalidInputError
from ..jobs import STRIDE_PX
from ..language import _
from .grid import Grid, Window

BLOCK_PX = 512
"""Blocks are about as large: their margins then cost less than they do."""

_MIN_CELLS = 4
"""Along a side of a block of rectangles that are larger than that."""


@dataclass(frozen=True)
class RectangleBlock:
    """Neighbouring cells, of which any two by two are a rectangle.

    Attributes:
        window: pixels of the scene.
        columns, rows: of cells.
    """

    window: Window
    columns: int
    rows: int


@dataclass(frozen=True)
class RectangleGrid:
    """Cells of half a rectangle's side that cover the middle of an extent.

    Attributes:
        left, top: first pixel of the first cell.
        cell_width, cell_height: pixels.
        columns, rows: of cells, at least 2 each.
    """

    left: int
    top: int
    cell_width: int
    cell_height: int
    columns: int
    rows: int

    @classmethod
    def over(cls, grid: Grid, extent: Window, size_m: float) -> "RectangleGrid":
        """Of rectangles of ``size_m`` on the ground, to half a pixel.

        Raises:
            InvalidInputError: a rectangle has too few pixels, or more than the extent.
        """
        pixel_m = grid.pixel_size_m()
        if not math.isfinite(size_m) or any(round(size_m / side_m) < STRIDE_PX for side_m in pixel_m):
            raise InvalidInputError(
                _(
                    "SIZE_M is {size:g} m, but pixels measure {pixel:.3g} m and a rectangle needs {least} of them a "
                    "side; choose at least {least_m:.3g} m."
                ).format(size=size_m, pixel=max(pixel_m), least=STRIDE_PX, least_m=STRIDE_PX * max(pixel_m))
            )
        width, height = (max(1, round(size_m / 2 / side_m)) for side_m in pixel_m)
        columns, rows = extent[2] // width, extent[3] // height
        if min(columns, rows) < 2:
            raise InvalidInputError(
                _(
                    "A rectangle of {size:g} m does not fit into {width:.4g} × {height:.4g} m of scene; choose a "
                    "smaller SIZE_M."
                ).format(size=size_m, width=extent[2] * pixel_m[0], height=extent[3] * pixel_m[1])
            )
        left = extent[0] + (extent[2] - columns * width) // 2
        top = extent[1] + (extent[3] - rows * height) // 2
        return cls(left, top, width, height, columns, rows)

    def blocks(self) -> List[RectangleBlock]:
        """Blocks in rows, there and back, so that neighbours follow each other; each rectangle lies in one of them."""
        across, down = (
            list(_spans(count, side_px))
            for count, side_px in ((self.columns, self.cell_width), (self.rows, self.cell_height))
        )
        return [
            self._block(column, row)
            for number, row in enumerate(down)
            for column in (across if number % 2 == 0 else reversed(across))
        ]

    def _block(self, columns: Tuple[int, int], rows: Tuple[int, int]) -> RectangleBlock:
        width, height = columns[1] - columns[0], rows[1] - rows[0]
        window = (
            self.left + columns[0] * self.cell_width,
            self.top + rows[0] * self.cell_height,
            width * self.cell_width,
            height * self.cell_height,
        )
        return RectangleBlock(window, width, height)


def spread_order(blocks: Sequence[RectangleBlock], first: int, seed: int) -> List[RectangleBlock]:
    """All blocks in an order whose first ``first`` are spread evenly over the scene, the others at random."""
    rng = np.random.default_rng(seed)
    if len(blocks) <= first:
        return list(blocks)
    strata = np.array_split(np.arange(len(blocks)), first)
    chosen = [int(rng.choice(stratum)) for stratum in strata]
    others = np.setdiff1d(np.arange(len(blocks)), chosen)
    return [blocks[number] for number in (*rng.permutation(chosen), *rng.permutation(others))]


def _spans(cells: int, cell_px: int) -> Iterator[Tuple[int, int]]:
    """First cell and the one after the last of each block; blocks share a cell, in which the next one begins."""
    positions = cells - 1
    wanted = max(_MIN_CELLS, round(BLOCK_PX / cell_px)) - 1
    for part in np.array_split(np.arange(positions), max(1, positions // wanted)):
        yield int(part[0]), int(part[-1]) + 2
