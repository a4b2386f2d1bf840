"""The areas of a classification as polygons, strip by strip, so that a scene of any size fits."""

from dataclasses import dataclass, field
from typing import Any, Callable, Dict, Iterator, List, Tuple

import numpy as np
import shapely
from affine import Affine
from numpy.typing import NDArray
from rasterio.features import shapes

from ..nomenclature import CLASSES, NO_DATA
from .class_raster import ClassRaster
from .grid import Window
from .map_coordinates import in_coordinates

STRIP_PX = 4_000_000
"""Pixels that are turned into polygons at once: the polygons of a speckled strip of that size take half a GB."""

_NUMEROS = np.array([cls.numero for cls in CLASSES], np.uint8)


@dataclass
class ClassPolygons:
    """Polygons of connected pixels of the same class, in pixels of the raster: their corners are whole numbers.

    Pixels that touch at a corner only are not connected. Neighbours have the same border, also where it was put
    together of several strips.

    Attributes:
        polygons: shapely, ``x`` and ``y`` are column and row.
        numeros: class of each.
        others: pixels of each code that is no CoSIA class; they are in no polygon.
    """

    polygons: List[Any] = field(default_factory=list)
    numeros: List[int] = field(default_factory=list)
    others: Dict[int, int] = field(default_factory=dict)

    def to_coordinates(self, transform: Affine) -> NDArray[Any]:
        """The polygons in the coordinates that ``transform`` gives a column and a row.

        Equal corners stay equal, so that neighbours keep their common border.
        """
        return in_coordinates(np.array(self.polygons, dtype=object), transform)


def class_polygons(
    raster: ClassRaster, window: Window, min_area_px: float, tell: Callable[[float], None]
) -> ClassPolygons:
    """The areas of each class inside a window.

    Args:
        raster: of ``numero``.
        window: part of the raster.
        min_area_px: smaller areas are left out.
        tell: called with the share that is done, before each strip; may raise what ends it.

    Raises:
        InvalidInputError: the raster is damaged or holds fractions.
    """
    found = ClassPolygons()
    none: NDArray[Any] = np.array([], object)
    open_pieces: Dict[int, NDArray[Any]] = {}
    top, height = window[1], window[3]
    for strip in _strips(window):
        tell((strip[1] - top) / height)
        pieces = _pieces_of_strip(raster, strip, found.others)
        end = strip[1] + strip[3]
        for numero in sorted({*pieces, *open_pieces}):
            whole, reaching = _join(open_pieces.pop(numero, none), pieces.get(numero, none), strip[1], end)
            if end == top + height:
                whole, reaching = np.concatenate((whole, reaching)), none
            kept = whole[shapely.area(whole) >= min_area_px]
            found.polygons += list(kept)
            found.numeros += [numero] * len(kept)
            if len(reaching):
                open_pieces[numero] = reaching
    return found


def _strips(window: Window) -> Iterator[Window]:
    left, top, width, height = window
    rows = max(1, STRIP_PX // width)
    for row in range(top, top + height, rows):
        yield left, row, width, min(rows, top + height - row)


def _pieces_of_strip(raster: ClassRaster, strip: Window, others: Dict[int, int]) -> Dict[int, NDArray[Any]]:
    """Polygons by class; adds to ``others`` what is no class."""
    codes, valid = raster.read(strip)
    valid &= codes != NO_DATA
    is_class = valid & np.isin(codes, _NUMEROS)
    for code, pixels in zip(*np.unique(codes[valid & ~is_class], return_counts=True)):
        others[int(code)] = others.get(int(code), 0) + int(pixels)
    classes = np.where(is_class, codes, NO_DATA).astype(np.uint8)
    corners: List[NDArray[np.float64]] = []
    owners: List[int] = []
    numeros: List[int] = []
    for geometry, numero in shapes(classes, mask=is_class, connectivity=4, transform=Affine.translation(*strip[:2])):
        corners += [np.array(ring) for ring in geometry["coordinates"]]
        owners += [len(numeros)] * len(geometry["coordinates"])
        numeros.append(int(numero))
    if not numeros:
        return {}
    # All at once: half the time of one polygon after the other.
    rings = shapely.linearrings(
        np.concatenate(corners), indices=np.repeat(np.arange(len(corners)), [*map(len, corners)])
    )
    polygons, class_of = shapely.polygons(rings, indices=owners), np.array(numeros)
    return {numero: polygons[class_of == numero] for numero in set(numeros)}


def _join(above: NDArray[Any], here: NDArray[Any], start: int, end: int) -> Tuple[NDArray[Any], NDArray[Any]]:
    """Polygons of a class that end in this strip, and those that may go on below it.

    Args:
        above: those that reach down to the row ``start``.
        here: those of the strip from the row ``start`` to the row ``end``.
    """
    polygons = here
    if len(above):
        at_seam = shapely.bounds(here)[:, 1] == start
        # In whole pixels every intersection is exact, so that the union has no slivers.
        joined = shapely.get_parts(shapely.union_all([*above, *here[at_seam]]))
        polygons = np.concatenate((joined, here[~at_seam]))
    goes_on = shapely.bounds(polygons)[:, 3] == end
    return polygons[~goes_on], polygons[goes_on]
