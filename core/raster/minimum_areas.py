"""How small a piece of each class may be: one area for all, or a table with areas of single classes."""

import csv
import math
from pathlib import Path
from typing import Dict, List

from ..errors import InvalidInputError
from ..language import _
from ..nomenclature import CLASSES, CLASSES_BY_NUMERO

NUMERO, MIN_AREA = "numero", "min_area_m2"
"""Columns of a table."""

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
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise _unusable(path, _("it cannot be read ({error})").format(error=error)) from None
    # French spreadsheets separate by semicolons, since the comma is their decimal point.
    separator = ";" if lines and ";" in lines[0] else ","
    rows = csv.DictReader(lines, delimiter=separator, skipinitialspace=True)
    fields = [field.strip().lower() for field in rows.fieldnames or []]
    if NUMERO not in fields or MIN_AREA not in fields:
        raise _unusable(path, _("its first line must name the columns numero and min_area_m2"))
    rows.fieldnames = fields
    areas: Dict[int, float] = {}
    for row in rows:
        numero_text, area_text = ((row[name] or "").strip() for name in (NUMERO, MIN_AREA))
        where = {"line": rows.line_num, "numero": numero_text, "area": area_text}
        if not numero_text.isdecimal() or int(numero_text) not in CLASSES_BY_NUMERO:
            raise _unusable(path, _("'{numero}' in line {line} is no class from 1 to 15").format(**where))
        if int(numero_text) in areas:
            raise _unusable(path, _("line {line} names class {numero} again").format(**where))
        try:
            area_m2 = float(area_text.replace(",", ".") if separator == ";" else area_text)
        except ValueError:
            area_m2 = math.nan
        if not (math.isfinite(area_m2) and area_m2 >= 0):
            raise _unusable(path, _("'{area}' in line {line} is no area in square metres").format(**where))
        areas[int(numero_text)] = area_m2
    return areas


def _unusable(path: Path, problem: str) -> InvalidInputError:
    return InvalidInputError(
        _("The table of smallest areas '{file}' cannot be used: {problem}; correct the table.").format(
            file=path, problem=problem
        )
    )
