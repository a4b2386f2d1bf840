"""Points of a stratified random sample: written to be interpreted by a person who does not see the class of the map,
and recognised again once they are."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Optional

import numpy as np
import shapely
from numpy.typing import NDArray

from ..errors import InvalidInputError
from ..language import _
from ..nomenclature import CLASSES, CLASSES_BY_NUMERO
from .annotation_form import AUTHOR, DATE, NAME, NUMERO, sample_qml
from .reading import Features
from .stored_style import write_styled_layer

LAYER_NAME = "sample"

POINT, STRATUM, STRATUM_PIXELS, STRATUM_POINTS = "point", "stratum", "stratum_pixels", "stratum_points"
"""Fields: number of the point; class of the map that it was drawn from, pixels of that class, points drawn of it."""

STRATA_FIELDS = (STRATUM, STRATUM_PIXELS, STRATUM_POINTS)


def write_sample(
    path: Path,
    points: NDArray[np.float64],
    strata: NDArray[np.int64],
    pixels: NDArray[np.int64],
    crs: str,
    author: str,
    language: str,
) -> None:
    """Write points that nobody interpreted yet, with the style and form that QGIS opens the layer with.

    Args:
        path: of a GeoPackage that is not there yet.
        points: x and y, ``(n, 2)``.
        strata: class of the map at each, 1-15.
        pixels: of each class, ``(15,)``.
        crs: WKT or ``EPSG:…``; empty where the map names none.
        author: of interpretations; empty: the name of QGIS's user.
        language: of the classes' names.

    Raises:
        InvalidInputError: the file cannot be written.
    """
    count = len(points)
    columns = {
        POINT: np.arange(1, count + 1, dtype=np.int32),
        NUMERO: np.zeros(count, np.int32),
        NAME: np.full(count, None, dtype=object),
        AUTHOR: np.full(count, None, dtype=object),
        DATE: np.full(count, "NaT", dtype="datetime64[D]"),
        STRATUM: strata.astype(np.int32),
        STRATUM_PIXELS: pixels[strata - 1],
        STRATUM_POINTS: np.bincount(strata, minlength=len(CLASSES) + 1)[strata].astype(np.int32),
    }
    qml = sample_qml(language, author, {POINT: _("Point")}, STRATA_FIELDS)
    unset = (NUMERO, NAME, AUTHOR, DATE)
    shapes = shapely.points(points)
    write_styled_layer(path, LAYER_NAME, "Point", shapes, columns, crs, qml, _("Points by class"), unset)


@dataclass(frozen=True)
class Strata:
    """What a sample tells of its drawing.

    Attributes:
        numeros: stratum of each feature of the layer, ``(n,)``.
        pixels: of each stratum, ``(15,)``; 0 of those that the layer does not name.
        points: drawn of each stratum, ``(15,)``.
    """

    numeros: NDArray[np.int64]
    pixels: NDArray[np.int64]
    points: NDArray[np.int64]


def read_strata(features: Features, path: str) -> Optional[Strata]:
    """The strata of a layer that :func:`write_sample` wrote; None of any other.

    Raises:
        InvalidInputError: somebody changed them, so that nothing can be estimated.
    """
    if not set(STRATA_FIELDS) <= set(features.columns):
        return None
    columns = [_whole_numbers(features, name, path) for name in STRATA_FIELDS]
    numeros, pixels, points = columns
    by_stratum = np.zeros((2, len(CLASSES)), np.int64)
    for numero in np.unique(numeros).tolist():
        members = np.flatnonzero(numeros == numero)
        if numero not in CLASSES_BY_NUMERO:
            raise _changed(path, STRATUM, features.ids[members[0]], numero)
        for row, (name, values) in enumerate(((STRATUM_PIXELS, pixels), (STRATUM_POINTS, points))):
            usual = np.bincount(np.unique(values[members], return_inverse=True)[1]).argmax()
            value = int(np.unique(values[members])[usual])
            other = members[values[members] != value]
            if len(other) or value < 1:
                at = other[0] if len(other) else members[0]
                raise _changed(path, name, features.ids[at], values[at])
            by_stratum[row, numero - 1] = value
        if len(members) > by_stratum[1, numero - 1]:
            raise InvalidInputError(
                _(
                    "The sample '{file}' has {count} points with {field} {numero} where {drawn} were drawn: points "
                    "that were added by hand are not random; remove them."
                ).format(file=path, count=len(members), field=STRATUM, numero=numero, drawn=by_stratum[1, numero - 1])
            )
    return Strata(numeros, by_stratum[0], by_stratum[1])


def _whole_numbers(features: Features, name: str, path: str) -> NDArray[np.int64]:
    values = features.columns[name]
    for feature, value in zip(features.ids, values.tolist()):
        if not isinstance(value, (int, float)) or value != value or value != int(value):
            raise _changed(path, name, feature, value)
    return values.astype(np.int64)


def _changed(path: str, name: str, feature: Any, value: Any) -> InvalidInputError:
    return InvalidInputError(
        _(
            "In the sample '{file}' the field '{field}' was changed: feature {id} has {value}; take the layer that "
            "'Draw sample' wrote, or remove its fields {fields} to assess the points as they are."
        ).format(file=path, field=name, id=feature, value=value, fields=", ".join(STRATA_FIELDS))
    )
