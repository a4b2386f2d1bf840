"""Names of files: as seen from the user's folder, since the worker runs in another one, and with a fitting end."""

import os
import re
from typing import Any, Tuple

from qgis.core import QgsProcessingContext, QgsProcessingOutputLayerDefinition, QgsProperty
from qgis.PyQt.QtCore import QCoreApplication

from ..core.errors import InvalidInputError

_NO_LOCAL_NAME = re.compile(r"/vsi|[A-Za-z][\w+.-]+:|[A-Za-z]:[\\/]|\\\\|<")
"""GDAL's virtual files, sources that name their driver (``NETCDF:"a.nc":t``), Windows' drives and shares, XML."""

TEMPORARY = "TEMPORARY_OUTPUT"
"""What stands for a name that QGIS chooses."""


def absolute_path(name: str) -> str:
    """``name`` as seen from the user's current folder; what is no plain local name stays as it is."""
    if not name or (_NO_LOCAL_NAME.match(name) and not os.path.exists(name)):
        return name
    return os.path.abspath(os.path.expanduser(name))


def check_ending(parameter: str, value: Any, endings: Tuple[str, ...], context: QgsProcessingContext) -> None:
    """Refuse a file whose name ends in something else than ``endings``.

    Args:
        value: what QGIS hands over for a file; where a destination is empty or temporary, QGIS chooses the name.

    Raises:
        InvalidInputError: the name ends otherwise.
    """
    if isinstance(value, QgsProcessingOutputLayerDefinition):
        value = value.sink
    if isinstance(value, QgsProperty):
        value = value.valueAsString(context.expressionContext())[0]
    if not value or value == TEMPORARY or str(value).lower().endswith(endings):
        return
    message = QCoreApplication.translate(
        "Paths", "{parameter} is '{file}', but the name of this file must end in {endings}."
    )
    alternatives = QCoreApplication.translate("Paths", " or ").join(endings)
    raise InvalidInputError(message.format(parameter=parameter, file=value, endings=alternatives))
