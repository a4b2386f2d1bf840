"""The report of `check_environment`, which must also work where there is no environment yet."""

import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import List

from ..errors import CancelledError, CosiaError
from ..jobs import CheckEnvironmentJob
from ..language import _
from ..progress import Progress
from .client import run_in_worker
from .environment import REQUIREMENTS, distribution_names, environment_folder, named_python, worker_python
from .nvidia import graphics_cards


@dataclass(frozen=True)
class Diagnosis:
    """``report``: plain lines for people; ``ready``: whether algorithms can run."""

    report: str
    ready: bool


def diagnose(
    setting: str,
    profile_folder: Path,
    progress: Progress,
    *,
    language: str = "en",
    interpreter: str = "",
    flavour: str = "auto",
    wheels_folder: str = "",
    requirements: Path = REQUIREMENTS,
) -> Diagnosis:
    """Look for the worker's environment as every algorithm does, and let it tell what it holds.

    Args:
        setting: as for :func:`~.environment.worker_python`.
        interpreter: look at this one, whatever the setting says; empty: at the one that algorithms use.
        flavour: the build of PyTorch that is wanted; ``auto``: by what the machine has.
        wheels_folder: a folder that the environment could be set up from; empty: not asked.

    Raises:
        CancelledError: the user cancelled. Every other problem goes into the report.
    """
    lines: List[str] = []
    problems: List[str] = []
    ready = False
    folder = environment_folder(profile_folder)
    try:
        if interpreter:
            python = named_python(interpreter, requirements)
        else:
            python = worker_python(setting, profile_folder, requirements)
        folder = python.parent.parent
        answer = run_in_worker(python, CheckEnvironmentJob(language=language), progress)
        lines, ready = answer["lines"], answer["ready"]
        problems = [*answer["problems"], *_other_flavour(answer["flavour"], flavour)]
    except CancelledError:
        raise
    except CosiaError as error:
        problems = [error.message]
    if wheels_folder:
        problems += _missing_wheels(Path(wheels_folder), requirements)
    lines.append(_free_disk(folder))
    verdict = _("The environment is ready.") if ready else _("The environment is not ready.")
    found = [_("Problem: {problem}").format(problem=problem) for problem in problems]
    return Diagnosis("\n".join([verdict, *found, *lines]), ready)


def _other_flavour(built: str, wanted: str) -> List[str]:
    """A problem where PyTorch's build is not the wanted one."""
    if wanted == "auto":
        wanted = "cuda" if any(card.usable for card in graphics_cards()) else built
    if not built or built == wanted:
        return []
    return [
        _(
            "PyTorch is built for '{built}', and '{wanted}' would fit: run 'Set up the environment' "
            "with the flavour '{wanted}'."
        ).format(built=built, wanted=wanted)
    ]


def _missing_wheels(folder: Path, requirements: Path) -> List[str]:
    """A problem where a folder of wheels has none of a required package; versions are pip's concern."""
    present = {path.name.partition("-")[0].lower().replace("_", "-") for path in folder.glob("*.whl")}
    missing = [name for name in distribution_names(requirements) if name.lower().replace("_", "-") not in present]
    if not missing:
        return []
    return [_("The folder {folder} has no wheel of {missing}.").format(folder=folder, missing=", ".join(missing))]


def _free_disk(folder: Path) -> str:
    existing = next(path for path in (folder, *folder.absolute().parents) if path.exists())
    free_gb = shutil.disk_usage(existing).free / 1e9
    return _("Free disk: {free:.1f} GB in {folder}").format(free=free_gb, folder=existing)
