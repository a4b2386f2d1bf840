"""Setting up the worker's environment: from nothing, from a half-finished attempt, or after an update."""

import os
import shutil
from dataclasses import dataclass, replace
from pathlib import Path
from typing import List, Tuple

from ..errors import CancelledError, EnvironmentNotReadyError
from ..language import _
from ..progress import Progress
from .environment import (
    INTERPRETER_VARIABLE,
    MARKER_NAME,
    REQUIREMENTS,
    Marker,
    distribution_names,
    fingerprint,
    interpreter_in,
    read_marker,
    requirement_lines,
    write_marker,
)
from .environment_folder import installed_names, make_environment, remove_broken_packages
from .folder_lock import folder_lock
from .interpreter import check_version, examine, same_program
from .interpreter_search import choose_base
from .nvidia import fitting_flavour
from .package_plan import Plan, make_plan, unwelcome_cuda
from .pip_command import Pip, PipError
from .pip_errors import explanation

FLAVOURS = ("auto", "cpu", "cuda")

INDEXES = {
    "cpu": "https://download.pytorch.org/whl/cpu",
    "cuda": "https://download.pytorch.org/whl/cu130",
}
"""PyTorch's own indexes. 13.0 is the CUDA version of the wheels of the pinned PyTorch on PyPI."""

DISK_GB = {"cpu": 1.5, "cuda": 7.0}
"""What the finished environment takes, measured with the pinned versions."""

PIP_WITH_REPORT = (22, 2)
PIP_WITH_RAW_PROGRESS = (24, 1)
PIP_WITH_METADATA_ONLY = (25, 3)
"""Before this version a dry run downloads whole wheels."""


@dataclass(frozen=True)
class SetUp:
    """What to set up.

    Attributes:
        folder: folder of the environment.
        interpreter: Python to make it with, or one that has all packages already and is used as it is;
            empty: found.
        flavour: ``auto`` (by what the machine has), ``cpu`` or ``cuda``.
        wheels_folder: folder of wheels to install from without network; empty: from pip's indexes.
        proxy: for all connections; empty: pip's own settings and the environment variables.
        requirements: what to install.
    """

    folder: Path
    interpreter: str = ""
    flavour: str = "auto"
    wheels_folder: str = ""
    proxy: str = ""
    requirements: Path = REQUIREMENTS


def set_up(order: SetUp, progress: Progress) -> Path:
    """Make the environment ready and return its interpreter; at once if it is ready already.

    Raises:
        EnvironmentNotReadyError: one sentence: what failed, and what to do.
        CancelledError: the user cancelled; the next set-up goes on from there.
    """
    wheels_folder = str(Path(order.wheels_folder).expanduser().absolute()) if order.wheels_folder else ""
    if wheels_folder and not Path(wheels_folder).is_dir():
        raise EnvironmentNotReadyError(
            _("The folder of wheels {folder} does not exist; name another one.").format(folder=wheels_folder)
        )
    order = replace(order, folder=order.folder.expanduser().absolute(), wheels_folder=wheels_folder)
    python = _ready_python(order, progress)
    winner = os.environ.get(INTERPRETER_VARIABLE, "")
    if winner and Path(winner) not in (python, order.folder):
        progress.warn(
            _(
                "{variable} names {winner}, which algorithms will use in place of {python}: unset it to change that."
            ).format(variable=INTERPRETER_VARIABLE, winner=winner, python=python)
        )
    return python


def _ready_python(order: SetUp, progress: Progress) -> Path:
    """The interpreter of what is ready already, else of what is installed now."""
    if _is_ready(order):
        progress.log(_("The environment in {folder} is ready already.").format(folder=order.folder))
        return interpreter_in(order.folder)
    if order.interpreter and _has_everything(order):
        progress.log(_("{python} has all packages and is used as it is.").format(python=order.interpreter))
        return Path(order.interpreter).expanduser().absolute()
    try:
        with folder_lock(order.folder):
            return _Installation(order, progress).run()
    except CancelledError:
        raise CancelledError(_("Cancelled: run 'Set up the environment' again, it goes on from there.")) from None


def _is_ready(order: SetUp) -> bool:
    marker = read_marker(order.folder)
    return (
        marker is not None
        and marker.ready
        and marker.requirements == fingerprint(order.requirements)
        and order.flavour in ("auto", marker.flavour)
        and interpreter_in(order.folder).exists()
        and Path(marker.base).exists()
        and (
            not order.interpreter or same_program(str(examine(Path(order.interpreter).expanduser()).base), marker.base)
        )
    )


def _has_everything(order: SetUp) -> bool:
    path = Path(order.interpreter).expanduser().absolute()
    if (path.parent.parent / MARKER_NAME).is_file():
        return False  # ours: its packages may be those of another version of the plugin
    python = examine(path, distribution_names(order.requirements))
    check_version(python)
    return not python.missing


