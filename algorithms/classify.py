"""Classify a raster into the 15 CoSIA classes."""

from qgis.core import QgsProcessingOutputString, QgsProcessingParameterBoolean

from ..core.jobs import MODEL_ENDINGS, STATISTICS_ENDINGS, ClassifyJob
from .base import WorkerAlgorithm


class Classify(WorkerAlgorithm):
    """One scene in, one map of land cover out."""

    GROUP = "classification"
    INPUT = "INPUT"
    MODEL = "MODEL"
    BAND_ROLES = "BAND_ROLES"
    NORMALISATION = "NORMALISATION"
    STATISTICS = "STATISTICS"
    SCALE_MIN = "SCALE_MIN"
    SCALE_MAX = "SCALE_MAX"
    RESAMPLE_TO_MODEL = "RESAMPLE_TO_MODEL"
    EXTENT = "EXTENT"
    MASK = "MASK"
    NODATA = "NODATA"
    TILE_SIZE_PX = "TILE_SIZE_PX"
    MARGIN_PX = "MARGIN_PX"
    EDGE = "EDGE"
    BATCH_SIZE = "BATCH_SIZE"
    DEVICE = "DEVICE"
    PRECISION = "PRECISION"
    OUTPUT = "OUTPUT"
    CONFIDENCE = "CONFIDENCE"
    PROBABILITIES = "PROBABILITIES"
    MODEL_HASH = "MODEL_HASH"

    def displayName(self):
        return self.tr("Classify land cover")

    def about(self):
        return self.tr(
            "Maps the 15 CoSIA land-cover classes of a Pléiades Neo or BD ORTHO image with a segmentation "
            "network. Bands are found by their role, never by their position. A separate process does the "
            "work: QGIS stays usable meanwhile, and cancelling leaves no file behind."
        )

    def initAlgorithm(self, configuration=None):
        self._add_input()
        self._add_normalisation()
        self._add_area()
        self._add_tiling()
        self._add_outputs()

    def _add_input(self):
        self.add_raster(
            self.INPUT,
            self.tr("Image to classify"),
            self.tr("A file that GDAL reads, with bands described by their role, as 'Stack bands' writes it."),
        )
        self.add_file(
            self.MODEL,
            self.tr("Model file"),
            self.tr(
                "Empty: the bundled demonstration model that fits the bands. Demonstration models are trained "
                "on simulated scenes: they show how the plugin works, and their maps are not for use."
            ),
            endings=MODEL_ENDINGS,
            optional=True,
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

    def _add_normalisation(self):
        self.add_choice(
            self.NORMALISATION,
            self.tr("Normalisation"),
            self.tr("How digital numbers become what the network reads."),
            labels={
                "auto": self.tr("As the model file says"),
                "norma-01": self.tr("norma-01: scaled to 0–1"),
                "norma-source": self.tr("norma-source: statistics of the training images"),
                "norma-target": self.tr("norma-target: statistics of the images to classify"),
            },
            default=ClassifyJob.normalisation,
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
            self.tr("Digital number that 8-bit 1 stands for"),
            self.tr(
                "Where the statistics are of 8-bit values and the image is not, or the reverse: with both numbers set "
                "the statistics are converted; without them they never cross from one encoding to the other. They are "
                "those that 'Stack bands' scales with; an 8-bit image that it made of reflectance needs none."
            ),
            optional=True,
            advanced=True,
        )
        self.add_number(
            self.SCALE_MAX,
            self.tr("Digital number that 8-bit 255 stands for"),
            self.tr("See the number that 1 stands for."),
            optional=True,
            advanced=True,
        )

    def _add_area(self):
        self.add(
            QgsProcessingParameterBoolean(
                self.RESAMPLE_TO_MODEL,
                self.tr("Resample to the model's pixel size"),
                defaultValue=ClassifyJob.resample_to_model,
            ),
            self.tr(
                "The network then sees objects as large as in its training; the results keep the grid of the image. "
                "Time grows with the number of pixels that the network sees: an image of 0.3 m takes some three "
                "times as long with a model of 0.2 m, one of 0.1 m a third of the time."
            ),
        )
        self.add_extent(
            self.EXTENT,
            self.tr("Part of the image"),
            self.tr("In any coordinate system; widened to whole pixels. Empty: the whole image."),
            optional=True,
        )
        self.add_polygons(
            self.MASK,
            self.tr("Polygons to classify within"),
            self.tr("Pixels outside all polygons become no data. Empty: every pixel is classified."),
            optional=True,
        )
        self.add_number(
            self.NODATA,
            self.tr("No-data value"),
            self.tr("Pixels of this value are not classified. Not set: what the image itself says."),
            optional=True,
            advanced=True,
        )

    def _add_tiling(self):
        self.add_integer(
            self.TILE_SIZE_PX,
            self.tr("Tile size (pixels, 0 = chosen to fit the memory)"),
            self.tr("Side of the square that is computed at once, a multiple of 32."),
            default=ClassifyJob.tile_size_px,
            minimum=0,
            maximum=8192,
            advanced=True,
        )
        self.add_integer(
            self.MARGIN_PX,
            self.tr("Margin (pixels)"),
            self.tr("Cropped on each side of a tile, a multiple of 32. More hides seams better and is slower."),
            default=ClassifyJob.margin_px,
            minimum=0,
            maximum=1024,
            advanced=True,
        )
        self.add_choice(
            self.EDGE,
            self.tr("Beyond the edge of the image"),
            self.tr("What the network sees there."),
            labels={"reflect": self.tr("The image, mirrored"), "zero": self.tr("Zeros")},
            default=ClassifyJob.edge,
            advanced=True,
        )
        self.add_integer(
            self.BATCH_SIZE,
            self.tr("Tiles at once (0 = chosen)"),
            self.tr("0 means one. More helps on graphics cards only, and needs more memory."),
            default=ClassifyJob.batch_size,
            minimum=0,
            maximum=256,
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
            default=ClassifyJob.device,
            advanced=True,
        )
        self.add_choice(
            self.PRECISION,
            self.tr("Precision"),
            self.tr("bfloat16 is faster where the device supports it; a few pixels in a thousand may differ."),
            labels={
                "auto": self.tr("The fastest one that suits the device"),
                "float32": "float32",
                "bfloat16": "bfloat16",
            },
            default=ClassifyJob.precision,
            advanced=True,
        )

    def _add_outputs(self):
        self.add_raster_output(
            self.OUTPUT,
            self.tr("Land cover"),
            self.tr("Class numbers 1–15 with IGN's colours; 0 where there is no data."),
        )
        self.add_raster_output(
            self.CONFIDENCE,
            self.tr("Confidence (percent)"),
            self.tr("Probability of the class chosen, as the network estimates it."),
            optional=True,
        )
        self.add_raster_output(
            self.PROBABILITIES,
            self.tr("Probabilities (percent)"),
            self.tr("One band per class."),
            optional=True,
        )
        self.add_output(
            QgsProcessingOutputString(self.MODEL_HASH, self.tr("Model hash")),
            self.tr("Tells which model made the map; it is also written into its metadata."),
        )

    def build_job(self, values):
        return ClassifyJob(
            input=values.raster(self.INPUT),
            model=values.text(self.MODEL),
            band_roles=values.names(self.BAND_ROLES),
            normalisation=values.choice(self.NORMALISATION),
            statistics=values.text(self.STATISTICS),
            scale_min=values.optional_number(self.SCALE_MIN),
            scale_max=values.optional_number(self.SCALE_MAX),
            resample_to_model=values.flag(self.RESAMPLE_TO_MODEL),
            extent=values.extent(self.EXTENT),
            mask=values.vector(self.MASK),
            nodata=values.optional_number(self.NODATA),
            tile_size_px=values.integer(self.TILE_SIZE_PX),
            margin_px=values.integer(self.MARGIN_PX),
            edge=values.choice(self.EDGE),
            batch_size=values.integer(self.BATCH_SIZE),
            device=values.choice(self.DEVICE),
            precision=values.choice(self.PRECISION),
            output=values.output(self.OUTPUT),
            confidence=values.output(self.CONFIDENCE),
            probabilities=values.output(self.PROBABILITIES),
        )
