"""Tables without geometries that QGIS opens with the types of their columns: CSV, or GeoPackage."""

import csv
import io
import math
from pathlib import Path
from typing import Any, Dict, Iterable, List, Mapping

import numpy as np
import pyogrio
from numpy.typing import NDArray
from pyogrio.errors import DataLayerError, DataSourceError

from ..errors import InvalidInputError
from ..jobs import LAYER_ENDINGS
from ..language import _
from ..partial_files import PartialFiles
from .edited_layer import refuse_open_layer

DECIMALS = 8
"""Of numbers in CSV files, as far as they are not 0: hectares to a tenth of a square millimetre."""

_TYPES: Dict[str, Any] = {"Integer": np.int32, "Integer64": np.int64, "Real": np.float64, "String": object}


def stage_table(files: PartialFiles, path: Path, columns: Mapping[str, str], rows: Iterable[List[Any]]) -> None:
    """Write a table among the outputs of a job; :meth:`PartialFiles.publish` puts it in place.

    Args:
        path: ending in ``.gpkg`` or ``.csv``; beside the latter comes a ``.csvt``, without which GDAL and QGIS take
            all columns for text.
        columns: names, and types as GDAL's CSV driver knows them: ``Integer``, ``Integer64``, ``Real``, ``String``.
        rows: values in the order of the columns; None where there is none.

    Raises:
        InvalidInputError: it cannot be written, or is open in another program.
    """
    if path.name.lower().endswith(LAYER_ENDINGS):
        refuse_open_layer(path)
        _write_geopackage(files.stage(path), columns, list(rows))
        return
    types = ",".join(f'"{kind}"' for kind in columns.values())
    files.stage(path.with_suffix(".csvt")).write_text(types + "\n", encoding="utf-8")
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([_text(value) for value in row] for row in rows)
    files.stage(path).write_text(buffer.getvalue(), encoding="utf-8", newline="")


def _text(value: Any) -> Any:
    if not isinstance(value, float):
        return "" if value is None else value
    # Never with an exponent, which spreadsheets show as it is.
    return f"{value:.{DECIMALS}f}".rstrip("0").rstrip(".") if math.isfinite(value) else ""


def _write_geopackage(path: Path, columns: Mapping[str, str], rows: List[List[Any]]) -> None:
    data, masks = [], []
    for number, kind in enumerate(columns.values()):
        values = [row[number] for row in rows]
        missing = np.array([value is None for value in values], np.bool_)
        filled = [0 if value is None and kind != "String" else value for value in values]
        array: NDArray[Any] = np.array(filled, _TYPES[kind])
        data.append(array)
        masks.append(missing if kind != "String" else None)
    try:
        pyogrio.raw.write(
            path, None, data, list(columns), field_mask=masks, driver="GPKG", layer=path.stem, geometry_type=None
        )
    except (DataSourceError, DataLayerError, OSError) as error:
        raise InvalidInputError(
            _("'{file}' cannot be written: {error}; free the disk or choose another folder.").format(
                file=path.name, error=error
            )
        ) from None
