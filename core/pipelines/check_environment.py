"""Tells what the worker's environment holds and what it can compute on; every problem with its cure."""

import importlib.metadata
import platform
import re
import shutil
import sys
import tempfile
from importlib import import_module
from typing import Any, Dict, List

from ..hardware import free_memory_bytes, processor_name, usable_cores
from ..jobs import CheckEnvironmentJob
from ..language import _
from ..progress import Progress
from ..worker.environment import REQUIREMENTS, distribution_names, requirement_lines

COMFORTABLE_MEMORY_GB = 3.0
"""Classifying takes 2.2 GB at the largest tile in float32."""

COMFORTABLE_TEMPORARY_GB = 1.0


def run(job: CheckEnvironmentJob, progress: Progress) -> Dict[str, Any]:
    """Look at everything; a problem is told, never raised.

    Returns:
        ``lines``: what there is; ``problems``: one sentence each, with its cure; ``ready``: whether
        every package can be loaded; ``flavour``: ``cpu`` or ``cuda``, as PyTorch was built; empty without it.
    """
    lines = [
        _("Interpreter: {python} (Python {version})").format(python=sys.executable, version=platform.python_version())
    ]
    failures = []
    names = distribution_names(REQUIREMENTS)
    for done, name in enumerate(names):
        progress.report(done / len(names), _("Loading {package}").format(package=name))
        failure = _load(name)
        if failure:
            failures.append(failure)
    lines += _versions([*names, "torchvision", "timm"])
    problems = failures + _other_versions()
    flavour = ""
    if not failures:
        import torch

        flavour = "cuda" if torch.version.cuda else "cpu"
        lines += _devices()
        if flavour == "cuda" and not torch.cuda.is_available():
            problems.append(
                _(
                    "PyTorch is a CUDA build and finds no graphics card: install NVIDIA's driver, "
                    "or run 'Set up the environment' with the flavour 'cpu'."
                )
            )
    lines += _room(problems)
    progress.report(1.0)
    return {"lines": lines, "problems": problems, "ready": not failures, "flavour": flavour}


def _load(distribution: str) -> str:
    """Import the module of ``distribution``, which has the same name; what failed, or empty."""
    try:
        if distribution == "segmentation-models-pytorch":
            from ..model.torchvision_operators import declare_missing_operators

            declare_missing_operators()
        import_module(distribution.replace("-", "_"))
    except Exception as error:  # a broken library raises whatever it likes
        if sys.platform == "win32" and isinstance(error, OSError):
            cure = _("install Microsoft's Visual C++ Redistributable, or else run 'Set up the environment' again")
        else:
            cure = _("run 'Set up the environment' again")
        return _("{package} cannot be loaded ({error}): {cure}.").format(
            package=distribution, error=str(error).splitlines()[0] if str(error) else type(error).__name__, cure=cure
        )
    return ""


def _versions(names: List[str]) -> List[str]:
    lines = []
    for name in names:
        try:
            lines.append(f"{name} {importlib.metadata.version(name)}")
        except importlib.metadata.PackageNotFoundError:
            continue
        if name == "rasterio" and "rasterio" in sys.modules:
            rasterio = sys.modules["rasterio"]
            lines[-1] += f" (GDAL {rasterio.__gdal_version__}, PROJ {rasterio.__proj_version__})"
    return lines


def _other_versions() -> List[str]:
    """Packages with another version than the pinned one, in environments that the user made."""
    problems = []
    for line in requirement_lines(REQUIREMENTS):
        pinned = re.match(r"([\w.-]+)==([\w.]+)$", line)
        try:
            installed = importlib.metadata.version(pinned[1]).partition("+")[0] if pinned else ""
        except importlib.metadata.PackageNotFoundError:
            continue
        if pinned and installed != pinned[2]:
            problems.append(
                _(
                    "{package} is version {installed}, and the plugin is made for {pinned}: if something fails, "
                    "run 'Set up the environment'."
                ).format(package=pinned[1], installed=installed, pinned=pinned[2])
            )
    return problems


def _devices() -> List[str]:
    import torch

    from ..model.device import cpu_has_bfloat16

    numbers = "bfloat16, float32" if cpu_has_bfloat16() else "float32"
    lines = [
        _("Processor: {name}, {cores} cores, computes in {numbers}").format(
            name=processor_name(), cores=usable_cores(), numbers=numbers
        )
    ]
    for index in range(torch.cuda.device_count()):
        free, total = torch.cuda.mem_get_info(index)
        lines.append(
            _("Graphics card cuda:{index}: {name}, {free:.1f} of {total:.1f} GB free").format(
                index=index, name=torch.cuda.get_device_name(index), free=free / 1e9, total=total / 1e9
            )
        )
    if torch.backends.mps.is_available():
        lines.append(_("Graphics card mps: Apple's own"))
    if len(lines) == 1:
        lines.append(_("Graphics card: none that PyTorch can use"))
    return lines


def _room(problems: List[str]) -> List[str]:
    """Free memory and temporary space; adds to ``problems`` where there is little."""
    memory, temporary = free_memory_bytes(), tempfile.gettempdir()
    disk_gb = shutil.disk_usage(temporary).free / 1e9
    if memory is not None and memory / 1e9 < COMFORTABLE_MEMORY_GB:
        problems.append(
            _("Only {free:.1f} GB of memory are free: close other programs, or choose a smaller tile size.").format(
                free=memory / 1e9
            )
        )
    if disk_gb < COMFORTABLE_TEMPORARY_GB:
        problems.append(
            _("Only {free:.1f} GB are free in the temporary folder {folder}: free some space.").format(
                free=disk_gb, folder=temporary
            )
        )
    return [
        _("Free memory: {free:.1f} GB").format(free=memory / 1e9) if memory is not None else _("Free memory: unknown"),
        _("Free disk: {free:.1f} GB in the temporary folder {folder}").format(free=disk_gb, folder=temporary),
    ]
