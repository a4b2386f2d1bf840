"""Jobs about the worker's own environment."""

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True)
class CheckEnvironmentJob:
    """Tell versions, devices, free memory and free disk of the worker's environment."""

    kind: ClassVar[str] = "check_environment"
    language: str = "en"
