"""Correlated random fields."""
import numpy as np
from PIL import Image


def smooth_field(rng: np.random.Generator, shape: tuple[int, int], scale_px: float) -> np.ndarray:
    """Gaussian random field with one correlation length.

    Args:
        rng: source of randomness.
        shape: (height, width) in pixels.
        scale_px: distance between independent values, in pixels.

    Returns:
        float32 (height, width), mean about 0 and standard deviation about 1.
    """
    if scale_px <= 1:
        return rng.standard_normal(shape, dtype=np.float32)
    height, width = shape
    rows, columns = (int(np.ceil(side / scale_px)) + 4 for side in shape)
    coarse = Image.fromarray(rng.standard_normal((rows, columns), dtype=np.float32))
    left, top = rng.uniform(0, 2, 2)
    box = (left, top, left + width / scale_px, top + height / scale_px)
    # Bicubic interpolation of white noise loses about a third of its standard deviation.
    return np.asarray(coarse.resize((width, height), Image.Resampling.BICUBIC, box=box)) * np.float32(1.35)


def fractal_field(rng: np.random.Generator, shape: tuple[int, int], scale_px: float, octaves: int = 4) -> np.ndarray:
    """Sum of ``smooth_field`` at halving scales and amplitudes: float32 (height, width), deviation about 1."""
    total = np.zeros(shape, np.float32)
    amplitudes = 0.55 ** np.arange(octaves)
    for octave, amplitude in enumerate(amplitudes / np.sqrt((amplitudes**2).sum())):
        total += np.float32(amplitude) * smooth_field(rng, shape, scale_px / 2**octave)
    return total
