"""The ready models as users run them, each in one call: the installed zip, qgis_process, the real worker."""

import csv
import shutil
import signal
import subprocess
import time
from collections import Counter
from pathlib import Path

import pytest
from osgeo import gdal, ogr
from qgis.core import QgsCategorizedSymbolRenderer, QgsPalettedRasterRenderer, QgsRasterLayer, QgsVectorLayer

gdal.UseExceptions()

SAMPLE = Path(__file__).parents[2] / "resources" / "samples" / "pneo_demo"
EXTENT = "431400,431460,6706140,6706200 [EPSG:2154]"
SIDE_PX = 200
CANCEL_LIMIT_S = 10.0
PIXEL_M2 = 0.3**2
WEST, EAST = [0, 0, 192, 256], [440, 0, 192, 256]
"""Windows of the sample scene without a common pixel."""

EAST_EXTENT = "431532,431589.6,6706123.2,6706200 [EPSG:2154]"


def rows(path):
    with open(path, encoding="utf-8", newline="") as table:
        return list(csv.DictReader(table))


def test_a_product_becomes_a_map_polygons_and_areas_in_one_call(qgis_process, tmp_path):
    product = shutil.copytree(SAMPLE, tmp_path / "livraison é")
    land, polygons, areas, report = (tmp_path / name for name in ("map.tif", "map.gpkg", "areas.csv", "areas.html"))
    outputs = {
        "filter_classes:MAP": land,
        "vectorise:POLYGONS": polygons,
        "summarise_areas:AREAS": areas,
        "summarise_areas:REPORT": report,
    }
    results = qgis_process.results("product_to_areas", PRODUCT=product, EXTENT=EXTENT, MIN_PIXELS=12, **outputs)
    assert {name: Path(results[name]) for name in outputs} == outputs
    classes = gdal.Open(str(land)).ReadAsArray()
    assert classes.shape == (SIDE_PX, SIDE_PX)
    pixels = Counter(int(numero) for numero in classes.flat if numero)
    assert len(pixels) >= 4
    layer = QgsVectorLayer(str(polygons), "polygons", "ogr")
    drawn_m2 = Counter()
    for feature in layer.getFeatures():
        drawn_m2[feature["numero"]] += feature.geometry().area()
    table = {int(row["numero"]): row for row in rows(areas)}
    assert len(table) == 15
    for numero, row in table.items():
        assert int(row["pixels"]) == pixels[numero]
        assert float(row["area_m2"]) == pytest.approx(drawn_m2[numero]) == pytest.approx(pixels[numero] * PIXEL_M2)
    assert "Built or sealed" in report.read_text(encoding="utf-8")
    assert isinstance(QgsRasterLayer(str(land), "map").renderer(), QgsPalettedRasterRenderer)
    assert isinstance(layer.renderer(), QgsCategorizedSymbolRenderer)


def test_an_image_is_classified_with_the_normalisation_that_the_comparison_recommends(qgis_process, stack, tmp_path):
    land, page, statistics = tmp_path / "map.tif", tmp_path / "page.html", tmp_path / "statistics.json"
    qgis_process.results(
        "classify_as_recommended",
        IMAGES=[stack, shutil.copy(stack, stack.with_name("again.vrt"))],
        INPUT=stack,
        EXTENT=EXTENT,
        BLOCKS=0,
        REFERENCE=SAMPLE / "truth.tif",
        **{
            "classify:MAP": land,
            "compare_normalisations:COMPARISON": page,
            "compute_statistics:STATISTICS": statistics,
        },
    )
    recommended = qgis_process.results(
        "compare_normalisations",
        INPUT=stack,
        EXTENT=EXTENT,
        STATISTICS=statistics,
        REFERENCE=SAMPLE / "truth.tif",
        REPORT=tmp_path / "again.html",
    )["RECOMMENDED"]
    classified = gdal.Open(str(land))
    assert classified.GetMetadataItem("COSIA_NORMALISATION") == recommended
    assert "again.vrt" in statistics.read_text(encoding="utf-8")
    assert (classified.RasterXSize, classified.RasterYSize) == (SIDE_PX, SIDE_PX)
    assert recommended in page.read_text(encoding="utf-8")


