"""What the toolbox offers for a ready model beside running it: a copy to change, in the graphical modeler."""

from processing.gui.ContextAction import ContextAction
from processing.gui.ProviderActions import ProviderContextMenuActions
from qgis.core import QgsProcessingModelAlgorithm
from qgis.PyQt.QtCore import QCoreApplication

from .ready_models import ReadyModel


class OpenInModeler(ContextAction):
    """An entry in the toolbox's menu of a ready model; QGIS itself offers to edit the user's own models only."""

    def __init__(self) -> None:
        super().__init__()
        self.name = QCoreApplication.translate("OpenInModeler", "Open a copy in the graphical modeler")

    def isEnabled(self) -> bool:
        return isinstance(self.itemData, ReadyModel)

    def execute(self) -> None:
        # The modeler takes its time to import, and few sessions need it.
        from processing.modeler.ModelerDialog import ModelerDialog

        # Without the path of its file, which the next version of the plugin replaces: saving asks for another one.
        copy = QgsProcessingModelAlgorithm()
        copy.loadVariant(self.itemData.toVariant())
        dialog = ModelerDialog.create(copy)
        dialog.show()
        dialog.activate()

    def register(self) -> None:
        ProviderContextMenuActions.registerProviderContextMenuActions([self])

    def deregister(self) -> None:
        ProviderContextMenuActions.deregisterProviderContextMenuActions([self])
