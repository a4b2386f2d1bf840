"""The layer that the real worker writes opens in QGIS with its style and form, and fills its fields itself."""

import datetime
import json
import os

import processing
import pytest
from osgeo import gdal
from qgis.core import (
    QgsCategorizedSymbolRenderer,
    QgsCoordinateReferenceSystem,
    QgsExpressionContextUtils,
    QgsFeatureRequest,
    QgsFieldConstraints,
    QgsGeometry,
    QgsProcessingException,
    QgsProcessingOutputLayerDefinition,
    QgsProcessingUtils,
    QgsProject,
    QgsRectangle,
    QgsRenderContext,
    QgsVectorLayer,
    QgsVectorLayerUtils,
)
from qgis.gui import QgsAttributeEditorContext, QgsAttributeForm, QgsGui
from qgis.PyQt.QtWidgets import QComboBox

from cosia.algorithms import settings
from cosia.core import jobs
from cosia.core.nomenclature import CLASSES

real_worker = pytest.mark.skipif(not os.environ.get("COSIA_PYTHON"), reason="COSIA_PYTHON names no worker")

SQUARE = QgsGeometry.fromRect(QgsRectangle(420_000, 6_709_990, 420_005, 6_709_995))


@pytest.fixture
def run(context, feedback, tmp_path):
    """A function that runs the algorithm into a GeoPackage and returns its outputs."""

    def run(**parameters):
        values = {"OUTPUT": str(tmp_path / "annotations é.gpkg"), **parameters}
        return processing.run("cosia:create_annotation_layer", values, context=context, feedback=feedback)

    return run


@pytest.fixture
def french(monkeypatch):
    monkeypatch.setattr(settings, "language", lambda: "fr")


@pytest.fixture
def layer(run, raster):
    """An empty layer being edited."""
    layer = QgsVectorLayer(run(INPUT=raster, AUTHOR="Zoé d'Ys")["OUTPUT"], "annotations", "ogr")
    QgsProject.instance().addMapLayer(layer)
    assert layer.startEditing()
    yield layer
    layer.rollBack()
    QgsProject.instance().removeMapLayer(layer.id())


def draw(layer, **attributes):
    """A feature as the digitising tool makes it, added."""
    values = {layer.fields().indexOf(name): value for name, value in attributes.items()}
    feature = QgsVectorLayerUtils.createFeature(layer, SQUARE, values, layer.createExpressionContext())
    assert layer.addFeature(feature)
    return feature.id()


def attributes(layer, id):
    feature = layer.getFeature(id)
    return feature["numero"], feature["classe"], feature["auteur"]


# The job


def test_the_parameters_are_the_job_s(worker, run, raster):
    worker.answer("send('result', values={'output': job['output'], 'polygons': 0})")
    outputs = run(INPUT=raster)
    assert jobs.job_from_json(json.dumps(worker.job)) == jobs.CreateAnnotationLayerJob(
        output=outputs["OUTPUT"], input=raster, language=worker.job["language"]
    )
    run(
        CLASSIFICATION=raster,
        CRS=QgsCoordinateReferenceSystem("EPSG:32631"),
        EXTENT="1,2,3,4 [EPSG:2154]",
        MIN_AREA_M2=100,
        AUTHOR="Ada",
    )
    assert (worker.job["classification"], worker.job["crs"], worker.job["author"]) == (raster, "EPSG:32631", "Ada")
    assert worker.job["min_area_m2"] == 100 and worker.job["extent"]["xmax"] == 2


def test_a_system_without_code_travels_as_wkt(worker, run):
    worker.answer("send('result', values={'output': job['output'], 'polygons': 0})")
    run(CRS=QgsCoordinateReferenceSystem.fromProj("+proj=laea +lat_0=46 +lon_0=3 +ellps=GRS80 +units=m"))
    assert worker.job["crs"].startswith(("PROJCRS", "PROJCS"))


def test_an_output_that_is_no_geopackage_is_refused(worker, run, raster, tmp_path):
    with pytest.raises(QgsProcessingException, match=r"must end in \.gpkg"):
        run(INPUT=raster, OUTPUT=str(tmp_path / "a.shp"))


