"""Grids: pixel sizes on the ground, extents as whole pixels, offsets between grids."""

import math

import pytest
from affine import Affine
from hypothesis import assume, given
from hypothesis import strategies as st
from rasterio.crs import CRS
from rasterio.transform import from_origin

from cosia.core.errors import InvalidInputError
from cosia.core.jobs import Extent
from cosia.core.raster.grid import SNAP_TOLERANCE_PX, Grid, crs_name, same_crs

LAMBERT_93 = CRS.from_epsg(2154)
WGS_84 = CRS.from_epsg(4326)


def lambert(width=100, height=80, pixel=0.3, left=420_000.0, top=6_710_000.0):
    return Grid(LAMBERT_93, from_origin(left, top, pixel, pixel), width, height)


coordinates = st.floats(-1e7, 1e7)
grids = st.builds(
    lambda left, top, x_m, y_m, angle, width, height: Grid(
        LAMBERT_93,
        Affine.translation(left, top) @ Affine.rotation(angle) @ Affine.scale(x_m, -y_m),
        width,
        height,
    ),
    coordinates,
    coordinates,
    st.floats(0.1, 30),
    st.floats(0.1, 30),
    st.sampled_from([0.0, 0.0, 10.0, 90.0, 200.0]),
    st.integers(1, 5000),
    st.integers(1, 5000),
)


@given(grids, st.floats(0, 1), st.floats(0, 1), st.floats(0.001, 1), st.floats(0.001, 1))
def test_window_covers_the_extent_and_little_more(grid, x, y, width, height):
    xmin, ymin, xmax, ymax = grid.bounds
    extent = Extent(
        xmin + x * (xmax - xmin) * 0.99,
        ymin + y * (ymax - ymin) * 0.99,
        xmin + (x + width) * (xmax - xmin),
        ymin + (y + height) * (ymax - ymin),
    )
    corners = [
        ~grid.transform @ corner
        for corner in (
            (extent.xmin, extent.ymin),
            (extent.xmin, extent.ymax),
            (extent.xmax, extent.ymin),
            (extent.xmax, extent.ymax),
        )
    ]
    columns, rows = zip(*corners)
    touches = min(columns) < grid.width - 1 and max(columns) > 1 and min(rows) < grid.height - 1 and max(rows) > 1
    assume(touches)
    left, top, window_width, window_height = grid.window_of(extent)
    assert 0 <= left < left + window_width <= grid.width
    assert 0 <= top < top + window_height <= grid.height
    assert max(min(columns), 0) >= left - SNAP_TOLERANCE_PX
    assert min(max(columns), grid.width) <= left + window_width + SNAP_TOLERANCE_PX
    assert left >= min(columns) - 1 and top >= min(rows) - 1
    assert left + window_width <= max(columns) + 1 + SNAP_TOLERANCE_PX


@given(grids, st.data())
def test_the_bounds_of_a_window_give_that_window(grid, data):
    assume(grid.transform.b == 0 and grid.transform.a > 0)
    left = data.draw(st.integers(0, grid.width - 1))
    top = data.draw(st.integers(0, grid.height - 1))
    window = (
        left,
        top,
        data.draw(st.integers(1, grid.width - left)),
        data.draw(st.integers(1, grid.height - top)),
    )
    part = grid.crop(window)
    assert grid.window_of(Extent(*part.bounds)) == window
    assert grid.offset_of(part) == (left, top)
    assert part.crop((-left, -top, grid.width, grid.height)).matches(grid)


@given(grids, st.floats(0.05, 0.95), st.floats(0.05, 0.95))
def test_grids_off_by_a_part_of_a_pixel_share_none(grid, right, down):
    other = Grid(grid.crs, grid.transform @ Affine.translation(right, down), grid.width, grid.height)
    assert grid.offset_of(other) is None
    assert not grid.matches(other)


def test_grids_with_another_pixel_or_system_share_none():
    assert lambert().offset_of(lambert(pixel=0.3001)) is None
    assert lambert().offset_of(lambert(width=2, height=2, pixel=0.3001)) == (0, 0)
    assert lambert().offset_of(Grid(WGS_84, lambert().transform, 100, 80)) is None


def test_an_extent_within_one_pixel_is_that_pixel():
    assert lambert().window_of(Extent(420_000.31, 6_709_999.75, 420_000.32, 6_709_999.76)) == (1, 0, 1, 1)


