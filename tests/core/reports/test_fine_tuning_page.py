"""The page about a fine-tuning: its figures are those measured, and it stands whatever is missing."""

import dataclasses
import math
import re
from html.parser import HTMLParser

import numpy as np
import pytest

from cosia.core import language
from cosia.core.model.passport import Passport
from cosia.core.nomenclature import CLASSES
from cosia.core.reports.fine_tuning_page import fine_tuning_page
from cosia.core.reports.fine_tuning_tables import area_remarks, grouped
from cosia.core.reports.training_course import course_in_words
from cosia.core.training.metrics import measure_accuracy
from cosia.core.training.record import training_curves
from tests.core.outcomes import epochs_of, outcome

PASSPORT = Passport(
    name="tuned",
    architecture="unet",
    encoder="mobilenet_v2",
    decoder_channels=(64, 48, 32, 24, 16),
    band_roles=("red", "green", "blue", "nir"),
    encoding="reflectance",
    normalisation="norma-01",
    means=(),
    deviations=(),
    outputs=tuple(range(1, 16)),
    pixel_size_m=0.3,
    patch_size_px=256,
    demonstration=False,
    training={},
    licence="",
    source="",
    tensor_hash="sha256:" + "ab" * 32,
)


class Page(HTMLParser):
    """Rows of the tables as lists of texts, headings, addresses, and whether every tag is closed."""

    VOID = {"meta", "img", "br", "link"}

    def __init__(self, html):
        super().__init__()
        self.html, self.rows, self.headings, self.sources, self.open = html, [], [], [], []
        self.feed(html)
        self.text = " ".join(re.sub(r"<(style|svg)\b.*?</\1>|<[^>]*>", " ", html, flags=re.DOTALL).split())

    def handle_starttag(self, tag, attributes):
        self.sources += [value for name, value in attributes if name in ("src", "href", "xlink:href", "srcset")]
        if tag not in self.VOID:
            self.open.append(tag)
        if tag == "tr":
            self.rows.append([])
        if tag in ("td", "th"):
            self.rows[-1].append("")
        if tag in ("h2", "h3"):
            self.headings.append("")

    def handle_startendtag(self, tag, attributes):
        self.sources += [value for name, value in attributes if name in ("src", "href", "xlink:href")]

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        if {"td", "th"} & set(self.open):
            self.rows[-1][-1] = f"{self.rows[-1][-1]} {data.strip()}".strip()
        elif self.open and self.open[-1] in ("h2", "h3"):
            self.headings[-1] += data

    def row(self, label):
        return next(row for row in self.rows if row and row[0] == label)


def page_of(made, code="en"):
    page = Page(fine_tuning_page(made, PASSPORT, code))
    assert page.open == []
    return page


@pytest.fixture(scope="module")
def usual():
    """The page of the usual outcome, with a warning."""
    return page_of(outcome(warnings=("Few <greenhouses>.",)))


def test_the_page_is_one_file_with_the_verdict_first(usual):
    page = usual
    assert all(source.startswith(("data:image/png;base64,", "#")) for source in page.sources)
    assert not re.findall(r"https?://(?!www\.w3\.org|purl\.org|creativecommons\.org|matplotlib\.org)", page.html)
    assert "url(http" not in page.html and "<script" not in page.html and "@import" not in page.html
    assert page.html.index("The new model is better") < page.html.index("<h2>")
    assert "Few &lt;greenhouses&gt;." in page.html
    assert page.headings[:2] == ["Accuracy on the test blocks", "IoU of each class"]
    assert page.html.count("<svg") == 6, "IoU, two matrices, curves, curves of classes, positions"
    assert page.html.count('src="data:') == 4 * 4


def test_figures_before_and_after_are_those_of_the_test_blocks(usual):
    made = outcome()
    before, after = measure_accuracy(made.matrix_before()), measure_accuracy(made.matrix_after())
    page = usual
    row = page.row("Mean IoU (mIoU)")
    assert row[1].startswith(f"{before.miou:.1f} ") and row[2].startswith(f"{after.miou:.1f} ")
    assert row[3].startswith(f"+{after.miou - before.miou:.1f} +") and row[4] == "▲ better"
    row = page.row("Building")
    assert row[3].startswith(f"{before.iou[0]:.1f} ") and row[4].startswith(f"{after.iou[0]:.1f} ")
    assert f"over the {int(after.present.sum())} classes that occur in the test blocks" in page.text
    assert "Not in them, for want of test pixels: Pervious surface" in page.text


def test_scenes_are_told_apart():
    page = page_of(outcome(scenes=3, blocks=13))
    rows = [row for row in page.rows if row[0].startswith("PNEO_scene_")]
    assert [row[:2] for row in rows] == [["PNEO_scene_1", "5"], ["PNEO_scene_2", "4"], ["PNEO_scene_3", "4"]]
    assert "IoU of each class in each scene" in page.text
    assert "Each scene" not in page_of(outcome(scenes=1)).headings


