"""Stack the bands of a product or of loose files into one raster."""

from qgis.core import (
    QgsProcessingParameterBoolean,
    QgsProcessingParameterFile,
    QgsProcessingParameterNumber,
    QgsProcessingParameterRange,
)

from ..core.jobs import STACK_ENDINGS, StackBandsJob
from .base import WorkerAlgorithm


class StackBands(WorkerAlgorithm):
    """A delivery in, one raster with bands described by role out."""

    GROUP = "preparation"
    PRODUCT = "PRODUCT"
    COMPONENT = "COMPONENT"
    LAYERS = "LAYERS"
    SENSOR = "SENSOR"
    BAND_ROLES = "BAND_ROLES"
    ENCODING = "ENCODING"
    SCALE_MIN = "SCALE_MIN"
    SCALE_MAX = "SCALE_MAX"
    PERCENTILES = "PERCENTILES"
    RESAMPLING = "RESAMPLING"
    EXTENT = "EXTENT"
    PIXEL_SIZE_M = "PIXEL_SIZE_M"
    NODATA = "NODATA"
    MASK_CLOUDS = "MASK_CLOUDS"
    MASK_OUTSIDE_ROI = "MASK_OUTSIDE_ROI"
    OUTPUT = "OUTPUT"
    EXAMPLE = (PRODUCT,)

    def displayName(self):
        return self.tr("Stack bands")

    def about(self):
        return self.tr(
            "Makes one raster of a Pléiades Neo product (DIMAP), of its loose tiles, of BD ORTHO RVB and IRC tiles "
            "or of single bands. Bands come in the order red, green, blue, near infrared, deep blue, red edge, and "
            "are described by their role. A '.vrt' copies no pixel and is there at once; a '.tif' is tiled and "
            "compressed."
        )

    def initAlgorithm(self, configuration=None):
        self.add(
            QgsProcessingParameterFile(self.PRODUCT, self.tr("DIMAP product")),
            self.tr("VOL or DIM file, or the folder of the delivery or of one of its components."),
            optional=True,
        )
        self.add_rasters(
            self.LAYERS,
            self.tr("Or images"),
            self.tr("Tiles RGB and NED, BD ORTHO tiles RVB and IRC, or single bands, in any order."),
            optional=True,
        )
        self.add_text(
            self.COMPONENT,
            self.tr("Component of the product"),
            self.tr("Needed where a delivery holds several multispectral images; the message then names them."),
            optional=True,
        )
        self.add_choice(
            self.SENSOR,
            self.tr("Sensor"),
            self.tr("'Other' also takes products that are no reflectance as they are."),
            labels={
                "auto": self.tr("As the files tell"),
                "pneo": self.tr("Pléiades Neo"),
                "bd_ortho": self.tr("BD ORTHO"),
                "generic": self.tr("Other"),
            },
            default=StackBandsJob.sensor,
        )
        self.add_text(
            self.BAND_ROLES,
            self.tr("Band roles of the images"),
            self.tr(
                "In the order of their bands, for example: nir, red, green, blue (or PIR, R, V, B); '-' leaves a band "
                "out. Empty: what names and band descriptions tell."
            ),
            optional=True,
        )
        self.add_choice(
            self.ENCODING,
            self.tr("Encoding"),
            self.tr("8-bit scales linearly to 1–255 and keeps 0 for no data; it needs a '.tif'."),
            labels={"keep": self.tr("As it is"), "8-bit": self.tr("8-bit")},
            default=StackBandsJob.encoding,
        )
        self.add_number(
            self.SCALE_MIN,
            self.tr("Digital number that becomes 1"),
            self.tr("For 8-bit. Not set: the lower percentile of each band."),
            optional=True,
            advanced=True,
        )
        self.add_number(
            self.SCALE_MAX,
            self.tr("Digital number that becomes 255"),
            self.tr("For 8-bit. Not set: the upper percentile of each band."),
            optional=True,
            advanced=True,
        )
        self.add(
            QgsProcessingParameterRange(
                self.PERCENTILES,
                self.tr("Percentiles"),
                QgsProcessingParameterNumber.Type.Double,
                ",".join(f"{share:g}" for share in StackBandsJob.percentiles),
            ),
            self.tr("For 8-bit, where no digital numbers are set: of all pixels with data."),
            optional=True,
            advanced=True,
        )
        self.add_choice(
            self.RESAMPLING,
            self.tr("Where grids do not match"),
            self.tr("Resampling brings all images to the grid of the finest pixels; it needs a '.tif'."),
            labels={
                "refuse": self.tr("Refuse"),
                "nearest": self.tr("Resample: nearest neighbour"),
                "bilinear": self.tr("Resample: bilinear"),
                "cubic": self.tr("Resample: cubic"),
            },
            default=StackBandsJob.resampling,
            advanced=True,
        )
        self.add_extent(
            self.EXTENT,
            self.tr("Part to keep"),
            self.tr("In any coordinate system; widened to whole pixels. Empty: all of it."),
            optional=True,
        )
        self.add_number(
            self.PIXEL_SIZE_M,
            self.tr("Pixel size (metres, 0 = as it is)"),
            self.tr("Coarser pixels are the mean of those below, unless a resampling is chosen. It needs a '.tif'."),
            default=StackBandsJob.pixel_size_m,
            advanced=True,
        )
        self.add_number(
            self.NODATA,
            self.tr("No-data value"),
            self.tr("Not set: what the product or the files say."),
            optional=True,
            advanced=True,
        )
        self.add(
            QgsProcessingParameterBoolean(
                self.MASK_CLOUDS, self.tr("Clouds become no data"), StackBandsJob.mask_clouds
            ),
            self.tr("By the product's own cloud mask. It needs a '.tif'."),
        )
        self.add(
            QgsProcessingParameterBoolean(
                self.MASK_OUTSIDE_ROI,
                self.tr("Pixels outside the region of interest become no data"),
                StackBandsJob.mask_outside_roi,
            ),
            self.tr("By the product's own mask. It needs a '.tif'."),
        )
        self.add_raster_output(
            self.OUTPUT,
            self.tr("Stack"),
            self.tr("'.vrt': at once, as long as the images stay where they are; '.tif': a copy of the pixels."),
            endings=STACK_ENDINGS,
        )

    def checkParameterValues(self, parameters, context):
        # QGIS's file parameters refuse folders; the worker says what is wrong.
        shown = {name: value for name, value in parameters.items() if name != self.PRODUCT}
        return super().checkParameterValues(shown, context)

    def build_job(self, values):
        return StackBandsJob(
            output=values.output(self.OUTPUT),
            product=values.text(self.PRODUCT),
            component=values.text(self.COMPONENT),
            layers=values.rasters(self.LAYERS),
            sensor=values.choice(self.SENSOR),
            band_roles=values.names(self.BAND_ROLES),
            encoding=values.choice(self.ENCODING),
            scale_min=values.optional_number(self.SCALE_MIN),
            scale_max=values.optional_number(self.SCALE_MAX),
            percentiles=values.range(self.PERCENTILES),
            resampling=values.choice(self.RESAMPLING),
            extent=values.extent(self.EXTENT),
            pixel_size_m=values.number(self.PIXEL_SIZE_M),
            nodata=values.optional_number(self.NODATA),
            mask_clouds=values.flag(self.MASK_CLOUDS),
            mask_outside_roi=values.flag(self.MASK_OUTSIDE_ROI),
        )
