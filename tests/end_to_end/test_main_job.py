"""The main job as users run it: the installed zip, qgis_process, the real worker, the bundled files."""

import os
import shutil
import signal
import subprocess
import time
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import pytest
from osgeo import gdal
from qgis.core import QgsPalettedRasterRenderer, QgsRasterLayer

gdal.UseExceptions()

ROOT = Path(__file__).parents[2]
SAMPLE = ROOT / "resources" / "samples" / "pneo_demo"
MODELS = ROOT / "resources" / "models"

CANCEL_LIMIT_S = 5.0


def workers():
    """Command lines of all workers on this computer."""
    listing = subprocess.run(["ps", "-ewwo", "pid,args"], capture_output=True, text=True, check=True).stdout
    return [line for line in listing.splitlines() if "-m core" in line and "--events" in line]


def test_a_product_becomes_a_styled_map(qgis_process, stack, tmp_path):
    dataset = gdal.Open(str(stack))
    roles = [dataset.GetRasterBand(band).GetDescription() for band in range(1, 7)]
    assert roles == ["red", "green", "blue", "nir", "deep_blue", "red_edge"]
    output, confidence = tmp_path / "carte é.tif", tmp_path / "confidence.tif"
    results = qgis_process.results("classify", INPUT=stack, OUTPUT=output, CONFIDENCE=confidence)
    assert results["OUTPUT"] == str(output) and results["MODEL_HASH"].startswith("sha256:")
    classified = gdal.Open(str(output))
    assert classified.GetGeoTransform() == dataset.GetGeoTransform()
    assert (classified.RasterXSize, classified.RasterYSize) == (dataset.RasterXSize, dataset.RasterYSize)
    assert "DEMONSTRATION" in classified.GetMetadataItem("COSIA_NOTICE")
    no_data = dataset.ReadAsArray().max(axis=0) == 0
    classes = classified.ReadAsArray()
    assert ((classes == 0) == no_data).all() and classes.max() <= 15
    layer = QgsRasterLayer(str(output), "map")
    renderer = layer.renderer()
    assert isinstance(renderer, QgsPalettedRasterRenderer)
    entries = {entry.value: (entry.color.name(), entry.label) for entry in renderer.classes()}
    assert len(entries) == 15 and entries[1] == ("#ce7079", "Building")


def test_a_model_of_another_pixel_size_and_encoding_maps_the_scene_s_own_grid(qgis_process, stack, tmp_path):
    output = tmp_path / "map.tif"
    options = {"RESAMPLE_TO_MODEL": "true", "SCALE_MIN": 1, "SCALE_MAX": 5000}
    qgis_process.results("classify", INPUT=stack, OUTPUT=output, MODEL=MODELS / "demo-ortho.safetensors", **options)
    dataset, classified = gdal.Open(str(stack)), gdal.Open(str(output))
    assert classified.GetGeoTransform() == dataset.GetGeoTransform()
    assert (classified.RasterXSize, classified.RasterYSize) == (dataset.RasterXSize, dataset.RasterYSize)
    assert ((classified.ReadAsArray() == 0) == (dataset.ReadAsArray().max(axis=0) == 0)).all()
    assert classified.GetMetadataItem("COSIA_NORMALISATION") == "norma-source"
    assert "converted with 1-5000" in classified.GetMetadataItem("COSIA_STATISTICS")
    assert classified.GetMetadataItem("COSIA_PIXEL_SIZE_M") == "0.2 × 0.2, resampled"


@pytest.mark.parametrize(
    ("locale", "names"),
    [("fr_FR", ("Bâtiment", "Conifère")), ("de_DE", ("Building", "Coniferous"))],
)
def test_class_names_are_french_in_a_french_qgis_and_english_elsewhere(qgis_process, stack, tmp_path, locale, names):
    output = tmp_path / "map.tif"
    spoken = {"LC_ALL": "C.UTF-8", "LANG": f"{locale}.UTF-8", "LANGUAGE": locale}
    code, text = qgis_process.run("classify", spoken, INPUT=stack, OUTPUT=output)
    assert code == 0, text
    style = output.with_suffix(".qml").read_text(encoding="utf-8")
    sidecar = ElementTree.parse(output.with_name("map.tif.aux.xml"))
    categories = [category.text for category in sidecar.iter("Category")]
    for name in names:
        assert f'label="{name}"' in style
        assert name in categories