# The layer


@real_worker
def test_it_opens_styled_wherever_it_is_opened(layer):
    assert layer.isValid() and layer.crs().authid() == "EPSG:2154" and layer.featureCount() == 0
    renderer = layer.renderer()
    assert isinstance(renderer, QgsCategorizedSymbolRenderer) and renderer.classAttribute() == "numero"
    categories = [(each.value(), each.label(), each.symbol().color()) for each in renderer.categories()]
    assert len(categories) == 16 and categories[15][1] == "No class yet"
    value, label, colour = categories[8]
    assert (int(value), label, colour.name()) == (9, "Deciduous", "#4c9129")
    assert all(50 <= colour.alpha() <= 128 for _value, _label, colour in categories[:15])


@real_worker
def test_it_is_named_and_styled_as_a_result_of_processing(run, raster, context, feedback, tmp_path):
    details = QgsProcessingOutputLayerDefinition(str(tmp_path / "result.gpkg"), QgsProject.instance())
    run(INPUT=raster, OUTPUT=details)
    (path,) = context.layersToLoadOnCompletion()
    layer = QgsProcessingUtils.mapLayerFromString(path, context)
    context.layerToLoadOnCompletionDetails(path).postProcessor().postProcessLayer(layer, context, feedback)
    assert layer.name() == "Annotations of scene" and len(layer.renderer().categories()) == 16


@real_worker
def test_every_category_draws_its_features(layer):
    for numero in (*range(1, 16), None):
        draw(layer, numero=numero)
    context = QgsRenderContext()
    renderer = layer.renderer().clone()
    renderer.startRender(context, layer.fields())
    found = []
    for feature in layer.getFeatures():
        symbol = renderer.originalSymbolForFeature(feature, context)
        found.append((feature["numero"], symbol.color().name()))
    renderer.stopRender(context)
    expected = {cls.numero: cls.colour for cls in CLASSES}
    assert len(found) == 16
    for numero, colour in found:
        assert colour == expected.get(numero, "#ff00ff")


@real_worker
def test_the_number_fills_the_name_and_follows_changes(layer):
    id = draw(layer, numero=9)
    assert attributes(layer, id) == (9, "Deciduous", "Zoé d'Ys")
    assert layer.changeAttributeValue(id, layer.fields().indexOf("numero"), 3)
    assert attributes(layer, id) == (3, "Impervious surface", "Zoé d'Ys")
    # Whatever somebody writes there, the name remains that of the number.
    layer.changeAttributeValue(id, layer.fields().indexOf("numero"), 4)
    assert attributes(layer, id)[1] == "Swimming pool"
    assert layer.commitChanges(), layer.commitErrors()
    (kept,) = layer.getFeatures()
    assert (kept["numero"], kept["classe"]) == (4, "Swimming pool")
    assert kept["date"].toPyDate() == datetime.date.today()
    assert layer.startEditing()


@real_worker
def test_all_fifteen_names_are_those_of_their_numbers(layer):
    for cls in CLASSES:
        assert attributes(layer, draw(layer, numero=cls.numero))[1] == cls.english


@real_worker
def test_french_names_in_french(french, layer):
    assert attributes(layer, draw(layer, numero=1))[1] == "Bâtiment"
    labels = [next(iter(entry)) for entry in layer.editorWidgetSetup(layer.fields().indexOf("numero")).config()["map"]]
    assert labels[:2] == ["Bâtiment", "Zone perméable"] and len(labels) == 15
    assert layer.renderer().categories()[0].label() == "Bâtiment"


@real_worker
def test_without_an_author_it_is_the_user_of_qgis(run, raster):
    layer = QgsVectorLayer(run(INPUT=raster)["OUTPUT"], "annotations", "ogr")
    layer.startEditing()
    scope = QgsExpressionContextUtils.globalScope()
    expected = scope.variable("user_full_name") or scope.variable("user_account_name")
    assert attributes(layer, draw(layer, numero=2))[2] == expected != ""
    layer.rollBack()


