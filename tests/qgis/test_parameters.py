"""Every parameter value that QGIS may hand over reaches the worker as what the user meant."""

import json

import processing
import pytest
from qgis.core import (
    QgsApplication,
    QgsCoordinateReferenceSystem,
    QgsFeature,
    QgsGeometry,
    QgsProcessingException,
    QgsProcessingFeatureSourceDefinition,
    QgsProcessingModelAlgorithm,
    QgsProcessingModelChildAlgorithm,
    QgsProcessingModelChildParameterSource,
    QgsProcessingModelParameter,
    QgsProcessingParameterEnum,
    QgsProcessingParameterString,
    QgsProject,
    QgsRasterLayer,
    QgsRectangle,
    QgsReferencedRectangle,
    QgsVectorFileWriter,
    QgsVectorLayer,
)

from cosia.algorithms.classify import Classify
from cosia.core import jobs


def enum_values():
    """Parameter, index and name of every value of every enum of ``classify``."""
    algorithm = Classify()
    algorithm.initAlgorithm()
    for parameter, names in algorithm._choices.items():
        for index, name in enumerate(names):
            yield pytest.param(parameter, index, name, id=f"{parameter}-{name}")


ENUM_VALUES = tuple(enum_values())


@pytest.mark.parametrize(("parameter", "index", "name"), ENUM_VALUES)
def test_enum_value_as_index_and_as_name(worker, classify, parameter, index, name):
    for value in (index, str(index), name):
        classify(**{parameter: value})
        assert worker.job[parameter.lower()] == name


@pytest.mark.parametrize(("parameter", "index", "name"), ENUM_VALUES)
def test_enum_value_wired_in_a_model(worker, raster, tmp_path, parameter, index, name):
    sources = {
        "static index": QgsProcessingModelChildParameterSource.fromStaticValue(index),
        "static name": QgsProcessingModelChildParameterSource.fromStaticValue(name),
        "text parameter": QgsProcessingModelChildParameterSource.fromModelParameter("text"),
        "enum parameter": QgsProcessingModelChildParameterSource.fromModelParameter("enum"),
        "expression": QgsProcessingModelChildParameterSource.fromExpression(f"'{name}'"),
    }
    for how, source in sources.items():
        model = model_around_classify(raster, str(tmp_path / "out.tif"), {parameter: source})
        for definition in (QgsProcessingParameterString("text"), QgsProcessingParameterEnum("enum", options=["x"] * 9)):
            model.addModelParameter(definition, QgsProcessingModelParameter(definition.name()))
        processing.run(model, {"text": name, "enum": index})
        assert worker.job[parameter.lower()] == name, how


def model_around_classify(raster, output, sources):
    model = QgsProcessingModelAlgorithm("around classify", "tests")
    child = QgsProcessingModelChildAlgorithm("cosia:classify")
    child.setChildId("classify")
    fixed = {"INPUT": raster, "OUTPUT": output}
    for name, value in fixed.items():
        child.addParameterSources(name, [QgsProcessingModelChildParameterSource.fromStaticValue(value)])
    for name, source in sources.items():
        child.addParameterSources(name, [source])
    model.addChildAlgorithm(child)
    return model


@pytest.mark.parametrize("value", [2, "2", "sharp", -1])
def test_unknown_enum_value_is_refused_with_the_choices(worker, raster, context, value):
    algorithm = QgsApplication.processingRegistry().createAlgorithmById("cosia:classify")
    ok, message = algorithm.checkParameterValues({"INPUT": raster, "OUTPUT": "x.tif", "EDGE": value}, context)
    assert not ok
    assert "EDGE" in message or "edge" in message


def test_defaults_are_those_of_the_job(worker, classify, raster):
    outputs = classify()
    job = jobs.job_from_json(json.dumps(worker.job))
    assert job == jobs.ClassifyJob(input=raster, output=outputs["OUTPUT"], language=job.language)


def test_numbers_texts_and_files(worker, classify):
    classify(
        NODATA=0,
        TILE_SIZE_PX=512,
        MARGIN_PX="64",
        BATCH_SIZE=2,
        SCALE_MIN=200,
        SCALE_MAX=4000.5,
        RESAMPLE_TO_MODEL=True,
        AUGMENT=True,
        RESUME=True,
        GPU_INDEX=1,
        BAND_ROLES="red, green blue,nir",
        MODEL="/models/m.safetensors",
    )
    assert worker.job["nodata"] == 0.0
    assert (worker.job["tile_size_px"], worker.job["margin_px"], worker.job["batch_size"]) == (512, 64, 2)
    assert (worker.job["scale_min"], worker.job["scale_max"]) == (200.0, 4000.5)
    assert worker.job["resample_to_model"] is True
    assert (worker.job["augment"], worker.job["resume"], worker.job["gpu_index"]) == (True, True, 1)
    assert worker.job["band_roles"] == ["red", "green", "blue", "nir"]
    assert worker.job["model"] == "/models/m.safetensors"


