"""Tables for programs: points as decimal marks, no thousands separators, and the types of the columns beside them."""

import csv
import io
from pathlib import Path
from typing import Any, Iterable, Mapping

from ..partial_files import PartialFiles


def stage_table(files: PartialFiles, path: Path, columns: Mapping[str, str], rows: Iterable[Iterable[Any]]) -> None:
    """Write a table among the outputs of a job; :meth:`PartialFiles.publish` puts it in place.

    Args:
        path: of the CSV file; without the ``.csvt`` beside it, QGIS and GDAL take all columns for text.
        columns: names, and types as GDAL's CSV driver knows them: ``Integer``, ``Integer64``, ``Real``, ``String``.
        rows: values in the order of the columns.
    """
    types = files.stage(path.with_suffix(".csvt"))
    types.write_text(",".join(f'"{kind}"' for kind in columns.values()) + "\n", encoding="utf-8")
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(rows)
    files.stage(path).write_text(buffer.getvalue(), encoding="utf-8", newline="")
