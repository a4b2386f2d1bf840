"""Write a model for programs that read ONNX."""

from ..core.jobs import MODEL_ENDINGS, ONNX_ENDINGS, ExportOnnxJob
from .base import WorkerAlgorithm


class ExportOnnx(WorkerAlgorithm):
    """A model file in, an ONNX file out."""

    GROUP = "models"
    MODEL = "MODEL"
    OUTPUT = "OUTPUT"

    def displayName(self):
        return self.tr("Export model as ONNX")

    def about(self):
        return self.tr(
            "Writes a model for the QGIS plugin Deepness and other programs that read ONNX, with its class names, "
            "pixel size, tile size and statistics. Deepness classifies 8-bit images with it; it divides by 255 first, "
            "which the statistics in the file allow for. The log tells what to look after."
        )

    def initAlgorithm(self, configuration=None):
        self.add_file(
            self.MODEL,
            self.tr("Model file"),
            self.tr("As 'Import model' and 'Download model' write it."),
            endings=MODEL_ENDINGS,
        )
        self.add_file_output(
            self.OUTPUT,
            self.tr("ONNX file"),
            self.tr("It answers the probability of each class; outputs that were never trained are left out."),
            endings=ONNX_ENDINGS,
        )

    def build_job(self, values):
        return ExportOnnxJob(model=values.text(self.MODEL), output=values.output_file(self.OUTPUT))
