"""The sample scene: many classes on a few hectares, with a cloud and an edge without data."""

from dataclasses import dataclass

import numpy as np
import shapely
from rasterio.features import geometry_mask, shapes
from rasterio.transform import Affine, from_origin

from core.nomenclature import NO_DATA
from core.sensors import REFLECTANCE_SCALE

from .. import Acquisition, draw_acquisition, render
from ..blocks import dense_town, greenhouses, houses, industry, park
from ..countryside import farmland, rocky_heath, wood
from ..landscapes import Recipe, follow_recipe
from ..noise import fractal_field
from ..roads import COUNTRY_ROAD, LANE, STREET, TRACK

SEED = 163
SIZE_M = 204.0
CRS_CODE = 2154
ORIGIN = (431_400.0, 6_706_200.0)
"""North-west corner in Lambert-93 metres: Anjou."""

_RECIPE = Recipe(
    (
        (2.5, houses),
        (1.2, farmland({"vineyard": 1.0}, 3500)),
        (1.2, farmland({"crop": 0.5, "plowed": 0.5}, 3000)),
        (1.2, greenhouses),
        (0.9, rocky_heath),
        (0.5, wood({"pine": 0.85, "oak": 0.15}, 13.0)),
        (0.6, wood({"oak": 0.8, "poplar": 0.2})),
        (0.5, industry),
        (0.5, park),
        (0.5, dense_town),
    ),
    6500,
    (COUNTRY_ROAD, STREET, LANE, TRACK),
    bend_m=12.0,
    river=0.6,
)
_ACQUISITION_SEED = 40
_CLOUD_REFLECTANCE = 0.72
_CLOUD_LIMIT = 0.08
_STEP = 4
"""Digital numbers between grey levels: 12-bit instruments resolve no more, and finer noise would not compress."""


@dataclass(frozen=True)
class Sample:
    """What a delivery holds.

    Attributes:
        image: uint16 (6, height, width), reflectance × 10 000, 0 outside the scene.
        truth: uint8 (height, width), numero 1-15; 0 outside the scene and under the cloud.
        roles: band roles in order.
        transform: of the pixel grid, Lambert-93 metres.
        clouds, region: outlines in Lambert-93 metres.
        acquisition: circumstances.
    """

    image: np.ndarray
    truth: np.ndarray
    roles: tuple[str, ...]
    transform: Affine
    clouds: shapely.Geometry
    region: shapely.Geometry
    acquisition: Acquisition


def draw_sample() -> Sample:
    """Draw the sample; always the same."""
    acquisition = draw_acquisition(_ACQUISITION_SEED, "pneo", "sample")
    scene = render(follow_recipe(_RECIPE, SEED, "sample", SIZE_M), "pneo", acquisition)
    transform = from_origin(*ORIGIN, scene.pixel_size_m, scene.pixel_size_m)
    opacity = _cloud_opacity(scene.truth.shape)
    image = scene.image * (1 - opacity) + _CLOUD_REFLECTANCE * REFLECTANCE_SCALE * opacity
    image = (np.rint(image / _STEP) * _STEP).clip(_STEP).astype(np.uint16)
    clouds = _outline(opacity > _CLOUD_LIMIT, transform)
    region = _slanted_region(transform, scene.truth.shape)
    outside = geometry_mask([region], scene.truth.shape, transform)
    image[:, outside] = NO_DATA
    truth = np.where(outside | (opacity > _CLOUD_LIMIT), NO_DATA, scene.truth).astype(np.uint8)
    return Sample(image, truth, scene.roles, transform, clouds, region, acquisition)


def _cloud_opacity(shape: tuple[int, int]) -> np.ndarray:
    """A small cumulus in the north-east corner, float32 (height, width), 0 to 0.95.

    Its shadow lies outside: clouds a kilometre up cast it further than the scene is wide.
    """
    height, width = shape
    y, x = np.mgrid[:height, :width].astype(np.float32)
    distance = np.hypot((x - 0.95 * width) / 0.15, (y - 0.04 * height) / 0.10) / width
    ragged = 0.35 * fractal_field(np.random.default_rng(SEED), shape, 60, 5)
    return np.clip((1.0 - distance + ragged * (distance < 1.6)) * 1.6, 0, 0.95) * (distance < 1.6)


def _outline(mask: np.ndarray, transform: Affine) -> shapely.Geometry:
    """Pixels of a mask as simple polygons, without scraps below 5 m²."""
    found = shapes(mask.astype(np.uint8), mask, transform=transform)
    outlines = [shapely.geometry.shape(outline) for outline, _ in found]
    return shapely.union_all([outline.simplify(0.45) for outline in outlines if outline.area > 5])


def _slanted_region(transform: Affine, shape: tuple[int, int]) -> shapely.Geometry:
    """The scene without a wedge on its western side, as where a swath ends."""
    height, width = shape
    corners = ((0.055 * width, 0), (width, 0), (width, height), (0.015 * width, height))
    return shapely.Polygon([transform * corner for corner in corners])
