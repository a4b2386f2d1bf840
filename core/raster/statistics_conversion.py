"""Means and deviations of one encoding in the digital numbers of another."""

import math
from typing import Optional, Sequence, Tuple

from ..errors import InvalidInputError
from ..language import _
from .encoding import HIGHEST, LOWEST, Scaling

MeansAndDeviations = Tuple[Tuple[float, ...], Tuple[float, ...]]
"""Means and deviations, per band."""


def scaling_between(low: Optional[float], high: Optional[float]) -> Optional[Scaling]:
    """The scaling that SCALE_MIN and SCALE_MAX say, or None if neither is given.

    Raises:
        InvalidInputError: only one is given, one is no number, or they do not rise.
    """
    if low is None and high is None:
        return None
    if low is None or high is None:
        given, missing = ("SCALE_MAX", "SCALE_MIN") if low is None else ("SCALE_MIN", "SCALE_MAX")
        raise InvalidInputError(
            _("{given} is set without {missing}; statistics are converted with both, so set both or neither.").format(
                given=given, missing=missing
            )
        )
    if not (math.isfinite(low) and math.isfinite(high) and low < high):
        raise InvalidInputError(
            _("SCALE_MIN {low} must lie below SCALE_MAX {high}, and both must be numbers.").format(low=low, high=high)
        )
    return Scaling(low, high)


def to_8_bit(means: Sequence[float], deviations: Sequence[float], scalings: Sequence[Scaling]) -> MeansAndDeviations:
    """Means and deviations of digital numbers as those of the 8-bit values that ``scalings`` make of them.

    Exact but for what 8-bit encoding clips and rounds.

    Args:
        means, deviations: per band, digital numbers.
        scalings: per band.
    """
    factors = [_digital_numbers_per_step(scaling) for scaling in scalings]
    return (
        tuple(LOWEST + (mean - one.low) / factor for mean, one, factor in zip(means, scalings, factors)),
        tuple(deviation / factor for deviation, factor in zip(deviations, factors)),
    )


def from_8_bit(means: Sequence[float], deviations: Sequence[float], scalings: Sequence[Scaling]) -> MeansAndDeviations:
    """The inverse of :func:`to_8_bit`: 8-bit moments as those of digital numbers."""
    factors = [_digital_numbers_per_step(scaling) for scaling in scalings]
    return (
        tuple(one.low + (mean - LOWEST) * factor for mean, one, factor in zip(means, scalings, factors)),
        tuple(deviation * factor for deviation, factor in zip(deviations, factors)),
    )


def _digital_numbers_per_step(scaling: Scaling) -> float:
    return (scaling.high - scaling.low) / (HIGHEST - LOWEST)
