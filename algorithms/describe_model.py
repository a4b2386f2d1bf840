"""Tell what a model is, and how far its parameters moved from another's."""

from qgis.core import QgsProcessingOutputString

from ..core.jobs import MODEL_ENDINGS, REPORT_ENDINGS, DescribeModelJob
from .base import WorkerAlgorithm


class DescribeModel(WorkerAlgorithm):
    """A model file in, a page about it out."""

    GROUP = "models"
    MODEL = "MODEL"
    COMPARE_WITH = "COMPARE_WITH"
    REPORT = "REPORT"
    MODEL_HASH = "MODEL_HASH"
    CHANGES = "CHANGES"

    def displayName(self):
        return self.tr("Describe model")

    def about(self):
        return self.tr(
            "Writes a page that tells what a model reads, which classes it tells apart, how it was trained, how "
            "accurate it was and over which classes, and under which licence it stands. Against the model that it was "
            "made from, it also shows which parameters moved."
        )

    def initAlgorithm(self, configuration=None):
        self.add_file(
            self.MODEL,
            self.tr("Model file"),
            self.tr("As 'Import model' and 'Download model' write it."),
            endings=MODEL_ENDINGS,
        )
        self.add_file(
            self.COMPARE_WITH,
            self.tr("Model to compare with"),
            self.tr(
                "The model that this one was made from, or another of the same kind of network. Its bands and classes "
                "may differ. Empty: no comparison."
            ),
            endings=MODEL_ENDINGS,
            optional=True,
        )
        self.add_file_output(
            self.REPORT,
            self.tr("Page"),
            self.tr("One file to read in a browser."),
            endings=REPORT_ENDINGS,
        )
        self.add_output(
            QgsProcessingOutputString(self.MODEL_HASH, self.tr("Model hash")),
            self.tr("Tells the weights of this model from all others."),
        )
        self.add_output(
            QgsProcessingOutputString(self.CHANGES, self.tr("Changes by group (JSON)")),
            self.tr("Relative change in percent of each part of the network; only with a model to compare with."),
        )

    def build_job(self, values):
        return DescribeModelJob(
            model=values.text(self.MODEL),
            compare_with=values.text(self.COMPARE_WITH),
            report=values.output_file(self.REPORT),
        )
