"""Reflectance of ground materials in the six bands of Pléiades Neo.

Each material has two end members, and every object lies somewhere between (and a little beyond) them.

Sources. The values are approximate, rounded readings typical of broadband averages of public spectral
libraries, not exact copies of any one record: USGS Spectral Library version 7 (splib07: vegetation, soils,
snow, construction materials), ECOSTRESS / ASTER spectral library (roofing, pavements, soils, rocks, water,
snow), the Santa Barbara urban spectral library (roofs, roads, swimming pools) and the usual published shape of
leaf and canopy spectra (PROSPECT / SAIL: green peak, red absorption, red edge, infrared plateau). Water and
pool values follow the usual shape of turbid and clear inland water. Spreads are ours.
"""

from dataclasses import dataclass, field
from typing import Dict, Tuple

ROLES: Tuple[str, ...] = ("deep_blue", "blue", "green", "red", "red_edge", "nir")
"""Order of the bands in a ``Spectrum``: by wavelength."""

Spectrum = Tuple[float, float, float, float, float, float]
EndMembers = Tuple[Spectrum, Spectrum]


@dataclass(frozen=True)
class Material:
    """What a ground pixel is made of.

    Attributes:
        name: identifier.
        numero: CoSIA class that the material usually belongs to.
        low, high: reflectance (0-1) of the two end members, by ``ROLES``.
        spread: standard deviation of log-brightness between objects.
        grain: standard deviations of log-brightness at 0.3 m, 1.5 m, 8 m and 50 m inside objects.
        mottle: standard deviation of the position between the end members at 8 m and 50 m.
        hue: strength of each object's own colour cast.
        seasons: end members that replace ``low`` and ``high`` in ``"spring"`` or ``"autumn"``.
    """

    name: str
    numero: int
    low: Spectrum
    high: Spectrum
    spread: float = 0.12
    grain: Tuple[float, float, float, float] = (0.05, 0.04, 0.04, 0.04)
    mottle: Tuple[float, float] = (0.06, 0.06)
    hue: float = 1.0
    seasons: Dict[str, EndMembers] = field(default_factory=dict)


_ROUGH = (0.16, 0.12, 0.07, 0.05)
_LEAVES = (0.16, 0.08, 0.05, 0.05)
_SMOOTH = (0.03, 0.02, 0.03, 0.03)
_CLODS = (0.10, 0.06, 0.07, 0.06)

_GREEN_CROP: EndMembers = ((0.024, 0.032, 0.075, 0.036, 0.21, 0.46), (0.038, 0.050, 0.115, 0.072, 0.24, 0.38))
_SPARSE_CROP: EndMembers = ((0.045, 0.060, 0.100, 0.100, 0.19, 0.29), (0.060, 0.085, 0.130, 0.155, 0.22, 0.28))
_RIPE_CROP: EndMembers = ((0.065, 0.095, 0.165, 0.220, 0.29, 0.36), (0.095, 0.145, 0.235, 0.310, 0.38, 0.45))
_LUSH_GRASS: EndMembers = ((0.025, 0.034, 0.085, 0.040, 0.22, 0.45), (0.040, 0.056, 0.115, 0.080, 0.23, 0.36))
_DRY_GRASS: EndMembers = ((0.040, 0.056, 0.110, 0.085, 0.22, 0.36), (0.075, 0.110, 0.170, 0.215, 0.28, 0.35))

