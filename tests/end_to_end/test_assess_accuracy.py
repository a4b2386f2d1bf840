"""Accuracy as users measure it: the installed zip, qgis_process and the real worker."""

import csv
from pathlib import Path

from osgeo import gdal
from qgis.core import QgsCategorizedSymbolRenderer, QgsFeatureRequest, QgsRasterLayer, QgsVectorLayer

TRUTH = Path(__file__).parents[2] / "resources" / "samples" / "pneo_demo" / "truth.tif"


def test_a_map_is_classified_assessed_sampled_interpreted_and_estimated(qgis_process, stack, tmp_path):
    classification, sample = tmp_path / "map é.tif", tmp_path / "sample.gpkg"
    qgis_process.results("classify", INPUT=stack, OUTPUT=classification)

    report = tmp_path / "report.html"
    exact = qgis_process.results(
        "assess_accuracy",
        CLASSIFICATION=classification,
        REFERENCE=TRUTH,
        BLOCK_SIZE_M=20,
        OUTPUT=tmp_path / "matrix.csv",
        REPORT=report,
    )
    assert 50 < exact["MIOU_15"] < exact["MIOU"] < exact["OA"] < 100 and 50 < exact["KAPPA"] < exact["OA"]
    assert "Accuracy of map é.tif" in report.read_text(encoding="utf-8")

    drawn = qgis_process.results("draw_sample", CLASSIFICATION=classification, COUNT=400, OUTPUT=sample)
    assert drawn["POINTS"] == 400
    layer, truth = QgsVectorLayer(str(sample), "sample", "ogr"), QgsRasterLayer(str(TRUTH), "truth")
    assert isinstance(layer.renderer(), QgsCategorizedSymbolRenderer)
    assert layer.startEditing()
    for feature in layer.getFeatures(QgsFeatureRequest()):
        numero, known = truth.dataProvider().sample(feature.geometry().asPoint(), 1)
        if known:
            layer.changeAttributeValue(feature.id(), layer.fields().indexOf("numero"), int(numero))
    assert layer.commitChanges(), layer.commitErrors()
    del layer, truth

    figures = tmp_path / "figures.csv"
    estimated = qgis_process.results(
        "assess_accuracy",
        CLASSIFICATION=classification,
        REFERENCE=sample,
        OUTPUT=tmp_path / "counts.csv",
        FIGURES=figures,
    )
    rows = list(csv.DictReader(figures.read_text(encoding="utf-8").splitlines()))
    error = next(float(row["standard_error"]) for row in rows if row["figure"] == "oa")
    assert abs(estimated["OA"] - exact["OA"]) < 4 * error
    assert {row["unit"] for row in rows if row["figure"] == "true_area"} == {"ha"}


def test_a_reference_elsewhere_is_one_sentence(qgis_process, tmp_path):
    elsewhere = tmp_path / "elsewhere.tif"
    gdal.Translate(str(elsewhere), str(TRUTH), outputBounds=[0, 6_000_300, 300, 6_000_000])
    code, text = qgis_process.run(
        "assess_accuracy", CLASSIFICATION=TRUTH, REFERENCE=elsewhere, OUTPUT=tmp_path / "matrix.csv"
    )
    assert code == 1 and "does not touch the classification" in text and "Traceback" not in text
    assert not (tmp_path / "matrix.csv").exists()
