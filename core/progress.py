"""How a pipeline tells what it is doing, and learns that it should stop."""

from typing import List, Protocol

from .errors import CancelledError
from .language import _


class Progress(Protocol):
    """What a pipeline is given; implemented by the worker's server, the command line and tests."""

    def report(self, fraction: float, message: str = "") -> None:
        """Tell the share of the work that is done, 0-1, and what happens now. Raises: CancelledError."""

    def log(self, message: str) -> None:
        """Tell something that the user should be able to read later."""

    def warn(self, message: str) -> None:
        """Tell something that makes the result doubtful."""

    def check_cancelled(self) -> None:
        """Raises: CancelledError, if the user cancelled."""


class Stretch:
    """A progress for a part of a work, whose 0-1 are a stretch of the whole bar."""

    def __init__(self, progress: Progress, begin: float, end: float) -> None:
        """Args: ``begin``, ``end`` of the stretch, 0-1; where both are equal the bar stands still."""
        self._begin, self._length = begin, end - begin
        self._report = progress.report
        self.log, self.warn, self.check_cancelled = progress.log, progress.warn, progress.check_cancelled

    def report(self, fraction: float, message: str = "") -> None:
        self._report(self._begin + self._length * fraction, message)


def cancelled() -> CancelledError:
    return CancelledError(_("Cancelled: nothing was written."))


class RecordedWarnings:
    """Hands everything on to another progress, and remembers what was warned of.

    Attributes:
        warnings: in their order.
    """

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self.warnings: List[str] = []

    def report(self, fraction: float, message: str = "") -> None:
        self._progress.report(fraction, message)

    def log(self, message: str) -> None:
        self._progress.log(message)

    def warn(self, message: str) -> None:
        self.warnings.append(message)
        self._progress.warn(message)

    def check_cancelled(self) -> None:
        self._progress.check_cancelled()
