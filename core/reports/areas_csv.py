"""Areas by class as a table in long form."""

from typing import Any, Dict, Iterator, List, Optional

import numpy as np
from numpy.typing import NDArray

from ..nomenclature import CLASSES
from ..raster.area_summary import AreaSummary
from ..raster.class_groups import ClassGroups
from ..vector.zones import Zones

COLUMNS: Dict[str, str] = {
    "zone_id": "Integer64",
    "zone": "String",
    "numero": "Integer",
    "class": "String",
    "group": "String",
    "pixels": "Integer64",
    "area_m2": "Real",
    "area_ha": "Real",
    "share_percent": "Real",
}
"""Names and types; without zones, the first two are left out."""

ZONE_COLUMNS = 2


def area_columns(zones: Optional[Zones]) -> Dict[str, str]:
    """Names and types of the columns."""
    return dict(list(COLUMNS.items())[0 if zones else ZONE_COLUMNS :])


def area_rows(
    summary: AreaSummary, zones: Optional[Zones], groups: ClassGroups, whole: str, language: str
) -> Iterator[List[Any]]:
    """A row for each class, of the whole map first and then of each zone.

    Args:
        whole: what the whole map is called among the zones.
        language: of the classes' names.
    """
    everything = _rows(summary.pixels, summary.areas_m2, groups, language)
    if zones is None:
        yield from everything
        return
    yield from ([None, whole, *row] for row in everything)
    for number, (feature, name) in enumerate(zip(zones.ids, zones.names)):
        rows = _rows(summary.zone_pixels[number], summary.zone_areas_m2[number], groups, language)
        yield from ([feature, name, *row] for row in rows)


def _rows(
    pixels: NDArray[np.int64], areas_m2: NDArray[np.float64], groups: ClassGroups, language: str
) -> List[List[Any]]:
    classified_m2 = float(areas_m2[1:].sum())
    return [
        [
            cls.numero,
            cls.name(language),
            groups.name_of(cls.numero),
            int(pixels[cls.numero]),
            round(float(areas_m2[cls.numero]), 4),
            round(float(areas_m2[cls.numero]) / 1e4, 8),
            round(100 * float(areas_m2[cls.numero]) / classified_m2, 6) if classified_m2 else None,
        ]
        for cls in CLASSES
    ]
