"""Every page in French, from real jobs on the sample product: no English is left in it, nor in what is told."""

import functools
import html
import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import numpy as np
import pyogrio
import pytest
import rasterio
import shapely

from cosia.core import jobs
from cosia.core.language import set_language
from cosia.core.model.model_file import read_passport
from cosia.core.reports.fine_tuning_page import fine_tuning_page
from cosia.core.reports.model_page import model_page
from cosia.core.reports.page import TEMPLATES
from cosia.core.reports.strategies_page import strategies_page
from cosia.core.sensors import BAND_ROLES
from cosia.core.training.comparison_groups import Comparison
from cosia.core.training.record import training_record
from cosia.core.version import plugin_version
from cosia.core.worker.server import run_job
from tests.core.edited_layers import change
from tests.core.findings import findings
from tests.core.outcomes import outcome
from tools import core_translations as translations

RESOURCES = Path(__file__).parents[3] / "resources"
SAMPLE = RESOURCES / "samples" / "pneo_demo"
ORTHO, PNEO = (RESOURCES / "models" / f"demo-{name}.safetensors" for name in ("ortho", "pneo"))

IN_OTHERS = {"base", "bars"}
"""Templates that are no pages."""

MIN_WORDS, MIN_LETTERS = 2, 12
"""Of a piece of an English message between two fields: less may be French too."""


class Told:
    """Progress that keeps every sentence."""

    def __init__(self):
        self.sentences = []

    def report(self, fraction, message=""):
        self.sentences.append(message)

    def log(self, message):
        self.sentences.append(message)

    warn = log

    def check_cancelled(self):
        pass


class Texts(HTMLParser):
    """The texts of a page that people see, those of figures too; roles, hashes and files are the same everywhere."""

    def __init__(self, page):
        super().__init__()
        self.texts, self._is_hidden = [], False
        self.feed(page)

    def handle_starttag(self, tag, attributes):
        self._is_hidden = tag in ("style", "metadata", "code")
        self.texts += [value for name, value in attributes if name in ("alt", "title")]

    def handle_endtag(self, tag):
        self._is_hidden = False

    def handle_data(self, data):
        if not self._is_hidden and data.strip():
            self.texts.append(" ".join(html.unescape(data).split()))


@pytest.fixture(scope="module")
def told():
    return Told()


@pytest.fixture(scope="module")
def pages(tmp_path_factory, told):
    """Pages by the name of the job or what they show; the first word names the template."""
    folder = tmp_path_factory.mktemp("pages")
    try:
        make_pages(folder, told)
    finally:
        set_language("en")
    return {path.stem: path.read_text(encoding="utf-8") for path in folder.glob("*.html")}


def make_pages(folder, told):
    def run(kind, **fields):
        return run_job(kind(**fields, language="fr"), told)

    def file(name):
        return str(folder / name)

    truth, scene, carte = str(SAMPLE / "truth.tif"), file("empilement.vrt"), file("carte.tif")
    run(jobs.StackBandsJob, output=scene, product=str(SAMPLE))
    write_map(truth, carte)
    run(jobs.ClassifyJob, input=scene, output=file("k.tif"), report=file("classification.html"), margin_px=64)
    run(jobs.ComputeStatisticsJob, inputs=(scene,), output=file("s.json"), report=file("statistics.html"))
    run(
        jobs.CompareNormalisationsJob,
        input=scene,
        report=file("normalisations.html"),
        model=str(ORTHO),
        reference=truth,
        crops=2,
    )
    run(jobs.ClassifyJob, input=scene, output=file("classes.tif"), report=file("classification.html"))
    run(jobs.DescribeModelJob, model=str(PNEO), report=file("model of scenes.html"), compare_with=str(ORTHO))
    compared = {"classification": carte, "block_size_m": 20.0}
    run(jobs.AssessAccuracyJob, reference=truth, output=file("a.csv"), report=file("accuracy.html"), **compared)
    points = file("points.gpkg")
    run(jobs.DrawSampleJob, classification=carte, output=points, count=200)
    interpret(points, truth)
    run(
        jobs.AssessAccuracyJob,
        reference=points,
        output=file("b.csv"),
        report=file("accuracy by sample.html"),
        **compared,
    )
    run(jobs.SummariseAreasJob, input=carte, output=file("c.csv"), report=file("areas.html"))
    run(
        jobs.CompareMapsJob,
        before=carte,
        after=truth,
        output=file("d.tif"),
        table=file("d.csv"),
        report=file("changes.html"),
    )
    trained = outcome(reason="Raison.", split="Partage.", settings={"Taux d'apprentissage": 0.0005}, right_after=0.7)
    model = read_passport(ORTHO)
    tuned = replace(model, name="affiné", training=training_record(trained), demonstration=False)
    asked = jobs.CompareStrategiesJob(("a.tif",), ("b.gpkg",), "runs.csv", seeds=(0, 1, 2), language="fr")
    strategies = strategies_page(Comparison(tuple(findings())), model, asked, "Carrés de 77 m.", ["Attention."])
    for name, page in (
        ("fine_tuning", fine_tuning_page(trained, tuned, "fr")),
        ("model after fine-tuning", model_page(tuned, 2_400_000, "fr")),
        ("strategies", strategies),
    ):
        (folder / f"{name}.html").write_text(page, encoding="utf-8")


