"""Which pixels two maps are compared on, and what lies outside."""

import numpy as np
import pytest
import shapely
from rasterio.transform import from_origin
from rasterio.warp import transform_bounds

from cosia.core.errors import InvalidInputError
from cosia.core.jobs import Extent
from cosia.core.raster.compared_map import ComparedPolygons, ComparedRaster
from cosia.core.raster.comparison_grid import common_ground

LEFT, TOP = 420_000.0, 6_710_000.0


@pytest.fixture
def raster(write_raster):
    """A function that opens a map of one class."""
    opened = []

    def open_map(name, left=LEFT, top=TOP, pixel_m=0.5, width=100, height=80, **profile):
        options = {"transform": from_origin(left, top, pixel_m, pixel_m), **profile}
        opened.append(ComparedRaster(str(write_raster(np.full((height, width), 9, np.uint8), name, **options))))
        return opened[-1]

    yield open_map
    for one in opened:
        one.__exit__()


def polygons(*boxes, crs="EPSG:2154", name="polygons.gpkg"):
    return ComparedPolygons([shapely.box(*box) for box in boxes], [9] * len(boxes), crs, name)


def test_the_finer_map_gives_the_pixels(raster):
    coarse, fine = raster("coarse.tif"), raster("fine.tif", LEFT + 10.1, TOP - 5.1, 0.2)
    for pair, is_after in (((coarse, fine), True), ((fine, coarse), False)):
        ground = common_ground(*pair, 1.0, None)
        assert ground.is_after == is_after
        assert ground.grid == fine.grid


def test_of_equally_fine_maps_the_later_one_does(raster):
    before, after = raster("before.tif"), raster("after.tif", LEFT + 25.2, TOP - 10.2)
    ground = common_ground(before, after, 1.0, None)
    assert ground.is_after and ground.grid == after.grid.crop((0, 0, 50, 60))
    assert ground.before_ha == pytest.approx(100 * 80 * 0.25 / 1e4)
    common_m2 = (50 - 25.2) * (40 - 10.2)
    assert ground.before_outside_ha == pytest.approx(0.2 - common_m2 / 1e4)
    assert ground.after_outside_ha == pytest.approx(0.2 - common_m2 / 1e4)


def test_other_systems(raster):
    before = raster("before.tif")
    bounds = transform_bounds("EPSG:2154", "EPSG:4326", *before.grid.bounds)
    step = 1e-5
    after = raster(
        "after.tif",
        bounds[0] - 100 * step,
        bounds[3] + 100 * step,
        step,
        400,
        400,
        crs="EPSG:4326",
        transform=from_origin(bounds[0] - 100 * step, bounds[3] + 100 * step, step, step),
    )
    ground = common_ground(before, after, 1.0, None)
    assert not ground.is_after and ground.grid == before.grid
    assert ground.before_outside_ha == pytest.approx(0, abs=1e-6)


def test_a_raster_gives_the_pixels_for_polygons(raster):
    one = raster("map.tif")
    shapes = polygons((LEFT + 10, TOP - 20, LEFT + 20.2, TOP - 5), (LEFT + 12, TOP - 30, LEFT + 13, TOP - 29))
    for pair in ((one, shapes), (shapes, one)):
        assert common_ground(*pair, 1.0, None).grid == one.grid.crop((20, 10, 21, 50))


def test_polygons_alone_get_pixels_of_the_size_that_is_asked_for():
    before = polygons((LEFT, TOP - 100, LEFT + 100, TOP))
    after = polygons((LEFT + 50.3, TOP - 200, LEFT + 150, TOP - 20.4))
    ground = common_ground(before, after, 2.0, None)
    assert ground.grid.transform == from_origin(LEFT + 50, TOP - 20, 2, 2)
    assert (ground.grid.width, ground.grid.height) == (25, 40)
    assert not ground.is_after


def test_polygons_in_degrees_get_square_pixels_on_the_ground():
    bounds = transform_bounds("EPSG:2154", "EPSG:4326", LEFT, TOP - 100, LEFT + 100, TOP)
    after = polygons(bounds, crs="EPSG:4326")
    ground = common_ground(polygons((LEFT, TOP - 100, LEFT + 100, TOP)), after, 2.0, None)
    assert ground.grid.pixel_size_m() == pytest.approx((2, 2), rel=1e-3)
    assert ground.grid.crs.to_epsg() == 4326


def test_the_extent_cuts_the_common_ground(raster):
    before, after = raster("before.tif"), raster("after.tif")
    extent = Extent(LEFT + 10, TOP - 20, LEFT + 20, TOP + 10, "EPSG:2154")
    assert common_ground(before, after, 1.0, extent).grid == after.grid.crop((20, 0, 20, 40))
    half = raster("half.tif", LEFT + 25, TOP)
    with pytest.raises(InvalidInputError, match="EXTENT lies outside what both maps cover"):
        common_ground(half, after, 1.0, extent)


@pytest.mark.parametrize(
    ("left", "profile", "words"),
    [
        (LEFT + 50, {}, "have no common ground"),
        (LEFT, {"crs": None}, "'before.tif' is in no coordinate reference system|set the one that is missing"),
    ],
)
def test_maps_that_cannot_meet_are_refused(raster, left, profile, words):
    with pytest.raises(InvalidInputError, match=words):
        common_ground(raster("before.tif", left, **profile), raster("after.tif"), 1.0, None)


def test_polygons_elsewhere_are_refused(raster):
    with pytest.raises(InvalidInputError, match="have no common ground"):
        common_ground(polygons((0, 0, 10, 10)), raster("after.tif"), 1.0, None)
    with pytest.raises(InvalidInputError, match="have no common ground"):
        common_ground(polygons((0, 0, 10, 10)), polygons((20, 20, 30, 30)), 1.0, None)
