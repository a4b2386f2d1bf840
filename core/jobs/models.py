"""Jobs about model files."""

from dataclasses import dataclass
from typing import ClassVar, Tuple

from .base import BaseJob


@dataclass(eq=False, repr=False)
class ImportModelJob(BaseJob):
    """Turn a published checkpoint into a model file.

    Everything below ``family`` describes a ``generic`` checkpoint. IGN's families describe themselves: their
    network is recognised, and the rest need be given only where a network of IGN's layout was trained otherwise.

    Attributes:
        input: ``.pth``, ``.ckpt``, ``.pt`` or ``.safetensors``.
        output: model file to write.
        family: ``auto``, ``flair-inc``, ``flair-hub`` or ``generic``.
        architecture: of segmentation-models-pytorch, one of ``ARCHITECTURES``.
        encoder: of segmentation-models-pytorch.
        band_roles: role of each input channel, in order.
        class_map: ``numero`` of each output channel in order, 0 for one that is not a CoSIA class,
            as ``1,2,3,0``; also for a family whose nomenclature is not CoSIA's.
        means, stds: training statistics per band, digital numbers of ``encoding``; empty: norma-01.
        encoding: ``8-bit`` or ``reflectance``.
        pixel_size_m: ground pixel of the training data.
    """

    kind: ClassVar[str] = "import_model"
    input: str
    output: str
    family: str = "auto"
    architecture: str = "unet"
    encoder: str = "resnet34"
    band_roles: Tuple[str, ...] = ()
    class_map: Tuple[int, ...] = ()
    means: Tuple[float, ...] = ()
    stds: Tuple[float, ...] = ()
    encoding: str = "8-bit"
    pixel_size_m: float = 0.2
    language: str = "en"


@dataclass(eq=False, repr=False)
class DownloadModelJob(BaseJob):
    """Fetch a model of the catalogue from the hub and import it.

    Attributes:
        output: model file to write.
        name: in the catalogue.
        endpoint: address of a mirror of the hub; empty: ``HF_ENDPOINT``, or the hub itself.
        proxy: for all connections; empty: the environment variables.
    """

    kind: ClassVar[str] = "download_model"
    output: str
    name: str = "FLAIR-INC_rgbi_15cl_resnet34-unet"
    endpoint: str = ""
    proxy: str = ""
    language: str = "en"


@dataclass(eq=False, repr=False)
class DescribeModelJob(BaseJob):
    """Tell what a model is, and how far its parameters moved from another's.

    Attributes:
        model: model file.
        report: HTML page.
        compare_with: optional model file that it started from.
    """

    kind: ClassVar[str] = "describe_model"
    model: str
    report: str
    compare_with: str = ""
    language: str = "en"


@dataclass(eq=False, repr=False)
class ExportOnnxJob(BaseJob):
    """Write a model for programs that read ONNX.

    Attributes:
        model: model file.
        output: ``.onnx`` file.
    """

    kind: ClassVar[str] = "export_onnx"
    model: str
    output: str
    language: str = "en"
