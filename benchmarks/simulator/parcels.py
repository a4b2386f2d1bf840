"""Farmland: crops, plowed land, vineyards, meadows and orchards."""

import numpy as np

from .canvas import Canvas, Patch
from .noise import fractal_field, smooth_field
from .shapes import inset, long_axis, rotation
from .vegetation import plant_garden_tree, scatter

CROPS = ("winter_cereal", "winter_cereal", "rapeseed", "maize", "maize", "beet", "sunflower")
SOILS = ("soil_brown", "soil_pale", "soil_red")


def _rows(canvas: Canvas, polygon: np.ndarray) -> tuple[Patch, np.ndarray, np.ndarray, float]:
    """Patch of a parcel with coordinates along and across its working direction, and its half length."""
    patch = canvas.patch(polygon)
    centre, angle, length, _ = long_axis(polygon)
    along, across = patch.frame(centre, angle + canvas.rng.normal(0, 0.03))
    return patch, along, across, length / 2


def grow_crop(canvas: Canvas, polygon: np.ndarray, crop: str | None = None) -> None:
    """A field crop: sowing rows, tramlines of the sprayer, a turning strip, uneven growth."""
    rng = canvas.rng
    crop = crop or canvas.pick(*CROPS)
    patch, along, across, half = _rows(canvas, polygon)
    tall = {"maize": 2.2, "sunflower": 1.5}.get(crop, 0.7)
    look = canvas.new_look()
    canvas.paint(patch, crop, height=tall, look=look)
    if not patch.mask.any():
        return
    spacing = 0.75 if crop in ("maize", "sunflower", "beet") else 1.5
    amplitude = 0.10 if crop in ("maize", "sunflower", "beet") else 0.035
    wobble = 0.5 * smooth_field(rng, patch.mask.shape, 150)
    canvas.emboss(patch, amplitude * np.cos((across + 0.1 * wobble) * np.float32(2 * np.pi / spacing)))
    bout = float(rng.choice([12, 18, 24, 28]))
    tram = np.abs(np.abs((across + bout / 2) % bout - bout / 2) - 0.9) < 0.22
    turning = np.abs(np.abs(along) - (half - bout * 0.75)) < 0.25
    soil = canvas.pick(*SOILS)
    if rng.random() < 0.8:
        canvas.paint(patch.within(tram | turning), soil, cover=13, look=look)
    if rng.random() < 0.3:
        gaps = fractal_field(rng, patch.mask.shape, 130, 4) < -2.0
        canvas.paint(patch.within(gaps), soil, cover=13, height=tall * 0.6, look=look)


def plow(canvas: Canvas, polygon: np.ndarray, soil: str | None = None) -> None:
    """Bare worked soil: furrows, passes of the tool and moisture marks."""
    rng = canvas.rng
    patch, along, across, half = _rows(canvas, polygon)
    canvas.paint(patch, soil or canvas.pick(*SOILS))
    if not patch.mask.any():
        return
    furrow, tool = rng.uniform(0.8, 1.6), rng.uniform(3, 6)
    bend = 0.25 * smooth_field(rng, patch.mask.shape, 120)
    depth = np.float32(rng.uniform(0.04, 0.09))
    relief = depth * np.cos((across + bend) * np.float32(2 * np.pi / furrow))
    relief += 1.4 * depth * (np.abs((across + bend) % tool - tool / 2) < 0.3)
    headland = np.abs(along) > half - 9
    relief = np.where(headland, depth * np.cos(along * np.float32(2 * np.pi / furrow)), relief)
    canvas.emboss(patch, relief + 0.02 * smooth_field(rng, patch.mask.shape, 2))


