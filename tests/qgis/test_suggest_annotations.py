"""What QGIS hands over for suggestions reaches the worker, and the layer opens with its ranks on it."""

import json
import os

import processing
import pytest
from osgeo import gdal, osr
from qgis.core import (
    QgsFeature,
    QgsGeometry,
    QgsProcessingException,
    QgsProcessingOutputLayerDefinition,
    QgsProject,
    QgsRectangle,
    QgsVectorLayer,
)

from cosia.core.jobs import SuggestAnnotationsJob, job_from_json

ANSWER = """\
    pathlib.Path(job["output"]).write_text("layer")
    send("result", values={"output": job["output"], "layer_name": "To annotate", "rectangles": 1})
"""

real_worker = pytest.mark.skipif(not os.environ.get("COSIA_PYTHON"), reason="COSIA_PYTHON names no worker")


@pytest.fixture
def suggest(raster, tmp_path, context, feedback):
    """A function that runs ``cosia:suggest_annotations`` and returns its outputs."""

    def run(**parameters):
        values = {"INPUT": raster, "OUTPUT": str(tmp_path / "à annoter.gpkg"), **parameters}
        return processing.run("cosia:suggest_annotations", values, context=context, feedback=feedback)

    return run


@pytest.fixture
def polygon():
    """A scratch layer of one square in the project."""
    layer = QgsVectorLayer("Polygon?crs=EPSG:2154", "zones", "memory")
    feature = QgsFeature(layer.fields())
    feature.setGeometry(QgsGeometry.fromRect(QgsRectangle(420_001, 6_709_990, 420_009, 6_709_999)))
    layer.dataProvider().addFeatures([feature])
    QgsProject.instance().addMapLayer(layer)
    return layer.id()


def test_defaults_are_those_of_the_job(worker, suggest, raster, tmp_path):
    worker.answer(ANSWER)
    outputs = suggest()
    job = job_from_json(json.dumps(worker.job))
    assert job == SuggestAnnotationsJob(raster, outputs["OUTPUT"], language=job.language)
    assert outputs == {"OUTPUT": str(tmp_path / "à annoter.gpkg")}


def test_everything_is_handed_on(worker, suggest, polygon):
    worker.answer(ANSWER)
    suggest(
        MODEL="/models/m.safetensors",
        COUNT=25,
        SIZE_M="12.5",
        MASK=polygon,
        ANNOTATIONS=polygon,
        NORMALISATION="norma-target",
        EXTENT="420000,420010,6709990,6710000 [EPSG:2154]",
        BAND_ROLES="red",
        SCALE_MIN=0,
        SCALE_MAX="3000",
        RESAMPLE_TO_MODEL=True,
        NODATA=0,
        SEED=7,
        DEVICE="cpu",
    )
    job = worker.job
    assert (job["model"], job["count"], job["size_m"], job["seed"]) == ("/models/m.safetensors", 25, 12.5, 7)
    assert (job["normalisation"], job["band_roles"], job["device"]) == ("norma-target", ["red"], "cpu")
    assert (job["scale_min"], job["scale_max"], job["resample_to_model"], job["nodata"]) == (0.0, 3000.0, True, 0.0)
    assert job["extent"]["crs"] == "EPSG:2154"
    for name in ("mask", "annotations"):
        assert QgsVectorLayer(job[name], name, "ogr").featureCount() == 1


@pytest.mark.parametrize(("name", "value"), [("COUNT", 0), ("OUTPUT", "layer.shp"), ("MASK", "/nowhere.gpkg")])
def test_values_that_do_not_fit_are_refused_by_name(worker, suggest, name, value):
    with pytest.raises(QgsProcessingException, match=rf"{name}|Rectangles|layer\.shp"):
        suggest(**{name: value})


@pytest.fixture
def blotches(tmp_path):
    """A scene of four bands with roles, 60 × 60 m."""
    path = str(tmp_path / "blotches.tif")
    dataset = gdal.GetDriverByName("GTiff").Create(path, 200, 200, 4, gdal.GDT_Byte)
    reference = osr.SpatialReference()
    reference.ImportFromEPSG(2154)
    dataset.SetProjection(reference.ExportToWkt())
    dataset.SetGeoTransform((420_000, 0.3, 0, 6_710_000, 0, -0.3))
    for number, role in enumerate(("red", "green", "blue", "nir"), start=1):
        band = dataset.GetRasterBand(number)
        band.SetDescription(role)
        rows = [
            bytes(1 + (row // 16 * 41 + column // 16 * 23 * number) % 250 for column in range(200))
            for row in range(200)
        ]
        band.WriteRaster(0, 0, 200, 200, b"".join(rows))
    del dataset
    return path


@real_worker
def test_the_layer_that_the_real_worker_writes_shows_its_ranks(suggest, blotches, tmp_path, context):
    output = QgsProcessingOutputLayerDefinition(str(tmp_path / "layer.gpkg"), QgsProject.instance())
    suggest(INPUT=blotches, COUNT=3, SIZE_M=15, OUTPUT=output)
    (path,) = context.layersToLoadOnCompletion()
    details = context.layerToLoadOnCompletionDetails(path)
    layer = QgsVectorLayer(path, "layer", "ogr")
    details.postProcessor().postProcessLayer(layer, context, None)
    assert layer.name() == "To annotate: blotches"
    assert [feature["rank"] for feature in layer.getFeatures()] == [1, 2, 3]
    assert layer.labelsEnabled() and layer.labeling().settings().fieldName == "rank"
    outlines = layer.renderer().symbol().symbolLayers()
    assert [outline.color().name() for outline in outlines] == ["#000000", "#ffdd00"]
    assert [outline.width() for outline in outlines] == [1.2, 0.6]
    assert layer.attributeDisplayName(layer.fields().indexOf("adds")) == "Adds most of"
    assert layer.crs().authid() == "EPSG:2154"