_BUILDING = (
    Material(
        "tile_red",
        1,
        (0.045, 0.060, 0.085, 0.170, 0.22, 0.25),
        (0.085, 0.120, 0.175, 0.300, 0.34, 0.38),
        0.16,
        (0.09, 0.05, 0.03, 0.0),
    ),
    Material(
        "tile_old",
        1,
        (0.055, 0.068, 0.090, 0.125, 0.15, 0.18),
        (0.120, 0.155, 0.205, 0.275, 0.31, 0.34),
        0.18,
        (0.12, 0.07, 0.03, 0.0),
    ),
    Material(
        "slate",
        1,
        (0.055, 0.060, 0.062, 0.064, 0.07, 0.08),
        (0.115, 0.125, 0.132, 0.136, 0.14, 0.15),
        0.18,
        (0.06, 0.04, 0.02, 0.0),
    ),
    Material("zinc", 1, (0.14, 0.16, 0.17, 0.175, 0.18, 0.19), (0.27, 0.30, 0.315, 0.32, 0.325, 0.33), 0.15, _SMOOTH),
    Material(
        "fibre_cement",
        1,
        (0.10, 0.12, 0.14, 0.15, 0.16, 0.17),
        (0.22, 0.26, 0.29, 0.305, 0.315, 0.33),
        0.15,
        (0.07, 0.05, 0.03, 0.0),
    ),
    Material(
        "metal_light", 1, (0.24, 0.28, 0.31, 0.32, 0.33, 0.34), (0.50, 0.57, 0.60, 0.61, 0.62, 0.62), 0.14, _SMOOTH
    ),
    Material(
        "metal_green", 1, (0.05, 0.065, 0.085, 0.060, 0.08, 0.17), (0.10, 0.14, 0.185, 0.130, 0.17, 0.30), 0.15, _SMOOTH
    ),
    Material(
        "metal_blue", 1, (0.12, 0.14, 0.11, 0.075, 0.10, 0.17), (0.24, 0.27, 0.23, 0.160, 0.18, 0.27), 0.15, _SMOOTH
    ),
    Material(
        "roof_gravel",
        1,
        (0.12, 0.15, 0.18, 0.20, 0.21, 0.22),
        (0.24, 0.30, 0.35, 0.385, 0.40, 0.42),
        0.15,
        (0.07, 0.04, 0.04, 0.0),
    ),
    Material(
        "bitumen",
        1,
        (0.045, 0.050, 0.055, 0.058, 0.06, 0.065),
        (0.11, 0.125, 0.14, 0.148, 0.15, 0.16),
        0.18,
        (0.05, 0.04, 0.04, 0.0),
    ),
    Material(
        "roof_white", 1, (0.42, 0.48, 0.52, 0.535, 0.54, 0.53), (0.70, 0.77, 0.80, 0.81, 0.80, 0.77), 0.10, _SMOOTH
    ),
    Material(
        "roof_sedum", 1, (0.035, 0.046, 0.085, 0.075, 0.16, 0.28), (0.06, 0.08, 0.125, 0.15, 0.21, 0.30), 0.12, _CLODS
    ),
    Material(
        "solar_panel",
        1,
        (0.035, 0.038, 0.032, 0.030, 0.035, 0.05),
        (0.065, 0.070, 0.060, 0.058, 0.06, 0.08),
        0.15,
        _SMOOTH,
    ),
    Material("glazing", 1, (0.06, 0.065, 0.065, 0.06, 0.06, 0.06), (0.20, 0.22, 0.22, 0.21, 0.20, 0.19), 0.3, _SMOOTH),
)

