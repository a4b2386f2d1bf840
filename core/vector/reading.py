"""Features of any vector file that GDAL reads."""

from typing import Any, List, Tuple

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
    try:
        meta, _ids, geometries, _fields = pyogrio.raw.read(path, columns=[], force_2d=True)
    except (DataSourceError, DataLayerError, ValueError) as error:
        raise InvalidInputError(
            _("The vector file '{file}' cannot be read: {error}.").format(file=path, error=error)
        ) from None
    shapes = shapely.from_wkb(geometries) if geometries is not None else []
    polygons = [
        shapely.make_valid(shape)
        for shape in shapes
        if shape is not None and not shape.is_empty and shape.geom_type in POLYGON_TYPES
    ]
    if not polygons:
        raise InvalidInputError(_("The vector file '{file}' holds no polygon.").format(file=path))
    return polygons, meta["crs"] or ""
