"""How small a piece of each class may be: one area for all, or a table with areas of single classes."""

import math
from pathlib import Path
from typing import Dict, List

from ..errors import InvalidInputError
from ..language import _
from ..nomenclature import CLASSES
from .class_table import read_class_table

MIN_AREA = "min_area_m2"
"""Column of a table."""

EQUAL_AREAS = 1e-9
"""Areas that differ by less than this share are the same: pieces as large as the smallest area stay."""


def minimum_areas_m2(min_area_m2: float, table: str) -> List[float]:
    """Square metres by ``numero``; the first, of no data, is 0.

    Args:
        min_area_m2: of classes that the table does not name.
        table: CSV file; empty: none.

    Raises:
        InvalidInputError: a value is no area, or the table cannot be used.
    """
    if not (math.isfinite(min_area_m2) and min_area_m2 >= 0):
        raise InvalidInputError(
            _("MIN_AREA_M2 is {value:g}, but must be 0 or more square metres.").format(value=min_area_m2)
        )
    areas = {cls.numero: min_area_m2 for cls in CLASSES}
    if table:
        areas.update(_read_table(Path(table)))
    return [0.0, *(areas[cls.numero] for cls in CLASSES)]


def minimum_sizes_px(areas_m2: List[float], pixel_area_m2: float) -> List[int]:
    """The fewest pixels that make up each area."""
    return [math.ceil(area_m2 / pixel_area_m2 * (1 - EQUAL_AREAS)) for area_m2 in areas_m2]


def _read_table(path: Path) -> Dict[int, float]:
    areas: Dict[int, float] = {}
    for one in read_class_table(path, (MIN_AREA,), _unusable):
        try:
            area_m2 = float(one.text.replace(",", ".") if one.separator == ";" else one.text)
        except ValueError:
            area_m2 = math.nan
        if not (math.isfinite(area_m2) and area_m2 >= 0):
            raise _unusable(
                path, _("'{area}' in line {line} is no area in square metres").format(area=one.text, line=one.line)
            )
        areas[one.numero] = area_m2
    return areas


def _unusable(path: Path, problem: str) -> InvalidInputError:
    return InvalidInputError(
        _("The table of smallest areas '{file}' cannot be used: {problem}; correct the table.").format(
            file=path, problem=problem
        )
    )
