"""Houses, blocks, sheds, greenhouses and pools."""

import numpy as np

from .canvas import Canvas
from .shapes import blob, rectangle, rotation

TILES = ("tile_red", "tile_old", "tile_red", "tile_old", "slate")


def _axis(angle: float) -> np.ndarray:
    return np.array([np.cos(angle), np.sin(angle)])


def build_pitched(
    canvas: Canvas,
    centre: np.ndarray,
    length: float,
    width: float,
    angle: float,
    *,
    material: str,
    eave_m: float,
    pitch: float,
    hip: bool,
    look: int | None = None,
) -> None:
    """A rectangular body under a gable or hip roof.

    Args:
        canvas: the landscape.
        centre: (x, y) in metres.
        length, width: metres; the ridge runs along the length.
        angle: direction of the ridge in radians.
        material: of the roof.
        eave_m: height of the walls.
        pitch: rise over run of the roof's slopes.
        hip: whether the gable ends slope too.
        look: appearance key shared by the parts of one building.
    """
    patch = canvas.patch(rectangle(centre, length, width, angle))
    along, across = patch.frame(centre, angle)
    rise = width / 2 - np.abs(across)
    if hip:
        rise = np.minimum(rise, length / 2 - np.abs(along))
    canvas.build(patch, material, eave_m + pitch * rise, look)


def build_house(
    canvas: Canvas, centre: np.ndarray, angle: float, *, size: float = 1.0, roof: str | None = None
) -> None:
    """A detached house, often with a wing, a chimney, skylights or solar panels."""
    rng = canvas.rng
    roof = roof or canvas.pick(*TILES)
    pitch = rng.uniform(0.75, 1.1) if roof == "slate" else rng.uniform(0.35, 0.7)
    length, width = rng.uniform(9, 15) * size, rng.uniform(6.5, 9) * size
    eave, hip, look = float(rng.choice([2.8, 3.2, 5.4])), bool(rng.random() < 0.35), canvas.new_look()
    body = {"material": roof, "eave_m": eave, "pitch": pitch, "hip": hip, "look": look}
    build_pitched(canvas, centre, length, width, angle, **body)
    if rng.random() < 0.5:
        shift = np.array([rng.choice([-1, 1]) * (length / 2 - 2.8 * size), rng.choice([-1, 1]) * width * 0.5])
        build_pitched(
            canvas,
            centre + shift @ rotation(angle),
            width * rng.uniform(0.9, 1.3),
            5.6 * size,
            angle + np.pi / 2,
            **body,
        )
    side = rng.choice([-1, 1])
    if rng.random() < 0.15:
        panel = rectangle(centre + np.array([0, side * width / 4]) @ rotation(angle), length * 0.5, width * 0.3, angle)
        canvas.paint(canvas.patch(panel), "solar_panel", height=eave + pitch * width / 4 + 0.1)
    elif rng.random() < 0.5:
        for shift in rng.uniform(-0.35, 0.35, 2):
            light = rectangle(centre + np.array([shift * length, side * width / 4]) @ rotation(angle), 1.0, 1.2, angle)
            canvas.paint(canvas.patch(light), "glazing", cover=1, height=eave + pitch * width / 4)
    chimney = rectangle(centre + np.array([rng.uniform(-0.3, 0.3) * length, 0.5]) @ rotation(angle), 0.9, 0.6, angle)
    canvas.paint(canvas.patch(chimney), "tile_old", height=eave + pitch * width / 2 + 1.0)


def build_flat(canvas: Canvas, outline: np.ndarray, angle: float, *, height_m: float, material: str) -> None:
    """A flat-roofed building with a parapet, plant rooms and skylights."""
    rng = canvas.rng
    patch = canvas.fill(outline, material, height=height_m)
    if not patch.mask.any():
        return
    centre = np.asarray(outline).mean(axis=0)
    along, across = patch.frame(centre, angle)
    half = np.array([np.abs(along[patch.mask]).max(), np.abs(across[patch.mask]).max()])
    rim = patch.within((np.abs(along) > half[0] - 0.4) | (np.abs(across) > half[1] - 0.4))
    canvas.paint(rim, "concrete", cover=1, height=height_m + 0.7)
    for _ in range(int(half[0] * half[1] / 45)):
        place = centre + rng.uniform(-0.75, 0.75, 2) * half @ rotation(angle)
        box = rectangle(place, rng.uniform(1.5, 4), rng.uniform(1, 3), angle)
        canvas.paint(
            canvas.patch(box),
            canvas.pick("zinc", "roof_white", "glazing"),
            cover=1,
            height=height_m + rng.uniform(0.4, 2.2),
        )


