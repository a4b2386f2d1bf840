"""Any network behind the same call as a cropped U-Net."""

from typing import cast

import torch

from .cropped_unet import CONTEXT_PX, Margins, crop


class WholeNetwork(torch.nn.Module):
    """Computes whole tiles and cuts their margins off afterwards."""

    def __init__(self, network: torch.nn.Module) -> None:
        """Take over ``network``, which is in evaluation mode."""
        super().__init__()
        self.network = network

    def forward(self, pixels: torch.Tensor, margins: Margins) -> torch.Tensor:
        """Logits of the core and, where there is a margin, ``CONTEXT_PX`` around it.

        Args:
            pixels: ``(batch, bands, height, width)``, sides multiples of 32.
            margins: around the core of every tile of the batch.
        """
        logits = cast(torch.Tensor, self.network(pixels))
        return crop(logits, margins.less(margins.at(1, CONTEXT_PX)))
