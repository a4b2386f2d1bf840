"""Layers to annotate in: GeoPackages that bring their style and form along."""

from pathlib import Path
from typing import Any, Sequence

import numpy as np
import pyogrio
import shapely
from numpy.typing import NDArray
from pyogrio.errors import DataSourceError

from ..errors import InvalidInputError
from ..language import _
from ..nomenclature import CLASSES_BY_NUMERO
from .annotation_form import AUTHOR, DATE, NAME, NUMERO, annotation_qml
from .stored_style import GEOMETRY_COLUMN, store_style

LAYER_NAME = "annotations"


def write_annotation_layer(
    path: Path, polygons: NDArray[Any], numeros: Sequence[int], crs: str, author: str, language: str
) -> None:
    """Write polygons that nobody changed yet, with the style that QGIS opens the layer with.

    Args:
        path: of a GeoPackage that is not there yet.
        polygons: shapely polygons in ``crs``; none for an empty layer.
        numeros: class of each, 1-15.
        crs: WKT or ``EPSG:…``.
        author: of polygons that will be drawn or changed; empty: the name of QGIS's user.
        language: of the classes' names.

    Raises:
        InvalidInputError: the file cannot be written.
    """
    # Tools of QGIS such as merging leave polygons of several parts, which a layer of single ones would refuse.
    shapes = shapely.multipolygons([[polygon] for polygon in polygons]) if len(polygons) else np.array([], object)
    count = len(polygons)
    unset = np.ones(count, np.bool_)
    columns = {
        NUMERO: np.array(numeros, np.int32),
        NAME: np.array([CLASSES_BY_NUMERO[numero].name(language) for numero in numeros], dtype=object),
        AUTHOR: np.full(count, None, dtype=object),
        DATE: np.full(count, "NaT", dtype="datetime64[D]"),
    }
    try:
        pyogrio.raw.write(
            path,
            shapely.to_wkb(shapes),
            list(columns.values()),
            list(columns),
            field_mask=[None, None, unset, unset],
            layer=LAYER_NAME,
            driver="GPKG",
            geometry_type="MultiPolygon",
            crs=crs,
            layer_options={"GEOMETRY_NAME": GEOMETRY_COLUMN},
            # QGIS 3.22 warns of later ones.
            dataset_options={"VERSION": "1.2"},
        )
        store_style(path, LAYER_NAME, annotation_qml(language, author), _("Annotations by class"))
    except DataSourceError as error:
        raise InvalidInputError(
            _("'{file}' cannot be written: {error}; free the disk or choose another folder.").format(
                file=path.name, error=error
            )
        ) from None
