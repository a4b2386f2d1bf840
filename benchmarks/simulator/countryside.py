"""Open land uses of one block between roads: farms, woods, heath, quarries."""

from collections.abc import Callable

import numpy as np

from .buildings import build_house, build_shed, dig_pool
from .canvas import Canvas
from .nature import dig_quarry, expose_rock, fill_pond
from .parcels import farm_parcel, sow_meadow
from .shapes import area, blob, long_axis, rotation, subdivide
from .vegetation import plant_brush, plant_copse, plant_garden_tree, plant_hedge, plant_wood

Block = Callable[[Canvas, np.ndarray], None]
"""Draws a land use into a convex polygon given in flat (unwarped) coordinates."""


def farmland(shares: dict[str, float], parcel_m2: float, *, margin_m: float = 1.0, hedges: float = 0.0) -> Block:
    """A block of parcels.

    Args:
        shares: weights of the uses, see ``farm_parcel``.
        parcel_m2: typical area of a parcel.
        margin_m: grass margin around parcels.
        hedges: probability that a boundary carries a hedge.
    """

    def draw(canvas: Canvas, block: np.ndarray) -> None:
        parcels, cuts = subdivide(canvas.rng, block, parcel_m2)
        for parcel in parcels:
            farm_parcel(canvas, canvas.warp.polygon(parcel), shares, margin_m)
        for cut in cuts:
            if canvas.rng.random() < hedges:
                plant_hedge(canvas, canvas.warp.line(cut.line), trimmed=False, gaps=canvas.rng.uniform(0.02, 0.3))

    return draw


def farmstead(canvas: Canvas, block: np.ndarray) -> None:
    """Farm buildings around a gravel or earth yard, with meadow, copse and pond."""
    rng = canvas.rng
    outline = canvas.warp.polygon(block)
    sow_meadow(canvas, outline, trees=6)
    centre, angle, length, width = long_axis(outline)
    size = min(1.0, width / 80)
    canvas.fill(
        blob(rng, centre, 30 * size, 0.15), canvas.pick("gravel_pale", "track_earth", "gravel_grey", "concrete")
    )
    for shift, turn in (((-22, 4), 0.0), ((2, -20), np.pi / 2), ((20, 10), 0.0)):
        place = centre + np.array(shift) * size @ rotation(angle)
        if rng.random() < 0.7:
            build_shed(canvas, place, rng.uniform(22, 40) * size, rng.uniform(12, 20) * size, angle + np.pi / 2 + turn)
        else:
            build_house(canvas, place, angle + turn, size=1.2 * size)
    build_house(canvas, centre + np.array([4, 24]) * size @ rotation(angle), angle)
    if rng.random() < 0.5:
        fill_pond(canvas, centre + np.array([0.36 * length, 0.2 * width]) @ rotation(angle), 9)
    if rng.random() < 0.4:
        dig_pool(canvas, centre + np.array([20, 30]) * size @ rotation(angle), angle)


def _spot(rng: np.random.Generator, outline: np.ndarray, spread: float) -> np.ndarray:
    """A random place around the middle of a block, within ``spread`` of its length and width on each side."""
    centre, angle, length, width = long_axis(outline)
    return centre + rng.uniform(-spread, spread, 2) * (length, width) @ rotation(angle)


def wood(species: dict[str, float], height_m: float = 16.0) -> Block:
    """A block of forest, sometimes with a clearing of brush."""

    def draw(canvas: Canvas, block: np.ndarray) -> None:
        rng = canvas.rng
        outline = canvas.warp.polygon(block)
        plant_wood(canvas, canvas.patch(outline), species, spacing_m=rng.uniform(3.6, 5.6), height_m=height_m)
        if rng.random() < 0.5:
            place, radius = _spot(rng, outline, 0.15), 0.2 * long_axis(outline)[3]
            canvas.fell(place, radius)
            plant_brush(canvas, canvas.patch(blob(rng, place, 1.1 * radius)), rng.uniform(0.5, 0.9))

    return draw


def waste(canvas: Canvas, block: np.ndarray) -> None:
    """Abandoned land: brush, rough grass, bare earth, young trees."""
    rng = canvas.rng
    outline = canvas.warp.polygon(block)
    canvas.fill(outline, "dry_grass")
    centre, _, _, width = long_axis(outline)
    for _ in range(3):
        patch_of_earth = blob(rng, _spot(rng, outline, 0.25), 0.2 * width)
        expose_rock(canvas, patch_of_earth, canvas.pick("earth_bare", "rock_pale", "earth_bare"))
    plant_brush(canvas, canvas.patch(blob(rng, centre, 0.42 * width, 0.4)), rng.uniform(0.5, 0.9))
    for _ in range(int(area(block) / 700)):
        plant_garden_tree(canvas, _spot(rng, outline, 0.35))


def quarry(canvas: Canvas, block: np.ndarray) -> None:
    """A quarry in brush and woods."""
    outline = canvas.warp.polygon(block)
    plant_brush(canvas, canvas.patch(outline), 0.7)
    centre, _, _, width = long_axis(outline)
    dig_quarry(canvas, centre, 0.42 * width)


def rocky_heath(canvas: Canvas, block: np.ndarray) -> None:
    """Garrigue: brush with pale rock, dry grass and pines."""
    rng = canvas.rng
    outline = canvas.warp.polygon(block)
    plant_brush(canvas, canvas.patch(outline), rng.uniform(0.55, 0.85))
    width = long_axis(outline)[3]
    for _ in range(4):
        rock = blob(rng, _spot(rng, outline, 0.35), rng.uniform(0.08, 0.18) * width, 0.5)
        expose_rock(canvas, rock, canvas.pick("rock_pale", "earth_bare"))
    plant_copse(canvas, _spot(rng, outline, 0.2), 0.19 * width, {"pine": 0.8, "oak": 0.2})
