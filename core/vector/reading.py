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


def read_polygons(path: str) -> Tuple[List[Any], str]:
    """The polygons of the first layer.

    Returns:
        Valid shapely polygons without Z, and their coordinate reference system (WKT or ``EPSG:…``), empty if
        the file names none.

    Raises:
        InvalidInputError: unreadable, or no polygon in it.
    """
    features = read_features(path, [])
    return _valid(features, _polygons(features, path)), features.crs


def read_labelled_polygons(path: str, field: str) -> Tuple[List[Any], List[Any], str]:
    """The polygons of the first layer, each with the value of a field.

    Returns:
        Polygons as :func:`read_polygons` gives them, their values, and their coordinate reference system.

    Raises:
        InvalidInputError: as :func:`read_polygons`, or there is no such field.
    """
    features = read_features(path, [field])
    require_field(features, field, path)
    kept = _polygons(features, path)
    return _valid(features, kept), [features.columns[field][number] for number in kept], features.crs


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


def _polygons(features: Features, path: str) -> List[int]:
    """Positions of the polygons that are not empty."""
    kept = [
        number
        for number, shape in enumerate(features.shapes)
        if shape is not None and not shape.is_empty and shape.geom_type in POLYGON_TYPES
    ]
    if not kept:
        raise InvalidInputError(_("The vector file '{file}' holds no polygon.").format(file=path))
    return kept


def _valid(features: Features, kept: List[int]) -> List[Any]:
    return [shapely.make_valid(features.shapes[number]) for number in kept]
