"""Circumstances of one image: sun, season, air, instrument and processing chain."""

from dataclasses import dataclass

import numpy as np

SENSORS = ("ortho", "pneo")
SEASONS = ("spring", "summer", "autumn")

# Share of diffuse sky light in the irradiance of flat ground on a clear day, by wavelength: the usual decrease
# of Rayleigh scattering from about a third in the violet to a tenth in the near infrared.
_CLEAR_SKY_SHARE = np.array([0.34, 0.27, 0.19, 0.14, 0.12, 0.09])
_HAZE_BY_BAND = np.array([1.0, 0.8, 0.55, 0.40, 0.30, 0.20])


@dataclass(frozen=True)
class Acquisition:
    """One overflight. Tuples of six follow ``spectra.ROLES``.

    Attributes:
        seed: seeds the image noise.
        sensor: ``"ortho"`` or ``"pneo"``.
        season: one of ``SEASONS``.
        sun_elevation_deg, sun_azimuth_deg: azimuth clockwise from north.
        dryness: shift of plants and soils towards their dry, pale end member.
        sky_share: diffuse share of the light on flat ground.
        haze: reflectance-like veil that is left after correction; may be slightly negative.
        gain: calibration or colour-balance factor.
        glint: sun glint on water, as reflectance.
        psf_px: standard deviation of the point spread in image pixels.
        noise: (constant, proportional) standard deviation as reflectance and share of reflectance.
        white: reflectance that the ortho's tone curve maps to white.
        gamma: exponent of the ortho's tone curve.
        contrast: strength of the ortho's S-curve, 0 for none.
    """

    seed: int
    sensor: str
    season: str
    sun_elevation_deg: float
    sun_azimuth_deg: float
    dryness: float
    sky_share: tuple[float, ...]
    haze: tuple[float, ...]
    gain: tuple[float, ...]
    glint: float
    psf_px: float
    noise: tuple[float, float]
    white: tuple[float, ...]
    gamma: float
    contrast: float


def draw_acquisition(seed: int, sensor: str, kind: str) -> Acquisition:
    """Draw the circumstances of an image.

    Aerial campaigns fly around noon in the leafy months; a satellite comes in the late morning of any season
    from April to October, through more haze.

    Args:
        seed: the same seed draws the same acquisition.
        sensor: ``"ortho"`` or ``"pneo"``.
        kind: the landscape's kind; southern kinds are drier, mountains are seen in high summer or autumn.

    Raises:
        ValueError: unknown sensor.
    """
    if sensor not in SENSORS:
        raise ValueError(f"unknown sensor {sensor!r}: one of {', '.join(SENSORS)}")
    rng = np.random.default_rng([seed, SENSORS.index(sensor), *kind.encode()])
    shares = (0.30, 0.50, 0.20) if sensor == "ortho" else (0.35, 0.40, 0.25)
    season = str(rng.choice(SEASONS, p=shares))
    noon_elevation = {"spring": 54, "summer": 62, "autumn": 42}[season]
    dry = {"spring": -0.10, "summer": 0.05, "autumn": 0.0}[season] + (0.1 if kind in ("vineyard", "coast") else 0.0)
    turbidity = rng.uniform(0.8, 1.3) if sensor == "ortho" else rng.uniform(0.9, 1.7)
    if sensor == "ortho":
        elevation, azimuth = noon_elevation - rng.uniform(2, 16), rng.uniform(125, 235)
        haze = rng.uniform(0.005, 0.030) * _HAZE_BY_BAND
        gain = np.exp(rng.normal(0, 0.10, 6))
    else:
        elevation, azimuth = noon_elevation - rng.uniform(3, 18), rng.uniform(138, 172)
        haze = rng.uniform(-0.006, 0.024) * _HAZE_BY_BAND + rng.normal(0, 0.002, 6)
        gain = np.exp(rng.normal(0, 0.04) + rng.normal(0, 0.03, 6))
    white = rng.uniform(0.38, 0.62) * np.array([1.0, 1.0, 1.0, 1.0, 1.0, rng.uniform(1.1, 1.6)])
    return Acquisition(
        seed=seed,
        sensor=sensor,
        season=season,
        sun_elevation_deg=float(elevation),
        sun_azimuth_deg=float(azimuth),
        dryness=float(dry + rng.normal(0, 0.12)),
        sky_share=tuple(np.clip(_CLEAR_SKY_SHARE * turbidity, 0, 0.6).tolist()),
        haze=tuple(haze.tolist()),
        gain=tuple(gain.tolist()),
        glint=float(max(0.0, rng.normal(0.005, 0.02))),
        psf_px=float(rng.uniform(0.40, 0.60) if sensor == "ortho" else rng.uniform(0.50, 0.70)),
        noise=(0.0015, 0.012)
        if sensor == "ortho"
        else (float(rng.uniform(0.001, 0.0025)), float(rng.uniform(0.006, 0.014))),
        white=tuple(white.tolist()),
        gamma=float(rng.uniform(1.5, 2.1)),
        contrast=float(rng.uniform(0.0, 0.5)),
    )