def build_shed(
    canvas: Canvas,
    centre: np.ndarray,
    length: float,
    width: float,
    angle: float,
    *,
    materials: tuple[str, ...] = ("metal_light", "fibre_cement", "zinc", "metal_green", "metal_blue"),
) -> None:
    """A shed or warehouse of low-pitched spans with ribs, sometimes with translucent strips or solar panels."""
    rng = canvas.rng
    patch = canvas.patch(rectangle(centre, length, width, angle))
    along, across = patch.frame(centre, angle)
    span = width / max(1, round(width / 22))
    inside_span = np.abs((across + width / 2) % span - span / 2)
    ribs = 0.05 * np.cos(along * (2 * np.pi / 1.2))
    eave = rng.uniform(4.5, 9)
    material = canvas.pick(*materials)
    canvas.paint(patch, material, height=(eave + 0.14 * (span / 2 - inside_span) + ribs).astype(np.float32))
    extra = rng.random()
    if extra < 0.35:
        strips = patch.within((np.abs(along % 6 - 3) < 0.5) & (np.abs(inside_span - span / 4) < span / 8))
        canvas.paint(strips, "roof_white", height=eave + 0.1 * span / 2)
    elif extra < 0.55:
        panels = patch.within(
            (across > width * 0.06) & (across < width * 0.44) & (np.abs(along) < length * 0.45) & (along % 2.1 > 0.25)
        )
        canvas.paint(panels, "solar_panel", height=eave + 0.2)


def build_greenhouses(canvas: Canvas, centre: np.ndarray, length: float, width: float, angle: float) -> None:
    """A group of tunnels or a Venlo block: arched or ridged bays, regular ribs, a path around."""
    rng = canvas.rng
    tunnels = rng.random() < 0.6
    bay = rng.uniform(6.5, 9.0) if tunnels else rng.uniform(3.2, 6.4)
    gap = rng.choice([0.0, 1.2, 2.0]) if tunnels else 0.0
    canvas.fill(rectangle(centre, length + 6, width + 6, angle), canvas.pick("gravel_pale", "track_earth", "lawn"))
    material = "plastic" if tunnels else "glass"
    count = max(1, int((width + gap) // (bay + gap)))
    group_look = canvas.new_look()
    for index in range(count):
        shift = (index - (count - 1) / 2) * (bay + gap)
        middle = centre + np.array([0.0, shift]) @ rotation(angle)
        # Half a metre more where bays touch, or rounding to pixels would leave slits.
        width_m = bay if gap else bay + 0.5
        patch = canvas.patch(rectangle(middle, length * (rng.uniform(0.8, 1) if tunnels else 1), width_m, angle))
        along, across = patch.frame(middle, angle)
        height = (
            3.4 * np.sqrt(np.clip(1 - (2 * across / bay) ** 2, 0.05, 1))
            if tunnels
            else 4.2 + 0.9 * (1 - np.abs(2 * across / bay))
        )
        look = canvas.new_look() if tunnels and rng.random() < 0.4 else group_look
        canvas.paint(patch, material, height=height.astype(np.float32), look=look)
        ribs = (np.abs(along % (2.5 if tunnels else 4.0)) < 0.22) | (np.abs(across) < 0.12)
        canvas.paint(patch.within(ribs), "glass_frame", height=height.astype(np.float32) + 0.03)


def dig_pool(canvas: Canvas, centre: np.ndarray, angle: float) -> None:
    """A swimming pool with its paved surround."""
    rng = canvas.rng
    length, width = rng.uniform(6.5, 12), rng.uniform(3.2, 5.2)
    surround = canvas.pick("paving", "concrete", "paving", "sand")
    border = rng.uniform(1.0, 3.2)
    canvas.fill(rectangle(centre, length + 2 * border, width + border, angle), surround, cover=3)
    outline = rectangle(centre, length, width, angle) if rng.random() < 0.75 else blob(rng, centre, length * 0.42, 0.35)
    canvas.fill(outline, "pool_clear" if rng.random() < 0.75 else "pool_dark")
    for _ in range(rng.integers(0, 4)):
        chair = centre + np.array([rng.uniform(-0.5, 0.5) * length, width / 2 + border / 3]) @ rotation(angle)
        canvas.fill(rectangle(chair, 1.9, 0.7, angle + np.pi / 2), "marking", height=0.5)


def lay_court(canvas: Canvas, centre: np.ndarray, angle: float) -> None:
    """A tennis court: coloured hard surface with white lines."""
    surface = canvas.pick("court_red", "court_green", "asphalt_old")
    outside = canvas.pick("court_green", surface)
    canvas.fill(rectangle(centre, 36, 18, angle), outside)
    patch = canvas.fill(rectangle(centre, 23.8, 11, angle), surface)
    along, across = (np.abs(axis) for axis in patch.frame(centre, angle))
    lines = (along > 11.7) | (across > 5.3) | (np.abs(across - 4.1) < 0.12) | (np.abs(along - 6.4) < 0.12)
    canvas.paint(patch.within(lines | (along < 0.1)), "marking")
