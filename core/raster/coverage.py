"""A map as polygons that fill it without a gap and without an overlap, cell by cell, for maps of any size.

The map is cut into cells, which are drawn and simplified one by one; what the cuts divided is put together again.
Cuts lie on every ``CELL_PX``-th row and column of the raster, whatever part of it is drawn, so that a part has the same
polygons as the whole where it shows the same.
"""

import math
from dataclasses import dataclass
from typing import Any, Callable, Iterator, List, Tuple

import numpy as np
import shapely
from numpy.typing import NDArray

from .cell_polygons import CellPolygons, cell_polygons
from .map_part import MapPart
from .pieces import components, line_contacts

CELL_PX = 1024
"""Side of a cell: the polygons of a speckled one take 0.4 GB, those of pure noise 3 GB."""

_NONE = -1
"""Where a line of pixels has no piece that may go on."""


@dataclass(frozen=True)
class MapPolygons:
    """Whole polygons, in columns and rows of the map.

    Attributes:
        polygons: shapely.
        numeros: class of each.
    """

    polygons: NDArray[Any]
    numeros: NDArray[np.uint8]

    @property
    def areas_px(self) -> NDArray[np.float64]:
        areas: NDArray[np.float64] = shapely.area(self.polygons)
        return areas


def map_polygons(source: MapPart, simplify_px: float, tell: Callable[[float], None]) -> Iterator[MapPolygons]:
    """The pieces of a map as polygons, those first that end first.

    Neighbours have the same vertices on their common border, so that there is no gap and no overlap: the corners of
    the border, and the points where a third polygon begins.

    Args:
        source: a map.
        simplify_px: corners of common borders that cut off no more than this area, in pixels, are left out
            (Visvalingam and Whyatt) as long as no borders would cross; 0: none. The border of the map stays, and so do
            points where borders meet or cross a cut.
        tell: called with the share that is done; may raise what ends it.

    Raises:
        InvalidInputError: as :meth:`MapPart.read`.
    """
    width, height = source.grid.width, source.grid.height
    cut = _CutPieces(width)
    for row, rows in _cells(source.row, height):
        for column, columns in _cells(source.column, width):
            window = column, row, columns, rows
            classes = source.read_with_surroundings(window, 1)
            tell((row * width + column * rows) / (width * height))
            cell = cell_polygons(classes, window)
            drawn = np.flatnonzero(~shapely.is_missing(cell.polygons))
            if simplify_px and len(drawn):
                cell.polygons[drawn] = shapely.coverage_simplify(
                    cell.polygons[drawn], math.sqrt(simplify_px), simplify_boundary=False
                )
            is_cut = cut.add(cell, column)
            whole = drawn[~is_cut[drawn]]
            yield MapPolygons(cell.polygons[whole], cell.classes[whole])
        yield cut.finished(goes_on=row + rows < height)


def _cells(offset: int, length: int) -> Iterator[Tuple[int, int]]:
    """Where the cells begin along an axis, and how long they are."""
    start = 0
    while start < length:
        end = min(length, start + CELL_PX - (offset + start) % CELL_PX)
        yield start, end - start
        start = end


