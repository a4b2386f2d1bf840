"""From a landscape and an acquisition to the image that a sensor delivers."""

from dataclasses import dataclass

import numpy as np
from scipy.ndimage import gaussian_filter

from core.sensors import BD_ORTHO, PNEO, REFLECTANCE_SCALE

from .acquisition import Acquisition
from .canvas import GROUND_PIXEL_M, LOOKS
from .instruments import expose_ortho, pansharpen, sample_ground
from .landscapes import Landscape
from .lighting import cast_shadows, shade_slopes
from .noise import smooth_field
from .spectra import MATERIALS, ROLES

_WATER = 6
_LEAFY = (8, 9, 10, 11)
_DRYING = (2, 5, 8, 9, 10, 11, 12, 13, 14)


@dataclass(frozen=True)
class Scene:
    """A rendered image with its truth.

    Attributes:
        image: (bands, height, width), uint8 1-255 for ortho, uint16 (reflectance × 10 000, at least 1) for pneo.
        truth: uint8 (height, width), CoSIA numero 1-15.
        roles: band roles in order.
        pixel_size_m: ground pixel.
        encoding: ``"8-bit"`` or ``"reflectance"``.
    """

    image: np.ndarray
    truth: np.ndarray
    roles: tuple[str, ...]
    pixel_size_m: float
    encoding: str


def render(landscape: Landscape, sensor: str, acquisition: Acquisition) -> Scene:
    """Image of a landscape as a sensor sees it.

    Args:
        landscape: the ground.
        sensor: ``"ortho"`` or ``"pneo"``.
        acquisition: circumstances drawn for the same sensor.

    Raises:
        ValueError: the acquisition is another sensor's.
    """
    if sensor != acquisition.sensor:
        raise ValueError(f"the acquisition is for {acquisition.sensor!r}, not {sensor!r}")
    product = {"ortho": BD_ORTHO, "pneo": PNEO}[sensor]
    rng = np.random.default_rng([acquisition.seed, 1])
    bands = _ground_radiance(landscape, acquisition, product.roles, product.pixel_size_m)
    truth = sample_ground(landscape.cover, product.pixel_size_m, nearest=True)
    shape = truth.shape
    if sensor == "pneo":
        bands = pansharpen(bands)
    veil = 1 + 0.35 * smooth_field(rng, shape, 250 / product.pixel_size_m)
    for index, role in enumerate(product.roles):
        position = ROLES.index(role)
        band = bands[index]
        band *= np.float32(acquisition.gain[position])
        band += np.float32(acquisition.haze[position]) * veil
        constant, proportional = (np.float32(part) for part in acquisition.noise)
        band += rng.standard_normal(shape, dtype=np.float32) * (constant + proportional * np.clip(band, 0, 1))
    if sensor == "ortho":
        white = np.array([acquisition.white[ROLES.index(role)] for role in product.roles], np.float32)
        image = expose_ortho(bands, white, acquisition.gamma, acquisition.contrast)
    else:
        image = np.clip(np.rint(bands * REFLECTANCE_SCALE), 1, 32_766).astype(np.uint16)
    return Scene(image, truth, product.roles, product.pixel_size_m, product.encoding)


def _ground_radiance(
    landscape: Landscape, acquisition: Acquisition, roles: tuple[str, ...], pixel_size_m: float
) -> np.ndarray:
    """Apparent reflectance in the sensor's pixels, before air and noise: float32 (bands, height, width)."""
    mixture, brightness = _ground_texture(landscape, acquisition)
    sun = (GROUND_PIXEL_M, acquisition.sun_elevation_deg, acquisition.sun_azimuth_deg)
    direct = shade_slopes(landscape.height, *sun)
    # Leaves let light through and scatter it, so crowns are shaded less than solid surfaces.
    leafy = np.isin(np.arange(16), _LEAFY)[landscape.cover]
    np.copyto(direct, np.sqrt(direct), where=leafy)
    direct *= 1 - cast_shadows(landscape.height, *sun)
    low, high, hues = _tables(landscape.seed, acquisition.season)
    hue_strength = np.array([material.hue for material in MATERIALS], np.float32)
    psf_px = acquisition.psf_px * pixel_size_m / GROUND_PIXEL_M
    bands = []
    for role in roles:
        position = ROLES.index(role)
        share = np.float32(acquisition.sky_share[position])
        base, slope = low[:, position], high[:, position] - low[:, position]
        band = mixture * slope[landscape.material]
        band += base[landscape.material]
        np.maximum(band, np.float32(0.003), out=band)
        band *= np.exp(brightness + hues[landscape.look, position] * hue_strength[landscape.material])
        band *= direct * (1 - share) + share
        if acquisition.glint:
            band += np.where(landscape.cover == _WATER, np.float32(acquisition.glint) * np.exp(3 * brightness), 0)
        band = gaussian_filter(band, psf_px, truncate=3, mode="nearest")
        bands.append(sample_ground(band, pixel_size_m))
    return np.stack(bands)


def _ground_texture(landscape: Landscape, acquisition: Acquisition) -> tuple[np.ndarray, np.ndarray]:
    """Position between the end members and log-brightness of each ground pixel, float32 (height, width) each."""
    rng = np.random.default_rng([landscape.seed, 2])
    shape, material, look = landscape.material.shape, landscape.material, landscape.look
    grain = np.array([material.grain for material in MATERIALS], np.float32)
    mottle = np.array([material.mottle for material in MATERIALS], np.float32)
    spread = np.array([material.spread for material in MATERIALS], np.float32)
    drying = np.array([acquisition.dryness * (material.numero in _DRYING) for material in MATERIALS], np.float32)
    positions = rng.random(LOOKS, dtype=np.float32)
    levels = rng.standard_normal(LOOKS, dtype=np.float32)
    brightness = levels[look] * spread[material]
    for index, scale_m in enumerate((0.2, 1.5, 8.0, 50.0)):
        brightness += smooth_field(rng, shape, scale_m / GROUND_PIXEL_M) * grain[:, index][material]
    mixture = positions[look] + drying[material]
    for index, scale_m in enumerate((8.0, 50.0)):
        mixture += smooth_field(rng, shape, scale_m / GROUND_PIXEL_M) * mottle[:, index][material]
    return np.clip(mixture, -0.1, 1.2, out=mixture), brightness


def _tables(seed: int, season: str) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """End members in a season, float32 (materials, 6) each, and log colour casts of the looks, (LOOKS, 6)."""
    members = [material.seasons.get(season, (material.low, material.high)) for material in MATERIALS]
    low, high = (np.array(side, np.float32) for side in zip(*members))
    rng = np.random.default_rng([seed, 3])
    slopes = rng.normal(0, 0.06, (LOOKS, 1)) * np.linspace(-1, 1, 6)
    own = rng.normal(0, 0.035, (LOOKS, 6))
    return low, high, (slopes + own).astype(np.float32)
