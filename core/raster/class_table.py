"""Small CSV tables with a line for each class, as people make them with a spreadsheet."""

import csv
from pathlib import Path
from typing import Callable, Iterator, NamedTuple, Sequence

from ..errors import InvalidInputError
from ..language import _
from ..nomenclature import CLASSES_BY_NUMERO

NUMERO = "numero"


class ClassLine(NamedTuple):
    """A line of a table.

    Attributes:
        line: its number.
        numero: the class.
        text: what stands in the column of values.
        separator: of the columns.
    """

    line: int
    numero: int
    text: str
    separator: str


def read_class_table(
    path: Path, columns: Sequence[str], unusable: Callable[[Path, str], InvalidInputError]
) -> Iterator[ClassLine]:
    """The lines of a table with the column ``numero`` and one of values; other columns are not read.

    Args:
        path: of the table.
        columns: names that the column of values may have, the usual one first.
        unusable: makes an error that names the table, from what is wrong with it.

    Raises:
        InvalidInputError: it is no such table, or names something that is no class, or a class again.
    """
    try:
        data = path.read_bytes()
        lines = _text(data).splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise unusable(path, _("it cannot be read ({error})").format(error=error)) from None
    # French spreadsheets separate by semicolons, since the comma is their decimal point.
    separator = ";" if lines and ";" in lines[0] else ","
    rows = csv.DictReader(lines, delimiter=separator, skipinitialspace=True)
    fields = [field.strip().lower() for field in rows.fieldnames or []]
    value = next((name for name in columns if name in fields), "")
    if NUMERO not in fields or not value:
        raise unusable(
            path, _("its first line must name the columns {numero} and {value}").format(numero=NUMERO, value=columns[0])
        )
    rows.fieldnames = fields
    seen = set()
    for row in rows:
        # Spreadsheets end in rows without anything.
        if not any(row[name] for name in fields):
            continue
        numero, text = ((row[name] or "").strip() for name in (NUMERO, value))
        if not numero.isdecimal() or int(numero) not in CLASSES_BY_NUMERO:
            raise unusable(
                path, _("'{numero}' in line {line} is no class from 1 to 15").format(numero=numero, line=rows.line_num)
            )
        if int(numero) in seen:
            raise unusable(path, _("line {line} names class {numero} again").format(numero=numero, line=rows.line_num))
        seen.add(int(numero))
        yield ClassLine(rows.line_num, int(numero), text, separator)


def _text(data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        # What spreadsheets on Windows write.
        return data.decode("cp1252")
