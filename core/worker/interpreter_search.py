"""Finding a Python to make the worker's environment with, without ever starting QGIS.

``sys.executable`` inside QGIS on Windows and macOS is QGIS itself. Its own Python lies beside it:

- Windows: ``C:\\Program Files\\QGIS 3.40\\apps\\Python312\\python.exe``, never ``bin\\python.exe``, which
  does not start without ``PYTHONHOME``;
- macOS: ``QGIS.app/Contents/MacOS/bin/python3``, or ``Contents/MacOS/python3.12`` in newer bundles;
- conda and Linux: under ``sys.base_prefix``.

Order: QGIS's own Python, then those on the PATH, newest first, then the places that installers use.
"""

import os
import sys
from dataclasses import dataclass
from pathlib import Path, PurePath, PurePosixPath, PureWindowsPath
from typing import Callable, Iterator, List, Optional, Tuple, Type

from ..errors import EnvironmentNotReadyError
from ..language import _
from .interpreter import NEWEST_PYTHON, OLDEST_PYTHON, Interpreter, check_version, examine, is_qgis

_MINORS = range(NEWEST_PYTHON[1], OLDEST_PYTHON[1] - 1, -1)
_CONDA_FOLDERS = ("miniforge3", "mambaforge", "miniconda3", "anaconda3")


@dataclass(frozen=True)
class Surroundings:
    """What the search looks at; made up in tests.

    Attributes:
        platform: ``sys.platform``.
        executable: ``sys.executable`` of QGIS's process.
        base_prefix: ``sys.base_prefix`` of QGIS's Python.
        minor: 12 where QGIS's Python is 3.12.
        path: the entries of the PATH.
        home: the user's home folder.
        program_folders: on Windows, where programs are installed.
    """

    platform: str
    executable: str
    base_prefix: str
    minor: int = sys.version_info[1]
    path: Tuple[str, ...] = ()
    home: str = ""
    program_folders: Tuple[str, ...] = ()

    @classmethod
    def here(cls) -> "Surroundings":
        """Those of this process."""
        local = os.environ.get("LOCALAPPDATA", "")
        folders = (os.path.join(local, "Programs", "Python") if local else "", os.environ.get("PROGRAMFILES", ""))
        return cls(
            platform=sys.platform,
            executable=sys.executable or "",
            base_prefix=sys.base_prefix,
            path=tuple(entry for entry in os.environ.get("PATH", "").split(os.pathsep) if entry),
            home=os.path.expanduser("~"),
            program_folders=tuple(folder for folder in folders if folder),
        )


def choose_base(named: str, surroundings: Optional[Surroundings] = None) -> Interpreter:
    """The Python to make the environment with: the one that the user names, else the first that can.

    Raises:
        EnvironmentNotReadyError: the named one cannot, or none can.
    """
    if named:
        return _fit(Path(named).expanduser())
    problems: List[str] = []
    for candidate in candidates(surroundings or Surroundings.here(), lambda path: Path(path).is_file()):
        try:
            return _fit(Path(candidate))
        except EnvironmentNotReadyError as error:
            problems.append(error.message)
    raise EnvironmentNotReadyError(
        _(
            "No Python {oldest} to {newest} was found for the worker: install one from python.org and name it "
            "as interpreter. {problems}"
        )
        .format(oldest=_dotted(OLDEST_PYTHON), newest=_dotted(NEWEST_PYTHON), problems=" ".join(problems))
        .strip()
    )


def candidates(around: Surroundings, is_file: Callable[[PurePath], bool]) -> Iterator[PurePath]:
    """Interpreters that exist, the best first, each once; never QGIS, never the Windows Store's stub."""
    seen = set()
    for path in _possible(around):
        program = path.name.lower().startswith("python") and not is_qgis(path)
        if path in seen or not program or "windowsapps" in map(str.lower, path.parts):
            continue
        seen.add(path)
        if is_file(path):
            yield path


def _possible(around: Surroundings) -> Iterator[PurePath]:
    flavour: Type[PurePath] = PureWindowsPath if around.platform == "win32" else PurePosixPath
    executable, prefix, home = flavour(around.executable), flavour(around.base_prefix), flavour(around.home)
    if around.platform == "win32":
        yield prefix / "python.exe"
        yield executable
        for minor in _MINORS:
            yield executable.parent.parent / "apps" / f"Python3{minor}" / "python.exe"
        for entry in around.path:
            yield flavour(entry) / "python.exe"
        for programs in around.program_folders:
            for minor in _MINORS:
                yield flavour(programs) / f"Python3{minor}" / "python.exe"
        for conda in _CONDA_FOLDERS:
            yield home / conda / "python.exe"
        return
    names = [*(f"python3.{minor}" for minor in _MINORS), "python3"]
    # Where QGIS carries Python inside it, sys.executable is QGIS itself or the first python3 on the PATH.
    yield prefix / "bin" / f"python3.{around.minor}"
    own = [prefix / "bin"]
    if around.platform == "darwin":
        own += [executable.parent / "bin", executable.parent]
    installed = [flavour(entry) for entry in around.path]
    if around.platform == "darwin":
        # A program that the Finder starts has a PATH without these.
        installed += [flavour("/opt/homebrew/bin"), flavour("/usr/local/bin")]
    for folder in own:
        for name in names:
            yield folder / name
    yield executable
    for name in names:
        for folder in installed:
            yield folder / name
    for minor in _MINORS if around.platform == "darwin" else ():
        framework = flavour("/Library/Frameworks/Python.framework/Versions") / f"3.{minor}"
        yield framework / "bin" / f"python3.{minor}"
    for conda in _CONDA_FOLDERS:
        yield home / conda / "bin" / "python3"


def _fit(path: Path) -> Interpreter:
    python = examine(path)
    check_version(python)
    if python.lacks:
        raise EnvironmentNotReadyError(
            _(
                "{python} comes without {modules}: on Debian or Ubuntu run "
                "'sudo apt install python3-venv', elsewhere name another interpreter."
            ).format(python=path, modules=", ".join(python.lacks))
        )
    return python


def _dotted(version: Tuple[int, ...]) -> str:
    return ".".join(map(str, version))