class _CutPieces:
    """Parts of polygons that touch a cut, as long as more of them may follow."""

    def __init__(self, width: int) -> None:
        self._polygons: NDArray[Any] = np.array([], dtype=object)
        self._numeros = np.zeros(0, np.uint8)
        self._joined: List[Tuple[NDArray[np.intp], NDArray[np.intp]]] = []
        self._crossings = np.zeros((0, 2), np.int64)
        self._above = np.full(width, _NONE)
        self._below = np.full(width, _NONE)
        self._left = np.zeros(0, np.intp)

    def add(self, cell: CellPolygons, column: int) -> NDArray[np.bool_]:
        """Take a cell of a row of cells, from left to right; return which of its pieces touch its border."""
        numbers = cell.numbers
        is_cut = np.zeros(len(cell.classes), np.bool_)
        for line in (numbers[0], numbers[-1], numbers[:, 0], numbers[:, -1]):
            is_cut[line] = True
        kept = np.flatnonzero(is_cut & ~shapely.is_missing(cell.polygons))
        names = np.full(len(cell.classes), _NONE)
        names[kept] = np.arange(len(self._polygons), len(self._polygons) + len(kept))
        self._polygons = np.concatenate((self._polygons, cell.polygons[kept]))
        self._numeros = np.concatenate((self._numeros, cell.classes[kept]))
        self._crossings = np.concatenate((self._crossings, cell.crossings))
        across = slice(column, column + numbers.shape[1])
        self._join(self._above[across], names[numbers[0]])
        if column:
            self._join(self._left, names[numbers[:, 0]])
        self._left = names[numbers[:, -1]]
        self._below[across] = names[numbers[-1]]
        return is_cut

    def _join(self, one: NDArray[np.intp], other: NDArray[np.intp]) -> None:
        """Note which parts belong together, from those beside each pixel of a cut."""
        both = (one != _NONE) & (other != _NONE)
        one, other = one[both], other[both]
        alike = self._numeros[one] == self._numeros[other]
        self._joined.append(line_contacts(one[alike], other[alike])[:2])

    def finished(self, goes_on: bool) -> MapPolygons:
        """Those that a row of cells ended; ``goes_on`` tells whether another row follows."""
        pairs = [np.concatenate([pair[end] for pair in self._joined]) for end in (0, 1)]
        groups = components(len(self._polygons), *pairs)
        is_open = np.zeros(len(groups), np.bool_)
        if goes_on:
            is_open[groups[self._below[self._below != _NONE]]] = True
        waits = is_open[groups]
        ended = np.flatnonzero(~waits)
        ended = ended[np.argsort(groups[ended], kind="stable")]
        starts = np.flatnonzero(np.diff(groups[ended], prepend=-1))
        parts = np.split(self._polygons[ended], starts[1:]) if len(ended) else []
        whole = np.array([shapely.coverage_union_all(few) if len(few) > 1 else few[0] for few in parts], dtype=object)
        found = MapPolygons(without_crossings(whole, self._crossings), self._numeros[ended[starts]])
        self._keep(waits, groups)
        return found

    def _keep(self, waits: NDArray[np.bool_], groups: NDArray[np.intp]) -> None:
        """Forget all parts but those that wait, and count them anew."""
        names = np.full(len(waits) + 1, _NONE)
        names[:-1][waits] = np.arange(np.count_nonzero(waits))
        self._polygons, self._numeros = self._polygons[waits], self._numeros[waits]
        self._joined = [(names[:-1][waits], names[groups[waits]])]
        self._above, self._below = names[self._below], np.full_like(self._below, _NONE)


def without_crossings(polygons: NDArray[Any], crossings: NDArray[np.int64]) -> NDArray[Any]:
    """Polygons without those vertices among ``crossings`` ``(n, 2)`` at which they go straight on."""
    if not len(polygons):
        return polygons
    rings, owners = shapely.get_rings(polygons, return_index=True)
    points, ring_of = shapely.get_coordinates(rings, return_index=True)
    is_last = np.diff(ring_of, append=-1) != 0
    points, ring_of = points[~is_last], ring_of[~is_last]
    starts = np.flatnonzero(np.diff(ring_of, prepend=-1))
    ends = np.append(starts[1:], len(points)) - 1
    before, after = np.arange(len(points)) - 1, np.arange(len(points)) + 1
    before[starts], after[ends] = ends, starts
    arrives, leaves = points - points[before], points[after] - points
    is_straight = arrives[:, 0] * leaves[:, 1] == arrives[:, 1] * leaves[:, 0]
    goes = is_straight & np.isin(_keys(points), _keys(crossings))
    if not goes.any():
        return polygons
    lines = shapely.linearrings(points[~goes], indices=ring_of[~goes])
    cleaned: NDArray[Any] = shapely.polygons(lines, indices=owners)
    return cleaned


def _keys(points: NDArray[Any]) -> NDArray[np.int64]:
    """A number for each column and row."""
    keys: NDArray[np.int64] = points[:, 0].astype(np.int64) << 32 | points[:, 1].astype(np.int64)
    return keys
