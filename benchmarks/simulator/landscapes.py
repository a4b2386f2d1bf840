"""Kinds of landscape: which land uses meet, along which roads."""

from dataclasses import dataclass

import numpy as np
import shapely

from .blocks import apartments, dense_town, greenhouses, houses, industry, park
from .buildings import build_house
from .canvas import Canvas
from .countryside import Block, farmland, farmstead, quarry, rocky_heath, waste, wood
from .nature import clothe_mountain, draw_coast, expose_rock, fill_pond, fill_river, raise_mountain
from .roads import AVENUE, CHALK_TRACK, COUNTRY_ROAD, LANE, STREET, TRACK, RoadStyle, lay_railway, pave_network
from .shapes import Warp, area, blob, largest_part, rectangle, shift_line, subdivide
from .vegetation import plant_copse, stamp_trees


@dataclass(frozen=True)
class Landscape:
    """Ground truth of a square of land on the ground grid, north up.

    Attributes:
        seed: seed that drew it; also seeds the ground's texture.
        kind: one of ``LANDSCAPE_KINDS``.
        size_m: side in metres.
        material: uint8 (height, width), index into ``spectra.MATERIALS``.
        cover: uint8 (height, width), CoSIA numero 1-15.
        height: float32 (height, width), surface height in metres.
        look: uint16 (height, width), key of each object's appearance.
    """

    seed: int
    kind: str
    size_m: float
    material: np.ndarray
    cover: np.ndarray
    height: np.ndarray
    look: np.ndarray


@dataclass(frozen=True)
class Recipe:
    """What a kind of landscape is made of.

    Attributes:
        blocks: (weight, land use).
        block_m2: typical area between roads.
        roads: style by depth of the subdivision, the last one for all deeper cuts.
        bend_m: how much roads and parcels bend.
        river: probability of a river.
        railway: probability of a railway.
        setting: ``"land"``, ``"coast"`` or ``"mountain"``.
    """

    blocks: tuple[tuple[float, Block], ...]
    block_m2: float
    roads: tuple[RoadStyle, ...]
    bend_m: float = 14.0
    river: float = 0.0
    railway: float = 0.0
    setting: str = "land"


@dataclass(frozen=True)
class Corridor:
    """What runs along the first cut instead of a road.

    Attributes:
        kind: ``"river"``, ``"railway"`` or empty.
        half_width_m: half its width, banks included.
        tracks: number of railway tracks.
    """

    kind: str = ""
    half_width_m: float = 0.0
    tracks: int = 0


_MARGIN_M = 90.0
_OAKWOOD, _PINEWOOD = wood({"oak": 0.8, "poplar": 0.2}), wood({"pine": 0.85, "oak": 0.15}, 13.0)
_SPRUCEWOOD = wood({"spruce": 0.95, "oak": 0.05}, 18.0)
_MIXED = {"crop": 0.5, "plowed": 0.3, "meadow": 0.2}