def test_annotated_areas_are_told_by_class_and_part(usual):
    made, page = outcome(), usual
    row = [row for row in page.rows if row[0] == "Building"][-1]
    assert row[1:] == [grouped(made.areas_m2[part][0]) for part in ("training", "validation", "test")] + [
        grouped(sum(areas[0] for areas in made.areas_m2.values()))
    ]
    assert page.row("All")[4] == grouped(sum(areas.sum() for areas in made.areas_m2.values()))


def test_a_falling_loss_with_a_falling_miou_is_explained_by_the_classes_that_fell(usual):
    assert "the validation loss fell from" in usual.text and "mIoU fell by" in usual.text
    assert re.search(r"lost most IoU meanwhile: (Swimming pool|Greenhouse) −\d+", usual.text)
    steady = training_curves(epochs_of(np.random.default_rng(0), 12, falling_rare=False))
    assert not any("and yet mIoU fell" in sentence for sentence in course_in_words(steady, 12, "en"))


def test_without_a_model_before_nothing_is_compared():
    page = page_of(outcome(with_before=False))
    assert "no model before" in page.text and "Change, points" not in page.text
    assert page.html.count('src="data:') == 4 * 3
    assert "▲" not in page.text and "Before" not in page.row("Class")


def test_few_blocks_stand_without_intervals():
    page = page_of(outcome(blocks=2))
    assert "too little to test it on" in page.text and "only 2 test blocks" in page.text
    assert "Figures stand without intervals" in page.text
    assert re.fullmatch(r"\d+\.\d", page.row("Mean IoU (mIoU)")[2])


def test_a_run_stopped_before_its_test_says_so():
    page = page_of(outcome(blocks=0, pictures=0, stopped_early=True))
    assert page.text.count("The test blocks were not assessed, since the run was stopped before.") == 2
    assert "kept aside" not in page.text


def test_a_new_network_is_compared_with_a_model_that_it_did_not_start_from():
    page = page_of(outcome(strategy="app-scratch", pictures=1))
    assert page.row("Compared with")[1] == "demo-ortho" and "from demo-ortho" not in page.text
    assert page.row("Started from")[1] == "ImageNet weights of the encoder"


def test_without_test_blocks_the_page_says_so_and_shows_the_rest():
    made = outcome(blocks=0, pictures=0)
    made.pixels["test"][:] = 0
    page = page_of(made)
    assert "Cannot tell whether the model is good." in page.text and "nothing can be said of the accuracy" in page.text
    assert "How training went" in page.headings and "What was annotated" in page.headings
    assert "Test blocks as maps" not in page.headings


@pytest.mark.parametrize("epochs", [0, 1])
def test_a_short_training_has_its_curves(epochs):
    page = page_of(outcome(epochs=epochs, stopped_early=True))
    assert "stopped early" in page.text and page.html.count("<svg") == 6


def test_without_validation_and_with_broken_losses_there_are_no_curves():
    made = outcome()
    broken = [
        dataclasses.replace(epoch, validation=0 * epoch.validation, validation_loss=math.nan, training_loss=math.nan)
        for epoch in made.epochs
    ]
    page = page_of(dataclasses.replace(made, epochs=tuple(broken)))
    assert page.html.count("<svg") == 4
    assert "nothing tells which epoch is the best" in page.text
    assert "no number in 12 of 12 epochs, first in epoch 1" in page.text
    assert page_of(dataclasses.replace(made, epochs=())).html.count("<svg") == 4


def test_classes_that_cannot_be_learned_or_proved_are_named():
    made = outcome()
    made.pixels["training"][3] = 0
    made.pixels["test"][14] = 0
    assert area_remarks(made, "en") == [
        "Annotated in the test blocks only, so that nothing was learned about it: Swimming pool.",
        "Trained, but not in the test blocks, so that nothing is known of its accuracy: Greenhouse.",
    ]


def test_all_fifteen_classes_fit():
    made = outcome()
    blocks = [
        dataclasses.replace(block, after=block.after + 40 * np.eye(15, dtype=np.int64) + 2, before=block.before + 3)
        for block in made.blocks
    ]
    page = page_of(dataclasses.replace(made, blocks=tuple(blocks)))
    assert {row[0] for row in page.rows} >= {cls.english for cls in CLASSES}
    assert "over the 15 classes" in page.text and "Not in them" not in page.text


def test_french_pages_name_classes_in_french_and_ask_for_translations(monkeypatch):
    class Marked:
        @staticmethod
        def gettext(message):
            return f"«{message}»"

    monkeypatch.setattr(language, "_translations", Marked)
    made = outcome(reason="r", split="s", strategy="t", settings={"a": "b"}, pictures=1)
    page = page_of(made, "fr_FR")
    assert '<html lang="fr">' in page.html and "Surface eau" in page.text and "Water" not in page.text
    # What stands outside the marks is data: numbers, names, signs.
    bare, inside = page.text, ""
    while bare != inside:
        bare, inside = re.sub(r"«[^«»]*»", "", bare), bare
    for word in ("mIoU", "before", "after", "class", "block", "better", "interval", "test", "epoch", "to"):
        assert not re.search(rf"\b{word}\b", bare), word


def test_the_same_outcome_gives_the_same_page(usual):
    assert fine_tuning_page(outcome(warnings=("Few <greenhouses>.",)), PASSPORT, "en") == usual.html
