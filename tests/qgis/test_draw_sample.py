"""A sample in QGIS: its form shows the classes to choose from, and never the class of the map."""

import json
import os

import processing
import pytest
from osgeo import gdal
from qgis.core import (
    QgsCategorizedSymbolRenderer,
    QgsCoordinateReferenceSystem,
    QgsFeatureRequest,
    QgsProcessingException,
    QgsProcessingOutputLayerDefinition,
    QgsProcessingUtils,
    QgsProject,
    QgsVectorLayer,
)
from qgis.gui import QgsAttributeEditorContext, QgsAttributeForm, QgsGui
from qgis.PyQt.QtWidgets import QComboBox, QLabel

from cosia.algorithms.draw_sample import DrawSample
from cosia.core.jobs import DrawSampleJob, job_from_json

real_worker = pytest.mark.skipif(not os.environ.get("COSIA_PYTHON"), reason="COSIA_PYTHON names no worker")

HIDDEN = ("stratum", "stratum_pixels", "stratum_points")


@pytest.fixture
def classification(tmp_path):
    """40 × 40 pixels of 0.5 m: grass with a building."""
    path = str(tmp_path / "map.tif")
    dataset = gdal.GetDriverByName("GTiff").Create(path, 40, 40, 1, gdal.GDT_Byte)
    dataset.SetProjection(QgsCoordinateReferenceSystem("EPSG:2154").toWkt())
    dataset.SetGeoTransform((420_000, 0.5, 0, 6_710_000, 0, -0.5))
    dataset.GetRasterBand(1).Fill(12)
    dataset.GetRasterBand(1).WriteRaster(0, 0, 10, 10, bytes([1]) * 100)
    del dataset
    return path


@pytest.fixture
def draw(classification, tmp_path, context, feedback):
    """A function that runs the algorithm and returns its outputs."""

    def draw(**parameters):
        values = {"CLASSIFICATION": classification, "OUTPUT": str(tmp_path / "sample é.gpkg"), **parameters}
        return processing.run("cosia:draw_sample", values, context=context, feedback=feedback)

    return draw


@pytest.fixture
def layer(draw):
    """A sample of 30 points being edited."""
    layer = QgsVectorLayer(draw(COUNT=30, AUTHOR="Zoé d'Ys")["OUTPUT"], "sample", "ogr")
    QgsProject.instance().addMapLayer(layer)
    assert layer.startEditing()
    yield layer
    layer.rollBack()
    QgsProject.instance().removeMapLayer(layer.id())


def answer(worker):
    worker.answer("send('result', values={'output': job['output'], 'points': 9})")


def test_defaults_are_those_of_the_job(worker, draw, classification):
    answer(worker)
    outputs = draw()
    found = job_from_json(json.dumps(worker.job))
    assert found == DrawSampleJob(classification, outputs["OUTPUT"], language=found.language)
    assert outputs["POINTS"] == 9


@pytest.mark.parametrize(("index", "name"), [(0, "proportional"), (1, "equal"), (2, "balanced")])
def test_allocations_by_index_and_by_name(worker, draw, index, name):
    answer(worker)
    for value in (index, str(index), name):
        draw(**{DrawSample.ALLOCATION: value})
        assert worker.job["allocation"] == name


def test_all_parameters_reach_the_worker(worker, draw):
    answer(worker)
    mask = QgsVectorLayer("Polygon?crs=EPSG:2154", "mask", "memory")
    draw(COUNT=77, SEED=5, AUTHOR="Ada", MASK=mask)
    assert (worker.job["count"], worker.job["seed"], worker.job["author"]) == (77, 5, "Ada")
    assert worker.job["mask"].endswith(".gpkg")


def test_an_unknown_allocation_is_refused_with_the_choices(draw, worker):
    with pytest.raises(QgsProcessingException, match="ALLOCATION has the unknown value 'all'; use one of: prop"):
        draw(ALLOCATION="all")


@real_worker
def test_it_opens_styled_and_named(draw, tmp_path, context, feedback):
    draw(COUNT=20, OUTPUT=QgsProcessingOutputLayerDefinition(str(tmp_path / "result.gpkg"), QgsProject.instance()))
    (path,) = context.layersToLoadOnCompletion()
    layer = QgsProcessingUtils.mapLayerFromString(path, context)
    context.layerToLoadOnCompletionDetails(path).postProcessor().postProcessLayer(layer, context, feedback)
    assert layer.name() == "Points to interpret: map" and layer.featureCount() == 20
    renderer = layer.renderer()
    assert isinstance(renderer, QgsCategorizedSymbolRenderer)
    # The layers of a symbol die with the category that they belong to.
    categories = renderer.categories()
    symbol = categories[8].symbol()
    edge, ring = symbol.symbolLayer(0), symbol.symbolLayer(1)
    assert len(categories) == 16 and ring.strokeColor().name() == "#4c9129" and ring.fillColor().alpha() == 0
    assert ring.strokeWidth() < edge.strokeWidth()


@real_worker
def test_the_form_does_not_show_the_class_of_the_map(layer):
    QgsGui.editorWidgetRegistry().initEditors()
    feature = next(layer.getFeatures())
    form = QgsAttributeForm(layer, feature, QgsAttributeEditorContext())
    labels = {label.text() for label in form.findChildren(QLabel) if label.isVisibleTo(form)}
    assert {"Class", "Point"} <= labels and not labels & set(HIDDEN)
    (classes,) = [box for box in form.findChildren(QComboBox) if box.count() >= 15 and box.isVisibleTo(form)]
    assert classes.currentText() not in ("Building", "Herbaceous vegetation")
    form.deleteLater()
    for name in HIDDEN:
        assert layer.editorWidgetSetup(layer.fields().indexOf(name)).type() == "Hidden"
    shown = {column.name for column in layer.attributeTableConfig().columns() if not column.hidden}
    assert shown >= {"point", "numero", "classe"} and not shown & set(HIDDEN)


@real_worker
def test_only_the_class_can_be_edited_and_it_fills_the_rest(layer):
    form = layer.editFormConfig()
    assert [field.name() for index, field in enumerate(layer.fields()) if not form.readOnly(index)] == ["numero"]
    point = next(layer.getFeatures(QgsFeatureRequest().setFilterExpression('"point" = 3')))
    assert layer.changeAttributeValue(point.id(), layer.fields().indexOf("numero"), 9)
    changed = layer.getFeature(point.id())
    assert (changed["classe"], changed["auteur"]) == ("Deciduous", "Zoé d'Ys")


@real_worker
def test_work_is_not_replaced(draw):
    path = draw(COUNT=30)["OUTPUT"]
    layer = QgsVectorLayer(path, "sample", "ogr")
    assert layer.startEditing()
    point = next(layer.getFeatures())
    layer.changeAttributeValue(point.id(), layer.fields().indexOf("numero"), 9)
    assert layer.commitChanges(), layer.commitErrors()
    del layer
    with pytest.raises(QgsProcessingException, match=r"interpreted 1 of its points|is open in another program"):
        draw(COUNT=30)
