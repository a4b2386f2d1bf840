"""QGIS's side of the protocol: starts the worker, hands on what it tells, and cancels it."""

import collections
import contextlib
import json
import queue
import signal
import subprocess
import tempfile
import threading
import time
from pathlib import Path
from typing import IO, Any, Deque, Dict, Mapping, Optional, Tuple

from ..errors import CancelledError, CosiaError, WorkerError, rebuild_error
from ..jobs import Job, job_to_json
from ..language import _
from ..progress import Progress
from ..shown_names import write_shown_names
from .child_process import clean_environment, kill_tree, start_process

PLUGIN_FOLDER = Path(__file__).parents[2]
POLL_S = 0.1
KILL_GRACE_S = 4.5
"""A little longer than the worker gives itself, so that it can remove its partial files."""

EVENT_START = '{"event": '
STDERR_LINES = 200
STDERR_LINE_CHARACTERS = 2000

IDLE_THREADS = {"OMP_WAIT_POLICY": "PASSIVE"}
"""Threads of the network that wait for each other let go of their core. By default they keep it, and where anything
else computes too, QGIS or a browser, that makes training and classifying about ten times slower. Measured: a training
step on two cores takes 0.42 s of processor time this way and 0.51 s by default; beside ten busy processes 0.44 s and
4.5 s. The user's own value of the variable wins."""


def run_in_worker(
    python: Path, job: Job, progress: Progress, shown_names: Optional[Mapping[str, str]] = None
) -> Dict[str, Any]:
    """Run ``job`` in a worker process and return the values of its result.

    Args:
        python: interpreter of the worker's environment.
        job: what to do.
        progress: is told everything that the worker tells; its ``check_cancelled`` is polled.
        shown_names: what messages and reports call files of the job, by path.

    Raises:
        CosiaError: the worker's own error, rebuilt by code; ``WorkerError`` when it died without one.
        CancelledError: ``progress`` was cancelled; the worker is gone when this is raised.
    """
    with tempfile.TemporaryDirectory(prefix="cosia_") as folder:
        job_file = Path(folder) / "job.json"
        job_file.write_text(job_to_json(job), encoding="utf-8")
        write_shown_names(shown_names or {}, job_file)
        process = _start(python, job_file)
        try:
            return _follow(process, progress)
        finally:
            _end(process)


def _start(python: Path, job_file: Path) -> "subprocess.Popen[str]":
    try:
        return start_process(
            [str(python), "-s", "-m", "core", str(job_file), "--events"],
            cwd=PLUGIN_FOLDER,
            env={**IDLE_THREADS, **clean_environment(), "PYTHONUTF8": "1"},
            stdin=subprocess.PIPE,
        )
    except OSError as error:
        raise WorkerError(
            _("The worker cannot be started with {python}: {error}.").format(python=python, error=error)
        ) from error


def _follow(process: "subprocess.Popen[str]", progress: Progress) -> Dict[str, Any]:
    lines: queue.Queue[Optional[str]] = queue.Queue()
    stderr: Deque[str] = collections.deque(maxlen=STDERR_LINES)
    assert process.stdout is not None and process.stderr is not None
    reader = threading.Thread(target=_read_lines, args=(process.stdout, lines), daemon=True)
    drain = threading.Thread(target=_drain, args=(process.stderr, stderr), daemon=True)
    reader.start()
    drain.start()
    try:
        result, failure = _hand_on(lines, progress)
    except CancelledError as cancelled:
        raise _last_words(process, lines) or cancelled from None
    exit_code = process.wait()
    drain.join(timeout=1.0)
    if failure is None and result is not None:
        return result
    if failure is None:
        failure = WorkerError(_death_message(exit_code))
    if isinstance(failure, WorkerError):
        failure.details = "\n".join(stderr)
    raise failure


def _hand_on(
    lines: "queue.Queue[Optional[str]]", progress: Progress
) -> Tuple[Optional[Dict[str, Any]], Optional[CosiaError]]:
    """Tell ``progress`` all that the worker tells until it ends; its result, and its error."""
    result: Optional[Dict[str, Any]] = None
    failure: Optional[CosiaError] = None
    while True:
        progress.check_cancelled()
        try:
            line = lines.get(timeout=POLL_S)
        except queue.Empty:
            continue
        if line is None:
            return result, failure
        event = json.loads(line)
        if event["event"] == "progress":
            progress.report(event["fraction"], event["message"])
        elif event["event"] == "log":
            (progress.warn if event["level"] == "warning" else progress.log)(event["message"])
        elif event["event"] == "result":
            result = event["values"]
        elif event["event"] == "error":
            failure = rebuild_error(event["code"], event["message"])


def _last_words(process: "subprocess.Popen[str]", lines: "queue.Queue[Optional[str]]") -> Optional[CancelledError]:
    """Cancel the worker; what it says of that before it ends, such as what it kept."""
    assert process.stdin is not None
    with contextlib.suppress(OSError):
        process.stdin.close()
    deadline_s = time.monotonic() + KILL_GRACE_S
    with contextlib.suppress(queue.Empty):
        while (line := lines.get(timeout=max(0.0, deadline_s - time.monotonic()))) is not None:
            event = json.loads(line)
            if event["event"] == "error":
                error = rebuild_error(event["code"], event["message"])
                return error if isinstance(error, CancelledError) else None
            if event["event"] == "finishing":
                deadline_s = time.monotonic() + KILL_GRACE_S
    return None


def _death_message(exit_code: int) -> str:
    if -exit_code == getattr(signal, "SIGKILL", 9):
        return _(
            "The worker was killed, most likely because memory ran out; "
            "choose a smaller tile size or extent, or close other programs."
        )
    return _("The worker ended unexpectedly with exit code {exit_code}.").format(exit_code=exit_code)


def _read_lines(stream: IO[str], lines: "queue.Queue[Optional[str]]") -> None:
    with stream:
        for line in stream:
            # Python may be set up to print before the worker takes the stream over.
            if line.startswith(EVENT_START):
                lines.put(line)
    lines.put(None)


def _drain(stream: IO[str], tail: Deque[str]) -> None:
    with stream:
        for line in iter(lambda: stream.readline(STDERR_LINE_CHARACTERS), ""):
            tail.append(line.rstrip("\n"))


def _end(process: "subprocess.Popen[str]") -> None:
    """Close stdin, which cancels a worker that still runs; kill it after the grace period."""
    assert process.stdin is not None
    with contextlib.suppress(OSError):  # a worker that is gone already took the other end with it
        process.stdin.close()
    try:
        process.wait(timeout=KILL_GRACE_S)
    except subprocess.TimeoutExpired:
        kill_tree(process)
