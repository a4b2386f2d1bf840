"""Land uses of one block between roads."""
from collections.abc import Callable

import numpy as np

from .buildings import TILES, build_flat, build_greenhouses, build_house, build_pitched, build_shed, dig_pool, lay_court
from .canvas import Canvas
from .nature import dig_quarry, expose_rock, fill_pond
from .parcels import SOILS, farm_parcel, sow_meadow
from .roads import lay_car_park
from .shapes import area, blob, inset, long_axis, rectangle, rotation, subdivide
from .vegetation import plant_brush, plant_copse, plant_garden_tree, plant_hedge, plant_street_tree, plant_wood, scatter

Block = Callable[[Canvas, np.ndarray], None]
"""Draws a land use into a convex polygon given in flat (unwarped) coordinates."""


def houses(canvas: Canvas, block: np.ndarray) -> None:
    """Detached houses in gardens with lawns, drives, hedges, trees and pools."""
    plots, _ = subdivide(canvas.rng, block, canvas.rng.uniform(380, 900))
    wealth = canvas.rng.uniform(0.1, 0.7)
    for plot in plots:
        _garden_plot(canvas, canvas.warp.polygon(plot), wealth)


def _garden_plot(canvas: Canvas, plot: np.ndarray, wealth: float) -> None:
    rng = canvas.rng
    centre, angle, length, width = long_axis(plot)
    garden = canvas.fill(plot, str(rng.choice(["lawn", "lawn", "meadow", "dry_grass"])))
    if not garden.mask.any() or width < 12:
        return
    at = lambda along, across: centre + np.array([along * length, across * width]) @ rotation(angle)  # noqa: E731
    end = rng.choice([-1, 1])
    if rng.random() < 0.06:
        plant_brush(canvas, garden, 0.6)
        return
    drive = str(rng.choice(["gravel_pale", "asphalt_old", "paving", "gravel_grey", "concrete"]))
    side = rng.choice([-1, 1]) * 0.3
    canvas.fill(rectangle(at(end * 0.33, side), length * 0.34, 3.6, angle), drive)
    if rng.random() < 0.7:
        canvas.fill(rectangle(at(end * 0.12 - end * 0.16, 0), 8, 7, angle), str(rng.choice(["paving", "concrete", "gravel_pale"])))
    turn = angle + (0 if rng.random() < 0.4 else np.pi / 2) + rng.normal(0, 0.06)
    build_house(canvas, at(end * 0.14, rng.uniform(-0.05, 0.05)), turn, size=float(np.clip(width / 20, 0.75, 1.15)))
    if rng.random() < 0.35:
        build_pitched(canvas, at(end * 0.38, -side), 5.5, 3.4, angle, material=str(rng.choice(TILES)), eave_m=2.2,
                      pitch=0.4, hip=False)
    if length > 24 and rng.random() < wealth:
        dig_pool(canvas, at(-end * 0.27, rng.uniform(-0.15, 0.15)), angle + rng.choice([0, np.pi / 2]))
    elif rng.random() < 0.25:
        canvas.fill(rectangle(at(-end * 0.36, side), 7, 5, angle), str(rng.choice(SOILS)), cover=5)
    if rng.random() < 0.6:
        plant_hedge(canvas, np.concatenate([plot, plot[:1]]), trimmed=True, gaps=rng.uniform(0.05, 0.4))
    for position in scatter(rng, garden, 9.5, 0.5):
        if canvas.cover_at(position) == 12 and rng.random() < 0.5:
            plant_garden_tree(canvas, position)


def dense_town(canvas: Canvas, block: np.ndarray) -> None:
    """Perimeter buildings around paved or planted courts."""
    rng = canvas.rng
    canvas.fill(canvas.warp.polygon(block), str(rng.choice(["concrete", "asphalt_old", "paving", "gravel_pale"])))
    for court in ([block] if area(block) < 2500 else subdivide(rng, block, 2200)[0]):
        outline = canvas.warp.polygon(court)
        centre = outline.mean(axis=0)
        if rng.random() < 0.5:
            inner = inset(outline, 11)
            if inner is not None:
                canvas.fill(inner, "lawn")
        corners = canvas.warp(court)
        eave, roof = rng.uniform(6, 15), str(rng.choice(["tile_red", "tile_old", "slate", "zinc"]))
        for start, stop in zip(corners, np.roll(corners, -1, axis=0)):
            span = np.hypot(*(stop - start))
            direction = (stop - start) / max(span, 1e-6)
            normal = np.array([-direction[1], direction[0]])
            normal *= np.sign((centre - start) @ normal)
            position, depth = 0.0, rng.uniform(9, 12)
            while position < span - 5:
                front = min(rng.uniform(9, 20), span - position)
                middle = start + direction * (position + front / 2) + normal * depth / 2
                if rng.random() < 0.92:
                    body = str(rng.choice([roof, roof, *TILES]))
                    build_pitched(canvas, middle, front, depth, float(np.arctan2(direction[1], direction[0])), material=body,
                                  eave_m=eave + rng.normal(0, 1.2), pitch=rng.uniform(0.35, 0.8), hip=bool(rng.random() < 0.15))
                position += front
        for _ in range(rng.integers(0, 5)):
            place = centre + rng.normal(0, 5, 2)
            if canvas.cover_at(place) in (2, 3, 12):
                plant_street_tree(canvas, place)


