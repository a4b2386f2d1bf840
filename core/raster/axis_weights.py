"""Resampling along one axis, pixel by pixel: the same answer whatever part of the axis is asked for."""

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class AxisWeights:
    """How each wanted pixel is made of given ones.

    Attributes:
        start, stop: given pixels that are needed, counted from the beginning of the axis.
        indices: intp ``(wanted, taps)``, counted from ``start``.
        weights: float64 ``(wanted, taps)``; those of a wanted pixel sum to 1.
    """

    start: int
    stop: int
    indices: NDArray[np.intp]
    weights: NDArray[np.float64]

    def __len__(self) -> int:
        return len(self.indices)

    def apply(self, values: NDArray[Any], axis: int) -> NDArray[Any]:
        """``values`` of ``start … stop - 1`` along ``axis`` as wanted pixels, in the same floating type."""
        shape = [1] * values.ndim
        shape[axis] = len(self)
        weights = self.weights.astype(values.dtype)
        resampled: NDArray[Any] = np.take(values, self.indices[:, 0], axis) * weights[:, 0].reshape(shape)
        for tap in range(1, self.indices.shape[1]):
            resampled += np.take(values, self.indices[:, tap], axis) * weights[:, tap].reshape(shape)
        return resampled


def axis_weights(first: int, count: int, step: float, size: int) -> AxisWeights:
    """Weights for the wanted pixels ``first … first + count - 1``.

    Wanted pixels at least as wide as the given ones are the mean over what they cover, each given pixel weighted
    with its part inside; narrower ones are interpolated linearly between the centres of the two nearest.

    Args:
        first, count: of the wanted pixels; both axes begin at the same point.
        step: width of a wanted pixel in given ones.
        size: number of given pixels; the outermost are repeated beyond.
    """
    wanted = np.arange(first, first + count, dtype=np.float64)[:, None]
    if step >= 1:
        lower, upper = wanted * step, np.minimum((wanted + 1) * step, size)
        taps = np.floor(lower) + np.arange(math.ceil(step) + 1)
        weights = np.clip(np.minimum(taps + 1, upper) - np.maximum(taps, lower), 0, None)
    else:
        centres = (wanted + 0.5) * step - 0.5
        taps = np.floor(centres) + np.arange(2)
        weights = 1 - np.abs(centres - taps)
    weights = weights / weights.sum(axis=1, keepdims=True)
    indices = taps.clip(0, size - 1).astype(np.intp)
    start, stop = int(indices.min()), int(indices.max()) + 1
    return AxisWeights(start, stop, indices - start, weights)
