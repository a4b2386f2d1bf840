"""Classify on small real files: the grid is kept, no-data stays, and nothing half-written remains."""

import json
import os
from pathlib import Path

import numpy as np
import pyogrio
import pytest
import rasterio
import shapely
import torch
from affine import Affine

from cosia.core.errors import CancelledError, InvalidInputError, ModelError
from cosia.core.jobs import ClassifyJob, Extent, StackBandsJob
from cosia.core.model.model_file import load_model, read_passport
from cosia.core.pipelines import classify, stack_bands
from cosia.core.raster.encoding import Scaling
from cosia.core.raster.statistics import Statistics
from cosia.core.raster.tile_reader import MIRRORED_PX

RESOURCES = Path(__file__).parents[3] / "resources"
ROLES = ("red", "green", "blue", "nir")
ROTATED = Affine(0.2, 0.03, 420_000, 0.03, -0.2, 6_710_000)


@pytest.fixture(scope="module")
def model(write_model):
    return str(write_model())


@pytest.fixture
def scene(write_raster):
    """A blotchy 4-band scene of 500 × 420 px whose first 60 columns hold no data."""
    coarse = np.random.default_rng(5).integers(1, 255, (4, 27, 32))
    pixels = coarse.repeat(16, axis=1).repeat(16, axis=2)[:, :420, :500].astype(np.uint8)
    pixels[:, :, :60] = 0
    return write_raster(pixels, roles=ROLES, nodata=0, transform=ROTATED)


def run(progress, tmp_path, scene, model, **options):
    job = ClassifyJob(input=str(scene), output=str(tmp_path / "out" / "classes.tif"), model=model, **options)
    (tmp_path / "out").mkdir(exist_ok=True)
    result = classify.run(job, progress)
    with rasterio.open(job.output) as dataset:
        return result, dataset.read(1), dataset.profile


def plain_classification(scene, model):
    """A straight implementation: one window over the whole scene, mirrored at the edges."""
    margin = MIRRORED_PX
    passport, network = load_model(model)
    with rasterio.open(scene) as dataset:
        pixels = dataset.read()
    valid = (pixels != 0).any(axis=0)
    means, deviations = (np.array(values)[:, None, None] for values in (passport.means, passport.deviations))
    normalised = np.where(valid, (pixels - means) / deviations, 0).astype(np.float32)
    bottom, right = (-size % 32 + margin for size in valid.shape)
    padded = np.pad(normalised, ((0, 0), (margin, bottom), (margin, right)), mode="reflect")
    with torch.inference_mode():
        logits = network(torch.from_numpy(padded)[None])[0]
    classes = logits.argmax(dim=0).numpy()[margin : margin + 420, margin : margin + 500] + 1
    return np.where(valid, classes, 0)


def test_one_tile_answers_what_a_straight_implementation_answers(progress, tmp_path, scene, model):
    result, classes, profile = run(progress, tmp_path, scene, model, margin_px=64)
    expected = plain_classification(scene, model)
    assert (classes == expected).mean() > 0.999
    assert (classes[:, :60] == 0).all() and (classes[:, 60:] > 0).all()
    assert profile["transform"].almost_equals(ROTATED) and profile["crs"].to_epsg() == 2154
    assert profile["nodata"] == 0 and profile["dtype"] == "uint8"
    assert sum(area["pixels"] for area in result["areas"]) == 420 * 440
    assert result["model_hash"] == read_passport(model).tensor_hash


def test_many_tiles_agree_with_one_but_for_the_margins_share(progress, tmp_path, scene, model):
    _result, whole, _profile = run(progress, tmp_path, scene, model, margin_px=64)
    _result, tiled, _profile = run(progress, tmp_path, scene, model, tile_size_px=352, margin_px=64, batch_size=2)
    assert (whole == tiled).mean() > 0.97


def test_an_extent_gives_the_same_pixels_in_its_window(progress, tmp_path, scene, model):
    _result, whole, _profile = run(progress, tmp_path, scene, model)
    with rasterio.open(scene) as dataset:
        xs, ys = zip(*(dataset.transform @ corner for corner in ((150, 100), (390, 100), (390, 300), (150, 300))))
    extent = Extent(min(xs), min(ys), max(xs), max(ys), "EPSG:2154")
    _result, part, profile = run(progress, tmp_path, scene, model, extent=extent)
    column, row = (round(value) for value in ~ROTATED @ (profile["transform"].c, profile["transform"].f))
    same = whole[row : row + part.shape[0], column : column + part.shape[1]]
    assert part.shape[0] < 420 and part.shape[1] < 500
    assert (part == same).mean() > 0.99


