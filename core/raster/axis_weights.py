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
        weights: float64 ``(wanted, taps)``; those of a wanted pixel sum to 1, and some may be negative.
    """

    start: int
    stop: int
    indices: NDArray[np.intp]
    weights: NDArray[np.float64]

    def __len__(self) -> int:
        return len(self.indices)

    def magnitudes(self) -> "AxisWeights":
        """The weights without their signs, scaled to sum to 1: what plays a part, however it does."""
        return self._scaled(np.abs(self.weights))

    def positive(self) -> "AxisWeights":
        """The positive weights alone, scaled to sum to 1: what they make never leaves the range of what is given."""
        return self._scaled(np.maximum(self.weights, 0))

    def _scaled(self, weights: NDArray[np.float64]) -> "AxisWeights":
        return AxisWeights(self.start, self.stop, self.indices, weights / weights.sum(axis=1, keepdims=True))

    def apply(self, values: NDArray[Any], axis: int) -> NDArray[Any]:
        """``values`` of ``start … stop - 1`` along ``axis`` as wanted pixels, in the same floating type."""
        shape = [1] * values.ndim
        shape[axis] = len(self)
        weights = self.weights.astype(values.dtype)
        resampled: NDArray[Any] = np.take(values, self.indices[:, 0], axis) * weights[:, 0].reshape(shape)
        for tap in range(1, self.indices.shape[1]):
            resampled += np.take(values, self.indices[:, tap], axis) * weights[:, tap].reshape(shape)
        return resampled


def axis_weights(first: int, count: int, step: float, size: int, sharp: bool) -> AxisWeights:
    """Weights for the wanted pixels ``first … first + count - 1``.

    Wanted pixels at least as wide as the given ones are the mean over what they cover, each given pixel weighted
    with its part inside; narrower ones are interpolated between the centres of those around.

    Args:
        first, count: of the wanted pixels; both axes begin at the same point.
        step: width of a wanted pixel in given ones.
        size: number of given pixels; the outermost are repeated beyond.
        sharp: interpolate by cubic convolution between four, instead of linearly between two.
    """
    wanted = np.arange(first, first + count, dtype=np.float64)[:, None]
    if step >= 1:
        lower, upper = wanted * step, np.minimum((wanted + 1) * step, size)
        taps = np.floor(lower) + np.arange(math.ceil(step) + 1)
        weights = np.clip(np.minimum(taps + 1, upper) - np.maximum(taps, lower), 0, None)
    else:
        centres = (wanted + 0.5) * step - 0.5
        taps = np.floor(centres) + (np.arange(-1, 3) if sharp else np.arange(2))
        distances = np.abs(centres - taps)
        weights = _cubic(distances) if sharp else 1 - distances
    weights = weights / weights.sum(axis=1, keepdims=True)
    indices = taps.clip(0, size - 1).astype(np.intp)
    start, stop = int(indices.min()), int(indices.max()) + 1
    return AxisWeights(start, stop, indices - start, weights)


def _cubic(distances: NDArray[np.float64]) -> NDArray[np.float64]:
    """Keys, Cubic convolution interpolation for digital image processing, IEEE Trans. ASSP 29 (1981), a = -1/2."""
    near = (1.5 * distances - 2.5) * distances**2 + 1
    far = ((-0.5 * distances + 2.5) * distances - 4) * distances + 2
    return np.where(distances <= 1, near, np.where(distances < 2, far, 0.0))