_MINERAL = (
    Material(
        "gravel_pale",
        2,
        (0.15, 0.19, 0.24, 0.28, 0.30, 0.32),
        (0.29, 0.36, 0.43, 0.475, 0.49, 0.51),
        0.14,
        (0.09, 0.05, 0.05, 0.05),
        (0.12, 0.1),
    ),
    Material(
        "gravel_grey",
        2,
        (0.09, 0.11, 0.13, 0.145, 0.155, 0.165),
        (0.19, 0.225, 0.26, 0.285, 0.295, 0.31),
        0.14,
        (0.10, 0.05, 0.05, 0.05),
        (0.12, 0.1),
    ),
    Material(
        "track_earth",
        2,
        (0.075, 0.10, 0.135, 0.18, 0.205, 0.235),
        (0.16, 0.21, 0.28, 0.345, 0.37, 0.40),
        0.16,
        (0.10, 0.06, 0.05, 0.05),
        (0.12, 0.1),
    ),
    Material(
        "ballast",
        2,
        (0.08, 0.09, 0.10, 0.115, 0.12, 0.13),
        (0.16, 0.18, 0.205, 0.23, 0.24, 0.25),
        0.14,
        (0.13, 0.05, 0.04, 0.04),
        (0.08, 0.08),
    ),
    Material(
        "sleeper", 2, (0.05, 0.055, 0.062, 0.072, 0.08, 0.09), (0.12, 0.14, 0.155, 0.17, 0.18, 0.19), 0.1, _SMOOTH
    ),
    Material(
        "asphalt_new",
        3,
        (0.05, 0.055, 0.060, 0.064, 0.066, 0.07),
        (0.10, 0.115, 0.125, 0.132, 0.136, 0.14),
        0.15,
        (0.05, 0.03, 0.04, 0.04),
    ),
    Material(
        "asphalt_old",
        3,
        (0.09, 0.105, 0.12, 0.132, 0.138, 0.145),
        (0.18, 0.21, 0.24, 0.26, 0.268, 0.28),
        0.15,
        (0.06, 0.04, 0.05, 0.04),
        (0.08, 0.08),
    ),
    Material(
        "concrete",
        3,
        (0.16, 0.20, 0.24, 0.265, 0.28, 0.29),
        (0.30, 0.36, 0.41, 0.44, 0.45, 0.46),
        0.14,
        (0.06, 0.04, 0.05, 0.04),
        (0.08, 0.08),
    ),
    Material(
        "paving",
        3,
        (0.10, 0.125, 0.155, 0.19, 0.20, 0.215),
        (0.19, 0.235, 0.285, 0.34, 0.355, 0.37),
        0.16,
        (0.07, 0.04, 0.04, 0.04),
        (0.08, 0.08),
    ),
    Material(
        "court_red", 3, (0.05, 0.06, 0.075, 0.17, 0.20, 0.23), (0.085, 0.105, 0.13, 0.27, 0.30, 0.33), 0.1, _SMOOTH
    ),
    Material(
        "court_green", 3, (0.04, 0.055, 0.10, 0.06, 0.08, 0.14), (0.065, 0.09, 0.155, 0.09, 0.12, 0.22), 0.1, _SMOOTH
    ),
    Material("marking", 3, (0.35, 0.40, 0.43, 0.44, 0.44, 0.44), (0.50, 0.56, 0.59, 0.60, 0.60, 0.60), 0.1, _SMOOTH),
    Material("car_pale", 3, (0.25, 0.28, 0.30, 0.31, 0.31, 0.31), (0.60, 0.64, 0.66, 0.66, 0.65, 0.64), 0.2, _SMOOTH),
    Material(
        "car_dark",
        3,
        (0.03, 0.032, 0.034, 0.036, 0.04, 0.05),
        (0.12, 0.12, 0.11, 0.10, 0.11, 0.15),
        0.3,
        _SMOOTH,
        hue=3.0,
    ),
    Material("car_red", 3, (0.03, 0.035, 0.04, 0.16, 0.25, 0.30), (0.05, 0.055, 0.06, 0.32, 0.40, 0.45), 0.2, _SMOOTH),
)