def test_outside_the_mask_there_is_no_data(progress, tmp_path, scene, model):
    polygon = shapely.Polygon([ROTATED @ corner for corner in ((100, 50), (300, 60), (280, 250))])
    zones = tmp_path / "zones.gpkg"
    pyogrio.raw.write(
        zones, shapely.to_wkb(np.array([polygon], object)), [], [], geometry_type="Polygon", crs="EPSG:2154"
    )
    _result, whole, _profile = run(progress, tmp_path, scene, model)
    _result, classes, _profile = run(progress, tmp_path, scene, model, mask=str(zones))
    inside = classes > 0
    assert abs(inside.sum() / (polygon.area / abs(ROTATED.determinant)) - 1) < 0.02
    assert (classes[inside] == whole[inside]).mean() > 0.99


def test_confidence_and_probabilities_belong_to_the_classes(progress, tmp_path, scene, model):
    confidence, probabilities = tmp_path / "confidence.tif", tmp_path / "probabilities.tif"
    _result, classes, _profile = run(
        progress, tmp_path, scene, model, confidence=str(confidence), probabilities=str(probabilities), language="fr"
    )
    with rasterio.open(confidence) as one, rasterio.open(probabilities) as many:
        percent, all_percent = one.read(1), many.read()
        assert many.descriptions[0] == "Bâtiment" and many.count == 15
    assert (percent[classes == 0] == 255).all() and (all_percent[:, classes == 0] == 255).all()
    valid = classes > 0
    assert (all_percent.max(axis=0)[valid] == percent[valid]).all()
    assert (np.take_along_axis(all_percent, np.maximum(classes, 1)[None] - 1, 0)[0] == percent)[valid].all()


def test_the_result_says_how_it_was_made_and_opens_styled(progress, tmp_path, scene, model):
    run(progress, tmp_path, scene, model, language="fr")
    with rasterio.open(tmp_path / "out" / "classes.tif") as dataset:
        tags = dataset.tags()
    assert tags["COSIA_MODEL_HASH"].startswith("sha256:") and "margin 128" in tags["COSIA_TILING"]
    assert json.loads(tags["COSIA_STATISTICS"])["means"] == [105, 110, 101, 106]
    assert "Bâtiment" in (tmp_path / "out" / "classes.qml").read_text(encoding="utf-8")
    assert "COSIA_NOTICE" not in tags


def test_a_demonstration_model_is_named_as_such_everywhere(progress, tmp_path, scene, write_model):
    model = str(write_model("demo", demonstration=True))
    result, _classes, _profile = run(progress, tmp_path, scene, model)
    with rasterio.open(tmp_path / "out" / "classes.tif") as dataset:
        notice = dataset.tags()["COSIA_NOTICE"]
    assert "DEMONSTRATION" in notice and "huggingface.co/IGNF" in notice
    assert notice in progress.warnings and "DEMONSTRATION" in result["layer_name"]


def test_the_target_s_statistics_replace_those_of_another_encoding(progress, tmp_path, write_raster, model):
    pixels = np.random.default_rng(2).integers(200, 4000, (4, 100, 100)).astype(np.uint16)
    scene = write_raster(pixels, "reflectance.tif", ROLES, {"COSIA_ENCODING": "reflectance"})
    run(progress, tmp_path, scene, model)
    with rasterio.open(tmp_path / "out" / "classes.tif") as dataset:
        assert dataset.tags()["COSIA_NORMALISATION"] == "norma-target"
        used = json.loads(dataset.tags()["COSIA_STATISTICS"])
    assert np.allclose(used["means"], pixels.mean(axis=(1, 2)))
    assert any("reflectance × 10 000" in warning for warning in progress.warnings)
    statistics = tmp_path / "statistics.json"
    statistics.write_text(Statistics(ROLES, (1.0,) * 4, (2.0,) * 4, 9, "reflectance").to_json())
    run(progress, tmp_path, scene, model, statistics=str(statistics))
    with rasterio.open(tmp_path / "out" / "classes.tif") as dataset:
        assert json.loads(dataset.tags()["COSIA_STATISTICS"])["means"] == [1] * 4
    with pytest.raises(InvalidInputError, match="statistics of 8-bit values to reflectance"):
        run(progress, tmp_path, scene, model, normalisation="norma-source")