def test_an_extent_in_another_system():
    grid = lambert(10_000, 10_000)
    extent = Extent(-0.700, 47.420, -0.697, 47.422, "EPSG:4326")
    left, top, width, height = grid.window_of(extent)
    assert left > 0 and top > 0 and left + width < 10_000 and top + height < 10_000
    assert width * 0.3 == pytest.approx(0.003 * 111_320 * math.cos(math.radians(47.42)), rel=0.1)
    assert height * 0.3 == pytest.approx(0.002 * 111_170, rel=0.1)


@pytest.mark.parametrize(
    ("extent", "sentence"),
    [
        (Extent(0, 0, 10, 10), r"The extent \(0, 0, 10, 10\) lies outside the raster, which covers \(420000, "),
        (Extent(5, 0, 5, 10), "is empty"),
        (Extent(0, 0, math.nan, 10), "is empty"),
        (Extent(0, 0, 10, 10, "EPSG:999999"), "in EPSG:999999 cannot be transformed to EPSG:2154"),
        (Extent(0, 95, 10, 99, "EPSG:4326"), "in EPSG:4326 cannot be transformed|lies outside"),
    ],
)
def test_extents_that_give_no_window(extent, sentence):
    with pytest.raises(InvalidInputError, match=sentence):
        lambert().window_of(extent)


def test_pixel_size_in_metres():
    assert lambert().pixel_size_m() == pytest.approx((0.3, 0.3))
    turned = Grid(LAMBERT_93, lambert().transform @ Affine.rotation(30) @ Affine.scale(2, 0.5), 10, 10)
    assert turned.pixel_size_m() == pytest.approx((0.6, 0.15))
    feet = Grid(CRS.from_epsg(2263), from_origin(980_000, 200_000, 1, 1), 10, 10)
    assert feet.pixel_size_m() == pytest.approx((0.3048, 0.3048), rel=1e-4)
    assert Grid(None, from_origin(0, 0, 2, 3), 10, 10).pixel_size_m() == (2, 3)


@given(st.floats(-80, 80), st.floats(-170, 170))
def test_pixel_size_of_degrees_is_that_of_the_ground(latitude, longitude):
    grid = Grid(WGS_84, from_origin(longitude, latitude, 3e-6, 3e-6), 1, 1)
    x_m, y_m = grid.pixel_size_m()
    assert x_m == pytest.approx(3e-6 * 111_320 * math.cos(math.radians(latitude)), rel=5e-3)
    assert y_m == pytest.approx(3e-6 * 111_133, rel=6e-3)


def test_web_mercator_is_measured_on_the_ground():
    grid = Grid(CRS.from_epsg(3857), from_origin(261_848, 6_250_566, 0.456, 0.456), 10, 10)
    assert grid.pixel_size_m() == pytest.approx((0.3, 0.3), rel=0.01)


@given(st.floats(0.05, 10), st.integers(1, 400), st.integers(1, 400))
def test_another_pixel_size_covers_the_same_ground(pixel_size_m, width, height):
    grid = lambert(width, height)
    other = grid.with_pixel_size_m(pixel_size_m)
    assert other.pixel_size_m() == pytest.approx((pixel_size_m, pixel_size_m))
    assert (other.transform.c, other.transform.f) == (grid.transform.c, grid.transform.f)
    for own, new in ((grid.width, other.width), (grid.height, other.height)):
        assert new == 1 or abs(own * 0.3 - new * pixel_size_m) <= pixel_size_m / 2 * (1 + 1e-6)


def test_a_grid_in_one_phrase():
    assert lambert().describe() == "100 × 80 pixels of 0.3 m in EPSG:2154 from (420000, 6710000)"
    assert "no coordinate reference system" in Grid(None, from_origin(0, 0, 1, 2), 1, 1).describe()
    assert "1 × 2 m" in Grid(None, from_origin(0, 0, 1, 2), 1, 1).describe()


def test_systems_are_the_same_however_they_are_spelt():
    spelt = CRS.from_wkt(LAMBERT_93.to_wkt().replace("RGF93 v1 / Lambert-93", "RGF93_Lambert_93"))
    assert same_crs(LAMBERT_93, spelt)
    assert same_crs(None, None) and not same_crs(LAMBERT_93, None)
    own = CRS.from_proj4("+proj=lcc +lat_0=46 +lon_0=3 +lat_1=44 +lat_2=49 +datum=WGS84")
    assert not same_crs(LAMBERT_93, own)
    assert crs_name(own) == "unknown"


def test_georeference():
    assert lambert().is_georeferenced
    assert not Grid(None, lambert().transform, 1, 1).is_georeferenced
    assert not Grid(LAMBERT_93, Affine.identity(), 1, 1).is_georeferenced
