"""Annotation layers as users make them: the installed zip, qgis_process and the real worker."""

from pathlib import Path

from qgis.core import QgsCategorizedSymbolRenderer, QgsVectorLayer

TRUTH = Path(__file__).parents[2] / "resources" / "samples" / "pneo_demo" / "truth.tif"


def test_the_areas_of_a_map_become_polygons_to_correct(qgis_process, stack, tmp_path):
    output = tmp_path / "annotations é.gpkg"
    results = qgis_process.results("create_annotation_layer", INPUT=stack, CLASSIFICATION=TRUTH, OUTPUT=output)
    assert results["OUTPUT"] == str(output) and list(tmp_path.iterdir()) == [output]
    layer = QgsVectorLayer(str(output), "annotations", "ogr")
    assert layer.crs().authid() == "EPSG:2154" and layer.featureCount() == results["POLYGONS"] > 50
    assert isinstance(layer.renderer(), QgsCategorizedSymbolRenderer)
    assert all(feature.geometry().isGeosValid() for feature in layer.getFeatures())


def test_the_class_names_speak_the_language_of_qgis(qgis_process, stack, tmp_path):
    output = tmp_path / "annotations.gpkg"
    spoken = {"LC_ALL": "C.UTF-8", "LANG": "fr_FR.UTF-8", "LANGUAGE": "fr_FR"}
    code, text = qgis_process.run("create_annotation_layer", spoken, INPUT=stack, OUTPUT=output)
    assert code == 0, text
    layer = QgsVectorLayer(str(output), "annotations", "ogr")
    assert [category.label() for category in layer.renderer().categories()][:2] == ["Bâtiment", "Zone perméable"]


def test_without_a_system_there_is_one_sentence(qgis_process, tmp_path):
    code, text = qgis_process.run("create_annotation_layer", OUTPUT=tmp_path / "annotations.gpkg")
    assert code == 1 and "needs a coordinate reference system" in text and "Traceback" not in text
    assert list(tmp_path.iterdir()) == []
