"""Batches for training, of one set of scenes or mixed with those of a second source."""

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
        """Args: ``source_ratio`` 0-1; each batch has the nearest whole number of chips, both sides at least one."""
        self._target, self._source = target, source
        self._from_source = min(max(round(source_ratio * batch), 1), batch - 1) if source else 0
        self._from_target = batch - self._from_source

    def draw(self, step: int) -> tuple[torch.Tensor, torch.Tensor]:
        """Normalised pixels and channels of a step's batch."""
        batches = [self._target.draw(step, self._from_target)]
        if self._source:
            batches.append(self._source.draw(step, self._from_source))
        pixels, channels = zip(*batches)
        return torch.cat(pixels), torch.cat(channels)
