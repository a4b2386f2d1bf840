"""Layers to annotate in: GeoPackages that bring their style and form along."""

from pathlib import Path
from typing import Any, Sequence

import numpy as np
import shapely
from numpy.typing import NDArray

from ..language import _
from ..nomenclature import CLASSES_BY_NUMERO
from .annotation_form import AUTHOR, DATE, NAME, NUMERO, annotation_qml
from .stored_style import write_styled_layer

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
    columns = {
        NUMERO: np.array(numeros, np.int32),
        NAME: np.array([CLASSES_BY_NUMERO[numero].name(language) for numero in numeros], dtype=object),
        AUTHOR: np.full(count, None, dtype=object),
        DATE: np.full(count, "NaT", dtype="datetime64[D]"),
    }
    qml, title = annotation_qml(language, author), _("Annotations by class")
    write_styled_layer(path, LAYER_NAME, "MultiPolygon", shapes, columns, crs, qml, title, (AUTHOR, DATE))
