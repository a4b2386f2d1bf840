"""Changes between two maps as a table in long form."""

from typing import Any, Dict, Iterator, List, Optional, Tuple

import numpy as np
from numpy.typing import NDArray

from ..nomenclature import CLASSES
from ..raster.change_codes import IS_CHANGE, ONLY_AFTER, ONLY_BEFORE, PAIRS, SMALL, UNCERTAIN, classes_of
from ..raster.class_groups import ClassGroups
from .change_summary import ChangeSummary

COLUMNS: Dict[str, str] = {
    "zone_id": "Integer64",
    "zone": "String",
    "kind": "String",
    "from_numero": "Integer",
    "from_class": "String",
    "from_group": "String",
    "to_numero": "Integer",
    "to_class": "String",
    "to_group": "String",
    "pixels": "Integer64",
    "area_m2": "Real",
    "area_ha": "Real",
}
"""Names and types; without zones, the first two are left out."""

ZONE_COLUMNS = 2

KINDS = {
    UNCERTAIN: "low_confidence",
    SMALL: "small_change",
    ONLY_BEFORE: "only_before",
    ONLY_AFTER: "only_after",
}
"""What is neither ``changed`` nor ``unchanged``; it has no classes in the table."""


def change_columns(has_zones: bool) -> Dict[str, str]:
    """Names and types of the columns."""
    return dict(list(COLUMNS.items())[0 if has_zones else ZONE_COLUMNS :])


def change_rows(summary: ChangeSummary, whole: str, language: str) -> Iterator[List[Any]]:
    """A row for each pair of classes that occurs, of the whole map first and then of each zone.

    Args:
        whole: what the whole map is called among the zones.
        language: of the classes' names.
    """
    tally, zones, groups = summary.tally, summary.zones, summary.groups
    everything = _rows(tally.pixels, tally.areas_m2, groups, language)
    if zones is None:
        yield from everything
        return
    yield from ([None, whole, *row] for row in everything)
    for number, (feature, name) in enumerate(zip(zones.ids, zones.names)):
        rows = _rows(tally.zone_pixels[number], tally.zone_areas_m2[number], groups, language)
        # A zone elsewhere is told with 0, so that none is missing.
        yield from ([feature, name, *row] for row in rows or [["not_compared", *[None] * 6, 0, 0.0, 0.0]])


def _rows(
    pixels: NDArray[np.int64], areas_m2: NDArray[np.float64], groups: ClassGroups, language: str
) -> List[List[Any]]:
    rows = []
    for code in np.flatnonzero(pixels).tolist():
        kind, classes = _meaning(code)
        if kind:
            names: List[Any] = [None] * 6
            if classes:
                names = [
                    value
                    for numero in classes
                    for value in (numero, CLASSES[numero - 1].name(language), groups.name_of(numero))
                ]
            area_m2 = float(areas_m2[code])
            rows.append([kind, *names, int(pixels[code]), round(area_m2, 4), round(area_m2 / 1e4, 8)])
    return rows


def _meaning(code: int) -> Tuple[str, Optional[Tuple[int, int]]]:
    """Kind of a code and its classes; empty where neither map has a class."""
    if 0 < code <= PAIRS:
        return "changed" if IS_CHANGE[code] else "unchanged", classes_of(code)
    return KINDS.get(code, ""), None
