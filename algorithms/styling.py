"""Name and style of the layers that QGIS loads when an algorithm has ended.

The worker writes a ``.qml`` beside each styled output; Processing itself does not load it.
"""

from pathlib import Path
from typing import Dict

from qgis.core import (
    QgsMapLayer,
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingLayerPostProcessorInterface,
)

_finishers: Dict[str, "LayerFinisher"] = {}
"""By layer name. QGIS keeps a bare pointer, so Python must keep each of them alive."""


class LayerFinisher(QgsProcessingLayerPostProcessorInterface):
    """Applies the style beside the layer's file, and ``name`` if there is one."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self._name = name

    def postProcessLayer(
        self, layer: QgsMapLayer, context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> None:
        style = Path(layer.source()).with_suffix(".qml")
        if style.is_file():
            layer.loadNamedStyle(str(style))
            layer.triggerRepaint()
        if self._name:
            layer.setName(self._name)


def finish_layer(output: str, name: str, context: QgsProcessingContext) -> None:
    """Let QGIS style and name the layer of ``output``, if it is going to load it at all."""
    if context.willLoadLayerOnCompletion(output):
        finisher = _finishers.setdefault(name, LayerFinisher(name))
        context.layerToLoadOnCompletionDetails(output).setPostProcessor(finisher)
