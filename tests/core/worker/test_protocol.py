"""Both ends of the worker protocol, across real processes; only the pipeline is a stand-in."""

import dataclasses
import os
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pytest

from cosia.core import errors
from cosia.core.jobs import ClassifyJob
from cosia.core.worker import client

ENDS_WITHIN_S = 6.0
"""Grace of the worker, poll of the client, and the start of Python on a busy machine."""

posix = pytest.mark.skipif(sys.platform == "win32", reason="needs signals")


@pytest.fixture
def job(tmp_path):
    return ClassifyJob(input="scène.tif", output=str(tmp_path / "map.tif"))


def run(job, progress):
    return client.run_in_worker(Path(sys.executable), job, progress)


def is_running(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    state = Path(f"/proc/{pid}/stat")
    return not (state.is_file() and state.read_text().rpartition(")")[2].split()[0] == "Z")


def wait_until_gone(pid):
    deadline_s = time.monotonic() + ENDS_WITHIN_S
    while is_running(pid):
        assert time.monotonic() < deadline_s, f"process {pid} still runs"
        time.sleep(0.05)


def wait_for_file(path):
    deadline_s = time.monotonic() + 20
    while not path.is_file():
        assert time.monotonic() < deadline_s, f"{path} never came"
        time.sleep(0.02)
    return path


def test_progress_messages_and_result_arrive(plugin, job, progress):
    plugin(
        """
        progress.report(0.25, "Lecture de la scène")
        progress.log("8 tuiles")
        progress.warn("taille de pixel inhabituelle")
        progress.report(1.0)
        return {"input": job.input, "areas": [1.5, None]}
        """
    )
    assert run(job, progress) == {"input": "scène.tif", "areas": [1.5, None]}
    assert progress.fractions == [0.25, 1.0]
    assert progress.messages == ["8 tuiles"]
    assert progress.warnings == ["taille de pixel inhabituelle"]


def test_copies_of_layers_go_by_the_names_of_the_layers(plugin, job, progress):
    plugin(
        """
        from ..shown_names import shown_name
        progress.report(0.5, f"Lecture de {job.mask}")
        progress.log(f"'{job.mask}'")
        progress.warn(shown_name(job.mask))
        raise InvalidInputError(f"'{job.mask}' ne touche pas '{job.input}'.")
        """
    )
    job = dataclasses.replace(job, mask="/tmp/processing_x/MASK.gpkg")
    with pytest.raises(errors.InvalidInputError) as caught:
        client.run_in_worker(Path(sys.executable), job, progress, {job.mask: "Communes d'été"})
    assert caught.value.message == "'Communes d'été' ne touche pas 'scène.tif'."
    assert progress.messages == ["'Communes d'été'"] and progress.warnings == ["Communes d'été"]


def test_frequent_reports_are_thinned_out(plugin, job, progress):
    plugin("for step in range(20_000): progress.report(step / 20_000)\nreturn {}")
    run(job, progress)
    assert 1 <= len(progress.fractions) < 200


@pytest.mark.parametrize(
    "error", [errors.InvalidInputError, errors.ModelError, errors.EnvironmentNotReadyError, errors.WorkerError]
)
def test_an_error_comes_back_as_what_it_was(plugin, job, progress, error):
    plugin(f"raise {error.__name__}('Le modèle « x » est abîmé.')")
    with pytest.raises(errors.CosiaError) as caught:
        run(job, progress)
    assert type(caught.value) is error
    assert caught.value.message == "Le modèle « x » est abîmé."


def test_an_unforeseen_error_brings_its_traceback_along(plugin, job, progress):
    plugin("return {}['missing key']")
    with pytest.raises(errors.WorkerError, match="missing key") as caught:
        run(job, progress)
    assert "Traceback" in caught.value.details
    assert "Traceback" not in caught.value.message


def test_lack_of_memory_is_told_with_what_to_do(plugin, job, progress):
    plugin("raise MemoryError")
    with pytest.raises(errors.WorkerError, match="tile size"):
        run(job, progress)


def test_stray_output_does_not_corrupt_the_stream(plugin, job, progress):
    plugin(
        """
        print("a library greets")
        os.write(1, b"and another one \\xff without a line end")
        subprocess.run([sys.executable, "-c", "print('so does its child')"])
        progress.log("still here")
        return {"output": job.output}
        """
    )
    assert run(job, progress) == {"output": job.output}
    assert progress.messages == ["still here"]


def test_output_before_the_protocol_starts_is_passed_over(plugin, job, progress):
    folder = plugin("return {'output': job.output}")
    main = folder / "core" / "__main__.py"
    main.write_text(
        "import os; os.write(1, b'site-packages greet\\n')\n" + main.read_text(encoding="utf-8"), encoding="utf-8"
    )
    assert run(job, progress) == {"output": job.output}


def test_a_child_left_behind_does_not_hold_up_the_result(plugin, job, progress):
    plugin(
        """
        child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(8)"])
        return {"pid": child.pid}
        """
    )
    started_s = time.monotonic()
    pid = run(job, progress)["pid"]
    assert time.monotonic() - started_s < ENDS_WITHIN_S
    os.kill(pid, signal.SIGTERM)


def test_the_environment_of_qgis_stays_outside(plugin, job, progress, monkeypatch):
    for name in ("PYTHONPATH", "PYTHONHOME", "GDAL_DATA", "PROJ_LIB", "QT_PLUGIN_PATH", "LD_LIBRARY_PATH"):
        monkeypatch.setenv(name, "/nowhere")
    monkeypatch.setenv("HTTPS_PROXY", "http://proxy")
    plugin("return dict(os.environ)")
    names = run(job, progress)
    assert not [name for name, value in names.items() if value == "/nowhere"]
    assert names["HTTPS_PROXY"] == "http://proxy"


def test_waiting_threads_leave_their_cores_unless_the_user_wants_otherwise(plugin, job, progress, monkeypatch):
    plugin("return dict(os.environ)")
    monkeypatch.delenv("OMP_WAIT_POLICY", raising=False)
    assert run(job, progress)["OMP_WAIT_POLICY"] == "PASSIVE"
    monkeypatch.setenv("OMP_WAIT_POLICY", "ACTIVE")
    assert run(job, progress)["OMP_WAIT_POLICY"] == "ACTIVE"


def test_cancelling_is_noticed_and_leaves_nothing(plugin, job, progress):
    plugin(
        """
        with partial_file(pathlib.Path(job.output)) as path:
            path.write_text("half a map")
            progress.log(str(os.getpid()))
            while True:
                progress.report(0.5)
                time.sleep(0.01)
        """
    )
    progress.cancel_at = 0.5
    started_s = time.monotonic()
    with pytest.raises(errors.CancelledError):
        run(job, progress)
    assert time.monotonic() - started_s < 3
    assert not is_running(int(progress.messages[0]))
    assert list(Path(job.output).parent.glob("map*")) == []


def test_a_cancelled_pipeline_that_has_something_to_keep_is_given_time(plugin, short_graces, job, progress):
    """Longer than the grace of a worker and of its client together."""
    plugin(
        """
        from ..errors import CancelledError
        from ..finishing import begin_finishing

        try:
            while True:
                progress.report(0.5)
                time.sleep(0.01)
        except CancelledError:
            begin_finishing()
            time.sleep(3)
            pathlib.Path(job.output).write_text("the best model")
            raise CancelledError("Cancelled: the best model was kept.") from None
        """
    )
    progress.cancel_at = 0.5
    with pytest.raises(errors.CancelledError, match="the best model was kept"):
        run(job, progress)
    assert Path(job.output).read_text() == "the best model"


def test_a_pipeline_that_hangs_is_ended_and_leaves_nothing(plugin, job, progress):
    plugin(
        """
        with partial_file(pathlib.Path(job.output)) as path:
            path.write_text("half a map")
            progress.log(str(os.getpid()))
            progress.report(0.5)
            time.sleep(60)
        """
    )
    progress.cancel_at = 0.5
    started_s = time.monotonic()
    with pytest.raises(errors.CancelledError):
        run(job, progress)
    assert time.monotonic() - started_s < ENDS_WITHIN_S
    assert not is_running(int(progress.messages[0]))
    assert list(Path(job.output).parent.glob("map*")) == []


def test_a_busy_thread_does_not_delay_the_end(plugin, job, progress):
    plugin(
        """
        import threading
        threading.Thread(target=time.sleep, args=(30,)).start()
        while True:
            progress.report(0.5)
            time.sleep(0.01)
        """
    )
    progress.cancel_at = 0.5
    started_s = time.monotonic()
    with pytest.raises(errors.CancelledError):
        run(job, progress)
    assert time.monotonic() - started_s < 2


@posix
def test_a_stopped_worker_is_killed_with_its_children(plugin, short_graces, job, progress):
    plugin(
        """
        child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
        progress.log(str(child.pid))
        progress.report(0.5)
        os.kill(os.getpid(), signal.SIGSTOP)
        """
    )
    progress.cancel_at = 0.5
    with pytest.raises(errors.CancelledError):
        run(job, progress)
    wait_until_gone(int(progress.messages[0]))


@posix
def test_a_killed_worker_is_told_with_the_likely_reason(plugin, job, progress):
    plugin("os.kill(os.getpid(), signal.SIGKILL)")
    with pytest.raises(errors.WorkerError, match="memory"):
        run(job, progress)


def test_last_words_of_a_dying_worker_are_kept_within_bounds(plugin, job, progress):
    plugin(
        """
        for line in range(20_000):
            print("line", line, file=sys.stderr)
        sys.stderr.write("x" * 3_000_000)
        sys.stderr.flush()
        os._exit(9)
        """
    )
    with pytest.raises(errors.WorkerError, match="9") as caught:
        run(job, progress)
    assert caught.value.details.endswith("x")
    assert len(caught.value.details) <= client.STDERR_LINES * (client.STDERR_LINE_CHARACTERS + 1)


@posix
def test_no_orphan_stays_when_the_parent_is_killed(plugin, job, tmp_path):
    folder = plugin(
        f"""
        with partial_file(pathlib.Path(job.output)) as path:
            path.write_text("half a map")
            pathlib.Path({str(tmp_path)!r}, "pid").write_text(str(os.getpid()))
            time.sleep(60)
        """
    )
    parent = textwrap.dedent(
        f"""
        import sys
        from pathlib import Path
        from core.__main__ import TerminalProgress
        from core.jobs import ClassifyJob
        from core.worker.client import run_in_worker
        run_in_worker(Path(sys.executable), ClassifyJob("x", {job.output!r}), TerminalProgress())
        """
    )
    with subprocess.Popen([sys.executable, "-c", parent], cwd=folder, stderr=subprocess.DEVNULL) as process:
        time.sleep(0.2)
        pid_file = wait_for_file(tmp_path / "pid")
        time.sleep(0.2)
        process.kill()
    wait_until_gone(int(pid_file.read_text()))
    assert list(tmp_path.glob("map*")) == []


def test_an_interpreter_that_does_not_start_is_named(plugin, job, progress, tmp_path):
    plugin("return {}")
    with pytest.raises(errors.WorkerError, match="no-python"):
        client.run_in_worker(tmp_path / "no-python", job, progress)


def test_no_job_file_stays(plugin, job, progress, tmp_path, monkeypatch):
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    monkeypatch.setattr(client.tempfile, "tempdir", str(temporary))
    plugin("raise ModelError('No.')")
    with pytest.raises(errors.ModelError):
        run(job, progress)
    assert list(temporary.iterdir()) == []
