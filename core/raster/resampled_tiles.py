"""Tiles of a resampled scene, and the way back from them to the scene's own grid."""

from itertools import islice
from typing import Iterator, Optional, Tuple

import numpy as np
from numpy.typing import NDArray

from .axis_weights import AxisWeights, axis_weights
from .grid import Window
from .normalisation import Normalisation
from .polygon_mask import PolygonMask
from .resampled_scene import ResampledScene
from .scene import Scene
from .tile_reader import NOTHING, ReadTile, reach_px, read_tiles
from .tiling import Tile, Tiling


def covering_window(view: Scene, extent: Window) -> Window:
    """The pixels of a view that the network has to see for ``extent`` of its scene."""
    return view.cover(extent) if isinstance(view, ResampledScene) else extent


def read_view_tiles(
    view: Scene,
    tiling: Tiling,
    extent: Window,
    mask: Optional[PolygonMask],
    normalisation: Normalisation,
    edge: str,
    first: int = 0,
) -> Iterator[ReadTile]:
    """Every tile of a scene or of its resampled view; arguments as of :func:`read_resampled_tiles`."""
    if isinstance(view, ResampledScene):
        return read_resampled_tiles(view, tiling, extent, mask, normalisation, edge, first)
    return read_tiles(view, tiling, mask, normalisation, edge, first)


def read_resampled_tiles(
    view: ResampledScene,
    tiling: Tiling,
    extent: Window,
    mask: Optional[PolygonMask],
    normalisation: Normalisation,
    edge: str,
    first: int = 0,
) -> Iterator[ReadTile]:
    """Every tile, shrunk to what is wanted of it; what is wanted is decided on the scene's own grid.

    Args:
        view: of the scene.
        tiling: of ``view.cover(extent)``.
        extent: pixels of the scene to classify.
        mask: on the grid of the scene.
        normalisation: for the pixels of the view.
        edge: see :meth:`Scene.read_tile`.
        first: number of the tile to begin with.
    """
    for full_tile in islice(tiling, first, None):
        window = view.centres_in(full_tile.core, extent)
        if not (window[2] and window[3]):
            yield NOTHING
            continue
        wanted = mask.read(window) if mask else np.ones((window[3], window[2]), np.bool_)
        if wanted.any():
            wanted &= view.scene.read(window)[1]
        if not wanted.any():
            yield NOTHING
            continue
        tile = full_tile.shrink(_needed(view, full_tile, wanted, window), tiling.margin_px).trim(
            view.grid.width, view.grid.height, reach_px(tiling, edge)
        )
        pixels, valid = view.read_tile(tile, edge)
        small = view.centres_in(tile.core, extent)
        top, left = small[1] - window[1], small[0] - window[0]
        part, regridding = _way_back(view, tile, small)
        yield ReadTile(
            tile,
            normalisation.apply(pixels, valid),
            wanted[top : top + small[3], left : left + small[2]],
            small,
            part,
            regridding,
        )


def _needed(view: ResampledScene, tile: Tile, wanted: NDArray[np.bool_], window: Window) -> NDArray[np.bool_]:
    """Pixels of the tile's core in the rows and columns of what is wanted: bool ``(height, width)``."""
    needed = []
    for axis, step in ((1, view.steps[0]), (0, view.steps[1])):
        first, length = tile.core[1 - axis], tile.core[3 - axis]
        positions = window[1 - axis] + np.flatnonzero(wanted.any(axis=1 - axis))
        holding = np.zeros(length, np.bool_)
        holding[np.floor((positions + 0.5) / step).astype(int).clip(first, first + length - 1) - first] = True
        needed.append(holding)
    columns, rows = needed
    both: NDArray[np.bool_] = rows[:, None] & columns
    return both


def _way_back(
    view: ResampledScene, tile: Tile, window: Window
) -> Tuple[Tuple[slice, slice], Tuple[AxisWeights, AxisWeights]]:
    """The part of the tile that a window of the scene needs, and the weights of its rows and columns."""
    overlap_px = view.overlap_px()
    parts, weights = [], []
    for axis, origin, side, size in (
        (1, tile.column, tile.width, view.grid.width),
        (0, tile.row, tile.height, view.grid.height),
    ):
        core = tile.core_in_tile[axis]
        part = slice(max(core.start - overlap_px, 0), min(core.stop + overlap_px, side))
        whole = axis_weights(window[1 - axis], window[3 - axis], 1 / view.steps[1 - axis], size, sharp=False)
        indices = whole.start + whole.indices - origin - part.start
        length = part.stop - part.start
        weights.append(AxisWeights(0, length, indices.clip(0, length - 1), whole.weights))
        parts.append(part)
    return (parts[1], parts[0]), (weights[1], weights[0])
