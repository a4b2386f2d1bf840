"""The worker's side of the protocol: runs one job and tells about it in JSON lines.

Events go to a duplicate of file descriptor 1, one JSON object a line; descriptor 1 itself points at
stderr from then on, so that stray prints of libraries cannot corrupt the stream:

    {"event": "progress", "fraction": 0.5, "message": "…"}
    {"event": "log", "level": "info" | "warning", "message": "…"}
    {"event": "result", "values": {…}}
    {"event": "error", "code": "…", "message": "…"}
    {"event": "finishing"}    (after a cancel, time and again while what was worked out is being kept)

The end of stdin is the signal to cancel; SIGTERM and SIGINT cancel as well.
"""

import contextlib
import importlib
import json
import os
import sys
import threading
import time
import traceback
from pathlib import Path
from typing import Any, Dict, NoReturn, TextIO

from ..errors import CosiaError
from ..hardware import out_of_memory_sentence
from ..jobs import Job, job_from_json
from ..language import _, set_language
from ..shown_names import read_shown_names, with_shown_names
from .cancelling import Cancellable, cancelled_by_signals, end_after_grace

CANCELLED_EXIT_CODE = 3
REPORT_INTERVAL_S = 0.1


class EventStream(Cancellable):
    """Progress that is told as JSON lines; safe to use from several threads."""

    def __init__(self, stream: TextIO) -> None:
        super().__init__()
        self._stream = stream
        self._lock = threading.Lock()
        self._last_report_s = 0.0

    def report(self, fraction: float, message: str = "") -> None:
        self.check_cancelled()
        now_s = time.monotonic()
        if message or fraction >= 1.0 or now_s - self._last_report_s >= REPORT_INTERVAL_S:
            self._last_report_s = now_s
            self.send("progress", fraction=round(fraction, 4), message=message)

    def log(self, message: str) -> None:
        self.send("log", level="info", message=message)

    def warn(self, message: str) -> None:
        self.send("log", level="warning", message=message)

    def send(self, event: str, **values: Any) -> None:
        if "message" in values:
            values["message"] = with_shown_names(values["message"])
        line = json.dumps({"event": event, **values}, ensure_ascii=True)
        # Nobody listens once QGIS is gone; the end of stdin tells so, and what is half done must still be removed.
        with self._lock, contextlib.suppress(BrokenPipeError):
            self._stream.write(line + "\n")
            self._stream.flush()


def run_job(job: Job, progress: Any) -> Dict[str, Any]:
    """Run the pipeline named after the job's kind; only that pipeline is imported."""
    set_language(job.language)
    pipeline = importlib.import_module(f"..pipelines.{job.kind}", __package__)
    result: Dict[str, Any] = pipeline.run(job, progress)
    return result


def serve(job_file: Path) -> NoReturn:
    """Run the job in ``job_file`` for the process that holds the other end of stdin and stdout, and end.

    The exit code is 0 after a ``result`` and 1 after an ``error``.
    """
    code = _run_and_tell(job_file)
    for stream in (sys.stdout, sys.stderr):
        stream.flush()
    # Everything is told and on disk. Python's own end would wait for the threads of the libraries first,
    # which keeps the user waiting for seconds after a cancel.
    os._exit(code)


def _run_and_tell(job_file: Path) -> int:
    events = EventStream(os.fdopen(os.dup(1), "w", encoding="utf-8"))
    os.dup2(2, 1)
    threading.Thread(target=_cancel_at_end_of_stdin, args=(events,), daemon=True).start()
    try:
        read_shown_names(job_file)
        with cancelled_by_signals(events, CANCELLED_EXIT_CODE):
            values = run_job(job_from_json(job_file.read_text(encoding="utf-8")), events)
        events.send("result", values=values)
        return 0
    except CosiaError as error:
        events.send("error", code=error.code, message=error.message)
    except MemoryError:
        events.send("error", code="worker", message=out_of_memory_sentence())
    except Exception as error:
        traceback.print_exc(file=sys.stderr)
        events.send("error", code="worker", message=unforeseen_message(error))
    return 1


def unforeseen_message(error: Exception) -> str:
    return _("The worker failed in a way that nobody foresaw ({error}); please report it with this log.").format(
        error=f"{type(error).__name__}: {error}"
    )


def _cancel_at_end_of_stdin(events: EventStream) -> None:
    # os.read, because a daemon thread inside sys.stdin.buffer.read() aborts Python at exit.
    try:
        while os.read(0, 4096):
            pass
    except OSError:
        pass
    events.cancel()
    end_after_grace(CANCELLED_EXIT_CODE, lambda: events.send("finishing"))
