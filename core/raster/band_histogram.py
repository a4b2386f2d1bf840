"""How the values of one band are distributed: counts that merge exactly, in any order."""

import math
from copy import copy
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Dict, Sequence, Tuple

import numpy as np
from numpy.typing import DTypeLike, NDArray

BINS = 256
"""Most bins of a :class:`BinnedHistogram`."""

TAILS_PERCENT = 0.1
"""Share of the values left out of the bins at either end, so that a few outliers do not flatten the rest."""

_DROPPED_BITS = 12

RELATIVE_RESOLUTION = 2.0 ** (_DROPPED_BITS - 23)
"""Width of a counting bin of wide types, as a share of the value: 0.05 %."""


@dataclass(frozen=True)
class BinnedHistogram:
    """A histogram of equal bins, small enough for a file.

    Attributes:
        first: lower edge of the first bin; bin i holds the values ``first + i × width <= value < first + (i + 1)
            × width``.
        width: of a bin; a whole number where all values are whole.
        counts: pixels per bin.
        below, above: pixels beyond the bins.
    """

    first: float
    width: float
    counts: Tuple[int, ...]
    below: int = 0
    above: int = 0

    @property
    def edges(self) -> NDArray[np.float64]:
        """``len(counts) + 1`` borders of the bins."""
        return _edges(self.first, self.width, len(self.counts))

    @property
    def densities(self) -> NDArray[np.float64]:
        """Share of all pixels per digital number in each bin, so that the area is the share inside the bins."""
        total = sum(self.counts) + self.below + self.above
        return np.array(self.counts, np.float64) / (max(total, 1) * self.width)

    def to_dict(self) -> Dict[str, Any]:
        return {
            "first": self.first,
            "width": self.width,
            "counts": list(self.counts),
            "below": self.below,
            "above": self.above,
        }

    @classmethod
    def from_dict(cls, values: Dict[str, Any]) -> "BinnedHistogram":
        """Raises: KeyError, TypeError or ValueError, if these are not the values of a histogram."""
        histogram = cls(
            float(values["first"]),
            float(values["width"]),
            tuple(int(count) for count in values["counts"]),
            int(values["below"]),
            int(values["above"]),
        )
        if not (math.isfinite(histogram.first) and 0 < histogram.width < math.inf and histogram.counts):
            raise ValueError("a histogram without finite bins")
        return histogram


