"""The French of the QGIS side is whole, and no text escapes translation. Read from the files, without Qt."""

import configparser
import re
import shutil
import subprocess
import xml.etree.ElementTree as ElementTree

import pytest

from tests.translatable_texts import SPACE, Scan, catalogue_faults, text_faults
from tools.qt_translations import (
    CATALOGUE,
    MODEL_CONTEXT,
    ROOT,
    TOOLS,
    extract,
    messages,
    model_texts,
    release,
    sources,
)

with_qt_tools = pytest.mark.skipif(
    not all(map(shutil.which, TOOLS)), reason="`make translations` installs Qt's translation tools"
)


@pytest.fixture(scope="module")
def scans():
    return {path: Scan(path.read_text(encoding="utf-8")) for path in sources()}


@pytest.fixture(scope="module")
def texts(scans):
    of_models = {(MODEL_CONTEXT, text) for text in model_texts()}
    return of_models.union(*(scan.texts for scan in scans.values()))


@pytest.fixture(scope="module")
def titles(scans):
    return set().union(*(scan.titles for scan in scans.values()))


def test_no_text_escapes_translation(scans):
    assert [f"{path.relative_to(ROOT)}:{fault}" for path, scan in scans.items() for fault in scan.faults] == []


def test_every_text_is_in_french_and_nothing_else(texts, titles):
    assert len(texts) > 400
    assert catalogue_faults(texts, titles, messages(CATALOGUE)) == []


def test_french_of_the_classes_is_that_of_the_nomenclature(texts):
    # Class names come from core/nomenclature.py in both languages: none may be translated a second time.
    from cosia.core.nomenclature import CLASSES

    english = {cls.english for cls in CLASSES}
    assert {text for _context, text in texts} & english == set()


@with_qt_tools
def test_qt_extracts_the_same(texts, tmp_path):
    # From nothing: an older catalogue would hide what the extractor misses.
    fresh = tmp_path / "cosia_fr.ts"
    extract(fresh)
    assert set(messages(fresh)) == texts


@with_qt_tools
def test_extracting_again_keeps_every_translation(tmp_path):
    again = tmp_path / "cosia_fr.ts"
    again.write_bytes(CATALOGUE.read_bytes())
    extract(again)
    before, after = messages(CATALOGUE), messages(again)
    assert [key for key in before.keys() & after.keys() if before[key].text != after[key].text] == []


@with_qt_tools
def test_compiled_catalogue_is_up_to_date(tmp_path):
    # Through text, since versions of the compiler may order the same content in other ways.
    contents = []
    release(CATALOGUE, tmp_path / "fresh.qm")
    for compiled in (tmp_path / "fresh.qm", CATALOGUE.with_suffix(".qm")):
        command = ["lconvert", "-of", "ts", "-i", str(compiled), "-o", str(tmp_path / "compiled.ts")]
        subprocess.run(command, check=True)
        contents.append({key: element.text for key, element in messages(tmp_path / "compiled.ts").items()})
    assert contents[0] == contents[1]
    assert len(contents[0]) == len(messages(CATALOGUE))


def test_contexts_are_the_classes_that_texts_are_written_in():
    scan = Scan(
        'class One(Base):\n    def displayName(self):\n        return self.tr("A title")\n'
        '    class Two:\n        name = tr("in" " parts")\n'
        'outside = QCoreApplication.translate("Any", "outside of classes")\n'
    )
    assert scan.faults == []
    assert set(scan.texts) == {("One", "A title"), ("Two", "in parts"), ("Any", "outside of classes")}
    assert scan.titles == {"A title"}


@pytest.mark.parametrize(
    ("source", "fault"),
    [
        ('self.tr(f"{name} is wrong")', "no plain literal"),
        ('self.tr("{name} is wrong".format(name=name))', "no plain literal"),
        ('self.tr("%s is wrong" % name)', "no plain literal"),
        ('self.tr("one " + "two")', "no plain literal"),
        ("self.tr(message)", "no plain literal"),
        ('self.tr(text="a text")', "no plain literal"),
        ('translate("Any", message)', "no plain literal"),
        ('QCoreApplication.translate("Any", f"{name} is wrong")', "no plain literal"),
        ('translate(type(self).__name__, "a text")', "no plain literal"),
        ('translate(\n    "Any",\n    "a text",\n)', "ends in a comma"),
        ('self.tr(\n    "a text",\n)', "ends in a comma"),
        ('self.tr("Map") + self.tr("of classes")', "built from pieces"),
        ('"1. " + self.tr("Prepare")', "built from pieces"),
        ("f\"<b>{self.tr('Map')}</b>\"", "inside an f-string"),
        ('self.add_raster(self.INPUT, "Map", self.tr("Which one."))', "add_raster shows 'Map'"),
        ('self.add_raster(self.INPUT, self.tr("Map"), "Which one.")', "add_raster shows 'Which one.'"),
        ('self.add_choice(NAME, label, help, labels={"sieve": "Sieve"}, default="sieve")', "add_choice shows 'Sieve'"),
        ('self.add_text(NAME, label, help=f"One of {names}")', "add_text shows 'One of '"),
        ('QgsProcessingOutputNumber(self.AREA, "Area")', "QgsProcessingOutputNumber shows 'Area'"),
        ('QgsProcessingParameterBoolean(NAME, "Resume" if short else label)', "Boolean shows 'Resume'"),
        ('QAction(icon, "Open", window)', "QAction shows 'Open'"),
        ('button.setText("Open")', "setText shows 'Open'"),
        ('feedback.pushInfo("Done: {n}".format(n=n))', "pushInfo shows 'Done: {n}'"),
        ('raise InvalidInputError("unreadable")', "InvalidInputError shows 'unreadable'"),
        ('def displayName(self):\n    return "Stack"', "displayName returns 'Stack'"),
        ('def group(self):\n    return {"maps": "Maps"}[self.GROUP]', "group returns 'Maps'"),
        ('message = "this is wrong"', "'this is wrong' is not translated"),
    ],
)
def test_text_that_would_stay_english_is_found(source, fault):
    faults = Scan(source).faults
    assert len(faults) == 1
    assert fault in faults[0]