def test_8_bit_statistics_are_converted_to_reflectance_when_it_is_said_how(progress, tmp_path, write_raster, model):
    pixels = np.random.default_rng(2).integers(200, 4010, (4, 300, 300)).astype(np.uint16)
    scaling = Scaling(200.0, 4010.0)
    encoded = scaling.encode(pixels, np.ones(pixels.shape, bool))
    eight_bit = write_raster(encoded, "8-bit.tif", ROLES)
    scene = write_raster(pixels, "reflectance.tif", ROLES, {"COSIA_ENCODING": "reflectance"})
    _result, expected, _profile = run(progress, tmp_path, eight_bit, model, precision="float32")
    options = {"scale_min": 200.0, "scale_max": 4010.0, "precision": "float32"}
    _result, classes, _profile = run(progress, tmp_path, scene, model, **options)
    assert (classes == expected).mean() > 0.98
    with rasterio.open(tmp_path / "out" / "classes.tif") as dataset:
        tags = dataset.tags()
    assert tags["COSIA_NORMALISATION"] == "norma-source"
    used = json.loads(tags["COSIA_STATISTICS"])
    assert np.allclose(used["means"], [200 + 15 * (mean - 1) for mean in (105, 110, 101, 106)])
    assert "200-4010" in used["origin"]
    statistics = tmp_path / "statistics.json"
    statistics.write_text(Statistics(ROLES, (100.0,) * 4, (40.0,) * 4, 9, "8-bit").to_json())
    run(progress, tmp_path, scene, model, statistics=str(statistics), **options)
    with rasterio.open(tmp_path / "out" / "classes.tif") as dataset:
        assert json.loads(dataset.tags()["COSIA_STATISTICS"])["deviations"] == [600] * 4


def test_reflectance_as_fractions_is_classified_with_its_own_statistics_only(progress, tmp_path, write_raster, model):
    pixels = np.random.default_rng(2).random((4, 100, 100)).astype(np.float32) * 0.6
    pixels[1, 3, 3], pixels[:, 5, 5], pixels[0, 7, 7] = np.nan, -np.inf, 3.4e38
    scene = write_raster(pixels, "fractions.tif", ROLES)
    _result, classes, _profile = run(progress, tmp_path, scene, model)
    assert sorted(zip(*np.nonzero(classes == 0))) == [(3, 3), (5, 5), (7, 7)]
    with rasterio.open(tmp_path / "out" / "classes.tif") as dataset:
        assert dataset.tags()["COSIA_NORMALISATION"] == "norma-target"
    assert any("look like reflectance in 0-1" in warning for warning in progress.warnings)
    with pytest.raises(InvalidInputError, match="norma-01 needs to know what the values"):
        run(progress, tmp_path, scene, model, normalisation="norma-01")


def test_the_sample_raises_no_warning_but_the_demonstration_notice(progress, tmp_path):
    stack = tmp_path / "stack.vrt"
    stack_bands.run(StackBandsJob(output=str(stack), product=str(RESOURCES / "samples" / "pneo_demo")), progress)
    progress.warnings.clear()
    run(progress, tmp_path, stack, "")
    assert [warning[:13] for warning in progress.warnings] == ["DEMONSTRATION"]


@pytest.mark.parametrize("value, told_of", [(0, True), (7, False)])
def test_a_map_without_a_single_class_is_told(progress, tmp_path, write_raster, model, value, told_of):
    pixels = np.zeros((4, 40, 50), np.uint8)
    pixels[:, 3, 4] = value
    _result, classes, _profile = run(progress, tmp_path, write_raster(pixels, roles=ROLES, nodata=0), model)
    assert (classes > 0).sum() == (value > 0)
    assert any("No pixel of" in one and "was classified" in one for one in progress.warnings) == told_of


@pytest.mark.parametrize("shape", [(1, 1), (1, 500), (33, 7)])
def test_tiny_rasters_are_classified(progress, tmp_path, write_raster, model, shape):
    pixels = np.random.default_rng(4).integers(1, 255, (4, *shape)).astype(np.uint8)
    _result, classes, _profile = run(progress, tmp_path, write_raster(pixels, roles=ROLES), model)
    assert classes.shape == shape and (classes > 0).all()


