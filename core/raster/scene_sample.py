"""A quick look at a scene: some of its pixels, at full resolution."""

from dataclasses import dataclass
from typing import Any, List, Tuple

import numpy as np
from numpy.typing import NDArray

from .blocks import block_windows, random_order
from .grid import Window
from .scene import Scene

BLOCKS = 16
"""Blocks of some 512 × 512 px that are enough to judge by; read in half a second from most files."""

MAX_READ_PX = 12_000_000
"""Where most blocks hold no data, or those of the file are large, the look ends after as many pixels."""

KEPT_PX_PER_BLOCK = 65_536

SEED = 0


@dataclass(frozen=True)
class SceneSample:
    """Valid, unsaturated pixels of random blocks.

    Attributes:
        roles: band roles.
        pixels: digital numbers ``(bands, pixels)``, in the type of the scene; there may be none.
    """

    roles: Tuple[str, ...]
    pixels: NDArray[Any]

    @classmethod
    def of_scene(cls, scene: Scene, extent: Window) -> "SceneSample":
        """The same scene and extent give the same sample.

        Raises:
            InvalidInputError: the file is damaged.
        """
        windows = block_windows(extent, scene.block_px)
        kept: List[NDArray[Any]] = [np.empty((len(scene.roles), 0), scene.dtype)]
        read_px = 0
        for number in random_order(len(windows), SEED):
            pixels, valid = scene.read(windows[number])
            read_px += valid.size
            if scene.saturated:
                valid = valid & (pixels != scene.saturated).all(axis=0)
            if valid.any():
                values = pixels[:, valid]
                kept.append(values[:, :: -(-values.shape[1] // KEPT_PX_PER_BLOCK)])
            if len(kept) > BLOCKS or read_px >= MAX_READ_PX:
                break
        return cls(scene.roles, np.concatenate(kept, axis=1))

    def band(self, role: str) -> NDArray[np.float64]:
        """Digital numbers ``(pixels,)`` of a band."""
        band: NDArray[np.float64] = self.pixels[self.roles.index(role)].astype(np.float64)
        return band

    def range(self) -> Tuple[float, float]:
        """Smallest and largest digital number of all bands; there is at least one pixel."""
        return float(self.pixels.min()), float(self.pixels.max())

    def moments(self) -> Tuple[Tuple[float, ...], Tuple[float, ...]]:
        """Means and population deviations, per band."""
        bands = [self.band(role) for role in self.roles]
        return tuple(float(band.mean()) for band in bands), tuple(float(band.std()) for band in bands)

    def darker_than(self, limit: float, roles: Tuple[str, ...]) -> "SceneSample":
        """The pixels that stay below ``limit`` in at least one of these bands."""
        bands = [self.roles.index(role) for role in roles]
        return SceneSample(self.roles, self.pixels[:, (self.pixels[bands] < limit).any(axis=0)])
