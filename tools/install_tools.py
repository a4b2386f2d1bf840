"""Installs what tests, lint, benchmarks and packaging need, beside the worker's own requirements.

    python3 -m tools.install_tools

Each environment holds a stamp of what was installed into it, written last: so an environment that was made
anew, and an installation that was cut off, are both noticed.
"""

import subprocess
import sys
from pathlib import Path

from core.errors import EnvironmentNotReadyError
from core.worker.environment import interpreter_in
from core.worker.environment_folder import remove_broken_packages
from core.worker.interpreter import examine

STAMP = "tools.stamp"


def install(folder: Path, requirements: Path) -> None:
    """Bring the environment in ``folder`` up to a file of requirements; at once if it is there already."""
    if is_stamped(folder, requirements):
        return
    print(f"Installing the tools of {requirements} ...", flush=True)
    (folder / STAMP).unlink(missing_ok=True)
    remove_broken_packages(folder)
    pip = [interpreter_in(folder), "-m", "pip", "install", "-q", "--disable-pip-version-check"]
    subprocess.run([*pip, "-r", requirements], check=True)
    (folder / STAMP).write_text(requirements.read_text(encoding="utf-8"), encoding="utf-8")


def is_stamped(folder: Path, requirements: Path) -> bool:
    stamp = folder / STAMP
    return (
        interpreter_in(folder).exists()
        and stamp.is_file()
        and stamp.read_text(encoding="utf-8") == requirements.read_text(encoding="utf-8")
    )


def make_qgis_environment(folder: Path) -> None:
    """An environment in which QGIS's own packages are visible; one that has pip stays as it is."""
    remove_broken_packages(folder)
    try:
        usable = not examine(interpreter_in(folder), ["pip"]).missing
    except EnvironmentNotReadyError:
        usable = False
    if not usable:
        command = [sys.executable, "-m", "venv", "--clear", "--system-site-packages", folder]
        subprocess.run(command, check=True)


def main() -> None:
    install(Path(".environment/worker"), Path("requirements/dev.txt"))
    qgis, requirements = Path(".environment/qgis"), Path("requirements/qgis-dev.txt")
    if not is_stamped(qgis, requirements):
        make_qgis_environment(qgis)
        install(qgis, requirements)


if __name__ == "__main__":
    main()
