"""The plugin object: menu, translation, a clean exit, and what it costs at start-up."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from processing.core.ProcessingConfig import ProcessingConfig
from processing.gui.ProcessingToolbox import ProcessingToolbox
from qgis.core import QgsApplication
from qgis.PyQt.QtCore import Qt, QTranslator
from qgis.PyQt.QtWidgets import QMainWindow

from cosia import classFactory
from cosia.algorithms.settings import INTERPRETER_SETTING
from cosia.cosia_plugin import translation
from cosia.cosia_plugin.provider import CosiaProvider

ROOT = Path(__file__).parents[2]
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


def test_loading_and_unloading_leaves_nothing(interface):
    registry = QgsApplication.processingRegistry()
    before = {one.id() for one in registry.providers()}, dict(ProcessingConfig.settings)
    for _round in range(2):
        plugin = classFactory(interface)
        plugin.initGui()
        assert registry.algorithmById("cosia:classify") is not None
        assert INTERPRETER_SETTING in ProcessingConfig.settings
        assert len(interface.menu) == 1
        plugin.unload()
        assert interface.menu == []
        assert ({one.id() for one in registry.providers()}, dict(ProcessingConfig.settings)) == before


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
    # The shortest catalogue that Qt accepts: its magic number, without a message.
    (tmp_path / "cosia_fr.qm").write_bytes(bytes.fromhex("3cb86418caef9c95cd211cbf60a1bddd"))
    monkeypatch.setattr(translation, "CATALOGUES", tmp_path)
    monkeypatch.setattr(translation, "language", lambda: locale)
    translator = translation.install_translation()
    assert isinstance(translator, QTranslator) is found
    translation.remove_translation(translator)


START_UP = """
import importlib.util, json, sys, time
from qgis.core import QgsApplication
application = QgsApplication([], False)
application.initQgis()
sys.path.append(QgsApplication.pkgDataPath() + "/python/plugins")
from processing.core.Processing import Processing
Processing.initialize()
import qgis.gui, qgis.PyQt.QtWidgets
before = set(sys.modules)
started_s = time.process_time()
spec = importlib.util.spec_from_file_location("cosia", "__init__.py", submodule_search_locations=["."])
sys.modules["cosia"] = module = importlib.util.module_from_spec(spec)
spec.loader.exec_module(module)
plugin = module.classFactory(None)
plugin.initProcessing()
seconds = time.process_time() - started_s
print(json.dumps({"ms": 1000 * seconds, "modules": sorted(set(sys.modules) - before)}))
plugin.unload()
application.exitQgis()
"""


def test_start_up_is_quick_and_loads_nothing_heavy(record_property, tmp_path):
    # From the second start on, Python finds the modules compiled, as in an installed plugin.
    environment = {**os.environ, "PYTHONPYCACHEPREFIX": str(tmp_path)}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    answers = []
    for _attempt in range(3):
        output = subprocess.run(
            [sys.executable, "-c", START_UP],
            cwd=ROOT,
            env=environment,
            capture_output=True,
            text=True,
            timeout=60,
        ).stdout
        answers.append(json.loads(output.splitlines()[-1]))
    heavy = {"numpy", "torch", "rasterio", "pandas", "osgeo", "scipy", "matplotlib"}
    assert not heavy & {module.partition(".")[0] for module in answers[0]["modules"]}
    milliseconds = min(answer["ms"] for answer in answers)
    record_property("start-up of the plugin, ms (at most 50)", round(milliseconds, 1))
    print(f"start-up: {milliseconds:.1f} ms, {len(answers[0]['modules'])} modules")
    assert milliseconds < START_UP_LIMIT_MS
