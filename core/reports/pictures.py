"""Crops of scenes and of maps as pictures for people."""

from dataclasses import dataclass
from typing import Sequence, Tuple

import numpy as np
from numpy.typing import NDArray

from ..raster.style import colour_table

PERCENTILES = (2.0, 98.0)
GAMMA = {"8-bit": 1.0}
"""Reflectance and unknown numbers are taken as linear in light, whose dark half screens show too dark."""

LINEAR_GAMMA = 1.5

NATURAL = ("red", "green", "blue")


@dataclass(frozen=True)
class NaturalColours:
    """Pictures of crops, all stretched alike.

    Attributes:
        pictures: uint8 ``(height, width, 4)`` of each crop, transparent where there is no data.
        roles: bands shown as red, green and blue.
        darkest, brightest: digital numbers shown so, in all three bands, so that colours keep their balance.
        gamma: exponent, 1 for none.
    """

    pictures: Tuple[NDArray[np.uint8], ...]
    roles: Tuple[str, ...]
    darkest: float
    brightest: float
    gamma: float

    @property
    def are_natural(self) -> bool:
        return self.roles == NATURAL


def picture_roles(roles: Sequence[str]) -> Tuple[str, ...]:
    """Bands to show as red, green and blue: the natural ones, or else the first ones that there are."""
    if set(NATURAL) <= set(roles):
        return NATURAL
    return tuple((*roles, roles[-1], roles[-1])[:3])


def natural_colours(
    crops: Sequence[Tuple[NDArray[np.generic], NDArray[np.bool_]]], roles: Tuple[str, ...], encoding: str
) -> NaturalColours:
    """Stretch crops between percentiles of their valid pixels, all bands alike.

    Args:
        crops: digital numbers ``(3, height, width)`` and bool ``(height, width)`` of valid pixels.
        roles: of the three bands.
        encoding: one of ``sensors.ENCODINGS``, or empty.
    """
    values = np.concatenate([pixels[:, valid] for pixels, valid in crops], axis=1).astype(np.float64)
    low, high = np.percentile(values, PERCENTILES)
    gamma = GAMMA.get(encoding, LINEAR_GAMMA)
    pictures = []
    for pixels, valid in crops:
        exact = np.where(valid, pixels, 0).astype(np.float64)
        scaled = (exact - low) / max(high - low, 1e-12)
        rgb = np.rint(255 * scaled.clip(0, 1) ** (1 / gamma)).astype(np.uint8)
        pictures.append(np.concatenate([rgb, np.where(valid, 255, 0)[None].astype(np.uint8)]).transpose(1, 2, 0))
    return NaturalColours(tuple(pictures), roles, float(low), float(high), gamma)


def class_picture(classes: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """A map in the official colours, transparent where there is no data.

    Args:
        classes: ``numero``, ``(height, width)``.

    Returns:
        uint8 ``(height, width, 4)``.
    """
    palette = np.zeros((256, 4), np.uint8)
    for numero, colour in colour_table().items():
        palette[numero] = colour
    picture: NDArray[np.uint8] = palette[classes]
    return picture