@pytest.mark.parametrize(
    "source",
    [
        'self.tr("{name} is wrong").format(name=name)',
        'self.add_choice(NAME, label, help, labels={"float32": "float32"}, default="float32")',
        'self.add_text(NAME, label, help, default=", ".join(names))',
        'QgsProcessingParameterFile(NAME, label, fileFilter="(*)")',
        'def tr(self, text):\n    return QCoreApplication.translate("HelpPage", text)',
        'name = text.translate(table)\npath = f"{name}.tif"',
        '"""A docstring of many words."""',
    ],
)
def test_what_needs_no_translation_is_left_alone(source):
    assert Scan(source).faults == []


def catalogue(tmp_path, translation, source="Borders (m²) of {name}.", kind=""):
    """The messages of a ``.ts`` with one text."""
    root = ElementTree.Element("TS")
    context = ElementTree.SubElement(root, "context")
    ElementTree.SubElement(context, "name").text = "Any"
    message = ElementTree.SubElement(context, "message")
    ElementTree.SubElement(message, "source").text = source
    ElementTree.SubElement(message, "translation", {"type": kind} if kind else {}).text = translation
    path = tmp_path / "any.ts"
    ElementTree.ElementTree(root).write(path, encoding="utf-8")
    return messages(path)


TEXT = ("Any", "Borders (m²) of {name}.")


@pytest.mark.parametrize(
    ("translation", "kind", "texts", "fault"),
    [
        ("", "unfinished", {TEXT}, "is not translated"),
        ("Limites (m²) de {name}.", "unfinished", {TEXT}, "is not translated"),
        ("Limites (m²) de {name}.", "obsolete", {TEXT}, "used nowhere"),
        ("Limites (m²) de {name}.", "vanished", {TEXT}, "used nowhere"),
        ("Limites (m²) de {name}.", "", set(), "used nowhere"),
        ("Limites (m²) de {name}.", "", {TEXT, ("Other", "Another")}, "Other: 'Another' is not in the catalogue"),
        ("", "", {TEXT}, "is empty"),
        ("Limites (m²) de {nom}.", "", {TEXT}, "other fields"),
        ("Limites de {name}.", "", {TEXT}, "lost the unit m²"),
        ("Limites (m²) de {name}", "", {TEXT}, "does not end in"),
    ],
)
def test_faulty_catalogue_is_found(tmp_path, translation, kind, texts, fault):
    faults = catalogue_faults(texts, set(), catalogue(tmp_path, translation, kind=kind))
    assert len(faults) == 1
    assert fault in faults[0]


def test_faultless_catalogue_passes(tmp_path):
    assert catalogue_faults({TEXT}, set(), catalogue(tmp_path, "Limites (m²) de {name}.")) == []


@pytest.mark.parametrize(
    ("french", "fault"),
    [
        ("Ce qu’il lit", "apostrophes"),
        ("Comme 'Importer' l'écrit", "apostrophes"),
        ("La carte : ici", "no-break"),
        ("La carte: ici", "no-break"),
        ("La carte ; ici", "no-break"),
        ("La carte; ici", "no-break"),
        ("95 % des cas", "no-break"),
        ("« Empiler »", "no-break"),
    ],
)
def test_careless_typography_is_found(french, fault):
    assert [fault in told for told in text_faults("A text", french, {})] == [True]


def test_algorithms_have_one_name_everywhere():
    named = {"Stack bands": "Empiler les bandes"}
    right = f"Tel que «{SPACE}Empiler les bandes{SPACE}» l'écrit"
    assert text_faults("As 'Stack bands' writes it", right, named) == []
    assert text_faults("As 'Stack bands' writes it", right.replace("Empiler", "Empile"), named) != []


def test_french_pages_name_the_algorithms_as_qgis_does(titles):
    pages = [ROOT / "README.fr.md", *(ROOT / "docs").glob("*.fr.md")]
    for page in pages:
        text = page.read_text(encoding="utf-8")
        assert [title for title in titles if f"*{title}*" in text] == [], page.name


def test_metadata_is_in_french_too(titles):
    metadata = configparser.ConfigParser(interpolation=None)
    metadata.read(ROOT / "metadata.txt", encoding="utf-8")
    french = metadata["general"]
    assert {"description[fr]", "about[fr]", "tags[fr]"} <= set(french)
    names = {element.text for (_context, text), element in messages(CATALOGUE).items() if text in titles}
    named = re.findall("«.(.+?).»", french["about[fr]"])
    assert named and set(named) <= names
