"""What QGIS hands over for polygons and filters reaches the worker, and the real worker's layers open styled."""

import json
import os

import processing
import pytest
from osgeo import gdal
from qgis.core import (
    QgsCategorizedSymbolRenderer,
    QgsFeature,
    QgsGeometry,
    QgsPalettedRasterRenderer,
    QgsProcessingException,
    QgsProcessingModelAlgorithm,
    QgsProcessingModelChildAlgorithm,
    QgsProcessingModelChildParameterSource,
    QgsProcessingModelOutput,
    QgsProcessingOutputLayerDefinition,
    QgsProcessingUtils,
    QgsProject,
    QgsRectangle,
    QgsVectorLayer,
)

from cosia.core.jobs import FilterClassesJob, VectoriseJob, job_from_json

VECTORISE = """\
    pathlib.Path(job["output"]).write_text("layer")
    send("result", values={"output": job["output"], "layer_name": "Polygons", "polygons": 5,
                           "blocks_folder": job["blocks_folder"], "blocks": 0})
"""

FILTER = """\
    shutil.copy(job["input"], job["output"])
    send("result", values={"output": job["output"], "layer_name": "Filtered", "changed_percent": 2.5})
"""

real_worker = pytest.mark.skipif(not os.environ.get("COSIA_PYTHON"), reason="COSIA_PYTHON names no worker")


@pytest.fixture
def run(raster, tmp_path, context, feedback):
    """A function that runs an algorithm on the raster and returns its outputs."""

    def run(algorithm, output, **parameters):
        values = {"INPUT": raster, "OUTPUT": str(tmp_path / output), **parameters}
        return processing.run(f"cosia:{algorithm}", values, context=context, feedback=feedback)

    return run


@pytest.fixture
def opened(context, feedback):
    """A function that opens the one layer that QGIS would load, as it would look."""

    def opened():
        (path,) = context.layersToLoadOnCompletion()
        layer = QgsProcessingUtils.mapLayerFromString(path, context)
        context.layerToLoadOnCompletionDetails(path).postProcessor().postProcessLayer(layer, context, feedback)
        return layer

    return opened


def test_defaults_are_those_of_the_jobs(worker, run, raster, tmp_path):
    worker.answer(VECTORISE)
    outputs = run("vectorise", "polygones é.gpkg")
    job = job_from_json(json.dumps(worker.job))
    assert job == VectoriseJob(raster, str(tmp_path / "polygones é.gpkg"), language=job.language)
    assert outputs == {"OUTPUT": job.output, "POLYGONS": 5, "BLOCKS": 0}
    worker.answer(FILTER)
    outputs = run("filter_classes", "filtered.tif")
    job = job_from_json(json.dumps(worker.job))
    assert job == FilterClassesJob(raster, str(tmp_path / "filtered.tif"), language=job.language)
    assert outputs == {"OUTPUT": job.output, "CHANGED_PERCENT": 2.5}


def test_everything_is_handed_on(worker, run, tmp_path):
    table = tmp_path / "areas.csv"
    table.write_text("numero,min_area_m2\n")
    zones = QgsVectorLayer("Polygon?crs=EPSG:2154", "zones", "memory")
    feature = QgsFeature(zones.fields())
    feature.setGeometry(QgsGeometry.fromRect(QgsRectangle(420_001, 6_709_990, 420_009, 6_709_999)))
    zones.dataProvider().addFeatures([feature])
    QgsProject.instance().addMapLayer(zones)
    worker.answer(VECTORISE)
    outputs = run(
        "vectorise",
        "a.gpkg",
        MIN_AREA_M2=12.5,
        MIN_AREA_TABLE=str(table),
        SIMPLIFY_M2="0.5",
        EXTENT="420000,420010,6709990,6710000 [EPSG:2154]",
        MASK=zones.id(),
        BLOCKS_FOLDER=str(tmp_path / "blocks"),
        DEPARTMENT="2A",
        YEAR=2022,
    )
    job = worker.job
    assert (job["min_area_m2"], job["simplify_m2"], job["department"], job["year"]) == (12.5, 0.5, "2A", 2022)
    assert job["min_area_table"] == str(table) and job["extent"]["crs"] == "EPSG:2154"
    assert QgsVectorLayer(job["mask"], "mask", "ogr").featureCount() == 1
    assert outputs["BLOCKS_FOLDER"] == job["blocks_folder"] == str(tmp_path / "blocks")


@pytest.mark.parametrize("value", [1, "1", "majority"])
def test_methods_by_index_and_by_name(worker, run, value):
    worker.answer(FILTER)
    run("filter_classes", "filtered.tif", METHOD=value, MIN_PIXELS=9)
    assert (worker.job["method"], worker.job["min_pixels"]) == ("majority", 9)


