"""Roads, tracks, railways and car parks."""

from dataclasses import dataclass

import numpy as np

from .canvas import Canvas
from .noise import smooth_field
from .shapes import long_axis, rectangle, rotation, strip
from .vegetation import plant_street_tree


@dataclass(frozen=True)
class RoadStyle:
    """How a road looks.

    Attributes:
        width_m: carriageway.
        verge_m: pavement or verge on each side.
        surface, verge: materials.
        marked: whether it has painted lines.
        cars_per_km: parked and driving cars.
        tree_spacing_m: distance between the trees of an alignment on each side, 0 for none.
    """

    width_m: float
    verge_m: float
    surface: str
    verge: str
    marked: bool
    cars_per_km: float
    tree_spacing_m: float = 0.0


STREET = RoadStyle(6.0, 1.8, "asphalt_old", "paving", False, 35)
AVENUE = RoadStyle(9.5, 3.0, "asphalt_new", "concrete", True, 60, 11.0)
COUNTRY_ROAD = RoadStyle(6.2, 2.0, "asphalt_old", "dry_grass", True, 5)
LANE = RoadStyle(4.2, 1.3, "asphalt_old", "meadow", False, 2)
TRACK = RoadStyle(3.4, 0.6, "track_earth", "dry_grass", False, 0.3)
CHALK_TRACK = RoadStyle(3.6, 0.5, "gravel_pale", "dry_grass", False, 0.3)


def _car(canvas: Canvas, centre: np.ndarray, angle: float) -> None:
    """A car: body and dark windows; the class below it is the ground's."""
    rng = canvas.rng
    cover = canvas.cover_at(centre)
    if cover == 0:
        return
    length, width = rng.uniform(3.8, 4.8), rng.uniform(1.7, 1.9)
    paint = str(rng.choice(["car_pale", "car_dark", "car_red"], p=[0.5, 0.4, 0.1]))
    canvas.fill(rectangle(centre, length, width, angle), paint, cover=cover, height=0.9)
    canvas.fill(rectangle(centre, length * 0.5, width * 0.8, angle), paint, cover=cover, height=1.45)
    shift = np.array([length * 0.27, 0.0]) @ rotation(angle)
    canvas.fill(rectangle(centre + shift, 0.6, width * 0.75, angle), "glazing", cover=cover, height=1.2)


def pave_network(canvas: Canvas, lines: list[tuple[np.ndarray, RoadStyle]]) -> None:
    """Paint a road network layer by layer, so that crossings stay open.

    Args:
        canvas: the landscape.
        lines: centre lines, float (n, 2) in metres, minor roads first.
    """
    rng = canvas.rng
    looks = {material: canvas.new_look() for _, style in lines for material in (style.surface, style.verge)}
    for line, style in lines:
        canvas.fill(strip(line, style.width_m + 2 * style.verge_m), style.verge, look=looks[style.verge])
    for line, style in lines:
        look = looks[style.surface] if rng.random() < 0.6 else canvas.new_look()
        patch = canvas.fill(strip(line, style.width_m), style.surface, look=look)
        if style.surface in ("track_earth", "gravel_pale") and patch.mask.any() and rng.random() < 0.7:
            middle = canvas.patch(strip(line, 0.9))
            canvas.paint(middle.within(smooth_field(rng, middle.mask.shape, 25) > -0.4), "dry_grass")
    for line, style in lines:
        if style.marked:
            _mark(canvas, line, style)
    for line, style in lines:
        if style.tree_spacing_m and rng.random() < 0.7:
            _align_trees(canvas, line, style)
    for line, style in lines:
        steps = np.hypot(*np.diff(line, axis=0).T)
        for _ in range(rng.poisson(style.cars_per_km * steps.sum() / 1000)):
            index = int(rng.choice(len(steps), p=steps / steps.sum()))
            direction = (line[index + 1] - line[index]) / steps[index]
            side = rng.choice([-1, 1]) * style.width_m * (0.36 if style.verge == "paving" else 0.25)
            place = (
                line[index] + rng.random() * steps[index] * direction + side * np.array([-direction[1], direction[0]])
            )
            _car(canvas, place, float(np.arctan2(direction[1], direction[0])))


