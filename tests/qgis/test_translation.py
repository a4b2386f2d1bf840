"""What people read in QGIS is French under a French locale, and English under any other."""

import re
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import pytest
from processing.core.ProcessingConfig import ProcessingConfig
from qgis.core import QgsApplication, QgsProcessingParameterEnum, QgsRasterLayer
from qgis.PyQt.QtCore import QCoreApplication, QTranslator
from qgis.PyQt.QtWidgets import QMainWindow

from cosia import classFactory
from cosia.algorithms import settings
from cosia.algorithms.paths import check_ending
from cosia.algorithms.settings import INTERPRETER_SETTING
from cosia.algorithms.values import choice, raster_path
from cosia.core.errors import InvalidInputError
from cosia.core.language import set_language
from cosia.cosia_plugin import translation
from cosia.cosia_plugin.provider import CosiaProvider

ROOT = Path(__file__).parents[2]
CATALOGUE = ROOT / "resources" / "i18n" / "cosia_fr.ts"


def french_by_english():
    """Context, English and French of the catalogue that the translator writes."""
    for context in ElementTree.parse(CATALOGUE).getroot().iter("context"):
        for message in context.iter("message"):
            yield context.findtext("name"), message.findtext("source"), message.findtext("translation")


class Interface:
    """The part of QGIS's interface that the plugin uses."""

    def __init__(self):
        self.window = QMainWindow()
        self.actions = []

    def mainWindow(self):
        return self.window

    def addPluginToMenu(self, menu, action):
        self.actions.append(action.text())

    def removePluginMenu(self, menu, action):
        pass


def texts_of(algorithm):
    """All that people read of an algorithm, by where it stands."""
    texts = {"name": algorithm.displayName(), "group": algorithm.group(), "help": algorithm.shortHelpString()}
    for definition in algorithm.parameterDefinitions():
        texts[f"{definition.name()} label"] = definition.description()
        texts[f"{definition.name()} help"] = definition.help()
        if isinstance(definition, QgsProcessingParameterEnum):
            for index, option in enumerate(definition.options()):
                texts[f"{definition.name()} option {index}"] = option
    for output in algorithm.outputDefinitions():
        texts[f"{output.name()} output"] = output.description()
    return texts


@pytest.fixture
def start(monkeypatch):
    """A function that loads the plugin as QGIS in some language does, and returns what is to be read then."""
    registry = QgsApplication.processingRegistry()
    registry.removeProvider("cosia")
    plugins = []

    def load(locale):
        monkeypatch.setattr(translation, "language", lambda: locale)
        interface = Interface()
        plugin = classFactory(interface)
        plugins.append(plugin)
        plugin.initGui()
        provider = registry.providerById("cosia")
        texts = {algorithm.name(): texts_of(algorithm) for algorithm in provider.algorithms()}
        texts["plugin"] = {
            "menu": interface.actions[0],
            "option": ProcessingConfig.settings[INTERPRETER_SETTING].description,
        }
        return texts

    def unload():
        plugins.pop().unload()

    load.unload = unload
    yield load
    while plugins:
        plugins.pop().unload()
    set_language("en")
    registry.addProvider(CosiaProvider())


def pairs(start):
    """English and French of all that people read, by where it stands."""
    english = start("en")
    start.unload()
    french = start("fr")
    assert english.keys() == french.keys() and "classify" in french
    for name, texts in english.items():
        assert texts.keys() == french[name].keys()
        yield from ((f"{name} {place}", text, french[name][place]) for place, text in texts.items())


def test_everything_is_french_under_a_french_locale(start):
    catalogue = list(french_by_english())
    same_in_both = {english for _context, english, french in catalogue if english == french}
    # A whole English text inside a French one: a piece that nobody translated.
    english_texts = [english for _context, english, french in catalogue if english != french and english.endswith(".")]
    untranslated, english_pieces = [], []
    for place, english, french in pairs(start):
        is_name = re.fullmatch(r"[\w.-]*", english) and " option " in place
        if english == french and english and english not in same_in_both and not is_name:
            untranslated.append((place, english))
        english_pieces += [(place, piece) for piece in english_texts if piece in french]
    assert untranslated == []
    assert english_pieces == []


def test_words_are_the_same_in_both_languages_only_where_they_should_be():
    same = {english for _context, english, french in french_by_english() if english == french}
    assert same - SAME_IN_BOTH == set()


SAME_IN_BOTH = {
    "Annotations",
    "Architecture",
    "BD ORTHO",
    "CPU",
    "CUDA (NVIDIA)",
    "Classification",
    "FLAIR-HUB",
    "FLAIR-INC",
    "Kappa",
    "Normalisation",
    "Normalisations",
    "Page",
    "Percentiles",
    "Pixels",
    "Pléiades Neo",
    "Points",
    "Table",
    "Zones",
}


@pytest.mark.parametrize("locale", ["en", "en_GB", "de", "C", ""])
def test_everything_is_english_under_any_other_locale(start, locale):
    french = {french for _context, english, french in french_by_english() if english != french}
    found = [(name, text) for name, texts in start(locale).items() for text in texts.values() if text in french]
    assert found == []


def test_french_leaves_with_the_plugin(start):
    before = start("en")
    start.unload()
    start("fr_FR")
    start.unload()
    assert start("en") == before


def test_regional_french_is_french(start):
    canadian = start("fr_CA")
    start.unload()
    assert canadian == start("fr")


def told(function, *arguments):
    with pytest.raises(InvalidInputError) as caught:
        function(*arguments)
    return str(caught.value)


def test_messages_are_french(start):
    start("fr")
    assert "a la valeur inconnue «\u00a0best\u00a0»" in told(choice, "MODE", "best", ("one", "two"))
    assert "doit se terminer par .tif ou .tiff" in told(check_ending, "OUTPUT", "map.png", (".tif", ".tiff"), None)
    service = QgsRasterLayer("type=xyz&url=file:///tiles/{z}/{x}/{y}.png", "tiles", "wms")
    assert "est un service (wms)" in told(raster_path, service)


def test_compiled_catalogue_holds_every_translation():
    translator = QTranslator()
    assert translator.load(str(CATALOGUE.with_suffix(".qm")))
    # Not through the translator itself: PyQt hands it ASCII only.
    QCoreApplication.installTranslator(translator)
    stale = [
        (context, english)
        for context, english, french in french_by_english()
        if QCoreApplication.translate(context, english) != french
    ]
    QCoreApplication.removeTranslator(translator)
    assert stale == []


@pytest.mark.parametrize(
    ("started_in", "system", "language"),
    [("fr", "en", "fr"), ("fr_CA", "en", "fr_CA"), ("en_US", "fr", "en_US"), ("", "fr", "fr"), ("", "C", "C")],
)
def test_language_is_that_of_qgis_and_not_of_the_system(monkeypatch, started_in, system, language):
    # QGIS tells the language of its own texts, which its options or --lang may set; qgis_process has the system's.
    class Application:
        def translation(self):
            return started_in

        def locale(self):
            return system

    monkeypatch.setattr(settings, "QgsApplication", type("QgsApplication", (), {"instance": Application}))
    assert settings.language() == language


def test_job_tells_the_worker_the_language(worker, classify, monkeypatch):
    monkeypatch.setattr(settings, "language", lambda: "fr_CA")
    classify()
    assert worker.job["language"] == "fr_CA"