_RECIPES: dict[str, Recipe] = {
    "suburb": Recipe(
        (
            (6, houses),
            (1, park),
            (0.8, apartments),
            (0.5, waste),
            (0.4, industry),
            (0.5, farmland(_MIXED, 6000)),
            (0.4, _OAKWOOD),
            (0.3, greenhouses),
        ),
        8500,
        (COUNTRY_ROAD, STREET, STREET),
        bend_m=16.0,
        river=0.15,
        railway=0.2,
    ),
    "town": Recipe(
        ((5, dense_town), (1.2, apartments), (1.0, park), (0.8, houses), (0.4, industry), (0.3, waste)),
        6000,
        (AVENUE, AVENUE, STREET),
        bend_m=9.0,
        river=0.35,
        railway=0.2,
    ),
    "industry": Recipe(
        (
            (4, industry),
            (0.8, waste),
            (1, quarry),
            (0.6, farmland(_MIXED, 9000)),
            (0.5, _OAKWOOD),
            (0.6, houses),
            (0.4, park),
            (0.4, _SPRUCEWOOD),
        ),
        22000,
        (AVENUE, COUNTRY_ROAD, STREET),
        bend_m=9.0,
        river=0.1,
        railway=0.7,
    ),
    "bocage": Recipe(
        (
            (
                5,
                farmland(
                    {"meadow": 0.55, "crop": 0.25, "plowed": 0.15, "orchard": 0.05}, 9000, margin_m=1.5, hedges=0.8
                ),
            ),
            (0.8, farmstead),
            (1.0, _OAKWOOD),
            (0.5, _SPRUCEWOOD),
            (0.6, waste),
            (0.6, houses),
        ),
        32000,
        (COUNTRY_ROAD, LANE, TRACK),
        bend_m=24.0,
        river=0.3,
    ),
    "plain": Recipe(
        (
            (6, farmland({"crop": 0.6, "plowed": 0.35, "meadow": 0.05}, 26000, margin_m=0.5, hedges=0.08)),
            (0.9, farmstead),
            (0.7, _OAKWOOD),
            (0.7, houses),
            (0.4, quarry),
            (0.3, _SPRUCEWOOD),
        ),
        50000,
        (COUNTRY_ROAD, LANE, CHALK_TRACK),
        bend_m=10.0,
        river=0.15,
        railway=0.2,
    ),
    "vineyard": Recipe(
        (
            (6, farmland({"vineyard": 0.8, "orchard": 0.08, "plowed": 0.08, "meadow": 0.06}, 5500, margin_m=1.6)),
            (1.0, rocky_heath),
            (0.7, _PINEWOOD),
            (0.7, houses),
            (0.7, farmstead),
            (0.4, waste),
        ),
        20000,
        (COUNTRY_ROAD, LANE, TRACK),
        bend_m=22.0,
        river=0.15,
    ),
    "horticulture": Recipe(
        (
            (4, greenhouses),
            (2.5, farmland({"crop": 0.5, "plowed": 0.35, "orchard": 0.15}, 7000, hedges=0.25)),
            (0.7, houses),
            (0.6, industry),
            (0.5, _OAKWOOD),
            (0.5, farmland({"vineyard": 1.0}, 7000)),
            (0.4, waste),
        ),
        20000,
        (COUNTRY_ROAD, LANE, TRACK),
        bend_m=12.0,
        river=0.2,
    ),
    "coast": Recipe(
        (
            (3, houses),
            (2, rocky_heath),
            (1.8, _PINEWOOD),
            (0.8, park),
            (0.7, waste),
            (0.5, apartments),
            (0.5, farmland({"vineyard": 0.5, "meadow": 0.5}, 5000)),
            (0.4, greenhouses),
        ),
        14000,
        (COUNTRY_ROAD, STREET, LANE),
        bend_m=20.0,
        setting="coast",
    ),
    "mountain": Recipe((), 0, (), setting="mountain"),
}

LANDSCAPE_KINDS: tuple[str, ...] = tuple(_RECIPES)


def draw_landscape(seed: int, kind: str, size_m: float) -> Landscape:
    """Draw a landscape.

    Args:
        seed: the same seed draws the same ground.
        kind: one of ``LANDSCAPE_KINDS``.
        size_m: side of the square in metres, a multiple of 0.6 so that both sensors' grids fit.

    Raises:
        ValueError: unknown kind or size.
    """
    if kind not in _RECIPES:
        raise ValueError(f"unknown kind {kind!r}: one of {', '.join(LANDSCAPE_KINDS)}")
    return follow_recipe(_RECIPES[kind], seed, kind, size_m)


def follow_recipe(recipe: Recipe, seed: int, kind: str, size_m: float) -> Landscape:
    """Draw a landscape of one's own kind; arguments as for ``draw_landscape``.

    Raises:
        ValueError: the size does not fit both sensors' grids.
    """
    if size_m < 30 or abs(size_m / 0.6 - round(size_m / 0.6)) > 1e-6:
        raise ValueError(f"size_m must be a multiple of 0.6 and at least 30, not {size_m}")
    rng = np.random.default_rng([seed, *kind.encode()])
    canvas = Canvas(rng, size_m, Warp(rng, recipe.bend_m))
    if recipe.setting == "mountain":
        _draw_mountain(canvas)
    else:
        _draw_blocks(canvas, recipe)
    stamp_trees(canvas)
    return Landscape(seed, kind, size_m, canvas.material, canvas.cover, canvas.terrain + canvas.relief, canvas.look)


