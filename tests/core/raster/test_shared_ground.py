"""Scenes that overlap, directly or through others, are one group; pixels know where they lie on each other."""

import numpy as np
from rasterio.crs import CRS
from rasterio.transform import Affine, from_origin
from rasterio.warp import transform

from cosia.core.raster.grid import Grid
from cosia.core.raster.ground_cells import GroundCells
from cosia.core.raster.pixel_positions import pixel_positions
from cosia.core.raster.shared_ground import groups_of_shared_ground

LAMBERT_93, UTM_31 = CRS.from_epsg(2154), CRS.from_epsg(32631)


def grid(x, y=6_600_000, crs=LAMBERT_93, size=100, pixel=0.5):
    return Grid(crs, from_origin(x, y, pixel, pixel), size, size)


def test_groups():
    chain = [grid(500_000), grid(500_200), grid(500_040), grid(500_080), grid(500_300)]
    assert groups_of_shared_ground(chain) == [0, 1, 0, 0, 4]


def test_scenes_that_only_touch_are_apart():
    assert groups_of_shared_ground([grid(500_000), grid(500_050)]) == [0, 1]


def test_scenes_that_are_too_near_share_ground():
    scenes = [grid(500_000), grid(500_060), grid(500_140, pixel=1.0)]  # 10 m and 30 m apart
    assert groups_of_shared_ground(scenes, near_px=19) == [0, 1, 2]
    assert groups_of_shared_ground(scenes, near_px=21) == [0, 0, 2]
    assert groups_of_shared_ground(scenes, near_px=31) == [0, 0, 0]
    assert groups_of_shared_ground([grid(500_000), grid(500_050)], near_px=1) == [0, 0]


def test_other_coordinate_systems():
    here = grid(700_000, size=400)
    (x,), (y,) = transform(LAMBERT_93, UTM_31, [700_100], [6_599_900])
    there = grid(x, y, UTM_31, 400)
    assert groups_of_shared_ground([here, there]) == [0, 0]


def test_scenes_without_georeference_share_nothing():
    plain = Grid(None, Affine.identity(), 100, 100)
    assert groups_of_shared_ground([plain, plain]) == [0, 1]


def test_positions_on_another_grid():
    columns, rows = pixel_positions(grid(500_010, size=4), grid(500_000))
    np.testing.assert_allclose(columns[0], [20.5, 21.5, 22.5, 23.5])
    np.testing.assert_allclose(rows[:, 0], [0.5, 1.5, 2.5, 3.5])


def test_cells_are_the_same_ground_for_all():
    anchor, other = grid(500_000), grid(500_010.2, 6_599_990.2)
    cells = GroundCells(anchor, 16)
    rows, columns = cells.at(anchor, (20, 20, 8, 8))
    assert rows[0, 0] == 20 and columns[0, -1] == 27
    rows, columns = cells.at(other, (0, 0, 3, 3))
    assert (rows[0].tolist(), columns[0].tolist()) == ([20, 20, 20], [20, 21, 22])