@pytest.mark.parametrize(
    ("algorithm", "output", "parameters", "words"),
    [
        ("vectorise", "a.shp", {}, r"a\.shp"),
        ("vectorise", "a.gpkg", {"MIN_AREA_TABLE": "areas.xlsx"}, r"areas\.xlsx"),
        ("filter_classes", "a.png", {}, r"a\.png"),
        ("filter_classes", "a.tif", {"METHOD": "median"}, "use one of: sieve, majority"),
        ("filter_classes", "a.tif", {"MIN_PIXELS": 1}, "MIN_PIXELS|Pixels"),
    ],
)
def test_values_that_do_not_fit_are_refused(worker, run, algorithm, output, parameters, words):
    with pytest.raises(QgsProcessingException, match=words):
        run(algorithm, output, **parameters)
    assert worker.job is None


@real_worker
def test_the_real_worker_s_polygons_open_in_ign_s_colours(run, tmp_path, opened):
    output = QgsProcessingOutputLayerDefinition(str(tmp_path / "polygons.gpkg"), QgsProject.instance())
    assert run("vectorise", "", OUTPUT=output)["POLYGONS"] == 1
    layer = opened()
    assert layer.name() == "Land cover polygons of scene" and layer.crs().authid() == "EPSG:2154"
    assert isinstance(layer.renderer(), QgsCategorizedSymbolRenderer)
    assert layer.renderer().classAttribute() == "numero"
    categories = {int(category.value()): category for category in layer.renderer().categories()}
    assert len(categories) == 15 and categories[7].label() == "Snow"
    assert categories[7].symbol().color().name() == "#e9effe"
    (feature,) = layer.getFeatures()
    assert (feature["numero"], feature["classe"]) == (7, "Neige")
    assert feature["area_m2"] == pytest.approx((64 * 0.3) ** 2) == pytest.approx(feature.geometry().area())
    assert layer.attributeDisplayName(layer.fields().indexOf("area_m2")) == "Area (m²)"
    again = QgsVectorLayer(str(tmp_path / "polygons.gpkg"), "again", "ogr")
    assert isinstance(again.renderer(), QgsCategorizedSymbolRenderer)


@real_worker
@pytest.mark.parametrize("method", ["sieve", "majority"])
def test_the_real_worker_s_filtered_map_opens_in_ign_s_colours(run, tmp_path, raster, opened, method):
    dataset = gdal.Open(raster, gdal.GA_Update)
    dataset.GetRasterBand(1).WriteRaster(10, 10, 2, 2, bytes([4] * 4))
    del dataset
    output = QgsProcessingOutputLayerDefinition(str(tmp_path / "filtered.tif"), QgsProject.instance())
    assert run("filter_classes", "", OUTPUT=output, METHOD=method)["CHANGED_PERCENT"] == pytest.approx(
        400 / 64**2, 1e-2
    )
    written = gdal.Open(str(tmp_path / "filtered.tif"))
    assert (written.ReadAsArray() == 7).all()
    assert written.GetGeoTransform() == gdal.Open(raster).GetGeoTransform()
    layer = opened()
    assert layer.name() == "Filtered land cover of scene" and isinstance(layer.renderer(), QgsPalettedRasterRenderer)


@real_worker
def test_a_model_filters_and_vectorises(raster, tmp_path, context, feedback, opened):
    source = QgsProcessingModelChildParameterSource
    model = QgsProcessingModelAlgorithm("filter and vectorise", "tests")
    first = QgsProcessingModelChildAlgorithm("cosia:filter_classes")
    first.setChildId("filter")
    first.addParameterSources("INPUT", [source.fromStaticValue(raster)])
    model.addChildAlgorithm(first)
    second = QgsProcessingModelChildAlgorithm("cosia:vectorise")
    second.setChildId("polygons")
    second.addParameterSources("INPUT", [source.fromChildOutput("filter", "OUTPUT")])
    output = QgsProcessingModelOutput("land", "land")
    output.setChildId("polygons")
    output.setChildOutputName("OUTPUT")
    second.setModelOutputs({"land": output})
    model.addChildAlgorithm(second)
    destination = QgsProcessingOutputLayerDefinition(str(tmp_path / "land.gpkg"), QgsProject.instance())
    outputs = processing.run(model, {"polygons:land": destination}, context=context, feedback=feedback)
    assert outputs["polygons:land"] == str(tmp_path / "land.gpkg")
    assert isinstance(opened().renderer(), QgsCategorizedSymbolRenderer)


@real_worker
def test_the_real_worker_refuses_with_one_sentence(run, tmp_path):
    with pytest.raises(QgsProcessingException, match="DEPARTMENT is ''"):
        run("vectorise", "polygons.gpkg", BLOCKS_FOLDER=str(tmp_path / "blocks"))
    assert not (tmp_path / "polygons.gpkg").exists() and not (tmp_path / "blocks").exists()