def test_tiles_without_data_are_not_computed(progress, tmp_path, write_raster, model, monkeypatch):
    pixels = np.zeros((4, 1000, 1000), np.uint8)
    pixels[:, 700:720, 300:310] = 9
    scene = write_raster(pixels, roles=ROLES, nodata=0)
    shapes = []
    predict = classify.Predictor.predict

    def record(self, tiles, *rest, **options):
        shapes.append(tiles.shape)
        return predict(self, tiles, *rest, **options)

    monkeypatch.setattr(classify.Predictor, "predict", record)
    _result, classes, _profile = run(progress, tmp_path, scene, model, tile_size_px=512, margin_px=64)
    assert (classes > 0).sum() == 200
    assert shapes == [(1, 4, 192, 160)]


@pytest.mark.parametrize(
    "options, error, words",
    [
        ({"margin_px": 100}, InvalidInputError, "margin is 100 px"),
        ({"normalisation": "norma_target"}, InvalidInputError, "NORMALISATION 'norma_target' is unknown"),
        ({"edge": "refelct"}, InvalidInputError, "EDGE 'refelct' is unknown"),
        ({"precision": "int8", "tile_size_px": 512}, InvalidInputError, "PRECISION 'int8' is unknown"),
        ({"tile_size_px": 500}, InvalidInputError, "tile size is 500 px"),
        ({"tile_size_px": 256}, InvalidInputError, "two margins of 128 px"),
        ({"extent": Extent(0, 0, 1, 1)}, InvalidInputError, "lies outside the raster"),
        ({"mask": "nowhere.gpkg"}, InvalidInputError, r"nowhere\.gpkg"),
        ({"scale_min": 200.0}, InvalidInputError, "SCALE_MIN is set without SCALE_MAX"),
        ({"scale_min": 9.0, "scale_max": 8.0}, InvalidInputError, "SCALE_MIN 9.0 must lie below SCALE_MAX 8.0"),
        ({"statistics": "nowhere.json"}, InvalidInputError, r"nowhere\.json"),
        ({"device": "cuda:99"}, InvalidInputError, "cuda:99"),
        ({"model": "nowhere.safetensors"}, ModelError, r"nowhere\.safetensors"),
        ({"band_roles": ("red", "green", "blue", "deep_blue")}, InvalidInputError, "needs the band nir"),
    ],
)
def test_what_does_not_fit_is_refused_and_nothing_is_written(progress, tmp_path, scene, model, options, error, words):
    with pytest.raises(error, match=words):
        run(progress, tmp_path, scene, **{"model": model, **options})
    assert list((tmp_path / "out").iterdir()) == []


@pytest.mark.parametrize(
    "options, words",
    [
        ({"output": "scene.tif"}, "written over"),
        ({"output": "./scene.tiff"}, "written over"),
        ({"output": "map.tif", "confidence": "map.tiff"}, "written over"),
        ({"output": "map.tif", "probabilities": "map.tif"}, "written over"),
        ({"output": "map.png"}, r"map\.png' must end in \.tif"),
        ({"output": "map.tif", "confidence": "confidence.vrt"}, r"confidence\.vrt' must end in \.tif"),
    ],
)
def test_no_other_file_is_overwritten_by_an_output(progress, scene, model, options, words):
    paths = {name: os.path.join(scene.parent, file) for name, file in options.items()}
    before = sorted(scene.parent.iterdir())
    with pytest.raises(InvalidInputError, match=words):
        classify.run(ClassifyJob(input=str(scene), model=model, **paths), progress)
    assert sorted(scene.parent.iterdir()) == before


def test_bfloat16_leaves_the_labels_of_a_trained_model_as_they_are(progress, tmp_path):
    stack = tmp_path / "stack.vrt"
    stack_bands.run(StackBandsJob(output=str(stack), product=str(RESOURCES / "samples" / "pneo_demo")), progress)
    model = str(RESOURCES / "models" / "demo-pneo.safetensors")
    exact, rough = (
        run(progress, tmp_path, stack, model, precision=precision)[1] for precision in ("float32", "bfloat16")
    )
    assert len(np.unique(exact)) > 10
    assert (exact == rough).mean() > 0.99


@pytest.mark.parametrize("share", [0.0, 0.4, 0.97])
def test_a_cancel_leaves_nothing_behind(progress, tmp_path, scene, model, share):
    progress.cancel_at = share
    with pytest.raises(CancelledError):
        run(progress, tmp_path, scene, model, tile_size_px=352, margin_px=64)
    assert list((tmp_path / "out").iterdir()) == []