def test_optional_outputs_are_written_only_when_asked_for(worker, classify, tmp_path):
    assert "CONFIDENCE" not in classify()
    assert worker.job["confidence"] == worker.job["probabilities"] == ""
    wanted = str(tmp_path / "confidence.tif")
    assert classify(CONFIDENCE=wanted)["CONFIDENCE"] == wanted == worker.job["confidence"]
    assert worker.job["report"] == ""
    page = str(tmp_path / "report.html")
    assert classify(REPORT=page)["REPORT"] == page == worker.job["report"]


def test_temporary_output(worker, classify):
    assert classify(OUTPUT="TEMPORARY_OUTPUT")["OUTPUT"].endswith(".tif")


# Extents


@pytest.mark.parametrize(
    ("value", "crs"),
    [
        ("2.1,2.2,47.1,47.3 [EPSG:4326]", "EPSG:4326"),
        (
            QgsReferencedRectangle(QgsRectangle(2.1, 47.1, 2.2, 47.3), QgsCoordinateReferenceSystem("EPSG:4326")),
            "EPSG:4326",
        ),
        ("2.1,2.2,47.1,47.3", ""),
    ],
)
def test_extent_keeps_its_own_crs(worker, classify, value, crs):
    classify(EXTENT=value)
    assert worker.job["extent"] == {"xmin": 2.1, "ymin": 47.1, "xmax": 2.2, "ymax": 47.3, "crs": crs}


def test_extent_without_crs_is_in_that_of_the_project(worker, classify):
    QgsProject.instance().setCrs(QgsCoordinateReferenceSystem("EPSG:3857"))
    classify(EXTENT="1,2,3,4")
    assert worker.job["extent"]["crs"] == "EPSG:3857"
    QgsProject.instance().setCrs(QgsCoordinateReferenceSystem())


def test_extent_in_a_crs_without_code_travels_as_wkt(worker, classify):
    crs = QgsCoordinateReferenceSystem.fromProj("+proj=laea +lat_0=46 +lon_0=3 +ellps=GRS80 +units=m")
    classify(EXTENT=QgsReferencedRectangle(QgsRectangle(0, 0, 10, 10), crs))
    assert worker.job["extent"]["crs"].startswith(("PROJCRS", "PROJCS"))


def test_no_extent(worker, classify):
    classify()
    assert worker.job["extent"] is None


# Vector layers


@pytest.fixture
def polygons():
    """A scratch layer of two squares, the first of them west of the second."""
    layer = QgsVectorLayer("Polygon?crs=EPSG:2154&field=zone:string", "zones", "memory")
    layer.dataProvider().addFeatures([square(0, "west"), square(20, "east")])
    return layer


def square(x, zone):
    feature = QgsFeature()
    feature.setGeometry(QgsGeometry.fromRect(QgsRectangle(x, 0, x + 10, 10)))
    feature.setAttributes([zone])
    return feature


def save(layer, path, driver, layer_name=""):
    options = QgsVectorFileWriter.SaveVectorOptions()
    options.driverName = driver
    options.layerName = layer_name
    if path.is_file():
        options.actionOnExistingFile = QgsVectorFileWriter.ActionOnExistingFile.CreateOrOverwriteLayer
    error = QgsVectorFileWriter.writeAsVectorFormatV3(
        layer, str(path), QgsProject.instance().transformContext(), options
    )
    assert error[0] == QgsVectorFileWriter.WriterError.NoError, error
    return str(path)


def received(worker):
    """Zones in the file that the worker was given."""
    layer = QgsVectorLayer(worker.job["mask"], "received", "ogr")
    assert layer.isValid(), worker.job["mask"]
    assert layer.crs().authid() == "EPSG:2154"
    return sorted(feature["zone"] for feature in layer.getFeatures())


def test_scratch_layer(worker, classify, polygons):
    classify(MASK=polygons)
    assert received(worker) == ["east", "west"]


@pytest.mark.parametrize(
    ("name", "driver"),
    [("z.gpkg", "GPKG"), ("z.geojson", "GeoJSON"), ("z.shp", "ESRI Shapefile"), ("é z.fgb", "FlatGeobuf")],
)
def test_vector_file(worker, classify, polygons, tmp_path, name, driver):
    classify(MASK=save(polygons, tmp_path / name, driver))
    assert received(worker) == ["east", "west"]


