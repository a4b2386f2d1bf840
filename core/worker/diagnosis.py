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
from .environment import REQUIREMENTS, environment_folder, worker_python
from .nvidia import graphics_cards


@dataclass(frozen=True)
class Diagnosis:
    """``report``: plain lines for people; ``ready``: whether algorithms can run."""

    report: str
    ready: bool


def diagnose(
    setting: str, profile_folder: Path, progress: Progress, language: str = "en", requirements: Path = REQUIREMENTS
) -> Diagnosis:
    """Look for the worker's environment as every algorithm does, and let it tell what it holds.

    Args:
        setting: as for :func:`~.environment.worker_python`.

    Raises:
        CancelledError: the user cancelled. Every other problem goes into the report.
    """
    lines: List[str] = []
    problems: List[str] = []
    ready = False
    folder = environment_folder(profile_folder)
    try:
        python = worker_python(setting, profile_folder, requirements)
        folder = python.parent.parent
        answer = run_in_worker(python, CheckEnvironmentJob(language=language), progress)
        lines, problems, ready = answer["lines"], answer["problems"], answer["ready"]
        cards = [card for card in graphics_cards() if card.usable]
        if ready and cards and not answer["uses_cuda"]:
            problems.append(
                _(
                    "{name} is not used, since PyTorch is a CPU build: run 'Set up the environment' "
                    "with the flavour 'cuda'."
                ).format(name=cards[0].name)
            )
    except CancelledError:
        raise
    except CosiaError as error:
        problems.append(error.message)
    lines.append(_free_disk(folder))
    verdict = _("The environment is ready.") if ready else _("The environment is not ready.")
    found = [_("Problem: {problem}").format(problem=problem) for problem in problems]
    return Diagnosis("\n".join([verdict, *found, *lines]), ready)


def _free_disk(folder: Path) -> str:
    existing = next(path for path in (folder, *folder.absolute().parents) if path.exists())
    free_gb = shutil.disk_usage(existing).free / 1e9
    return _("Free disk: {free:.1f} GB in {folder}").format(free=free_gb, folder=existing)
