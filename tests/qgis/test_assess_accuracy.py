"""Assessing in QGIS: any reference reaches the worker, figures come back as numbers, a sample goes round."""

import json
import os

import processing
import pytest
from osgeo import gdal
from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsFeature,
    QgsFeatureRequest,
    QgsGeometry,
    QgsPointXY,
    QgsProcessingException,
    QgsVectorLayer,
)

from cosia.core.jobs import AssessAccuracyJob, job_from_json

real_worker = pytest.mark.skipif(not os.environ.get("COSIA_PYTHON"), reason="COSIA_PYTHON names no worker")

FIGURES = {"oa": 80.5, "miou": 60.25, "mfscore": 70, "mprecision": 71, "mrecall": 69, "miou_15": 40.5, "kappa": 75}
ANSWER = f"send('result', values={{'output': job['output'], 'compared': 9, **{FIGURES}}})"


def write_map(path, building_columns):
    """40 × 40 pixels of 0.5 m: grass, and buildings in the first columns."""
    dataset = gdal.GetDriverByName("GTiff").Create(str(path), 40, 40, 1, gdal.GDT_Byte)
    dataset.SetProjection(QgsCoordinateReferenceSystem("EPSG:2154").toWkt())
    dataset.SetGeoTransform((420_000, 0.5, 0, 6_710_000, 0, -0.5))
    dataset.GetRasterBand(1).Fill(12)
    dataset.GetRasterBand(1).WriteRaster(0, 0, building_columns, 40, bytes([1]) * 40 * building_columns)
    del dataset
    return str(path)


@pytest.fixture
def classification(tmp_path):
    return write_map(tmp_path / "map.tif", 10)


@pytest.fixture
def assess(classification, tmp_path, context, feedback):
    """A function that runs the algorithm and returns its outputs."""

    def assess(reference, **parameters):
        values = {
            "CLASSIFICATION": classification,
            "REFERENCE": reference,
            "OUTPUT": str(tmp_path / "matrix é.csv"),
            **parameters,
        }
        return processing.run("cosia:assess_accuracy", values, context=context, feedback=feedback)

    return assess


def points_layer(values, field="classe:string"):
    """A scratch layer of points at the left of the map."""
    layer = QgsVectorLayer(f"Point?crs=EPSG:2154&field={field}", "points", "memory")
    for number, value in enumerate(values):
        feature = QgsFeature(layer.fields())
        feature.setGeometry(QgsGeometry.fromPointXY(QgsPointXY(420_000.25 + number, 6_709_995.25)))
        feature.setAttributes([value])
        layer.dataProvider().addFeatures([feature])
    return layer


def test_defaults_are_those_of_the_job(worker, assess, raster, classification, tmp_path):
    worker.answer(ANSWER)
    outputs = assess(raster)
    found = job_from_json(json.dumps(worker.job))
    expected = AssessAccuracyJob(classification, raster, str(tmp_path / "matrix é.csv"), language=found.language)
    assert found == expected
    assert outputs == {"OUTPUT": expected.output, **{name.upper(): value for name, value in FIGURES.items()}}


def test_all_parameters_reach_the_worker(worker, assess, tmp_path):
    worker.answer(ANSWER)
    names = {"REPORT": str(tmp_path / "page.html"), "FIGURES": str(tmp_path / "figures.csv")}
    assess(points_layer(["9"]), CLASS_FIELD="classe", BLOCK_SIZE_M=25.5, STRATA_FIELD="drawn", SEED=4, **names)
    job = worker.job
    assert (job["class_field"], job["block_size_m"], job["strata_field"], job["seed"]) == ("classe", 25.5, "drawn", 4)
    assert (job["report"], job["figures"]) == (names["REPORT"], names["FIGURES"])
    copy = QgsVectorLayer(job["reference"], "copy", "ogr")
    assert copy.featureCount() == 1 and next(copy.getFeatures())["classe"] == "9"


def test_an_empty_class_field_is_the_usual_one(worker, assess, raster):
    worker.answer(ANSWER)
    assess(raster, CLASS_FIELD="")
    assert worker.job["class_field"] == AssessAccuracyJob.class_field


def test_tables_and_pages_have_their_endings(worker, assess, raster):
    with pytest.raises(QgsProcessingException, match=r"must end in \.csv"):
        assess(raster, OUTPUT="/tmp/matrix.xlsx")
    with pytest.raises(QgsProcessingException, match=r"must end in \.html"):
        assess(raster, REPORT="/tmp/page.pdf")


@real_worker
def test_rasters_polygons_and_points(assess, tmp_path):
    truth = write_map(tmp_path / "truth.tif", 12)
    outputs = assess(truth, BLOCK_SIZE_M=5, REPORT=str(tmp_path / "page.html"))
    assert outputs["OA"] == pytest.approx(95) and outputs["MIOU_15"] < outputs["MIOU"] < 100
    assert (tmp_path / "page.html").is_file()
    assert assess(points_layer(["Bâtiment", "Building", "Pelouse"]), CLASS_FIELD="classe")["OA"] == pytest.approx(
        200 / 3
    )
    zone = QgsVectorLayer("Polygon?crs=EPSG:2154&field=numero:integer", "zone", "memory")
    feature = QgsFeature(zone.fields())
    feature.setGeometry(
        QgsGeometry.fromWkt("POLYGON((420000 6710000,420010 6710000,420010 6709990,420000 6709990,420000 6710000))")
    )
    feature.setAttributes([1])
    zone.dataProvider().addFeatures([feature])
    assert assess(zone, REPORT=str(tmp_path / "page.html"))["OA"] == pytest.approx(50)
    assert "<code>zone</code>" in (tmp_path / "page.html").read_text(encoding="utf-8")


@real_worker
def test_a_sample_goes_round(assess, classification, tmp_path, context, feedback):
    path = str(tmp_path / "sample.gpkg")
    parameters = {"CLASSIFICATION": classification, "COUNT": 200, "OUTPUT": path}
    processing.run("cosia:draw_sample", parameters, context=context, feedback=feedback)
    layer = QgsVectorLayer(path, "sample", "ogr")
    assert layer.startEditing()
    for feature in layer.getFeatures(QgsFeatureRequest()):
        # The truth: buildings in the first 12 columns.
        numero = 1 if feature.geometry().asPoint().x() < 420_006 else 12
        layer.changeAttributeValue(feature.id(), layer.fields().indexOf("numero"), numero)
    assert layer.commitChanges(), layer.commitErrors()
    figures = tmp_path / "figures.csv"
    outputs = assess(layer, FIGURES=str(figures))
    assert outputs["OA"] == pytest.approx(95, abs=5)
    assert "true_area,1,Building" in figures.read_text(encoding="utf-8")


@real_worker
def test_one_sentence_for_a_wrong_field(assess):
    with pytest.raises(QgsProcessingException, match="The vector file 'points' has no field 'numero'; it has: classe"):
        assess(points_layer(["9"]))