class _Installation:
    """The steps of one set-up, in their order."""

    def __init__(self, order: SetUp, progress: Progress) -> None:
        self._order = order
        self._progress = progress
        self._base = choose_base(order.interpreter)
        self._flavour = fitting_flavour(progress) if order.flavour == "auto" else order.flavour
        self._index = ""
        self._live: List[str] = []

    def run(self) -> Path:
        order, progress = self._order, self._progress
        progress.report(0.0, _("Making the environment"))
        progress.log(_("Python {version}: {python}").format(version=self._base.version_text, python=self._base.path))
        marker = Marker(
            ready=False,
            requirements=fingerprint(order.requirements),
            python_version=self._base.version_text,
            base=str(self._base.base),
            flavour=self._flavour,
        )
        python = make_environment(order.folder, self._base, marker, progress)
        remove_broken_packages(order.folder)
        temporary = order.folder / "tmp"
        shutil.rmtree(temporary, ignore_errors=True)
        temporary.mkdir()
        pip = Pip(python, temporary, order.proxy, progress)
        try:
            self._renew_pip(pip, python)
            plan = self._plan(pip, temporary)
            self._install(pip, plan, temporary)
        except PipError as error:
            missing = self._missing_wheels(pip) if order.wheels_folder and error.unfit else []
            raise explanation(error, self._base, missing, order.wheels_folder) from None
        finally:
            shutil.rmtree(temporary, ignore_errors=True)
        absent = examine(python, distribution_names(order.requirements)).missing
        if absent:
            raise EnvironmentNotReadyError(
                _("pip did not install {packages}: run 'Set up the environment' again.").format(
                    packages=", ".join(absent)
                )
            )
        write_marker(order.folder, replace(marker, ready=True, flavour=self._flavour))
        progress.report(1.0, _("The environment is ready"))
        return python

    def _renew_pip(self, pip: Pip, python: Path) -> None:
        """A pip whose dry run neither lacks its report nor downloads whole wheels."""
        needed = PIP_WITH_REPORT if self._order.wheels_folder else PIP_WITH_METADATA_ONLY
        version = self._pip_version(python)
        if version < needed:
            self._progress.report(0.05, _("Updating pip"))
            pip.run("install", "--upgrade", "pip>=" + ".".join(map(str, needed)), *self._sources())
            version = self._pip_version(python)
        self._live = ["--progress-bar", "raw"] if version >= PIP_WITH_RAW_PROGRESS else []

    @staticmethod
    def _pip_version(python: Path) -> Tuple[int, ...]:
        return tuple(int(number) for number in examine(python, ["pip"]).versions["pip"].split(".")[:2])

    def _plan(self, pip: Pip, temporary: Path) -> Plan:
        order = self._order
        self._progress.report(0.1, _("Asking what has to be installed"))
        if not order.wheels_folder and pip.reaches(INDEXES[self._flavour], "torch"):
            self._index = INDEXES[self._flavour]
        cuda_is_welcome = self._flavour == "cuda" or bool(order.wheels_folder)
        plan = make_plan(
            pip,
            [*self._sources(), *self._live, "-r", str(order.requirements)],
            temporary / "report.json",
            cuda_is_welcome=cuda_is_welcome,
            proxy=order.proxy,
        )
        if plan.is_cuda and not cuda_is_welcome:
            raise unwelcome_cuda(plan.size)
        if plan.brings("torch"):
            self._settle_flavour(plan)
            self._check_disk()
        return plan

    def _settle_flavour(self, plan: Plan) -> None:
        """The flavour that the plan brings, where that is not the one that was chosen."""
        if self._flavour == "cuda" and not plan.is_cuda:
            if self._order.flavour == "cuda":
                raise EnvironmentNotReadyError(
                    _(
                        "No CUDA build of PyTorch was found for Python {version} on this computer: let it reach "
                        "download.pytorch.org, give a folder of wheels, or choose the flavour 'cpu'."
                    ).format(version=self._base.version_text)
                )
            self._progress.warn(_("No CUDA build of PyTorch was found: the CPU build is installed."))
        self._flavour = "cuda" if plan.is_cuda else "cpu"

    def _check_disk(self) -> None:
        needed_gb, free_gb = DISK_GB[self._flavour], shutil.disk_usage(self._order.folder).free / 1e9
        if free_gb < needed_gb:
            raise EnvironmentNotReadyError(
                _(
                    "The environment needs {needed:.1f} GB, and {free:.1f} GB are free in {folder}: "
                    "free some space, or name a folder on another disk."
                ).format(needed=needed_gb, free=free_gb, folder=self._order.folder)
            )

    def _install(self, pip: Pip, plan: Plan, temporary: Path) -> None:
        if not plan.packages:
            return
        text = _("Installing {count} packages, {size:.2f} GB").format(count=len(plan.packages), size=plan.size / 1e9)
        self._progress.log(text)
        self._progress.report(0.2, text)
        names = {package.name for package in plan.packages}
        finished, current = 0, 0

        def on_bytes(done: int, size: int) -> None:
            nonlocal finished, current
            current = 0 if done == size else done
            finished += size if done == size else 0

        def on_wait() -> None:
            downloaded = min(1.0, (finished + current) / plan.size) if plan.size else 0.0
            installed = len(names & installed_names(self._order.folder)) / len(names)
            self._progress.report(0.2 + 0.5 * max(downloaded, installed) + 0.3 * installed)

        planned = temporary / "planned.txt"
        plan.write_requirements(planned)
        pip.run(
            "install",
            "--no-deps",
            *self._sources(),
            *self._live,
            "-r",
            str(planned),
            on_bytes=on_bytes,
            on_wait=on_wait,
        )

    def _sources(self) -> List[str]:
        """Where pip takes wheels from. Nothing is ever compiled: users have no compiler."""
        options = ["--only-binary", ":all:"]
        if self._order.wheels_folder:
            return [*options, "--no-index", "--find-links", self._order.wheels_folder]
        return [*options, "--extra-index-url", self._index] if self._index else options

    def _missing_wheels(self, pip: Pip) -> List[str]:
        """Which of the direct requirements the folder lacks: pip itself stops at the first."""
        missing = []
        for requirement in requirement_lines(self._order.requirements):
            try:
                pip.run("install", "--dry-run", "--no-deps", *self._sources(), requirement)
            except PipError as error:
                missing.append(error.unfit or requirement)
        return missing
