"""Try the three normalisations on parts of an image, and recommend one."""

from qgis.core import QgsProcessingOutputString

from ..core.jobs import REPORT_ENDINGS, CompareNormalisationsJob
from .network_algorithm import NetworkAlgorithm


class CompareNormalisations(NetworkAlgorithm):
    """One scene in, one page and the name of a normalisation out."""

    GROUP = "classification"
    REFERENCE = "REFERENCE"
    CLASS_FIELD = "CLASS_FIELD"
    CROPS = "CROPS"
    REPORT = "REPORT"
    RECOMMENDED = "RECOMMENDED"

    def displayName(self):
        return self.tr("Compare normalisations")

    def about(self):
        return self.tr(
            "Classifies a few squares of an image with each of the three ways to feed it to a model, shows the maps "
            "side by side, and recommends one. Use it before the first classification with a model or of a new kind "
            "of image: the choice can be worth several percent of accuracy."
        )

    def initAlgorithm(self, configuration=None):
        self.add_image_and_model()
        self.add_layer(
            self.REFERENCE,
            self.tr("Reference classes"),
            self.tr(
                "A raster of CoSIA class numbers or polygons, on any grid and in any coordinate system. With it, the "
                "accuracy of each normalisation is measured, and the best one is recommended."
            ),
            optional=True,
        )
        self.add_text(
            self.CLASS_FIELD,
            self.tr("Field with the class of reference polygons"),
            self.tr("Class numbers 1–15, or French or English names of classes."),
            default=CompareNormalisationsJob.class_field,
            optional=True,
            advanced=True,
        )
        self.add_part()
        self.add_statistics()
        self.add_resampling()
        self.add_integer(
            self.CROPS,
            self.tr("Squares to classify"),
            self.tr("Of 512 × 512 pixels, spread over the image. More take longer and make the figures surer."),
            default=CompareNormalisationsJob.crops,
            minimum=1,
            maximum=64,
            advanced=True,
        )
        self.add_device()
        self.add_file_output(
            self.REPORT,
            self.tr("Report"),
            self.tr("A web page with the maps, their figures and the recommendation."),
            endings=REPORT_ENDINGS,
        )
        self.add_output(
            QgsProcessingOutputString(self.RECOMMENDED, self.tr("Recommended normalisation")),
            self.tr("Can be wired into the normalisation of 'Classify land cover'."),
        )

    def build_job(self, values):
        return CompareNormalisationsJob(
            **self.network_fields(values),
            report=values.output_file(self.REPORT),
            reference=values.layer(self.REFERENCE),
            class_field=values.text(self.CLASS_FIELD) or CompareNormalisationsJob.class_field,
            crops=values.integer(self.CROPS),
        )