_WATER_AND_BARE = (
    Material(
        "pool_clear",
        4,
        (0.20, 0.25, 0.22, 0.070, 0.045, 0.03),
        (0.36, 0.45, 0.44, 0.200, 0.09, 0.05),
        0.18,
        (0.05, 0.05, 0.0, 0.0),
    ),
    Material(
        "pool_dark",
        4,
        (0.07, 0.085, 0.08, 0.035, 0.025, 0.02),
        (0.15, 0.19, 0.185, 0.085, 0.05, 0.03),
        0.18,
        (0.05, 0.05, 0.0, 0.0),
    ),
    Material(
        "sand",
        5,
        (0.15, 0.20, 0.26, 0.32, 0.35, 0.38),
        (0.28, 0.35, 0.43, 0.50, 0.53, 0.56),
        0.10,
        (0.05, 0.04, 0.05, 0.06),
        (0.12, 0.15),
    ),
    Material(
        "sand_wet", 5, (0.08, 0.10, 0.135, 0.165, 0.18, 0.19), (0.14, 0.18, 0.23, 0.275, 0.29, 0.30), 0.08, _SMOOTH
    ),
    Material(
        "rock_pale",
        5,
        (0.16, 0.20, 0.235, 0.27, 0.285, 0.30),
        (0.30, 0.36, 0.41, 0.445, 0.455, 0.47),
        0.12,
        _ROUGH,
        (0.15, 0.15),
    ),
    Material(
        "rock_dark",
        5,
        (0.07, 0.08, 0.092, 0.10, 0.11, 0.12),
        (0.15, 0.175, 0.20, 0.22, 0.235, 0.25),
        0.12,
        _ROUGH,
        (0.15, 0.15),
    ),
    Material(
        "earth_bare",
        5,
        (0.07, 0.095, 0.135, 0.185, 0.215, 0.25),
        (0.15, 0.20, 0.27, 0.345, 0.375, 0.41),
        0.14,
        (0.11, 0.07, 0.08, 0.06),
        (0.15, 0.12),
    ),
    Material(
        "water_clear",
        6,
        (0.020, 0.020, 0.018, 0.010, 0.007, 0.005),
        (0.050, 0.055, 0.050, 0.026, 0.018, 0.010),
        0.2,
        _SMOOTH,
        (0.05, 0.2),
    ),
    Material(
        "water_turbid",
        6,
        (0.030, 0.038, 0.060, 0.042, 0.035, 0.02),
        (0.065, 0.090, 0.140, 0.120, 0.090, 0.045),
        0.2,
        _SMOOTH,
        (0.1, 0.2),
    ),
    Material(
        "water_green",
        6,
        (0.022, 0.028, 0.055, 0.030, 0.045, 0.03),
        (0.035, 0.048, 0.095, 0.055, 0.105, 0.12),
        0.2,
        (0.05, 0.05, 0.06, 0.05),
        (0.2, 0.2),
    ),
    Material(
        "sea_shallow",
        6,
        (0.06, 0.075, 0.065, 0.022, 0.013, 0.008),
        (0.12, 0.165, 0.175, 0.080, 0.045, 0.02),
        0.1,
        _SMOOTH,
        (0.15, 0.2),
    ),
    Material("foam", 6, (0.25, 0.27, 0.28, 0.27, 0.26, 0.24), (0.45, 0.48, 0.49, 0.48, 0.46, 0.43), 0.15, _ROUGH),
    Material(
        "snow",
        7,
        (0.66, 0.70, 0.71, 0.70, 0.68, 0.62),
        (0.90, 0.92, 0.93, 0.92, 0.90, 0.84),
        0.04,
        (0.02, 0.02, 0.03, 0.03),
        (0.15, 0.2),
    ),
    Material(
        "snow_old",
        7,
        (0.36, 0.41, 0.44, 0.45, 0.45, 0.42),
        (0.62, 0.66, 0.68, 0.68, 0.66, 0.60),
        0.06,
        (0.05, 0.05, 0.05, 0.04),
        (0.2, 0.2),
    ),
)