def _draw_blocks(canvas: Canvas, recipe: Recipe) -> None:
    """Blocks of land uses between roads; the first cut may be a river or a railway with roads along it."""
    rng, middle = canvas.rng, canvas.size_m / 2
    side = 2.9 * (middle + _MARGIN_M)
    square = rectangle(np.full(2, middle), side, side, rng.uniform(-0.6, 0.6))
    blocks, cuts = subdivide(rng, square, recipe.block_m2)
    styles = [recipe.roads[min(cut.depth // 2, len(recipe.roads) - 1)] for cut in cuts]
    corridor = _draw_corridor(rng, recipe)
    half_widths = [style.width_m / 2 + style.verge_m for style in styles]
    half_widths[0] += corridor.half_width_m
    kept = shapely.union_all(
        [shapely.LineString(cut.line).buffer(reach, cap_style="flat") for cut, reach in zip(cuts, half_widths)]
    )
    weights = np.array([weight for weight, _ in recipe.blocks])
    for block in blocks:
        if not _may_touch(canvas, block):
            continue
        use = recipe.blocks[int(rng.choice(len(weights), p=weights / weights.sum()))][1]
        free = largest_part(shapely.Polygon(block).difference(kept))
        if free is not None and area(free) > 150:
            use(canvas, free)
    closed = shapely.LineString(cuts[0].line).buffer(corridor.half_width_m, cap_style="flat")
    bridge_m = corridor.half_width_m + half_widths[-1] if corridor.kind else 0.0
    roads = []
    for cut, style in sorted(zip(cuts[1:], styles[1:]), key=lambda pair: -pair[0].depth):
        if cut.depth == 1:
            line = _across(cut.line, bridge_m)
        else:
            line = np.asarray(shapely.LineString(cut.line).difference(closed).coords)
        if len(line):
            roads.append((canvas.warp.line(line), style))
    spine = canvas.warp.line(cuts[0].line)
    if corridor.kind == "river":
        fill_river(canvas, spine, 2 * corridor.half_width_m - 14)
    elif corridor.kind == "railway":
        lay_railway(canvas, spine, corridor.tracks)
    if corridor.kind:
        offset = corridor.half_width_m + half_widths[-1]
        roads += [(shift_line(spine, side * offset), styles[-1]) for side in (-1, 1)]
    else:
        roads.append((spine, styles[0]))
    pave_network(canvas, [road for road in roads if _may_touch(canvas, road[0])])
    if recipe.setting == "coast":
        inland = draw_coast(canvas)
        canvas.trees = [tree for tree in canvas.trees if _value_at(canvas, inland, tree[:2]) > 30]


def _draw_corridor(rng: np.random.Generator, recipe: Recipe) -> Corridor:
    """River, railway or neither along the first cut."""
    draw, tracks = rng.random(), int(rng.integers(1, 4))
    if draw < recipe.river:
        return Corridor("river", float(rng.uniform(11, 25)))
    if draw < recipe.river + recipe.railway:
        return Corridor("railway", 2.1 * tracks + 2.5, tracks)
    return Corridor()


def _across(line: np.ndarray, length_m: float) -> np.ndarray:
    """Line lengthened at both ends, so that it bridges the corridor that it meets."""
    direction = (line[1] - line[0]) / max(np.hypot(*(line[1] - line[0])), 1e-6)
    return np.array([line[0] - direction * length_m, line[1] + direction * length_m])


def _draw_mountain(canvas: Canvas) -> None:
    """Slopes with forest, rock and snow, lakes and chalets."""
    rng = canvas.rng
    altitude = raise_mountain(canvas)
    clothe_mountain(canvas, altitude)
    for _ in range(max(1, int(canvas.size_m / 150))):
        place = rng.uniform(0.1, 0.9, 2) * canvas.size_m
        level = _value_at(canvas, altitude, place)
        if level > 0.7:
            expose_rock(canvas, blob(rng, place, rng.uniform(8, 25), 0.5), "rock_dark")
        elif level < 0.35:
            canvas.fell(place, 14)
            build_house(canvas, place, rng.uniform(0, 3), roof=canvas.pick("slate", "metal_light", "tile_old"))
        else:
            fill_pond(canvas, place, rng.uniform(10, 30))
    for _ in range(2):
        plant_copse(canvas, rng.uniform(0, 1, 2) * canvas.size_m, rng.uniform(10, 25), {"larch": 0.6, "spruce": 0.4})


def _may_touch(canvas: Canvas, points: np.ndarray) -> bool:
    """Whether a shape can reach the canvas once it is warped."""
    return bool((points.max(axis=0) > -60).all() and (points.min(axis=0) < canvas.size_m + 60).all())


def _value_at(canvas: Canvas, field_: np.ndarray, position: tuple[float, float] | np.ndarray) -> float:
    """Value of a ground array at a position, clamped to the border."""
    side = canvas.shape[0]
    column, row = (int(np.clip(value / canvas.size_m * side, 0, side - 1)) for value in position)
    return float(field_[row, column])
