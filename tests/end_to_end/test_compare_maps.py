"""Two dates of the sample as users compare them: the installed zip, qgis_process, the real worker."""

from pathlib import Path

import pytest
from qgis.core import QgsPalettedRasterRenderer, QgsRasterLayer, QgsVectorLayer

TRUTH = Path(__file__).parents[2] / "resources" / "samples" / "pneo_demo" / "truth.tif"


def test_a_map_beside_the_polygons_of_a_calmer_one(qgis_process, tmp_path):
    filtered, polygons = tmp_path / "filtered.tif", tmp_path / "polygons.gpkg"
    filtering = qgis_process.results("filter_classes", INPUT=TRUTH, MIN_PIXELS=30, OUTPUT=filtered)
    qgis_process.results("vectorise", INPUT=filtered, OUTPUT=polygons)
    output, table, report = tmp_path / "changes é.tif", tmp_path / "changes.csv", tmp_path / "page.html"
    results = qgis_process.results(
        "compare_maps", BEFORE=TRUTH, AFTER=polygons, OUTPUT=output, TABLE=table, REPORT=report
    )
    assert results["CHANGED_PERCENT"] == pytest.approx(filtering["CHANGED_PERCENT"], abs=0.01) and (
        results["CHANGED_PERCENT"] > 0
    )
    layer = QgsRasterLayer(str(output), "changes")
    assert isinstance(layer.renderer(), QgsPalettedRasterRenderer) and "→" in layer.renderer().classes()[0].label
    rows = list(QgsVectorLayer(str(table), "table", "ogr").getFeatures())
    changed = sum(row["area_ha"] for row in rows if row["kind"] == "changed")
    assert changed == pytest.approx(results["CHANGED_HA"], abs=1e-5)
    assert "their errors are in it" in report.read_text(encoding="utf-8")


def test_an_image_is_refused_with_one_sentence(qgis_process, stack, tmp_path):
    code, text = qgis_process.run("compare_maps", BEFORE=TRUTH, AFTER=stack, OUTPUT=tmp_path / "changes.tif")
    assert code == 1 and "is no raster of class codes: it has 6 bands" in text and "Traceback" not in text
    assert list(tmp_path.iterdir()) == []
