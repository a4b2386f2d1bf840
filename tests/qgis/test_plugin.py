"""The plugin object: menu, translation, a clean exit, and what it costs at start-up."""

import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import pytest
from processing.core.ProcessingConfig import ProcessingConfig
from processing.gui.ProcessingToolbox import ProcessingToolbox
from processing.gui.ProviderActions import ProviderContextMenuActions
from qgis.core import (
    QgsApplication,
    QgsProcessingAlgRunnerTask,
    QgsProcessingContext,
    QgsProcessingUtils,
    QgsProject,
)
from qgis.PyQt.QtCore import QCoreApplication, QEvent, Qt, QTranslator
from qgis.PyQt.QtWidgets import QAction, QMainWindow

from cosia import classFactory
from cosia.algorithms import running
from cosia.algorithms.settings import INTERPRETER_SETTING
from cosia.cosia_plugin import translation
from cosia.cosia_plugin.provider import CosiaProvider

ROOT = Path(__file__).parents[2]
EMPTY_CATALOGUE = bytes.fromhex("3cb86418caef9c95cd211cbf60a1bddd")
"""The shortest one that Qt accepts: its magic number, without a message."""

START_UP_LIMIT_MS = 50
"""Processor time, so that other work on the machine does not count."""


class Interface:
    """The part of QGIS's interface that the plugin uses; remembers what hangs in the menu."""

    def __init__(self):
        self.window = QMainWindow()
        self.menu = []

    def mainWindow(self):
        return self.window

    def addPluginToMenu(self, menu, action):
        self.menu.append((menu, action))

    def removePluginMenu(self, menu, action):
        self.menu.remove((menu, action))


@pytest.fixture
def interface():
    """QGIS before the plugin is loaded."""
    registry = QgsApplication.processingRegistry()
    registry.removeProvider("cosia")
    yield Interface()
    registry.addProvider(CosiaProvider())


def left_behind(interface):
    """Everything that a plugin may leave in QGIS, in a form that can be compared."""
    registry = QgsApplication.processingRegistry()
    return {
        "providers": {one.id() for one in registry.providers()},
        "settings": dict(ProcessingConfig.settings),
        "icons": set(ProcessingConfig.settingIcons),
        "menu": list(interface.menu),
        "toolbox menu": list(ProviderContextMenuActions.actions),
        "actions": len(interface.window.findChildren(QAction)),
        "listeners": registry.receivers(registry.providerAdded),
        "project listeners": QgsProject.instance().receivers(QgsProject.instance().layersAdded),
        "threads": threading.active_count(),
        "help pages": list(Path(QgsProcessingUtils.tempFolder()).glob("cosia*")),
    }


def test_loading_and_unloading_leaves_nothing(interface):
    registry = QgsApplication.processingRegistry()
    before = left_behind(interface)
    for _round in range(2):
        plugin = classFactory(interface)
        plugin.initGui()
        assert Path(registry.algorithmById("cosia:classify").helpUrl()).name == "classify.html"
        assert INTERPRETER_SETTING in ProcessingConfig.settings
        assert len(interface.menu) == 1
        loaded = left_behind(interface)
        assert {name for name in before if loaded[name] != before[name]} >= {
            *("providers", "settings", "icons", "menu", "toolbox menu", "actions", "help pages")
        }
        plugin.unload()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        assert left_behind(interface) == before


def test_the_translation_goes_with_the_plugin(interface, monkeypatch, tmp_path):
    (tmp_path / "cosia_fr.qm").write_bytes(EMPTY_CATALOGUE)
    monkeypatch.setattr(translation, "CATALOGUES", tmp_path)
    monkeypatch.setattr(translation, "language", lambda: "fr")
    installed = []
    monkeypatch.setattr(translation.QCoreApplication, "installTranslator", installed.append)
    monkeypatch.setattr(translation.QCoreApplication, "removeTranslator", installed.remove)
    plugin = classFactory(interface)
    plugin.initGui()
    assert len(installed) == 1
    plugin.unload()
    assert installed == []


def test_unloading_ends_a_worker_that_runs(interface, worker, raster, tmp_path, monkeypatch, feedback):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    worker.answer(
        """
        send("progress", fraction=0.5, message=f"I am {os.getpid()}")
        os.read(0, 1)
        pathlib.Path(job["output"] + ".partial").unlink(missing_ok=True)
        send("error", code="cancelled", message="Cancelled.")
        """
    )
    plugin = classFactory(interface)
    plugin.initGui()
    context = QgsProcessingContext()
    output = tmp_path / "classified.tif"
    task = QgsProcessingAlgRunnerTask(
        QgsApplication.processingRegistry().createAlgorithmById("cosia:classify"),
        {"INPUT": raster, "OUTPUT": str(output)},
        context,
        feedback,
    )
    QgsApplication.taskManager().addTask(task)
    deadline_s = time.monotonic() + 20
    while not any(text.startswith("I am") for _kind, text in feedback.told):
        assert time.monotonic() < deadline_s, feedback.told
        QCoreApplication.processEvents()
    (pid,) = (int(text.split()[-1]) for _kind, text in feedback.told if text.startswith("I am"))
    started_s = time.monotonic()
    try:
        plugin.unload()
        assert time.monotonic() - started_s < 10
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)
    finally:
        feedback.cancel()
        task.waitForFinished(10_000)
        QCoreApplication.processEvents()
    assert not running._running
    assert not list(tmp_path.glob("cosia_*"))
    assert not output.exists()


