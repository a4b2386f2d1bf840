"""Areas in QGIS: parameters reach the worker, the table opens with types, in a model as well."""

import json
import os

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
    QgsProcessingOutputLayerDefinition,
    QgsProcessingUtils,
    QgsProject,
    QgsRectangle,
    QgsVectorLayer,
)

from cosia.core.jobs import SummariseAreasJob, job_from_json

real_worker = pytest.mark.skipif(not os.environ.get("COSIA_PYTHON"), reason="COSIA_PYTHON names no worker")

ANSWER = """\
    pathlib.Path(job["output"]).write_text("numero")
    send("result", values={"output": job["output"], "report": job["report"], "groups_used": job["groups_used"],
                           "layer_name": "Areas of scene", "zone_count": 1, "classified_ha": 2.5})
"""


@pytest.fixture
def run(raster, tmp_path, context, feedback):
    """A function that runs the algorithm on the raster and returns its outputs."""

    def run(**parameters):
        values = {"INPUT": raster, "OUTPUT": str(tmp_path / "areas é.csv"), **parameters}
        return processing.run("cosia:summarise_areas", values, context=context, feedback=feedback)

    return run


@pytest.fixture
def zones():
    """A scratch layer with one zone, the upper half of the raster and what is above."""
    layer = QgsVectorLayer("Polygon?crs=EPSG:2154&field=nom:string", "zones", "memory")
    feature = QgsFeature(layer.fields())
    feature.setGeometry(QgsGeometry.fromRect(QgsRectangle(419_990, 6_709_990.4, 420_050, 6_710_010)))
    feature.setAttributes(["Nord"])
    layer.dataProvider().addFeatures([feature])
    QgsProject.instance().addMapLayer(layer)
    return layer.id()


def test_defaults_are_those_of_the_job(worker, run, raster, tmp_path):
    worker.answer(ANSWER)
    outputs = run()
    job = job_from_json(json.dumps(worker.job))
    assert job == SummariseAreasJob(raster, str(tmp_path / "areas é.csv"), language=job.language)
    assert outputs == {"OUTPUT": job.output, "CLASSIFIED_HA": 2.5, "ZONE_COUNT": 1}


def test_all_parameters_reach_the_worker(worker, run, zones, tmp_path):
    worker.answer(ANSWER)
    (tmp_path / "groups.csv").write_text("numero,group\n")
    files = {"REPORT": str(tmp_path / "page.html"), "GROUPS_USED": str(tmp_path / "used.csv")}
    outputs = run(ZONES=zones, ZONE_FIELD="nom", GROUPS=str(tmp_path / "groups.csv"), **files)
    job = worker.job
    assert (job["zone_field"], job["groups"]) == ("nom", str(tmp_path / "groups.csv"))
    assert QgsVectorLayer(job["zones"], "zones", "ogr").featureCount() == 1
    assert {name: outputs[name] for name in files} == files


def test_the_endings_of_files_are_kept(worker, run):
    for name, file in (("OUTPUT", "areas.xlsx"), ("REPORT", "page.pdf"), ("GROUPS", "groups.xlsx")):
        with pytest.raises(QgsProcessingException, match=file):
            run(**{name: f"/tmp/{file}"})
    assert worker.job is None


@real_worker
def test_the_table_opens_with_types_and_a_name(run, zones, tmp_path, context, feedback):
    output = QgsProcessingOutputLayerDefinition(str(tmp_path / "areas.csv"), QgsProject.instance())
    results = run(OUTPUT=output, ZONES=zones, REPORT=str(tmp_path / "page.html"))
    assert results["CLASSIFIED_HA"] == pytest.approx((64 * 0.3) ** 2 / 1e4, abs=1e-6) and results["ZONE_COUNT"] == 1
    (path,) = context.layersToLoadOnCompletion()
    layer = QgsProcessingUtils.mapLayerFromString(path, context)
    context.layerToLoadOnCompletionDetails(path).postProcessor().postProcessLayer(layer, context, feedback)
    assert layer.name() == "Areas of scene" and not layer.isSpatial() and layer.featureCount() == 30
    rows = {(row["zone"], row["numero"]): row for row in layer.getFeatures()}
    assert rows["Nord", 7]["area_m2"] == pytest.approx(32 * 64 * 0.09)
    assert rows["Nord", 7]["zone_id"] == 1 and rows["(whole map)", 7]["share_percent"] == 100
    assert "Nord" in (tmp_path / "page.html").read_text(encoding="utf-8")


@real_worker
def test_a_model_hands_the_table_on(raster, tmp_path, context, feedback):
    source = QgsProcessingModelChildParameterSource
    model = QgsProcessingModelAlgorithm("filter and summarise", "tests")
    first = QgsProcessingModelChildAlgorithm("cosia:filter_classes")
    first.setChildId("filter")
    first.addParameterSources("INPUT", [source.fromStaticValue(raster)])
    model.addChildAlgorithm(first)
    second = QgsProcessingModelChildAlgorithm("cosia:summarise_areas")
    second.setChildId("areas")
    second.addParameterSources("INPUT", [source.fromChildOutput("filter", "OUTPUT")])
    model.addChildAlgorithm(second)
    third = QgsProcessingModelChildAlgorithm("native:extractbyexpression")
    third.setChildId("snow")
    third.addParameterSources("INPUT", [source.fromChildOutput("areas", "OUTPUT")])
    third.addParameterSources("EXPRESSION", [source.fromStaticValue('"numero" = 7')])
    output = QgsProcessingModelOutput("snow", "snow")
    output.setChildId("snow")
    output.setChildOutputName("OUTPUT")
    third.setModelOutputs({"snow": output})
    model.addChildAlgorithm(third)
    path = str(tmp_path / "snow.csv")
    processing.run(model, {"snow:snow": path}, context=context, feedback=feedback)
    (row,) = QgsVectorLayer(path, "snow", "ogr").getFeatures()
    assert row["class"] == "Snow" and float(row["pixels"]) == 64 * 64


@real_worker
def test_one_sentence_for_a_wrong_field(run, zones, tmp_path):
    with pytest.raises(QgsProcessingException, match="has no field 'insee'; it has: nom"):
        run(ZONES=zones, ZONE_FIELD="insee")
    assert list(tmp_path.glob("areas*")) == []
