"""What the algorithms have in common that train a model on annotated scenes."""

from typing import Any, Dict

from qgis.core import QgsProcessingParameterBoolean

from ..core.jobs import MODEL_ENDINGS, STATISTICS_ENDINGS, WEIGHTS_ENDINGS, TrainingJob
from .base import WorkerAlgorithm
from .values import ParameterValues


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
            self.tr("Scenes"),
            self.tr("One or more images, all with the same bands, described by their role, and the same encoding."),
        )
        self.add_layer(
            self.ANNOTATIONS,
            self.tr("Annotations"),
            self.tr(
                "Polygons with a class each, as 'Create annotation layer' makes them, or a raster of CoSIA class "
                "numbers. Polygons may be few and small: what lies outside them is unknown and counts as no class."
            ),
        )
        self.add_rasters(
            self.MORE_ANNOTATIONS,
            self.tr("Further rasters of classes"),
            self.tr("Where the scenes have one each, for example."),
            optional=True,
            advanced=True,
        )
        self.add_text(
            self.CLASS_FIELD,
            self.tr("Field with the class of the polygons"),
            self.tr("Class numbers 1–15, or French or English names of classes."),
            default=TrainingJob.class_field,
            optional=True,
            advanced=True,
        )

    def add_model(self) -> None:
        self.add_file(
            self.MODEL,
            self.tr("Model to start from"),
            self.tr(
                "A model file. Empty: the bundled demonstration model that fits the bands. app-scratch takes no weight "
                "of it, only its architecture, and is compared with it."
            ),
            endings=MODEL_ENDINGS,
            optional=True,
        )

    def normalisation_labels(self) -> Dict[str, str]:
        return {
            "norma-01": self.tr("norma-01: scaled to 0–1"),
            "norma-source": self.tr("norma-source: statistics of the model's own training images"),
            "norma-target": self.tr("norma-target: statistics of the scenes"),
        }

    def add_bands(self) -> None:
        self.add_file(
            self.STATISTICS,
            self.tr("Statistics of the scenes"),
            self.tr("A JSON file of 'Compute statistics', for norma-target. Empty: computed from the scenes."),
            endings=STATISTICS_ENDINGS,
            optional=True,
            advanced=True,
        )
        self.add_choice(
            self.EXTRA_BANDS,
            self.tr("Bands that the model does not know"),
            self.tr("Such as deep blue and red edge of Pléiades Neo: leave them out, or extend the model by them."),
            labels={
                "ignore": self.tr("Leave them out"),
                "zero": self.tr("Add them with weights of zero"),
                "nearest": self.tr("Add them with the weights of the nearest wavelength"),
                "mean": self.tr("Add them with the mean of the other bands' weights"),
            },
            default=TrainingJob.extra_bands,
        )
        self.add_text(
            self.BAND_ROLES,
            self.tr("Band roles"),
            self.tr(
                "In the order of the bands of each scene, for example: red, green, blue, nir; '-' leaves a band out. "
                "Empty: the band descriptions of the scenes."
            ),
            optional=True,
            advanced=True,
        )
        self.add_number(
            self.NODATA,
            self.tr("No-data value"),
            self.tr("Pixels of this value do not count. Not set: what the scenes themselves say."),
            optional=True,
            advanced=True,
        )

    def add_second_source(self) -> None:
        self.add_rasters(
            self.SOURCE_INPUT,
            self.tr("Images of a second source"),
            self.tr(
                "Labelled images of another sensor to mix in, such as BD ORTHO. They are normalised with statistics of "
                "their own and brought to the pixel size of the scenes; bands that they lack are fed as average."
            ),
            optional=True,
            advanced=True,
        )
        self.add_layer(
            self.SOURCE_LABELS,
            self.tr("Classes of the second source"),
            self.tr("Polygons or a raster of CoSIA class numbers, as for the scenes."),
            optional=True,
            advanced=True,
        )
        self.add_number(
            self.SOURCE_RATIO,
            self.tr("Share of the second source (0–1)"),
            self.tr("So much of what the network sees in training comes from it."),
            default=TrainingJob.source_ratio,
            advanced=True,
        )

    def add_encoder(self) -> None:
        self.add_text(
            self.ENCODER,
            self.tr("Encoder for app-scratch"),
            self.tr(
                "Of segmentation-models-pytorch, such as resnet34 or mobilenet_v2. Not used where a model is given."
            ),
            default=TrainingJob.encoder,
            optional=True,
            advanced=True,
        )
        self.add_file(
            self.ENCODER_WEIGHTS,
            self.tr("ImageNet weights for app-scratch"),
            self.tr("A file with them, as torchvision or segmentation-models-pytorch has it. Empty: downloaded."),
            endings=WEIGHTS_ENDINGS,
            optional=True,
            advanced=True,
        )

    def add_learning(self) -> None:
        self.add_integer(
            self.EPOCHS,
            self.tr("Epochs at most"),
            self.tr(
                "An epoch goes over the annotated ground once, in small squares of the scenes (chips). Training ends "
                "sooner when nothing gets better, so more do no harm."
            ),
            default=TrainingJob.epochs,
            minimum=1,
            maximum=10_000,
        )
        self.add_integer(
            self.PATIENCE,
            self.tr("Patience (epochs)"),
            self.tr("Training ends when the validation has not become better for so many epochs."),
            default=TrainingJob.patience,
            minimum=1,
            maximum=10_000,
            advanced=True,
        )
        self.add_choice(
            self.MONITOR,
            self.tr("The best epoch is that of"),
            self.tr(
                "With few annotations the loss is the better judge: a handful of pixels of a rare class moves the mIoU "
                "by points. With many, the loss can fall while the mIoU falls too, through rare classes: then take "
                "the mIoU."
            ),
            labels={
                "miou": self.tr("The highest mIoU of the validation"),
                "loss": self.tr("The lowest loss of the validation"),
            },
            default=TrainingJob.monitor,
            advanced=True,
        )
        self.add_choice(
            self.LOSS,
            self.tr("Loss"),
            self.tr("What training makes small."),
            labels={
                "cross-entropy": self.tr("Cross-entropy"),
                "cross-entropy-dice": self.tr("Cross-entropy and Dice"),
                "focal": self.tr("Focal loss"),
            },
            default=TrainingJob.loss,
            advanced=True,
        )
        self.add_choice(
            self.CLASS_WEIGHTS,
            self.tr("A pixel counts"),
            self.tr("More weight for rare classes finds more of them, and takes more for them."),
            labels={
                "equal": self.tr("The same in every class"),
                "square-root": self.tr("By the inverse square root of its class's area"),
                "inverse": self.tr("By the inverse of its class's area"),
            },
            default=TrainingJob.class_weights,
            advanced=True,
        )
        self.add(
            QgsProcessingParameterBoolean(
                self.AUGMENT_RADIOMETRY,
                self.tr("Vary brightness and contrast"),
                TrainingJob.augment_radiometry,
            ),
            self.tr("Beside flips and quarter turns, which are always done."),
            advanced=True,
        )
        self.add_number(
            self.LEARNING_RATE,
            self.tr("Learning rate (0 = by strategy)"),
            self.tr("The highest one; it rises in the first epoch and is halved when nothing gets better."),
            default=TrainingJob.learning_rate,
            advanced=True,
        )
        self.add_integer(
            self.CHIP_SIZE_PX,
            self.tr("Side of a training chip (px, 0 = chosen)"),
            self.tr("A multiple of 32."),
            default=TrainingJob.chip_size_px,
            minimum=0,
            maximum=4096,
            advanced=True,
        )
        self.add_integer(
            self.BATCH_SIZE,
            self.tr("Chips per step (0 = chosen from memory)"),
            self.tr("Fewer need less memory."),
            default=TrainingJob.batch_size,
            minimum=0,
            maximum=1024,
            advanced=True,
        )

    def add_split(self) -> None:
        self.add_number(
            self.VALIDATION,
            self.tr("Annotations for validation (%)"),
            self.tr("Of the annotated area; training does not see it, but the best epoch is chosen by it."),
            default=TrainingJob.validation,
            advanced=True,
        )
        self.add_number(
            self.TEST,
            self.tr("Annotations for the test (%)"),
            self.tr(
                "Of the annotated area; nothing is learned from it or chosen by it: it proves what training brought. "
                "Squares of the ground are set apart, or whole scenes where there are three or more."
            ),
            default=TrainingJob.test,
            advanced=True,
        )

    def add_device(self) -> None:
        self.add_choice(
            self.DEVICE,
            self.tr("Device"),
            self.tr("Where to compute."),
            labels={
                "auto": self.tr("Automatic"),
                "cpu": self.tr("Processor"),
                "cuda": self.tr("NVIDIA graphics card"),
                "mps": self.tr("Apple graphics"),
            },
            default=TrainingJob.device,
            advanced=True,
        )
