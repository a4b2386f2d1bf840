"""What the user set once for all algorithms."""

import os
from pathlib import Path

from qgis.core import QgsApplication, QgsSettings

from ..core.worker.environment import worker_python

INTERPRETER_VARIABLE = "COSIA_PYTHON"
INTERPRETER_SETTING = "COSIA_PYTHON"
"""Name of the setting under Settings ▸ Options ▸ Processing ▸ Providers ▸ CoSIA."""


def profile_folder() -> Path:
    """Folder of the user's QGIS profile, in which the worker's environment is set up."""
    return Path(QgsApplication.qgisSettingsDirPath())


def interpreter_setting() -> str:
    """The interpreter that the user names: by environment variable, else by setting; empty if by neither."""
    # Processing stores the options of its providers under this key.
    stored = QgsSettings().value(f"Processing/Configuration/{INTERPRETER_SETTING}", "")
    return os.environ.get(INTERPRETER_VARIABLE, "") or str(stored or "")


def interpreter() -> Path:
    """The Python interpreter of the worker.

    Raises:
        EnvironmentNotReadyError: there is none yet.
    """
    return worker_python(interpreter_setting(), profile_folder())


def language() -> str:
    """Language of QGIS, e.g. ``"fr"``; the worker answers in it."""
    return QgsApplication.instance().locale()
