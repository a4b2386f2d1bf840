"""Draw, train, classify as users do: the installed zip, qgis_process and the real worker."""

import signal
import time

from osgeo import gdal, ogr

SAMPLE_TRUTH = "truth.tif"
MOST_PER_CLASS = 14

LIMIT_S = 120

QUICK = {"CHIP_SIZE_PX": 64, "BATCH_SIZE": 4}


def drawn(truth, path):
    """Polygons of an annotator: squares of 8 m within areas of one class of the truth."""
    dataset = gdal.Open(str(truth))
    labels, transform = dataset.GetRasterBand(1).ReadAsArray(), dataset.GetGeoTransform()
    layer_file = ogr.GetDriverByName("GPKG").CreateDataSource(str(path))
    layer = layer_file.CreateLayer("annotations", dataset.GetSpatialRef(), ogr.wkbPolygon)
    layer.CreateField(ogr.FieldDefn("numero", ogr.OFTInteger))
    side, found = 27, {}
    for row in range(0, labels.shape[0] - side, side):
        for column in range(0, labels.shape[1] - side, side):
            square = labels[row : row + side, column : column + side]
            numero = int(square[0, 0])
            if numero and (square == numero).all() and found.get(numero, 0) < MOST_PER_CLASS:
                found[numero] = found.get(numero, 0) + 1
                x, y = transform[0] + column * transform[1], transform[3] + row * transform[5]
                size = side * transform[1]
                feature = ogr.Feature(layer.GetLayerDefn())
                ring = f"{x} {y},{x + size} {y},{x + size} {y - size},{x} {y - size},{x} {y}"
                feature.SetGeometry(ogr.CreateGeometryFromWkt(f"POLYGON(({ring}))"))
                feature.SetField("numero", numero)
                layer.CreateFeature(feature)
    return found


def test_a_few_polygons_make_a_model_that_classify_takes(qgis_process, stack, tmp_path):
    annotations, model, report = (tmp_path / name for name in ("dessin é.gpkg", "modèle.safetensors", "rapport.html"))
    assert len(drawn(stack.parent / "product" / SAMPLE_TRUTH, annotations)) >= 4
    results = qgis_process.results(
        "fine_tune", INPUT=stack, ANNOTATIONS=annotations, OUTPUT=model, REPORT=report, EPOCHS=1, **QUICK
    )
    assert 0 < results["OA_AFTER"] <= 100 and results["MODEL_HASH"].startswith("sha256:")
    assert "ft-initialisation" in report.read_text(encoding="utf-8")
    output = tmp_path / "map.tif"
    mapped = qgis_process.results("classify", INPUT=stack, MODEL=model, OUTPUT=output)
    assert mapped["MODEL_HASH"] == results["MODEL_HASH"]
    assert not list(tmp_path.glob("*.partial"))


def test_cancel_in_the_middle_keeps_the_best_model(qgis_process, stack, tmp_path):
    annotations, model = tmp_path / "drawn.gpkg", tmp_path / "model.safetensors"
    drawn(stack.parent / "product" / SAMPLE_TRUTH, annotations)
    process = qgis_process.start(
        "fine_tune", INPUT=stack, ANNOTATIONS=annotations, OUTPUT=model, EPOCHS=500, VALIDATION=0, **QUICK
    )
    checkpoint = tmp_path / "model.safetensors.partial" / "checkpoint.pt"
    deadline_s = time.monotonic() + LIMIT_S
    while not checkpoint.exists() and process.poll() is None and time.monotonic() < deadline_s:
        time.sleep(0.05)
    process.send_signal(signal.SIGINT)
    told, _nothing = process.communicate(timeout=30)
    assert "best model so far" in told
    assert model.exists() and not list(tmp_path.glob("*.partial"))
    described = tmp_path / "page.html"
    qgis_process.results("describe_model", MODEL=model, REPORT=described)
    assert "sha256" in described.read_text(encoding="utf-8")


def test_one_class_is_refused_in_one_sentence(qgis_process, stack, tmp_path):
    annotations, model = tmp_path / "drawn.gpkg", tmp_path / "model.safetensors"
    drawn(stack.parent / "product" / SAMPLE_TRUTH, annotations)
    layer_file = ogr.Open(str(annotations), 1)
    layer_file.ExecuteSQL("UPDATE annotations SET numero = 12")
    del layer_file
    code, output = qgis_process.run("fine_tune", INPUT=stack, ANNOTATIONS=annotations, OUTPUT=model)
    assert code != 0 and "hold one class only" in output
    assert [path.name for path in tmp_path.iterdir()] == ["drawn.gpkg"]
