"""From a map to polygons as users do it: the installed zip, qgis_process, the real worker."""

from pathlib import Path

from qgis.core import QgsCategorizedSymbolRenderer, QgsVectorLayer

TRUTH = Path(__file__).parents[2] / "resources" / "samples" / "pneo_demo" / "truth.tif"


def test_the_sample_is_filtered_and_becomes_polygons_and_a_block(qgis_process, tmp_path):
    filtered, output, folder = tmp_path / "filtered.tif", tmp_path / "polygones é.gpkg", tmp_path / "blocks"
    changed = qgis_process.results("filter_classes", INPUT=TRUTH, MIN_PIXELS=12, OUTPUT=filtered)["CHANGED_PERCENT"]
    assert 0 < changed < 10
    results = qgis_process.results(
        "vectorise",
        INPUT=filtered,
        OUTPUT=output,
        MIN_AREA_M2=2,
        SIMPLIFY_M2=0.3,
        BLOCKS_FOLDER=folder,
        DEPARTMENT="49",
        YEAR=2022,
    )
    layer = QgsVectorLayer(str(output), "polygons", "ogr")
    assert layer.featureCount() == results["POLYGONS"] > 50
    assert isinstance(layer.renderer(), QgsCategorizedSymbolRenderer)
    assert all(feature.geometry().isGeosValid() for feature in layer.getFeatures())
    (block,) = folder.iterdir()
    assert block.name == "D049_2022_430_6710_vecto.gpkg" and results["BLOCKS"] == 1
    copy = QgsVectorLayer(str(block), "block", "ogr")
    assert copy.featureCount() == layer.featureCount() and isinstance(copy.renderer(), QgsCategorizedSymbolRenderer)


def test_an_image_is_refused_with_one_sentence(qgis_process, stack, tmp_path):
    code, text = qgis_process.run("vectorise", INPUT=stack, OUTPUT=tmp_path / "polygons.gpkg")
    assert code == 1 and "is no raster of class codes: it has 6 bands" in text and "Traceback" not in text
    assert list(tmp_path.iterdir()) == []
