"""Built-up land uses of one block between roads."""

import numpy as np

from .buildings import TILES, build_flat, build_greenhouses, build_house, build_pitched, build_shed, dig_pool, lay_court
from .canvas import Canvas
from .nature import fill_pond
from .parcels import SOILS, farm_parcel
from .roads import lay_car_park
from .shapes import area, blob, inset, long_axis, rectangle, rotation, subdivide
from .vegetation import plant_brush, plant_garden_tree, plant_hedge, plant_street_tree, scatter


def houses(canvas: Canvas, block: np.ndarray) -> None:
    """Detached houses in gardens with lawns, drives, hedges, trees and pools."""
    plots, _ = subdivide(canvas.rng, block, canvas.rng.uniform(380, 900))
    wealth = canvas.rng.uniform(0.1, 0.7)
    for plot in plots:
        _garden_plot(canvas, canvas.warp.polygon(plot), wealth)


def _garden_plot(canvas: Canvas, plot: np.ndarray, wealth: float) -> None:
    rng = canvas.rng
    centre, angle, length, width = long_axis(plot)
    garden = canvas.fill(plot, canvas.pick("lawn", "lawn", "meadow", "dry_grass"))
    if not garden.mask.any() or width < 12:
        return
    at = lambda along, across: centre + np.array([along * length, across * width]) @ rotation(angle)  # noqa: E731
    end = rng.choice([-1, 1])
    if rng.random() < 0.06:
        plant_brush(canvas, garden, 0.6)
        return
    drive = canvas.pick("gravel_pale", "asphalt_old", "paving", "gravel_grey", "concrete")
    side = rng.choice([-1, 1]) * 0.3
    canvas.fill(rectangle(at(end * 0.33, side), length * 0.34, 3.6, angle), drive)
    if rng.random() < 0.7:
        canvas.fill(
            rectangle(at(end * 0.12 - end * 0.16, 0), 8, 7, angle), canvas.pick("paving", "concrete", "gravel_pale")
        )
    turn = angle + (0 if rng.random() < 0.4 else np.pi / 2) + rng.normal(0, 0.06)
    build_house(canvas, at(end * 0.14, rng.uniform(-0.05, 0.05)), turn, size=float(np.clip(width / 20, 0.75, 1.15)))
    if rng.random() < 0.35:
        build_pitched(
            canvas,
            at(end * 0.38, -side),
            5.5,
            3.4,
            angle,
            material=canvas.pick(*TILES),
            eave_m=2.2,
            pitch=0.4,
            hip=False,
        )
    if length > 24 and rng.random() < wealth:
        dig_pool(canvas, at(-end * 0.27, rng.uniform(-0.15, 0.15)), angle + rng.choice([0, np.pi / 2]))
    elif rng.random() < 0.25:
        canvas.fill(rectangle(at(-end * 0.36, side), 7, 5, angle), canvas.pick(*SOILS), cover=5)
    if rng.random() < 0.6:
        plant_hedge(canvas, np.concatenate([plot, plot[:1]]), trimmed=True, gaps=rng.uniform(0.05, 0.4))
    for position in scatter(rng, garden, 9.5, 0.5):
        if canvas.cover_at(position) == 12 and rng.random() < 0.5:
            plant_garden_tree(canvas, position)


def dense_town(canvas: Canvas, block: np.ndarray) -> None:
    """Perimeter buildings around paved or planted courts."""
    rng = canvas.rng
    canvas.fill(canvas.warp.polygon(block), canvas.pick("concrete", "asphalt_old", "paving", "gravel_pale"))
    for court in [block] if area(block) < 2500 else subdivide(rng, block, 2200)[0]:
        outline = canvas.warp.polygon(court)
        centre = outline.mean(axis=0)
        if rng.random() < 0.5:
            inner = inset(outline, 11)
            if inner is not None:
                canvas.fill(inner, "lawn")
        corners = canvas.warp(court)
        eave, roof = rng.uniform(6, 15), canvas.pick("tile_red", "tile_old", "slate", "zinc")
        for start, stop in zip(corners, np.roll(corners, -1, axis=0)):
            span = np.hypot(*(stop - start))
            direction = (stop - start) / max(span, 1e-6)
            normal = np.array([-direction[1], direction[0]])
            normal *= np.sign((centre - start) @ normal)
            position, depth, angle = 0.0, rng.uniform(9, 12), float(np.arctan2(direction[1], direction[0]))
            while position < span - 5:
                front = min(rng.uniform(9, 20), span - position)
                middle = start + direction * (position + front / 2) + normal * depth / 2
                if rng.random() < 0.92:
                    body = canvas.pick(roof, roof, *TILES)
                    build_pitched(
                        canvas,
                        middle,
                        front + 0.5,
                        depth,
                        angle,
                        material=body,
                        eave_m=eave + rng.normal(0, 1.2),
                        pitch=rng.uniform(0.35, 0.8),
                        hip=bool(rng.random() < 0.15),
                    )
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
        middle = centre + np.array([0, -0.22 * width]) @ rotation(angle)
        bar = rectangle(middle, 0.75 * length, min(13, 0.35 * width), angle)
        canvas.fill(rectangle(middle, 0.75 * length + 5, 18, angle), canvas.pick("concrete", "paving"))
        build_flat(
            canvas,
            bar,
            angle,
            height_m=rng.uniform(9, 24),
            material=canvas.pick("roof_gravel", "bitumen", "roof_white", "roof_sedum", "roof_gravel"),
        )
        if width > 34:
            bays = rectangle(centre + np.array([0, 0.24 * width]) @ rotation(angle), 0.7 * length, 16, angle)
            lay_car_park(canvas, bays, 0.6)
    for position in scatter(rng, ground, 11, 0.5):
        if canvas.cover_at(position) == 12 and rng.random() < 0.6:
            plant_garden_tree(canvas, position)


