"""Setting up and checking the environment, as QGIS calls them."""

import sys

import processing
import pytest
from qgis.core import QgsProcessingException, QgsSettings

from cosia.algorithms import set_up_environment, settings
from cosia.core.errors import EnvironmentNotReadyError
from cosia.core.progress import cancelled
from cosia.core.worker.diagnosis import Diagnosis
from cosia.core.worker.environment import environment_folder, interpreter_in

ANSWER = """
send("result", values={"lines": ["torch 2.13.0+cpu"], "problems": [], "ready": True, "flavour": "cpu"})
"""


@pytest.fixture(autouse=True)
def no_setting(monkeypatch):
    monkeypatch.delenv("COSIA_PYTHON", raising=False)
    yield
    settings.store_interpreter("")


@pytest.fixture
def default_folder(tmp_path, monkeypatch):
    monkeypatch.setattr(settings, "profile_folder", lambda: tmp_path / "profile")
    return environment_folder(tmp_path / "profile")


@pytest.fixture
def set_up(context, feedback, monkeypatch, default_folder):
    """A function that runs the algorithm without installing anything and returns its outputs and the order."""

    def run(python=None, **parameters):
        orders = []

        def remember(order, progress):
            orders.append(order)
            progress.report(0.5, "Installing")
            path = python or interpreter_in(order.folder)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.touch()
            return path

        monkeypatch.setattr(set_up_environment, "set_up", remember)
        monkeypatch.setattr(set_up_environment, "diagnose", lambda *a, **k: Diagnosis(f"uses {k['interpreter']}", True))
        outputs = processing.run("cosia:set_up_environment", parameters, context=context, feedback=feedback)
        return outputs, orders[0]

    return run


def test_nothing_has_to_be_given(set_up, default_folder, feedback):
    outputs, order = set_up()
    assert (order.folder, order.interpreter, order.flavour) == (default_folder, "", "auto")
    assert (order.wheels_folder, order.proxy) == ("", "")
    assert outputs == {"REPORT": f"uses {interpreter_in(default_folder)}", "READY": True}
    assert ("progress", "Installing") in feedback.told
    assert settings.interpreter_setting() == ""


@pytest.mark.parametrize(("value", "flavour"), [(0, "auto"), (1, "cpu"), (2, "cuda"), ("cpu", "cpu"), ("cuda", "cuda")])
def test_flavour_by_index_and_by_name(set_up, value, flavour):
    assert set_up(FLAVOUR=value)[1].flavour == flavour


def test_unknown_flavour_is_refused(set_up):
    with pytest.raises(QgsProcessingException, match="rocm"):
        set_up(FLAVOUR="rocm")


def test_all_parameters(set_up, tmp_path):
    program = tmp_path / "python"
    program.touch()
    outputs, order = set_up(
        INTERPRETER=str(program), WHEELS_FOLDER=str(tmp_path), ENVIRONMENT_FOLDER=str(tmp_path / "new one")
    )
    assert order.interpreter == str(program)
    assert order.wheels_folder == str(tmp_path)
    assert order.folder == tmp_path / "new one"
    assert settings.interpreter_setting() == str(interpreter_in(order.folder))
    assert outputs["READY"] is True


def test_environment_of_the_profile_replaces_an_earlier_setting(set_up):
    settings.store_interpreter(sys.executable)
    set_up()
    assert settings.interpreter_setting() == ""


def test_interpreter_that_is_used_as_it_is_becomes_the_setting(set_up, tmp_path):
    set_up(python=tmp_path / "conda" / "bin" / "python")
    assert settings.interpreter_setting() == str(tmp_path / "conda" / "bin" / "python")


def test_proxy_of_qgis_is_handed_over(set_up):
    stored = QgsSettings()
    values = {
        "proxyEnabled": True,
        "proxyType": "HttpProxy",
        "proxyHost": "proxy.example",
        "proxyPort": "3128",
        "proxyUser": "léa",
        "proxyPassword": "p@ss",
    }
    for key, value in values.items():
        stored.setValue(f"proxy/{key}", value)
    try:
        assert set_up()[1].proxy == "http://l%C3%A9a:p%40ss@proxy.example:3128"
        stored.setValue("proxy/proxyUser", "")
        assert set_up()[1].proxy == "http://proxy.example:3128"
        stored.setValue("proxy/proxyEnabled", False)
        assert set_up()[1].proxy == ""
    finally:
        stored.remove("proxy")


@pytest.mark.parametrize("error", [EnvironmentNotReadyError("The disk is full: free some space."), cancelled()])
def test_failures_are_one_sentence(context, feedback, monkeypatch, default_folder, error):
    def fail(order, progress):
        raise error

    monkeypatch.setattr(set_up_environment, "set_up", fail)
    with pytest.raises(QgsProcessingException) as caught:
        processing.run("cosia:set_up_environment", {}, context=context, feedback=feedback)
    assert str(caught.value) == error.message


def test_check_without_an_environment(context, feedback, default_folder):
    outputs = processing.run("cosia:check_environment", {}, context=context, feedback=feedback)
    assert outputs["READY"] is False
    assert "The worker's environment is missing" in outputs["REPORT"]
    assert ("info", outputs["REPORT"]) in feedback.told


def test_check_asks_the_worker(worker, monkeypatch, context, feedback):
    monkeypatch.setenv("COSIA_PYTHON", worker.interpreter)
    worker.answer(ANSWER)
    outputs = processing.run("cosia:check_environment", {"FLAVOUR": "cuda"}, context=context, feedback=feedback)
    assert worker.job["kind"] == "check_environment"
    assert outputs["READY"] is True
    assert "torch 2.13.0+cpu" in outputs["REPORT"]
    assert "with the flavour 'cuda'" in outputs["REPORT"]


def test_check_of_another_interpreter(worker, context, feedback, monkeypatch, tmp_path):
    monkeypatch.setenv("COSIA_PYTHON", "/somewhere/else")
    worker.answer(ANSWER)
    parameters = {"INTERPRETER": worker.interpreter, "WHEELS_FOLDER": str(tmp_path)}
    outputs = processing.run("cosia:check_environment", parameters, context=context, feedback=feedback)
    assert outputs["READY"] is True
    assert f"The folder {tmp_path} has no wheel of torch" in outputs["REPORT"]
