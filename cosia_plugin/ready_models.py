"""The ready models of ``resources/processing_models``, as the graphical modeler saves them."""

from pathlib import Path
from typing import Any, Dict, List

from qgis.core import QgsProcessingModelAlgorithm, QgsXmlUtils
from qgis.PyQt.QtCore import QCoreApplication
from qgis.PyQt.QtXml import QDomDocument

FOLDER = Path(__file__).parents[1] / "resources" / "processing_models"
GROUP = "ready_models"

TEXT_KEYS = frozenset({"component_description", "description", "model_group", "model_name"})
"""Where a model file holds what people read, beside all values under :data:`HELP_KEY`."""

HELP_KEY = "help"


class ReadyModel(QgsProcessingModelAlgorithm):
    """A model whose id is the name of its file: the name inside is a title, to be read in the user's language."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self._path = path
        self.loadVariant(translated(model_content(path)))
        self.setSourceFilePath(str(path))

    def createInstance(self) -> "ReadyModel":
        instance = type(self)(self._path)
        instance.setProvider(self.provider())
        return instance

    def name(self) -> str:
        return self._path.stem

    def displayName(self) -> str:
        return super().name()

    def groupId(self) -> str:
        return GROUP


def ready_models() -> List[ReadyModel]:
    """All ready models; the algorithms that they consist of must be known to QGIS already."""
    return [ReadyModel(path) for path in sorted(FOLDER.glob("*.model3"))]


def model_content(path: Path) -> Dict[str, Any]:
    """What a model file says, as the modeler's own nested dictionaries."""
    document = QDomDocument()
    document.setContent(path.read_bytes())
    return QgsXmlUtils.readVariant(document.documentElement())


def translated(content: Any, of_key: str = "") -> Any:
    """``content`` with its texts in the language of QGIS.

    Args:
        of_key: the key that ``content`` is the value of.
    """
    if isinstance(content, dict):
        return {key: translated(value, HELP_KEY if of_key == HELP_KEY else key) for key, value in content.items()}
    if isinstance(content, list):
        return [translated(value) for value in content]
    is_text = isinstance(content, str) and content and (of_key in TEXT_KEYS or of_key == HELP_KEY)
    return QCoreApplication.translate("ReadyModels", content) if is_text else content
