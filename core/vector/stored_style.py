"""Styles that lie in a GeoPackage beside the layer that they are for."""

from datetime import datetime, timezone
from pathlib import Path

import numpy as np
import pyogrio

GEOMETRY_COLUMN = "geom"
"""Of layers with a style."""


def store_style(path: Path, layer_name: str, qml: str, description: str) -> None:
    """Add the table that QGIS looks for a layer's default style in, as its OGR provider writes it.

    Args:
        path: of a GeoPackage without styles.
        layer_name: of a layer in it, whose geometries lie in ``GEOMETRY_COLUMN``.
        qml: the style.
        description: of the style.

    Raises:
        pyogrio.errors.DataSourceError: the file cannot be written.
    """
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
