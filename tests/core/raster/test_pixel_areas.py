"""Areas of pixels: in the plane where that is a measure of the ground, on the ellipsoid elsewhere."""

import math

import pytest
from affine import Affine
from rasterio.crs import CRS
from rasterio.warp import transform

from cosia.core.raster.grid import Grid
from cosia.core.raster.pixel_areas import PixelAreas

WGS_84_M2 = 510_065_621_724_078.0
"""Of the whole ellipsoid: 2πa² + πb²/e ln((1 + e)/(1 - e))."""


def grid(code, affine, width=100, height=100):
    return Grid(CRS.from_epsg(code) if code else None, affine, width, height)


def zone_area_m2(south, north, degrees):
    """Area between two parallels in closed form (Snyder 1987, equation 3-12)."""
    e2 = 0.00669437999014
    e = math.sqrt(e2)

    def q(latitude):
        s = math.sin(math.radians(latitude))
        return (1 - e2) * (s / (1 - e2 * s * s) - math.log((1 - e * s) / (1 + e * s)) / (2 * e))

    return 6378137.0**2 / 2 * math.radians(degrees) * (q(north) - q(south))


def test_projected_pixels_have_the_area_of_the_plane():
    areas = PixelAreas(grid(2154, Affine(0.3, 0, 420_000, 0, -0.2, 6_710_000)))
    assert areas.constant_m2 == pytest.approx(0.06) and not areas.is_on_ellipsoid
    assert areas.rows_m2(5, 3) == pytest.approx([0.06] * 3)
    turned = Affine.translation(420_000, 6_710_000) @ Affine.rotation(30) @ Affine.scale(0.3, -0.2)
    assert PixelAreas(grid(2154, turned)).middle_m2() == pytest.approx(0.06)
    # US survey feet.
    assert PixelAreas(grid(2263, Affine(1, 0, 980_000, 0, -1, 200_000))).constant_m2 == pytest.approx(0.3048006**2)
    assert PixelAreas(grid(None, Affine(2, 0, 0, 0, -3, 0))).constant_m2 == pytest.approx(6)


def test_degrees_fill_the_ellipsoid():
    rows = 18_000
    areas = PixelAreas(grid(4326, Affine(360 / 36_000, 0, -180, 0, -180 / rows, 90), 36_000, rows))
    assert areas.is_on_ellipsoid and areas.constant_m2 is None
    assert 36_000 * areas.rows_m2(0, rows).sum() == pytest.approx(WGS_84_M2, rel=1e-8)


@pytest.mark.parametrize("code", [4326, 4258, 4171])
def test_rows_of_degrees_have_their_own_area(code):
    step = 3e-6
    areas = PixelAreas(grid(code, Affine(step, 0, 2.3, 0, -step, 48.9), 500, 40_000))
    for row in (0, 20_000, 39_999):
        north = 48.9 - row * step
        assert areas.rows_m2(row, 1)[0] == pytest.approx(zone_area_m2(north - step, north, step), rel=2e-7)
    assert areas.rows_m2(0, 1)[0] < areas.rows_m2(39_999, 1)[0] * (1 - 1e-3)


def test_web_mercator_is_measured_on_the_ground():
    places = [transform("EPSG:4326", "EPSG:3857", [2.3], [latitude]) for latitude in (48.0, 48.1)]
    (left,), (bottom,) = places[0]
    top = places[1][1][0]
    rows = 1000
    areas = PixelAreas(grid(3857, Affine(10, 0, left, 0, -(top - bottom) / rows, top), 200, rows))
    assert areas.is_on_ellipsoid
    degrees = 200 * 10 / (math.pi * 6378137) * 180
    assert 200 * areas.rows_m2(0, rows).sum() == pytest.approx(zone_area_m2(48.0, 48.1, degrees), rel=1e-6)


def test_columns_and_rows_may_change_places():
    step = 1e-5
    upright = PixelAreas(grid(4326, Affine(step, 0, 2.3, 0, -step, 48.9))).middle_m2()
    turned = PixelAreas(grid(4326, Affine(0, step, 2.3, step, 0, 48.9 - 100 * step))).middle_m2()
    assert turned == pytest.approx(upright, rel=1e-6)


def test_pixels_on_the_date_line_have_their_area():
    areas = [PixelAreas(grid(4326, Affine(1, 0, left, 0, -1, 10), 1, 1)).middle_m2() for left in (179.5, 20)]
    assert areas[0] == pytest.approx(areas[1])
