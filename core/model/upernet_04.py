"""The UPerNet of segmentation-models-pytorch 0.4, which IGN's FLAIR-HUB models were trained with.

Version 0.5 gave the decoder other layers: weights of one fit the other nowhere. The layers here have the names and
the order of 0.4 (Xiao et al., Unified perceptual parsing for scene understanding, ECCV 2018), but for the last
lateral convolution, which that version builds for the image itself and never calls.
"""

from collections.abc import Sequence
from typing import cast

import torch
from torch.nn.functional import interpolate

from .torchvision_operators import declare_missing_operators

declare_missing_operators()

from segmentation_models_pytorch.base import SegmentationHead, SegmentationModel  # noqa: E402  (imports torchvision)
from segmentation_models_pytorch.base.modules import Conv2dReLU  # noqa: E402

PYRAMID_CHANNELS = 256
HEAD_CHANNELS = 64
POOLED_SIZES = (1, 2, 3, 6)
OUTPUT_SCALE = 4
"""The head enlarges by it."""

UNUSED_STAGE = "decoder.fpn_stages.4."
"""Names of the lateral convolution that 0.4 builds and never calls."""


class UPerNet04(SegmentationModel):  # type: ignore[misc]
    """Takes ``(batch, bands, height, width)`` and answers logits ``(batch, outputs, height, width)``."""

    def __init__(self, encoder: torch.nn.Module, outputs: int) -> None:
        """Args: ``encoder`` of segmentation-models-pytorch, five halvings deep."""
        super().__init__()
        self.encoder = encoder
        self.decoder = _Decoder(cast(Sequence[int], encoder.out_channels))
        self.segmentation_head = SegmentationHead(HEAD_CHANNELS, outputs, kernel_size=1, upsampling=OUTPUT_SCALE)
        self.classification_head = None
        self.initialize()


class _Decoder(torch.nn.Module):
    def __init__(self, encoder_channels: Sequence[int]) -> None:
        super().__init__()
        deepest, *lateral = encoder_channels[:0:-1]
        self.psp = _PyramidPooling(deepest)
        self.fpn_stages = torch.nn.ModuleList(_Stage(channels) for channels in lateral)
        levels = len(lateral) + 1
        self.fpn_bottleneck = Conv2dReLU(levels * PYRAMID_CHANNELS, HEAD_CHANNELS, kernel_size=3, padding=1)

    def forward(self, features: list[torch.Tensor]) -> torch.Tensor:
        image, *levels = features
        target = [side // OUTPUT_SCALE for side in image.shape[2:]]
        pyramid = [self.psp(levels[-1])]
        for stage, feature in zip(self.fpn_stages, levels[-2::-1]):
            pyramid.append(stage(pyramid[-1], feature))
        return cast(torch.Tensor, self.fpn_bottleneck(torch.cat([_resized(level, target) for level in pyramid], dim=1)))


class _PyramidPooling(torch.nn.Module):
    def __init__(self, channels: int) -> None:
        super().__init__()
        self.blocks = torch.nn.ModuleList(
            torch.nn.Sequential(
                torch.nn.AdaptiveAvgPool2d(size),
                Conv2dReLU(channels, channels // len(POOLED_SIZES), kernel_size=1),
            )
            for size in POOLED_SIZES
        )
        self.out_conv = Conv2dReLU(2 * channels, PYRAMID_CHANNELS, kernel_size=1)

    def forward(self, feature: torch.Tensor) -> torch.Tensor:
        pooled = [_resized(block(feature), feature.shape[2:]) for block in self.blocks]
        return cast(torch.Tensor, self.out_conv(torch.cat([feature, *pooled], dim=1)))


class _Stage(torch.nn.Module):
    def __init__(self, channels: int) -> None:
        super().__init__()
        # Transformers answer nothing at half the resolution: that level is only enlarged.
        self.skip_conv = Conv2dReLU(channels, PYRAMID_CHANNELS, kernel_size=1) if channels else torch.nn.Identity()

    def forward(self, coarser: torch.Tensor, feature: torch.Tensor) -> torch.Tensor:
        enlarged = _resized(coarser, feature.shape[2:])
        return enlarged + self.skip_conv(feature) if feature.shape[1] else enlarged


def _resized(feature: torch.Tensor, size: Sequence[int]) -> torch.Tensor:
    return interpolate(feature, size=tuple(size), mode="bilinear", align_corners=False)
