"""Counting by zone: centres decide, overlapping zones count as if alone, a partition loses and doubles nothing."""

import numpy as np
import pytest
import shapely
from affine import Affine
from hypothesis import given, settings
from hypothesis import strategies as st
from rasterio.crs import CRS

from cosia.core.raster.grid import Grid
from cosia.core.raster.zone_tally import ZoneTally

WIDTH, HEIGHT = 60, 40
LAMBERT = Grid(CRS.from_epsg(2154), Affine(0.5, 0, 420_000, 0, -0.5, 6_710_000), WIDTH, HEIGHT)
DEGREES = Grid(CRS.from_epsg(4326), Affine(1e-3, 0, 2, 0, -1e-3, 49), WIDTH, HEIGHT)


def codes_of(seed, count=16):
    return np.random.default_rng(seed).integers(0, count, (HEIGHT, WIDTH)).astype(np.uint8)


def tally_of(grid, codes, zones, window_px=(17, 13), count=16):
    tally = ZoneTally(grid, count, np.array(zones, dtype=object))
    width, height = window_px
    for row in range(0, grid.height, height):
        for column in range(0, grid.width, width):
            part = codes[row : row + height, column : column + width]
            tally.add(part, (column, row, part.shape[1], part.shape[0]))
    return tally


def on_grid(grid, xs, ys):
    """A polygon whose corners are given in pixels."""
    return shapely.Polygon([grid.transform @ at for at in zip(xs, ys)])


def rectangle(grid, left, top, right, bottom):
    return on_grid(grid, (left, right, right, left), (top, top, bottom, bottom))


@pytest.mark.parametrize("grid", [LAMBERT, DEGREES])
@settings(max_examples=60, deadline=None)
@given(
    # In eighths of pixels: points that all but coincide have no cells of their own.
    points=st.lists(
        st.tuples(st.integers(-40, 8 * WIDTH + 40), st.integers(-40, 8 * HEIGHT + 40)),
        min_size=3,
        max_size=12,
        unique=True,
    ),
    seed=st.integers(0, 99),
)
def test_zones_that_part_the_map_sum_to_it(grid, points, seed):
    corners = shapely.MultiPoint([grid.transform @ (x / 8, y / 8) for x, y in points])
    frame = rectangle(grid, -10, -10, WIDTH + 10, HEIGHT + 10)
    cells = shapely.get_parts(shapely.voronoi_polygons(corners, extend_to=frame))
    codes = codes_of(seed)
    tally = tally_of(grid, codes, cells)
    assert (tally.pixels == np.bincount(codes.ravel(), minlength=16)).all()
    assert (tally.zone_pixels.sum(axis=0) == tally.pixels).all()
    assert tally.zone_areas_m2.sum(axis=0) == pytest.approx(tally.areas_m2, rel=1e-12)


@pytest.mark.parametrize("grid", [LAMBERT, DEGREES])
@pytest.mark.parametrize("side", [7.5, 13.0, 0.5])
def test_centres_on_the_border_of_two_zones_belong_to_one(grid, side):
    zones = [
        rectangle(grid, left - 0.5, top - 0.5, left + side - 0.5, top + side - 0.5)
        for left in np.arange(0, WIDTH + 1, side)
        for top in np.arange(0, HEIGHT + 1, side)
    ]
    codes = codes_of(3)
    tally = tally_of(grid, codes, zones)
    assert (tally.zone_pixels.sum(axis=0) == tally.pixels).all()


@settings(max_examples=30, deadline=None)
@given(
    boxes=st.lists(
        st.tuples(st.integers(-5, 50), st.integers(-5, 35), st.integers(1, 40), st.integers(1, 30)),
        min_size=1,
        max_size=6,
    ),
    window=st.tuples(st.integers(5, 70), st.integers(5, 50)),
)
def test_overlapping_zones_count_as_if_alone(boxes, window):
    codes = codes_of(1)
    zones = [rectangle(LAMBERT, left, top, left + width, top + height) for left, top, width, height in boxes]
    tally = tally_of(LAMBERT, codes, zones, window)
    for found, (left, top, width, height) in zip(tally.zone_pixels, boxes):
        part = codes[max(top, 0) : max(top + height, 0), max(left, 0) : max(left + width, 0)]
        assert (found == np.bincount(part.ravel(), minlength=16)).all()
    assert tally.zone_areas_m2 == pytest.approx(tally.zone_pixels * 0.25)


def test_the_centre_of_a_pixel_decides():
    codes = np.ones((HEIGHT, WIDTH), np.uint8)
    zones = [rectangle(LAMBERT, 10.6, 10.6, 12.4, 12.4), rectangle(LAMBERT, 20.4, 20.4, 22.6, 22.6)]
    tally = tally_of(LAMBERT, codes, zones)
    assert tally.zone_pixels[:, 1].tolist() == [1, 9]


def test_parts_holes_and_zones_elsewhere():
    codes = np.full((HEIGHT, WIDTH), 3, np.uint8)
    ring = rectangle(LAMBERT, 0, 0, 20, 20) - rectangle(LAMBERT, 5, 5, 15, 15)
    parts = shapely.MultiPolygon([rectangle(LAMBERT, 30, 0, 34, 4), rectangle(LAMBERT, 50, 30, 54, 34)])
    zones = [ring, parts, rectangle(LAMBERT, 100, 100, 110, 110), shapely.MultiPolygon()]
    tally = tally_of(LAMBERT, codes, zones)
    assert tally.zone_pixels[:, 3].tolist() == [300, 32, 0, 0]


def test_areas_of_degrees_change_from_row_to_row():
    codes = np.zeros((HEIGHT, WIDTH), np.uint8)
    codes[:20], codes[20:] = 1, 2
    tally = tally_of(DEGREES, codes, [rectangle(DEGREES, 0, 0, WIDTH, HEIGHT)])
    assert tally.is_on_ellipsoid and tally.pixels[1] == tally.pixels[2]
    assert 1.0003 < tally.areas_m2[2] / tally.areas_m2[1] < 1.0005
    assert tally.zone_areas_m2[0] == pytest.approx(tally.areas_m2)
