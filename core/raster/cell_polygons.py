"""The polygons of one cell of a map, with every vertex that a neighbour has on the common border.

Coordinates are columns and rows of the map: whole numbers, in which all of this is exact.
"""

from dataclasses import dataclass
from typing import Any, List, Tuple

import numpy as np
import shapely
from affine import Affine
from numpy.typing import NDArray
from rasterio.features import shapes

from ..nomenclature import NO_DATA
from .grid import Window
from .pieces import pieces_of


@dataclass(frozen=True)
class CellPolygons:
    """The pieces of a cell; neighbours have the same vertices on their common border, across cells as well.

    Attributes:
        numbers: piece of each pixel ``(height, width)``.
        classes: of each piece.
        polygons: shapely polygon of each piece; None where there is no data.
        crossings: vertices ``(n, 2)`` that only are there because the border of the cell cuts a straight line.
    """

    numbers: NDArray[np.int32]
    classes: NDArray[np.uint8]
    polygons: NDArray[Any]
    crossings: NDArray[np.int64]


def cell_polygons(classes: NDArray[np.uint8], window: Window) -> CellPolygons:
    """Draw the pieces of a cell.

    Args:
        classes: ``(height + 2, width + 2)``: the cell with the pixels around it.
        window: of the cell in its map.
    """
    inside = classes[1:-1, 1:-1]
    pieces = pieces_of(inside)
    numbers = pieces.paint(np.arange(len(pieces.classes), dtype=np.int32))
    is_vertex, is_crossing = _vertices(classes)
    corners, owners, values = _outlines(numbers, inside != NO_DATA)
    polygons = np.full(len(pieces.classes), None, dtype=object)
    if len(values):
        rings, ring_of = _with_vertices(corners, is_vertex)
        lines = shapely.linearrings(rings + np.array(window[:2]), indices=ring_of)
        polygons[values] = shapely.polygons(lines, indices=owners)
    rows, columns = np.nonzero(is_crossing)
    return CellPolygons(numbers, pieces.classes, polygons, np.column_stack((columns + window[0], rows + window[1])))


def _vertices(classes: NDArray[np.uint8]) -> Tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Corners of pixels ``(height + 1, width + 1)`` that are vertices, and those that no line bends or ends at."""
    left, right = classes[:, :-1], classes[:, 1:]
    upper, lower = left[:-1] == right[:-1], left[1:] == right[1:]
    level = classes[:-1] == classes[1:]
    before, after = level[:, :-1], level[:, 1:]
    bends = ~((upper & lower) | (before & after))
    is_cut = np.zeros_like(bends)
    for line in (0, -1):
        is_cut[line] |= ~(upper[line] & lower[line])
        is_cut[:, line] |= ~(before[:, line] & after[:, line])
        is_cut[line, [0, -1]] = True
    return bends | is_cut, is_cut & ~bends


def _outlines(
    numbers: NDArray[np.int32], has_data: NDArray[np.bool_]
) -> Tuple[List[NDArray[np.int64]], List[int], List[int]]:
    """Rings of the pieces: corners without the last, which is the first; number of the polygon of each; pieces."""
    corners: List[NDArray[np.int64]] = []
    owners: List[int] = []
    values: List[int] = []
    for geometry, value in shapes(numbers, mask=has_data, connectivity=4, transform=Affine.identity()):
        owners += [len(values)] * len(geometry["coordinates"])
        corners += [np.array(ring[:-1], np.int64) for ring in geometry["coordinates"]]
        values.append(int(value))
    return corners, owners, values


def _with_vertices(
    corners: List[NDArray[np.int64]], is_vertex: NDArray[np.bool_]
) -> Tuple[NDArray[np.int64], NDArray[np.intp]]:
    """All rings with the vertices that lie on their straight lines: coordinates ``(n, 2)`` and the ring of each."""
    counts = np.array([*map(len, corners)])
    starts = np.concatenate(corners)
    firsts = np.cumsum(counts) - counts
    following = np.arange(1, len(starts) + 1)
    following[firsts + counts - 1] = firsts
    ends = starts[following]
    ring_of = np.repeat(np.arange(len(corners)), counts)
    is_level = starts[:, 1] == ends[:, 1]
    between = np.zeros(len(starts), np.intp)
    before = np.zeros(len(starts), np.intp)
    positions = []
    for which, axis, vertices in ((is_level, 0, is_vertex), (~is_level, 1, is_vertex.T)):
        # Vertices in the order in which lines along this axis meet them.
        rank = np.cumsum(vertices, dtype=np.int64) - 1
        length = vertices.shape[1]
        start = starts[which][:, 1 - axis] * length + starts[which][:, axis]
        end = ends[which][:, 1 - axis] * length + ends[which][:, axis]
        between[which] = np.abs(rank[end] - rank[start]) - 1
        before[which] = rank[start]
        lines, places = np.nonzero(vertices)
        positions.append(np.column_stack((places, lines) if axis == 0 else (lines, places)))
    is_backward: NDArray[np.bool_] = np.any(ends < starts, axis=1)
    all_counts = between + 1
    segment_of = np.repeat(np.arange(len(starts)), all_counts)
    step = np.arange(len(segment_of)) - np.repeat(np.cumsum(all_counts) - all_counts, all_counts)
    at = before[segment_of] + np.where(is_backward[segment_of], -step, step)
    level = is_level[segment_of]
    vertices_of_rings = np.empty((len(segment_of), 2), np.int64)
    vertices_of_rings[level] = positions[0][at[level]]
    vertices_of_rings[~level] = positions[1][at[~level]]
    return vertices_of_rings, ring_of[segment_of]
