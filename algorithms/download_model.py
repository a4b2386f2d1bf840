"""Fetch a published model from the hub."""

from qgis.core import QgsProcessingOutputString

from ..core.catalogue import published_models
from ..core.jobs import MODEL_ENDINGS, DownloadModelJob
from . import settings
from .base import WorkerAlgorithm


class DownloadModel(WorkerAlgorithm):
    """A name of the catalogue in, a model file out."""

    GROUP = "models"
    NAME = "NAME"
    ENDPOINT = "ENDPOINT"
    OUTPUT = "OUTPUT"
    MODEL_HASH = "MODEL_HASH"

    def displayName(self):
        return self.tr("Download model")

    def about(self):
        return self.tr(
            "Fetches one of IGN's published land-cover models from the Hugging Face hub, checks it against the size "
            "and the SHA-256 that the hub announces, and makes a model file of it. A download that was cut goes on "
            "where it stopped, and a second one needs no network. Models of 12 classes follow another nomenclature "
            "and are not offered: 'Import model' takes them with a class map."
        )

    def initAlgorithm(self, configuration=None):
        self.add_choice(
            self.NAME,
            self.tr("Model"),
            self.tr("The name tells the bands (rgb; i: near infrared; e: elevation), the classes and the network."),
            labels={model.name: self._label(model) for model in published_models().values()},
            default=DownloadModelJob.name,
        )
        self.add_text(
            self.ENDPOINT,
            self.tr("Address of a mirror"),
            self.tr("Empty: the variable HF_ENDPOINT, or the hub itself. QGIS's own proxy is used where one is set."),
            optional=True,
            advanced=True,
        )
        self.add_file_output(
            self.OUTPUT,
            self.tr("Model file"),
            self.tr("With its bands, statistics, classes, licence, origin and published accuracy inside."),
            endings=MODEL_ENDINGS,
        )
        self.add_output(
            QgsProcessingOutputString(self.MODEL_HASH, self.tr("Model hash")),
            self.tr("Of the weights; maps that the model makes carry it, and it is checked at every use."),
        )

    def _label(self, model):
        bands = ", ".join(model.band_roles)
        if model.size_bytes is None:
            return self.tr("{name}: {bands}").format(name=model.name, bands=bands)
        size = round(model.size_bytes / 1e6)
        return self.tr("{name}: {bands}; {size} MB").format(name=model.name, bands=bands, size=size)

    def build_job(self, values):
        return DownloadModelJob(
            name=values.choice(self.NAME),
            endpoint=values.text(self.ENDPOINT),
            proxy=settings.proxy(),
            output=values.output_file(self.OUTPUT),
        )
