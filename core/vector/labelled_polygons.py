"""Polygons with a class as a reference: every value is kept, since codes that are no class are counted, not refused."""

from dataclasses import dataclass
from typing import Any, List

import numpy as np
import shapely
from numpy.typing import NDArray

from ..errors import InvalidInputError
from ..language import _
from ..raster.footprint import footprint
from ..raster.grid import Grid
from ..raster.reference import numero_of
from .overlaps import areas_of_overlaps_m2, overlaps_between_classes
from .reading import Features, require_field, valid_polygons
from .reference_points import code_of, is_unset


@dataclass(frozen=True)
class LabelledPolygons:
    """Attributes:
    polygons: valid shapely geometries.
    classes: value of the class field of each.
    ids: of the features, as QGIS shows them.
    crs: WKT or ``EPSG:…``; empty if the file names none.
    no_class: polygons whose class is empty; they are left out.
    """

    polygons: List[Any]
    classes: List[Any]
    ids: List[int]
    crs: str
    no_class: int


def reference_polygons(features: Features, class_field: str, path: str) -> LabelledPolygons:
    """Raises: InvalidInputError, if there is no such field, or no polygon with a class."""
    require_field(features, class_field, path)
    values = features.columns[class_field].tolist()
    polygons = valid_polygons(features)
    kept = [number for number in polygons if not is_unset(values[number])]
    if not kept:
        raise InvalidInputError(
            _("'{file}' holds neither polygons nor points with a class in the field '{field}'.").format(
                file=path, field=class_field
            )
        )
    return LabelledPolygons(
        [polygons[number] for number in kept],
        [code_of(values[number]) for number in kept],
        [int(features.ids[number]) for number in kept],
        features.crs,
        len(polygons) - len(kept),
    )


def overlaps_in_words(labelled: LabelledPolygons, grid: Grid, path: str) -> str:
    """Where polygons of different classes overlap on a map, in a sentence; empty where none do."""
    shapes = np.array(labelled.polygons, dtype=object)
    here: NDArray[np.intp] = np.flatnonzero(shapely.intersects(footprint(grid, labelled.crs, path), shapes))
    classes = np.array([numero_of(labelled.classes[number]) or 0 for number in here], np.int64)
    overlaps = overlaps_between_classes(shapes[here], classes)
    areas_m2 = areas_of_overlaps_m2(overlaps, grid, labelled.crs, path)
    if not areas_m2:
        return ""
    one, other = max(areas_m2, key=lambda pair: areas_m2[pair])
    return _(
        "Polygons of '{file}' overlap although their classes differ, on {area:.2f} m² in all (pairs: {count}), most at "
        "features {one} and {other}: there the later one of the file counts as true."
    ).format(
        file=path,
        count=len(areas_m2),
        area=sum(areas_m2.values()),
        one=labelled.ids[here[one]],
        other=labelled.ids[here[other]],
    )
