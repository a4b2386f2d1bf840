"""Whether a job that is cancelled still has something to put in order, which would be lost if its process ended."""

import threading

_finishing = threading.Event()


def begin_finishing() -> None:
    """From now on the process is given more time after a cancel: what it has worked out is to be kept."""
    _finishing.set()


def end_finishing() -> None:
    """All of it is kept by now."""
    _finishing.clear()


def is_finishing() -> bool:
    """Whether there is something to keep."""
    return _finishing.is_set()
