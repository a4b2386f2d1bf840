"""Groups of classes, such as built or sealed ground: those of the plugin, or the user's own from a small table."""

import csv
import io
from dataclasses import dataclass
from pathlib import Path
from typing import Dict, List, Tuple

from ..errors import InvalidInputError
from ..language import _
from ..nomenclature import CLASSES
from .class_table import NUMERO, read_class_table

COLUMNS = ("group", "groupe")
"""What the column with the groups may be called."""


@dataclass(frozen=True)
class ClassGroups:
    """Attributes:
    names: of the groups, in the order of the table, without those that no class belongs to.
    members: position in ``names`` of the group of each class, in the order of ``numero``.
    """

    names: Tuple[str, ...]
    members: Tuple[int, ...]

    def name_of(self, numero: int) -> str:
        return self.names[self.members[numero - 1]]

    def numeros(self, group: int) -> List[int]:
        """Classes of a group."""
        return [cls.numero for cls in CLASSES if self.members[cls.numero - 1] == group]


def class_groups(table: str) -> ClassGroups:
    """The groups that a table names, or the plugin's own.

    Args:
        table: CSV file with the columns ``numero`` and ``group``; classes that it does not name are a group of their
            own. Empty: the plugin's groups.

    Raises:
        InvalidInputError: the table cannot be used.
    """
    groups = _read_table(Path(table)) if table else _own_groups()
    rest = [cls.numero for cls in CLASSES if cls.numero not in groups]
    groups.update({numero: _("In no group") for numero in rest})
    names = tuple(dict.fromkeys(groups.values()))
    return ClassGroups(names, tuple(names.index(groups[cls.numero]) for cls in CLASSES))


def groups_csv(groups: ClassGroups, language: str) -> str:
    """The table that gives these groups again, with the names of the classes for whoever edits it."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow([NUMERO, "class", COLUMNS[0]])
    writer.writerows(
        [numero, CLASSES[numero - 1].name(language), name]
        for group, name in enumerate(groups.names)
        for numero in groups.numeros(group)
    )
    return buffer.getvalue()


def _own_groups() -> Dict[int, str]:
    """Swimming pools and greenhouses are structures; tracks, quarries and bare soil are neither sealed nor green."""
    groups = {
        _("Built or sealed"): (1, 3, 4, 15),
        _("Vegetation"): (8, 9, 10, 12),
        _("Agriculture"): (11, 13, 14),
        _("Water"): (6,),
        _("Other ground"): (2, 5, 7),
    }
    return {numero: name for name, numeros in groups.items() for numero in numeros}


def _read_table(path: Path) -> Dict[int, str]:
    groups: Dict[int, str] = {}
    for one in read_class_table(path, COLUMNS, _unusable):
        if not one.text:
            raise _unusable(path, _("line {line} names no group for class {numero}").format(**one._asdict()))
        groups[one.numero] = one.text
    if not groups:
        raise _unusable(path, _("it names no class"))
    return groups


def _unusable(path: Path, problem: str) -> InvalidInputError:
    return InvalidInputError(
        _("The table of groups '{file}' cannot be used: {problem}; correct the table.").format(
            file=path, problem=problem
        )
    )
