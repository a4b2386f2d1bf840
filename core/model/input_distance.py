"""How far what a network is fed lies from what it was trained on."""

import math
from typing import Sequence, Tuple

from ..raster.normalisation import Normalisation
from .passport import Passport


def input_distances(
    means: Sequence[float], deviations: Sequence[float], normalisation: Normalisation, passport: Passport
) -> Tuple[float, ...]:
    """The distance of each band, in standard deviations of the training input.

    The distance between two normal distributions, that of the scene after ``normalisation`` and that of the
    training data after theirs: the 2-Wasserstein distance ``sqrt((m1 - m2)² + (s1 - s2)²)`` (Givens and Shortt, A
    class of Wasserstein metrics for probability distributions, Michigan Mathematical Journal 31, 1984), divided by
    the deviation of the training input. Centring and scaling with its own statistics made the training input
    mean 0 and deviation 1. So norma-target with the scene's own statistics is always at 0: it hides a difference
    of mean and deviation, and no such figure tells whether the scene looks like the training data otherwise.

    Args:
        means, deviations: of the scene, per band of the model in its order, digital numbers of the raster.
        normalisation: applied to the scene.
        passport: of the model.

    Returns:
        One distance per band; none if it is unknown, because a model trained with norma-01 does not say what its
        training data looked like.
    """
    if passport.normalisation == "norma-01":
        return ()
    return tuple(
        math.hypot((mean - centre) / scale, deviation / scale - 1)
        for mean, deviation, centre, scale in zip(means, deviations, normalisation.means, normalisation.deviations)
    )
