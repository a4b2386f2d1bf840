"""Try the three normalisations on parts of an image, and recommend one."""

from qgis.core import QgsProcessingOutputString

from ..core.jobs import MODEL_ENDINGS, REPORT_ENDINGS, STATISTICS_ENDINGS, CompareNormalisationsJob
from .base import WorkerAlgorithm


class CompareNormalisations(WorkerAlgorithm):
    """One scene in, one page and the name of a normalisation out."""

    GROUP = "classification"
    INPUT = "INPUT"
    MODEL = "MODEL"
    REFERENCE = "REFERENCE"
    CLASS_FIELD = "CLASS_FIELD"
    STATISTICS = "STATISTICS"
    SCALE_MIN = "SCALE_MIN"
    SCALE_MAX = "SCALE_MAX"
    EXTENT = "EXTENT"
    BAND_ROLES = "BAND_ROLES"
    NODATA = "NODATA"
    CROPS = "CROPS"
    DEVICE = "DEVICE"
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
        self.add_raster(
            self.INPUT,
            self.tr("Image to classify"),
            self.tr("A file that GDAL reads, with bands described by their role, as 'Stack bands' writes it."),
        )
        self.add_file(
            self.MODEL,
            self.tr("Model file"),
            self.tr("Empty: the bundled demonstration model that fits the bands; its maps are not for use."),
            endings=MODEL_ENDINGS,
            optional=True,
        )
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
        self.add_extent(
            self.EXTENT,
            self.tr("Part of the image"),
            self.tr("Where squares are taken from, in any coordinate system. Empty: the whole image."),
            optional=True,
        )
        self.add_file(
            self.STATISTICS,
            self.tr("Statistics for norma-target"),
            self.tr("Mean and standard deviation of each band over many images. Empty: those of this image."),
            endings=STATISTICS_ENDINGS,
            optional=True,
        )
        self.add_number(
            self.SCALE_MIN,
            self.tr("Digital number that is 1 in 8 bit"),
            self.tr("With the next one, lets 8-bit statistics be applied to other values, as 'Stack bands' scales."),
            optional=True,
            advanced=True,
        )
        self.add_number(
            self.SCALE_MAX,
            self.tr("Digital number that is 255 in 8 bit"),
            self.tr("As the one before."),
            optional=True,
            advanced=True,
        )
        self.add_text(
            self.BAND_ROLES,
            self.tr("Band roles"),
            self.tr(
                "In the order of the bands, for example: red, green, blue, nir, deep_blue, red_edge. "
                "Empty: the band descriptions of the image."
            ),
            optional=True,
            advanced=True,
        )
        self.add_number(
            self.NODATA,
            self.tr("No-data value"),
            self.tr("Pixels of this value are left out. Not set: what the image itself says."),
            optional=True,
            advanced=True,
        )
        self.add_integer(
            self.CROPS,
            self.tr("Squares to classify"),
            self.tr("Of 512 × 512 pixels, spread over the image. More take longer and make the figures surer."),
            default=CompareNormalisationsJob.crops,
            minimum=1,
            maximum=64,
            advanced=True,
        )
        self.add_choice(
            self.DEVICE,
            self.tr("Device"),
            self.tr("Where the network is computed."),
            labels={
                "auto": self.tr("The fastest one found"),
                "cpu": self.tr("Processor"),
                "cuda": self.tr("NVIDIA graphics card"),
                "mps": self.tr("Apple graphics"),
            },
            default=CompareNormalisationsJob.device,
            advanced=True,
        )
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
            input=values.raster(self.INPUT),
            report=values.output_file(self.REPORT),
            model=values.text(self.MODEL),
            extent=values.extent(self.EXTENT),
            reference=values.layer(self.REFERENCE),
            class_field=values.text(self.CLASS_FIELD) or CompareNormalisationsJob.class_field,
            band_roles=values.names(self.BAND_ROLES),
            statistics=values.text(self.STATISTICS),
            scale_min=values.optional_number(self.SCALE_MIN),
            scale_max=values.optional_number(self.SCALE_MAX),
            nodata=values.optional_number(self.NODATA),
            crops=values.integer(self.CROPS),
            device=values.choice(self.DEVICE),
        )
