"""Training chips: squares cut from labelled images where the classes are, flipped, turned and relit.

Which chips a step sees follows from the seed and the number of the step alone, so that an interrupted
training goes on with the same data.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
import torch
from numpy.typing import NDArray

from ..nomenclature import NO_DATA
from ..raster.normalisation import Normalisation

IGNORED = -100
"""Label of pixels that count in no loss; the default of torch's losses."""

_GRID_PX = 8
"""Chips aim at a labelled pixel of this grid: fine enough for a swimming pool."""

# Standard deviations of the random relighting, in deviations of the data set: all bands together, each alone.
_BRIGHTNESS, _BAND_BRIGHTNESS = 0.10, 0.05
_CONTRAST, _BAND_CONTRAST = 0.10, 0.05


Targets = dict[int, list[NDArray[np.int32]]]
"""By class, arrays ``(n, 2)`` of rows and columns that chips may aim at."""


class ChipSource(Protocol):
    """An image with classes, from which chips are cut."""

    @property
    def size_px(self) -> tuple[int, int]:
        """Height and width."""

    def targets(self, classes: NDArray[np.intp]) -> Targets:
        """Pixels of ``classes`` to aim at, see :func:`targets_of`."""

    def crop(self, rows: slice, columns: slice) -> tuple[NDArray[Any], NDArray[np.bool_], NDArray[np.uint8]]:
        """Digital numbers ``(bands, height, width)``, which pixels are valid, and ``numero``, 0 = unknown."""


@dataclass(frozen=True)
class LabelledImage:
    """An image with the class of its pixels; both may be memory-mapped.

    Attributes:
        pixels: digital numbers ``(bands, height, width)``; 0 in all bands = no data.
        labels: uint8 ``(height, width)``, ``numero``; 0 = unknown.
    """

    pixels: NDArray[Any]
    labels: NDArray[np.uint8]

    @property
    def size_px(self) -> tuple[int, int]:
        height, width = self.labels.shape
        return height, width

    def targets(self, classes: NDArray[np.intp]) -> Targets:
        return targets_of(self.labels, classes)

    def crop(self, rows: slice, columns: slice) -> tuple[NDArray[Any], NDArray[np.bool_], NDArray[np.uint8]]:
        pixels = self.pixels[:, rows, columns]
        return pixels, np.any(pixels, axis=0), self.labels[rows, columns]


def channel_of_numero(outputs: Sequence[int]) -> NDArray[np.int64]:
    """Lookup table ``(256,)`` from ``numero`` to output channel, ``IGNORED`` for classes without one."""
    table = np.full(256, IGNORED, np.int64)
    for channel, numero in enumerate(outputs):
        if numero != NO_DATA:
            table[numero] = channel
    return table


class ChipSampler:
    """Draws batches of chips from labelled images.

    A chip aims at a pixel of a class drawn with probability proportional to the class's share of the pixels
    to the power ``balance``: 1 leaves the shares alone, 0 makes all classes equally likely.
    """

    def __init__(
        self,
        images: Sequence[ChipSource],
        normalisation: Normalisation,
        outputs: Sequence[int],
        size_px: int,
        seed: int,
        balance: float = 0.5,
        relit: bool = True,
    ) -> None:
        """Args: as in the class.

        size_px: side of a chip, at most that of the smallest image.
        relit: whether :func:`relight` changes chips beside flips and turns.
        """
        self._images = images
        self._normalisation = normalisation
        self._channels = channel_of_numero(outputs)
        self._size_px = size_px
        self._seed = seed
        self._relit = relit
        self._targets = _targets_by_class(images, np.flatnonzero(self._channels != IGNORED))
        weights = np.array([len(targets) for targets in self._targets], np.float64) ** balance
        self._probabilities = weights / weights.sum()

    def draw(self, step: int, count: int) -> tuple[torch.Tensor, torch.Tensor]:
        """The batch of a step.

        Returns:
            Normalised pixels, float32 ``(count, bands, size, size)``, and output channels, int64
            ``(count, size, size)`` with ``IGNORED`` where unknown.
        """
        rng = np.random.default_rng([self._seed, step])
        chips = [self._draw_chip(rng) for _ in range(count)]
        pixels, labels = (np.stack(arrays) for arrays in zip(*chips))
        return torch.from_numpy(pixels), torch.from_numpy(self._channels[labels])

    def _draw_chip(self, rng: np.random.Generator) -> tuple[NDArray[np.float32], NDArray[Any]]:
        targets = self._targets[rng.choice(len(self._targets), p=self._probabilities)]
        index, *target = targets[rng.integers(len(targets))]
        image = self._images[index]
        rows, columns = (self._span(rng, position, side) for position, side in zip(target, image.size_px))
        turns, flip = int(rng.integers(4)), bool(rng.integers(2))
        pixels, valid, labels = image.crop(rows, columns)
        pixels, valid, labels = (_turn(array, turns, flip) for array in (pixels, valid, labels))
        normalised = self._normalisation.apply(pixels, valid)
        return relight(normalised, rng) if self._relit else normalised, labels

    def _span(self, rng: np.random.Generator, position: int, side: int) -> slice:
        """A chip's rows or columns, the target anywhere within them."""
        start = int(np.clip(position - rng.integers(self._size_px), 0, side - self._size_px))
        return slice(start, start + self._size_px)


def targets_of(labels: NDArray[np.uint8], classes: NDArray[np.intp]) -> Targets:
    """Pixels of each class on a regular grid; of a class that the grid misses, its first pixel."""
    found: Targets = {}
    for numero in np.intersect1d(labels, classes):
        positions = np.argwhere(labels[::_GRID_PX, ::_GRID_PX] == numero) * _GRID_PX
        if not len(positions):
            positions = np.argwhere(labels == numero)[:1]
        found[int(numero)] = [positions.astype(np.int32)]
    return found


def _targets_by_class(images: Sequence[ChipSource], classes: NDArray[np.intp]) -> list[NDArray[np.int32]]:
    """For each class that occurs, ``(n, 3)``: image, row and column of the pixels to aim at."""
    found: dict[int, list[NDArray[np.int32]]] = {int(numero): [] for numero in classes}
    for index, image in enumerate(images):
        for numero, positions in image.targets(classes).items():
            found[numero] += [np.insert(one, 0, index, axis=1).astype(np.int32) for one in positions]
    return [np.concatenate(positions) for positions in found.values() if positions]


def _turn(array: NDArray[Any], turns: int, flip: bool) -> NDArray[Any]:
    turned = np.rot90(array, turns, axes=(-2, -1))
    return turned[..., ::-1] if flip else turned


def relight(pixels: NDArray[np.float32], rng: np.random.Generator) -> NDArray[np.float32]:
    """Normalised pixels as under another sky: contrast and brightness change, the colour balance a little."""
    bands = pixels.shape[0]
    contrast = np.exp(rng.normal(0, _CONTRAST) + rng.normal(0, _BAND_CONTRAST, bands))
    brightness = rng.normal(0, _BRIGHTNESS) + rng.normal(0, _BAND_BRIGHTNESS, bands)
    relit: NDArray[np.float32] = pixels * np.float32(contrast)[:, None, None]
    relit += np.float32(brightness)[:, None, None]
    return relit
