"""Zones that areas are counted in: polygons with a name."""

from dataclasses import dataclass
from typing import Any, List, Sequence

import numpy as np
import shapely
from numpy.typing import NDArray

from ..errors import InvalidInputError
from ..language import _
from ..raster.grid import Grid
from ..raster.polygon_mask import in_crs_of
from .reading import Features, read_features, require_field, valid_polygons
from .reference_points import code_of

NAME_FIELDS = ("nom", "name", "nom_officiel", "nom_com", "nom_commune", "libelle", "label", "code_insee", "insee_com")
"""Fields that name a zone where the user chose none, in order of preference; in capitals as well."""

MAX_TOLD = 10
"""Zones in a sentence."""

_BLANK = ("", "None", "nan", "NULL")


@dataclass(frozen=True)
class Zones:
    """Attributes:
    file: that they come from.
    ids: of the features, as QGIS shows them.
    names: of each; the id where there is no name.
    shapes: shapely polygon of each in the coordinates of a grid, ``(n,)``; empty where a feature has none.
    is_inside: whether all of a zone lies on the grid.
    """

    file: str
    ids: List[int]
    names: List[str]
    shapes: NDArray[Any]
    is_inside: List[bool]

    def in_words(self, numbers: Sequence[int]) -> str:
        """Names of some zones; of many the first and how many more."""
        told = ", ".join(self.names[number] for number in numbers[:MAX_TOLD])
        if len(numbers) <= MAX_TOLD:
            return told
        return _("{items} and {count} more").format(items=told, count=len(numbers) - MAX_TOLD)


def read_zones(path: str, name_field: str, grid: Grid) -> Zones:
    """The polygons of a file, every feature a zone.

    Args:
        path: any vector file that GDAL reads.
        name_field: field with the names; empty: one of :data:`NAME_FIELDS`, or else the ids.
        grid: whose coordinates the zones are brought to.

    Raises:
        InvalidInputError: unreadable, no polygon in it, no such field, or a coordinate reference system that does not
            lead to the grid's.
    """
    wanted = [form for name in NAME_FIELDS for form in (name, name.upper(), name.capitalize())]
    features = read_features(path, [name_field] if name_field else wanted)
    if name_field:
        require_field(features, name_field, path)
    polygons = valid_polygons(features)
    if not polygons:
        raise InvalidInputError(_("The vector file '{file}' holds no polygon.").format(file=path))
    shapes = np.full(len(features.ids), shapely.MultiPolygon(), dtype=object)
    shapes[list(polygons)] = np.array(in_crs_of(grid, list(polygons.values()), features.crs, path), dtype=object)
    corners = [grid.transform @ at for at in ((0, 0), (grid.width, 0), (grid.width, grid.height), (0, grid.height))]
    return Zones(
        path,
        [int(number) for number in features.ids],
        _names(features, next((name for name in [name_field, *wanted] if name in features.columns), "")),
        shapes,
        (shapely.covers(shapely.Polygon(corners), shapes) & ~shapely.is_empty(shapes)).tolist(),
    )


def _names(features: Features, field: str) -> List[str]:
    if not field:
        return [str(number) for number in features.ids]
    values = [str(code_of(value)).strip() for value in features.columns[field].tolist()]
    return [str(number) if value in _BLANK else value for number, value in zip(features.ids, values)]
