"""The plugin's version, from the only place where it stands."""

import configparser
from pathlib import Path

_METADATA = Path(__file__).parents[1] / "metadata.txt"


def plugin_version() -> str:
    """``version`` of ``metadata.txt``."""
    metadata = configparser.ConfigParser(interpolation=None)
    metadata.read(_METADATA, encoding="utf-8")
    return metadata.get("general", "version")
