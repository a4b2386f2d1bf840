"""What the algorithms have in common that feed an image to a network."""

from typing import Any, Dict

from qgis.core import QgsProcessingParameterBoolean

from ..core.jobs import MODEL_ENDINGS, STATISTICS_ENDINGS, ClassifyJob
from .base import WorkerAlgorithm
from .values import ParameterValues


class NetworkAlgorithm(WorkerAlgorithm):
    """Declares the image, the model and how the one is fed to the other; a subclass adds what it does with them.

    The defaults are those of :class:`ClassifyJob`: what other algorithms try is what that one does.
    """

    INPUT = "INPUT"
    MODEL = "MODEL"
    BAND_ROLES = "BAND_ROLES"
    NODATA = "NODATA"
    STATISTICS = "STATISTICS"
    SCALE_MIN = "SCALE_MIN"
    SCALE_MAX = "SCALE_MAX"
    RESAMPLE_TO_MODEL = "RESAMPLE_TO_MODEL"
    EXTENT = "EXTENT"
    DEVICE = "DEVICE"

    def network_fields(self, values: ParameterValues) -> Dict[str, Any]:
        """The fields of the job that the parameters below fill."""
        return {
            "input": values.raster(self.INPUT),
            "model": values.text(self.MODEL),
            "band_roles": values.names(self.BAND_ROLES),
            "nodata": values.optional_number(self.NODATA),
            "statistics": values.text(self.STATISTICS),
            "scale_min": values.optional_number(self.SCALE_MIN),
            "scale_max": values.optional_number(self.SCALE_MAX),
            "resample_to_model": values.flag(self.RESAMPLE_TO_MODEL),
            "extent": values.extent(self.EXTENT),
            "device": values.choice(self.DEVICE),
        }

    def add_image_and_model(self, image_label: str = "") -> None:
        self.add_raster(
            self.INPUT,
            image_label or self.tr("Image to classify"),
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
        self.add_number(
            self.NODATA,
            self.tr("No-data value"),
            self.tr("Pixels of this value are left out. Not set: what the image itself says."),
            optional=True,
            advanced=True,
        )

    def add_statistics(self) -> None:
        self.add_file(
            self.STATISTICS,
            self.tr("Statistics for norma-target"),
            self.tr(
                "Mean and standard deviation of each band over many images, as 'Compute statistics' writes them. "
                "Empty: those of this image."
            ),
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

    def add_resampling(self) -> None:
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

    def add_part(self) -> None:
        self.add_extent(
            self.EXTENT,
            self.tr("Part of the image"),
            self.tr("In any coordinate system; widened to whole pixels. Empty: the whole image."),
            optional=True,
        )

    def add_device(self) -> None:
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
