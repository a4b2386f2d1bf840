"""What the algorithms have in common that train a model on annotated scenes."""

from typing import Any, Dict

from qgis.core import QgsProcessingParameterBoolean
from qgis.PyQt.QtCore import QCoreApplication

from ..core.jobs import MODEL_ENDINGS, STATISTICS_ENDINGS, WEIGHTS_ENDINGS, TrainingJob
from .base import WorkerAlgorithm
from .values import ParameterValues

# Not self.tr: its context is the name of the subclass, where the extractor finds none of these texts.
translate = QCoreApplication.translate


class TrainingAlgorithm(WorkerAlgorithm):
    """Declares scenes, annotations and how to learn from them; a subclass adds which trainings to do.

    The defaults are those of :class:`TrainingJob`.
    """

    GROUP = "training"
    INPUT = "INPUT"
    ANNOTATIONS = "ANNOTATIONS"
    MORE_ANNOTATIONS = "MORE_ANNOTATIONS"
    CLASS_FIELD = "CLASS_FIELD"
    MODEL = "MODEL"
    STATISTICS = "STATISTICS"
    BAND_ROLES = "BAND_ROLES"
    NODATA = "NODATA"
    EXTRA_BANDS = "EXTRA_BANDS"
    SOURCE_INPUT = "SOURCE_INPUT"
    SOURCE_LABELS = "SOURCE_LABELS"
    SOURCE_RATIO = "SOURCE_RATIO"
    ENCODER = "ENCODER"
    ENCODER_WEIGHTS = "ENCODER_WEIGHTS"
    CLASS_WEIGHTS = "CLASS_WEIGHTS"
    LOSS = "LOSS"
    AUGMENT_RADIOMETRY = "AUGMENT_RADIOMETRY"
    EPOCHS = "EPOCHS"
    PATIENCE = "PATIENCE"
    MONITOR = "MONITOR"
    CHIP_SIZE_PX = "CHIP_SIZE_PX"
    BATCH_SIZE = "BATCH_SIZE"
    LEARNING_RATE = "LEARNING_RATE"
    VALIDATION = "VALIDATION"
    TEST = "TEST"
    DEVICE = "DEVICE"

    def training_fields(self, values: ParameterValues) -> Dict[str, Any]:
        """The fields of the job that the parameters below fill."""
        source_labels = values.layer(self.SOURCE_LABELS)
        return {
            "inputs": values.rasters(self.INPUT),
            "annotations": (values.layer(self.ANNOTATIONS), *values.rasters(self.MORE_ANNOTATIONS)),
            "class_field": values.text(self.CLASS_FIELD) or TrainingJob.class_field,
            "model": values.text(self.MODEL),
            "statistics": values.text(self.STATISTICS),
            "band_roles": values.names(self.BAND_ROLES),
            "nodata": values.optional_number(self.NODATA),
            "extra_bands": values.choice(self.EXTRA_BANDS),
            "source_inputs": values.rasters(self.SOURCE_INPUT),
            "source_labels": (source_labels,) if source_labels else (),
            "source_ratio": values.number(self.SOURCE_RATIO),
            "encoder": values.text(self.ENCODER) or TrainingJob.encoder,
            "encoder_weights": values.text(self.ENCODER_WEIGHTS),
            "class_weights": values.choice(self.CLASS_WEIGHTS),
            "loss": values.choice(self.LOSS),
            "augment_radiometry": values.flag(self.AUGMENT_RADIOMETRY),
            "epochs": values.integer(self.EPOCHS),
            "patience": values.integer(self.PATIENCE),
            "monitor": values.choice(self.MONITOR),
            "chip_size_px": values.integer(self.CHIP_SIZE_PX),
            "batch_size": values.integer(self.BATCH_SIZE),
            "learning_rate": values.number(self.LEARNING_RATE),
            "validation": values.number(self.VALIDATION),
            "test": values.number(self.TEST),
            "device": values.choice(self.DEVICE),
        }

    def add_scenes_and_annotations(self) -> None:
        self.add_rasters(
            self.INPUT,
            translate("TrainingAlgorithm", "Scenes"),
            translate(
                "TrainingAlgorithm",
                "One or more images, all with the same bands, described by their role, and the same encoding.",
            ),
        )
        self.add_layer(
            self.ANNOTATIONS,
            translate("TrainingAlgorithm", "Annotations"),
            translate(
                "TrainingAlgorithm",
                "Polygons with a class each, as 'Create annotation layer' makes them, or a raster of CoSIA class "
                "numbers. Polygons may be few and small: what lies outside them is unknown and counts as no class.",
            ),
        )
        self.add_rasters(
            self.MORE_ANNOTATIONS,
            translate("TrainingAlgorithm", "Further rasters of classes"),
            translate("TrainingAlgorithm", "Where the scenes have one each, for example."),
            optional=True,
            advanced=True,
        )
        self.add_text(
            self.CLASS_FIELD,
            translate("TrainingAlgorithm", "Field with the class of the polygons"),
            translate("TrainingAlgorithm", "Class numbers 1–15, or French or English names of classes."),
            default=TrainingJob.class_field,
            optional=True,
            advanced=True,
        )

    def add_model(self) -> None:
        self.add_file(
            self.MODEL,
            translate("TrainingAlgorithm", "Model to start from"),
            translate(
                "TrainingAlgorithm",
                "A model file. Empty: the bundled demonstration model that fits the bands. app-scratch takes no weight "
                "of it, only its architecture, and is compared with it.",
            ),
            endings=MODEL_ENDINGS,
            optional=True,
        )

    def normalisation_labels(self) -> Dict[str, str]:
        return {
            "norma-01": translate("TrainingAlgorithm", "norma-01: scaled to 0–1"),
            "norma-source": translate(
                "TrainingAlgorithm", "norma-source: statistics of the model's own training images"
            ),
            "norma-target": translate("TrainingAlgorithm", "norma-target: statistics of the scenes"),
        }

    def add_bands(self) -> None:
        self.add_file(
            self.STATISTICS,
            translate("TrainingAlgorithm", "Statistics of the scenes"),
            translate(
                "TrainingAlgorithm",
                "A JSON file of 'Compute statistics', for norma-target. Empty: computed from the scenes.",
            ),
            endings=STATISTICS_ENDINGS,
            optional=True,
            advanced=True,
        )
        self.add_choice(
            self.EXTRA_BANDS,
            translate("TrainingAlgorithm", "Bands that the model does not know"),
            translate(
                "TrainingAlgorithm",
                "Such as deep blue and red edge of Pléiades Neo: leave them out, or extend the model by them.",
            ),
            labels={
                "ignore": translate("TrainingAlgorithm", "Leave them out"),
                "zero": translate("TrainingAlgorithm", "Add them with weights of zero"),
                "nearest": translate("TrainingAlgorithm", "Add them with the weights of the nearest wavelength"),
                "mean": translate("TrainingAlgorithm", "Add them with the mean of the other bands' weights"),
            },
            default=TrainingJob.extra_bands,
        )
        self.add_text(
            self.BAND_ROLES,
            translate("TrainingAlgorithm", "Band roles"),
            translate(
                "TrainingAlgorithm",
                "In the order of the bands of each scene, for example: red, green, blue, nir; '-' leaves a band out. "
                "Empty: the band descriptions of the scenes.",
            ),
            optional=True,
            advanced=True,
        )
        self.add_number(
            self.NODATA,
            translate("TrainingAlgorithm", "No-data value"),
            translate(
                "TrainingAlgorithm", "Pixels of this value do not count. Not set: what the scenes themselves say."
            ),
            optional=True,
            advanced=True,
        )

    def add_second_source(self) -> None:
        self.add_rasters(
            self.SOURCE_INPUT,
            translate("TrainingAlgorithm", "Images of a second source"),
            translate(
                "TrainingAlgorithm",
                "Labelled images of another sensor to mix in, such as BD ORTHO. They are normalised with statistics of "
                "their own and brought to the pixel size of the scenes; bands that they lack are fed as average.",
            ),
            optional=True,
            advanced=True,
        )
        self.add_layer(
            self.SOURCE_LABELS,
            translate("TrainingAlgorithm", "Classes of the second source"),
            translate("TrainingAlgorithm", "Polygons or a raster of CoSIA class numbers, as for the scenes."),
            optional=True,
            advanced=True,
        )
        self.add_number(
            self.SOURCE_RATIO,
            translate("TrainingAlgorithm", "Share of the second source (0–1)"),
            translate("TrainingAlgorithm", "So much of what the network sees in training comes from it."),
            default=TrainingJob.source_ratio,
            advanced=True,
        )

    def add_encoder(self) -> None:
        self.add_text(
            self.ENCODER,
            translate("TrainingAlgorithm", "Encoder for app-scratch"),
            translate(
                "TrainingAlgorithm",
                "Of segmentation-models-pytorch, such as resnet34 or mobilenet_v2. Not used where a model is given.",
            ),
            default=TrainingJob.encoder,
            optional=True,
            advanced=True,
        )
        self.add_file(
            self.ENCODER_WEIGHTS,
            translate("TrainingAlgorithm", "ImageNet weights for app-scratch"),
            translate(
                "TrainingAlgorithm",
                "A file with them, as torchvision or segmentation-models-pytorch has it. Empty: downloaded.",
            ),
            endings=WEIGHTS_ENDINGS,
            optional=True,
            advanced=True,
        )

    def add_learning(self) -> None:
        self.add_integer(
            self.EPOCHS,
            translate("TrainingAlgorithm", "Epochs at most"),
            translate(
                "TrainingAlgorithm",
                "An epoch goes over the annotated ground once, in small squares of the scenes (chips). Training ends "
                "sooner when nothing gets better, so more do no harm.",
            ),
            default=TrainingJob.epochs,
            minimum=1,
            maximum=10_000,
        )
        self.add_integer(
            self.PATIENCE,
            translate("TrainingAlgorithm", "Patience (epochs)"),
            translate(
                "TrainingAlgorithm", "Training ends when the validation has not become better for so many epochs."
            ),
            default=TrainingJob.patience,
            minimum=1,
            maximum=10_000,
            advanced=True,
        )
        self.add_choice(
            self.MONITOR,
            translate("TrainingAlgorithm", "The best epoch is that of"),
            translate(
                "TrainingAlgorithm",
                "With few annotations the loss is the better judge: a handful of pixels of a rare class moves the mIoU "
                "by points. With many, the loss can fall while the mIoU falls too, through rare classes: then take "
                "the mIoU.",
            ),
            labels={
                "miou": translate("TrainingAlgorithm", "The highest mIoU of the validation"),
                "loss": translate("TrainingAlgorithm", "The lowest loss of the validation"),
            },
            default=TrainingJob.monitor,
            advanced=True,
        )
        self.add_choice(
            self.LOSS,
            translate("TrainingAlgorithm", "Loss"),
            translate("TrainingAlgorithm", "What training makes small."),
            labels={
                "cross-entropy": translate("TrainingAlgorithm", "Cross-entropy"),
                "cross-entropy-dice": translate("TrainingAlgorithm", "Cross-entropy and Dice"),
                "focal": translate("TrainingAlgorithm", "Focal loss"),
            },
            default=TrainingJob.loss,
            advanced=True,
        )
        self.add_choice(
            self.CLASS_WEIGHTS,
            translate("TrainingAlgorithm", "A pixel counts"),
            translate("TrainingAlgorithm", "More weight for rare classes finds more of them, and takes more for them."),
            labels={
                "equal": translate("TrainingAlgorithm", "The same in every class"),
                "square-root": translate("TrainingAlgorithm", "By the inverse square root of its class's area"),
                "inverse": translate("TrainingAlgorithm", "By the inverse of its class's area"),
            },
            default=TrainingJob.class_weights,
            advanced=True,
        )
        self.add(
            QgsProcessingParameterBoolean(
                self.AUGMENT_RADIOMETRY,
                translate("TrainingAlgorithm", "Vary brightness and contrast"),
                TrainingJob.augment_radiometry,
            ),
            translate("TrainingAlgorithm", "Beside flips and quarter turns, which are always done."),
            advanced=True,
        )
        self.add_number(
            self.LEARNING_RATE,
            translate("TrainingAlgorithm", "Learning rate (0 = by strategy)"),
            translate(
                "TrainingAlgorithm",
                "The highest one; it rises in the first epoch and is halved when nothing gets better.",
            ),
            default=TrainingJob.learning_rate,
            advanced=True,
        )
        self.add_integer(
            self.CHIP_SIZE_PX,
            translate("TrainingAlgorithm", "Side of a training chip (px, 0 = chosen)"),
            translate("TrainingAlgorithm", "A multiple of 32."),
            default=TrainingJob.chip_size_px,
            minimum=0,
            maximum=4096,
            advanced=True,
        )
        self.add_integer(
            self.BATCH_SIZE,
            translate("TrainingAlgorithm", "Chips per step (0 = chosen from memory)"),
            translate("TrainingAlgorithm", "Fewer need less memory."),
            default=TrainingJob.batch_size,
            minimum=0,
            maximum=1024,
            advanced=True,
        )

    def add_split(self) -> None:
        self.add_number(
            self.VALIDATION,
            translate("TrainingAlgorithm", "Annotations for validation (%)"),
            translate(
                "TrainingAlgorithm",
                "Of the annotated area; training does not see it, but the best epoch is chosen by it.",
            ),
            default=TrainingJob.validation,
            advanced=True,
        )
        self.add_number(
            self.TEST,
            translate("TrainingAlgorithm", "Annotations for the test (%)"),
            translate(
                "TrainingAlgorithm",
                "Of the annotated area; nothing is learned from it or chosen by it: it proves what training brought. "
                "Squares of the ground are set apart, or whole scenes where there are three or more.",
            ),
            default=TrainingJob.test,
            advanced=True,
        )

    def add_device(self) -> None:
        self.add_choice(
            self.DEVICE,
            translate("TrainingAlgorithm", "Device"),
            translate("TrainingAlgorithm", "Where to compute."),
            labels={
                "auto": translate("TrainingAlgorithm", "Automatic"),
                "cpu": translate("TrainingAlgorithm", "Processor"),
                "cuda": translate("TrainingAlgorithm", "NVIDIA graphics card"),
                "mps": translate("TrainingAlgorithm", "Apple graphics"),
            },
            default=TrainingJob.device,
            advanced=True,
        )
