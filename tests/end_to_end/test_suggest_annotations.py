"""Suggestions as users get them: the installed zip, qgis_process, the real worker, the bundled files."""

from osgeo import gdal
from qgis.core import QgsVectorLayer

gdal.UseExceptions()


def test_the_sample_gets_ranked_rectangles_on_its_pixels(qgis_process, stack, tmp_path):
    output = tmp_path / "à annoter.gpkg"
    results = qgis_process.results("suggest_annotations", INPUT=stack, COUNT=5, SIZE_M=20, OUTPUT=output)
    assert results["OUTPUT"] == str(output) and list(tmp_path.iterdir()) == [output]
    layer = QgsVectorLayer(str(output), "suggestions", "ogr")
    features = list(layer.getFeatures())
    assert [feature["rank"] for feature in features] == [1, 2, 3, 4, 5] and layer.labelsEnabled()
    dataset = gdal.Open(str(stack))
    left, step, _shear, top, *_rest = dataset.GetGeoTransform()
    valid = dataset.ReadAsArray().max(axis=0) > 0
    for feature in features:
        box = feature.geometry().boundingBox()
        columns = slice(round((box.xMinimum() - left) / step), round((box.xMaximum() - left) / step))
        rows = slice(round((top - box.yMaximum()) / step), round((top - box.yMinimum()) / step))
        assert valid[rows, columns].size > 60**2 and valid[rows, columns].mean() >= 0.9
    assert all(
        not one.geometry().intersection(other.geometry()).area()
        for one in features
        for other in features[: one["rank"] - 1]
    )


def test_a_rectangle_larger_than_the_scene_is_one_sentence(qgis_process, stack, tmp_path):
    code, text = qgis_process.run("suggest_annotations", INPUT=stack, SIZE_M=5000, OUTPUT=tmp_path / "layer.gpkg")
    assert code == 1 and "A rectangle of 5000 m does not fit" in text and "Traceback" not in text
    assert list(tmp_path.iterdir()) == []
