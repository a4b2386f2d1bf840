"""Where the worker's environment is, and whether it is ready.

A set-up that ran to its end leaves a marker file in its folder. So every algorithm can tell without
starting a process whether the environment fits this plugin.
"""

import hashlib
import json
import os
import re
import shutil
import sys
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Dict, List, Optional, Tuple

from ..errors import EnvironmentNotReadyError
from ..language import _
from ..partial_files import partial_file
from .child_process import clean_environment
from .interpreter import check_version, examine

__all__ = ["clean_environment", "worker_python"]

REQUIREMENTS = Path(__file__).parents[2] / "requirements" / "engine.txt"
INTERPRETER_VARIABLE = "COSIA_PYTHON"
MARKER_NAME = "cosia-environment.json"

_sound: Dict[Tuple[Path, int, str], bool] = {}
"""Interpreters without a marker that were asked already, by path, time of change and requirements."""


@dataclass(frozen=True)
class Marker:
    """What a set-up notes in its folder.

    Attributes:
        ready: the set-up ran to its end.
        requirements: fingerprint of the requirements that were installed.
        python_version: e.g. ``"3.11.2"``.
        base: the Python that the environment was made with, which must stay where it is.
        flavour: ``cpu`` or ``cuda``.
    """

    ready: bool
    requirements: str
    python_version: str
    base: str
    flavour: str


def environment_folder(profile_folder: Path) -> Path:
    """Where the environment is set up unless the user names another folder."""
    return profile_folder / "cosia" / "environment"


def interpreter_in(folder: Path) -> Path:
    """The interpreter of the virtual environment in ``folder``."""
    return folder / "Scripts" / "python.exe" if sys.platform == "win32" else folder / "bin" / "python"


def worker_python(setting: str, profile_folder: Path, requirements: Path = REQUIREMENTS) -> Path:
    """The interpreter of the worker: ``COSIA_PYTHON``, else ``setting``, else the profile's environment.

    Quick enough to ask before every run: an interpreter without a marker is started once and remembered.

    Args:
        setting: an interpreter or an environment's folder that the user named; may be empty.
        profile_folder: folder of the user's QGIS profile.
        requirements: what the environment must hold.

    Raises:
        EnvironmentNotReadyError: one sentence: what is missing, and what to do.
    """
    named = os.environ.get(INTERPRETER_VARIABLE) or setting
    if named:
        return named_python(named, requirements)
    return _marked_python(environment_folder(profile_folder), requirements)


def named_python(named: str, requirements: Path = REQUIREMENTS) -> Path:
    """The interpreter that ``named`` means: a program, a command on the PATH, or an environment's folder.

    Raises:
        EnvironmentNotReadyError: as :func:`worker_python`.
    """
    path = Path(shutil.which(named) or named).expanduser().absolute()
    if path.is_dir():
        path = interpreter_in(path)
    if not path.is_file():
        raise EnvironmentNotReadyError(
            _(
                "The interpreter {python} does not exist: correct its name ({variable} or the setting), "
                "or run 'Set up the environment'."
            ).format(python=path, variable=INTERPRETER_VARIABLE)
        )
    if (path.parent.parent / MARKER_NAME).is_file():
        return _marked_python(path.parent.parent, requirements)
    return _unmarked_python(path, requirements)


def read_marker(folder: Path) -> Optional[Marker]:
    """The marker in ``folder``; None where there is none that can be read."""
    try:
        return Marker(**json.loads((folder / MARKER_NAME).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None


def write_marker(folder: Path, marker: Marker) -> None:
    with partial_file(folder / MARKER_NAME) as path:
        path.write_text(json.dumps(asdict(marker), indent=1), encoding="utf-8")


def requirement_lines(requirements: Path) -> List[str]:
    """The lines of a requirements file without comments."""
    lines = (line.partition("#")[0].strip() for line in requirements.read_text(encoding="utf-8").splitlines())
    return [line for line in lines if line]


def distribution_names(requirements: Path) -> List[str]:
    """What a requirements file asks for, each name once."""
    return list(dict.fromkeys(re.split(r"[^\w.-]", line)[0] for line in requirement_lines(requirements)))


def fingerprint(requirements: Path) -> str:
    """Changes whenever something else is required."""
    return hashlib.sha256("\n".join(requirement_lines(requirements)).encode()).hexdigest()


def _marked_python(folder: Path, requirements: Path) -> Path:
    marker, python = read_marker(folder), interpreter_in(folder)
    if marker is None:
        problem = _("The worker's environment is missing ({folder}): run 'Set up the environment' once.")
    elif not marker.ready:
        problem = _(
            "The set-up of the worker's environment was interrupted ({folder}): "
            "run 'Set up the environment' again, it goes on from there."
        )
    elif not python.exists() or not Path(marker.base).exists():
        problem = _(
            "The Python of the worker's environment is gone, perhaps with an update of QGIS ({folder}): "
            "run 'Set up the environment' again."
        )
    elif marker.requirements != fingerprint(requirements):
        problem = _(
            "The worker's environment was made for another version of the plugin ({folder}): "
            "run 'Set up the environment' again."
        )
    else:
        return python
    raise EnvironmentNotReadyError(problem.format(folder=folder))


def _unmarked_python(python: Path, requirements: Path) -> Path:
    key = (python, python.stat().st_mtime_ns, fingerprint(requirements))
    if key not in _sound:
        answer = examine(python, distribution_names(requirements))
        check_version(answer)
        if answer.missing:
            raise EnvironmentNotReadyError(
                _(
                    "{python} lacks {packages}: install them there, or choose another interpreter, "
                    "or run 'Set up the environment'."
                ).format(python=python, packages=", ".join(answer.missing))
            )
        _sound[key] = True
    return python
