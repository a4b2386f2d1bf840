"""A passport says everything about a model, and nothing that does not fit passes."""

import json
from dataclasses import replace

import pytest

from cosia.core.errors import ModelError
from cosia.core.model.passport import Passport


@pytest.fixture
def passport():
    return Passport(
        name="tiny",
        architecture="unet",
        encoder="resnet18",
        decoder_channels=(8, 8, 8, 8, 8),
        band_roles=("red", "green", "blue", "nir"),
        encoding="8-bit",
        normalisation="norma-source",
        means=(105.08, 110.87, 101.82, 106.38),
        deviations=(52.17, 45.38, 44.0, 39.69),
        outputs=(1, 2, 3, 0, 15),
        pixel_size_m=0.2,
        patch_size_px=512,
        demonstration=False,
        training={"seed": 3, "iou": {"Building": 78.6}},
        licence="Etalab-2.0",
        source="somewhere",
        tensor_hash="sha256:" + "0" * 64,
    )


def changed(passport, **values):
    return json.dumps({**json.loads(passport.to_json()), **values})


def test_round_trip(passport):
    assert Passport.from_json(passport.to_json(), "a.safetensors") == passport


def test_norma_01_has_no_statistics(passport):
    passport = replace(passport, normalisation="norma-01", means=(), deviations=())
    assert Passport.from_json(passport.to_json(), "a.safetensors") == passport


def test_classes_are_spelled_out(passport):
    classes = json.loads(passport.to_json())["classes"]
    assert [cls["code"] for cls in classes] == [1, 2, 3, 15]
    assert classes[3] == {"code": 15, "name": "Serre", "name_en": "Greenhouse", "colour": "#b9e2d4"}


def test_unknown_fields_are_left_unread(passport):
    assert Passport.from_json(changed(passport, colour="blue"), "a.safetensors") == passport


@pytest.mark.parametrize("text", ["", "{", "[]", "7", "[" * 100_000])
def test_no_json(text):
    with pytest.raises(ModelError, match=r"'a\.safetensors' is no valid JSON"):
        Passport.from_json(text, "a.safetensors")


@pytest.mark.parametrize("version", [0, 2, "1", None])
def test_unknown_format_version(passport, version):
    with pytest.raises(ModelError, match=r"'a\.safetensors' has format version"):
        Passport.from_json(changed(passport, format_version=version), "a.safetensors")


def test_missing_field(passport):
    values = json.loads(passport.to_json())
    del values["encoding"]
    with pytest.raises(ModelError, match=r"'a\.safetensors' lacks the field 'encoding'"):
        Passport.from_json(json.dumps(values), "a.safetensors")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", 3),
        ("architecture", "vit"),
        ("decoder_channels", [8, 8, 8, 8]),
        ("decoder_channels", [8, 8, 8, 8, 0]),
        ("decoder_channels", [8, 8, 8, 8, 10**9]),
        ("decoder_channels", 8),
        ("band_roles", []),
        ("band_roles", ["red", "green", "blue", "infrared"]),
        ("band_roles", ["red", "green", "blue", "red"]),
        ("band_roles", ["red", "green", "blue"]),
        ("encoding", "16-bit"),
        ("normalisation", "norma-target"),
        ("normalisation", "norma-01"),
        ("means", [1, 2, 3]),
        ("means", [1, 2, 3, float("nan")]),
        ("means", [1, 2, 3, "4"]),
        ("means", [1, 2, 3, True]),
        ("deviations", [1, 2, 3, 0]),
        ("outputs", []),
        ("outputs", [0, 0]),
        ("outputs", [1, 16]),
        ("outputs", [1, -1]),
        ("outputs", [1, 2.0]),
        ("pixel_size_m", 0),
        ("pixel_size_m", float("inf")),
        ("patch_size_px", 500),
        ("patch_size_px", 0),
        ("patch_size_px", 512.0),
        ("demonstration", 1),
        ("training", []),
        ("tensor_hash", "sha256:0"),
        ("tensor_hash", ""),
    ],
)
def test_unfitting_values_are_named(passport, field, value):
    named = "means" if field in ("band_roles", "normalisation") and len(value) in (3, 8) else field
    with pytest.raises(ModelError, match=rf"'a\.safetensors' has an unfitting '{named}': "):
        Passport.from_json(changed(passport, **{field: value}), "a.safetensors")
