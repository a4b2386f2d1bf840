"""What the user set once for all algorithms."""

from pathlib import Path
from urllib.parse import quote

from processing.core.ProcessingConfig import ProcessingConfig
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


def store_interpreter(interpreter: str) -> None:
    """Let all algorithms use ``interpreter`` from now on; empty: the environment in the profile."""
    ProcessingConfig.setSettingValue(INTERPRETER_SETTING, interpreter)


def proxy() -> str:
    """The HTTP proxy of QGIS's network options as an address; empty without one."""
    stored = QgsSettings()
    stored.beginGroup("proxy")
    host, port = str(stored.value("proxyHost", "") or ""), str(stored.value("proxyPort", "") or "")
    if not stored.value("proxyEnabled", False, bool) or not host or stored.value("proxyType", "") != "HttpProxy":
        return ""
    user, password = (quote(str(stored.value(key, "") or ""), safe="") for key in ("proxyUser", "proxyPassword"))
    credentials = f"{user}:{password}@" if user else ""
    return f"http://{credentials}{host}" + (f":{port}" if port else "")


def language() -> str:
    """Language of QGIS, e.g. ``"fr"`` or ``"fr_CA"``; the worker answers in it."""
    application = QgsApplication.instance()
    # The desktop tells the language of its own texts, also where --lang chose it; qgis_process knows the locale only.
    return application.translation() or application.locale()