def apartments(canvas: Canvas, block: np.ndarray) -> None:
    """Flat-roofed bars and towers in lawns with car parks and trees."""
    rng = canvas.rng
    ground = canvas.fill(canvas.warp.polygon(block), "lawn")
    for plot in subdivide(rng, block, 3200)[0]:
        outline = canvas.warp.polygon(plot)
        centre, angle, length, width = long_axis(outline)
        bar = rectangle(centre + np.array([0, -0.22 * width]) @ rotation(angle), 0.75 * length, min(13, 0.35 * width), angle)
        canvas.fill(rectangle(bar.mean(axis=0), 0.75 * length + 5, 18, angle), str(rng.choice(["concrete", "paving"])))
        build_flat(canvas, bar, angle, height_m=rng.uniform(9, 24), material=str(rng.choice(["roof_gravel", "bitumen", "roof_white", "roof_sedum", "roof_gravel"])))
        if width > 34:
            lay_car_park(canvas, rectangle(centre + np.array([0, 0.24 * width]) @ rotation(angle), 0.7 * length, 16, angle), 0.6)
    for position in scatter(rng, ground, 11, 0.5):
        if canvas.cover_at(position) == 12 and rng.random() < 0.6:
            plant_garden_tree(canvas, position)


def industry(canvas: Canvas, block: np.ndarray) -> None:
    """Sheds with yards of asphalt or gravel, car parks, storage and waste ground."""
    rng = canvas.rng
    for plot in subdivide(rng, block, 6500)[0]:
        outline = canvas.warp.polygon(plot)
        centre, angle, length, width = long_axis(outline)
        yard = canvas.fill(outline, str(rng.choice(["asphalt_old", "gravel_grey", "gravel_pale", "concrete", "track_earth", "meadow"])))
        shift = np.array([-0.14 * length, 0]) @ rotation(angle)
        if rng.random() < 0.6:
            build_shed(canvas, centre + shift, 0.55 * length, 0.66 * width, angle)
        else:
            shape = rectangle(centre + shift, 0.55 * length, 0.62 * width, angle)
            build_flat(canvas, shape, angle, height_m=rng.uniform(6, 11), material=str(rng.choice(["roof_gravel", "bitumen", "roof_white", "metal_light"])))
        use = rng.random()
        free = rectangle(centre + np.array([0.33 * length, 0]) @ rotation(angle), 0.24 * length, 0.8 * width, angle)
        if use < 0.5:
            lay_car_park(canvas, free, rng.uniform(0.2, 0.8))
        elif use < 0.8:
            canvas.fill(free, str(rng.choice(["gravel_grey", "gravel_pale", "track_earth"])))
            for _ in range(12):
                place = free.mean(axis=0) + rng.uniform(-0.4, 0.4, 2) * (0.24 * length, 0.8 * width) @ rotation(angle)
                box = rectangle(place, rng.choice([6.1, 12.2]), 2.5, angle + rng.choice([0, np.pi / 2]))
                canvas.fill(box, str(rng.choice(["car_red", "car_dark", "car_pale", "metal_blue"])), cover=canvas.cover_at(place) or 2, height=2.6)
        else:
            plant_brush(canvas, canvas.patch(free), 0.5)
        for position in scatter(rng, yard, 18, 0.5):
            if rng.random() < 0.3 and canvas.cover_at(position) in (12, 10):
                plant_garden_tree(canvas, position)


def greenhouses(canvas: Canvas, block: np.ndarray) -> None:
    """Market gardening: greenhouse groups, beds of vegetables, a pond and sheds."""
    rng = canvas.rng
    canvas.fill(canvas.warp.polygon(block), str(rng.choice(["meadow", "dry_grass", "track_earth"])))
    for plot in subdivide(rng, block, rng.uniform(4500, 9000))[0]:
        outline = canvas.warp.polygon(plot)
        centre, angle, length, width = long_axis(outline)
        use = rng.random()
        if use < 0.62:
            build_greenhouses(canvas, centre, 0.82 * length, 0.8 * width, angle)
        elif use < 0.72:
            build_shed(canvas, centre, 0.4 * length, 0.3 * width, angle)
            fill_pond(canvas, centre + np.array([0.36 * length, 0]) @ rotation(angle), 0.13 * length)
        else:
            farm_parcel(canvas, outline, {"crop": 0.5, "plowed": 0.5}, 2.0)


