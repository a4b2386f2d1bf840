"""What QGIS loads: registers the provider, and menu entries that lead to it and to its models."""

from typing import Optional

from qgis.core import QgsApplication
from qgis.gui import QgisInterface
from qgis.PyQt.QtCore import QCoreApplication, Qt, QTranslator
from qgis.PyQt.QtWidgets import QAction, QDockWidget

from ..algorithms.running import stop_runs
from .open_in_modeler import OpenInModeler
from .provider import CosiaProvider
from .translation import install_translation, remove_translation

MENU = "&CoSIA"


class CosiaPlugin:
    """The plugin object. ``iface`` is None in ``qgis_process``, which has no menus."""

    def __init__(self, iface: Optional[QgisInterface]) -> None:
        self._iface = iface
        self._translator: Optional[QTranslator] = install_translation()
        self._provider: Optional[CosiaProvider] = None
        self._action: Optional[QAction] = None
        self._open_in_modeler: Optional[OpenInModeler] = None

    def initProcessing(self) -> None:
        self._provider = CosiaProvider(models_at_once=self._iface is None)
        QgsApplication.processingRegistry().addProvider(self._provider)

    def initGui(self) -> None:
        self.initProcessing()
        text = QCoreApplication.translate("CosiaPlugin", "Open in the Processing toolbox")
        self._action = QAction(self._provider.icon(), text, self._iface.mainWindow())
        self._action.triggered.connect(self.show_toolbox)
        self._iface.addPluginToMenu(MENU, self._action)
        self._open_in_modeler = OpenInModeler()
        self._open_in_modeler.register()

    def show_toolbox(self) -> None:
        """Show the Processing toolbox with this provider unfolded at its top."""
        toolbox = self._iface.mainWindow().findChild(QDockWidget, "ProcessingToolbox")
        toolbox.setUserVisible(True)
        toolbox.searchBox.clear()
        tree = toolbox.algorithmTree
        model = tree.model()
        for provider in model.match(
            model.index(0, 0), Qt.ItemDataRole.DisplayRole, self._provider.name(), 1, Qt.MatchFlag.MatchExactly
        ):
            tree.expandRecursively(provider)
            tree.setCurrentIndex(provider)
            tree.scrollTo(provider, tree.ScrollHint.PositionAtTop)

    def unload(self) -> None:
        stop_runs()
        if self._action is not None:
            self._iface.removePluginMenu(MENU, self._action)
            self._action.deleteLater()
            self._action = None
        if self._open_in_modeler is not None:
            self._open_in_modeler.deregister()
            self._open_in_modeler = None
        if self._provider is not None:
            QgsApplication.processingRegistry().removeProvider(self._provider)
            self._provider = None
        remove_translation(self._translator)
        self._translator = None
