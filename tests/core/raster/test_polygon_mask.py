"""A pixel belongs to a polygon that holds its centre, in any coordinate system."""

import numpy as np
import pytest
import shapely
from affine import Affine
from rasterio.crs import CRS
from rasterio.warp import transform, transform_geom

from cosia.core.errors import InvalidInputError
from cosia.core.raster.grid import Grid
from cosia.core.raster.polygon_mask import PolygonMask

LAMBERT_93 = CRS.from_epsg(2154)
GRID = Grid(LAMBERT_93, Affine(2, 0, 600_000, 0, -2, 6_700_000), 50, 40)


def test_windows_of_the_mask_are_parts_of_the_whole():
    triangle = shapely.Polygon([(600_010, 6_699_990), (600_090, 6_699_930), (600_015, 6_699_925)])
    mask = PolygonMask([triangle], "EPSG:2154", GRID, "f")
    whole = mask.read((0, 0, 50, 40))
    assert 0 < whole.sum() < whole.size
    assert abs(whole.sum() * 4 / triangle.area - 1) < 0.02
    assert (mask.read((10, 5, 20, 30)) == whole[5:35, 10:30]).all()


def test_polygons_may_be_in_degrees():
    box = shapely.box(600_020, 6_699_940, 600_060, 6_699_980)
    degrees = shapely.geometry.shape(transform_geom("EPSG:2154", "EPSG:4326", box.__geo_interface__))
    same = PolygonMask([box], "EPSG:2154", GRID, "f").read((0, 0, 50, 40))
    other = PolygonMask([degrees], "EPSG:4326", GRID, "f").read((0, 0, 50, 40))
    assert (same == other).mean() > 0.999


@pytest.mark.parametrize("crs", ["EPSG:4326", "EPSG:3857", "EPSG:32631"])
def test_edges_are_straight_in_the_system_of_the_polygons(crs):
    # 80 km in pixels of 50 m: drawn straight on the grid, a parallel would lie 100 m aside.
    grid = Grid(LAMBERT_93, Affine(50, 0, 200_000, 0, -50, 6_800_000), 1600, 200)
    columns, rows = np.meshgrid(np.arange(1600) + 0.5, np.arange(200) + 0.5)
    xs, ys = (
        np.reshape(at, columns.shape)
        for at in transform(LAMBERT_93, crs, *(at.ravel() for at in grid.transform @ (columns, rows)))
    )
    box = shapely.box(*(float(at[row, column]) for row, column in ((190, 30), (12, 1570)) for at in (xs, ys)))
    hole = shapely.box(*(float(at[row, column]) for row, column in ((130, 400), (70, 1200)) for at in (xs, ys)))
    polygon = box.difference(hole)
    inside = PolygonMask([polygon], crs, grid, "f").read((0, 0, 1600, 200))
    expected = shapely.contains_xy(polygon, xs, ys)
    assert 0.1 < expected.mean() < 0.8
    near = shapely.distance(polygon.boundary, shapely.points(xs, ys)) < 0.06 * abs(xs[1, 1] - xs[0, 0])
    assert (inside == expected)[~near].all() and near.mean() < 0.01


def test_a_rotated_grid_is_met_pixel_by_pixel():
    rotated = Grid(LAMBERT_93, GRID.transform @ Affine.rotation(30), 50, 40)
    box = shapely.box(600_000, 6_699_960, 600_040, 6_700_000)
    inside = PolygonMask([box], "EPSG:2154", rotated, "f").read((0, 0, 50, 40))
    for row, column in np.argwhere(inside)[::7]:
        assert box.buffer(1e-6).contains(shapely.Point(rotated.transform @ (column + 0.5, row + 0.5)))
    assert inside.any()


@pytest.mark.parametrize(
    "polygon, crs, words",
    [
        (shapely.box(0, 0, 10, 10), "EPSG:2154", "touches the raster"),
        (shapely.box(600_010, 6_699_930, 600_020, 6_699_940), "", "no coordinate reference system"),
        (shapely.box(600_010, 6_699_930, 600_020, 6_699_940), "EPSG:999999", "no coordinate reference system"),
        (shapely.box(600_010, 6_699_930, 600_020, 6_699_940), "EPSG:4326", "no coordinate reference system that leads"),
        (shapely.box(-180, -90, 180, 90), "EPSG:4326", "no coordinate reference system that leads"),
    ],
)
def test_polygons_elsewhere_are_refused_by_file(polygon, crs, words):
    with pytest.raises(InvalidInputError, match=words) as error:
        PolygonMask([polygon], crs, GRID, "zones.gpkg")
    assert "zones.gpkg" in error.value.message