def test_relative_names_are_seen_from_the_users_folder(qgis_process, tmp_path):
    shutil.copytree(SAMPLE, tmp_path / "delivery")
    shutil.copy(MODELS / "demo-pneo.safetensors", tmp_path / "model.safetensors")
    code, text = qgis_process.run("stack_bands", folder=tmp_path, PRODUCT="delivery/", OUTPUT="stack.vrt")
    assert code == 0, text
    names = {"INPUT": "stack.vrt", "MODEL": "model.safetensors", "OUTPUT": "map.tif", "CONFIDENCE": "./sure.tif"}
    code, text = qgis_process.run("classify", folder=tmp_path, **names)
    assert code == 0, text
    for name in ("stack.vrt", "map.tif", "map.qml", "sure.tif"):
        assert (tmp_path / name).is_file(), name


def test_a_cancel_works_within_seconds_and_leaves_nothing(qgis_process, stack, tmp_path):
    output = tmp_path / "map.tif"
    process = qgis_process.start("classify", INPUT=stack, OUTPUT=output, TILE_SIZE_PX=288, MARGIN_PX=128)
    wait_for(lambda: any(tmp_path.iterdir()) or process.poll() is not None)
    assert process.poll() is None
    process.send_signal(signal.SIGINT)
    started_s = time.monotonic()
    process.communicate(timeout=30)
    assert time.monotonic() - started_s <= CANCEL_LIMIT_S
    assert list(tmp_path.iterdir()) == []


def test_no_worker_outlives_a_killed_qgis(qgis_process, stack, tmp_path):
    output = tmp_path / "map.tif"
    before = set(workers())
    process = qgis_process.start("classify", INPUT=stack, OUTPUT=output, TILE_SIZE_PX=288, MARGIN_PX=128)
    wait_for(lambda: any(tmp_path.iterdir()) or process.poll() is not None)
    started = set(workers()) - before
    assert started
    process.kill()
    process.communicate(timeout=30)
    wait_for(lambda: not started & set(workers()))
    assert not started & set(workers())
    assert list(tmp_path.iterdir()) == []


def wait_for(condition, limit_s=60.0):
    deadline_s = time.monotonic() + limit_s
    while not condition() and time.monotonic() < deadline_s:
        time.sleep(0.05)


def test_a_missing_environment_stops_at_once_with_one_sentence(qgis_process, stack, tmp_path):
    started_s = time.monotonic()
    code, text = qgis_process.run(
        "classify", {"COSIA_PYTHON": str(tmp_path / "nowhere" / "python")}, INPUT=stack, OUTPUT=tmp_path / "map.tif"
    )
    assert code == 1 and "nowhere" in text and "Traceback" not in text
    assert time.monotonic() - started_s < 15
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "parameters, words",
    [
        ({"MARGIN_PX": 100}, "margin is 100 px"),
        ({"BAND_ROLES": "red,green,blue"}, "6 bands, but 3 band roles"),
        ({"EXTENT": "0,1,0,1 [EPSG:4326]"}, "outside the raster"),
        ({"PRECISION": "float7"}, "float7"),
    ],
)
def test_bad_input_gets_one_sentence(qgis_process, stack, tmp_path, parameters, words):
    code, text = qgis_process.run("classify", INPUT=stack, OUTPUT=tmp_path / "map.tif", **parameters)
    assert code == 1 and words in text and "Traceback" not in text
    assert list(tmp_path.iterdir()) == []


def test_an_environment_that_is_ready_is_reported_so(qgis_process):
    results = qgis_process.results("check_environment")
    assert results["READY"] is True
    assert os.environ["COSIA_PYTHON"].split("/bin/")[0] in str(results)
