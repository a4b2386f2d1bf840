"""Turn a published checkpoint into a model file."""

from qgis.core import QgsProcessingOutputString

from ..core.jobs import ARCHITECTURES, CHECKPOINT_ENDINGS, MODEL_ENDINGS, ImportModelJob
from .base import WorkerAlgorithm


class ImportModel(WorkerAlgorithm):
    """IGN's FLAIR-INC and FLAIR-HUB files describe themselves; the user describes any other network."""

    GROUP = "models"
    INPUT = "INPUT"
    FAMILY = "FAMILY"
    ARCHITECTURE = "ARCHITECTURE"
    ENCODER = "ENCODER"
    BAND_ROLES = "BAND_ROLES"
    CLASS_MAP = "CLASS_MAP"
    MEANS = "MEANS"
    STDS = "STDS"
    ENCODING = "ENCODING"
    PIXEL_SIZE_M = "PIXEL_SIZE_M"
    OUTPUT = "OUTPUT"
    MODEL_HASH = "MODEL_HASH"

    def displayName(self):
        return self.tr("Import model")

    def about(self):
        return self.tr(
            "Turns a file of weights that IGN published into a model that 'Classify land cover' takes. Every weight is "
            "compared with the network first: a file that does not fit is refused, and nothing in it is ever run."
        )

    def initAlgorithm(self, configuration=None):
        self.add_file(
            self.INPUT,
            self.tr("File of weights"),
            self.tr("A FLAIR-INC or FLAIR-HUB file of IGN, or a network of segmentation-models-pytorch."),
            endings=CHECKPOINT_ENDINGS,
        )
        self.add_choice(
            self.FAMILY,
            self.tr("Family"),
            self.tr("Automatic: by the names of the weights. Networks that IGN did not publish are described below."),
            labels={
                "auto": self.tr("Automatic"),
                "flair-inc": self.tr("FLAIR-INC"),
                "flair-hub": self.tr("FLAIR-HUB"),
                "generic": self.tr("Another one, described below"),
            },
            default=ImportModelJob.family,
        )
        self.add_text(
            self.BAND_ROLES,
            self.tr("Bands of the network, in order"),
            self.tr(
                "Such as red,green,blue,nir. Empty: as IGN's file says. FLAIR-HUB files of three bands say it in their "
                "name only (RGB or IR)."
            ),
            optional=True,
        )
        self.add_text(
            self.CLASS_MAP,
            self.tr("Classes of the outputs, in order"),
            self.tr(
                "One CoSIA number for each output of the network, 0 for an output that is no CoSIA class, such as "
                "1,2,3,0. Empty: as IGN's file says."
            ),
            optional=True,
        )
        self._add_description()
        self.add_file_output(
            self.OUTPUT,
            self.tr("Model file"),
            self.tr("Holds the weights and what they are: bands, statistics, classes, pixel size, licence, source."),
            endings=MODEL_ENDINGS,
        )
        self.add_output(
            QgsProcessingOutputString(self.MODEL_HASH, self.tr("Hash of the model")),
            self.tr("Identifies the weights; classifications tell it in their metadata."),
        )

    def _add_description(self):
        """What only the user knows of a network that IGN did not publish."""
        self.add_choice(
            self.ARCHITECTURE,
            self.tr("Architecture"),
            self.tr("Of a network that IGN did not publish, by its name in segmentation-models-pytorch."),
            # Names of networks are the same in every language.
            labels={name: name for name in ARCHITECTURES},
            default=ImportModelJob.architecture,
            advanced=True,
        )
        self.add_text(
            self.ENCODER,
            self.tr("Encoder"),
            self.tr(
                "Of a network that IGN did not publish, by its name in segmentation-models-pytorch, such as resnet34 "
                "or tu-convnextv2_tiny. Empty: {default}."
            ).format(default=ImportModelJob.encoder),
            optional=True,
            advanced=True,
        )
        self.add_text(
            self.MEANS,
            self.tr("Means of the training data"),
            self.tr(
                "One number per band, counted as the pixel values are (0 to 255, or reflectance × 10 000), not from 0 "
                "to 1. Empty: as IGN's file says, or trained on pixels of 0 to 1."
            ),
            optional=True,
            advanced=True,
        )
        self.add_text(
            self.STDS,
            self.tr("Standard deviations of the training data"),
            self.tr("One number per band, counted as the means are."),
            optional=True,
            advanced=True,
        )
        self.add_choice(
            self.ENCODING,
            self.tr("Pixel values of the training data"),
            self.tr("Of a network that was trained on other images than IGN's; needs means and standard deviations."),
            labels={"8-bit": self.tr("0 to 255 (8 bit)"), "reflectance": self.tr("Reflectance × 10 000")},
            default=ImportModelJob.encoding,
            advanced=True,
        )
        self.add_number(
            self.PIXEL_SIZE_M,
            self.tr("Pixel size of the training data (m)"),
            self.tr("Of a network that was trained on other images than IGN's."),
            default=ImportModelJob.pixel_size_m,
            advanced=True,
        )

    def build_job(self, values):
        return ImportModelJob(
            input=values.text(self.INPUT),
            output=values.output_file(self.OUTPUT),
            family=values.choice(self.FAMILY),
            architecture=values.choice(self.ARCHITECTURE),
            encoder=values.text(self.ENCODER) or ImportModelJob.encoder,
            band_roles=values.names(self.BAND_ROLES),
            class_map=values.integers(self.CLASS_MAP),
            means=values.numbers(self.MEANS),
            stds=values.numbers(self.STDS),
            encoding=values.choice(self.ENCODING),
            pixel_size_m=values.number(self.PIXEL_SIZE_M),
        )
