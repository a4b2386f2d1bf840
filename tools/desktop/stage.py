"""What the pictures of the tutorial and of the guide have in common: a window of QGIS, dialogs and the form."""

from pathlib import Path
from typing import Any, Dict

import processing
from processing.modeler.ModelerDialog import ModelerDialog
from qgis.core import QgsApplication, QgsFeature, QgsProject, QgsVectorLayer
from qgis.gui import QgsAttributeDialog, QgsAttributeEditorContext
from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtWidgets import QDockWidget
from qgis.utils import iface, plugins

from .scenery import clear, drawn
from .windows import Camera, only_docks, show, wait

WINDOW_PX = (1360, 880)
DOCKS_PX = (330, 360)
DIALOG_PX = (1100, 660)
TALL_DIALOG_PX = (1100, 880)
MODELER_PX = (1360, 900)
FORM_PX = (520, 210)


class Stage:
    """Takes pictures of a series of steps.

    Args:
        folder: with the files that the steps before made; pictures go to its folder ``pictures``.
        series: what the names of the pictures begin with.
    """

    def __init__(self, folder: Path, series: str) -> None:
        self.folder = folder
        self.camera = Camera(folder / "pictures")
        self._series = series

    def raise_curtain(self) -> None:
        """An empty project in a window of the usual size."""
        window = iface.mainWindow()
        window.showNormal()
        window.setGeometry(0, 0, *WINDOW_PX)
        iface.messageBar().clearWidgets()
        clear()

    def toolbox(self) -> None:
        only_docks("Layers", "ProcessingToolbox")
        plugins["cosia"].show_toolbox()
        docks = [iface.mainWindow().findChild(QDockWidget, name) for name in ("Layers", "ProcessingToolbox")]
        iface.mainWindow().resizeDocks(docks, list(DOCKS_PX), Qt.Orientation.Horizontal)
        wait(1)
        self.window("toolbox")

    def window(self, name: str) -> None:
        self.camera.take_window(f"{self._series}-{name}")

    def dialog(self, algorithm: str, parameters: Dict[str, Any], name: str, size_px=DIALOG_PX) -> None:
        dialog = processing.createAlgorithmDialog(f"cosia:{algorithm}", parameters)
        self.camera.take_dialog(dialog, size_px, f"{self._series}-{name}")

    def modeler(self, model: str) -> None:
        """The whole of a ready model in the graphical modeler."""
        window = ModelerDialog.create(QgsApplication.processingRegistry().algorithmById(f"cosia:{model}"))
        show(window, MODELER_PX)
        canvas = window.view()
        canvas.fitInView(canvas.scene().itemsBoundingRect(), Qt.AspectRatioMode.KeepAspectRatio)
        wait(1)
        self.camera.take(window, f"{self._series}-modeler")
        window.hide()

    def form(self, annotations: QgsVectorLayer, polygon: QgsFeature, name: str) -> None:
        """The form of a polygon that was just drawn, with its class chosen."""
        numero = int(polygon["numero"])
        polygon.setAttribute("numero", None)
        annotations.startEditing()
        feature = drawn(annotations, polygon)
        dialog = QgsAttributeDialog(annotations, feature, False, None, False)
        dialog.setMode(QgsAttributeEditorContext.Mode.AddFeatureMode)
        dialog.show()
        dialog.resize(*FORM_PX)
        wait(1)
        dialog.attributeForm().changeAttribute("numero", numero)
        wait(1)
        self.camera.take(dialog, f"{self._series}-{name}")
        dialog.reject()
        annotations.rollBack()

    def layer(self, beginning: str):
        return next(layer for layer in QgsProject.instance().mapLayers().values() if layer.name().startswith(beginning))

    def path(self, name: str) -> str:
        return str(self.folder / name)
