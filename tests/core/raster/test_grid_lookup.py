"""Looking pixels up on another grid: shifted, finer, coarser, turned, in another system; nothing is averaged."""

import numpy as np
import pytest
from affine import Affine
from hypothesis import given, settings
from hypothesis import strategies as st
from rasterio.crs import CRS
from rasterio.warp import transform

from cosia.core.raster.grid import Grid
from cosia.core.raster.grid_lookup import looked_up

LAMBERT = CRS.from_epsg(2154)
PIXELS = np.random.default_rng(5).integers(1, 200, (30, 40)).astype(np.uint8)
OWN = Grid(LAMBERT, Affine(0.5, 0, 420_000, 0, -0.5, 6_710_000), 40, 30)


def read(window):
    column, row, width, height = window
    assert column >= 0 and row >= 0 and column + width <= 40 and row + height <= 30
    return PIXELS[row : row + height, column : column + width]


def expected(grid):
    """One pixel centre after the other."""
    found = np.zeros((grid.height, grid.width), np.uint8)
    for row in range(grid.height):
        for column in range(grid.width):
            x, y = grid.transform @ (column + 0.5, row + 0.5)
            if grid.crs != LAMBERT:
                (x,), (y,) = transform(grid.crs, LAMBERT, [x], [y])
            at_column, at_row = (int(np.floor(at)) for at in ~OWN.transform @ (x, y))
            if 0 <= at_column < 40 and 0 <= at_row < 30:
                found[row, column] = PIXELS[at_row, at_column]
    return found


@settings(max_examples=40, deadline=None)
@given(left=st.integers(-50, 50), top=st.integers(-50, 50), width=st.integers(1, 60), height=st.integers(1, 60))
def test_pixels_that_coincide_are_shifted(left, top, width, height):
    grid = OWN.crop((left, top, width, height))
    assert (looked_up(read, OWN, grid) == expected(grid)).all()


@pytest.mark.parametrize(
    "grid",
    [
        Grid(LAMBERT, Affine(0.5, 0, 419_998.85, 0, -0.5, 6_710_001.2), 30, 20),
        Grid(LAMBERT, Affine(0.2, 0, 420_000.03, 0, -0.2, 6_710_000.04), 110, 80),
        Grid(LAMBERT, Affine(1.7, 0, 419_990, 0, -1.7, 6_710_005), 20, 15),
        Grid(LAMBERT, Affine(0.4, 0.1, 420_001, 0.1, -0.4, 6_709_999), 40, 30),
        Grid(LAMBERT, Affine(0.4, 0, 430_000, 0, -0.4, 6_709_999), 4, 3),
    ],
)
def test_other_grids_are_looked_up_at_their_centres(grid):
    assert (looked_up(read, OWN, grid) == expected(grid)).all()


def test_other_systems_are_looked_up_exactly():
    (left, right), (top, bottom) = transform(LAMBERT, "EPSG:4326", [420_000, 420_020], [6_710_000, 6_709_985])
    step_x, step_y = (right - left) / 25, (bottom - top) / 20
    grid = Grid(CRS.from_epsg(4326), Affine(step_x, 0, left, 0, step_y, top), 28, 22)
    found = looked_up(read, OWN, grid)
    assert (found == expected(grid)).all() and found.any() and not found.all()
