"""Trees, woods, hedges and brushwood."""

import numpy as np

from .canvas import GROUND_PIXEL_M, LOOKS, Canvas, Patch
from .noise import fractal_field
from .shapes import blob, rectangle
from .spectra import INDEX, MATERIALS

_NO_ROOTS = (1, 2, 3, 4, 6, 15)
"""Covers where no tree grows, though crowns may hang over them."""

_POINTED = {INDEX[name] for name in ("spruce", "larch")}
_RADIUS_STEP_M = 0.4
_VARIANTS = 6

_Crowns = dict[tuple[bool, int], list[np.ndarray]]


def _crown(rng: np.random.Generator, radius: float, pointed: bool) -> np.ndarray:
    """Height of a crown below its top, in units of the tree's height: float32 square, -inf outside.

    Pointed crowns are star-shaped cones; round ones are domes with lumps of foliage.
    """
    reach = int(np.ceil(radius * 1.25 / GROUND_PIXEL_M))
    y, x = np.mgrid[-reach : reach + 1, -reach : reach + 1].astype(np.float32)
    angle = np.arctan2(y, x)
    edge = np.ones_like(angle)
    for order in (2, 3, 5, 8):
        edge += rng.normal(0, 0.07) * np.cos(order * angle + rng.uniform(0, 2 * np.pi))
    distance = np.hypot(x, y) * GROUND_PIXEL_M / (radius * edge)
    if pointed:
        profile = -0.55 * distance + 0.03 * np.cos(9 * angle + rng.uniform(0, 6))
    else:
        lumps = fractal_field(rng, distance.shape, max(1.2, 1.1 / GROUND_PIXEL_M), 2)
        profile = 0.4 * (np.sqrt(np.clip(1 - distance**2, 0, 1)) - 1) + 0.035 * lumps
    return np.where(distance <= 1, profile, -np.inf).astype(np.float32)


def stamp_trees(canvas: Canvas) -> None:
    """Put every planted crown on the canvas; where crowns meet, the higher one shows.

    Trees whose trunk ended up on a road, in water or in a building are left out.
    """
    rooted = [tree for tree in canvas.trees if canvas.cover_at(tree) not in _NO_ROOTS]
    crowns: _Crowns = {}
    numeros = [material.numero for material in MATERIALS]
    looks = canvas.rng.integers(0, LOOKS, len(rooted), dtype=np.uint16)
    variants = canvas.rng.integers(0, _VARIANTS, len(rooted))
    side = canvas.shape[0]
    for (x, y, radius, height, material), look, variant in zip(rooted, looks, variants):
        key = (material in _POINTED, max(2, round(radius / _RADIUS_STEP_M)))
        if key not in crowns:
            crowns[key] = [_crown(canvas.rng, key[1] * _RADIUS_STEP_M, key[0]) for _ in range(_VARIANTS)]
        crown = crowns[key][variant]
        reach = crown.shape[0] // 2
        row, column = int(y / GROUND_PIXEL_M) - reach, int(x / GROUND_PIXEL_M) - reach
        top, left = max(0, -row), max(0, -column)
        bottom, right = min(crown.shape[0], side - row), min(crown.shape[1], side - column)
        if top >= bottom or left >= right:
            continue
        window = (slice(row + top, row + bottom), slice(column + left, column + right))
        relief = canvas.relief[window]
        surface = height * (1 + crown[top:bottom, left:right])
        seen = surface > relief
        np.copyto(relief, surface, where=seen)
        np.copyto(canvas.material[window], material, where=seen)
        np.copyto(canvas.cover[window], numeros[material], where=seen)
        np.copyto(canvas.look[window], look, where=seen)
    canvas.trees.clear()


def scatter(rng: np.random.Generator, patch: Patch, spacing_m: float, jitter: float = 0.4) -> np.ndarray:
    """Positions on a jittered grid inside a patch: float64 (n, 2) in metres."""
    step = spacing_m / GROUND_PIXEL_M
    rows, columns = np.meshgrid(
        np.arange(patch.rows.start, patch.rows.stop, step),
        np.arange(patch.columns.start, patch.columns.stop, step),
        indexing="ij",
    )
    points = np.stack([columns.ravel(), rows.ravel()], axis=1) + rng.uniform(-jitter, jitter, (rows.size, 2)) * step
    local = points.astype(int) - (patch.columns.start, patch.rows.start)
    height, width = patch.mask.shape
    inside = (local[:, 0] >= 0) & (local[:, 0] < width) & (local[:, 1] >= 0) & (local[:, 1] < height)
    inside[inside] = patch.mask[local[inside, 1], local[inside, 0]]
    return points[inside] * GROUND_PIXEL_M


