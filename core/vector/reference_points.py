"""Points with a class, as pixels of a grid."""

from dataclasses import dataclass
from typing import Any, Tuple

import numpy as np
import shapely
from numpy.typing import NDArray

from ..errors import InvalidInputError
from ..language import _
from ..nomenclature import NO_DATA
from ..raster.grid import Grid
from ..raster.reference import numero_of
from ..raster.reprojection import crs_of, reprojected
from .annotations import is_blank
from .reading import Features, require_field

POINT_TYPES = ("Point", "MultiPoint")


@dataclass(frozen=True)
class ReferencePoints:
    """Points that lie on a grid; arrays are ``(n,)``.

    Attributes:
        features: position of the feature that each point belongs to.
        rows, columns: pixel that each lies in.
        numeros: class of each, 1-15; 0 where it has none.
        unknown: value of each that is no class, as text; empty where it is one or none.
        no_class: features whose class is empty.
        outside: points outside the grid.
    """

    features: NDArray[np.int64]
    rows: NDArray[np.int64]
    columns: NDArray[np.int64]
    numeros: NDArray[np.uint8]
    unknown: NDArray[Any]
    no_class: int
    outside: int


def is_unset(value: Any) -> bool:
    """Whether a field's value stands for no class: empty, or the 0 of rasters."""
    return is_blank(value) or value in (NO_DATA, str(NO_DATA))


def code_of(value: Any) -> Any:
    """A value as people know it: whole numbers come as fractions where other features have none."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


def has_points(features: Features) -> bool:
    """Whether a layer is one of points: its first geometry tells."""
    shape = next((shape for shape in features.shapes if shape is not None and not shape.is_empty), None)
    return shape is not None and shape.geom_type in POINT_TYPES


def reference_points(features: Features, class_field: str, grid: Grid, path: str) -> ReferencePoints:
    """The points of a layer; lines and polygons in it are no points and left out.

    Raises:
        InvalidInputError: no such field, or a coordinate reference system that does not lead to the grid's.
    """
    require_field(features, class_field, path)
    usable = [number for number, shape in enumerate(features.shapes) if _is_place(shape)]
    positions, columns, rows = _pixels(features, np.array(usable, np.int64), grid, path)
    inside = (columns >= 0) & (columns < grid.width) & (rows >= 0) & (rows < grid.height)
    values = features.columns[class_field].tolist()
    blank = np.array([is_unset(value) for value in values], np.bool_)
    known = {value: numero_of(value) or NO_DATA for value in set(values)}
    numeros = np.array([NO_DATA if empty else known[value] for empty, value in zip(blank, values)], np.uint8)
    unknown = ["" if empty or known[value] else str(code_of(value)) for empty, value in zip(blank, values)]
    return ReferencePoints(
        positions[inside],
        rows[inside],
        columns[inside],
        numeros[positions[inside]],
        np.array(unknown, dtype=object)[positions[inside]],
        no_class=int(blank[usable].sum()),
        outside=int((~inside).sum()),
    )


def _is_place(shape: Any) -> bool:
    return shape is not None and shape.geom_type in POINT_TYPES and not shape.is_empty


def _pixels(
    features: Features, usable: NDArray[np.int64], grid: Grid, path: str
) -> Tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Position of the feature, column and row of every point."""
    points, owners = shapely.get_parts(features.shapes[usable], return_index=True)
    if grid.crs is not None:
        if not features.crs:
            raise InvalidInputError(
                _("The points of '{file}' have no coordinate reference system; set that of the layer.").format(
                    file=path
                )
            )
        points = reprojected(points, crs_of(features.crs), grid.crs)
    x, y = shapely.get_x(points), shapely.get_y(points)
    t = ~grid.transform
    limit = 2.0**40
    at = (t.a * x + t.b * y + t.c, t.d * x + t.e * y + t.f)
    columns, rows = (np.floor(np.clip(one, -limit, limit)).astype(np.int64) for one in at)
    return usable[owners], columns, rows
