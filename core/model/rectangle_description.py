"""What a model says of rectangles of a scene, and how they look."""

from dataclasses import dataclass, fields
from typing import List, Optional, Sequence, Tuple

import numpy as np
from numpy.typing import NDArray

from ..nomenclature import CLASSES
from ..raster.normalisation import Normalisation
from ..raster.polygon_mask import PolygonMask
from ..raster.rectangle_grid import RectangleBlock, RectangleGrid
from ..raster.scene import Scene
from ..raster.tile_reader import ReadTile, read_tiles
from ..raster.tiling import fit_tiling
from .inference import Predictor
from .prediction import Prediction

MARGIN_PX = 64
"""Labels near a tile's border may be wrong by 1 in 400 for less context: too few to tell in a mean."""


@dataclass(frozen=True)
class Rectangles:
    """Figures of ``n`` rectangles, over their usable pixels: valid and inside the mask.

    Attributes:
        windows: int64 ``(n, 4)``: column, row, width and height in pixels of the scene.
        usable: share of the pixels that are, 0-1.
        annotated: share of the pixels that have an annotation already, 0-1.
        uncertainty: mean Shannon entropy of the class probabilities, percent of its maximum.
        classes: mean class probabilities ``(n, 15)`` in the order of ``numero``, 0-1.
        look: mean and standard deviation of each normalised band, ``(n, 2 × bands)``.
    """

    windows: NDArray[np.int64]
    usable: NDArray[np.float64]
    annotated: NDArray[np.float64]
    uncertainty: NDArray[np.float64]
    classes: NDArray[np.float64]
    look: NDArray[np.float64]

    def __len__(self) -> int:
        return len(self.windows)

    def take(self, chosen: NDArray[np.intp]) -> "Rectangles":
        """Those of these numbers, or those where a mask is true."""
        return Rectangles(*(getattr(self, field.name)[chosen] for field in fields(self)))

    @classmethod
    def concatenated(cls, parts: Sequence["Rectangles"]) -> "Rectangles":
        """All rectangles of some parts, of which there is at least one."""
        return cls(*(np.concatenate([getattr(part, field.name) for part in parts]) for field in fields(cls)))


class RectangleDescriber:
    """Classifies blocks of a scene and describes the rectangles in them."""

    def __init__(
        self,
        scene: Scene,
        grid: RectangleGrid,
        predictor: Predictor,
        normalisation: Normalisation,
        mask: Optional[PolygonMask],
        annotations: Optional[PolygonMask],
    ) -> None:
        """Args: ``scene`` with the bands of the model selected; ``mask`` and ``annotations`` on its grid."""
        self._scene = scene
        self._grid = grid
        self._predictor = predictor
        self._normalisation = normalisation
        self._mask = mask
        self._annotations = annotations

    def describe(self, block: RectangleBlock) -> Optional[Rectangles]:
        """The rectangles of a block; None if no pixel of it is usable."""
        sums: Optional[_CellSums] = None
        tiling = fit_tiling(block.window, MARGIN_PX, self._predictor.max_tile_px())
        for item in read_tiles(self._scene, tiling, self._mask, self._normalisation, "reflect"):
            if item.tile is None:
                continue
            (prediction,) = self._predictor.predict(
                item.pixels[None], [item.part], with_probabilities=True, with_entropy=True
            )
            sums = sums or _CellSums(block, self._grid, len(item.pixels))
            sums.add(item, prediction, self._predictor.numeros)
        if sums is None:
            return None
        if self._annotations:
            sums.add_annotated(self._annotations.read(block.window))
        return sums.rectangles()


