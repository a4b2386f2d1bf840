"""How a network learns, as parameters."""

from typing import Any, Dict

from qgis.core import QgsProcessingParameterBoolean

from ..core.jobs import MODEL_ENDINGS, WEIGHTS_ENDINGS, TrainingJob
from .base import WorkerAlgorithm
from .values import ParameterValues


class LearningAlgorithm(WorkerAlgorithm):
    """Declares the network to start from and how it learns.

    The defaults are those of :class:`TrainingJob`.
    """

    MODEL = "MODEL"
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
    DEVICE = "DEVICE"

    def learning_fields(self, values: ParameterValues) -> Dict[str, Any]:
        """The fields of the job that the parameters below fill."""
        return {
            "model": values.text(self.MODEL),
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
            "device": values.choice(self.DEVICE),
        }

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
        self._add_course()
        self._add_loss()
        self._add_steps()

    def _add_course(self) -> None:
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

    def _add_loss(self) -> None:
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

    def _add_steps(self) -> None:
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
