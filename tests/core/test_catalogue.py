"""The catalogue holds what is known of IGN's models, and a damaged one is told."""

import json

import pytest

from cosia.core.catalogue import published_model, published_models
from cosia.core.errors import InvalidInputError
from cosia.core.jobs import DownloadModelJob
from cosia.core.nomenclature import CLASSES

ENGLISH = {cls.english for cls in CLASSES}


def test_the_published_sizes_and_bands():
    sizes = {model.name: (model.size_bytes, len(model.band_roles)) for model in published_models().values()}
    assert sizes == {
        "FLAIR-INC_rgbi_15cl_resnet34-unet": (97_945_299, 4),
        "FLAIR-INC_rgb_15cl_resnet34-unet": (97_932_755, 3),
        "FLAIR-INC_rgbie_15cl_resnet34-unet": (97_957_843, 5),
        "FLAIR-INC_rgb_15cl_mitb5-unet": (None, 3),
        "FLAIR-INC_rgb_15cl_resnet34-deeplabv3": (None, 3),
        "FLAIR-INC_rgb_15cl_resnet34-fpn": (None, 3),
    }


def test_the_default_of_the_job_is_in_the_catalogue():
    model = published_model(DownloadModelJob("out.safetensors").name)
    assert model.band_roles == ("red", "green", "blue", "nir")
    assert model.file == f"{model.name}_weights.pth" and model.repository == f"IGNF/{model.name}"


@pytest.mark.parametrize("model", published_models().values(), ids=list(published_models()))
def test_means_are_those_of_the_classes_that_they_name(model):
    accuracy = model.accuracy
    if not accuracy:
        return
    assert set(accuracy["classes_in_mean"]) < ENGLISH and len(accuracy["classes_in_mean"]) == 14
    assert "Snow" not in accuracy["classes_in_mean"]
    if "iou" in accuracy:
        assert set(accuracy["iou"]) == set(accuracy["classes_in_mean"])
        assert sum(accuracy["iou"].values()) / accuracy["mean_divisor"] == pytest.approx(accuracy["miou"], abs=5e-4)


def test_an_unknown_name_is_refused_with_the_names():
    with pytest.raises(
        InvalidInputError, match="NAME 'resnet' is not in the catalogue; use one of FLAIR-INC_rgbi_15cl"
    ):
        published_model("resnet")


def entry(**changes):
    model = {
        "name": "a",
        "repository": "IGNF/a",
        "file": "a.pth",
        "architecture": "unet",
        "encoder": "resnet34",
        "band_roles": ["red"],
        "classes": 15,
        "licence": "Etalab 2.0",
    }
    return json.dumps({"format_version": 1, "models": [{**model, **changes}]})


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        '{"format_version": 2, "models": []}',
        entry(band_roles=["purple"]),
        entry(size_bytes="large"),
        entry(repository="a"),
        entry(surprise=1),
    ],
)
def test_a_damaged_catalogue_is_told(tmp_path, text):
    path = tmp_path / "catalogue.json"
    path.write_text(entry(), encoding="utf-8")
    assert list(published_models(path)) == ["a"]
    other = tmp_path / "damaged.json"
    other.write_text(text, encoding="utf-8")
    with pytest.raises(InvalidInputError, match=r"damaged\.json' is damaged .*; install the plugin again"):
        published_models(other)
