"""The runs that are under way, which end when the plugin is unloaded: no worker outlives it."""

import threading
import time
from contextlib import contextmanager
from typing import Dict, Iterator

from qgis.core import QgsProcessingFeedback

STOP_LIMIT_S = 15.0
"""Enough for a worker to write the best model so far; one that hangs is killed before."""

POLL_S = 0.05

_running: Dict[QgsProcessingFeedback, int] = {}
"""The thread of each run."""


@contextmanager
def known_as_running(feedback: QgsProcessingFeedback) -> Iterator[None]:
    _running[feedback] = threading.get_ident()
    try:
        yield
    finally:
        del _running[feedback]


def stop_runs() -> None:
    """Cancel every run and wait until those of other threads have ended."""
    for feedback in list(_running):
        feedback.cancel()
    deadline_s = time.monotonic() + STOP_LIMIT_S
    while set(_running.values()) - {threading.get_ident()} and time.monotonic() < deadline_s:
        time.sleep(POLL_S)
