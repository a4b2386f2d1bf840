"""Rewrite a classification from the codes of one nomenclature to those of another."""

from qgis.core import QgsProcessingOutputNumber

from ..core.jobs import ConvertClassesJob
from .base import WorkerAlgorithm


class ConvertClasses(WorkerAlgorithm):
    """Codes of FLAIR, FLAIR-HUB or CoSIA in, those of another of them out."""

    GROUP = "classification"
    INPUT = "INPUT"
    FROM = "FROM"
    TO = "TO"
    OUTPUT = "OUTPUT"
    UNMATCHED_PIXELS = "UNMATCHED_PIXELS"

    def displayName(self):
        return self.tr("Convert class codes")

    def about(self):
        return self.tr(
            "IGN's FLAIR and FLAIR-HUB and the CoSIA product number the same 15 land-cover classes differently. This "
            "rewrites a map from one numbering to another. Codes that have no counterpart, such as 'clear cut' or "
            "'other', become no data; they are counted and told."
        )

    def initAlgorithm(self, configuration=None):
        labels = {
            "flair": self.tr("FLAIR: mask values 1–19"),
            "flair-hub": self.tr("FLAIR-HUB: indices 0–18"),
            "cosia": self.tr("CoSIA: numero 1–15"),
        }
        self.add_raster(
            self.INPUT,
            self.tr("Map to convert"),
            self.tr("One band of class codes: whole numbers of any type. Its no-data value and mask are kept to."),
        )
        self.add_choice(
            self.FROM,
            self.tr("Codes of the map"),
            self.tr("How the map numbers its classes; the pixels alone do not tell."),
            labels=labels,
            default=ConvertClassesJob.from_codes,
        )
        self.add_choice(
            self.TO,
            self.tr("Codes to write"),
            self.tr("CoSIA maps get IGN's colours and class names as well."),
            labels=labels,
            default=ConvertClassesJob.to_codes,
        )
        self.add_raster_output(
            self.OUTPUT,
            self.tr("Converted map"),
            self.tr("On the same pixels. No data is 0 in CoSIA and FLAIR, and 255 in FLAIR-HUB, where 0 is a class."),
        )
        self.add_output(
            QgsProcessingOutputNumber(self.UNMATCHED_PIXELS, self.tr("Pixels without counterpart")),
            self.tr("Number of pixels that became no data because their code has no counterpart."),
        )

    def build_job(self, values):
        return ConvertClassesJob(
            input=values.raster(self.INPUT),
            from_codes=values.choice(self.FROM),
            to_codes=values.choice(self.TO),
            output=values.output(self.OUTPUT),
        )