def industry(canvas: Canvas, block: np.ndarray) -> None:
    """Sheds with yards of asphalt or gravel, car parks, storage and waste ground."""
    rng = canvas.rng
    for plot in subdivide(rng, block, 6500)[0]:
        outline = canvas.warp.polygon(plot)
        centre, angle, length, width = long_axis(outline)
        surface = canvas.pick("asphalt_old", "gravel_grey", "gravel_pale", "concrete", "track_earth", "meadow")
        yard = canvas.fill(outline, surface)
        shift = np.array([-0.14 * length, 0]) @ rotation(angle)
        if rng.random() < 0.6:
            build_shed(canvas, centre + shift, 0.55 * length, 0.66 * width, angle)
        else:
            shape = rectangle(centre + shift, 0.55 * length, 0.62 * width, angle)
            build_flat(
                canvas,
                shape,
                angle,
                height_m=rng.uniform(6, 11),
                material=canvas.pick("roof_gravel", "bitumen", "roof_white", "metal_light"),
            )
        use = rng.random()
        free = rectangle(centre + np.array([0.33 * length, 0]) @ rotation(angle), 0.24 * length, 0.8 * width, angle)
        if use < 0.5:
            lay_car_park(canvas, free, rng.uniform(0.2, 0.8))
        elif use < 0.8:
            canvas.fill(free, canvas.pick("gravel_grey", "gravel_pale", "track_earth"))
            for _ in range(12):
                place = free.mean(axis=0) + rng.uniform(-0.4, 0.4, 2) * (0.24 * length, 0.8 * width) @ rotation(angle)
                box = rectangle(place, rng.choice([6.1, 12.2]), 2.5, angle + rng.choice([0, np.pi / 2]))
                canvas.fill(
                    box,
                    canvas.pick("car_red", "car_dark", "car_pale", "metal_blue"),
                    cover=canvas.cover_at(place) or 2,
                    height=2.6,
                )
        else:
            plant_brush(canvas, canvas.patch(free), 0.5)
        for position in scatter(rng, yard, 18, 0.5):
            if rng.random() < 0.3 and canvas.cover_at(position) in (12, 10):
                plant_garden_tree(canvas, position)


def greenhouses(canvas: Canvas, block: np.ndarray) -> None:
    """Market gardening: greenhouse groups, beds of vegetables, a pond and sheds."""
    rng = canvas.rng
    canvas.fill(canvas.warp.polygon(block), canvas.pick("meadow", "dry_grass", "track_earth"))
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
    lawn = canvas.fill(outline, canvas.pick("lawn", "lawn", "meadow"))
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
    canvas.paint(ring.within(kept), canvas.pick("gravel_pale", "track_earth", "asphalt_old"))
    for position in scatter(rng, lawn, rng.uniform(8, 14), 0.5):
        off_axis = abs((position - centre) @ rotation(angle)[1])
        if canvas.cover_at(position) == 12 and rng.random() < 0.5 and off_axis > 0.3 * width:
            plant_garden_tree(canvas, position)


def _within(canvas: Canvas, polygon: np.ndarray, centre: np.ndarray, scale: float) -> np.ndarray:
    """Mask of the shrunken polygon in the window of the full one."""
    outer, inner = canvas.patch(polygon), canvas.patch(centre + (polygon - centre) * scale)
    mask = np.zeros_like(outer.mask)
    top, left = inner.rows.start - outer.rows.start, inner.columns.start - outer.columns.start
    mask[top : top + inner.mask.shape[0], left : left + inner.mask.shape[1]] = inner.mask
    return mask
