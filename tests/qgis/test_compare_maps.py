"""Comparing in QGIS: rasters and layers reach the worker, changes open styled, figures come back, in models too."""

import json
import os

import processing
import pytest
from osgeo import gdal
from qgis.core import (
    QgsCoordinateReferenceSystem,
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

from cosia.core.jobs import CompareMapsJob, job_from_json

real_worker = pytest.mark.skipif(not os.environ.get("COSIA_PYTHON"), reason="COSIA_PYTHON names no worker")

ANSWER = """\
    shutil.copy(job["after"], job["output"])
    if job["table"]:
        pathlib.Path(job["table"]).write_text("kind")
    send("result", values={"output": job["output"], "table": job["table"], "report": job["report"],
                           "layer_name": "Change", "compared_ha": 4.0, "changed_ha": 1.0, "changed_percent": 25.0})
"""


@pytest.fixture
def later(tmp_path):
    """The raster some years later: its first 16 columns are built."""
    path = str(tmp_path / "later.tif")
    dataset = gdal.GetDriverByName("GTiff").Create(path, 64, 64, 1, gdal.GDT_Byte)
    dataset.SetProjection(QgsCoordinateReferenceSystem("EPSG:2154").toWkt())
    dataset.SetGeoTransform((420_000, 0.3, 0, 6_710_000, 0, -0.3))
    dataset.GetRasterBand(1).Fill(7)
    dataset.GetRasterBand(1).WriteRaster(0, 0, 16, 64, bytes([1]) * 16 * 64)
    del dataset
    return path


@pytest.fixture
def run(raster, later, tmp_path, context, feedback):
    """A function that compares the two rasters, unless others are given, and returns the outputs."""

    def run(**parameters):
        values = {"BEFORE": raster, "AFTER": later, "OUTPUT": str(tmp_path / "changes é.tif"), **parameters}
        return processing.run("cosia:compare_maps", values, context=context, feedback=feedback)

    return run


def polygon_layer(field, value, name):
    """A scratch layer with one polygon over the left half of the raster."""
    layer = QgsVectorLayer(f"Polygon?crs=EPSG:2154&field={field}", name, "memory")
    feature = QgsFeature(layer.fields())
    feature.setGeometry(QgsGeometry.fromRect(QgsRectangle(420_000, 6_709_980.8, 420_009.6, 6_710_000)))
    feature.setAttributes([value])
    layer.dataProvider().addFeatures([feature])
    QgsProject.instance().addMapLayer(layer)
    return layer.id()


def test_defaults_are_those_of_the_job(worker, run, raster, later, tmp_path):
    worker.answer(ANSWER)
    outputs = run()
    job = job_from_json(json.dumps(worker.job))
    assert job == CompareMapsJob(raster, later, str(tmp_path / "changes é.tif"), language=job.language)
    figures = {"COMPARED_HA": 4.0, "CHANGED_HA": 1.0, "CHANGED_PERCENT": 25.0}
    assert outputs == {"OUTPUT": job.output, **figures}


def test_all_parameters_reach_the_worker(worker, run, raster, later, tmp_path):
    worker.answer(ANSWER)
    groups = tmp_path / "groups.csv"
    groups.write_text("numero,group\n")
    files = {"TABLE": str(tmp_path / "changes.csv"), "REPORT": str(tmp_path / "page.html")}
    outputs = run(
        BEFORE=polygon_layer("classe:string", "Neige", "before"),
        CLASS_FIELD="classe",
        ZONES=polygon_layer("nom:string", "Nord", "zones"),
        ZONE_FIELD="nom",
        GROUPS=str(groups),
        CONFIDENCE_BEFORE=raster,
        CONFIDENCE_AFTER=later,
        MIN_CONFIDENCE=60,
        MIN_AREA_M2="12.5",
        PIXEL_SIZE_M=0.5,
        EXTENT="420000,420010,6709990,6710000 [EPSG:2154]",
        **files,
    )
    job = worker.job
    assert {name: outputs[name] for name in files} == files
    assert QgsVectorLayer(job["before"], "before", "ogr").featureCount() == 1
    assert QgsVectorLayer(job["zones"], "zones", "ogr").featureCount() == 1
    assert (job["class_field"], job["zone_field"], job["groups"]) == ("classe", "nom", str(groups))
    assert (job["confidence_before"], job["confidence_after"], job["min_confidence"]) == (raster, later, 60)
    assert (job["min_area_m2"], job["pixel_size_m"], job["extent"]["xmax"]) == (12.5, 0.5, 420_010)


def test_an_empty_class_field_is_the_usual_one(worker, run):
    worker.answer(ANSWER)
    run(CLASS_FIELD="")
    assert worker.job["class_field"] == CompareMapsJob.class_field


def test_the_endings_of_files_are_kept(worker, run):
    for name, file in (("OUTPUT", "changes.png"), ("TABLE", "changes.xlsx"), ("REPORT", "page.pdf")):
        with pytest.raises(QgsProcessingException, match=file):
            run(**{name: f"/tmp/{file}"})
    assert worker.job is None


@real_worker
def test_changes_open_styled_with_their_names(run, tmp_path, context, feedback):
    output = QgsProcessingOutputLayerDefinition(str(tmp_path / "changes.tif"), QgsProject.instance())
    results = run(OUTPUT=output, REPORT=str(tmp_path / "page.html"))
    assert results["CHANGED_PERCENT"] == pytest.approx(25) and "TABLE" not in results
    (path,) = context.layersToLoadOnCompletion()
    layer = QgsProcessingUtils.mapLayerFromString(path, context)
    context.layerToLoadOnCompletionDetails(path).postProcessor().postProcessLayer(layer, context, feedback)
    assert layer.name() == "Change from scene to later" and isinstance(layer.renderer(), QgsPalettedRasterRenderer)
    assert [(entry.value, entry.label, entry.color.name()) for entry in layer.renderer().classes()] == [
        (701, "Snow → Building", "#ce7079"),
        (1, "Unchanged", "#dfe3e1"),
    ]
    assert "Snow" in (tmp_path / "page.html").read_text(encoding="utf-8")


@real_worker
def test_polygons_and_zones_from_the_project(run, tmp_path):
    results = run(
        BEFORE=polygon_layer("numero:integer", 7, "before"),
        ZONES=polygon_layer("nom:string", "Ouest", "zones"),
        TABLE=str(tmp_path / "changes.csv"),
    )
    assert results["CHANGED_PERCENT"] == pytest.approx(50)
    rows = list(QgsVectorLayer(results["TABLE"], "changes", "ogr").getFeatures())
    changed = {row["zone"]: row["pixels"] for row in rows if row["kind"] == "changed"}
    assert changed == {"(whole map)": 16 * 64, "Ouest": 16 * 64}


@real_worker
def test_a_model_hands_the_table_and_the_raster_on(raster, later, tmp_path, context, feedback):
    source = QgsProcessingModelChildParameterSource
    model = QgsProcessingModelAlgorithm("compare and choose", "tests")
    first = QgsProcessingModelChildAlgorithm("cosia:compare_maps")
    first.setChildId("compare")
    for name, value in (("BEFORE", raster), ("AFTER", later)):
        first.addParameterSources(name, [source.fromStaticValue(value)])
    output = QgsProcessingModelOutput("changes", "changes")
    output.setChildId("compare")
    output.setChildOutputName("OUTPUT")
    table = QgsProcessingModelOutput("table", "table")
    table.setChildId("compare")
    table.setChildOutputName("TABLE")
    first.setModelOutputs({"changes": output, "table": table})
    model.addChildAlgorithm(first)
    destination = QgsProcessingOutputLayerDefinition(str(tmp_path / "changes.tif"), QgsProject.instance())
    path = str(tmp_path / "table.gpkg")
    results = processing.run(
        model, {"compare:changes": destination, "compare:table": path}, context=context, feedback=feedback
    )
    assert results["compare:changes"] == str(tmp_path / "changes.tif")
    assert QgsVectorLayer(path, "table", "ogr").featureCount() == 2


@real_worker
def test_one_sentence_for_maps_of_two_places(run, later, tmp_path):
    dataset = gdal.Open(later, gdal.GA_Update)
    dataset.SetGeoTransform((430_000, 0.3, 0, 6_710_000, 0, -0.3))
    del dataset
    with pytest.raises(QgsProcessingException, match="have no common ground"):
        run()
    assert list(tmp_path.glob("changes*")) == []
