"""The Processing provider ``cosia`` and its one setting."""

from pathlib import Path
from typing import List

from processing.core.ProcessingConfig import ProcessingConfig, Setting
from qgis.core import QgsApplication, QgsProcessingProvider
from qgis.PyQt.QtCore import QCoreApplication, QTimer
from qgis.PyQt.QtGui import QIcon

from ..algorithms import ALGORITHMS
from ..algorithms.help_page import remove_help_pages
from ..algorithms.settings import INTERPRETER_SETTING
from .ready_models import ready_models

ICON = Path(__file__).parents[1] / "resources" / "icons" / "cosia.svg"


class CosiaProvider(QgsProcessingProvider):
    """All algorithms of the plugin, its ready models, and the interpreter that computes them as a Processing option.

    Args:
        models_at_once: whether the models are there as soon as QGIS knows this provider; otherwise a moment later, so
            that a desktop that starts does not wait for them.
    """

    def __init__(self, models_at_once: bool = True) -> None:
        super().__init__()
        self._models_at_once = models_at_once

    def id(self) -> str:
        return "cosia"

    def name(self) -> str:
        return "CoSIA"

    def icon(self) -> QIcon:
        return QIcon(self.svgIconPath())

    def svgIconPath(self) -> str:
        return str(ICON)

    def load(self) -> bool:
        setting = Setting(
            self.name(),
            INTERPRETER_SETTING,
            QCoreApplication.translate(
                "CosiaProvider", "Python interpreter that computes (empty: the one that was set up)"
            ),
            "",
            valuetype=Setting.FILE,
        )
        setting.read()
        ProcessingConfig.settingIcons[self.name()] = self.icon()
        ProcessingConfig.addSetting(setting)
        QgsApplication.processingRegistry().providerAdded.connect(self._on_provider_added)
        return super().load()

    def unload(self) -> None:
        QgsApplication.processingRegistry().providerAdded.disconnect(self._on_provider_added)
        ProcessingConfig.removeSetting(INTERPRETER_SETTING)
        ProcessingConfig.settingIcons.pop(self.name(), None)
        remove_help_pages()

    def loadAlgorithms(self) -> None:
        for algorithm in ALGORITHMS:
            self.addAlgorithm(algorithm())
        if self._is_known():
            self._add_models()

    def _is_known(self) -> bool:
        return QgsApplication.processingRegistry().providerById(self.id()) is self

    def _add_models(self) -> None:
        # A model finds its steps through the registry, which knows this provider only after it was loaded.
        for model in ready_models():
            if self.algorithm(model.name()) is None:
                self.addAlgorithm(model)

    def _on_provider_added(self, provider_id: str) -> None:
        if provider_id == self.id():
            if self._models_at_once:
                self._bring_models()
            else:
                QTimer.singleShot(0, self._bring_models)

    def _bring_models(self) -> None:
        if self._is_known():
            self._add_models()
            self.algorithmsLoaded.emit()

    def supportedOutputRasterLayerExtensions(self) -> List[str]:
        return ["tif", "tiff", "vrt"]

    def defaultRasterFileExtension(self) -> str:
        # The user's own default for all of QGIS may be one that an algorithm here refuses.
        return "tif"
