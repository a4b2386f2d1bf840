"""Layers whose style lies beside them in their GeoPackage."""

import warnings
from datetime import datetime, timezone
from pathlib import Path
from typing import Any, Dict, Sequence

import numpy as np
import pyogrio
import shapely
from numpy.typing import NDArray
from pyogrio.errors import DataSourceError

from ..errors import InvalidInputError
from ..language import _

GEOMETRY_COLUMN = "geom"
"""Of layers with a style."""


def write_styled_layer(
    path: Path,
    layer_name: str,
    geometry_type: str,
    shapes: NDArray[Any],
    columns: Dict[str, NDArray[Any]],
    crs: str,
    qml: str,
    description: str,
    unset: Sequence[str] = (),
) -> None:
    """Write a layer with the style that QGIS opens it with.

    Args:
        path: of a GeoPackage that is not there yet.
        layer_name: of the layer.
        geometry_type: as OGR calls it, ``Point``, ``Polygon``, ….
        shapes: shapely geometries ``(n,)``.
        columns: values of each field, ``(n,)``.
        crs: WKT or ``EPSG:…``; empty for none.
        qml: the style.
        description: of the style.
        unset: fields that are empty in all features.

    Raises:
        InvalidInputError: the file cannot be written.
    """
    empty = np.ones(len(shapes), np.bool_)
    try:
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", "'crs' was not provided")
            pyogrio.raw.write(
                path,
                shapely.to_wkb(shapes),
                list(columns.values()),
                list(columns),
                field_mask=[empty if name in unset else None for name in columns],
                layer=layer_name,
                driver="GPKG",
                geometry_type=geometry_type,
                crs=crs or None,
                layer_options={"GEOMETRY_NAME": GEOMETRY_COLUMN},
                # QGIS 3.22 warns of later ones.
                dataset_options={"VERSION": "1.2"},
            )
        store_style(path, layer_name, qml, description)
    except DataSourceError as error:
        raise InvalidInputError(
            _("'{file}' cannot be written: {error}; free the disk or choose another folder.").format(
                file=path.name, error=error
            )
        ) from None


def store_style(path: Path, layer_name: str, qml: str, description: str) -> None:
    """Add the table that QGIS looks for a layer's default style in, as its OGR provider writes it."""
    columns = {
        "f_table_catalog": "",
        "f_table_schema": "",
        "f_table_name": layer_name,
        "f_geometry_column": GEOMETRY_COLUMN,
        "styleName": "CoSIA",
        "styleQML": qml,
        "styleSLD": "",
        "useAsDefault": True,
        "description": description,
        "owner": "",
        "ui": "",
        "update_time": np.datetime64(datetime.now(timezone.utc).replace(tzinfo=None), "ms"),
    }
    pyogrio.raw.write(
        path,
        None,
        [np.array([value], dtype=object if isinstance(value, str) else None) for value in columns.values()],
        list(columns),
        layer="layer_styles",
        driver="GPKG",
        geometry_type=None,
        crs=None,
        append=True,
        layer_options={"FID": "id"},
    )
