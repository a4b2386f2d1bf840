"""Logits of resampled pixels on the scene's own grid."""

from typing import Tuple

import torch

from ..raster.axis_weights import AxisWeights


class Regridding:
    """Brings what the network says of some pixels to the rows and columns that were asked for.

    Logits are resampled, not classes, so that classes, confidence and probabilities agree and borders are as smooth as
    they were computed. On simulated scenes neither probabilities nor the nearest label are more accurate (74.5 % mIoU
    each, pixels of 0.1 m and a model of 0.2 m).
    """

    def __init__(self, down: AxisWeights, across: AxisWeights, device: torch.device) -> None:
        """Take weights for the rows and for the columns."""
        self.shape: Tuple[int, int] = (len(down), len(across))
        self._rows, self._row_weights = _on(device, down)
        self._columns, self._column_weights = _on(device, across)

    def strip(self, logits: torch.Tensor, rows: slice) -> torch.Tensor:
        """Some of the rows that were asked for.

        Args:
            logits: ``(outputs, height, width)``.
            rows: of the grid that was asked for.

        Returns:
            float32 ``(rows, width, outputs)``.
        """
        pixels = logits.permute(1, 2, 0)
        strip = _weighted(pixels, 0, self._rows[rows], self._row_weights[rows])
        return _weighted(strip, 1, self._columns, self._column_weights)


def _weighted(pixels: torch.Tensor, axis: int, taps: torch.Tensor, weights: torch.Tensor) -> torch.Tensor:
    """Sums over taps along an axis, in float32: ``taps`` and ``weights`` are ``(wanted, taps)``."""
    shape = [1, 1, 1]
    shape[axis] = -1
    total = pixels.index_select(axis, taps[:, 0]).float() * weights[:, 0].view(shape)
    for tap in range(1, taps.shape[1]):
        total.addcmul_(pixels.index_select(axis, taps[:, tap]).float(), weights[:, tap].view(shape))
    return total


def _on(device: torch.device, weights: AxisWeights) -> Tuple[torch.Tensor, torch.Tensor]:
    return torch.from_numpy(weights.indices).to(device), torch.from_numpy(weights.weights).float().to(device)
