"""Mean and spread of the values of each band, merged part by part."""

from typing import Any

import numpy as np
from numpy.typing import NDArray


class Moments:
    """Count, mean, sum of squared deviations and range per band, of one part of an image or of several.

    Parts may be merged in any order and in any grouping: threads need not wait for each other.
    Chan, Golub and LeVeque, Updating formulae and a pairwise algorithm for computing sample variances,
    Stanford STAN-CS-79-773 (1979).

    Attributes:
        count: pixels; each counts in every band.
        means, squares, minima, maxima: float64 ``(bands,)``; a count of 0 leaves means and squares at 0.
    """

    def __init__(self, bands: int) -> None:
        self.count = 0
        self.means = np.zeros(bands)
        self.squares = np.zeros(bands)
        self.minima = np.full(bands, np.inf)
        self.maxima = np.full(bands, -np.inf)

    @property
    def deviations(self) -> NDArray[np.float64]:
        """Population standard deviations ``(bands,)``; 0 without pixels."""
        return np.sqrt(self.squares / max(self.count, 1))

    def add(self, values: NDArray[Any]) -> None:
        """Take in ``(bands, pixels)`` of any real type, all finite."""
        if values.shape[1] == 0:
            return
        part = Moments(len(values))
        part.count = values.shape[1]
        for band, pixels in enumerate(values):
            exact = pixels.astype(np.float64)
            part.minima[band], part.maxima[band] = exact.min(), exact.max()
            part.means[band] = mean = exact.mean()
            exact -= mean
            part.squares[band] = np.einsum("i,i->", exact, exact)
        self.merge(part)

    def merge(self, other: "Moments") -> None:
        """Take in what another part holds."""
        if other.count == 0:
            return
        total = self.count + other.count
        shift = other.means - self.means
        self.squares = self.squares + other.squares + shift**2 * self.count * (other.count / total)
        self.means = self.means + shift * (other.count / total)
        self.minima = np.minimum(self.minima, other.minima)
        self.maxima = np.maximum(self.maxima, other.maxima)
        self.count = total