class _CellSums:
    """Sums over the pixels of each cell of a block, ``(figures, rows, columns)``."""

    def __init__(self, block: RectangleBlock, grid: RectangleGrid, bands: int) -> None:
        self._block = block
        self._grid = grid
        shape = block.rows, block.columns
        self._usable = np.zeros((1, *shape))
        self._annotated = np.zeros((1, *shape))
        self._entropy = np.zeros((1, *shape))
        self._classes = np.zeros((len(CLASSES), *shape))
        self._means = np.zeros((bands, *shape))
        self._squares = np.zeros((bands, *shape))

    def add(self, item: ReadTile, prediction: Prediction, numeros: Sequence[int]) -> None:
        assert prediction.entropy is not None and prediction.probabilities is not None
        column, row = item.window[0] - self._block.window[0], item.window[1] - self._block.window[1]
        wanted = item.wanted
        pixels = np.where(wanted, item.pixels[:, item.part[0], item.part[1]], 0)
        probabilities = np.where(wanted, prediction.probabilities, 0)
        for sums, values in (
            (self._usable, wanted[None]),
            (self._entropy, np.where(wanted, prediction.entropy, 0)[None]),
            (self._means, pixels),
            (self._squares, pixels**2),
        ):
            self._add(sums, values, column, row)
        of_outputs = np.zeros((len(numeros), *self._classes.shape[1:]))
        self._add(of_outputs, probabilities, column, row)
        np.add.at(self._classes, np.array(numeros) - 1, of_outputs)

    def add_annotated(self, annotated: NDArray[np.bool_]) -> None:
        self._add(self._annotated, annotated[None], 0, 0)

    def _add(self, sums: NDArray[np.float64], values: NDArray[np.generic], column: int, row: int) -> None:
        """Add ``(figures, height, width)`` of pixels whose first lies at ``column``, ``row`` of the block."""
        first_row, row_starts = _cells(row, values.shape[1], self._grid.cell_height)
        first_column, column_starts = _cells(column, values.shape[2], self._grid.cell_width)
        in_columns = np.add.reduceat(values, column_starts, axis=2, dtype=np.float64)
        in_cells = np.add.reduceat(in_columns, row_starts, axis=1)
        rows = slice(first_row, first_row + len(row_starts))
        sums[:, rows, first_column : first_column + len(column_starts)] += in_cells

    def rectangles(self) -> Rectangles:
        """Two by two cells each."""
        left, top = self._block.window[:2]
        width, height = self._grid.cell_width, self._grid.cell_height
        rows, columns = (
            place.ravel() for place in np.mgrid[: self._block.rows - 1, : self._block.columns - 1].astype(np.int64)
        )
        sides = np.ones_like(rows)
        windows = np.stack([left + columns * width, top + rows * height, 2 * width * sides, 2 * height * sides], axis=1)
        pixels = 4 * width * height
        usable, annotated, entropy, classes, means, squares = (
            _two_by_two(sums)
            for sums in (self._usable, self._annotated, self._entropy, self._classes, self._means, self._squares)
        )
        counted = np.maximum(usable, 1)
        means, squares = means / counted, squares / counted
        deviations = np.sqrt(np.maximum(squares - means**2, 0))
        return Rectangles(
            windows,
            usable[:, 0] / pixels,
            annotated[:, 0] / pixels,
            (entropy / counted)[:, 0],
            # Probabilities are rounded to whole percent by pixel: they sum up to 1 only almost.
            classes / np.maximum(classes.sum(axis=1, keepdims=True), 1),
            np.concatenate([means, deviations], axis=1),
        )


def _cells(start_px: int, length_px: int, cell_px: int) -> Tuple[int, List[int]]:
    """The first cell that some pixels touch, and where among them each cell begins."""
    first, last = start_px // cell_px, (start_px + length_px - 1) // cell_px
    return first, [max(cell * cell_px - start_px, 0) for cell in range(first, last + 1)]


def _two_by_two(sums: NDArray[np.float64]) -> NDArray[np.float64]:
    """``(rectangles, figures)`` of cells ``(figures, rows, columns)``."""
    in_pairs = sums[:, :-1] + sums[:, 1:]
    figures: NDArray[np.float64] = (in_pairs[:, :, :-1] + in_pairs[:, :, 1:]).reshape(len(sums), -1).T
    return figures
