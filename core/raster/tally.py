"""What a block of a scene holds: moments, histograms, and the pixels that do not count and why."""

import math
from dataclasses import dataclass
from typing import Any, List, Optional

import numpy as np
from numpy.typing import NDArray

from .band_histogram import BandHistogram
from .grid import Window
from .moments import Moments
from .no_data import ABSURD
from .polygon_mask import PolygonMask
from .scene import Scene


@dataclass(frozen=True)
class Exclusions:
    """Pixels that do not count, each under the first reason that applies.

    Attributes:
        outside: outside the polygons.
        no_data: the no-data value in all bands, or outside the raster's own mask.
        not_a_number: NaN, infinite or absurdly large in some band.
        saturated: at the sensor's limit in some band.
    """

    outside: int = 0
    no_data: int = 0
    not_a_number: int = 0
    saturated: int = 0

    def __add__(self, other: "Exclusions") -> "Exclusions":
        return Exclusions(
            self.outside + other.outside,
            self.no_data + other.no_data,
            self.not_a_number + other.not_a_number,
            self.saturated + other.saturated,
        )


class Tally:
    """Counts of one block, or of several merged in any order. A pixel counts in all bands or in none.

    Attributes:
        moments: of the pixels that count.
        histograms: per band, of the pixels that count; empty before the first block.
        saturated: int64 ``(bands,)``: saturated pixels per band, otherwise valid.
        exclusions: pixels that do not count.
    """

    def __init__(self, bands: int) -> None:
        self.moments = Moments(bands)
        self.histograms: List[BandHistogram] = []
        self.saturated = np.zeros(bands, np.int64)
        self.exclusions = Exclusions()

    def merge(self, other: "Tally") -> None:
        """Take in another block of the same bands and type."""
        self.moments.merge(other.moments)
        self.saturated = self.saturated + other.saturated
        self.exclusions += other.exclusions
        if not self.histograms:
            self.histograms = [histogram.copy() for histogram in other.histograms]
        else:
            for mine, theirs in zip(self.histograms, other.histograms):
                mine.merge(theirs)


def tally_block(scene: Scene, window: Window, mask: Optional[PolygonMask] = None) -> Tally:
    """Read one block at full resolution and count it.

    Raises:
        InvalidInputError: the file is damaged.
    """
    tally = Tally(len(scene.roles))
    size_px = window[2] * window[3]
    inside = mask.read(window) if mask else None
    if inside is not None and not inside.any():
        tally.exclusions = Exclusions(outside=size_px)
        return tally
    pixels, valid = scene.read(window)
    outside = 0
    if inside is not None:
        outside = size_px - int(inside.sum())
        valid &= inside
    invalid = size_px - outside - int(valid.sum())
    not_a_number = _not_numbers(pixels, valid, inside, scene.nodata) if invalid else 0
    saturated_px = 0
    if scene.saturated:
        # Compared with a float, integers would be copied to floats first.
        limit = scene.saturated if pixels.dtype.kind == "f" else int(scene.saturated)
        saturated = (pixels == limit) & valid
        tally.saturated = saturated.sum(axis=(1, 2))
        lost = saturated.any(axis=0)
        saturated_px = int(lost.sum())
        valid &= ~lost
    tally.exclusions = Exclusions(outside, invalid - not_a_number, not_a_number, saturated_px)
    values = pixels.reshape(len(pixels), -1) if valid.all() else pixels[:, valid]
    if values.shape[1]:
        _count(tally, values)
    return tally


def _count(tally: Tally, values: NDArray[Any]) -> None:
    """Take in ``(bands, pixels)`` that all count."""
    tally.histograms = [BandHistogram(values.dtype) for _band in values]
    for histogram, band in zip(tally.histograms, values):
        histogram.add(band)
    if tally.histograms[0].is_exact:
        tally.moments = _counted_moments(tally.histograms)
    else:
        tally.moments.add(values)


def _counted_moments(histograms: List[BandHistogram]) -> Moments:
    """Moments of integers from how often each occurs: exact, and faster than from the pixels."""
    moments = Moments(len(histograms))
    for band, histogram in enumerate(histograms):
        values, counts = histogram.distribution()
        moments.count = histogram.total
        moments.minima[band], moments.maxima[band] = values[0], values[-1]
        moments.means[band] = mean = (values * counts).sum() / moments.count
        moments.squares[band] = (counts * (values - mean) ** 2).sum()
    return moments


def _not_numbers(
    pixels: NDArray[Any], valid: NDArray[np.bool_], inside: Optional[NDArray[np.bool_]], nodata: Optional[float]
) -> int:
    """Pixels that are no plausible number in some band, and not simply no data."""
    if pixels.dtype.kind != "f":
        return 0
    bad = ~valid & ~(np.abs(pixels) < ABSURD).all(axis=0)
    if inside is not None:
        bad &= inside
    if nodata is not None:
        is_no_data = np.isnan(pixels) if math.isnan(nodata) else pixels == pixels.dtype.type(nodata)
        bad &= ~is_no_data.all(axis=0)
    return int(bad.sum())
