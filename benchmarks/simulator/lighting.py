"""Sunlight on a height field: shading of slopes and cast shadows."""

import numpy as np

_MAX_SHADOW_PX = 512
_SOFT_EDGE_M = 0.35


def sun_direction(azimuth_deg: float) -> tuple[float, float]:
    """Unit vector (x, y) on the ground grid that points towards the sun; y is southwards."""
    azimuth = np.radians(azimuth_deg)
    return float(np.sin(azimuth)), float(-np.cos(azimuth))


def shift(array: np.ndarray, rows: int, columns: int) -> np.ndarray:
    """View-like copy where each pixel holds the value ``rows`` down and ``columns`` right, edges repeated."""
    height, width = array.shape
    row_index = np.clip(np.arange(height) + rows, 0, height - 1)
    column_index = np.clip(np.arange(width) + columns, 0, width - 1)
    return array[row_index][:, column_index]


def cast_shadows(height: np.ndarray, pixel_size_m: float, elevation_deg: float, azimuth_deg: float) -> np.ndarray:
    """Share of direct light that is blocked by higher ground towards the sun.

    The highest line of sight to the sun is found by doubling: the maximum over 2k steps is the maximum over
    k steps, combined with itself k steps further on, so 512 pixels take nine passes.

    Args:
        height: float32 (height, width), metres.
        pixel_size_m: ground pixel.
        elevation_deg, azimuth_deg: the sun's position.

    Returns:
        float32 (height, width), 0 in full light, 1 in full shadow.
    """
    x, y = sun_direction(azimuth_deg)
    drop_per_px = np.float32(np.tan(np.radians(elevation_deg)) * pixel_size_m)
    reach = min(_MAX_SHADOW_PX, float(np.ptp(height)) / float(drop_per_px), max(height.shape))
    horizon, steps = height, 1
    while steps <= reach:
        further = shift(horizon, round(y * steps), round(x * steps))
        further -= drop_per_px * steps
        horizon = np.maximum(horizon, further, out=further)
        steps *= 2
    return np.clip((horizon - height) * np.float32(1 / _SOFT_EDGE_M), 0, 1)


def shade_slopes(height: np.ndarray, pixel_size_m: float, elevation_deg: float, azimuth_deg: float) -> np.ndarray:
    """Direct irradiance of sloping ground relative to flat ground.

    Args:
        height: float32 (height, width), metres.
        pixel_size_m: ground pixel.
        elevation_deg, azimuth_deg: the sun's position.

    Returns:
        float32 (height, width), 1 on flat ground, between 0 and 2.
    """
    x, y = sun_direction(azimuth_deg)
    down, right = np.gradient(height, np.float32(pixel_size_m))
    # Walls would count as infinitely steep ground.
    np.clip(down, -2, 2, out=down)
    np.clip(right, -2, 2, out=right)
    towards_sun = right * np.float32(-x) + down * np.float32(-y)
    norm = np.sqrt(1 + down**2 + right**2)
    return np.clip((1 + towards_sun / np.float32(np.tan(np.radians(elevation_deg)))) / norm, 0, 2)
