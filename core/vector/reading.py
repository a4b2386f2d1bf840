"""Features of any vector file that GDAL reads."""

from dataclasses import dataclass
from typing import Any, Dict, List, Tuple

import numpy as np
import pyogrio
import shapely
from numpy.typing import NDArray
from pyogrio.errors import DataLayerError, DataSourceError

from ..errors import InvalidInputError
from ..jobs import FEATURE_ID_FIELD
from ..language import _

POLYGON_TYPES = ("Polygon", "MultiPolygon")


def read_polygons(path: str, may_be_empty: bool = False) -> Tuple[List[Any], str]:
    """The polygons of the first layer.

    Args:
        path: any vector file that GDAL reads.
        may_be_empty: whether a layer without polygons is in order.

    Returns:
        Valid shapely polygons without Z, and their coordinate reference system (WKT or ``EPSG:…``), empty if
        the file names none.

    Raises:
        InvalidInputError: unreadable, or no polygon in it.
    """
    features = read_features(path, [])
    return list(_polygons(features, path, may_be_empty).values()), features.crs


def read_labelled_polygons(path: str, field: str) -> Tuple[List[Any], List[Any], str]:
    """The polygons of the first layer, each with the value of a field.

    Returns:
        Polygons as :func:`read_polygons` gives them, their values, and their coordinate reference system.

    Raises:
        InvalidInputError: as :func:`read_polygons`, or there is no such field.
    """
    features = read_features(path, [field])
    require_field(features, field, path)
    polygons = _polygons(features, path)
    return list(polygons.values()), [features.columns[field][number] for number in polygons], features.crs


@dataclass(frozen=True)
class Features:
    """All features of a layer as they stand in the file.

    Attributes:
        ids: as QGIS shows them, ``(n,)``.
        shapes: shapely geometries without Z, ``(n,)``; None where a feature has none.
        columns: values of the fields asked for, as far as the layer has them.
        fields: names of all fields.
        crs: coordinate reference system (WKT or ``EPSG:…``), empty if the file names none.
    """

    ids: NDArray[np.int64]
    shapes: NDArray[Any]
    columns: Dict[str, NDArray[Any]]
    fields: Tuple[str, ...]
    crs: str


def read_features(path: str, names: List[str]) -> Features:
    """The features of the first layer that has geometries.

    Args:
        path: any vector file that GDAL reads.
        names: of fields.

    Raises:
        InvalidInputError: unreadable.
    """
    try:
        layers = pyogrio.list_layers(path)
        # A GeoPackage holds its styles in a layer without geometries.
        layer = next((name for name, kind in layers if kind), None)
        meta, fids, geometries, columns = pyogrio.raw.read(
            path, layer=layer, columns=[*names, FEATURE_ID_FIELD], force_2d=True, return_fids=True
        )
        fields = pyogrio.read_info(path, layer=layer)["fields"]
    except (DataSourceError, DataLayerError, ValueError) as error:
        raise InvalidInputError(
            _("The vector file '{file}' cannot be read: {error}.").format(file=path, error=error)
        ) from None
    values = dict(zip(meta["fields"], columns))
    return Features(
        ids=np.asarray(values.pop(FEATURE_ID_FIELD, fids), np.int64),
        shapes=np.array(shapely.from_wkb(geometries) if geometries is not None else [None] * len(fids), dtype=object),
        columns=values,
        fields=tuple(name for name in fields if name != FEATURE_ID_FIELD),
        crs=meta["crs"] or "",
    )


def require_field(features: Features, field: str, path: str) -> None:
    """Raises: InvalidInputError, if the layer lacks ``field``, which was asked for; the message tells its fields."""
    if field not in features.columns:
        raise InvalidInputError(
            _("The vector file '{file}' has no field '{field}'; it has: {fields}.").format(
                file=path, field=field, fields=", ".join(features.fields) or _("none")
            )
        )


def valid_polygons(features: Features) -> Dict[int, Any]:
    """The polygons that have an area, made valid, by the position of their feature."""
    found = {
        number: _valid_polygon(shape)
        for number, shape in enumerate(features.shapes)
        if shape is not None and shape.geom_type in POLYGON_TYPES
    }
    return {number: polygon for number, polygon in found.items() if not polygon.is_empty}


def _valid_polygon(shape: Any) -> Any:
    """Without spikes: as the lines that making a polygon valid leaves of them, they would be drawn as pixels."""
    parts = shapely.get_parts(shapely.get_parts(shapely.make_valid(shape)))
    areas = parts[shapely.get_type_id(parts) == shapely.GeometryType.POLYGON]
    return areas[0] if len(areas) == 1 else shapely.multipolygons(areas)


def _polygons(features: Features, path: str, may_be_empty: bool = False) -> Dict[int, Any]:
    polygons = valid_polygons(features)
    if not polygons and not may_be_empty:
        raise InvalidInputError(_("The vector file '{file}' holds no polygon.").format(file=path))
    return polygons
