"""Polygons cut into the blocks of 10 km that IGN delivers CoSIA in, and the names of their files."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Iterator, Tuple

import numpy as np
import shapely
from numpy.typing import NDArray

from ..errors import InvalidInputError
from ..language import _
from ..raster.grid import Grid, crs_name

BLOCK_M = 10_000

YEARS = range(1950, 2100)

_DEPARTMENTS = {f"0{number:02}" for number in range(1, 96) if number != 20}
_DEPARTMENTS |= {"02A", "02B", "971", "972", "973", "974", "975", "976", "977", "978", "984", "986", "987", "988"}

Block = Tuple[int, int]
"""West and north, km."""


@dataclass(frozen=True)
class BlockFiles:
    """Where the blocks of a map go.

    Attributes:
        folder: of the files.
        department: three characters as in IGN's names, ``049`` or ``02A``.
        year: of the images.
    """

    folder: Path
    department: str
    year: int

    def path(self, block: Block) -> Path:
        """``D049_2022_420_6710_vecto.gpkg``: department, year, north-west corner in km."""
        return self.folder / f"D{self.department}_{self.year}_{block[0]:03d}_{block[1]:04d}_vecto.gpkg"


def block_files(folder: str, department: str, year: int, grid: Grid) -> BlockFiles:
    """The files of the blocks of a map.

    Args:
        folder: may be missing, but not the folder that it is in.
        department: its number, such as ``49`` or ``2A``.
        year: of the images.
        grid: of the map.

    Raises:
        InvalidInputError: there is no such department or year, or the map's coordinates are no metres.
    """
    code = re.sub("^D(?=.)", "", department.strip().upper()).rjust(3, "0")
    if code not in _DEPARTMENTS:
        raise InvalidInputError(
            _("DEPARTMENT is '{code}', which is no French department; give a code such as 49, 2A or 974.").format(
                code=department
            )
        )
    if year not in YEARS:
        raise InvalidInputError(
            _("YEAR is {year}, but the names of blocks need the year of the images, such as 2022.").format(year=year)
        )
    if grid.crs is None or not grid.crs.is_projected or grid.crs.linear_units_factor[1] != 1:
        raise InvalidInputError(
            _(
                "Blocks of 10 km need a map in metres, but its coordinate reference system is {crs}; reproject it, for "
                "instance to EPSG:2154, or leave BLOCKS_FOLDER empty."
            ).format(crs=crs_name(grid.crs))
        )
    return BlockFiles(Path(folder), code, year)


def cut_into_blocks(polygons: NDArray[Any]) -> Iterator[Tuple[Block, NDArray[Any], NDArray[np.intp]]]:
    """The parts of polygons in each block that they touch.

    Neighbours stay neighbours: where a block cuts their common border, both get the same vertex, also in the next
    block.

    Args:
        polygons: shapely, metres.

    Returns:
        For each block: which, its polygons, and the position of the polygon that each is a part of.
    """
    if not len(polygons):
        return
    bounds = shapely.bounds(polygons) / BLOCK_M
    first = np.floor(bounds[:, :2]).astype(np.int64)
    last = np.maximum(first, np.ceil(bounds[:, 2:]).astype(np.int64) - 1)
    is_cut = (first != last).any(axis=1)
    ready = polygons.copy()
    ready[is_cut] = _with_vertices_at_cuts(polygons[is_cut])
    for column in range(int(first[:, 0].min()), int(last[:, 0].max()) + 1):
        for row in range(int(first[:, 1].min()), int(last[:, 1].max()) + 1):
            here = np.flatnonzero((first <= (column, row)).all(axis=1) & (last >= (column, row)).all(axis=1))
            if not len(here):
                continue
            box = shapely.box(*(BLOCK_M * np.array([column, row, column + 1, row + 1])))
            inside = ready[here]
            inside[is_cut[here]] = shapely.intersection(inside[is_cut[here]], box)
            parts, owners = shapely.get_parts(inside, return_index=True)
            is_area = shapely.area(parts) > 0
            if is_area.any():
                yield (column * BLOCK_M // 1000, (row + 1) * BLOCK_M // 1000), parts[is_area], here[owners[is_area]]


def _with_vertices_at_cuts(polygons: NDArray[Any]) -> NDArray[Any]:
    """The same polygons with a vertex wherever they cross the border of a block."""
    if not len(polygons):
        return polygons
    rings, owners = shapely.get_rings(polygons, return_index=True)
    points, ring_of = shapely.get_coordinates(rings, return_index=True)
    for axis in (0, 1):
        points, ring_of = _crossed(points, ring_of, axis)
    cut: NDArray[Any] = shapely.polygons(shapely.linearrings(points, indices=ring_of), indices=owners)
    return cut


def _crossed(
    points: NDArray[np.float64], ring_of: NDArray[np.intp], axis: int
) -> Tuple[NDArray[np.float64], NDArray[np.intp]]:
    """Lines ``(n, 2)`` with the points where they cross multiples of the block's side on an axis."""
    starts, ends = points[:-1], points[1:]
    forward = starts[:, axis] < ends[:, axis]
    # Both neighbours compute a point from the same end of their common line, so that it is the same.
    low, high = np.where(forward[:, None], starts, ends), np.where(forward[:, None], ends, starts)
    first = np.floor(low[:, axis] / BLOCK_M).astype(np.int64) + 1
    counts = np.maximum(0, np.ceil(high[:, axis] / BLOCK_M).astype(np.int64) - first)
    counts[ring_of[:-1] != ring_of[1:]] = 0
    line_of = np.repeat(np.arange(len(counts)), counts)
    step = np.arange(len(line_of)) - np.repeat(np.cumsum(counts) - counts, counts)
    step = np.where(forward[line_of], step, counts[line_of] - 1 - step)
    borders = BLOCK_M * (first[line_of] + step).astype(np.float64)
    share = (borders - low[line_of, axis]) / (high[line_of, axis] - low[line_of, axis])
    crossings = low[line_of] + share[:, None] * (high[line_of] - low[line_of])
    crossings[:, axis] = borders
    return np.insert(points, line_of + 1, crossings, axis=0), np.insert(ring_of, line_of + 1, ring_of[line_of])
