"""Water, coast, mountain and bare ground."""

import numpy as np
from scipy.ndimage import gaussian_filter

from .canvas import GROUND_PIXEL_M, Canvas, Patch
from .noise import fractal_field
from .shapes import blob, strip
from .vegetation import plant_wood, scatter


def whole(canvas: Canvas) -> Patch:
    """The patch that covers the landscape."""
    return Patch(slice(0, canvas.shape[0]), slice(0, canvas.shape[1]), np.ones(canvas.shape, bool))


def fill_pond(canvas: Canvas, centre: np.ndarray, radius: float) -> None:
    """A pond with a rim of reeds and trees."""
    rng = canvas.rng
    outline = blob(rng, centre, radius)
    canvas.fell(centre, 1.1 * radius)
    canvas.fill(centre + (outline - centre) * 1.12, canvas.pick("dry_grass", "earth_bare", "meadow"))
    canvas.fill(outline, canvas.pick("water_turbid", "water_green", "water_clear"), height=-0.6)
    for point in outline[::2]:
        if rng.random() < 0.25:
            size = rng.uniform(1, 4.5)
            canvas.plant(point + rng.normal(0, 1.5, 2), size, size * 2, canvas.pick("bramble", "poplar", "oak"))


def fill_river(canvas: Canvas, line: np.ndarray, width: float) -> None:
    """A river with banks, gravel bars and a gallery of trees."""
    rng = canvas.rng
    canvas.fill(strip(line, width + 14), "meadow")
    canvas.fill(strip(line, width + 3), canvas.pick("earth_bare", "dry_grass"))
    water = canvas.fill(strip(line, width), canvas.pick("water_turbid", "water_green", "water_clear"), height=-1.0)
    if water.mask.any() and rng.random() < 0.6:
        bars = fractal_field(rng, water.mask.shape, 120, 4) > 1.5
        canvas.paint(water.within(bars), canvas.pick("sand", "rock_pale"), height=-0.5)
    for side in (-1, 1):
        for start, stop in zip(line[:-1], line[1:]):
            normal = np.array([start[1] - stop[1], stop[0] - start[0]]) / max(np.hypot(*(stop - start)), 1e-6)
            for share in rng.random(rng.poisson(np.hypot(*(stop - start)) / 5)):
                size = rng.uniform(1.2, 5)
                place = start + share * (stop - start) + normal * side * (width / 2 + rng.uniform(2, 7))
                canvas.plant(place, size, size * 2.2, canvas.pick("poplar", "poplar", "oak", "bramble"))


def expose_rock(canvas: Canvas, polygon: np.ndarray, material: str) -> None:
    """Rock, sand or earth without plants, broken up by relief and tufts."""
    rng = canvas.rng
    patch = canvas.fill(polygon, material)
    if not patch.mask.any():
        return
    rough = 0.5 if material.startswith("rock") else 0.12
    canvas.emboss(patch, rough * np.abs(fractal_field(rng, patch.mask.shape, 25, 4)))
    tufts = fractal_field(rng, patch.mask.shape, 35, 4) > 1.5
    canvas.paint(patch.within(tufts), "dry_grass", height=0.2)


def dig_quarry(canvas: Canvas, centre: np.ndarray, radius: float) -> None:
    """A working quarry: benches of mineral ground, heaps, tracks and a pool of turbid water; pervious ground."""
    rng = canvas.rng
    material = canvas.pick("gravel_pale", "gravel_grey", "track_earth")
    for step in range(4):
        outline = blob(rng, centre + rng.normal(0, radius * 0.05, 2), radius * (1 - 0.2 * step), 0.2)
        canvas.fill(outline, material, height=-3.5 * step)
    for _ in range(int(radius / 8)):
        heap = centre + rng.normal(0, radius * 0.35, 2)
        size = rng.uniform(4, 10)
        patch = canvas.patch(blob(rng, heap, size, 0.1))
        along, across = patch.frame(heap, 0.0)
        floor = float(canvas.relief[patch.rows, patch.columns].min(initial=0.0))
        height = floor + 0.6 * np.clip(size - np.hypot(along, across), 0, None)
        canvas.paint(patch, canvas.pick("gravel_pale", "gravel_grey", "track_earth"), height=height)
    canvas.fill(blob(rng, centre + rng.normal(0, radius * 0.3, 2), radius * 0.2), "water_turbid", height=-12.0)


def raise_mountain(canvas: Canvas) -> np.ndarray:
    """Give the canvas an alpine terrain: a flank with spurs and gullies.

    Args:
        canvas: the landscape; its ``terrain`` is set.

    Returns:
        Relative altitude from 0 to 1, float32 (height, width).
    """
    rng = canvas.rng
    side = canvas.shape[0]
    along, _ = whole(canvas).frame(np.full(2, canvas.size_m / 2), rng.uniform(0, 2 * np.pi))
    flank = 0.5 + 0.42 * along / (canvas.size_m / 2)
    spurs = fractal_field(rng, canvas.shape, side / 3, 3)
    gullies = np.abs(fractal_field(rng, canvas.shape, side / 8, 5))
    top_m = canvas.size_m * rng.uniform(0.18, 0.32)
    canvas.terrain = (top_m * (flank + 0.10 * spurs - 0.025 * gullies)).astype(np.float32)
    return np.clip(flank + 0.16 * spurs, 0, 1)


