"""Whether mean and deviation of a data set would still move if area and scenes were added."""

from dataclasses import dataclass
from typing import Sequence, Tuple

import numpy as np
from numpy.typing import NDArray

from ..language import _, number_text
from .moments import Moments
from .sampling_error import HalfWidths, half_widths

LIMIT = 0.05
"""A band has settled where both half-widths are at most this share of its deviation: a convention of this project."""


@dataclass(frozen=True)
class Curve:
    """Mean and deviation while parts are added one after another.

    Attributes:
        km2: area of the parts so far, ``(parts,)``.
        means, deviations: of the parts so far, ``(parts, bands)``.
    """

    km2: NDArray[np.float64]
    means: NDArray[np.float64]
    deviations: NDArray[np.float64]


@dataclass(frozen=True)
class Settling:
    """The verdict.

    Attributes:
        by_scenes: whether scenes were compared; else the blocks of the only scene.
        parts: scenes or blocks compared.
        half_widths: 95 % intervals if the parts are a random sample of all land and all scenes of the kind.
        unsettled: numbers of the bands that have not settled.
    """

    by_scenes: bool
    parts: int
    half_widths: HalfWidths
    unsettled: Tuple[int, ...]

    def sentences(self, roles: Sequence[str], deviations: Sequence[float]) -> Tuple[str, ...]:
        """What the user should know, most important first; nothing where all has settled."""
        told = []
        if not self.by_scenes:
            told.append(
                _(
                    "One scene only: norma-target is defined on a data set of many scenes, and one scene cannot tell "
                    "how scenes differ; add scenes of the same kind to INPUT."
                )
            )
        if self.unsettled:
            widest = max(
                max(self.half_widths.means[band], self.half_widths.deviations[band]) / deviations[band]
                for band in self.unsettled
            )
            sentence = (
                _(
                    "Mean and deviation have not settled in {roles}: over {parts} scenes their 95 % interval is "
                    "{width} of the deviation, and {limit} is the limit; add scenes."
                )
                if self.by_scenes
                else _(
                    "Mean and deviation have not settled in {roles}: over the blocks of this scene ({parts}) their "
                    "95 % interval is {width} of the deviation, and {limit} is the limit; add area."
                )
            )
            told.append(
                sentence.format(
                    roles=", ".join(roles[band] for band in self.unsettled),
                    parts=self.parts,
                    width=plus_minus(widest),
                    limit=plus_minus(LIMIT),
                )
            )
        return tuple(told)


def plus_minus(share: float) -> str:
    """``± 4.2 %``; beyond 100 % the figure would say no more than that nothing is known."""
    return _("more than ± 100 %") if share > 1 else "± " + number_text(100 * share, ".2g") + "\u00a0%"


def settling(scenes: Sequence[Moments], blocks: Sequence[Moments], deviations: Sequence[float]) -> Settling:
    """Judge a data set by how its scenes differ, or, where there is one only, by how its blocks differ.

    Args:
        scenes: that hold pixels.
        blocks: of all scenes.
        deviations: of the data set per band.
    """
    by_scenes = len(scenes) > 1
    parts = scenes if by_scenes else [block for block in blocks if block.count]
    widths = half_widths(parts)
    unsettled = tuple(
        band
        for band, deviation in enumerate(deviations)
        if max(widths.means[band], widths.deviations[band]) > LIMIT * deviation
    )
    return Settling(by_scenes, len(parts), widths, unsettled)


def curve(parts: Sequence[Moments], km2: Sequence[float]) -> Curve:
    """Mean and deviation after each part, in the order given.

    Args:
        parts: that hold pixels.
        km2: area of each.
    """
    whole = Moments(len(parts[0].means))
    means, deviations = [], []
    for part in parts:
        whole.merge(part)
        means.append(whole.means)
        deviations.append(whole.deviations)
    return Curve(np.cumsum(km2), np.array(means), np.array(deviations))
