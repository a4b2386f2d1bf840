"""A U-Net that computes only what the core of a tile needs."""

from typing import List, Optional, cast

import torch
from torch.fx.experimental.optimization import fuse

CONTEXT_PX = 4
"""Pixels around the core that a decoder block needs at its own scale.

Its two 3 × 3 convolutions spend two of them, and the two that remain are four at the next scale, after the
enlargement by two; at full scale the head spends one more.
"""


class CroppedUnet(torch.nn.Module):
    """An ``smp.Unet`` for inference: the same answer on the core, with less work around it.

    The encoder sees the whole tile, since its deep layers look far. The decoder looks a few pixels far at each
    scale, so the margin is cut off before it is enlarged, where most of its cost would be. Batch normalisation is
    folded into the convolutions.
    """

    def __init__(self, network: torch.nn.Module) -> None:
        """Take over ``network``: a U-Net in evaluation mode, without attention or centre block."""
        super().__init__()
        self.encoder = fuse(cast(torch.nn.Module, network.encoder), inplace=True)
        blocks = cast(torch.nn.ModuleList, cast(torch.nn.Module, network.decoder).blocks)
        self.blocks = torch.nn.ModuleList(
            fuse(torch.nn.Sequential(block.conv1, block.conv2), inplace=True)  # type: ignore[arg-type]
            for block in blocks
        )
        self.head = cast(torch.nn.Module, network.segmentation_head)

    def forward(self, pixels: torch.Tensor, margin_px: int) -> torch.Tensor:
        """Logits of the core and ``min(margin_px, CONTEXT_PX)`` pixels around it.

        Args:
            pixels: ``(batch, bands, height, width)``, sides multiples of 32.
            margin_px: pixels around the core, a multiple of 32.
        """
        features: List[torch.Tensor] = self.encoder(pixels)[1:]
        decoded, margin, scale = features.pop(), margin_px // 32, 32
        for block in self.blocks:
            scale //= 2
            wanted = min(margin_px // scale, CONTEXT_PX)
            decoded = _crop(decoded, margin - wanted // 2).contiguous(memory_format=torch.channels_last)
            decoded = torch.nn.functional.interpolate(decoded, scale_factor=2.0, mode="nearest")
            skip: Optional[torch.Tensor] = features.pop() if features else None
            if skip is not None:
                decoded = torch.cat([decoded, _crop(skip, margin_px // scale - wanted)], dim=1)
            decoded, margin = block(decoded), wanted
        return cast(torch.Tensor, self.head(decoded))


def _crop(features: torch.Tensor, pixels: int) -> torch.Tensor:
    """Features without ``pixels`` on each side."""
    height, width = features.shape[2:]
    return features[:, :, pixels : height - pixels, pixels : width - pixels]
