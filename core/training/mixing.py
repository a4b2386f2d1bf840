"""Batches for training, of one set of scenes or mixed with those of a second source."""

import math
from collections.abc import Sequence
from typing import Optional

import torch

from ..raster.normalisation import Normalisation
from .annotated_scene import AnnotatedScene
from .chips import ChipSampler


class SceneSampler:
    """Chips of scenes that may lack some of the network's bands; these are fed with 0, the mean of the data set."""

    def __init__(
        self,
        scenes: Sequence[AnnotatedScene],
        bands: Sequence[str],
        normalisation: Normalisation,
        outputs: Sequence[int],
        chip_px: int,
        seed: int,
        relit: bool,
    ) -> None:
        """Args: ``bands`` of the network; ``normalisation`` is that of those among them that the scenes have."""
        self._scenes = scenes
        self._roles = [role for role in bands if role in scenes[0].stored.all_roles]
        self._places = [number for number, role in enumerate(bands) if role in self._roles]
        self._bands = len(bands)
        self._sampler = ChipSampler(scenes, normalisation, outputs, chip_px, seed, relit=relit)

    def draw(self, step: int, count: int) -> tuple[torch.Tensor, torch.Tensor]:
        """As :meth:`ChipSampler.draw`, with all bands of the network."""
        for scene in self._scenes:
            scene.use_bands(self._roles)
        pixels, channels = self._sampler.draw(step, count)
        if len(self._places) == self._bands:
            return pixels, channels
        filled = torch.zeros(count, self._bands, *pixels.shape[2:])
        filled[:, self._places] = pixels
        return filled, channels


class MixedSampler:
    """Batches of which a share comes from a second source."""

    def __init__(self, target: SceneSampler, source: Optional[SceneSampler], source_ratio: float, batch: int) -> None:
        """Args: ``source_ratio`` 0-1, of the chips of all steps together; a batch has the whole number next to it."""
        self._target, self._source = target, source
        self._ratio = source_ratio if source else 0.0
        self._batch = batch

    def draw(self, step: int) -> tuple[torch.Tensor, torch.Tensor]:
        """Normalised pixels and channels of a step's batch."""
        from_source = self._from_source(step + 1) - self._from_source(step)
        batches = []
        if from_source < self._batch:
            batches.append(self._target.draw(step, self._batch - from_source))
        if self._source and from_source:
            batches.append(self._source.draw(step, from_source))
        pixels, channels = zip(*batches)
        return torch.cat(pixels), torch.cat(channels)

    def _from_source(self, steps: int) -> int:
        """Chips of the second source in so many steps, to the nearest whole one."""
        return math.floor(steps * self._batch * self._ratio + 0.5)