@real_worker
def test_the_form_has_a_list_of_classes_and_fills_the_rest(layer):
    QgsGui.editorWidgetRegistry().initEditors()
    feature = QgsVectorLayerUtils.createFeature(layer, SQUARE, {}, layer.createExpressionContext())
    form = QgsAttributeForm(layer, feature, QgsAttributeEditorContext())
    form.setMode(QgsAttributeEditorContext.Mode.AddFeatureMode)
    (classes,) = [box for box in form.findChildren(QComboBox) if box.count() >= 15 and box.isVisibleTo(form)]
    assert [classes.itemText(index) for index in range(2)] == ["Building", "Pervious surface"]
    classes.setCurrentIndex(classes.findText("Vineyard"))
    filled = form.currentFormFeature()
    assert (int(filled["numero"]), filled["classe"], filled["auteur"]) == (11, "Vineyard", "Zoé d'Ys")
    form.deleteLater()


@real_worker
def test_only_the_class_can_be_edited_and_it_is_required(layer):
    form = layer.editFormConfig()
    read_only = [field.name() for index, field in enumerate(layer.fields()) if form.readOnly(index)]
    assert read_only == ["fid", "classe", "auteur", "date"]
    constraints = layer.fieldConstraints(layer.fields().indexOf("numero"))
    assert constraints & QgsFieldConstraints.Constraint.ConstraintNotNull


@real_worker
def test_correcting_a_prefilled_polygon_tells_who_did_it(run, tmp_path):
    path = str(tmp_path / "map.tif")
    dataset = gdal.GetDriverByName("GTiff").Create(path, 40, 40, 1, gdal.GDT_Byte)
    dataset.SetProjection(QgsCoordinateReferenceSystem("EPSG:2154").toWkt())
    dataset.SetGeoTransform((420_000, 0.5, 0, 6_710_000, 0, -0.5))
    dataset.GetRasterBand(1).Fill(12)
    dataset.GetRasterBand(1).WriteRaster(0, 0, 10, 10, bytes([1]) * 100)
    del dataset
    outputs = run(CLASSIFICATION=path, AUTHOR="Ada")
    assert outputs["POLYGONS"] == 2
    layer = QgsVectorLayer(outputs["OUTPUT"], "annotations", "ogr")
    layer.startEditing()
    house = next(layer.getFeatures(QgsFeatureRequest().setFilterExpression("numero = 1")))
    lawn = next(layer.getFeatures(QgsFeatureRequest().setFilterExpression("numero = 12")))
    assert not house["auteur"] and house["classe"] == "Building"
    layer.changeGeometry(house.id(), SQUARE)
    assert attributes(layer, house.id()) == (1, "Building", "Ada")
    assert not layer.getFeature(lawn.id())["auteur"]
    assert layer.commitChanges(), layer.commitErrors()
    with pytest.raises(QgsProcessingException, match="somebody drew or changed 1 polygons"):
        run(CLASSIFICATION=path)


@real_worker
def test_without_any_system_there_is_one_sentence(run):
    with pytest.raises(QgsProcessingException, match=r"give a scene \(INPUT\) or a system \(CRS\)"):
        run()


# What the worker is told about features


def test_the_ids_that_qgis_shows_reach_the_worker(worker, classify, tmp_path):
    zones = QgsVectorLayer("Polygon?crs=EPSG:2154&field=zone:string", "zones", "memory")
    for _index in range(4):
        feature = QgsVectorLayerUtils.createFeature(zones, SQUARE)
        zones.dataProvider().addFeatures([feature])
    ids = sorted(feature.id() for feature in zones.getFeatures())
    zones.dataProvider().deleteFeatures([ids[1]])
    classify(MASK=zones)
    received = QgsVectorLayer(worker.job["mask"], "received", "ogr")
    assert sorted(feature[jobs.FEATURE_ID_FIELD] for feature in received.getFeatures()) == [ids[0], *ids[2:]]
