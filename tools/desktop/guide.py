"""The pictures of the guide, in the language of QGIS."""

import shutil
from pathlib import Path

from qgis.core import QgsApplication, QgsProject
from qgis.utils import iface

from .scenery import add_polygons, add_raster, add_scene, hide, look_at, unfold_only
from .stage import Stage
from .windows import only_docks

TALLER_DIALOG_PX = (1100, 900)
CLOSE_UP = 0.3
"""Share of the scene's width that the picture of the polygons shows."""


class Guide(Stage):
    def __init__(self, folder: Path) -> None:
        super().__init__(folder, "guide")

    def play(self) -> None:
        self.raise_curtain()
        self.toolbox()
        only_docks("Layers")
        add_scene(self.path("scene.tif"), "scene")
        self.dialog("classify", {"INPUT": "scene", "OUTPUT": self.path("landcover.tif")}, "classify", TALLER_DIALOG_PX)
        classified = add_raster(self.path("landcover.tif"), "landcover")
        look_at(classified)
        unfold_only(classified)
        self.window("map")
        hide(classified)
        self._vectors()
        self.modeler("product_to_areas")
        page = QgsApplication.processingRegistry().algorithmById("cosia:vectorise").helpUrl()
        shutil.copyfile(page[len("file://") :], self.path("help.html"))

    def _vectors(self) -> None:
        annotations = add_polygons(self.path("annotations.gpkg"), "annotations")
        drawn = add_polygons(self.path("polygons.gpkg"), "drawn")
        self.form(annotations, next(drawn.getFeatures()), "form")
        QgsProject.instance().removeMapLayers([annotations.id(), drawn.id()])
        polygons = add_polygons(self.path("landcover.gpkg"), "polygons")
        look_at(polygons)
        unfold_only(polygons)
        iface.mapCanvas().zoomByFactor(CLOSE_UP)
        self.window("polygons")
