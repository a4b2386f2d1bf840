"""8-bit encoding: digital numbers scaled linearly to 1-255; 0 is kept for no data."""

import math
from dataclasses import dataclass
from typing import Any, Callable, Iterable, List, Optional, Sequence, Tuple

import numpy as np
from numpy.typing import NDArray

from ..errors import InvalidInputError
from ..language import _
from .grid import Grid, Window
from .no_data import has_data

NODATA = 0
LOWEST, HIGHEST = 1, 255

SCALED_FROM_TAG = "COSIA_SCALED_FROM"
"""Metadata of an 8-bit stack: the encoding that it was scaled from, or the type of the numbers if unknown."""

SCALE_MIN_TAG, SCALE_MAX_TAG = "COSIA_SCALE_MIN", "COSIA_SCALE_MAX"
"""Metadata of a band of an 8-bit stack: ``Scaling.low`` and ``Scaling.high``."""

SAMPLE_PX = 4_000_000
"""Pixels per band that percentiles of wide types come from; 8 and 16-bit integers are counted one by one."""


@dataclass(frozen=True)
class Scaling:
    """A linear scaling of one band.

    Attributes:
        low, high: digital numbers that become 1 and 255; those beyond are clipped.
    """

    low: float
    high: float

    def encode(self, pixels: NDArray[Any], has_data: NDArray[np.bool_]) -> NDArray[np.uint8]:
        """``1 + (pixel - low) / (high - low) × 254``, rounded half to even; 0 where there is no data."""
        # What is no data may be too large to scale.
        exact = np.where(has_data, pixels, self.low).astype(np.result_type(pixels.dtype, np.float32))
        scaled = LOWEST + (exact - self.low) * (HIGHEST - LOWEST) / (self.high - self.low)
        encoded = np.rint(scaled).clip(LOWEST, HIGHEST)
        return np.where(has_data, encoded, NODATA).astype(np.uint8)


def choose_scalings(
    read: Callable[[Window], NDArray[Any]],
    windows: Iterable[Window],
    grid: Grid,
    bands: int,
    nodata: Optional[float],
    saturated: int,
    fixed: Tuple[Optional[float], Optional[float]],
    percentiles: Tuple[float, float],
) -> List[Scaling]:
    """The scaling of each band, from fixed bounds or from percentiles at full resolution.

    Args:
        read: gives the pixels ``(bands, height, width)`` of a window.
        windows: that cover the grid once.
        grid: of the pixels.
        bands: number of bands.
        nodata: value left out.
        saturated: value left out besides; 0: none.
        fixed: low and high bound for all bands, where given.
        percentiles: lower and upper, 0-100, for bounds that are not given; the smallest value that at least
            that share of the pixels does not exceed (Hyndman and Fan 1996, definition 1).

    Raises:
        InvalidInputError: bounds or percentiles that are no numbers or in the wrong order, or a band without data.
    """
    low, high = fixed
    if not all(math.isfinite(bound) for bound in fixed if bound is not None):
        raise InvalidInputError(_("SCALE_MIN {low} and SCALE_MAX {high} must be numbers.").format(low=low, high=high))
    if low is not None and high is not None:
        return [_given_scaling(low, high)] * bands
    if not 0 <= percentiles[0] < percentiles[1] <= 100:
        raise InvalidInputError(
            _("The percentiles {low} and {high} must rise and lie between 0 and 100.").format(
                low=percentiles[0], high=percentiles[1]
            )
        )
    counts = [_Counts(nodata, saturated, grid.width * grid.height) for _band in range(bands)]
    for window in windows:
        for band, pixels in enumerate(read(window)):
            counts[band].add(pixels)
    scalings = []
    for count in counts:
        bottom, top = count.percentiles(percentiles)
        if low is not None:
            scalings.append(_given_scaling(low, top))
        elif high is not None:
            scalings.append(_given_scaling(bottom, high))
        else:
            # A constant band has no range; its only value becomes 1.
            scalings.append(Scaling(bottom, top if bottom < top else bottom + max(1.0, abs(bottom))))
    return scalings


def _given_scaling(low: float, high: float) -> Scaling:
    """The scaling between bounds of which the user set one at least."""
    if low >= high:
        raise InvalidInputError(
            _("SCALE_MIN {low} must lie below SCALE_MAX {high}; one that is not set follows from PERCENTILES.").format(
                low=low, high=high
            )
        )
    return Scaling(low, high)


class _Counts:
    """The values of one band: all of them for small integers, else a regular sample."""

    def __init__(self, nodata: Optional[float], saturated: int, total_px: int) -> None:
        self._nodata, self._saturated = nodata, saturated
        self._step = int(np.ceil(np.sqrt(max(1.0, total_px / SAMPLE_PX))))
        self._histogram = np.zeros(65536, np.int64)
        self._sample: List[NDArray[Any]] = []
        self._lowest = 0

    def add(self, pixels: NDArray[Any]) -> None:
        is_small = pixels.dtype.kind in "iu" and pixels.dtype.itemsize <= 2
        values = pixels if is_small else pixels[:: self._step, :: self._step]
        values = values[has_data(values, self._nodata)]
        if self._saturated:
            values = values[values != self._saturated]
        if is_small:
            self._lowest = int(np.iinfo(pixels.dtype).min)
            self._histogram += np.bincount(values.astype(np.int32) - self._lowest, minlength=65536)
        else:
            self._sample.append(values)

    def percentiles(self, shares: Sequence[float]) -> List[float]:
        if self._sample:
            values = np.concatenate(self._sample)
            if values.size:
                return [float(one) for one in np.percentile(values, shares, method="inverted_cdf")]
        cumulated = self._histogram.cumsum()
        if not cumulated[-1]:
            raise InvalidInputError(_("A band holds no data, so it cannot be scaled; choose another extent."))
        ranks = [max(1, int(np.ceil(share / 100 * cumulated[-1]))) for share in shares]
        return [float(np.searchsorted(cumulated, rank) + self._lowest) for rank in ranks]
