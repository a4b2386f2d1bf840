"""Tiles on their way from the scene to the network."""

from dataclasses import dataclass
from typing import Iterable, Iterator, List, Optional

import numpy as np
from numpy.typing import NDArray

from .normalisation import Normalisation
from .polygon_mask import PolygonMask
from .scene import Scene
from .tiling import Tile, Tiling

MIRRORED_PX = 32
"""How far a mirrored scene goes on beyond its edge: what is mirrored tells the network nothing new, it only keeps
the zeros that convolutions take for the outside away from the core."""


@dataclass(frozen=True)
class ReadTile:
    """A tile on its way to the network.

    Attributes:
        tile: its place; None if no pixel of it is wanted.
        pixels: normalised float32 ``(bands, height, width)``.
        wanted: bool ``(height, width)`` of the core: valid and inside the mask.
    """

    tile: Optional[Tile]
    pixels: NDArray[np.float32]
    wanted: NDArray[np.bool_]


def read_tiles(
    scene: Scene, tiling: Tiling, mask: Optional[PolygonMask], normalisation: Normalisation, edge: str
) -> Iterator[ReadTile]:
    """Every tile, shrunk to what is wanted of it."""
    nothing = ReadTile(None, np.empty(0, np.float32), np.empty(0, np.bool_))
    beyond_px = min(MIRRORED_PX, tiling.margin_px) if edge == "reflect" else tiling.margin_px
    for full_tile in tiling:
        tile = full_tile.trim(scene.grid.width, scene.grid.height, beyond_px)
        inside = mask.read(tile.core) if mask else None
        if inside is not None and not inside.any():
            yield nothing
            continue
        pixels, valid = scene.read_tile(tile, edge)
        wanted = valid[tile.core_in_tile] if inside is None else valid[tile.core_in_tile] & inside
        if not wanted.any():
            yield nothing
            continue
        small = tile.shrink(wanted, tiling.margin_px).trim(scene.grid.width, scene.grid.height, beyond_px)
        part = (
            slice(small.row - tile.row, small.row - tile.row + small.height),
            slice(small.column - tile.column, small.column - tile.column + small.width),
        )
        normalised = normalisation.apply(pixels[:, part[0], part[1]], valid[part])
        rows = slice(small.core[1] - tile.core[1], small.core[1] - tile.core[1] + small.core[3])
        columns = slice(small.core[0] - tile.core[0], small.core[0] - tile.core[0] + small.core[2])
        yield ReadTile(small, normalised, wanted[rows, columns])


def batches(tiles: Iterable[ReadTile], size: int) -> Iterator[List[ReadTile]]:
    """Tiles of the same shape, up to ``size`` at once, in their order."""
    batch: List[ReadTile] = []
    for tile in tiles:
        if batch and (len(batch) == size or batch[0].pixels.shape != tile.pixels.shape):
            yield batch
            batch = []
        batch.append(tile)
    if batch:
        yield batch
