"""A U-Net that computes only what the core of a tile needs."""

from typing import List, NamedTuple, Optional, cast

import torch
from torch.fx.experimental.optimization import fuse
from torch.fx.proxy import TraceError

from ..jobs import STRIDE_PX

CONTEXT_PX = 4
"""Pixels around the core that a decoder block needs at its own scale.

Its two 3 × 3 convolutions spend two of them, and the two that remain are four at the next scale, after the
enlargement by two; at full scale the head spends one more.
"""


class Margins(NamedTuple):
    """Pixels of a tile around its core; multiples of the network's stride."""

    top: int
    bottom: int
    left: int
    right: int

    def at(self, scale: int, context_px: int) -> "Margins":
        """At a coarser scale, no more than the context."""
        return Margins(*(min(side // scale, context_px) for side in self))

    def less(self, others: "Margins") -> "Margins":
        return Margins(*(side - other for side, other in zip(self, others)))


class CroppedUnet(torch.nn.Module):
    """An ``smp.Unet`` for inference: the same answer on the core, with less work around it.

    The encoder sees the whole tile, since its deep layers look far. The decoder looks a few pixels far at each
    scale, so the margin is cut off before it is enlarged, where most of its cost would be.
    """

    def __init__(self, network: torch.nn.Module, folded: bool) -> None:
        """Take over ``network``: a U-Net in evaluation mode, without attention or centre block.

        Args:
            network: not to be used further.
            folded: whether batch normalisation becomes a part of the convolutions: exact in float32, while in
                bfloat16 it saves some 7 % of the time and rounding the folded numbers changes twice as many labels.
        """
        super().__init__()
        decoder = cast(torch.nn.Module, network.decoder)
        blocks = [
            torch.nn.Sequential(*(cast(torch.nn.Module, part) for part in (block.conv1, block.conv2)))
            for block in cast(torch.nn.ModuleList, decoder.blocks)
        ]
        encoder = cast(torch.nn.Module, network.encoder)
        self.encoder = _fold(encoder) if folded else encoder
        self.blocks = torch.nn.ModuleList(_fold(block) if folded else block for block in blocks)
        self.head = cast(torch.nn.Module, network.segmentation_head)

    def forward(self, pixels: torch.Tensor, margins: Margins) -> torch.Tensor:
        """Logits of the core and, where there is a margin, ``CONTEXT_PX`` around it.

        Args:
            pixels: ``(batch, bands, height, width)``, sides multiples of 32.
            margins: around the core of every tile of the batch.
        """
        features: List[torch.Tensor] = self.encoder(pixels)[1:]
        scale = STRIDE_PX
        decoded, around = features.pop(), margins.at(scale, max(margins))
        for block in self.blocks:
            scale //= 2
            wanted = margins.at(scale, CONTEXT_PX)
            half = Margins(*(side // 2 for side in wanted))
            decoded = crop(decoded, around.less(half)).contiguous(memory_format=torch.channels_last)
            decoded = torch.nn.functional.interpolate(decoded, scale_factor=2.0, mode="nearest")
            skip: Optional[torch.Tensor] = features.pop() if features else None
            if skip is not None:
                whole = margins.at(scale, max(margins))
                decoded = torch.cat([decoded, crop(skip, whole.less(wanted))], dim=1)
            decoded, around = block(decoded), wanted
        return cast(torch.Tensor, self.head(decoded))


def _fold(module: torch.nn.Module) -> torch.nn.Module:
    """``module`` with batch normalisation inside its convolutions, or as it is where torch cannot trace it."""
    try:
        return fuse(module, inplace=True)
    except (TraceError, TypeError, ValueError, AttributeError, RuntimeError, AssertionError):
        return module


def crop(features: torch.Tensor, sides: Margins) -> torch.Tensor:
    """Features without so many pixels on each side."""
    height, width = features.shape[2:]
    return features[:, :, sides.top : height - sides.bottom, sides.left : width - sides.right]