def plant_vineyard(canvas: Canvas, polygon: np.ndarray) -> None:
    """Trellised rows over bare soil or grass; the whole parcel is of the class vineyard."""
    rng = canvas.rng
    patch, _, across, _ = _rows(canvas, polygon)
    soil = canvas.pick("soil_pale", "soil_brown", "soil_red", "gravel_pale", "track_earth")
    canvas.paint(patch, soil, cover=11)
    if not patch.mask.any():
        return
    spacing = float(rng.choice([1.2, 1.6, 2.2, 2.5, 2.8]))
    row = np.floor(across / spacing)
    within_row = np.abs(across - (row + 0.5) * spacing)
    grassed = rng.random()
    if grassed > 0.35:
        every = 1 if grassed > 0.7 else 2
        sward = (within_row > spacing * 0.33) & (row % every == 0)
        canvas.paint(patch.within(sward), "dry_grass" if rng.random() < 0.6 else "lawn", cover=11)
    vigour = smooth_field(rng, patch.mask.shape, 6) + 0.8 * fractal_field(rng, patch.mask.shape, 120, 3)
    half_width = np.clip(spacing * rng.uniform(0.16, 0.26) + 0.07 * vigour, 0, 0.6)
    leaves = (within_row < half_width) & (vigour > -2.6)
    canvas.paint(patch.within(leaves), "vine_leaf", height=rng.uniform(1.1, 1.7))


def sow_meadow(canvas: Canvas, polygon: np.ndarray, *, trees: float = 0.0) -> None:
    """Grass: grazed with patches and paths, or mown in swaths.

    Args:
        canvas: the landscape.
        polygon: the parcel.
        trees: isolated trees per hectare.
    """
    rng = canvas.rng
    patch, _, across, _ = _rows(canvas, polygon)
    canvas.paint(patch, canvas.pick("meadow", "meadow", "meadow", "dry_grass", "lawn"))
    if not patch.mask.any():
        return
    if rng.random() < 0.3:
        canvas.emboss(patch, 0.05 * np.cos(across * np.float32(2 * np.pi / rng.uniform(2.5, 5))))
    else:
        canvas.emboss(patch, 0.05 * fractal_field(rng, patch.mask.shape, 12, 3))
        rough = fractal_field(rng, patch.mask.shape, 60, 4)
        canvas.paint(patch.within(rough > 1.1), "dry_grass", height=0.2)
    if trees:
        for position in scatter(rng, patch, 100 / trees**0.5, 0.5):
            plant_garden_tree(canvas, position)


def plant_orchard(canvas: Canvas, polygon: np.ndarray) -> None:
    """Fruit or olive trees in a square pattern over grass or soil."""
    rng = canvas.rng
    patch = canvas.patch(polygon)
    canvas.paint(patch, canvas.pick("lawn", "dry_grass", "meadow"))
    if not patch.mask.any():
        return
    spacing, in_row = rng.uniform(4.5, 7), rng.uniform(2.6, 6)
    material = canvas.pick("olive", "oak", "poplar")
    centre, angle, length, width = long_axis(polygon)
    size = rng.uniform(0.32, 0.46) * min(spacing, in_row)
    for u in np.arange(-length / 2, length / 2, in_row):
        for v in np.arange(-width / 2, width / 2, spacing):
            place = centre + (np.array([u, v]) + rng.normal(0, 0.15, 2)) @ rotation(angle)
            if canvas.cover_at(place) == 12 and rng.random() < 0.95:
                canvas.plant(place, size * rng.uniform(0.8, 1.15), rng.uniform(2.5, 4.5), material)


def farm_parcel(canvas: Canvas, polygon: np.ndarray, shares: dict[str, float], margin_m: float) -> None:
    """One parcel of a use drawn from ``shares``, with a grass margin around it.

    Args:
        canvas: the landscape.
        polygon: parcel in warped coordinates.
        shares: weights of ``crop``, ``plowed``, ``vineyard``, ``meadow`` and ``orchard``.
        margin_m: width of the margin.
    """
    rng = canvas.rng
    use = str(rng.choice(list(shares), p=np.array(list(shares.values())) / sum(shares.values())))
    canvas.fill(polygon, "dry_grass" if rng.random() < 0.5 else "meadow")
    inner = inset(polygon, margin_m)
    if inner is None:
        return
    grow = {
        "crop": grow_crop,
        "plowed": plow,
        "vineyard": plant_vineyard,
        "meadow": sow_meadow,
        "orchard": plant_orchard,
    }
    grow[use](canvas, inner)