def test_a_model_is_trained_in_the_west_and_assessed_in_the_east(qgis_process, stack, tmp_path):
    annotations, reference = tmp_path / "drawn é.gpkg", tmp_path / "reference.tif"
    gdal.Translate(str(reference), str(SAMPLE / "truth.tif"), srcWin=EAST)
    west = gdal.Translate("/vsimem/west.tif", str(SAMPLE / "truth.tif"), srcWin=WEST)
    drawn = ogr.GetDriverByName("GPKG").CreateDataSource(str(annotations))
    layer = drawn.CreateLayer("drawn", west.GetSpatialRef(), ogr.wkbPolygon)
    layer.CreateField(ogr.FieldDefn("numero", ogr.OFTInteger))
    gdal.Polygonize(west.GetRasterBand(1), west.GetRasterBand(1).GetMaskBand(), layer, 0)
    del layer, drawn, west
    gdal.Unlink("/vsimem/west.tif")
    model, land, matrix = tmp_path / "new.safetensors", tmp_path / "map.tif", tmp_path / "matrix.csv"
    qgis_process.results(
        "train_and_assess",
        INPUT=stack,
        ANNOTATIONS=annotations,
        REFERENCE=reference,
        EPOCHS=1,
        EXTENT=EAST_EXTENT,
        **{"fine_tune:MODEL": model, "classify:MAP": land, "assess_accuracy:CONFUSION_MATRIX": matrix},
    )
    truth, classes = gdal.Open(str(reference)).ReadAsArray(), gdal.Open(str(land)).ReadAsArray()
    assert truth.shape == classes.shape == (EAST[3], EAST[2])
    for row in rows(matrix)[:15]:
        numero = int(row["numero"])
        found = Counter(classes[(truth == numero) & (classes > 0)].tolist())
        assert [int(row[f"map_{other}"]) for other in range(1, 16)] == [found[other] for other in range(1, 16)]
    page = tmp_path / "model.html"
    qgis_process.results("describe_model", MODEL=model, REPORT=page)
    made_by = gdal.Open(str(land)).GetMetadataItem("COSIA_MODEL_HASH").removeprefix("sha256:")
    assert made_by in page.read_text(encoding="utf-8")


def workers_of(process):
    command = ["ps", "--ppid", str(process.pid), "-wwo", "args="]
    listing = subprocess.run(command, capture_output=True, text=True, check=False).stdout
    return [line for line in listing.splitlines() if "-m core" in line]


def test_a_cancel_in_the_middle_of_a_model_leaves_nothing(qgis_process, tmp_path):
    product = shutil.copytree(SAMPLE, tmp_path / "product")
    outputs = {
        "filter_classes:MAP": tmp_path / "map.tif",
        "vectorise:POLYGONS": tmp_path / "map.gpkg",
        "summarise_areas:AREAS": tmp_path / "areas.csv",
    }
    process = qgis_process.start("product_to_areas", PRODUCT=product, **outputs)
    while process.poll() is None and not workers_of(process):
        time.sleep(0.02)
    assert process.poll() is None
    process.send_signal(signal.SIGINT)
    started_s = time.monotonic()
    process.communicate(timeout=30)
    assert time.monotonic() - started_s <= CANCEL_LIMIT_S
    assert list(tmp_path.iterdir()) == [product]


def test_a_product_that_is_none_stops_with_one_sentence_and_leaves_nothing(qgis_process, tmp_path):
    folder = tmp_path / "nothing here"
    folder.mkdir()
    outputs = {
        "filter_classes:MAP": tmp_path / "map.tif",
        "vectorise:POLYGONS": tmp_path / "map.gpkg",
        "summarise_areas:AREAS": tmp_path / "areas.csv",
    }
    code, text = qgis_process.run("product_to_areas", PRODUCT=folder, **outputs)
    assert code == 1 and "nothing here" in text and "Traceback" not in text
    assert list(tmp_path.iterdir()) == [folder]
