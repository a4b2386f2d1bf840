import os
import sys
import time

import pytest

from cosia.core.errors import CancelledError
from cosia.core.progress import cancelled
from cosia.core.worker.child_process import ask, clean_environment, follow

FOREIGN = ("PYTHONHOME", "PYTHONPATH", "GDAL_DATA", "PROJ_LIB", "QT_PLUGIN_PATH", "QGIS_PREFIX_PATH")
OURS = ("PIP_PROXY", "HTTPS_PROXY", "https_proxy", "SSL_CERT_FILE")

GRANDCHILD = """
import subprocess, sys, time
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
print(child.pid, flush=True)
time.sleep(60)
"""


def is_alive(pid):
    try:
        with open(f"/proc/{pid}/stat", encoding="ascii") as file:
            return file.read().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def test_qgis_variables_stay_behind_and_pip_settings_go_along(monkeypatch):
    for name in (*FOREIGN, "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "__PYVENV_LAUNCHER__", *OURS):
        monkeypatch.setenv(name, "x")
    environment = clean_environment()
    assert [name for name in FOREIGN if name in environment] == []
    assert not {"LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "__PYVENV_LAUNCHER__"} & set(environment)
    assert {name: environment.get(name) for name in OURS} == dict.fromkeys(OURS, "x")
    assert environment["PATH"] == os.environ["PATH"]


def test_lines_come_one_by_one_with_stderr_and_any_letter():
    script = "import sys; print('é'); print('two', file=sys.stderr); sys.exit(7)"
    command = [sys.executable, "-X", "utf8", "-u", "-c", script]
    lines = []
    assert follow(command, lines.append, lambda: None, env=clean_environment()) == 7
    assert lines == ["é", "two"]


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="looks into /proc")
def test_cancelling_kills_what_the_process_started_too():
    pids = []

    def cancel_once_started():
        if pids:
            raise cancelled()

    started = time.monotonic()
    with pytest.raises(CancelledError):
        follow(
            [sys.executable, "-c", GRANDCHILD],
            lambda line: pids.append(int(line)),
            cancel_once_started,
            env=clean_environment(),
        )
    assert time.monotonic() - started < 20
    deadline = time.monotonic() + 5
    while is_alive(pids[0]) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not is_alive(pids[0])


def test_time_limit_ends_a_process_that_hangs():
    command = [sys.executable, "-c", "import time; print('here', flush=True); time.sleep(60)"]
    started = time.monotonic()
    code, output = ask(command, env=clean_environment(), timeout_s=2.0)
    assert code != 0
    assert output == "here"
    assert time.monotonic() - started < 20
