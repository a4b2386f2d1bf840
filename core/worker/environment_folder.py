"""The folder that holds the worker's virtual environment: made, repaired, never anybody else's."""

import shutil
import sys
from pathlib import Path
from typing import List, Set

from ..errors import EnvironmentNotReadyError
from ..language import _
from ..progress import Progress
from .child_process import clean_environment, follow
from .environment import MARKER_NAME, Marker, interpreter_in, read_marker, write_marker
from .interpreter import Interpreter, examine, same_program

_SYSTEM_LIBRARIES = ("libssl-*.dll", "libcrypto-*.dll", "sqlite3.dll", "libbz2*.dll", "liblzma*.dll", "zlib*.dll")


def make_environment(folder: Path, base: Interpreter, marker: Marker, progress: Progress) -> Path:
    """An environment in ``folder`` that has pip; what an interrupted set-up left is kept where it works.

    Args:
        marker: written first, so that a set-up that is cut off is known as ours.

    Returns:
        The environment's interpreter.

    Raises:
        EnvironmentNotReadyError: ``folder`` is not ours, or cannot be written, or Python fails.
        CancelledError: the user cancelled.
    """
    try:
        _refuse_foreign(folder)
        reusable = _is_reusable(folder, base, marker)
        folder.mkdir(parents=True, exist_ok=True)
        write_marker(folder, marker)
        if not reusable:
            _empty(folder)
    except OSError as error:
        raise EnvironmentNotReadyError(
            _("The folder {folder} cannot be written ({error}): close what uses it, or choose another one.").format(
                folder=folder, error=error
            )
        ) from error
    if not reusable:
        _create(folder, base, progress)
        lend_system_libraries(base.base, folder)
    return interpreter_in(folder)


def remove_broken_packages(folder: Path) -> List[str]:
    """Forget packages whose installation was cut off, so that pip installs them again; their names."""
    broken = [path for path in _site_packages(folder).glob("*.dist-info") if not (path / "RECORD").is_file()]
    for path in broken:
        shutil.rmtree(path, ignore_errors=True)
    return [path.name.partition("-")[0] for path in broken]


def installed_names(folder: Path) -> Set[str]:
    """Names of the packages in an environment, as its files tell; quick enough to ask all the time."""
    found = _site_packages(folder).glob("*.dist-info")
    return {path.name.partition("-")[0].lower().replace("_", "-") for path in found}


def lend_system_libraries(base: Path, folder: Path) -> None:
    """Copy the OpenSSL of QGIS on Windows into an environment that was made with QGIS's Python.

    Its ``ssl`` needs libraries that lie in QGIS's ``bin``, which only QGIS's own site-packages point to: in
    an environment, pip would have no HTTPS. The rest of ``bin`` must stay out of reach, since it holds
    another GDAL.
    """
    libraries = base.parent.parent.parent / "bin"
    found = [path for pattern in _SYSTEM_LIBRARIES for path in sorted(libraries.glob(pattern))]
    if base.name.lower() != "python.exe" or not found:
        return
    target = folder / "system-libraries"
    target.mkdir(exist_ok=True)
    for path in found:
        shutil.copy2(path, target)
    line = "import os, sys; os.add_dll_directory(os.path.join(sys.prefix, 'system-libraries'))\n"
    (folder / "Lib" / "site-packages" / "cosia-system-libraries.pth").write_text(line, encoding="ascii")


def _refuse_foreign(folder: Path) -> None:
    if folder.exists() and not (folder.is_dir() and (read_marker(folder) or not any(folder.iterdir()))):
        raise EnvironmentNotReadyError(
            _(
                "The folder {folder} holds something else: choose an empty or new folder, "
                "or name the Python of an existing environment as interpreter."
            ).format(folder=folder)
        )


def _is_reusable(folder: Path, base: Interpreter, marker: Marker) -> bool:
    """Whether the environment in ``folder`` works, and was made with the same Python for the same flavour."""
    former = read_marker(folder)
    if former is None or former.flavour != marker.flavour or not same_program(former.base, marker.base):
        return False
    try:
        python = examine(interpreter_in(folder), ["pip"])
    except EnvironmentNotReadyError:
        return False
    return python.version == base.version and not python.missing


def _empty(folder: Path) -> None:
    """Remove everything but the marker, which tells that the folder is ours."""
    for path in folder.iterdir():
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        elif path.name != MARKER_NAME:
            path.unlink()


def _create(folder: Path, base: Interpreter, progress: Progress) -> None:
    lines: List[str] = []
    command = [str(base.base), "-I", "-m", "venv", str(folder)]
    if follow(command, lines.append, progress.check_cancelled, env=clean_environment()) != 0:
        raise EnvironmentNotReadyError(
            _("{python} cannot make an environment ({reason}); name another interpreter.").format(
                python=base.base, reason=" ".join(lines[-3:])
            )
        )


def _site_packages(folder: Path) -> Path:
    if sys.platform == "win32":
        return folder / "Lib" / "site-packages"
    return next(folder.glob("lib/python3.*/site-packages"), folder / "lib")
