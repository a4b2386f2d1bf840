import sys
from pathlib import Path

import pytest

from cosia.core.worker import __main__ as command_line
from cosia.core.worker import diagnosis
from cosia.core.worker.diagnosis import diagnose
from cosia.core.worker.nvidia import GraphicsCard

ANSWER = {"lines": ["torch 2.13.0+cpu"], "problems": ["Only 1.0 GB are free."], "ready": True, "flavour": "cpu"}


@pytest.fixture(autouse=True)
def no_variable(monkeypatch):
    monkeypatch.delenv("COSIA_PYTHON", raising=False)
    monkeypatch.setattr(diagnosis, "graphics_cards", lambda: [])


@pytest.fixture
def worker(monkeypatch):
    monkeypatch.setattr(diagnosis, "worker_python", lambda *arguments: Path(sys.executable))
    monkeypatch.setattr(diagnosis, "run_in_worker", lambda *arguments: dict(ANSWER))


def test_missing_environment_is_reported_and_not_raised(tmp_path, progress):
    found = diagnose("", tmp_path, progress)
    assert not found.ready
    lines = found.report.splitlines()
    assert lines[0] == "The environment is not ready."
    assert lines[1].startswith("Problem: The worker's environment is missing")
    assert "GB" in lines[-1] and str(tmp_path) in lines[-1]
    assert len(lines) == 3


def test_what_the_worker_tells(tmp_path, progress, worker):
    found = diagnose("", tmp_path, progress)
    assert found.ready
    assert found.report.splitlines()[:3] == [
        "The environment is ready.",
        "Problem: Only 1.0 GB are free.",
        "torch 2.13.0+cpu",
    ]


@pytest.mark.parametrize(
    ("wanted", "driver", "told"),
    [
        ("auto", "", False),
        ("auto", "580.1", True),
        ("auto", "470.1", False),
        ("cuda", "", True),
        ("cpu", "580.1", False),
    ],
)
def test_build_that_does_not_fit(tmp_path, progress, worker, monkeypatch, wanted, driver, told):
    monkeypatch.setattr(diagnosis, "graphics_cards", lambda: [GraphicsCard("RTX", driver)] if driver else [])
    found = diagnose("", tmp_path, progress, flavour=wanted)
    assert ("with the flavour 'cuda'" in found.report) == told
    assert found.ready


def test_folder_of_wheels_is_looked_through(tmp_path, progress, requirements, write_wheel):
    write_wheel(tmp_path / "wheels", "small-tool", "1.0")
    found = diagnose("", tmp_path, progress, wheels_folder=str(tmp_path / "wheels"), requirements=requirements)
    assert "has no wheel of torch." in found.report


class TestCommandLine:
    def test_python_is_printed(self, monkeypatch, capsys):
        monkeypatch.setattr(command_line, "worker_python", lambda setting, folder: setting)
        assert command_line.main(["python", "--folder", "a b"]) == 0
        assert capsys.readouterr().out == "a b\n"

    def test_missing_environment(self, tmp_path, capsys):
        assert command_line.main(["python", "--folder", str(tmp_path / "nothing")]) == 1
        assert "Set up the environment" in capsys.readouterr().err
        assert command_line.main(["check", "--folder", str(tmp_path / "nothing")]) == 1
        assert "The environment is not ready." in capsys.readouterr().out

    def test_set_up_gets_every_option(self, monkeypatch, capsys, tmp_path):
        orders = []
        monkeypatch.setattr(command_line, "set_up", lambda order, progress: orders.append(order) or "python")
        options = ["--python", "p", "--flavour", "cpu", "--wheels", "w", "--proxy", "x"]
        assert command_line.main(["set-up", "--folder", str(tmp_path), *options]) == 0
        assert capsys.readouterr().out == "python\n"
        order = orders[0]
        assert (order.folder, order.interpreter, order.flavour) == (tmp_path, "p", "cpu")
        assert (order.wheels_folder, order.proxy) == ("w", "x")
