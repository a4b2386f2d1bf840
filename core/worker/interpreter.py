"""What a Python tells of itself, and whether it can carry the worker's environment."""

import json
import os
import sys
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import Dict, Sequence, Tuple

from ..errors import EnvironmentNotReadyError
from ..language import _
from .child_process import ask, clean_environment

OLDEST_PYTHON = (3, 10)
NEWEST_PYTHON = (3, 14)
"""The versions that the pinned PyTorch is built for."""

ANSWER_TIMEOUT_S = 60.0
"""The first start of a Python may have to wait for a virus scanner."""

_QUESTION = """
import json, os, platform, sys
lacks, missing, versions = [], [], {}
for name in ("venv", "ensurepip", "ssl"):
    try:
        __import__(name)
    except ImportError:
        lacks.append(name)
if sys.version_info >= (3, 8):
    import importlib.metadata
    for name in sys.argv[1:]:
        try:
            versions[name] = importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            missing.append(name)
print(json.dumps({
    "version": sys.version_info[:3], "machine": platform.machine(), "lacks": lacks, "missing": missing,
    "base": getattr(sys, "_base_executable", None) or sys.executable, "versions": versions,
}))
"""


@dataclass(frozen=True)
class Interpreter:
    """What a Python tells of itself.

    Attributes:
        base: the Python behind a virtual environment; otherwise the program itself.
        machine: e.g. ``x86_64``.
        lacks: modules that environments need and that this Python comes without.
        missing: distributions that were asked for and are not installed.
        versions: versions of those that are.
    """

    path: Path
    version: Tuple[int, ...]
    base: Path
    machine: str
    lacks: Tuple[str, ...]
    missing: Tuple[str, ...]
    versions: Dict[str, str]

    @property
    def version_text(self) -> str:
        return ".".join(map(str, self.version))


def is_qgis(program: PurePath) -> bool:
    """Whether ``program`` is QGIS itself, which must never be started in place of a Python."""
    return program.name.lower().startswith("qgis")


def same_program(one: str, other: str) -> bool:
    """Whether two paths lead to the same file, as ``python3`` and ``python3.11`` often do."""
    return os.path.realpath(one) == os.path.realpath(other)


def examine(python: Path, distributions: Sequence[str] = ()) -> Interpreter:
    """Ask ``python`` for its version and for installed ``distributions``; starts one short process.

    Raises:
        EnvironmentNotReadyError: QGIS itself, or a program that does not answer as Python does.
    """
    if is_qgis(python):
        raise EnvironmentNotReadyError(
            _("{python} is QGIS itself; name a Python interpreter instead.").format(python=python)
        )
    command = [str(python), "-I", "-c", _QUESTION, *distributions]
    try:
        output = ask(command, env=clean_environment(), timeout_s=ANSWER_TIMEOUT_S)[1]
        answer = json.loads([line for line in output.splitlines() if line.startswith("{")][-1])
        return Interpreter(
            path=python,
            version=tuple(answer["version"]),
            base=Path(answer["base"]),
            machine=answer["machine"],
            lacks=tuple(answer["lacks"]),
            missing=tuple(answer["missing"]),
            versions=answer["versions"],
        )
    except (OSError, ValueError, LookupError, TypeError):
        raise EnvironmentNotReadyError(
            _("{python} does not start as a Python interpreter; choose another one.").format(python=python)
        ) from None


def check_version(python: Interpreter) -> None:
    """Refuse a Python that the pinned PyTorch is not built for.

    Raises:
        EnvironmentNotReadyError: too old, too new, or on an Intel Mac.
    """
    if not OLDEST_PYTHON <= python.version[:2] <= NEWEST_PYTHON:
        raise EnvironmentNotReadyError(
            _(
                "{python} is Python {version}, and PyTorch needs Python {oldest} to {newest}: "
                "install such a Python and name it as interpreter."
            ).format(
                python=python.path,
                version=python.version_text,
                oldest=".".join(map(str, OLDEST_PYTHON)),
                newest=".".join(map(str, NEWEST_PYTHON)),
            )
        )
    if sys.platform == "darwin" and python.machine == "x86_64":
        raise EnvironmentNotReadyError(
            _(
                "{python} runs as an Intel program, and PyTorch is built for Apple silicon only: "
                "on such a Mac, install Python with Homebrew and name it as interpreter."
            ).format(python=python.path)
        )
