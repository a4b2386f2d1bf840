"""Areas as users ask for them: the installed zip, qgis_process, the real worker."""

from pathlib import Path

import pytest
from qgis.core import QgsVectorLayer

TRUTH = Path(__file__).parents[2] / "resources" / "samples" / "pneo_demo" / "truth.tif"


def test_the_sample_s_areas_by_zone(qgis_process, tmp_path):
    zones = tmp_path / "zones.geojson"
    corners = "[2.08,47.4],[2.12,47.4],[2.12,47.5],[2.08,47.5],[2.08,47.4]"
    zones.write_text(
        '{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"nom":"Ailleurs"},'
        f'"geometry":{{"type":"Polygon","coordinates":[[{corners}]]}}}}]}}'
    )
    output, report = tmp_path / "surfaces é.csv", tmp_path / "page.html"
    results = qgis_process.results("summarise_areas", INPUT=TRUTH, ZONES=zones, OUTPUT=output, REPORT=report)
    assert results["ZONE_COUNT"] == 1
    rows = list(QgsVectorLayer(str(output), "areas", "ogr").getFeatures())
    assert len(rows) == 30
    whole = [row for row in rows if row["zone"] != "Ailleurs"]
    assert sum(row["area_ha"] for row in whole) == pytest.approx(results["CLASSIFIED_HA"], abs=1e-5)
    assert sum(row["share_percent"] for row in whole) == pytest.approx(100, abs=1e-4)
    assert sum(row["pixels"] for row in rows if row["zone"] == "Ailleurs") == 0
    assert "Ailleurs" in report.read_text(encoding="utf-8")


def test_an_image_is_refused_with_one_sentence(qgis_process, stack, tmp_path):
    code, text = qgis_process.run("summarise_areas", INPUT=stack, OUTPUT=tmp_path / "areas.csv")
    assert code == 1 and "is no raster of class codes: it has 6 bands" in text and "Traceback" not in text
    assert list(tmp_path.iterdir()) == []
