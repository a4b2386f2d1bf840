"""What QGIS hands over for a comparison reaches the worker, and the recommendation feeds a classification."""

import json

import processing
import pytest
from qgis.core import (
    QgsFeature,
    QgsGeometry,
    QgsProcessingException,
    QgsProcessingModelAlgorithm,
    QgsProcessingModelChildAlgorithm,
    QgsProcessingModelChildParameterSource,
    QgsProcessingModelOutput,
    QgsProject,
    QgsRectangle,
    QgsVectorLayer,
)

from cosia.core.jobs import CompareNormalisationsJob, job_from_json

ANSWER = """\
    if job["kind"] == "compare_normalisations":
        pathlib.Path(job["report"]).write_text("page")
        send("result", values={"report": job["report"], "recommended": "norma-target"})
    else:
        shutil.copy(job["input"], job["output"])
        send("result", values={"output": job["output"], "model_hash": "cafe"})
"""


@pytest.fixture
def compare(worker, raster, tmp_path, context, feedback):
    """A function that runs ``cosia:compare_normalisations``; returns its outputs and the job that the worker got."""
    worker.answer(ANSWER)

    def run(**parameters):
        defaults = {"INPUT": raster, "REPORT": str(tmp_path / "page.html")}
        results = processing.run(
            "cosia:compare_normalisations", {**defaults, **parameters}, context=context, feedback=feedback
        )
        return results, worker.job

    return run


def test_defaults_are_those_of_the_job(compare, raster, tmp_path):
    results, job = compare()
    found = job_from_json(json.dumps(job))
    assert found == CompareNormalisationsJob(raster, str(tmp_path / "page.html"), language=found.language)
    assert results == {"REPORT": str(tmp_path / "page.html"), "RECOMMENDED": "norma-target"}


def test_everything_is_handed_on(compare, raster):
    _results, job = compare(
        REFERENCE=raster,
        CLASS_FIELD="classe",
        EXTENT="420000,420010,6709990,6710000 [EPSG:2154]",
        BAND_ROLES="red",
        SCALE_MIN=0,
        SCALE_MAX="3000",
        NODATA=0,
        CROPS=7,
        DEVICE="cpu",
    )
    assert (job["reference"], job["class_field"], job["band_roles"]) == (raster, "classe", ["red"])
    assert (job["scale_min"], job["scale_max"], job["nodata"]) == (0.0, 3000.0, 0.0)
    assert (job["crops"], job["device"], job["extent"]["crs"]) == (7, "cpu", "EPSG:2154")


def test_a_scratch_layer_of_polygons_serves_as_reference(compare, context):
    layer = QgsVectorLayer("Polygon?crs=EPSG:2154&field=numero:integer", "zones", "memory")
    feature = QgsFeature(layer.fields())
    feature.setAttribute("numero", 5)
    feature.setGeometry(QgsGeometry.fromRect(QgsRectangle(420_001, 6_709_990, 420_009, 6_709_999)))
    layer.dataProvider().addFeatures([feature])
    QgsProject.instance().addMapLayer(layer)
    _results, job = compare(REFERENCE=layer.id())
    read = QgsVectorLayer(job["reference"], "read", "ogr")
    assert [one["numero"] for one in read.getFeatures()] == [5]


def test_a_reference_that_is_not_there_is_refused(compare):
    with pytest.raises(QgsProcessingException, match="REFERENCE"):
        compare(REFERENCE="/nowhere/labels.tif")


def test_the_recommendation_feeds_a_classification_in_a_model(worker, raster, tmp_path, context, feedback):
    worker.answer(ANSWER)
    model = QgsProcessingModelAlgorithm("compare, then classify", "tests")
    first = QgsProcessingModelChildAlgorithm("cosia:compare_normalisations")
    first.setChildId("compare")
    first.addParameterSources("INPUT", [QgsProcessingModelChildParameterSource.fromStaticValue(raster)])
    report = str(tmp_path / "page.html")
    first.addParameterSources("REPORT", [QgsProcessingModelChildParameterSource.fromStaticValue(report)])
    second = QgsProcessingModelChildAlgorithm("cosia:classify")
    second.setChildId("map")
    second.addParameterSources("INPUT", [QgsProcessingModelChildParameterSource.fromStaticValue(raster)])
    recommended = QgsProcessingModelChildParameterSource.fromChildOutput("compare", "RECOMMENDED")
    second.addParameterSources("NORMALISATION", [recommended])
    output = QgsProcessingModelOutput("result", "result")
    output.setChildId("map")
    output.setChildOutputName("OUTPUT")
    second.setModelOutputs({"result": output})
    model.addChildAlgorithm(first)
    model.addChildAlgorithm(second)
    model.updateDestinationParameters()
    (destination,) = model.destinationParameterDefinitions()
    parameters = {destination.name(): str(tmp_path / "map.tif")}
    processing.run(model, parameters, context=context, feedback=feedback)
    assert worker.job["kind"] == "classify" and worker.job["normalisation"] == "norma-target"
