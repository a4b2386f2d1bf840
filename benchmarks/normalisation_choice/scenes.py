"""Simulated scenes as two sensors see them: four landscapes side by side under one sky.

One landscape alone would give norma-target statistics of, say, nothing but forest. Seeds 10100-10199 are for choosing
the rule and 20100-20199 for measuring it; the demonstration models were trained on seeds below 100.
"""

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from benchmarks.simulator import LANDSCAPE_KINDS, draw_acquisition, draw_landscape, render
from core.partial_files import partial_file

FIRST_SEED = {"choosing": 10_100, "measuring": 20_100}
QUARTER_SIZE_M = 72.0


@dataclass(frozen=True)
class LabelledScene:
    """A scene whose classes are known everywhere.

    Attributes:
        pixels: digital numbers ``(bands, height, width)``.
        truth: uint8 ``(height, width)``, ``numero``.
    """

    pixels: np.ndarray
    truth: np.ndarray

    def quarter(self) -> "LabelledScene":
        """The first of the four landscapes: a scene of one kind."""
        rows, columns = (slice(0, side // 2) for side in self.truth.shape)
        return LabelledScene(self.pixels[:, rows, columns], self.truth[rows, columns])


def kinds_of(seed: int) -> list[str]:
    """The four kinds of landscape of a scene."""
    return [str(kind) for kind in np.random.default_rng([seed, 9]).choice(LANDSCAPE_KINDS, 4, replace=False)]


def draw_scene(seed: int, sensor: str, folder: Path) -> LabelledScene:
    """The scene of a seed, from ``folder`` if it is there already.

    Args:
        seed: the same seed draws the same ground for both sensors.
        sensor: ``"ortho"`` or ``"pneo"``.
        folder: where scenes are kept.
    """
    path = folder / f"{sensor}-{seed}.npz"
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        kinds = kinds_of(seed)
        acquisition = draw_acquisition(seed, sensor, kinds[0])
        quarters = [render(draw_landscape(seed, kind, QUARTER_SIZE_M), sensor, acquisition) for kind in kinds]
        with partial_file(path) as unfinished:
            np.savez_compressed(
                unfinished,
                pixels=_two_by_two([quarter.image for quarter in quarters]),
                truth=_two_by_two([quarter.truth for quarter in quarters]),
            )
    with np.load(path) as stored:
        return LabelledScene(stored["pixels"], stored["truth"])


def _two_by_two(parts: list[np.ndarray]) -> np.ndarray:
    rows = [np.concatenate(parts[start : start + 2], axis=-1) for start in (0, 2)]
    return np.concatenate(rows, axis=-2)