def park(canvas: Canvas, block: np.ndarray) -> None:
    """Lawns with trees, gravel walks, a pond or a sports ground."""
    rng = canvas.rng
    outline = canvas.warp.polygon(block)
    lawn = canvas.fill(outline, str(rng.choice(["lawn", "lawn", "meadow"])))
    centre, angle, length, width = long_axis(outline)
    use = rng.random()
    if use < 0.4 and width > 60:
        field = canvas.fill(rectangle(centre, 100, 60, angle), "lawn")
        along, across = field.frame(centre, angle)
        canvas.emboss(field, np.where(along % 10 < 5, 0.04, -0.04) * np.cos(along * np.float32(np.pi / 5)))
        lines = (np.abs(np.abs(along) - 49) < 0.15) | (np.abs(np.abs(across) - 29) < 0.15) | (np.abs(along) < 0.15)
        canvas.paint(field.within(lines), "marking", cover=12)
    elif use < 0.6:
        for place in (-0.25, 0.25):
            lay_court(canvas, centre + np.array([place * length, 0.15 * width]) @ rotation(angle), angle)
    else:
        fill_pond(canvas, centre + rng.normal(0, 6, 2), min(0.22 * width, 28))
    walk = blob(rng, centre, 0.42 * min(length, width), 0.15)
    ring = canvas.patch(walk).within(~_within(canvas, walk, centre, 0.93))
    kept = canvas.cover[ring.rows, ring.columns] == 12
    canvas.paint(ring.within(kept), str(rng.choice(["gravel_pale", "track_earth", "asphalt_old"])))
    for position in scatter(rng, lawn, rng.uniform(8, 14), 0.5):
        if canvas.cover_at(position) == 12 and rng.random() < 0.5 and abs((position - centre) @ rotation(angle)[1]) > 0.3 * width:
            plant_garden_tree(canvas, position)


def _within(canvas: Canvas, polygon: np.ndarray, centre: np.ndarray, scale: float) -> np.ndarray:
    """Mask of the shrunken polygon in the window of the full one."""
    outer, inner = canvas.patch(polygon), canvas.patch(centre + (polygon - centre) * scale)
    mask = np.zeros_like(outer.mask)
    top, left = inner.rows.start - outer.rows.start, inner.columns.start - outer.columns.start
    mask[top:top + inner.mask.shape[0], left:left + inner.mask.shape[1]] = inner.mask
    return mask


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
    canvas.fill(blob(rng, centre, 30 * size, 0.15), str(rng.choice(["gravel_pale", "track_earth", "gravel_grey", "concrete"])))
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


def wood(species: dict[str, float], height_m: float = 16.0) -> Block:
    """A block of forest with clearings of brush."""

    def draw(canvas: Canvas, block: np.ndarray) -> None:
        rng = canvas.rng
        outline = canvas.warp.polygon(block)
        plant_wood(canvas, canvas.patch(outline), species, spacing_m=rng.uniform(3.6, 5.6), height_m=height_m)
        centre, _, length, width = long_axis(outline)
        if rng.random() < 0.5:
            place, radius = centre + rng.normal(0, 0.12, 2) * (length, width), 0.2 * width
            canvas.fell(place, radius)
            plant_brush(canvas, canvas.patch(blob(rng, place, 1.1 * radius)), rng.uniform(0.5, 0.9))

    return draw


def waste(canvas: Canvas, block: np.ndarray) -> None:
    """Abandoned land: brush, rough grass, bare earth, young trees."""
    rng = canvas.rng
    outline = canvas.warp.polygon(block)
    canvas.fill(outline, "dry_grass")
    centre, _, length, width = long_axis(outline)
    for _ in range(3):
        place = centre + rng.normal(0, 0.2, 2) * (length, width)
        expose_rock(canvas, blob(rng, place, 0.22 * width), str(rng.choice(["earth_bare", "rock_pale", "earth_bare"])))
    plant_brush(canvas, canvas.patch(blob(rng, centre, 0.42 * width, 0.4)), rng.uniform(0.5, 0.9))
    for _ in range(int(area(block) / 700)):
        plant_garden_tree(canvas, centre + rng.uniform(-0.4, 0.4, 2) * width)


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
    centre, _, length, width = long_axis(outline)
    for _ in range(4):
        place = centre + rng.uniform(-0.4, 0.4, 2) * (length, width) @ rotation(0.0)
        expose_rock(canvas, blob(rng, place, rng.uniform(0.08, 0.2) * width, 0.5), str(rng.choice(["rock_pale", "earth_bare"])))
    plant_copse(canvas, centre + rng.normal(0, 0.2, 2) * width, 0.2 * width, {"pine": 0.8, "oak": 0.2})
