"""Which network of segmentation-models-pytorch weights belong to, told by the names and shapes of the tensors.

It need not be certain: importing checks every name and shape against the network afterwards.
"""

import math
import re
from collections.abc import Mapping
from typing import NamedTuple, Optional

import torch

from ..jobs import UPERNET_04
from .passport import WITH_DECODER_CHANNELS
from .upernet_04 import UNUSED_STAGE

_DECODERS = (
    ("decoder.fpn_stages.", UPERNET_04),
    ("decoder.fpn_lateral_blocks.", "upernet"),
    ("decoder.aspp.convs.", "deeplabv3"),
    ("decoder.seg_blocks.", "fpn"),
    ("decoder.blocks.0.conv1.", "unet"),
)
"""Beginnings of names by which IGN's architectures are told."""

_FORMER_NAMES = {"decoder.0.": "decoder.aspp.", "decoder.1.": "decoder.conv.", "decoder.2.": "decoder.bn."}
"""Of DeepLabV3 before version 0.5 of segmentation-models-pytorch."""

_DEFAULT_DECODER_CHANNELS = (256, 128, 64, 32, 16)
_SMALLEST_BLOCK = {"unet": "{}", "manet": "{}", "unetplusplus": "x_0_{}"}


class _Shape(NamedTuple):
    """What tells encoders apart.

    Attributes:
        kind: ``resnet``, ``mit``, ``swin`` or ``convnextv2``.
        width: channels of the first layer.
        depths: blocks of the four stages.
        window: side of Swin's windows, else 0.
    """

    kind: str
    width: int
    depths: tuple[int, ...]
    window: int = 0


_ENCODERS = {
    _Shape("resnet", 64, (3, 4, 6, 3)): "resnet34",
    _Shape("mit", 64, (3, 6, 40, 3)): "mit_b5",
    _Shape("swin", 96, (2, 2, 6, 2), 7): "tu-swin_tiny_patch4_window7_224",
    _Shape("swin", 96, (2, 2, 18, 2), 7): "tu-swin_small_patch4_window7_224",
    _Shape("swin", 128, (2, 2, 18, 2), 7): "tu-swin_base_patch4_window7_224",
    _Shape("swin", 128, (2, 2, 18, 2), 12): "tu-swin_base_patch4_window12_384",
    _Shape("swin", 192, (2, 2, 18, 2), 7): "tu-swin_large_patch4_window7_224",
    _Shape("swin", 192, (2, 2, 18, 2), 12): "tu-swin_large_patch4_window12_384",
    _Shape("convnextv2", 80, (2, 2, 8, 2)): "tu-convnextv2_nano",
    _Shape("convnextv2", 96, (3, 3, 9, 3)): "tu-convnextv2_tiny",
    _Shape("convnextv2", 128, (3, 3, 27, 3)): "tu-convnextv2_base",
    _Shape("convnextv2", 192, (3, 3, 27, 3)): "tu-convnextv2_large",
}

_STEMS = (
    ("resnet", "encoder.conv1.weight", r"encoder\.layer(\d)\.(\d+)\."),
    ("mit", "encoder.patch_embed1.proj.weight", r"encoder\.block(\d)\.(\d+)\."),
    ("swin", "encoder.model.patch_embed.proj.weight", r"encoder\.model\.layers_(\d)\.blocks\.(\d+)\."),
    ("convnextv2", "encoder.model.stem_0.weight", r"encoder\.model\.stages_(\d)\.blocks\.(\d+)\."),
)
"""Kind, first convolution, and names that number stage and block."""

_WINDOW_TABLE = "encoder.model.layers_0.blocks.0.attn.relative_position_bias_table"
_BOTTLENECK = "encoder.layer1.0.conv3.weight"
_CONVNEXT_V2 = "encoder.model.stages_0.blocks.0.mlp.grn.weight"


def with_present_names(network: Mapping[str, torch.Tensor]) -> dict[str, torch.Tensor]:
    """The tensors by the names that the network's layers have in the installed version.

    Version 0.4's UPerNet has a convolution that it never calls; it is left out.
    """
    renamed = {name: tensor for name, tensor in network.items() if not name.startswith(UNUSED_STAGE)}
    if not any(name.startswith("decoder.0.convs.") for name in renamed):
        return renamed
    return {_present_name(name): tensor for name, tensor in renamed.items()}


def recognise_architecture(network: Mapping[str, torch.Tensor]) -> str:
    """One of ``jobs.ARCHITECTURES``, or empty if it is none of IGN's."""
    for beginning, architecture in _DECODERS:
        if any(name.startswith(beginning) for name in network):
            return architecture
    return ""


def recognise_encoder(network: Mapping[str, torch.Tensor]) -> str:
    """Name of the encoder in segmentation-models-pytorch, or empty if it is none of IGN's."""
    shape = _encoder_shape(network)
    return _ENCODERS.get(shape, "") if shape else ""


def input_count(network: Mapping[str, torch.Tensor]) -> int:
    """Bands that the first convolution of a recognised encoder takes."""
    return next(int(network[stem].shape[1]) for _kind, stem, _blocks in _STEMS if stem in network)


def decoder_channels(architecture: str, network: Mapping[str, torch.Tensor]) -> tuple[int, ...]:
    """Channels of the five decoder blocks, coarsest first; empty where they cannot be chosen."""
    if architecture not in WITH_DECODER_CHANNELS:
        return ()
    names = [f"decoder.blocks.{_SMALLEST_BLOCK[architecture].format(block)}.conv2.0.weight" for block in range(5)]
    if not all(name in network for name in names):
        return _DEFAULT_DECODER_CHANNELS  # another network: its first difference is told
    return tuple(int(network[name].shape[0]) for name in names)


def _present_name(name: str) -> str:
    for former, present in _FORMER_NAMES.items():
        if name.startswith(former):
            return present + name[len(former) :]
    return name


def _encoder_shape(network: Mapping[str, torch.Tensor]) -> Optional[_Shape]:
    for kind, stem, pattern in _STEMS:
        if stem not in network or network[stem].ndim != 4:
            continue
        found = [match for name in network if (match := re.match(pattern, name))]
        stages = sorted({match[1] for match in found})
        depths = tuple(1 + max(int(match[2]) for match in found if match[1] == stage) for stage in stages)
        if kind == "resnet" and _BOTTLENECK in network:
            return None
        if kind == "convnextv2" and _CONVNEXT_V2 not in network:
            return None
        window = (math.isqrt(network[_WINDOW_TABLE].shape[0]) + 1) // 2 if _WINDOW_TABLE in network else 0
        return _Shape(kind, int(network[stem].shape[0]), depths, window)
    return None
