"""Sampling of the ground by a sensor's pixels, pan-sharpening and the tone curve of an ortho chain."""

import numpy as np
from scipy.ndimage import uniform_filter

from .canvas import GROUND_PIXEL_M

_PAN_RATIO = 4
"""Multispectral pixels of Pléiades Neo are four times as wide as panchromatic ones (1.2 m and 0.3 m)."""


def sample_ground(ground: np.ndarray, pixel_size_m: float, *, nearest: bool = False) -> np.ndarray:
    """Values at the centres of image pixels.

    Args:
        ground: (height, width) on the ground grid, sides multiples of 3.
        pixel_size_m: the ground pixel, or one and a half times that.
        nearest: take the pixel under the centre instead of interpolating (for classes).

    Raises:
        ValueError: another pixel size.
    """
    ratio = pixel_size_m / GROUND_PIXEL_M
    if abs(ratio - 1) < 1e-6:
        return ground
    if abs(ratio - 1.5) > 1e-6:
        raise ValueError(f"pixels of {pixel_size_m} m do not fit the ground grid of {GROUND_PIXEL_M} m")
    if nearest:
        keep = np.arange(ground.shape[0]) % 3 != 1
        return ground[keep][:, keep]
    return _halve_thirds(_halve_thirds(ground).T).T


def _halve_thirds(ground: np.ndarray) -> np.ndarray:
    """Two rows for every three: centres lie a quarter of a pixel inside the outer rows."""
    sampled = np.empty((ground.shape[0] // 3 * 2, ground.shape[1]), ground.dtype)
    sampled[0::2] = 0.75 * ground[0::3] + 0.25 * ground[1::3]
    sampled[1::2] = 0.25 * ground[1::3] + 0.75 * ground[2::3]
    return sampled


def pansharpen(bands: np.ndarray) -> np.ndarray:
    """Coarse colours with the detail of the panchromatic band, as in PMS products.

    Args:
        bands: float32 (bands, height, width) of reflectance at the panchromatic pixel; red, green, blue and
            near infrared come first.

    Returns:
        float32, same shape.
    """
    pan = 0.27 * bands[0] + 0.27 * bands[1] + 0.21 * bands[2] + 0.25 * bands[3]
    detail = np.clip(pan / np.maximum(_coarsen(pan), 1e-4), 0.3, 3.0)
    return np.stack([_coarsen(band) * detail for band in bands])


def _coarsen(band: np.ndarray) -> np.ndarray:
    """Band as a multispectral pixel sees it, smoothly interpolated back."""
    return uniform_filter(uniform_filter(band, _PAN_RATIO, mode="nearest"), 3, mode="nearest")


def expose_ortho(bands: np.ndarray, white: np.ndarray, gamma: float, contrast: float) -> np.ndarray:
    """8-bit picture of an ortho chain: white point, gamma, soft shoulder, S-curve.

    Args:
        bands: float32 (bands, height, width), apparent reflectance.
        white: reflectance of white for each band.
        gamma: exponent of the tone curve.
        contrast: strength of the S-curve.

    Returns:
        uint8 (bands, height, width), 1-255.
    """
    level = np.clip(bands, 0, None) / white[:, None, None]
    level = np.power(level / (1 + 0.25 * level**2), np.float32(1 / gamma))
    level = np.clip(level, 0, 1)
    level += np.float32(contrast) * (level * level * (3 - 2 * level) - level)
    return np.clip(np.rint(level * 255), 1, 255).astype(np.uint8)