_TREES = (
    Material(
        "spruce", 8, (0.012, 0.015, 0.028, 0.018, 0.075, 0.17), (0.020, 0.025, 0.048, 0.032, 0.125, 0.27), 0.18, _LEAVES
    ),
    Material(
        "pine", 8, (0.017, 0.021, 0.040, 0.028, 0.095, 0.21), (0.030, 0.040, 0.070, 0.058, 0.155, 0.31), 0.18, _LEAVES
    ),
    Material(
        "larch",
        8,
        (0.020, 0.026, 0.056, 0.032, 0.150, 0.30),
        (0.032, 0.042, 0.085, 0.058, 0.20, 0.37),
        0.16,
        _LEAVES,
        seasons={"autumn": ((0.03, 0.045, 0.105, 0.120, 0.23, 0.32), (0.045, 0.065, 0.15, 0.19, 0.28, 0.37))},
    ),
    Material(
        "oak",
        9,
        (0.016, 0.021, 0.050, 0.025, 0.145, 0.33),
        (0.027, 0.036, 0.080, 0.044, 0.205, 0.44),
        0.18,
        _LEAVES,
        seasons={
            "spring": ((0.022, 0.030, 0.080, 0.040, 0.20, 0.38), (0.035, 0.048, 0.115, 0.075, 0.24, 0.43)),
            "autumn": ((0.022, 0.030, 0.070, 0.050, 0.17, 0.32), (0.045, 0.060, 0.115, 0.155, 0.24, 0.36)),
        },
    ),
    Material(
        "poplar",
        9,
        (0.022, 0.030, 0.072, 0.036, 0.185, 0.38),
        (0.036, 0.050, 0.110, 0.066, 0.235, 0.47),
        0.16,
        _LEAVES,
        seasons={
            "spring": ((0.035, 0.045, 0.085, 0.075, 0.19, 0.33), (0.045, 0.06, 0.12, 0.095, 0.24, 0.41)),
            "autumn": ((0.035, 0.048, 0.120, 0.120, 0.23, 0.37), (0.050, 0.070, 0.170, 0.200, 0.29, 0.40)),
        },
    ),
    Material(
        "olive", 9, (0.030, 0.038, 0.065, 0.052, 0.135, 0.25), (0.050, 0.064, 0.100, 0.092, 0.18, 0.31), 0.14, _LEAVES
    ),
    Material(
        "purple_tree",
        9,
        (0.020, 0.022, 0.027, 0.040, 0.135, 0.31),
        (0.035, 0.038, 0.045, 0.075, 0.19, 0.39),
        0.14,
        _LEAVES,
    ),
    Material(
        "understorey",
        9,
        (0.014, 0.018, 0.040, 0.026, 0.11, 0.23),
        (0.030, 0.040, 0.080, 0.065, 0.18, 0.32),
        0.15,
        _ROUGH,
    ),
    Material(
        "needle_floor",
        8,
        (0.018, 0.022, 0.040, 0.034, 0.08, 0.16),
        (0.045, 0.055, 0.080, 0.090, 0.14, 0.22),
        0.15,
        _ROUGH,
    ),
    Material(
        "bramble",
        10,
        (0.022, 0.029, 0.062, 0.036, 0.155, 0.31),
        (0.038, 0.052, 0.100, 0.085, 0.20, 0.36),
        0.16,
        _LEAVES,
    ),
    Material(
        "heath",
        10,
        (0.028, 0.035, 0.055, 0.056, 0.120, 0.22),
        (0.050, 0.062, 0.090, 0.110, 0.17, 0.28),
        0.16,
        _LEAVES,
        seasons={"autumn": ((0.035, 0.042, 0.055, 0.075, 0.13, 0.22), (0.06, 0.07, 0.09, 0.14, 0.19, 0.27))},
    ),
    Material(
        "gorse",
        10,
        (0.022, 0.029, 0.055, 0.040, 0.130, 0.26),
        (0.036, 0.048, 0.085, 0.075, 0.17, 0.32),
        0.16,
        _LEAVES,
        seasons={"spring": ((0.03, 0.04, 0.12, 0.115, 0.20, 0.31), (0.04, 0.055, 0.17, 0.175, 0.26, 0.36))},
    ),
    Material("brush_floor", 10, *_DRY_GRASS, 0.12, _ROUGH, (0.2, 0.15), seasons={"spring": _LUSH_GRASS}),
)

