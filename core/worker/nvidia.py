"""Whether the machine has an NVIDIA graphics card that the pinned PyTorch can use."""

import os
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import List

from ..language import _
from ..progress import Progress
from .child_process import ask, clean_environment

OLDEST_DRIVER = 580
"""CUDA 13, which the pinned PyTorch is built for, needs this driver (NVIDIA's CUDA compatibility table)."""

ANSWER_TIMEOUT_S = 15.0


@dataclass(frozen=True)
class GraphicsCard:
    """A card that the driver answers for, e.g. ``NVIDIA RTX A2000`` with driver ``580.65.06``."""

    name: str
    driver: str

    @property
    def usable(self) -> bool:
        """Whether the driver is new enough for the pinned PyTorch."""
        major = self.driver.partition(".")[0]
        return major.isdigit() and int(major) >= OLDEST_DRIVER


def graphics_cards() -> List[GraphicsCard]:
    """The NVIDIA cards that work; empty without a card, without a driver, and on macOS.

    Asks ``nvidia-smi``, which comes with the driver: a driver's files alone do not tell of a card.
    """
    program = _nvidia_smi()
    if not program:
        return []
    command = [program, "--query-gpu=name,driver_version", "--format=csv,noheader"]
    try:
        code, output = ask(command, env=clean_environment(), timeout_s=ANSWER_TIMEOUT_S)
    except OSError:
        return []
    if code != 0:
        return []
    rows = (line.rpartition(",") for line in output.splitlines())
    return [GraphicsCard(name.strip(), driver.strip()) for name, comma, driver in rows if comma]


def fitting_flavour(progress: Progress) -> str:
    """``cuda`` where a card can be used, else ``cpu``; says why."""
    cards = graphics_cards()
    for card in cards:
        if card.usable:
            progress.log(_("Graphics card {name}: the CUDA build is chosen.").format(name=card.name))
            return "cuda"
    for card in cards:
        progress.warn(
            _(
                "The driver {driver} of {name} is too old for CUDA, which needs {needed}: the CPU build is "
                "chosen; install a newer driver and set up with the flavour 'cuda' to use the card."
            ).format(driver=card.driver, name=card.name, needed=OLDEST_DRIVER)
        )
    return "cpu"


def _nvidia_smi() -> str:
    """Path of ``nvidia-smi``, or empty."""
    if sys.platform == "darwin":
        return ""
    found = shutil.which("nvidia-smi")
    places = [
        Path(os.environ.get("SYSTEMROOT", r"C:\Windows"), "System32", "nvidia-smi.exe"),
        Path("/usr/lib/wsl/lib/nvidia-smi"),
    ]
    return found or next((str(place) for place in places if place.is_file()), "")
