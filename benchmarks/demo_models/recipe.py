"""What the demonstration models are and how they are trained: every choice stands here."""

from dataclasses import dataclass

from core.nomenclature import CLASSES
from core.sensors import BD_ORTHO, PNEO, Sensor

NOTICE = "Trained on simulated scenes, for demonstration only: not a mapping model."
LICENCE = "GPL-2.0-or-later; encoder started from torchvision's ImageNet weights (BSD-3-Clause)"
SOURCE = "CoSIA for QGIS, benchmarks/train_demo_models.py"

OUTPUTS = tuple(cls.numero for cls in CLASSES)
CHIP_PX = 256
BATCH_SIZE = 8
SEED = 0
LABEL_SMOOTHING, DICE_WEIGHT = 0.05, 0.5

COMPACT_ENCODER = "mobilenet_v2"
# The compact decoder is as wide as 6.5 MB in half precision allow at the coarse end, and slim at full
# resolution, where a channel costs most.
DECODER_CHANNELS = {COMPACT_ENCODER: (64, 48, 32, 24, 16), "resnet34": (256, 128, 64, 32, 16)}


@dataclass(frozen=True)
class DemoModel:
    """One of the two bundled models.

    Attributes:
        name: file name in ``resources/models``.
        sensor: what the model is for.
        simulated_as: the simulator's name of that sensor.
    """

    name: str
    sensor: Sensor
    simulated_as: str


DEMO_MODELS = {
    model.name: model for model in (DemoModel("demo-ortho", BD_ORTHO, "ortho"), DemoModel("demo-pneo", PNEO, "pneo"))
}
