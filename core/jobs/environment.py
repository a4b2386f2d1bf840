"""Jobs about the worker's own environment."""

from dataclasses import dataclass
from typing import ClassVar

from .base import BaseJob


@dataclass(eq=False, repr=False)
class CheckEnvironmentJob(BaseJob):
    """Tell versions, devices, free memory and free disk of the worker's environment."""

    kind: ClassVar[str] = "check_environment"
    language: str = "en"
