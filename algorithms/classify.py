"""Classify a raster into the 15 CoSIA classes."""

from qgis.core import QgsProcessingOutputString, QgsProcessingParameterBoolean

from ..core.jobs import REPORT_ENDINGS, ClassifyJob
from .network_algorithm import NetworkAlgorithm


class Classify(NetworkAlgorithm):
    """One scene in, one map of land cover out."""

    GROUP = "classification"
    NORMALISATION = "NORMALISATION"
    MASK = "MASK"
    TILE_SIZE_PX = "TILE_SIZE_PX"
    MARGIN_PX = "MARGIN_PX"
    EDGE = "EDGE"
    BATCH_SIZE = "BATCH_SIZE"
    AUGMENT = "AUGMENT"
    GPU_INDEX = "GPU_INDEX"
    PRECISION = "PRECISION"
    RESUME = "RESUME"
    OUTPUT = "OUTPUT"
    CONFIDENCE = "CONFIDENCE"
    PROBABILITIES = "PROBABILITIES"
    REPORT = "REPORT"
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
        self.add_image_and_model()
        self._add_normalisation()
        self.add_statistics()
        self.add_resampling()
        self._add_area()
        self._add_tiling()
        self.add_device()
        self._add_gpu_and_precision()
        self._add_resume()
        self._add_outputs()

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

    def _add_area(self):
        self.add_part()
        self.add_polygons(
            self.MASK,
            self.tr("Polygons to classify within"),
            self.tr("Pixels outside all polygons become no data. Empty: every pixel is classified."),
            optional=True,
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
            self.tr(
                "Chosen: one on a processor, as many as fit on a graphics card. If the memory does not hold them after "
                "all, it goes on with half as many."
            ),
            default=ClassifyJob.batch_size,
            minimum=0,
            maximum=256,
            advanced=True,
        )
        self.add(
            QgsProcessingParameterBoolean(
                self.AUGMENT, self.tr("Average over turned and mirrored tiles"), ClassifyJob.augment
            ),
            self.tr(
                "The network sees every tile in eight ways, and the probabilities are averaged: its answer then "
                "depends less on how things happen to lie. It takes eight times as long."
            ),
            advanced=True,
        )

    def _add_gpu_and_precision(self):
        self.add_integer(
            self.GPU_INDEX,
            self.tr("Number of the graphics card"),
            self.tr("Where the computer has several from NVIDIA: 0 is the first one."),
            default=ClassifyJob.gpu_index,
            minimum=0,
            maximum=63,
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

    def _add_resume(self):
        self.add(
            QgsProcessingParameterBoolean(self.RESUME, self.tr("Go on with an interrupted run"), ClassifyJob.resume),
            self.tr(
                "With the same output and the same values, tiles that a crash, a power failure or a cancelled run of "
                "this kind left finished are not computed again; the map is the same. After a change of any value or "
                "of the image, all tiles are computed anew. A cancel keeps what is finished only with this option."
            ),
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
        self.add_file_output(
            self.REPORT,
            self.tr("Report"),
            self.tr(
                "A page on the map: what was done, areas of the classes, how sure the network is, parts of the map "
                "beside the image, warnings, and the settings to repeat it. Not written unless you name it."
            ),
            endings=REPORT_ENDINGS,
            optional=True,
        )
        self.add_output(
            QgsProcessingOutputString(self.MODEL_HASH, self.tr("Model hash")),
            self.tr("Tells which model made the map; it is also written into its metadata."),
        )

    def build_job(self, values):
        return ClassifyJob(
            **self.network_fields(values),
            normalisation=values.choice(self.NORMALISATION),
            mask=values.vector(self.MASK),
            tile_size_px=values.integer(self.TILE_SIZE_PX),
            margin_px=values.integer(self.MARGIN_PX),
            edge=values.choice(self.EDGE),
            batch_size=values.integer(self.BATCH_SIZE),
            augment=values.flag(self.AUGMENT),
            gpu_index=values.integer(self.GPU_INDEX),
            precision=values.choice(self.PRECISION),
            resume=values.flag(self.RESUME),
            output=values.output(self.OUTPUT),
            confidence=values.output(self.CONFIDENCE),
            probabilities=values.output(self.PROBABILITIES),
            report=values.output_file(self.REPORT),
        )
