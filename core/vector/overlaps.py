"""Where polygons of different classes lie over each other."""

import math
from typing import Any, Dict, List, Sequence, Tuple

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import affinity

from ..raster.grid import Grid
from ..raster.polygon_mask import in_crs_of

MAX_VERTICES = 500
"""Larger polygons are taken to pieces: a lawn with the holes of ten thousand trees meets each tree in one of them only,
whereas looking for every tree in the whole would take minutes."""

MAX_HALVINGS = 32
"""Beyond it the vertices lie on one point, as those of a star's centre may."""

SLIVER_PX = 0.5
"""Overlaps narrower than this come from drawing along a neighbour without snapping."""

Overlap = Tuple[int, int, Any]
"""Positions of two polygons in their list, the smaller first, and a polygon that they share."""


def overlaps_between_classes(polygons: NDArray[Any], classes: NDArray[Any]) -> List[Overlap]:
    """What polygons of different classes have in common.

    Args:
        polygons: valid shapely polygons ``(n,)``.
        classes: of each, ``(n,)``.

    Returns:
        A pair of polygons may occur several times, with different parts of what they share.
    """
    pieces, owners = _pieces(polygons)
    first, second = shapely.STRtree(pieces).query(pieces, predicate="intersects")
    differ = (first < second) & (classes[owners[first]] != classes[owners[second]])
    first, second = first[differ], second[differ]
    # Neighbours that share a border only are the rule: sorted out before anything is cut.
    inside = shapely.relate_pattern(pieces[first], pieces[second], "T********")
    first, second = first[inside], second[inside]
    shared, numbers = shapely.get_parts(shapely.intersection(pieces[first], pieces[second]), return_index=True)
    pairs = np.sort(np.column_stack((owners[first], owners[second])), axis=1)[numbers]
    return [(int(one), int(other), part) for (one, other), part in zip(pairs, shared) if part.area > 0]


def areas_of_overlaps_m2(overlaps: Sequence[Overlap], grid: Grid, crs: str, file: str) -> Dict[Tuple[int, int], float]:
    """The area that each pair of polygons shares, slivers left aside.

    Args:
        overlaps: in the coordinates of ``crs``.
        grid: of the scene that they lie on.
        crs: WKT or ``EPSG:…``; empty if ``file``, which messages name, tells none.
    """
    if not overlaps:
        return {}
    parts = in_crs_of(grid, [part for _one, _other, part in overlaps], crs, file)
    to_pixels, (x_m, y_m) = ~grid.transform, grid.pixel_size_m()
    pixels = affinity.affine_transform(
        shapely.geometrycollections(parts),
        (to_pixels.a, to_pixels.b, to_pixels.d, to_pixels.e, to_pixels.c, to_pixels.f),
    )
    areas_m2: Dict[Tuple[int, int], float] = {}
    for (one, other, _part), shared in zip(overlaps, pixels.geoms):
        if _short_side(shared) >= SLIVER_PX:
            areas_m2[one, other] = areas_m2.get((one, other), 0.0) + shared.area * x_m * y_m
    return areas_m2


def _short_side(polygon: Any) -> float:
    """The short side of the rectangle with the polygon's area and perimeter: how wide a sliver is.

    Rounder shapes than a square, of which there is no such rectangle, get a quarter of their perimeter.
    """
    perimeter = float(polygon.length)
    return (perimeter - math.sqrt(max(perimeter**2 - 16 * polygon.area, 0.0))) / 4


def _pieces(polygons: NDArray[Any]) -> Tuple[NDArray[Any], NDArray[np.intp]]:
    """Polygons of few vertices, and for each the position of the one that it comes from."""
    large = np.flatnonzero(shapely.get_num_coordinates(polygons) > MAX_VERTICES)
    small = np.delete(np.arange(len(polygons)), large)
    cut = [(piece, position) for position in large for piece in _cut(polygons[position])]
    pieces = np.array([*polygons[small], *(piece for piece, _position in cut)], dtype=object)
    return pieces, np.array([*small, *(position for _piece, position in cut)], np.intp)


def _cut(polygon: Any) -> List[Any]:
    """The parts of a polygon after halving its rectangle until each has few vertices."""
    whole, cut = [(polygon, 0)], []
    while whole:
        part, depth = whole.pop()
        if shapely.get_num_coordinates(part) <= MAX_VERTICES or depth == MAX_HALVINGS:
            cut.append(part)
        else:
            whole += [(_clip(part, half), depth + 1) for half in _halves(part.bounds)]
    return [piece for piece in cut if not piece.is_empty]


def _halves(bounds: Tuple[float, float, float, float]) -> Tuple[Tuple[float, float, float, float], ...]:
    xmin, ymin, xmax, ymax = bounds
    x, y = (xmin + xmax) / 2, (ymin + ymax) / 2
    if xmax - xmin > ymax - ymin:
        return (xmin, ymin, x, ymax), (x, ymin, xmax, ymax)
    return (xmin, ymin, xmax, y), (xmin, y, xmax, ymax)


def _clip(polygon: Any, bounds: Tuple[float, float, float, float]) -> Any:
    clipped = shapely.clip_by_rect(polygon, *bounds)
    if not clipped.is_valid:
        # The fast clipping takes the corners of what touches the rectangle amiss now and then.
        clipped = shapely.intersection(polygon, shapely.box(*bounds))
    parts = shapely.get_parts(clipped)
    return shapely.multipolygons(parts[shapely.get_type_id(parts) == shapely.GeometryType.POLYGON])
