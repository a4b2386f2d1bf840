"""The pictures of the tutorial, in its order."""

from pathlib import Path

import processing
from qgis.core import QgsProject
from qgis.utils import iface

from .comparison import draw_comparison
from .scenery import add_polygons, add_raster, add_scene, clear, draw, hide, look_at, unfold_only
from .stage import TALL_DIALOG_PX, Stage
from .training import train
from .windows import only_docks

MAP_NAME = "DEMONSTRATION, not a map: CoSIA land cover of scene"
"""As 'Classify land cover' names it."""


class Tutorial(Stage):
    def __init__(self, folder: Path) -> None:
        super().__init__(folder, "tutorial")
        self._model = self.path("demo-ortho.safetensors")

    def play(self) -> None:
        self.raise_curtain()
        self._find_algorithms()
        self._stack()
        self._classify()
        self._annotate()
        self._train()
        self._compare()

    def _find_algorithms(self) -> None:
        self.toolbox()
        self.dialog("set_up_environment", {}, "set-up")
        only_docks("Layers")

    def _stack(self) -> None:
        parameters = {"PRODUCT": self.path("pneo_demo"), "MASK_CLOUDS": True, "OUTPUT": self.path("scene.tif")}
        self.dialog("stack_bands", parameters, "stack", TALL_DIALOG_PX)
        scene = add_scene(self.path("scene.tif"), "scene")
        look_at(scene)
        unfold_only(scene)
        self.window("scene")

    def _classify(self) -> None:
        parameters = {"INPUT": "scene", "MODEL": self._model, "OUTPUT": self.path("before.tif")}
        self.dialog("classify", parameters, "classify", TALL_DIALOG_PX)
        classified = add_raster(self.path("before.tif"), MAP_NAME)
        look_at(classified)
        unfold_only(classified)
        self.window("before")
        hide(classified)

    def _annotate(self) -> None:
        parameters = {"INPUT": "scene", "MODEL": self._model, "OUTPUT": self.path("suggested.gpkg")}
        self.dialog("suggest_annotations", parameters, "suggest", TALL_DIALOG_PX)
        suggested = add_polygons(self.path("suggested.gpkg"), "Rectangles to annotate")
        look_at(self.layer("scene"))
        unfold_only(suggested)
        self.window("suggested")
        hide(suggested)
        parameters = {"INPUT": "scene", "AUTHOR": "Camille", "OUTPUT": self.path("annotations.gpkg")}
        self.dialog("create_annotation_layer", parameters, "create-layer")
        annotations = add_polygons(self.path("annotations.gpkg"), "Annotations of scene")
        polygons = add_polygons(self.path("polygons.gpkg"), "polygons")
        if not annotations.featureCount():
            draw(annotations, polygons)
        self.form(annotations, next(polygons.getFeatures()), "form")
        QgsProject.instance().removeMapLayer(polygons.id())
        look_at(self.layer("scene"))
        iface.setActiveLayer(annotations)
        unfold_only(annotations)
        self.window("annotations")

    def _train(self) -> None:
        parameters = {
            "INPUT": ["scene"],
            "ANNOTATIONS": "Annotations of scene",
            "MODEL": self._model,
            "OUTPUT": self.path("my-model.safetensors"),
            "REPORT": self.path("report.html"),
        }
        self.dialog("fine_tune", parameters, "fine-tune", TALL_DIALOG_PX)
        if not Path(parameters["OUTPUT"]).exists():
            train(parameters, self.camera, "tutorial-training", self.folder / "training.json")

    def _compare(self) -> None:
        clear()
        after = self.path("after.tif")
        if not Path(after).exists():
            processing.run(
                "cosia:classify",
                {"INPUT": self.path("scene.tif"), "MODEL": self.path("my-model.safetensors"), "OUTPUT": after},
            )
        maps = {"Before: demo-ortho": self.path("before.tif"), "After: my-model": after}
        draw_comparison(self.path("scene.tif"), maps, str(self.folder / "pictures" / "tutorial-comparison.png"))
