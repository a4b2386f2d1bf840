"""Compute the statistics of a data set of images."""

from qgis.core import QgsProcessingOutputBoolean, QgsProcessingOutputNumber

from ..core.jobs import MODEL_ENDINGS, REPORT_ENDINGS, STATISTICS_ENDINGS, ComputeStatisticsJob
from .base import WorkerAlgorithm


class ComputeStatistics(WorkerAlgorithm):
    """Rasters in, mean and deviation of each band out."""

    GROUP = "preparation"
    INPUT = "INPUT"
    MODEL = "MODEL"
    BLOCKS = "BLOCKS"
    EXTENT = "EXTENT"
    MASK = "MASK"
    BAND_ROLES = "BAND_ROLES"
    NODATA = "NODATA"
    SEED = "SEED"
    OUTPUT = "OUTPUT"
    REPORT = "REPORT"
    PIXELS = "PIXELS"
    AREA_KM2 = "AREA_KM2"
    SETTLED = "SETTLED"

    def displayName(self):
        return self.tr("Compute statistics")

    def about(self):
        return self.tr(
            "Mean and standard deviation of each band over one or more images, for the normalisation norma-target. "
            "They are exact, or come with their error from random blocks at full resolution; overviews are never used, "
            "since averaging makes deviations too small. No data, saturated pixels and what lies outside the polygons "
            "do not count. The report also tells whether enough images were given."
        )

    def initAlgorithm(self, configuration=None):
        self.add_rasters(
            self.INPUT,
            self.tr("Images of the data set"),
            self.tr(
                "All with the same bands, described by their role, and the same encoding. Many scenes are better than "
                "one. Each pixel of each image counts once: where images overlap, the ground counts twice."
            ),
        )
        self.add_integer(
            self.BLOCKS,
            self.tr("Random blocks to read (0 = all pixels)"),
            self.tr(
                "A block is about 512 × 512 pixels. Blocks are faster than all pixels, and the error is stated; from "
                "30 blocks on it is reliable."
            ),
            default=ComputeStatisticsJob.blocks,
            minimum=0,
            maximum=1_000_000,
        )
        self.add_extent(
            self.EXTENT,
            self.tr("Part of the images"),
            self.tr("In any coordinate system. Images beside it are skipped. Empty: the whole images."),
            optional=True,
        )
        self.add_polygons(
            self.MASK,
            self.tr("Polygons to count within"),
            self.tr("Only pixels whose centres lie inside a polygon count. Empty: all pixels."),
            optional=True,
        )
        self.add_file(
            self.MODEL,
            self.tr("Model to compare with"),
            self.tr(
                "The report shows its training data beside the images. Empty: the bundled demonstration model that "
                "fits the bands."
            ),
            endings=MODEL_ENDINGS,
            optional=True,
        )
        self.add_text(
            self.BAND_ROLES,
            self.tr("Band roles"),
            self.tr(
                "In the order of the bands of each image, for example: red, green, blue, nir; '-' leaves a band out. "
                "Empty: the band descriptions of the images."
            ),
            optional=True,
            advanced=True,
        )
        self.add_number(
            self.NODATA,
            self.tr("No-data value"),
            self.tr("Pixels of this value do not count. Not set: what the images themselves say."),
            optional=True,
            advanced=True,
        )
        self.add_integer(
            self.SEED,
            self.tr("Seed of the random blocks"),
            self.tr("The same seed takes the same blocks again."),
            default=ComputeStatisticsJob.seed,
            minimum=0,
            maximum=2**31 - 1,
            advanced=True,
        )
        self.add_file_output(
            self.OUTPUT,
            self.tr("Statistics"),
            self.tr("A JSON file, to be given to 'Classify land cover' as statistics for norma-target."),
            endings=STATISTICS_ENDINGS,
        )
        self.add_file_output(
            self.REPORT,
            self.tr("Report"),
            self.tr("A page with a histogram of each band, and how mean and deviation settle as area is added."),
            endings=REPORT_ENDINGS,
            optional=True,
        )
        self.add_output(QgsProcessingOutputNumber(self.PIXELS, self.tr("Pixels")), self.tr("How many pixels counted."))
        self.add_output(
            QgsProcessingOutputNumber(self.AREA_KM2, self.tr("Area (km²)")), self.tr("Ground under these pixels.")
        )
        self.add_output(
            QgsProcessingOutputBoolean(self.SETTLED, self.tr("Settled")),
            self.tr("Whether there were enough scenes for mean and deviation to be those of a data set."),
        )

    def build_job(self, values):
        return ComputeStatisticsJob(
            inputs=values.rasters(self.INPUT),
            output=values.output_file(self.OUTPUT),
            report=values.output_file(self.REPORT),
            model=values.text(self.MODEL),
            band_roles=values.names(self.BAND_ROLES),
            extent=values.extent(self.EXTENT),
            mask=values.vector(self.MASK),
            blocks=values.integer(self.BLOCKS),
            nodata=values.optional_number(self.NODATA),
            seed=values.integer(self.SEED),
        )