_PARCELS = (
    Material(
        "vine_leaf",
        11,
        (0.022, 0.030, 0.070, 0.038, 0.165, 0.35),
        (0.035, 0.048, 0.105, 0.072, 0.21, 0.41),
        0.10,
        _LEAVES,
        seasons={
            "spring": ((0.035, 0.048, 0.095, 0.078, 0.19, 0.32), (0.055, 0.075, 0.125, 0.125, 0.22, 0.33)),
            "autumn": ((0.035, 0.048, 0.110, 0.115, 0.21, 0.32), (0.055, 0.072, 0.135, 0.200, 0.26, 0.35)),
        },
    ),
    Material(
        "lawn",
        12,
        *_LUSH_GRASS,
        0.12,
        (0.05, 0.04, 0.05, 0.04),
        (0.15, 0.1),
        seasons={"summer": (_LUSH_GRASS[0], _DRY_GRASS[1])},
    ),
    Material(
        "meadow",
        12,
        *_LUSH_GRASS,
        0.12,
        (0.08, 0.07, 0.06, 0.05),
        (0.25, 0.15),
        seasons={"summer": (_LUSH_GRASS[1], _DRY_GRASS[1])},
    ),
    Material(
        "dry_grass", 12, *_DRY_GRASS, 0.12, (0.09, 0.09, 0.07, 0.05), (0.25, 0.15), seasons={"spring": _LUSH_GRASS}
    ),
    Material(
        "winter_cereal",
        13,
        *_RIPE_CROP,
        0.10,
        (0.05, 0.03, 0.04, 0.05),
        (0.12, 0.15),
        seasons={"spring": _GREEN_CROP, "autumn": (_SPARSE_CROP[0], _RIPE_CROP[1])},
    ),
    Material(
        "rapeseed",
        13,
        (0.06, 0.085, 0.145, 0.19, 0.26, 0.33),
        (0.10, 0.14, 0.21, 0.27, 0.33, 0.39),
        0.10,
        (0.06, 0.04, 0.05, 0.05),
        (0.12, 0.15),
        seasons={
            "spring": ((0.03, 0.045, 0.145, 0.085, 0.26, 0.46), (0.045, 0.075, 0.26, 0.25, 0.36, 0.50)),
            "autumn": _GREEN_CROP,
        },
    ),
    Material(
        "maize",
        13,
        *_GREEN_CROP,
        0.10,
        (0.08, 0.04, 0.05, 0.05),
        (0.12, 0.15),
        seasons={"spring": _SPARSE_CROP, "autumn": (_SPARSE_CROP[0], _RIPE_CROP[0])},
    ),
    Material("beet", 13, *_GREEN_CROP, 0.10, (0.06, 0.04, 0.05, 0.05), (0.12, 0.15), seasons={"spring": _SPARSE_CROP}),
    Material(
        "sunflower",
        13,
        (0.03, 0.042, 0.095, 0.075, 0.21, 0.39),
        (0.05, 0.070, 0.150, 0.170, 0.27, 0.40),
        0.10,
        (0.07, 0.04, 0.05, 0.05),
        (0.12, 0.15),
        seasons={
            "spring": _SPARSE_CROP,
            "autumn": ((0.045, 0.055, 0.075, 0.09, 0.12, 0.16), (0.07, 0.09, 0.12, 0.15, 0.19, 0.23)),
        },
    ),
    Material(
        "soil_brown",
        14,
        (0.045, 0.060, 0.082, 0.110, 0.135, 0.165),
        (0.095, 0.130, 0.175, 0.230, 0.260, 0.300),
        0.13,
        _CLODS,
        (0.15, 0.2),
    ),
    Material(
        "soil_pale",
        14,
        (0.10, 0.135, 0.175, 0.215, 0.240, 0.265),
        (0.19, 0.245, 0.310, 0.370, 0.395, 0.425),
        0.12,
        _CLODS,
        (0.15, 0.2),
    ),
    Material(
        "soil_red",
        14,
        (0.045, 0.058, 0.085, 0.155, 0.195, 0.23),
        (0.075, 0.100, 0.150, 0.265, 0.300, 0.34),
        0.12,
        _CLODS,
        (0.15, 0.2),
    ),
    Material(
        "glass",
        15,
        (0.10, 0.115, 0.13, 0.13, 0.17, 0.24),
        (0.26, 0.29, 0.31, 0.315, 0.33, 0.37),
        0.14,
        (0.05, 0.05, 0.04, 0.0),
        (0.15, 0.1),
    ),
    Material(
        "plastic",
        15,
        (0.20, 0.235, 0.265, 0.275, 0.30, 0.34),
        (0.42, 0.47, 0.50, 0.51, 0.52, 0.53),
        0.14,
        (0.05, 0.04, 0.05, 0.0),
        (0.15, 0.1),
    ),
    Material(
        "glass_frame", 15, (0.22, 0.25, 0.27, 0.28, 0.29, 0.30), (0.48, 0.52, 0.54, 0.55, 0.55, 0.55), 0.1, _SMOOTH
    ),
)

MATERIALS: Tuple[Material, ...] = _BUILDING + _MINERAL + _WATER_AND_BARE + _TREES + _PARCELS

INDEX: Dict[str, int] = {material.name: position for position, material in enumerate(MATERIALS)}
"""Position of each material in ``MATERIALS``: the value in ``Landscape.material``."""
