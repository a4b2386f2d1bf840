"""A page that an analyst can read, and one sentence for what cannot be described or compared."""

import html
import json
import re
import shutil
from dataclasses import replace

import pytest
import torch

from cosia.core.errors import CancelledError, InvalidInputError, ModelError
from cosia.core.jobs import DescribeModelJob
from cosia.core.model.bundled import MODELS_FOLDER
from cosia.core.model.extension import extend_model
from cosia.core.model.model_file import load_model, save_model
from cosia.core.pipelines import describe_model
from cosia.core.raster.statistics import Statistics

PNEO = ("red", "green", "blue", "nir", "deep_blue", "red_edge")
NEW_BANDS = Statistics(("deep_blue", "red_edge"), (90.0, 120.0), (30.0, 50.0), 1000, "8-bit")


@pytest.fixture
def describe(tmp_path, progress):
    """A function that describes a model and returns the results and the page."""

    def run(model, compare_with="", report=None):
        report = report or tmp_path / "page.html"
        job = DescribeModelJob(str(model), str(report), str(compare_with))
        return describe_model.run(job, progress), report.read_text(encoding="utf-8")

    return run


def text_of(page):
    return html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", page.partition("</style>")[2])))


def test_the_page_of_a_demonstration_model_tells_everything(describe, progress):
    results, page = describe(MODELS_FOLDER / "demo-pneo.safetensors")
    text = text_of(page)
    for told in (
        "Model demo-pneo", "DEMONSTRATION model", "0.3 m per pixel", "reflectance × 10 000", "256 × 256 pixels",
        "near infrared", "deep_blue", "416–457", "2716.72", "Greenhouse", "No output channel is masked", "80.48",
        "exactly the 15 classes listed", "27 simulated test scenes", "highest learning rate", "GPL-2.0-or-later",
        results["model_hash"],
    ):  # fmt: skip
        assert told in text, told
    assert page.count('class="swatch"') == 30
    assert "http" not in re.sub(r"https://huggingface\.co/IGNF|http://www\.w3\.org/\S*", "", page)
    assert "Which parameters moved" not in text
    assert results["changes"] == "" and results["groups"] == []
    assert any("DEMONSTRATION" in warning for warning in progress.warnings)


def test_masked_outputs_and_missing_classes_are_told(describe, write_model):
    _results, page = describe(write_model("nineteen", outputs=(*range(1, 7), 0, *range(8, 16), 0, 0, 0, 0)))
    text = text_of(page)
    assert "Masked output channels: 6, 15, 16, 17, 18." in text
    assert "CoSIA classes that it never finds: Snow." in text
    assert "no figures of accuracy" in text and "no record of the training" in text


def test_text_of_a_passport_is_no_markup(describe, write_model):
    _results, page = describe(write_model("odd", source="<script>alert(1)</script>", training={"<b>": "<i>"}))
    assert "<script" not in page and "<b>" not in page and "<i>" not in page


def test_a_frozen_encoder_is_told_from_a_moved_head(describe, write_model, tmp_path, progress):
    source = write_model("source")
    passport, network = load_model(source)
    with torch.no_grad():
        network.segmentation_head[0].weight *= 1.1
        for name, buffer in network.named_buffers():
            if name.startswith("encoder.") and name.endswith("running_mean"):
                buffer += 0.5
    tuned = tmp_path / "tuned.safetensors"
    save_model(tuned, replace(passport, name="tuned"), network.state_dict())
    results, page = describe(tuned, source)
    moved = {one["group"]: one["change_percent"] for one in results["groups"]}
    assert moved.pop("Head") == pytest.approx(10)
    assert set(moved.values()) == {0}
    text = text_of(page)
    assert "Only the weights of 'Head' moved (10.0 %)." in text
    assert "No weight moved in: Encoder stage 1 (1/2)" in text and "so it is where layers are frozen" in text
    assert "statistics of batch normalisation moved all the same" in text
    assert page.count("<svg") == 2
    assert json.loads(results["changes"]) == results["groups"]
    assert any("Head" in message for message in progress.messages)


def test_a_model_compared_with_itself_did_not_move(describe, write_model):
    _results, page = describe(write_model(), write_model())
    assert "the two hold the same network" in text_of(page)


def test_models_that_started_apart_are_told_so(describe):
    results, page = describe(MODELS_FOLDER / "demo-pneo.safetensors", MODELS_FOLDER / "demo-ortho.safetensors")
    text = text_of(page)
    assert "not trained from one another" in text
    assert "The first convolution by band" in text and "red_edge" in text
    decoder = [one["change_percent"] for one in results["groups"] if one["part"] == "decoder"]
    assert decoder == pytest.approx([141] * 5, abs=4)
    # Both encoders started from the same weights.
    assert all(one["change_percent"] < 60 for one in results["groups"] if one["part"] == "encoder")


def test_added_bands_are_told(describe, write_model, tmp_path):
    source = write_model()
    passport, network = load_model(source)
    wider = tmp_path / "wider.safetensors"
    save_model(wider, *extend_model(passport, network.state_dict(), PNEO, "zero", NEW_BANDS))
    _results, page = describe(wider, source)
    text = text_of(page)
    assert "added with weights of zero" in text
    assert f"extended from · hash {passport.tensor_hash}" in text
    assert "No parameter that can be compared differs" in text
    save_model(wider, *extend_model(passport, network.state_dict(), PNEO, "mean", NEW_BANDS))
    _results, page = describe(wider, source)
    assert "Adding bands by 'mean' scales the kernels of the others as well" in text_of(page)


def test_networks_of_another_shape_get_one_sentence(describe, write_model, tmp_path):
    with pytest.raises(InvalidInputError, match=r"are networks of different shape, so no parameter of one answers"):
        describe(write_model(), write_model("other", decoder_channels=(32, 16, 8, 8, 8)))
    assert list(tmp_path.iterdir()) == []


def test_what_is_no_model_gets_one_sentence(describe, tmp_path):
    with pytest.raises(ModelError, match=r"absent\.safetensors' cannot be read"):
        describe(tmp_path / "absent.safetensors")
    assert list(tmp_path.iterdir()) == []


def test_the_page_must_be_html_and_no_model(describe, write_model, tmp_path):
    with pytest.raises(InvalidInputError, match=r"page\.pdf' must end in \.html"):
        describe(write_model(), report=tmp_path / "page.pdf")
    model = tmp_path / "model.html"
    shutil.copy(write_model(), model)
    with pytest.raises(InvalidInputError, match="would be written over a file that is read"):
        describe(model, report=model)


@pytest.mark.parametrize("fraction", [0.0, 0.8, 1.0])
def test_a_cancel_leaves_nothing(describe, write_model, tmp_path, progress, fraction):
    progress.cancel_at = fraction
    with pytest.raises(CancelledError):
        describe(write_model())
    assert list(tmp_path.iterdir()) == []
