"""What the user set once for all algorithms."""

from pathlib import Path

from qgis.core import QgsApplication, QgsSettings

from ..core.worker.environment import worker_python

INTERPRETER_SETTING = "COSIA_PYTHON"
"""Name of the setting under Settings ▸ Options ▸ Processing ▸ Providers ▸ CoSIA."""


def profile_folder() -> Path:
    """Folder of the user's QGIS profile, in which the worker's environment is set up."""
    return Path(QgsApplication.qgisSettingsDirPath())


def interpreter_setting() -> str:
    """The interpreter or environment folder that the user named in QGIS's options; empty if none."""
    # Processing stores the options of its providers under this key.
    return str(QgsSettings().value(f"Processing/Configuration/{INTERPRETER_SETTING}", "") or "")


def interpreter() -> Path:
    """The Python interpreter of the worker: that of ``COSIA_PYTHON``, of the setting, or of the set-up.

    Raises:
        EnvironmentNotReadyError: there is none yet.
    """
    return worker_python(interpreter_setting(), profile_folder())


def language() -> str:
    """Language of QGIS, e.g. ``"fr"``; the worker answers in it."""
    return QgsApplication.instance().locale()
