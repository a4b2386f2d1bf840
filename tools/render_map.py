"""Draws the picture of the demonstration with QGIS: scene, classification, legend, scale bar.

    render_map.py SCENE CLASSIFICATION PICTURE

The classification is drawn with the ``.qml`` that lies beside it, as on any user's screen.
"""

import sys

from qgis.core import (
    QgsApplication,
    QgsContrastEnhancement,
    QgsLayout,
    QgsLayoutExporter,
    QgsLayoutItemLabel,
    QgsLayoutItemLegend,
    QgsLayoutItemMap,
    QgsLayoutItemScaleBar,
    QgsLayoutPoint,
    QgsLayoutSize,
    QgsLegendRenderer,
    QgsLegendStyle,
    QgsMapLayerLegendUtils,
    QgsMultiBandColorRenderer,
    QgsProject,
    QgsRasterLayer,
    QgsTextFormat,
    QgsUnitTypes,
)
from qgis.PyQt.QtCore import QRectF, Qt
from qgis.PyQt.QtGui import QColor, QFont

MM = QgsUnitTypes.LayoutUnit.LayoutMillimeters
PAGE_MM = (345.0, 184.0)
MAP_TOP_MM, MAP_SIDE_MM = 24.0, 142.0
SCENE_LEFT_MM, CLASSES_LEFT_MM, LEGEND_LEFT_MM = 8.0, 156.0, 303.0
DPI = 170

GAMMA = 1.5
"""Reflectance is linear in light; screens show its dark half too dark."""

# Shares of the pixels that the contrast stretch leaves at each end.
LOWER_CUT, UPPER_CUT = 0.01, 0.99


def scene_layer(path: str) -> QgsRasterLayer:
    """The scene in natural colours: bands 1-3 of a stack are red, green and blue."""
    layer = QgsRasterLayer(path, "scene")
    provider = layer.dataProvider()
    renderer = QgsMultiBandColorRenderer(provider, 1, 2, 3)
    for band, apply in (
        (1, renderer.setRedContrastEnhancement),
        (2, renderer.setGreenContrastEnhancement),
        (3, renderer.setBlueContrastEnhancement),
    ):
        darkest, brightest = provider.cumulativeCut(band, LOWER_CUT, UPPER_CUT)
        stretch = QgsContrastEnhancement(provider.dataType(band))
        stretch.setMinimumValue(darkest)
        stretch.setMaximumValue(brightest)
        stretch.setContrastEnhancementAlgorithm(
            QgsContrastEnhancement.ContrastEnhancementAlgorithm.StretchToMinimumMaximum
        )
        apply(stretch)
    layer.setRenderer(renderer)
    layer.brightnessFilter().setGamma(GAMMA)
    return layer


def place(item, layout, left_mm: float, top_mm: float, width_mm: float, height_mm: float) -> None:
    layout.addLayoutItem(item)
    item.attemptMove(QgsLayoutPoint(left_mm, top_mm, MM))
    item.attemptResize(QgsLayoutSize(width_mm, height_mm, MM))


def add_label(layout, text: str, left_mm: float, top_mm: float, width_mm: float, points: int, bold: bool) -> None:
    label = QgsLayoutItemLabel(layout)
    label.setText(text)
    font = QFont("DejaVu Sans", points)
    font.setBold(bold)
    label.setFont(font)
    place(label, layout, left_mm, top_mm, width_mm, 12)


def add_map(layout, layer: QgsRasterLayer, left_mm: float) -> QgsLayoutItemMap:
    frame = QgsLayoutItemMap(layout)
    frame.setRect(QRectF(0, 0, MAP_SIDE_MM, MAP_SIDE_MM))
    place(frame, layout, left_mm, MAP_TOP_MM, MAP_SIDE_MM, MAP_SIDE_MM)
    frame.setLayers([layer])
    frame.setCrs(layer.crs())
    frame.zoomToExtent(layer.extent())
    frame.setFrameEnabled(True)
    frame.setBackgroundColor(QColor(245, 245, 245))
    return frame


