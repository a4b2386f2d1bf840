"""The layers of the tutorial in QGIS's project, and polygons drawn as the form of their layer draws them."""

from qgis.core import QgsFeature, QgsMapLayer, QgsProject, QgsRasterLayer, QgsVectorLayer, QgsVectorLayerUtils
from qgis.utils import iface

from ..render_map import scene_layer


def add_scene(path: str, name: str) -> QgsRasterLayer:
    layer = scene_layer(path)
    layer.setName(name)
    QgsProject.instance().addMapLayer(layer)
    return layer


def add_raster(path: str, name: str) -> QgsRasterLayer:
    """With the style that lies beside it."""
    layer = QgsRasterLayer(path, name)
    QgsProject.instance().addMapLayer(layer)
    return layer


def add_polygons(path: str, name: str) -> QgsVectorLayer:
    """With the style that the file brings along."""
    layer = QgsVectorLayer(path, name)
    QgsProject.instance().addMapLayer(layer)
    return layer


def drawn(layer: QgsVectorLayer, polygon: QgsFeature) -> QgsFeature:
    """What the digitising tool makes of a polygon, of which the user gives the class alone."""
    geometry = polygon.geometry()
    geometry.convertToMultiType()
    chosen = {layer.fields().indexFromName("numero"): polygon["numero"]}
    return QgsVectorLayerUtils.createFeature(layer, geometry, chosen, layer.createExpressionContext())


def draw(layer: QgsVectorLayer, polygons: QgsVectorLayer) -> None:
    """Raises: OSError, if QGIS cannot save them."""
    layer.startEditing()
    layer.addFeatures([drawn(layer, polygon) for polygon in polygons.getFeatures()])
    if not layer.commitChanges():
        raise OSError("; ".join(layer.commitErrors()))


def look_at(layer: QgsMapLayer) -> None:
    """Zoom to a layer, with a little room around it."""
    extent = layer.extent()
    extent.scale(1.03)
    iface.setActiveLayer(layer)
    iface.mapCanvas().setExtent(extent)


def unfold_only(layer: QgsMapLayer) -> None:
    """Show the legend of this layer, and of the others their names."""
    for node in QgsProject.instance().layerTreeRoot().findLayers():
        node.setExpanded(node.layer() == layer)
    iface.layerTreeView().verticalScrollBar().setValue(0)


def hide(layer: QgsMapLayer) -> None:
    QgsProject.instance().layerTreeRoot().findLayer(layer.id()).setItemVisibilityChecked(False)


def clear() -> None:
    """An empty project."""
    iface.newProject()
