"""Child processes that leave nothing behind: no shell, no console window, no orphan, no zombie."""

import contextlib
import os
import queue
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import IO, Any, Callable, Dict, List, Optional, Sequence, Tuple

POLL_S = 0.2

_FOREIGN_PREFIXES = ("PYTHON", "GDAL_", "PROJ_", "QT_", "QGIS_", "DYLD_")
_FOREIGN_NAMES = ("LD_LIBRARY_PATH", "__PYVENV_LAUNCHER__")


def clean_environment() -> Dict[str, str]:
    """``os.environ`` without Python's, GDAL's, PROJ's, Qt's and QGIS's variables.

    QGIS sets them for itself; another Python would load QGIS's libraries through them. Proxies,
    certificates and pip's own settings stay.
    """
    return {
        name: value
        for name, value in os.environ.items()
        if not name.upper().startswith(_FOREIGN_PREFIXES) and name not in _FOREIGN_NAMES
    }


def start_process(
    command: Sequence[str],
    *,
    env: Dict[str, str],
    cwd: Optional[Path] = None,
    stdin: int = subprocess.DEVNULL,
    stderr: int = subprocess.PIPE,
) -> "subprocess.Popen[str]":
    """Start ``command`` as the head of its own process group, so that :func:`kill_tree` ends all of it.

    Raises:
        OSError: the program is missing or cannot be started.
    """
    options: Dict[str, Any] = {}
    if sys.platform == "win32":
        options["creationflags"] = subprocess.CREATE_NO_WINDOW
    else:
        # Ctrl+C in a terminal must reach the parent alone, which then cancels in good order.
        options["start_new_session"] = True
    return subprocess.Popen(
        list(command),
        env=env,
        cwd=cwd,
        stdin=stdin,
        stdout=subprocess.PIPE,
        stderr=stderr,
        encoding="utf-8",
        errors="replace",
        **options,
    )


def kill_tree(process: "subprocess.Popen[str]") -> None:
    """Kill ``process`` with everything that it started, and wait until it is gone."""
    if process.poll() is None:
        if sys.platform == "win32":
            taskkill = Path(os.environ.get("SYSTEMROOT", r"C:\Windows"), "System32", "taskkill.exe")
            with contextlib.suppress(OSError):
                subprocess.run(
                    [str(taskkill), "/T", "/F", "/PID", str(process.pid)],
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.DEVNULL,
                    stderr=subprocess.DEVNULL,
                    creationflags=subprocess.CREATE_NO_WINDOW,
                )
        else:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
        process.kill()
    process.wait()


def follow(
    command: Sequence[str],
    on_line: Callable[[str], None],
    on_wait: Callable[[], None],
    *,
    env: Dict[str, str],
    cwd: Optional[Path] = None,
    timeout_s: float = float("inf"),
) -> int:
    """Run ``command`` to its end and hand on its lines, stdout and stderr together, as they come.

    Args:
        on_wait: called several times a second; whatever it raises kills the whole tree and is raised again.
        timeout_s: kill the tree after that time.

    Returns:
        The exit code; not 0 after the time limit.

    Raises:
        OSError: the program is missing or cannot be started.
    """
    deadline = time.monotonic() + timeout_s
    process = start_process(command, env=env, cwd=cwd, stderr=subprocess.STDOUT)
    assert process.stdout is not None
    lines: queue.Queue[Optional[str]] = queue.Queue()
    reader = threading.Thread(target=_read_lines, args=(process.stdout, lines), daemon=True)
    reader.start()
    try:
        while time.monotonic() < deadline:
            on_wait()
            try:
                line = lines.get(timeout=POLL_S)
            except queue.Empty:
                continue
            if line is None:
                return process.wait()
            on_line(line.rstrip())
        kill_tree(process)
        return process.returncode or 1
    finally:
        kill_tree(process)
        reader.join(timeout=5)
        process.stdout.close()


def ask(
    command: Sequence[str], *, env: Dict[str, str], timeout_s: float, cwd: Optional[Path] = None
) -> Tuple[int, str]:
    """Exit code and all output of a command that answers within ``timeout_s``.

    Raises:
        OSError: the program is missing or cannot be started.
    """
    lines: List[str] = []
    code = follow(command, lines.append, lambda: None, env=env, cwd=cwd, timeout_s=timeout_s)
    return code, "\n".join(lines)


def _read_lines(stream: IO[str], lines: "queue.Queue[Optional[str]]") -> None:
    with contextlib.suppress(ValueError):  # closed under our hands after a kill
        for line in stream:
            lines.put(line)
    lines.put(None)
