"""Names of files: relative ones are seen from the user's folder, and outputs end as they should."""

import os

import processing
import pytest
from qgis.core import (
    QgsApplication,
    QgsProcessingOutputLayerDefinition,
    QgsProject,
    QgsProperty,
    QgsRasterFileWriter,
    QgsRasterLayer,
    QgsSettings,
)

from cosia.algorithms.paths import absolute_path


@pytest.fixture
def folder(raster, tmp_path, monkeypatch):
    """The user's current folder, which holds ``scene.tif``."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_relative_names_are_seen_from_the_users_folder(worker, classify, folder):
    classify(
        INPUT="scene.tif", MODEL="m.safetensors", STATISTICS="../s.json", OUTPUT="map.tif", CONFIDENCE="./sure.tif"
    )
    job = worker.job
    assert (job["input"], job["output"]) == (str(folder / "scene.tif"), str(folder / "map.tif"))
    assert (job["model"], job["statistics"]) == (str(folder / "m.safetensors"), str(folder.parent / "s.json"))
    assert (job["confidence"], job["probabilities"]) == (str(folder / "sure.tif"), "")


def test_relative_layers_and_product(worker, folder, context, feedback):
    worker.answer("send('result', values={'output': job['output']})")
    layer = QgsRasterLayer("scene.tif", "loaded")
    QgsProject.instance().addMapLayer(layer)
    parameters = {"PRODUCT": "delivery/", "LAYERS": ["scene.tif", layer], "COMPONENT": "a", "OUTPUT": "stack.vrt"}
    processing.run("cosia:stack_bands", parameters, context=context, feedback=feedback)
    assert worker.job["product"] == str(folder / "delivery")
    assert worker.job["layers"] == [str(folder / "scene.tif")] * 2
    assert worker.job["output"] == str(folder / "stack.vrt")
    assert worker.job["component"] == "a"


def test_a_relative_output_is_loaded_with_its_name(worker, classify, folder, context):
    classify(INPUT="scene.tif", OUTPUT=QgsProcessingOutputLayerDefinition("map.tif", QgsProject.instance()))
    ((path, details),) = context.layersToLoadOnCompletion().items()
    assert path == str(folder / "map.tif")
    assert details.postProcessor() is not None


@pytest.mark.parametrize(
    "name",
    [
        "",
        "/vsizip/a.zip/b.tif",
        "/vsicurl/https://example.org/b.tif",
        'NETCDF:"a.nc":t',
        "GTIFF_DIR:2:a.tif",
        r"C:\data\a.tif",
        "C:/data/a.tif",
        r"\\server\share\a.tif",
        "https://example.org/a.tif",
        "<VRTDataset/>",
        "/data/a.tif",
    ],
)
def test_other_names_stay_as_they_are(name):
    assert absolute_path(name) == name


def test_a_file_whose_name_looks_like_a_drivers_source(folder):
    (folder / "scene:1.tif").touch()
    assert absolute_path("scene:1.tif") == str(folder / "scene:1.tif")
    assert absolute_path("~/a.tif") == os.path.expanduser("~/a.tif")


def algorithm(name):
    return QgsApplication.processingRegistry().createAlgorithmById(f"cosia:{name}")


@pytest.mark.parametrize("parameter", ["OUTPUT", "CONFIDENCE", "PROBABILITIES"])
@pytest.mark.parametrize("name", ["map.vrt", "map.png", "map", "map.tif.gz"])
def test_a_map_in_another_format_is_refused_at_once(worker, raster, context, parameter, name):
    for value in (name, QgsProcessingOutputLayerDefinition(name), QgsProperty.fromValue(name)):
        parameters = {"INPUT": raster, "OUTPUT": "map.tif", parameter: value}
        ok, message = algorithm("classify").checkParameterValues(parameters, context)
        assert not ok
        assert message == f"{parameter} is '{name}', but the name of this file must end in .tif or .tiff."


@pytest.mark.parametrize("name", ["map.tif", "map.TIFF", "TEMPORARY_OUTPUT"])
def test_a_geotiff_is_taken(worker, raster, context, name):
    assert algorithm("classify").checkParameterValues({"INPUT": raster, "OUTPUT": name}, context) == (True, "")


def test_a_stack_may_be_virtual_but_nothing_else(worker, raster, context):
    for name, taken in (("stack.vrt", True), ("stack.tif", True), ("stack.png", False)):
        parameters = {"LAYERS": [raster], "OUTPUT": name}
        assert algorithm("stack_bands").checkParameterValues(parameters, context)[0] is taken, name


def test_the_file_dialog_offers_only_what_is_written(provider):
    for name in ("OUTPUT", "CONFIDENCE", "PROBABILITIES"):
        offered = provider.algorithm("classify").parameterDefinition(name).createFileFilter()
        assert offered == "TIF (*.tif);;TIFF (*.tiff)"
    assert "(*.vrt)" in provider.algorithm("stack_bands").parameterDefinition("OUTPUT").createFileFilter()


def test_temporary_maps_are_geotiffs_whatever_the_user_prefers_elsewhere(worker, classify):
    settings = QgsSettings()
    key = "Processing/Configuration/DefaultOutputRasterLayerExt"
    settings.setValue(key, QgsRasterFileWriter.supportedFormatExtensions().index("vrt"))
    try:
        assert classify(OUTPUT="TEMPORARY_OUTPUT")["OUTPUT"].endswith(".tif")
    finally:
        settings.remove(key)
