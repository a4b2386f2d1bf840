"""Features of any vector file that GDAL reads."""

from typing import Any, Dict, List, Tuple

import pyogrio
import shapely
from pyogrio.errors import DataLayerError, DataSourceError

from ..errors import InvalidInputError
from ..language import _

POLYGON_TYPES = ("Polygon", "MultiPolygon")


def read_polygons(path: str) -> Tuple[List[Any], str]:
    """The polygons of the first layer.

    Returns:
        Valid shapely polygons without Z, and their coordinate reference system (WKT or ``EPSG:…``), empty if
        the file names none.

    Raises:
        InvalidInputError: unreadable, or no polygon in it.
    """
    polygons, _columns, crs = _read(path, [])
    return polygons, crs


def read_labelled_polygons(path: str, field: str) -> Tuple[List[Any], List[Any], str]:
    """The polygons of the first layer, each with the value of a field.

    Returns:
        Polygons as :func:`read_polygons` gives them, their values, and their coordinate reference system.

    Raises:
        InvalidInputError: as :func:`read_polygons`, or there is no such field.
    """
    polygons, columns, crs = _read(path, [field])
    if field not in columns:
        raise InvalidInputError(
            _("The vector file '{file}' has no field '{field}'; it has: {fields}.").format(
                file=path, field=field, fields=", ".join(pyogrio.read_info(path)["fields"]) or _("none")
            )
        )
    return polygons, columns[field], crs


def _read(path: str, names: List[str]) -> Tuple[List[Any], Dict[str, List[Any]], str]:
    """Polygons, those fields of ``names`` that exist, and the coordinate reference system."""
    try:
        meta, _ids, geometries, columns = pyogrio.raw.read(path, columns=names, force_2d=True)
    except (DataSourceError, DataLayerError, ValueError) as error:
        raise InvalidInputError(
            _("The vector file '{file}' cannot be read: {error}.").format(file=path, error=error)
        ) from None
    shapes = shapely.from_wkb(geometries) if geometries is not None else []
    kept = [
        number
        for number, shape in enumerate(shapes)
        if shape is not None and not shape.is_empty and shape.geom_type in POLYGON_TYPES
    ]
    if not kept:
        raise InvalidInputError(_("The vector file '{file}' holds no polygon.").format(file=path))
    values = {name: [column[number] for number in kept] for name, column in zip(meta["fields"], columns)}
    return [shapely.make_valid(shapes[number]) for number in kept], values, meta["crs"] or ""
