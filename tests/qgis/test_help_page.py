"""The help page behind the Help button of each dialog, and the icon in the toolbox."""

import re
import shlex
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit
from xml.etree import ElementTree

import pytest
from qgis.core import QgsProcessingParameterDefinition
from qgis.gui import QgsProcessingAlgorithmDialogBase
from qgis.PyQt import sip
from qgis.PyQt.QtCore import QObject, pyqtSlot
from qgis.PyQt.QtGui import QDesktopServices
from qgis.PyQt.QtWidgets import QDialogButtonBox

from cosia.algorithms import ALGORITHMS, base, help_page

IDS = [algorithm.__module__.rpartition(".")[2] for algorithm in ALGORITHMS]
OPTIONAL = QgsProcessingParameterDefinition.Flag.FlagOptional


class Text(HTMLParser):
    """What a reader sees, and whether every element that was opened is closed."""

    def __init__(self, html):
        super().__init__()
        self.text, self.open = "", []
        self.feed(html)

    def handle_starttag(self, tag, attributes):
        if tag not in ("meta", "img", "br"):
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.text += data


def page_of(algorithm):
    path = Path(unquote(urlsplit(algorithm.helpUrl()).path))
    return path.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", IDS)
def test_page_tells_everything_about_an_algorithm(provider, name):
    algorithm = provider.algorithm(name)
    page = Text(page_of(algorithm))
    assert page.open == []
    for told in (algorithm.displayName(), algorithm.group(), algorithm.about()):
        assert told in page.text
    for definition in [*algorithm.parameterDefinitions(), *algorithm.outputDefinitions()]:
        assert definition.name() in page.text
        assert definition.description() in page.text
        assert algorithm.help_of(definition.name()) in page.text


def test_defaults_are_told_as_scripts_write_them(provider):
    rows = re.findall("<tr>(.*?)</tr>", page_of(provider.algorithm("classify")), re.DOTALL)
    defaults = {}
    for row in rows:
        cells = re.findall("<td>(.*?)</td>", row, re.DOTALL)
        if len(cells) == 3:
            defaults[re.search("<code>(.*?)</code>", cells[0]).group(1)] = cells[1]
    assert defaults["INPUT"] == "must be given"
    assert defaults["MASK"] == "not set"
    assert defaults["EDGE"] == "reflect"
    assert defaults["MARGIN_PX"] == "128"
    assert defaults["RESAMPLE_TO_MODEL"] == "no"


@pytest.mark.parametrize("name", IDS)
def test_example_gives_what_is_needed_and_nothing_unknown(provider, name):
    algorithm = provider.algorithm(name)
    program, verb, id_, *arguments = shlex.split(help_page.HelpPage(algorithm).command())
    assert (program, verb, id_) == ("qgis_process", "run", f"cosia:{name}")
    given = {re.fullmatch(r"--(\w+)=(.+)", argument).group(1) for argument in arguments}
    known = {one.name(): one for one in algorithm.parameterDefinitions()}
    needed = {one for one, it in known.items() if not it.flags() & OPTIONAL and it.defaultValue() is None}
    assert needed <= given <= known.keys()


def test_examples_of_algorithms_without_a_needed_input_name_one(provider):
    for name, parameter in (("stack_bands", "PRODUCT"), ("create_annotation_layer", "INPUT")):
        assert f"--{parameter}=" in help_page.HelpPage(provider.algorithm(name)).command()


def test_the_guide_is_named_where_it_is_packaged(provider, tmp_path, monkeypatch):
    monkeypatch.setattr(help_page, "GUIDES", tmp_path)
    algorithm = provider.algorithm("classify")
    assert "guide.en.html" not in page_of(algorithm)
    (tmp_path / "guide.en.html").touch()
    (tmp_path / "guide.fr.html").touch()
    assert f"{tmp_path.as_uri()}/guide.en.html#classification" in page_of(algorithm)
    monkeypatch.setattr(help_page.settings, "language", lambda: "fr_CA")
    assert f"{tmp_path.as_uri()}/guide.fr.html#classification" in page_of(algorithm)


def test_a_page_that_cannot_be_written_does_not_keep_the_dialog_from_opening(provider, monkeypatch):
    def full(_algorithm):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(base, "help_page", full)
    assert provider.algorithm("classify").helpUrl() == ""


class Dialog(QgsProcessingAlgorithmDialogBase):
    """The dialog of an algorithm without its parameters."""


class Browser(QObject):
    """Stands in for the browser that QGIS opens."""

    def __init__(self):
        super().__init__()
        self.opened = []

    @pyqtSlot("QUrl")
    def open(self, url):
        self.opened.append(url.toLocalFile())


def test_help_button_of_the_dialog_opens_the_page(provider):
    browser = Browser()
    QDesktopServices.setUrlHandler("file", browser.open)
    dialog = Dialog()
    dialog.setAlgorithm(provider.algorithm("vectorise").create())
    try:
        dialog.findChild(QDialogButtonBox).button(QDialogButtonBox.StandardButton.Help).click()
    finally:
        QDesktopServices.unsetUrlHandler("file")
        sip.delete(dialog)
    (opened,) = browser.opened
    assert "Vectorise land cover" in Path(opened).read_text(encoding="utf-8")


@pytest.mark.parametrize("name", IDS)
def test_every_algorithm_has_an_icon_of_its_own(provider, name):
    path = Path(provider.algorithm(name).svgIconPath())
    assert path.stem == name
    assert ElementTree.parse(path).getroot().get("viewBox") == "0 0 16 16"
    pixels = provider.algorithm(name).icon().pixmap(16, 16).toImage()
    painted = sum(pixels.pixelColor(x, y).alpha() > 0 for x in range(16) for y in range(16))
    assert painted >= 40
