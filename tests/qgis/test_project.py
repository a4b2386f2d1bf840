"""What the tools add to a project keeps its style, form and name when the project is saved and opened again."""

import os
import shutil
from pathlib import Path

import processing
import pytest
from qgis.core import QgsProcessingContext, QgsProcessingUtils, QgsProject

pytestmark = pytest.mark.skipif(not os.environ.get("COSIA_PYTHON"), reason="COSIA_PYTHON names no worker")

SAMPLE = Path(__file__).parents[2] / "resources" / "samples" / "pneo_demo"
CLASSES = 15


def add_layer(algorithm, parameters, project):
    """Run an algorithm as the toolbox does, and add its output to the project."""
    context = QgsProcessingContext()
    context.setProject(project)
    output = parameters["OUTPUT"]
    details = QgsProcessingContext.LayerDetails("given by the tool", project, "OUTPUT")
    context.addLayerToLoadOnCompletion(output, details)
    processing.run(f"cosia:{algorithm}", parameters, context=context)
    layer = QgsProcessingUtils.mapLayerFromString(output, context)
    layer.setName(details.name)
    context.layerToLoadOnCompletionDetails(output).postProcessor().postProcessLayer(layer, context, None)
    project.addMapLayer(context.takeResultLayer(layer.id()))


def raster_look(layer):
    """Value, colour and label of each entry of a paletted raster."""
    return [(entry.value, entry.color.name(), entry.label) for entry in layer.renderer().classes()]


def vector_look(layer):
    """Of a layer of polygons: its categories, and how its form asks for each field."""
    categories = [(str(one.value()), one.symbol().color().name(), one.label()) for one in layer.renderer().categories()]
    fields = range(layer.fields().count())
    form = [
        (
            layer.attributeDisplayName(field),
            layer.editorWidgetSetup(field).type(),
            str(layer.editorWidgetSetup(field).config()),
            layer.defaultValueDefinition(field).expression(),
            layer.constraintExpression(field),
        )
        for field in fields
    ]
    return categories, form


def looks(project):
    found = {}
    for layer in project.mapLayers().values():
        assert layer.isValid(), layer.name()
        found[layer.name()] = vector_look(layer) if hasattr(layer, "fields") else raster_look(layer)
    return found


@pytest.fixture
def project():
    project = QgsProject()
    yield project
    project.clear()


def test_style_form_and_names_survive_saving_and_opening(project, tmp_path):
    truth = shutil.copy(SAMPLE / "truth.tif", tmp_path)
    landcover = str(tmp_path / "landcover.tif")
    add_layer("filter_classes", {"INPUT": truth, "OUTPUT": landcover}, project)
    add_layer(
        "create_annotation_layer", {"INPUT": truth, "AUTHOR": "Camille", "OUTPUT": str(tmp_path / "a.gpkg")}, project
    )
    add_layer("vectorise", {"INPUT": landcover, "MIN_AREA_M2": 50, "OUTPUT": str(tmp_path / "p.gpkg")}, project)
    before = looks(project)
    assert len(before) == 3
    for look in before.values():
        entries = look[0] if isinstance(look, tuple) else look
        assert len(entries) >= CLASSES
        assert len({colour for _value, colour, _label in entries}) >= CLASSES
    _categories, form = next(look for look in before.values() if isinstance(look, tuple) and "Camille" in str(look))
    assert "ValueMap" in {widget for _label, widget, *_others in form}
    assert project.write(str(tmp_path / "project.qgz")), project.error()
    # The style is the project's own now: the file beside the map may get lost.
    (tmp_path / "landcover.qml").unlink()
    project.clear()
    assert project.read(str(tmp_path / "project.qgz")), project.error()
    assert looks(project) == before