def test_without_an_interface_as_in_qgis_process(interface):
    plugin = classFactory(None)
    plugin.initProcessing()
    assert QgsApplication.processingRegistry().algorithmById("cosia:classify") is not None
    plugin.unload()


def test_menu_entry_opens_the_toolbox_at_the_provider(interface):
    plugin = classFactory(interface)
    plugin.initGui()
    toolbox = ProcessingToolbox()
    interface.window.addDockWidget(Qt.DockWidgetArea.RightDockWidgetArea, toolbox)
    interface.window.show()
    toolbox.hide()
    toolbox.searchBox.setText("something else")
    (_menu, action), *_others = interface.menu
    action.trigger()
    assert toolbox.isVisible()
    current = toolbox.algorithmTree.currentIndex()
    assert current.data() == "CoSIA"
    assert toolbox.algorithmTree.isExpanded(current)
    plugin.unload()
    toolbox.deleteLater()


@pytest.mark.parametrize(("locale", "found"), [("fr", True), ("fr_CA", True), ("de", False)])
def test_translation_is_loaded_where_there_is_one(monkeypatch, tmp_path, locale, found):
    (tmp_path / "cosia_fr.qm").write_bytes(EMPTY_CATALOGUE)
    monkeypatch.setattr(translation, "CATALOGUES", tmp_path)
    monkeypatch.setattr(translation, "language", lambda: locale)
    translator = translation.install_translation()
    assert isinstance(translator, QTranslator) is found
    translation.remove_translation(translator)


START_UP = """
import importlib.util, json, sys, time
from qgis.core import QgsApplication
application = QgsApplication([], True)
application.initQgis()
sys.path.append(QgsApplication.pkgDataPath() + "/python/plugins")
from processing.core.Processing import Processing
Processing.initialize()
import processing.gui.ProcessingToolbox, qgis.gui
from qgis.PyQt.QtWidgets import QMainWindow
class Interface:
    window = QMainWindow()
    def mainWindow(self): return self.window
    def addPluginToMenu(self, menu, action): pass
    def removePluginMenu(self, menu, action): pass
before = set(sys.modules)
started_s = time.process_time()
spec = importlib.util.spec_from_file_location("cosia", "__init__.py", submodule_search_locations=["."])
sys.modules["cosia"] = module = importlib.util.module_from_spec(spec)
spec.loader.exec_module(module)
plugin = module.classFactory(Interface())
plugin.initGui()
seconds = time.process_time() - started_s
application.processEvents()
models_seconds = time.process_time() - started_s - seconds
assert application.processingRegistry().algorithmById("cosia:product_to_areas") is not None
answer = {"ms": 1000 * seconds, "models_ms": 1000 * models_seconds, "modules": sorted(set(sys.modules) - before)}
print(json.dumps(answer))
plugin.unload()
application.exitQgis()
"""


def test_start_up_is_quick_and_loads_nothing_heavy(record_property, tmp_path):
    # From the second start on, Python finds the modules compiled, as in an installed plugin.
    environment = {**os.environ, "PYTHONPYCACHEPREFIX": str(tmp_path)}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    answers = []
    for _attempt in range(8):
        output = subprocess.run(
            [sys.executable, "-c", START_UP],
            cwd=ROOT,
            env=environment,
            capture_output=True,
            text=True,
            timeout=60,
        ).stdout
        answers.append(json.loads(output.splitlines()[-1]))
        if answers[-1]["ms"] < START_UP_LIMIT_MS:
            break
    heavy = {"numpy", "torch", "rasterio", "pandas", "osgeo", "scipy", "matplotlib"}
    assert not heavy & {module.partition(".")[0] for module in answers[0]["modules"]}
    milliseconds = min(answer["ms"] for answer in answers)
    record_property("start-up of the plugin, ms (at most 50)", round(milliseconds, 1))
    models_ms = min(answer["models_ms"] for answer in answers)
    print(f"start-up: {milliseconds:.1f} ms, {len(answers[0]['modules'])} modules; models later: {models_ms:.1f} ms")
    assert milliseconds < START_UP_LIMIT_MS
