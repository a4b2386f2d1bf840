"""Layers that people work in: they are not replaced while they are open, nor once they hold somebody's work."""

from pathlib import Path

import pyogrio
from pyogrio.errors import DataLayerError, DataSourceError

from ..errors import InvalidInputError
from ..language import _
from .annotation_form import AUTHOR


def edited_features(path: Path, layer_name: str) -> int:
    """How many features of a layer somebody drew or changed; 0 where there is no such layer."""
    try:
        if AUTHOR not in pyogrio.read_info(path, layer=layer_name)["fields"]:
            return 0
        edited = pyogrio.raw.read(
            path, layer=layer_name, columns=[AUTHOR], where=f"{AUTHOR} IS NOT NULL", read_geometry=False
        )
    except (DataSourceError, DataLayerError):
        return 0
    return len(edited[3][0])


def refuse_open_layer(path: Path) -> None:
    """Raises: InvalidInputError, if another program has the GeoPackage open."""
    # SQLite would mix what an open program has not written yet into the new file.
    if path.with_name(f"{path.name}-wal").exists():
        raise InvalidInputError(
            _("'{file}' is open in another program; remove its layer from QGIS, or choose another name.").format(
                file=path
            )
        )