def add_legend(layout, layer: QgsRasterLayer, frame: QgsLayoutItemMap, left_mm: float) -> None:
    legend = QgsLayoutItemLegend(layout)
    legend.setAutoUpdateModel(False)
    tree = legend.model().rootGroup()
    tree.clear()
    node = tree.addLayer(layer)
    # Only the classes: neither the layer's name nor the line that names the band.
    QgsLegendRenderer.setNodeLegendStyle(node, QgsLegendStyle.Style.Hidden)
    entries = legend.model().layerLegendNodes(node)
    QgsMapLayerLegendUtils.setLegendNodeOrder(node, list(range(1, len(entries))))
    legend.model().refreshLayerLegend(node)
    legend.setTitle("CoSIA classes")
    legend.setStyleFont(QgsLegendStyle.Style.Title, QFont("DejaVu Sans", 10))
    legend.setLinkedMap(frame)
    legend.setStyleFont(QgsLegendStyle.Style.SymbolLabel, QFont("DejaVu Sans", 8))
    legend.setSymbolHeight(5)
    legend.setBackgroundEnabled(False)
    place(legend, layout, left_mm - 4, MAP_TOP_MM - 4, 40, MAP_SIDE_MM)


def add_scale_bar(layout, frame: QgsLayoutItemMap) -> None:
    bar = QgsLayoutItemScaleBar(layout)
    bar.setStyle("Single Box")
    bar.setLinkedMap(frame)
    bar.setUnits(QgsUnitTypes.DistanceUnit.DistanceMeters)
    bar.setUnitLabel("m")
    bar.setNumberOfSegments(2)
    bar.setNumberOfSegmentsLeft(0)
    bar.setUnitsPerSegment(50 if frame.extent().width() > 120 else 10)
    bar.setHeight(2)
    bar.setTextFormat(QgsTextFormat.fromQFont(QFont("DejaVu Sans", 8)))
    layout.addLayoutItem(bar)
    bar.attemptMove(QgsLayoutPoint(SCENE_LEFT_MM, MAP_TOP_MM + MAP_SIDE_MM + 3, MM))


def draw(scene: str, classification: str, picture: str) -> None:
    """Raises: SystemExit, if a layer cannot be read or the picture cannot be written."""
    project = QgsProject.instance()
    natural = scene_layer(scene)
    classes = QgsRasterLayer(classification, "CoSIA")
    if not natural.isValid() or not classes.isValid():
        sys.exit(f"{scene} or {classification} cannot be read")
    project.addMapLayers([natural, classes], False)
    layout = QgsLayout(project)
    layout.initializeDefaults()
    layout.pageCollection().page(0).setPageSize(QgsLayoutSize(*PAGE_MM, MM))
    add_label(layout, "CoSIA land cover from a Pléiades Neo product", SCENE_LEFT_MM, 5, 280, 18, True)
    add_label(layout, "Scene in natural colours", SCENE_LEFT_MM, 16, 140, 10, False)
    add_label(layout, "15 classes, demonstration model", CLASSES_LEFT_MM, 16, 140, 10, False)
    frame = add_map(layout, natural, SCENE_LEFT_MM)
    add_legend(layout, classes, add_map(layout, classes, CLASSES_LEFT_MM), LEGEND_LEFT_MM)
    add_scale_bar(layout, frame)
    note = "Simulated scene, classified by a demonstration model that is not fit for mapping."
    add_label(layout, note, CLASSES_LEFT_MM, MAP_TOP_MM + MAP_SIDE_MM + 4, 180, 8, False)
    settings = QgsLayoutExporter.ImageExportSettings()
    settings.dpi = DPI
    done = QgsLayoutExporter(layout).exportToImage(picture, settings)
    if done != QgsLayoutExporter.ExportResult.Success:
        sys.exit(f"{picture} cannot be written")


if __name__ == "__main__":
    QgsApplication.setAttribute(Qt.ApplicationAttribute.AA_ShareOpenGLContexts)
    application = QgsApplication([], False)
    application.initQgis()
    draw(*sys.argv[1:])
    QgsProject.instance().clear()
    application.exitQgis()
