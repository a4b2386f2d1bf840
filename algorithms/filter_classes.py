"""Remove small pieces from a classification."""

from qgis.core import QgsProcessingOutputNumber

from ..core.jobs import FilterClassesJob
from .base import WorkerAlgorithm


class FilterClasses(WorkerAlgorithm):
    """A map of classes in, a calmer one on the same pixels out."""

    GROUP = "maps"
    INPUT = "INPUT"
    MIN_PIXELS = "MIN_PIXELS"
    METHOD = "METHOD"
    OUTPUT = "OUTPUT"
    CHANGED_PERCENT = "CHANGED_PERCENT"

    def displayName(self):
        return self.tr("Filter land cover")

    def about(self):
        return self.tr(
            "Takes specks out of a map of the 15 CoSIA classes: small areas join a neighbour, or each pixel takes the "
            "class of most pixels around it. No data stays no data, and what the map says of itself is kept."
        )

    def initAlgorithm(self, configuration=None):
        self.add_raster(
            self.INPUT,
            self.tr("Map of classes"),
            self.tr("One band of CoSIA codes: 1 to 15, and 0 where there is no data."),
        )
        self.add_choice(
            self.METHOD,
            self.tr("Method"),
            self.tr(
                "The sieve changes small areas only. The majority smooths all borders and loses what is narrow, such "
                "as paths; where classes are equally frequent, the pixel stays."
            ),
            labels={
                "sieve": self.tr("Sieve: small areas join the neighbour with the longest common border"),
                "majority": self.tr("Majority: the class of most pixels in a square"),
            },
            default=FilterClassesJob.method,
        )
        self.add_integer(
            self.MIN_PIXELS,
            self.tr("Size (pixels)"),
            self.tr(
                "Sieve: areas of fewer pixels are taken out; pixels that touch at a corner only are apart. Majority: "
                "of the square around each pixel, whose side is the next odd number: 25 stands for 5 × 5."
            ),
            default=FilterClassesJob.min_pixels,
            minimum=2,
            maximum=1_000_000_000,
        )
        self.add_raster_output(self.OUTPUT, self.tr("Filtered map"), self.tr("On the same pixels, in IGN's colours."))
        self.add_output(
            QgsProcessingOutputNumber(self.CHANGED_PERCENT, self.tr("Changed pixels (%)")),
            self.tr("Share of the pixels with data that have another class now."),
        )

    def build_job(self, values):
        return FilterClassesJob(
            input=values.raster(self.INPUT),
            min_pixels=values.integer(self.MIN_PIXELS),
            method=values.choice(self.METHOD),
            output=values.output(self.OUTPUT),
        )
