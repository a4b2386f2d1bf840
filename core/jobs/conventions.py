"""What several jobs have in common."""

from dataclasses import dataclass

STRIDE_PX = 32
"""The networks halve an image five times: sides of what they see, and margins, are multiples of it."""

GEOTIFF_ENDINGS = (".tif", ".tiff")
STACK_ENDINGS = (*GEOTIFF_ENDINGS, ".vrt")
MODEL_ENDINGS = (".safetensors",)
CHECKPOINT_ENDINGS = (".pth", ".pt", ".ckpt", *MODEL_ENDINGS)
STATISTICS_ENDINGS = (".json",)
REPORT_ENDINGS = (".html",)
ONNX_ENDINGS = (".onnx",)
LAYER_ENDINGS = (".gpkg",)
TABLE_ENDINGS = (".csv",)
DATA_TABLE_ENDINGS = (*TABLE_ENDINGS, *LAYER_ENDINGS)
"""Of tables that models hand on as layers: QGIS chooses a GeoPackage for what nobody named."""
WEIGHTS_ENDINGS = (".pth", ".pt", *MODEL_ENDINGS)

FEATURE_ID_FIELD = "cosia_feature_id"
"""Field of the copies that QGIS hands to the worker: each feature's id, for messages."""

UPERNET_04 = "upernet-0.4"
"""What ``upernet`` was in version 0.4 of segmentation-models-pytorch."""

ARCHITECTURES = (
    "unet",
    "unetplusplus",
    "manet",
    "linknet",
    "fpn",
    "pspnet",
    "deeplabv3",
    "deeplabv3plus",
    "pan",
    "upernet",
    UPERNET_04,
    "segformer",
)
"""Networks by their names in segmentation-models-pytorch."""


STRATEGIES = ("app-scratch", "ft-initialisation", "ft-freeze-encoder", "ft-finetune-head")
"""Ways to train for new images, by IGN's names: a new network from ImageNet weights, all weights of a model, all but
the encoder's, the head's only."""

EXTRA_BANDS = ("ignore", "zero", "nearest", "mean")
"""What bands get that a model does not know."""

LOSSES = ("cross-entropy", "cross-entropy-dice", "focal")
CLASS_WEIGHTS = ("equal", "square-root", "inverse")
MONITORS = ("miou", "loss")
MOST_SEED = 2**31 - 1

ALLOCATIONS = ("proportional", "equal", "balanced")
FILTER_METHODS = ("sieve", "majority")


@dataclass(frozen=True)
class Extent:
    """A rectangle in the coordinates of ``crs`` (WKT or ``EPSG:…``; empty: those of the raster)."""

    xmin: float
    ymin: float
    xmax: float
    ymax: float
    crs: str = ""
