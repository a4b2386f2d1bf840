"""The scene and its maps before and after, side by side, as a print layout of QGIS."""

from qgis.core import QgsLayout, QgsLayoutExporter, QgsLayoutSize, QgsProject, QgsRasterLayer

from ..render_map import MAP_TOP_MM, MM, add_label, add_legend, add_map, scene_layer

LEFT_MM = (6.0, 152.0, 298.0)
PAGE_MM = (492.0, 172.0)
LEGEND_LEFT_MM = 450.0
DPI = 75


def draw_comparison(scene: str, maps: "dict[str, str]", picture: str) -> None:
    """Draw a scene and two maps of it.

    Args:
        scene: raster.
        maps: classification by title.
        picture: PNG to write.

    Raises:
        OSError: the picture cannot be written.
    """
    project = QgsProject.instance()
    layers = [scene_layer(scene), *(QgsRasterLayer(path, "CoSIA") for path in maps.values())]
    project.addMapLayers(layers, False)
    layout = QgsLayout(project)
    layout.initializeDefaults()
    layout.pageCollection().page(0).setPageSize(QgsLayoutSize(*PAGE_MM, MM))
    frames = [add_map(layout, layer, left_mm) for layer, left_mm in zip(layers, LEFT_MM)]
    for title, left_mm in zip(("Scene in natural colours", *maps), LEFT_MM):
        add_label(layout, title, left_mm, MAP_TOP_MM - 11, 140, 16, True)
    add_legend(layout, layers[-1], frames[-1], LEGEND_LEFT_MM)
    settings = QgsLayoutExporter.ImageExportSettings()
    settings.dpi = DPI
    if QgsLayoutExporter(layout).exportToImage(picture, settings) != QgsLayoutExporter.ExportResult.Success:
        raise OSError(f"{picture} cannot be written")
