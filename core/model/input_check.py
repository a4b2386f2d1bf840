"""What a user should know about a scene before a model is let loose on it."""

import math
from typing import Iterator

from ..language import _
from ..raster.normalisation import Normalisation
from ..raster.plausibility import doubtful_encoding, swapped_bands
from ..raster.scene import Scene
from ..raster.scene_sample import SceneSample
from .input_distance import input_distances
from .passport import Passport

FAR = 1.1
"""Distance from the training data, see :func:`input_distances`, from which the input looks unlike them.

Of 72 simulated scenes of 240 m (test seeds, all kinds of landscape, both sensors) none lies beyond 0.92, the median at
0.57. Where gain or offset moved their median to 1.0-1.5, the demonstration models lost 5 to 35 points of mIoU, and up
to 55 beyond. Losses without a warning remain: half the contrast stays at 0.8, and costs 13 to 25 points.
"""

BRIGHT = {"8-bit": 220.0, "reflectance": 4000.0}
"""Digital number that snow, clouds and greenhouses exceed in red, green and blue, by encoding."""

MIN_COMPARED = 0.05
"""Share of a sample that is compared at least."""

PIXEL_SIZE_TOLERANCE = 1.4
"""Ratio of pixel sizes from which objects look clearly larger or smaller than in training."""


def doubts(
    passport: Passport,
    scene: Scene,
    sample: SceneSample,
    normalisation: Normalisation,
    is_own: bool,
    is_resampled: bool = False,
) -> Iterator[str]:
    """Sentences, each with its figure; none for a scene as the model knows it.

    Args:
        passport: of the model.
        scene: to classify.
        sample: of the scene.
        normalisation: that is applied.
        is_own: whether its statistics are those of this scene.
        is_resampled: whether the network sees the scene at the model's pixel size.
    """
    yield from _pixel_size(passport, scene, is_resampled)
    encoding_doubt = doubtful_encoding(*sample.range(), scene.encoding) if sample.pixels.size else None
    for doubt in (encoding_doubt, swapped_bands(sample)):
        if doubt:
            yield doubt
    if (normalisation.name == "norma-01") != (passport.normalisation == "norma-01"):
        yield _(
            "The model was trained with {trained}, but is fed with {given}: its map will be poor; leave NORMALISATION "
            "at auto."
        ).format(trained=passport.normalisation, given=normalisation.name)
    elif not is_own:
        yield from _distance(passport, sample, scene.encoding, normalisation)


def _pixel_size(passport: Passport, scene: Scene, is_resampled: bool) -> Iterator[str]:
    trained_m = passport.pixel_size_m
    given_m = max(scene.grid.pixel_size_m(), key=lambda side_m: abs(math.log(side_m / trained_m)))
    ratio = max(given_m / trained_m, trained_m / given_m)
    if ratio <= PIXEL_SIZE_TOLERANCE:
        return
    if not is_resampled:
        sentence = (
            _(
                "The raster's pixels measure {given:.2f} m, the model was trained on {trained:.2f} m: objects "
                "look {ratio:.1f} times too small to it. Set RESAMPLE_TO_MODEL."
            )
            if given_m > trained_m
            else _(
                "The raster's pixels measure {given:.2f} m, the model was trained on {trained:.2f} m: objects "
                "look {ratio:.1f} times too large to it. Set RESAMPLE_TO_MODEL."
            )
        )
        yield sentence.format(given=given_m, trained=trained_m, ratio=ratio)
    elif given_m > trained_m:
        yield _(
            "The raster's pixels measure {given:.2f} m: resampled to {trained:.2f} m objects have the size that the "
            "model knows, but not the detail."
        ).format(given=given_m, trained=trained_m)


def _distance(passport: Passport, sample: SceneSample, encoding: str, normalisation: Normalisation) -> Iterator[str]:
    """Snow and clouds are left out where they can be told: they are far from the mean of any training data."""
    compared, left_out = sample, ""
    visible = tuple(role for role in ("red", "green", "blue") if role in sample.roles)
    if encoding in BRIGHT and len(visible) == 3:
        darker = sample.darker_than(BRIGHT[encoding], visible)
        if darker.pixels.shape[1] >= MIN_COMPARED * sample.pixels.shape[1]:
            compared = darker
            left_out = _(" (without snow and clouds)")
    if not compared.pixels.size:
        return
    distances = input_distances(*compared.moments(), normalisation, passport)
    if distances and max(distances) > FAR:
        distance, role = max(zip(distances, sample.roles))
        yield _(
            "The input looks unlike the training data: with {normalisation} the band {role} lies {distance:.1f} "
            "standard deviations away{left_out}, and from {limit} on maps get poor. 'Compare normalisations' shows "
            "what the others give."
        ).format(normalisation=normalisation.name, role=role, distance=distance, left_out=left_out, limit=FAR)