def plant_wood(
    canvas: Canvas, patch: Patch, species: dict[str, float], *, spacing_m: float = 5.0, height_m: float = 16.0
) -> None:
    """A closed stand: floor of the commonest species' class, crowns of mixed size in irregular rows.

    Args:
        canvas: the landscape.
        patch: where.
        species: share of each tree material.
        spacing_m: distance between trunks.
        height_m: mean height of the trees.
    """
    rng = canvas.rng
    names = list(species)
    conifers = sum(share for name, share in species.items() if MATERIALS[INDEX[name]].numero == 8)
    canvas.paint(patch, "needle_floor" if conifers > 0.5 * sum(species.values()) else "understorey")
    positions = scatter(rng, patch, spacing_m)
    shares = np.array(list(species.values())) / sum(species.values())
    chosen = rng.choice(len(names), len(positions), p=shares)
    sizes = np.clip(rng.lognormal(0, 0.22, len(positions)), 0.55, 1.7)
    for position, index, size in zip(positions, chosen, sizes):
        narrow = 0.8 if INDEX[names[index]] in _POINTED else 1.0
        canvas.plant(position, 0.68 * spacing_m * size * narrow, height_m * (0.75 + 0.25 * size), names[index])


def plant_brush(canvas: Canvas, patch: Patch, density: float = 0.75, *, floor: str = "brush_floor") -> None:
    """Shrubs 0.5 to 3 m high in clumps over rough grass; the class is brushwood all over the patch.

    Args:
        canvas: the landscape.
        patch: where.
        density: share of the ground under clumps.
        floor: material between them.
    """
    rng = canvas.rng
    canvas.paint(patch, floor, cover=10)
    if not patch.mask.any():
        return
    field = fractal_field(rng, patch.mask.shape, 60, 4)
    clumps = field < np.quantile(field[patch.mask][::50], density)
    main, other = rng.choice(["bramble", "heath", "gorse"], 2, replace=False)
    for position in scatter(rng, patch.within(clumps), 1.7, 0.6):
        radius = rng.uniform(0.6, 1.9)
        canvas.plant(position, radius, radius * rng.uniform(0.7, 1.5), str(main if rng.random() < 0.7 else other))


def plant_hedge(canvas: Canvas, line: np.ndarray, *, trimmed: bool, gaps: float = 0.1) -> None:
    """Shrubs along a line; untrimmed hedges carry trees as in a bocage."""
    rng = canvas.rng
    lengths = np.hypot(*np.diff(line, axis=0).T)
    if lengths.sum() < 2:
        return
    spacing = 0.9 if trimmed else 1.5
    stations = np.arange(0, lengths.sum(), spacing)
    cumulative = np.concatenate([[0], np.cumsum(lengths)])
    x, y = np.interp(stations, cumulative, line[:, 0]), np.interp(stations, cumulative, line[:, 1])
    material = canvas.pick("spruce", "bramble", "bramble", "oak") if trimmed else "bramble"
    gap = np.sin(stations / rng.uniform(4, 12) + rng.uniform(0, 6)) > np.cos(gaps * np.pi)
    for point, missing in zip(np.stack([x, y], axis=1), gap):
        if missing:
            continue
        if trimmed:
            canvas.plant(point, 0.85, 1.9 + rng.normal(0, 0.1), material)
        else:
            point = point + rng.normal(0, 0.5, 2)
            canvas.plant(point, rng.uniform(0.9, 2.2), rng.uniform(1.5, 3.5), material)
            if rng.random() < 0.14:
                canvas.plant(point, rng.uniform(2.2, 5.5), rng.uniform(7, 15), canvas.pick("oak", "oak", "poplar"))


def plant_garden_tree(canvas: Canvas, position: np.ndarray, dry: bool = False) -> None:
    """One tree as gardens and parks have them, more often pine and olive in the south."""
    rng = canvas.rng
    shares = (0.20, 0.05, 0.30, 0.05, 0.32, 0.08) if dry else (0.12, 0.42, 0.05, 0.18, 0.13, 0.10)
    material = str(
        rng.choice(["pine", "oak", "olive", "poplar", "spruce", "purple_tree"], p=np.array(shares) / sum(shares))
    )
    radius = float(np.clip(rng.lognormal(0.85, 0.4), 1.0, 5.5)) * (0.75 if material == "spruce" else 1.0)
    canvas.plant(position, radius, radius * rng.uniform(1.7, 2.6) * (1.6 if material == "spruce" else 1.0), material)


def plant_street_tree(canvas: Canvas, position: np.ndarray) -> None:
    """A tree in a small pit of earth and grass amid paving."""
    canvas.fill(rectangle(position, 1.4, 1.4, 0.0), "lawn")
    radius = canvas.rng.uniform(1.6, 3.8)
    canvas.plant(position, radius, radius * canvas.rng.uniform(1.8, 2.4), canvas.pick("oak", "oak", "poplar"))


def plant_copse(canvas: Canvas, centre: np.ndarray, radius: float, species: dict[str, float] | None = None) -> None:
    """A small wood with a natural outline and a fringe of brush."""
    rng = canvas.rng
    plant_brush(canvas, canvas.patch(blob(rng, centre, radius * 1.12)), 0.9)
    canvas.fell(centre, 0.8 * radius)
    plant_wood(
        canvas,
        canvas.patch(blob(rng, centre, radius)),
        species or {"oak": 0.7, "poplar": 0.3},
        spacing_m=rng.uniform(3.8, 5.5),
        height_m=rng.uniform(9, 18),
    )
