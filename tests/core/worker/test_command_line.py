"""``python -m core`` and ``python -m core.worker`` end in good order when they are interrupted."""

import json
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="needs signals")

ROOT = Path(__file__).parents[3]
STARTS_WITHIN_S = 20
ENDS_WITHIN_S = 6
SIGNALS = [signal.SIGINT, signal.SIGTERM]


def interrupt(process, started, number):
    """Send a signal as soon as ``started()``; returns the exit code, what was told, and how long it took."""
    deadline_s = time.monotonic() + STARTS_WITHIN_S
    while not started():
        assert process.poll() is None and time.monotonic() < deadline_s, process.communicate()
        time.sleep(0.05)
    sent_s = time.monotonic()
    process.send_signal(number)
    _output, told = process.communicate(timeout=30)
    return process.returncode, told, time.monotonic() - sent_s


@pytest.fixture
def start(plugin, tmp_path):
    """A function that starts ``python -m core`` with a job whose pipeline is ``body``."""
    job = tmp_path / "job.json"
    job.write_text(json.dumps({"kind": "classify", "input": "a.tif", "output": str(tmp_path / "map.tif")}))

    def run(body, *options, **streams):
        command = [sys.executable, "-m", "core", str(job), *options]
        return subprocess.Popen(command, cwd=plugin(body), stderr=subprocess.PIPE, text=True, **streams)

    return run


WRITES = """
    with partial_file(pathlib.Path(job.output)) as path:
        path.write_text("half a map")
        while True:
            {step}
"""


@pytest.mark.parametrize("number", SIGNALS)
@pytest.mark.parametrize("step", ["progress.report(0.5); time.sleep(0.01)", "time.sleep(60)"])
def test_an_interrupted_job_leaves_nothing(start, tmp_path, number, step):
    process = start(WRITES.format(step=step))
    code, told, seconds = interrupt(process, lambda: list(tmp_path.glob("map*")), number)
    assert code == 130 and "Traceback" not in told
    assert seconds < ENDS_WITHIN_S
    assert list(tmp_path.glob("map*")) == []


def test_a_worker_that_is_asked_to_end_says_so_and_leaves_nothing(start, tmp_path):
    process = start(
        WRITES.format(step="progress.check_cancelled()"), "--events", stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    started_s = time.monotonic()
    while not list(tmp_path.glob("map*")) and time.monotonic() < started_s + STARTS_WITHIN_S:
        time.sleep(0.05)
    process.terminate()
    events = process.stdout.read()
    process.communicate(timeout=30)
    assert process.returncode != 0
    assert json.loads(events.splitlines()[-1])["code"] == "cancelled"
    assert list(tmp_path.glob("map*")) == []


@pytest.mark.parametrize("number", SIGNALS)
def test_an_interrupted_set_up_takes_pip_along(index, pip_settings, write_wheel, tmp_path, number):
    write_wheel(index.folder / "main", "pip", "99.0", padding=3_000_000)
    index.pause_before = "pip-99.0-py3-none-any.whl"
    folder = tmp_path / "environment"
    command = [sys.executable, "-m", "core.worker", "set-up", "--folder", str(folder), "--flavour", "cpu"]
    process = subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    code, told, _seconds = interrupt(process, index.paused.is_set, number)
    assert code == 130 and "Traceback" not in told
    assert "goes on from there" in told
    assert str(folder) not in subprocess.run(["ps", "-ewwo", "args"], capture_output=True, text=True).stdout
    assert json.loads((folder / "cosia-environment.json").read_text())["ready"] is False