class BandHistogram:
    """Counts of the values of one band.

    Integers of 8 and 16 bits are counted one by one. Wider types are counted in bins of the float32 numbers that
    share sign, exponent and the first 11 bits of the fraction: at most ``RELATIVE_RESOLUTION`` of the value wide,
    wherever the values lie, and exact for whole numbers up to 4096. The bins do not depend on the data, so that
    counts of parts simply add up.
    """

    def __init__(self, dtype: DTypeLike) -> None:
        """Args: ``dtype`` is the type of the values that will be added."""
        self.is_exact = is_counted_exactly(dtype)
        self._is_whole = True
        self._first_key = 0
        self._counts = np.zeros(0, np.int64)

    @property
    def total(self) -> int:
        """Values counted."""
        return int(self._counts.sum())

    def add(self, values: NDArray[Any]) -> None:
        """Count values of any shape, all finite and below 1e30."""
        if values.size == 0:
            return
        if self.is_exact:
            keys = values.astype(np.intp).ravel()
        else:
            self._is_whole = self._is_whole and bool((values == np.rint(values)).all())
            bits = values.astype(np.float32).ravel().view(np.int32)
            magnitudes = (bits & 0x7FFFFFFF) >> _DROPPED_BITS
            keys = np.where(bits < 0, -magnitudes, magnitudes)
        first = int(keys.min())
        keys -= first
        self._count(first, np.bincount(keys))

    def copy(self) -> "BandHistogram":
        """The same counts, to go on from."""
        copied = copy(self)
        copied._counts = self._counts.copy()
        return copied

    def merge(self, other: "BandHistogram") -> None:
        """Take in the counts of another part of the same band."""
        if self.is_exact != other.is_exact:
            raise ValueError("histograms of integers and of wide types do not merge")
        self._is_whole = self._is_whole and other._is_whole
        if other._counts.size:
            self._count(other._first_key, other._counts)

    def distribution(self) -> Tuple[NDArray[np.float64], NDArray[np.int64]]:
        """The values that occur, rising (of wide types: the middle of each bin), and how often each does."""
        found = np.flatnonzero(self._counts)
        keys = found + self._first_key
        if self.is_exact:
            return keys.astype(np.float64), self._counts[found]
        magnitudes = np.abs(keys)
        lower, upper = _floats(magnitudes), _floats(magnitudes + 1)
        width = upper - lower
        middle = lower + (np.maximum(width - 1, 0) if self._is_whole else width) / 2
        return np.where(keys == 0, 0.0, np.sign(keys) * middle), self._counts[found]

    def percentiles(self, shares: Sequence[float]) -> Tuple[float, ...]:
        """The smallest value that at least each share of the values does not exceed.

        Hyndman and Fan, Sample quantiles in statistical packages, The American Statistician 50 (1996), definition 1.

        Args:
            shares: percent, 0-100.
        """
        values, counts = self.distribution()
        cumulated = counts.cumsum()
        # As fractions: 0.1 % of 1000 pixels is exactly one pixel.
        ranks = [max(1, math.ceil(Fraction(str(share)) * int(cumulated[-1]) / 100)) for share in shares]
        return tuple(float(values[np.searchsorted(cumulated, rank)]) for rank in ranks)

    def binned(self, bins: int = BINS) -> BinnedHistogram:
        """At most ``bins`` equal bins between the percentiles ``TAILS_PERCENT`` from either end."""
        values, counts = self.distribution()
        low, high = self.percentiles((TAILS_PERCENT, 100 - TAILS_PERCENT))
        resolution = max(abs(low), abs(high)) * RELATIVE_RESOLUTION
        if self._is_whole:
            # Bins that held now two, now three of the values that occur would draw a comb that is not in the data.
            step = 1 if self.is_exact else 2 ** max(0, math.ceil(math.log2(max(resolution, 1.0))))
            if step == 1 and values.size > 1:
                step = int(np.gcd.reduce(np.diff(values).astype(np.int64)))
            width = float(math.ceil((high - low + step) / bins / step) * step)
            cumulated = np.concatenate([[0], counts.cumsum()])
            edges = _edges(low, width, int((high - low) // width) + 1)
            below_edge = cumulated[np.searchsorted(values, edges, side="left")]
        else:
            width = max((high - low) / bins, resolution) or 1.0
            edges = _edges(low, width, max(1, math.ceil((high - low) / width)))
            below_edge = self._below(edges)
        return BinnedHistogram(
            float(low),
            width,
            tuple(int(count) for count in np.diff(below_edge)),
            int(below_edge[0]),
            int(counts.sum() - below_edge[-1]),
        )

    def _below(self, edges: NDArray[np.float64]) -> NDArray[np.int64]:
        """Values of a wide type below each edge, as if they lay evenly within the counting bins."""
        keys = np.arange(self._first_key, self._first_key + self._counts.size + 1)
        # A bin reaches from its key to the next, away from zero on both sides of it.
        borders = np.where(keys > 0, _floats(np.abs(keys)), -_floats(np.abs(keys) + 1))
        cumulated = np.concatenate([[0], self._counts.cumsum()])
        below: NDArray[np.int64] = np.rint(np.interp(edges, borders, cumulated)).astype(np.int64)
        return below

    def _count(self, first_key: int, counts: NDArray[Any]) -> None:
        if self._counts.size == 0:
            self._first_key, self._counts = first_key, counts.astype(np.int64)
            return
        start = min(self._first_key, first_key)
        end = max(self._first_key + self._counts.size, first_key + counts.size)
        if end - start > self._counts.size:
            grown = np.zeros(end - start, np.int64)
            grown[self._first_key - start :][: self._counts.size] = self._counts
            self._first_key, self._counts = start, grown
        self._counts[first_key - start :][: counts.size] += counts


def is_counted_exactly(dtype: DTypeLike) -> bool:
    """Whether each value of a type has a count of its own."""
    kind = np.dtype(dtype)
    return kind.kind in "iu" and kind.itemsize <= 2


def _edges(first: float, width: float, bins: int) -> NDArray[np.float64]:
    edges: NDArray[np.float64] = first + width * np.arange(bins + 1, dtype=np.float64)
    return edges


def _floats(magnitudes: NDArray[Any]) -> NDArray[np.float64]:
    """The smallest float32 number of each counting bin."""
    return (magnitudes.astype(np.int32) << _DROPPED_BITS).view(np.float32).astype(np.float64)
