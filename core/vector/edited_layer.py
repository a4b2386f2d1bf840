"""Layers that people work in: they are not replaced while they are open, nor once they hold somebody's work."""

from pathlib import Path

import pyogrio
from pyogrio.errors import DataLayerError, DataSourceError

from ..errors import InvalidInputError
from ..language import _
from .annotation_form import AUTHOR


def check_replaceable(path: Path, layer_name: str, message: str) -> None:
    """Refuse to replace a layer that is open or holds somebody's work.

    Args:
        path: of a GeoPackage, there or not.
        layer_name: of the layer in it.
        message: for a layer in which somebody drew or changed features; with ``{file}`` and ``{count}``.

    Raises:
        InvalidInputError: one of the two.
    """
    refuse_open_layer(path)
    count = _edited_features(path, layer_name) if path.is_file() else 0
    if count:
        raise InvalidInputError(message.format(file=path, count=count))


def refuse_open_layer(path: Path) -> None:
    """Raises: InvalidInputError, if another program has the GeoPackage open."""
    # SQLite would mix what an open program has not written yet into the new file.
    if path.with_name(f"{path.name}-wal").exists():
        raise InvalidInputError(
            _("'{file}' is open in another program; remove its layer from QGIS, or choose another name.").format(
                file=path
            )
        )


def _edited_features(path: Path, layer_name: str) -> int:
    """How many features somebody drew or changed; 0 where there is no such layer."""
    try:
        if AUTHOR not in pyogrio.read_info(path, layer=layer_name)["fields"]:
            return 0
        edited = pyogrio.raw.read(
            path, layer=layer_name, columns=[AUTHOR], where=f"{AUTHOR} IS NOT NULL", read_geometry=False
        )
    except (DataSourceError, DataLayerError):
        return 0
    return len(edited[3][0])
