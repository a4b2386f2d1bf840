"""The ground being drawn: material, class and height on one fine grid."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageDraw

from .shapes import Warp
from .spectra import INDEX, MATERIALS

GROUND_PIXEL_M = 0.2
"""Ground grid: as fine as the finer sensor."""

LOOKS = 65_536
"""Number of distinct object appearances; every drawn object refers to one by a uint16 key."""

_NUMEROS = np.array([material.numero for material in MATERIALS], np.uint8)


@dataclass(frozen=True)
class Patch:
    """Pixels of a polygon inside its bounding window.

    Attributes:
        rows, columns: window in the ground grid.
        mask: bool (height, width) of the window.
    """

    rows: slice
    columns: slice
    mask: np.ndarray

    def frame(self, origin: np.ndarray, angle: float) -> tuple[np.ndarray, np.ndarray]:
        """Coordinates in a rotated frame.

        Args:
            origin: (x, y) in metres.
            angle: direction of the first axis in radians, from x towards y (downwards).

        Returns:
            ``along`` and ``across``, float32 (height, width), in metres from ``origin``.
        """
        x = (np.arange(self.columns.start, self.columns.stop, dtype=np.float32) + 0.5) * GROUND_PIXEL_M - origin[0]
        y = (np.arange(self.rows.start, self.rows.stop, dtype=np.float32) + 0.5) * GROUND_PIXEL_M - origin[1]
        cosine, sine = np.float32(np.cos(angle)), np.float32(np.sin(angle))
        x, y = x[None, :].astype(np.float32), y[:, None].astype(np.float32)
        return x * cosine + y * sine, y * cosine - x * sine

    def within(self, mask: np.ndarray) -> "Patch":
        """The part of the patch where ``mask`` (of the window) holds."""
        return Patch(self.rows, self.columns, self.mask & mask)


class Canvas:
    """Arrays of the landscape in the making; positions are metres from the north-west corner, y downwards.

    Attributes:
        rng: the landscape's source of randomness.
        size_m: side of the square.
        warp: bends flat subdivisions.
        material: uint8 (height, width), index into ``MATERIALS``.
        cover: uint8 (height, width), CoSIA numero.
        relief: float32 (height, width), height above the terrain in metres.
        look: uint16 (height, width), key of the object's appearance.
        terrain: float32 (height, width), height of the terrain in metres.
        trees: (x, y, radius, height, material index) of crowns still to be stamped.
    """

    def __init__(self, rng: np.random.Generator, size_m: float, warp: Warp) -> None:
        side = round(size_m / GROUND_PIXEL_M)
        self.rng = rng
        self.size_m = size_m
        self.warp = warp
        self.shape = (side, side)
        self.material = np.full(self.shape, INDEX["meadow"], np.uint8)
        self.cover = np.full(self.shape, 12, np.uint8)
        self.relief = np.zeros(self.shape, np.float32)
        self.look = np.zeros(self.shape, np.uint16)
        self.terrain = np.zeros(self.shape, np.float32)
        self.trees: list[tuple[float, float, float, float, int]] = []

    def pick(self, *names: str) -> str:
        """One of the names at random; a name given twice is twice as likely."""
        return names[int(self.rng.integers(len(names)))]

    def new_look(self) -> int:
        """Key of a random appearance."""
        return int(self.rng.integers(LOOKS))

    def patch(self, polygon: np.ndarray) -> Patch:
        """Pixels of a polygon, float (n, 2) in metres; an empty window where it lies outside."""
        vertices = np.asarray(polygon) / GROUND_PIXEL_M
        low = np.clip(np.floor(vertices.min(axis=0)), 0, self.shape[1]).astype(int)
        high = np.clip(np.ceil(vertices.max(axis=0)), 0, self.shape[1]).astype(int)
        width, height = np.maximum(high - low, 0)
        rows, columns = slice(low[1], low[1] + height), slice(low[0], low[0] + width)
        if width == 0 or height == 0:
            return Patch(rows, columns, np.zeros((height, width), bool))
        image = Image.new("L", (int(width), int(height)))
        ImageDraw.Draw(image).polygon([tuple(point) for point in vertices - low - 0.5], fill=1)
        return Patch(rows, columns, np.asarray(image, bool))

    def paint(
        self, patch: Patch, material: str, *, cover: int = 0, height: float | np.ndarray = 0.0, look: int | None = None
    ) -> None:
        """Put a material on the ground.

        Args:
            patch: where.
            material: name in ``INDEX``.
            cover: numero of the class; 0 takes the material's own.
            height: metres above the terrain, a number or float32 of the window.
            look: key of the appearance; drawn anew if None.
        """
        index = INDEX[material]
        window = (patch.rows, patch.columns)
        np.copyto(self.material[window], index, where=patch.mask)
        np.copyto(self.cover[window], cover or _NUMEROS[index], where=patch.mask)
        np.copyto(self.relief[window], np.float32(height), where=patch.mask)
        np.copyto(self.look[window], self.new_look() if look is None else look, where=patch.mask)

    def fill(self, polygon: np.ndarray, material: str, **options: object) -> Patch:
        """``paint`` a polygon and return its patch."""
        patch = self.patch(polygon)
        self.paint(patch, material, **options)  # type: ignore[arg-type]
        return patch

    def build(self, patch: Patch, material: str, height: np.ndarray, look: int | None = None) -> None:
        """``paint`` only where ``height`` rises above what stands there already."""
        higher = patch.within(height > self.relief[patch.rows, patch.columns])
        self.paint(higher, material, height=height, look=look)

    def emboss(self, patch: Patch, height: np.ndarray) -> None:
        """Add relief, float32 of the window in metres, inside the patch."""
        self.relief[patch.rows, patch.columns] += np.where(patch.mask, height, 0)

    def plant(self, position: np.ndarray, radius: float, height: float, material: str) -> None:
        """Remember a tree or bush; crowns are stamped last, over everything lower."""
        self.trees.append((float(position[0]), float(position[1]), radius, height, INDEX[material]))

    def fell(self, position: np.ndarray, radius: float) -> None:
        """Forget the trees planted within ``radius`` metres."""
        self.trees = [tree for tree in self.trees if np.hypot(tree[0] - position[0], tree[1] - position[1]) > radius]

    def material_at(self, position: Sequence[float] | np.ndarray) -> str:
        """Name of the material at a position; empty outside."""
        column, row = int(position[0] // GROUND_PIXEL_M), int(position[1] // GROUND_PIXEL_M)
        inside = 0 <= row < self.shape[0] and 0 <= column < self.shape[1]
        return MATERIALS[self.material[row, column]].name if inside else ""

    def cover_at(self, position: Sequence[float] | np.ndarray) -> int:
        """Numero at a position, whose first two values are x and y; 0 outside."""
        column, row = int(position[0] // GROUND_PIXEL_M), int(position[1] // GROUND_PIXEL_M)
        inside = 0 <= row < self.shape[0] and 0 <= column < self.shape[1]
        return int(self.cover[row, column]) if inside else 0