def test_unsaved_edits(worker, classify, polygons, tmp_path):
    layer = QgsVectorLayer(save(polygons, tmp_path / "zones.gpkg", "GPKG"), "edited", "ogr")
    layer.startEditing()
    added = QgsFeature(layer.fields())
    added.setGeometry(QgsGeometry.fromRect(QgsRectangle(40, 0, 50, 10)))
    added["zone"] = "new"
    layer.addFeature(added)
    classify(MASK=layer)
    assert received(worker) == ["east", "new", "west"]
    layer.rollBack()


def test_selected_features_only(worker, classify, polygons):
    QgsProject.instance().addMapLayer(polygons)
    polygons.selectByExpression("zone = 'east'")
    classify(MASK=QgsProcessingFeatureSourceDefinition(polygons.id(), selectedFeaturesOnly=True))
    assert received(worker) == ["east"]


def test_filtered_layer(worker, classify, polygons, tmp_path):
    layer = QgsVectorLayer(save(polygons, tmp_path / "zones.gpkg", "GPKG"), "filtered", "ogr")
    layer.setSubsetString("zone = 'west'")
    classify(MASK=layer)
    assert received(worker) == ["west"]


def test_layer_of_a_database(worker, classify, polygons, tmp_path):
    database = tmp_path / "zones.sqlite"
    save(polygons, database, "SpatiaLite", "zones")
    layer = QgsVectorLayer(f"dbname='{database}' table=\"zones\" (geometry)", "zones", "spatialite")
    assert layer.isValid()
    classify(MASK=layer)
    assert received(worker) == ["east", "west"]


def test_second_layer_of_a_file(worker, classify, polygons, tmp_path):
    path = tmp_path / "zones.gpkg"
    other = QgsVectorLayer("Polygon?crs=EPSG:2154&field=zone:string", "other", "memory")
    other.dataProvider().addFeatures([square(0, "other")])
    save(other, path, "GPKG", "aaa")
    save(polygons, path, "GPKG", "zones")
    classify(MASK=f"{path}|layername=zones")
    assert received(worker) == ["east", "west"]


def test_layer_whose_field_fid_repeats(worker, classify):
    layer = QgsVectorLayer("Polygon?crs=EPSG:2154&field=fid:integer&field=zone:string", "zones", "memory")
    for x, zone in ((0, "west"), (20, "east")):
        feature = square(x, zone)
        feature.setAttributes([1, zone])
        layer.dataProvider().addFeatures([feature])
    classify(MASK=layer)
    assert received(worker) == ["east", "west"]


def test_single_and_multiple_polygons_together(worker, classify, polygons):
    both = QgsFeature()
    both.setGeometry(QgsGeometry.fromWkt("MultiPolygon (((0 0, 1 0, 1 1, 0 0)), ((5 5, 6 5, 6 6, 5 5)))"))
    both.setAttributes(["both"])
    polygons.dataProvider().addFeatures([both])
    classify(MASK=polygons)
    assert received(worker) == ["both", "east", "west"]


# Rasters


def test_raster_layer_of_the_project(worker, classify, raster):
    layer = QgsRasterLayer(raster, "scene")
    QgsProject.instance().addMapLayer(layer)
    for value in (layer, layer.id(), "scene"):
        classify(INPUT=value)
        assert worker.job["input"] == raster


def test_gdal_path_and_open_options(worker, classify, raster):
    worker.answer("send('result', values={'output': job['output']})")
    classify(INPUT=QgsRasterLayer(raster + "|option:NUM_THREADS=2", "scene"))
    assert worker.job["input"] == raster


@pytest.mark.parametrize(
    ("provider", "source"),
    [
        ("wms", "type=xyz&url=file:///nowhere/%7Bz%7D/%7Bx%7D/%7By%7D.png&zmax=2&zmin=0"),
        ("wcs", "url=file:///nowhere&identifier=x"),
        ("arcgismapserver", "url='file:///nowhere'"),
    ],
)
def test_web_service_is_refused_with_a_sentence(worker, classify, provider, source):
    layer = QgsRasterLayer(source, "ortho on the web", provider)
    QgsProject.instance().addMapLayer(layer)
    with pytest.raises(QgsProcessingException, match=f"'ortho on the web' .*{provider}.* GeoTIFF"):
        classify(INPUT=layer)
    assert worker.job is None


def test_raster_that_does_not_exist(worker, classify, tmp_path):
    with pytest.raises(QgsProcessingException, match=r"nothing\.tif"):
        classify(INPUT=str(tmp_path / "nothing.tif"))
