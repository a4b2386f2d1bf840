"""Name and style of the layers that QGIS loads when an algorithm has ended.

The worker writes a ``.qml`` beside each styled output, or the style into a GeoPackage; Processing itself loads
neither.
"""

from pathlib import Path
from typing import List

from qgis.core import (
    QgsMapLayer,
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingLayerPostProcessorInterface,
)
from qgis.PyQt import sip

_alive: List["LayerFinisher"] = []
"""QGIS keeps a bare pointer, and deletes the object together with the context of the run."""


class LayerFinisher(QgsProcessingLayerPostProcessorInterface):
    """Applies the style beside the layer's file or in it, and ``name`` if there is one."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self._name = name

    def postProcessLayer(
        self, layer: QgsMapLayer, context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> None:
        style = Path(layer.source()).with_suffix(".qml")
        if style.is_file():
            layer.loadNamedStyle(str(style))
        else:
            # Of a GeoPackage that holds one; Processing opens layers without it.
            layer.loadDefaultStyle()
        layer.triggerRepaint()
        if self._name:
            layer.setName(self._name)


def finish_layer(output: str, name: str, context: QgsProcessingContext) -> None:
    """Let QGIS style and name the layer of ``output``, if it is going to load it at all."""
    if context.willLoadLayerOnCompletion(output):
        finisher = LayerFinisher(name)
        _alive[:] = [older for older in _alive if not sip.isdeleted(older)] + [finisher]
        context.layerToLoadOnCompletionDetails(output).setPostProcessor(finisher)