def write_map(truth, path):
    """The truth with a tenth of its squares of 20 px wrong, and without some of the classes."""
    with rasterio.open(truth) as source:
        classes, profile = source.read(1), source.profile
    generator = np.random.default_rng(2)
    squares = np.ones((20, 20), np.uint8)
    other = np.kron(generator.choice([1, 6, 9, 12, 13], (34, 34)).astype(np.uint8), squares)
    wrong = np.kron((generator.random((34, 34)) < 0.1).astype(np.uint8), squares) > 0
    with rasterio.open(path, "w", **profile) as target:
        target.write(np.where(wrong & (classes > 0), other, classes), 1)


def interpret(points, truth):
    """Give each point of a sample the true class where it lies."""
    _meta, fids, geometries, _columns = pyogrio.raw.read(points, layer="sample", return_fids=True)
    with rasterio.open(truth) as source:
        found = source.sample(shapely.get_coordinates(shapely.from_wkb(geometries)))
        classes = [int(values[0]) for values in found]
    change(points, *(f"UPDATE sample SET numero = {one} WHERE fid = {fid}" for fid, one in zip(fids, classes)))


def texts_in(page):
    """The texts of a page, without roles of bands and what the makers of a model wrote into its passport."""
    written = {text for model in (ORTHO, PNEO) for text in (read_passport(model).licence, read_passport(model).source)}
    return [text for text in Texts(page).texts if text not in written | set(BAND_ROLES)]


@functools.cache
def english():
    """Messages that French says otherwise: those without fields, and the pieces between the fields of the others."""
    translated = [one for one in translations.messages(translations.read()) if one.string != one.id]
    french = "\n".join(one.string for one in translated)
    pieces = {piece.strip() for one in translated for piece in re.split(r"\{[^}]*\}", one.id)}
    long = {piece for piece in pieces if len(piece.split()) >= MIN_WORDS and len(piece) >= MIN_LETTERS}
    return {one.id for one in translated} - {one.string for one in translated}, {
        one for one in long if one not in french
    }


def english_left(texts):
    """Those of ``texts`` that are an English message, or hold a piece of one."""
    whole, pieces = english()
    return [text for text in texts if text in whole or any(piece in text for piece in pieces)]


def test_english_that_is_left_is_found():
    found = ["Mean entropy (%)", "Cancelled: nothing was written.", "Le raster 'a.tif' cannot be opened: x"]
    assert english_left(["Surface (ha)", "norma-target", "Tuile 1 sur 3", *found]) == found


def test_every_template_is_among_the_pages(pages):
    templates = {path.stem for path in TEMPLATES.glob("*.html")} - IN_OTHERS
    assert {name.split()[0] for name in pages} == templates


def test_no_page_holds_english(pages):
    left = {name: english_left(texts_in(page)) for name, page in pages.items()}
    assert {name: texts for name, texts in left.items() if texts} == {}
    assert all('<html lang="fr">' in page for page in pages.values())


def test_nothing_that_was_told_is_english(pages, told):
    sentences = [" ".join(sentence.split()) for sentence in told.sentences if sentence]
    assert len(sentences) > 20 and english_left(sentences) == []


def test_numbers_of_the_pages_have_decimal_commas(pages):
    for name, page in pages.items():
        texts = [text for text in texts_in(page) if text != f"CoSIA for QGIS {plugin_version()}"]
        assert [text for text in texts if re.search(r"(?<![\d.])\d+\.\d+(?![\d.])", text)] == [], name
        assert any(re.search(r"\d,\d", text) for text in texts), name


def test_data_beside_the_pages_keep_the_decimal_point(tmp_path):
    write_map(SAMPLE / "truth.tif", tmp_path / "carte.tif")
    table = tmp_path / "areas.csv"
    try:
        run_job(jobs.SummariseAreasJob(str(tmp_path / "carte.tif"), str(table), language="fr"), Told())
    finally:
        set_language("en")
    text = table.read_text(encoding="utf-8")
    assert re.search(r",\d+\.\d+", text) and "\u202f" not in text
