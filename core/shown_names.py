"""What the user calls files: layers of QGIS reach the worker as temporary copies, whose paths nobody has heard of."""

import json
import os
from pathlib import Path
from typing import Dict, Mapping

_FILE = "shown_names.json"
"""Beside a job, where it has copies."""

_names: Dict[str, str] = {}


def write_shown_names(names: Mapping[str, str], job_file: Path) -> None:
    """Hand on the names of the layers that a job's files are copies of, by path as the job holds it."""
    if names:
        job_file.with_name(_FILE).write_text(json.dumps(names), encoding="utf-8")


def read_shown_names(job_file: Path) -> None:
    """Call the files of a job as :func:`write_shown_names` says from now on."""
    file = job_file.with_name(_FILE)
    _names.clear()
    if file.is_file():
        _names.update(json.loads(file.read_text(encoding="utf-8")))


def shown_name(path: str) -> str:
    """The name of the layer that a file is a copy of; of others the name of the file."""
    return _names.get(path) or Path(path).name


def shown_title(path: str) -> str:
    """As :func:`shown_name`, for the names of layers: files without their ending."""
    return _names.get(path) or Path(path).stem


def with_shown_names(text: str) -> str:
    """A text that names layers instead of their copies."""
    for path, name in _names.items():
        # Windows has two ways to write a path.
        text = text.replace(path, name).replace(os.path.normpath(path), name)
    return text
