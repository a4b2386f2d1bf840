"""The pictures of the tutorial, in its order."""

from pathlib import Path
from typing import Any, Dict

import processing
from qgis.core import QgsProject
from qgis.gui import QgsAttributeDialog, QgsAttributeEditorContext
from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtWidgets import QDockWidget
from qgis.utils import iface, plugins

from .comparison import draw_comparison
from .scenery import add_polygons, add_raster, add_scene, clear, draw, drawn, hide, look_at, unfold_only
from .training import train
from .windows import Camera, only_docks, wait

WINDOW_PX = (1360, 800)
DOCKS_PX = (330, 360)
DIALOG_PX = (1100, 660)
TALL_DIALOG_PX = (1100, 880)
FORM_PX = (520, 210)

MAP_NAME = "DEMONSTRATION, not a map: CoSIA land cover of scene"
"""As 'Classify land cover' names it."""


class Tutorial:
    """Takes the pictures.

    Args:
        folder: with the files that the steps before made; pictures go to its folder ``pictures``.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._model = self._path("demo-ortho.safetensors")
        self._camera = Camera(folder / "pictures")

    def play(self) -> None:
        window = iface.mainWindow()
        window.showNormal()
        window.setGeometry(0, 0, *WINDOW_PX)
        iface.messageBar().clearWidgets()
        clear()
        self._find_algorithms()
        self._stack()
        self._classify()
        self._annotate()
        self._train()
        self._compare()

    def _find_algorithms(self) -> None:
        only_docks("Layers", "ProcessingToolbox")
        plugins["cosia"].show_toolbox()
        docks = [iface.mainWindow().findChild(QDockWidget, name) for name in ("Layers", "ProcessingToolbox")]
        iface.mainWindow().resizeDocks(docks, list(DOCKS_PX), Qt.Orientation.Horizontal)
        wait(1)
        self._camera.take_window("tutorial-toolbox")
        self._dialog("set_up_environment", {}, "set-up")
        only_docks("Layers")

    def _stack(self) -> None:
        parameters = {"PRODUCT": self._path("pneo_demo"), "MASK_CLOUDS": True, "OUTPUT": self._path("scene.tif")}
        self._dialog("stack_bands", parameters, "stack", TALL_DIALOG_PX)
        scene = add_scene(self._path("scene.tif"), "scene")
        look_at(scene)
        unfold_only(scene)
        self._camera.take_window("tutorial-scene")

    def _classify(self) -> None:
        parameters = {"INPUT": "scene", "MODEL": self._model, "OUTPUT": self._path("before.tif")}
        self._dialog("classify", parameters, "classify", TALL_DIALOG_PX)
        classified = add_raster(self._path("before.tif"), MAP_NAME)
        look_at(classified)
        unfold_only(classified)
        self._camera.take_window("tutorial-before")
        hide(classified)

    def _annotate(self) -> None:
        parameters = {"INPUT": "scene", "MODEL": self._model, "OUTPUT": self._path("suggested.gpkg")}
        self._dialog("suggest_annotations", parameters, "suggest", TALL_DIALOG_PX)
        suggested = add_polygons(self._path("suggested.gpkg"), "Rectangles to annotate")
        look_at(self._layer("scene"))
        unfold_only(suggested)
        self._camera.take_window("tutorial-suggested")
        hide(suggested)
        parameters = {"INPUT": "scene", "AUTHOR": "Camille", "OUTPUT": self._path("annotations.gpkg")}
        self._dialog("create_annotation_layer", parameters, "create-layer")
        annotations = add_polygons(self._path("annotations.gpkg"), "Annotations of scene")
        polygons = add_polygons(self._path("polygons.gpkg"), "polygons")
        if not annotations.featureCount():
            draw(annotations, polygons)
        self._form(annotations, polygons)
        QgsProject.instance().removeMapLayer(polygons.id())
        look_at(self._layer("scene"))
        iface.setActiveLayer(annotations)
        unfold_only(annotations)
        self._camera.take_window("tutorial-annotations")

    def _form(self, annotations, polygons) -> None:
        annotations.startEditing()
        first = next(polygons.getFeatures())
        first.setAttribute("numero", None)
        feature = drawn(annotations, first)
        dialog = QgsAttributeDialog(annotations, feature, False, None, False)
        dialog.setMode(QgsAttributeEditorContext.Mode.AddFeatureMode)
        dialog.show()
        dialog.resize(*FORM_PX)
        wait(1)
        dialog.attributeForm().changeAttribute("numero", int(next(polygons.getFeatures())["numero"]))
        wait(1)
        self._camera.take(dialog, "tutorial-form")
        dialog.reject()
        annotations.rollBack()

    def _train(self) -> None:
        parameters = {
            "INPUT": ["scene"],
            "ANNOTATIONS": "Annotations of scene",
            "MODEL": self._model,
            "OUTPUT": self._path("my-model.safetensors"),
            "REPORT": self._path("report.html"),
        }
        self._dialog("fine_tune", parameters, "fine-tune", TALL_DIALOG_PX)
        if not Path(parameters["OUTPUT"]).exists():
            train(parameters, self._camera, "tutorial-training", self._folder / "training.json")

    def _compare(self) -> None:
        clear()
        after = self._path("after.tif")
        if not Path(after).exists():
            processing.run(
                "cosia:classify",
                {"INPUT": self._path("scene.tif"), "MODEL": self._path("my-model.safetensors"), "OUTPUT": after},
            )
        maps = {"Before: demo-ortho": self._path("before.tif"), "After: my-model": after}
        draw_comparison(self._path("scene.tif"), maps, str(self._folder / "pictures" / "tutorial-comparison.png"))

    def _dialog(self, algorithm: str, parameters: Dict[str, Any], name: str, size_px=DIALOG_PX) -> None:
        dialog = processing.createAlgorithmDialog(f"cosia:{algorithm}", parameters)
        self._camera.take_dialog(dialog, size_px, f"tutorial-{name}")

    def _layer(self, beginning: str):
        return next(layer for layer in QgsProject.instance().mapLayers().values() if layer.name().startswith(beginning))

    def _path(self, name: str) -> str:
        return str(self._folder / name)