def _align_trees(canvas: Canvas, line: np.ndarray, style: RoadStyle) -> None:
    """Trees at regular distances on both pavements, not on crossing carriageways."""
    stations = np.concatenate([[0], np.cumsum(np.hypot(*np.diff(line, axis=0).T))])
    tangent = np.gradient(line, axis=0)
    for at in np.arange(6, stations[-1] - 6, style.tree_spacing_m):
        place, along = (
            np.array([np.interp(at, stations, values[:, axis]) for axis in (0, 1)]) for values in (line, tangent)
        )
        normal = np.array([-along[1], along[0]]) / np.hypot(*along)
        for side in (-1, 1):
            pit = place + side * (style.width_m + style.verge_m) / 2 * normal
            if canvas.material_at(pit) == style.verge and canvas.rng.random() < 0.9:
                plant_street_tree(canvas, pit)


def _mark(canvas: Canvas, line: np.ndarray, style: RoadStyle) -> None:
    """Dashed centre line and continuous edge lines."""
    steps = np.hypot(*np.diff(line, axis=0).T)
    stations = np.concatenate([[0], np.cumsum(steps)])
    look = canvas.new_look()
    for start in np.arange(4, stations[-1] - 4, 9.0):
        ends = np.array([start, start + 3.0])
        dash = np.stack([np.interp(ends, stations, line[:, axis]) for axis in (0, 1)], axis=1)
        canvas.fill(strip(dash, 0.3), "marking", look=look)
    for side in (-1, 1):
        canvas.fill(strip(line, 0.3, side * (style.width_m / 2 - 0.4)), "marking", look=look)


def lay_railway(canvas: Canvas, line: np.ndarray, tracks: int = 2) -> None:
    """Ballast, sleepers and rails; pervious ground."""
    canvas.fill(strip(line, 4.2 * tracks + 3), "gravel_grey", height=0.3)
    canvas.fill(strip(line, 4.2 * tracks), "ballast", height=0.6)
    look = canvas.new_look()
    for track in range(tracks):
        offset = (track - (tracks - 1) / 2) * 4.0
        for rail in (-0.75, 0.75):
            canvas.fill(strip(line, 0.25, offset + rail), "sleeper", cover=2, height=0.9, look=look)


def lay_car_park(canvas: Canvas, polygon: np.ndarray, occupancy: float) -> None:
    """Asphalt with painted bays in double rows, cars and a few trees."""
    rng = canvas.rng
    surface = canvas.pick("asphalt_new", "asphalt_old", "asphalt_old", "gravel_grey")
    patch = canvas.fill(polygon, surface)
    if not patch.mask.any():
        return
    centre, angle, length, width = long_axis(polygon)
    along, across = patch.frame(centre, angle)
    in_row = np.abs(across % 16 - 8) < 5.2
    lines = in_row & ((np.abs(along % 2.5) < 0.2) | (np.abs(across % 16 - 8) < 0.15))
    if surface != "gravel_grey":
        canvas.paint(patch.within(lines), "marking")
    for row in np.arange(np.floor(-width / 32) * 16, width / 2, 16.0):
        for side in (-2.6, 2.6):
            for bay in np.arange(np.ceil(-length / 5) * 2.5, length / 2, 2.5):
                place = centre + np.array([bay + 1.25, row + 8 + side]) @ rotation(angle)
                if rng.random() < occupancy and canvas.cover_at(place) in (2, 3):
                    _car(canvas, place, angle + np.pi / 2 + rng.normal(0, 0.03))
                elif rng.random() < 0.04 and canvas.cover_at(place) in (2, 3):
                    plant_street_tree(canvas, place)