def clothe_mountain(canvas: Canvas, altitude: np.ndarray) -> None:
    """Cover a mountain by altitude: meadow, forest, brush, alpine grass, rock and scree, snow; and a track."""
    rng = canvas.rng
    everywhere = whole(canvas)
    level = altitude + 0.07 * fractal_field(rng, canvas.shape, 200, 6)
    patchy = fractal_field(rng, canvas.shape, 160, 5)
    treeline, snowline = rng.uniform(0.35, 0.55), rng.uniform(0.62, 0.80)
    canvas.paint(everywhere, "meadow")
    canvas.emboss(everywhere, 0.06 * fractal_field(rng, canvas.shape, 15, 3))
    dwarf = everywhere.within((np.abs(level - treeline - 0.06) < 0.07) & (patchy > -0.3))
    bare = everywhere.within((level + 0.16 * patchy > 0.5 * (treeline + snowline) + 0.05) | (patchy > 1.8))
    snow = everywhere.within(level + 0.13 * fractal_field(rng, canvas.shape, 160, 5) > snowline)
    dwarf = dwarf.within(~bare.mask & ~snow.mask)
    canvas.paint(dwarf, "brush_floor", cover=10)
    for position in scatter(rng, dwarf, 2.2, 0.6):
        size = rng.uniform(0.7, 1.8)
        canvas.plant(position, size, size, canvas.pick("heath", "bramble", "heath"))
    canvas.paint(bare, canvas.pick("rock_pale", "rock_dark"))
    canvas.emboss(bare, 0.7 * np.abs(fractal_field(rng, canvas.shape, 30, 5)))
    canvas.paint(snow, "snow", height=0.3)
    drifts = (level > snowline - 0.25) & (np.abs(fractal_field(rng, canvas.shape, 110, 3)) < 0.12)
    canvas.paint(bare.within(drifts & ~snow.mask), "snow_old", height=0.2)
    forest = everywhere.within((level < treeline) & (patchy > rng.uniform(-0.5, 0.1)) & ~bare.mask)
    low = level < treeline * 0.4
    plant_wood(canvas, forest.within(~low), {"spruce": 0.75, "larch": 0.25}, spacing_m=3.8, height_m=16)
    plant_wood(canvas, forest.within(low), {"oak": 0.75, "spruce": 0.25}, spacing_m=4.6, height_m=14)
    canvas.paint(
        _contour(altitude, rng.uniform(0.2, 0.6), 3.6), canvas.pick("track_earth", "gravel_pale", "asphalt_old")
    )


def _contour(altitude: np.ndarray, level: float, width_m: float) -> Patch:
    """Band of constant width along a contour line, where a mountain road would run."""
    smooth = gaussian_filter(altitude, 12)
    steepness = np.hypot(*np.gradient(smooth, GROUND_PIXEL_M))
    mask = np.abs(smooth - level) < width_m / 2 * np.maximum(steepness, 1e-4)
    return Patch(slice(0, mask.shape[0]), slice(0, mask.shape[1]), mask)


def draw_coast(canvas: Canvas) -> np.ndarray:
    """Sea, surf, beach and rocks on one side of the landscape.

    Returns:
        Distance inland from the shore in metres, float32 (height, width), negative in the sea.
    """
    rng = canvas.rng
    everywhere = whole(canvas)
    along, across = everywhere.frame(np.full(2, canvas.size_m / 2), rng.uniform(0, 2 * np.pi))
    inland = across + rng.uniform(0.12, 0.3) * canvas.size_m
    inland += 18 * fractal_field(rng, canvas.shape, 400, 5) + 12 * np.sin(along / rng.uniform(25, 60))
    beach = rng.uniform(14, 35)
    rocky = fractal_field(rng, canvas.shape, 250, 4) > rng.uniform(-0.3, 0.7)
    canvas.paint(everywhere.within(inland < beach), "sand")
    canvas.emboss(everywhere.within((inland < beach) & (inland > 5)), 0.08 * fractal_field(rng, canvas.shape, 12, 3))
    rocks = everywhere.within((inland < beach * 1.1) & (inland > -6) & rocky)
    canvas.paint(rocks, canvas.pick("rock_pale", "rock_dark"))
    canvas.emboss(rocks, 0.8 * np.abs(fractal_field(rng, canvas.shape, 22, 4)))
    canvas.paint(everywhere.within((inland < 5) & ~rocky), "sand_wet")
    canvas.paint(everywhere.within((inland < 0) & ~(rocks.mask & (inland > -6))), "sea_shallow", height=-0.5)
    sea = everywhere.within(inland < -rng.uniform(18, 40) + 10 * fractal_field(rng, canvas.shape, 120, 3))
    canvas.paint(sea, "water_clear", height=-0.5)
    breakers = (
        (np.abs((inland + 1.5 * fractal_field(rng, canvas.shape, 60, 2)) % 9 - 2) < 0.7)
        & (inland < 0)
        & (inland > -22)
        & (fractal_field(rng, canvas.shape, 50, 3) > 0.2)
    )
    canvas.paint(everywhere.within(breakers), "foam", height=-0.3)
    waves = everywhere.within(inland < 0)
    canvas.emboss(
        waves, 0.05 * np.cos((inland + 2 * fractal_field(rng, canvas.shape, 100, 2)) * np.float32(2 * np.pi / 5))
    )
    return inland
