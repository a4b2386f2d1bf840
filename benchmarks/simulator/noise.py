"""Correlated random fields."""

import numpy as np
from PIL import Image
from scipy.ndimage import gaussian_filter


def smooth_field(rng: np.random.Generator, shape: tuple[int, int], scale_px: float) -> np.ndarray:
    """Gaussian random field with one correlation length.

    Args:
        rng: source of randomness.
        shape: (height, width) in pixels.
        scale_px: distance between independent values, in pixels.

    Returns:
        float32 (height, width), mean about 0 and standard deviation about 1.
    """
    if scale_px <= 1 or 0 in shape:
        return rng.standard_normal(shape, dtype=np.float32)
    height, width = shape
    step = scale_px / 2
    rows, columns = (int(np.ceil(side / step)) + 8 for side in shape)
    coarse = gaussian_filter(rng.standard_normal((rows, columns), dtype=np.float32), 1.0, mode="wrap")
    coarse *= np.float32(2 * np.pi**0.5)  # a Gaussian of deviation 1 divides the deviation of white noise by this
    if step <= 1:
        return coarse[:height, :width]
    left, top = rng.uniform(2, 4, 2)
    box = (left, top, left + width / step, top + height / step)
    return np.asarray(Image.fromarray(coarse).resize((width, height), Image.Resampling.BICUBIC, box=box))


def fractal_field(rng: np.random.Generator, shape: tuple[int, int], scale_px: float, octaves: int = 4) -> np.ndarray:
    """Sum of ``smooth_field`` at halving scales and amplitudes: float32 (height, width), deviation about 1."""
    total = np.zeros(shape, np.float32)
    amplitudes = 0.55 ** np.arange(octaves)
    for octave, amplitude in enumerate(amplitudes / np.sqrt((amplitudes**2).sum())):
        total += np.float32(amplitude) * smooth_field(rng, shape, scale_px / 2**octave)
    return total
