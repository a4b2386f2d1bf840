"""How a scene may differ from what a model was trained on: other sensors, encodings, air and colour balance."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from core.raster.encoding import Scaling

_HAZE_BY_ROLE = np.array([0.55, 0.80, 1.0, 0.20, 1.15, 0.40])[:, None, None]
"""Of red, green, blue, near infrared, deep blue, red edge: haze scatters the short waves most."""


@dataclass(frozen=True)
class Condition:
    """One way in which imagery reaches a model.

    Attributes:
        name: for tables.
        model: name of the demonstration model that it is given to.
        sensor: what the simulator renders.
        encoding: of the result.
        change: from digital numbers ``(bands, height, width)`` of the simulator, and a generator, to those given.
    """

    name: str
    model: str
    sensor: str
    encoding: str
    change: Callable[[np.ndarray, np.random.Generator], np.ndarray]


def as_it_is(pixels: np.ndarray, _rng: np.random.Generator) -> np.ndarray:
    """What the model was trained for."""
    return pixels


def other_balance(pixels: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """8 bit from another processing chain: gains of 0.7-1.4 by band, gamma of 0.75-1.33."""
    gains = np.exp(rng.normal(0, 0.2, len(pixels))).clip(0.7, 1.4)[:, None, None]
    gamma = np.exp(rng.uniform(-0.29, 0.29))
    return _byte(255 * (pixels / 255.0) ** gamma * gains)


def hazy(pixels: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """8 bit through haze: a veil of 20-60 in the blue, contrast of 0.6-0.85."""
    veil = rng.uniform(20, 60) * _HAZE_BY_ROLE[: len(pixels)]
    return _byte(pixels * rng.uniform(0.6, 0.85) + veil)


def dark(pixels: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """8 bit, underexposed: a gain of 0.4-0.7 on all bands."""
    return _byte(pixels * rng.uniform(0.4, 0.7))


def eight_bit(lower: float, upper: float) -> Callable[[np.ndarray, np.random.Generator], np.ndarray]:
    """Reflectance stretched to 8 bit between percentiles of each band, as 'Stack bands' does."""

    def change(pixels: np.ndarray, _rng: np.random.Generator) -> np.ndarray:
        valid = np.ones(pixels.shape[1:], np.bool_)
        bounds = np.percentile(pixels, (lower, upper), axis=(1, 2), method="inverted_cdf").T
        return np.stack([Scaling(*pair).encode(band, valid) for band, pair in zip(pixels, bounds)])

    return change


def eight_bit_fixed(pixels: np.ndarray, _rng: np.random.Generator) -> np.ndarray:
    """Reflectance 0-0.5 stretched to 8 bit, all bands alike."""
    valid = np.ones(pixels.shape[1:], np.bool_)
    return np.stack([Scaling(0, 5000).encode(band, valid) for band in pixels])


def veiled_reflectance(pixels: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Reflectance at the top of the atmosphere: path radiance of 0.03-0.1 in the blue, transmission of 0.75-0.9."""
    veil = rng.uniform(300, 1000) * _HAZE_BY_ROLE[: len(pixels)]
    return _reflectance(pixels * rng.uniform(0.75, 0.9) + veil)


def miscalibrated(pixels: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Reflectance with calibration factors of 0.7-1.4 by band."""
    gains = np.exp(rng.normal(0, 0.15, len(pixels))).clip(0.7, 1.4)[:, None, None]
    return _reflectance(pixels * gains)


CONDITIONS = (
    Condition("ortho, as trained on", "demo-ortho", "ortho", "8-bit", as_it_is),
    Condition("ortho, other colour balance", "demo-ortho", "ortho", "8-bit", other_balance),
    Condition("ortho, hazy", "demo-ortho", "ortho", "8-bit", hazy),
    Condition("ortho, underexposed", "demo-ortho", "ortho", "8-bit", dark),
    Condition("PNEO in 8 bit, percentiles 1-99", "demo-ortho", "pneo", "8-bit", eight_bit(1, 99)),
    Condition("PNEO in 8 bit, percentiles 0.1-99.9", "demo-ortho", "pneo", "8-bit", eight_bit(0.1, 99.9)),
    Condition("PNEO in 8 bit, reflectance 0-0.5", "demo-ortho", "pneo", "8-bit", eight_bit_fixed),
    Condition("PNEO in reflectance, ortho model", "demo-ortho", "pneo", "reflectance", as_it_is),
    Condition("PNEO, as trained on", "demo-pneo", "pneo", "reflectance", as_it_is),
    Condition("PNEO, top of atmosphere", "demo-pneo", "pneo", "reflectance", veiled_reflectance),
    Condition("PNEO, miscalibrated", "demo-pneo", "pneo", "reflectance", miscalibrated),
    Condition("PNEO in 8 bit, PNEO model", "demo-pneo", "pneo", "8-bit", eight_bit(1, 99)),
)


def _byte(pixels: np.ndarray) -> np.ndarray:
    return np.rint(pixels).clip(1, 255).astype(np.uint8)


def _reflectance(pixels: np.ndarray) -> np.ndarray:
    return np.rint(pixels).clip(1, 32766).astype(np.uint16)
