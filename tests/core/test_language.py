"""The core speaks the language of its user: messages and numbers, in this process and in the worker."""

import sys
from pathlib import Path

import numpy as np
import pytest

from cosia.core.errors import InvalidInputError
from cosia.core.jobs import FilterClassesJob
from cosia.core.language import _, number_text, set_language, with_marks
from cosia.core.reports.figures import as_svg, new_figure, styled
from cosia.core.worker import client


@pytest.fixture
def speak():
    """Sets the language; English returns after the test."""
    yield set_language
    set_language("en")


@pytest.mark.parametrize("language", ["fr", "fr_FR", "fr_CA"])
def test_every_french_is_french(speak, language):
    speak(language)
    assert _("Cancelled: nothing was written.") == "Annulé\u00a0: rien n'a été écrit."
    assert number_text(1234.5, ",.2f") == "1\u202f234,50"


@pytest.mark.parametrize("language", ["en", "de", "pt_BR", "C", "", "xx"])
def test_languages_without_a_catalogue_fall_back_to_english_in_words_and_numbers(speak, language):
    speak("fr")
    speak(language)
    assert _("Cancelled: nothing was written.") == "Cancelled: nothing was written."
    assert number_text(1234.5, ",.2f") == "1,234.50"
    assert _("{share:.1%} left").format(share=0.125) == "12.5% left"


def test_a_message_that_nobody_translated_stays_english(speak):
    speak("fr")
    assert _("Nobody says this about {name}.").format(name="x.tif") == "Nobody says this about x.tif."


@pytest.mark.parametrize(
    ("message", "values", "written"),
    [
        ("{size:g} m", {"size": 0.3}, "0,3 m"),
        ("{size} m", {"size": np.float32(0.5)}, "0,5 m"),
        ("{share:.1%}", {"share": 0.125}, "12,5\u00a0%"),
        ("{size:,.1f} GB", {"size": 1234.56}, "1\u202f234,6 GB"),
        ("{count} pixels", {"count": 1000}, "1000 pixels"),
        ("{low!r}", {"low": 0.5}, "0.5"),
        ("{file}", {"file": "v1.5.tif"}, "v1.5.tif"),
        ("{file:>9}", {"file": "v1.5.tif"}, " v1.5.tif"),
        ("{ok}", {"ok": True}, "True"),
    ],
)
def test_numbers_in_messages_have_french_marks_and_nothing_else_does(speak, message, values, written):
    speak("fr")
    assert _(message).format(**values) == written


def test_a_number_that_was_written_already_can_be_given_its_marks(speak):
    assert with_marks("-0.5") == "-0.5"
    speak("fr")
    assert with_marks("-0.5") == "-0,5"


def test_numbers_along_axes_have_the_marks_of_the_language(speak):
    def drawn():
        figure = new_figure()
        with styled():
            axes = figure.subplots()
        axes.plot([0, 0.5, 1], [0, 0.125, 0.25])
        return as_svg(figure)

    english = drawn()
    assert ">0.2<" in english and "0,2<" not in english
    speak("fr")
    french = drawn()
    assert ">0,2<" in french and "0.2<" not in french


def run_in_french(job, progress):
    return client.run_in_worker(Path(sys.executable), job, progress)


def test_the_worker_answers_in_french(write_raster, tmp_path, progress):
    classes = np.full((64, 64), 9, np.uint8)
    classes[10:12, 10:13] = 6
    job = FilterClassesJob(str(write_raster(classes, "carte.tif", nodata=0)), str(tmp_path / "out.tif"), language="fr")
    values = run_in_french(job, progress)
    assert values["layer_name"] == "Occupation du sol filtrée de carte"


def test_the_error_of_the_worker_is_french(tmp_path, progress):
    job = FilterClassesJob(str(tmp_path / "rien.tif"), str(tmp_path / "out.tif"), language="fr")
    with pytest.raises(InvalidInputError, match=r"Le raster .*rien\.tif.* ne peut pas être ouvert"):
        run_in_french(job, progress)
