"""Squares spread over a scene, to try something on before the whole scene is worth the time."""

import math
from typing import List, Optional, Tuple

import numpy as np
from affine import Affine
from numpy.typing import NDArray

from ..errors import InvalidInputError
from ..jobs import STRIDE_PX
from ..language import _
from ..progress import Progress
from .grid import Grid, Window
from .reference import Reference
from .scene import Scene

PROBE_PX = 64
"""Side of the square in the middle of a crop that its brightness is read from."""

CANDIDATES = 64
COVERAGE_PX = 2048
"""Side of the coarse grid on which a reference is looked for."""

_SEED = 0


def spread_crops(
    scene: Scene, extent: Window, size_px: int, count: int, reference: Optional[Reference], progress: Progress
) -> List[Window]:
    """Squares that hold data, far apart from each other in place and in brightness; the same ones every time.

    An extent of no more pixels than they all have is taken whole.

    Args:
        scene: to take them from.
        extent: pixels of the scene that they lie in.
        size_px: side of a square; smaller where the extent is.
        count: how many, at most.
        reference: where given, the squares lie where it names classes.
        progress: is asked whether the user cancelled.

    Raises:
        InvalidInputError: no valid pixel, or none that the reference covers.
    """
    windows = [extent] if extent[2] * extent[3] <= count * size_px**2 else _cells(extent, size_px)
    if reference is not None:
        windows = _covered(windows, scene.grid, extent, reference)
    candidates = _probed(scene, windows, PROBE_PX, progress) or _probed(scene, windows, size_px, progress)
    if not candidates:
        raise InvalidInputError(_no_valid_pixel(scene, reference))
    return _far_apart(candidates, count)


def _no_valid_pixel(scene: Scene, reference: Optional[Reference]) -> str:
    if reference is None:
        return _("The raster '{file}' holds no valid pixel there; choose another extent or NODATA.").format(
            file=scene.path
        )
    return _("The raster '{file}' holds no valid pixel where the reference '{reference}' names classes.").format(
        file=scene.path, reference=reference.file
    )


def _cells(extent: Window, size_px: int) -> List[Window]:
    """Squares in the middle of the cells into which the extent is cut, none of them overlapping."""
    left, top, width, height = extent
    columns, rows = max(1, width // size_px), max(1, height // size_px)
    return [
        _square((left + (column + 0.5) * width / columns, top + (row + 0.5) * height / rows), size_px, extent)
        for row in range(rows)
        for column in range(columns)
    ]


def _square(centre: Tuple[float, float], size_px: int, extent: Window) -> Window:
    """The square around a place, moved inside the extent, on the stride of the network where there is room."""
    sides, starts = [], []
    for axis in (0, 1):
        low, length = extent[axis], extent[axis + 2]
        side = min(size_px, length)
        start = min(max(round(centre[axis] - side / 2), low), low + length - side)
        aligned = start // STRIDE_PX * STRIDE_PX
        starts.append(aligned if aligned >= low else start)
        sides.append(side)
    return starts[0], starts[1], sides[0], sides[1]


def _covered(windows: List[Window], grid: Grid, extent: Window, reference: Reference) -> List[Window]:
    """Squares around what a reference names, instead of ``windows``; those with most of it come first."""
    left, top, width, height = extent
    factor = max(1, math.ceil(max(width, height) / COVERAGE_PX))
    columns, rows = math.ceil(width / factor), math.ceil(height / factor)
    coarse = Grid(grid.crs, grid.crop(extent).transform @ Affine.scale(width / columns, height / rows), columns, rows)
    found = reference.read(coarse)
    if not found.overlaps:
        raise InvalidInputError(
            _("The reference '{file}' does not overlap the raster or its extent; choose one of the same place.").format(
                file=reference.file
            )
        )
    if not found.labels.any():
        codes = ", ".join(sorted(found.unknown)[:10]) or _("no data")
        raise InvalidInputError(
            _("The reference '{file}' names no CoSIA class (1-15) on the raster, only: {codes}.").format(
                file=reference.file, codes=codes
            )
        )
    if windows == [extent]:
        return windows
    labelled_rows, labelled_columns = np.nonzero(found.labels)
    x = left + (labelled_columns + 0.5) * width / columns
    y = top + (labelled_rows + 0.5) * height / rows
    size_px = max(windows[0][2:])
    cells = (y - top) // size_px * (width // size_px + 1) + (x - left) // size_px
    _numbers, members, counts = np.unique(cells, return_inverse=True, return_counts=True)
    centres = (np.bincount(members, at) / counts for at in (x, y))
    places = np.stack(list(centres), axis=1)[np.argsort(-counts, kind="stable")]
    apart: List[Window] = []
    for place in places:
        window = _square((float(place[0]), float(place[1])), size_px, extent)
        if not any(_overlap(window, other) for other in apart):
            apart.append(window)
    return apart


def _overlap(first: Window, second: Window) -> bool:
    return all(
        first[axis] < second[axis] + second[axis + 2] and second[axis] < first[axis] + first[axis + 2]
        for axis in (0, 1)
    )


def _probed(
    scene: Scene, windows: List[Window], probe_px: int, progress: Progress
) -> List[Tuple[Window, float, float]]:
    """Some of the windows that hold data in their middle: valid share and mean digital number of each."""
    order = np.random.default_rng(_SEED).permutation(len(windows))
    found: List[Tuple[Window, float, float]] = []
    for number in order:
        progress.check_cancelled()
        column, row, width, height = windows[number]
        probe = _square((column + width / 2, row + height / 2), probe_px, windows[number])
        pixels, valid = scene.read(probe)
        if valid.any():
            found.append((windows[number], float(valid.mean()), float(pixels[:, valid].mean(dtype=np.float64))))
        if len(found) == CANDIDATES:
            break
    return found


def _far_apart(candidates: List[Tuple[Window, float, float]], count: int) -> List[Window]:
    """One of middle brightness, then always the one farthest from those taken, in place and rank of brightness."""
    best_share = max(share for _window, share, _brightness in candidates)
    kept = [candidate for candidate in candidates if candidate[1] >= 0.9 * best_share]
    if len(kept) < count:
        kept = candidates
    at = np.array([[window[0], window[1]] for window, _share, _brightness in kept], np.float64)
    brightness = np.array([mean for _window, _share, mean in kept])
    ordered = np.sort(brightness)
    ranks = np.searchsorted(ordered, brightness) + np.searchsorted(ordered, brightness, side="right")
    features = np.column_stack([_unit(at[:, 0]), _unit(at[:, 1]), _unit(ranks.astype(np.float64))])
    taken = [int(np.argmin(np.abs(features - 0.5).sum(axis=1)))]
    while len(taken) < min(count, len(kept)):
        distances = np.linalg.norm(features[:, None] - features[taken], axis=2).min(axis=1)
        distances[taken] = -1
        taken.append(int(distances.argmax()))
    return sorted((kept[number][0] for number in taken), key=lambda window: (window[1], window[0]))


def _unit(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Scaled to 0-1."""
    span = float(np.ptp(values))
    return (values - values.min()) / span if span else np.full(values.shape, 0.5)
