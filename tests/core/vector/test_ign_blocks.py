"""IGN's blocks of 10 km: names, and cuts that neighbours share."""

import numpy as np
import pytest
import shapely
from affine import Affine
from hypothesis import given, settings
from hypothesis import strategies as st
from rasterio.crs import CRS

from cosia.core.errors import InvalidInputError
from cosia.core.raster.grid import Grid
from cosia.core.vector.ign_blocks import block_files, cut_into_blocks


def grid(crs="EPSG:2154"):
    return Grid(CRS.from_string(crs) if crs else None, Affine(0.3, 0, 420_000, 0, -0.3, 6_710_000), 10, 10)


@pytest.mark.parametrize(
    ("department", "name"),
    [
        ("49", "D049_2022_420_6710_vecto.gpkg"),
        ("D049", "D049_2022_420_6710_vecto.gpkg"),
        ("1", "D001_2022_420_6710_vecto.gpkg"),
        ("2a", "D02A_2022_420_6710_vecto.gpkg"),
        ("974", "D974_2022_420_6710_vecto.gpkg"),
    ],
)
def test_files_are_named_as_ign_names_them(tmp_path, department, name):
    assert block_files(str(tmp_path), department, 2022, grid()).path((420, 6710)) == tmp_path / name


@pytest.mark.parametrize("department", ["", "0", "20", "96", "2C", "979", "Maine-et-Loire", "../49", "D"])
def test_other_departments_are_refused(department):
    with pytest.raises(InvalidInputError, match="no French department"):
        block_files("blocks", department, 2022, grid())


@pytest.mark.parametrize(
    ("year", "crs", "words"),
    [
        (0, "EPSG:2154", "YEAR is 0"),
        (22, "EPSG:2154", "YEAR is 22"),
        (2022, "EPSG:4326", "EPSG:4326"),
        (2022, "", "no"),
    ],
)
def test_other_years_and_systems_are_refused(year, crs, words):
    with pytest.raises(InvalidInputError, match=words):
        block_files("blocks", "49", year, grid(crs))


def test_a_block_is_named_after_its_north_west_corner():
    found = list(cut_into_blocks(np.array([shapely.box(425_000, 6_705_000, 435_000, 6_715_000)])))
    assert {block: parts[0].bounds for block, parts, _owners in found} == {
        (420, 6710): (425_000, 6_705_000, 430_000, 6_710_000),
        (420, 6720): (425_000, 6_710_000, 430_000, 6_715_000),
        (430, 6710): (430_000, 6_705_000, 435_000, 6_710_000),
        (430, 6720): (430_000, 6_710_000, 435_000, 6_715_000),
    }


def test_a_polygon_that_ends_at_a_border_is_in_one_block():
    whole = shapely.box(420_000, 6_700_000, 430_000, 6_710_000)
    ((block, parts, owners),) = cut_into_blocks(np.array([whole]))
    assert block == (420, 6710) and parts[0].equals(whole) and owners.tolist() == [0]


@settings(deadline=None, max_examples=40)
@given(st.integers(0, 2**32 - 1), st.floats(2000, 9000), st.floats(-400, 400))
def test_neighbours_stay_neighbours_in_every_block(seed, size_m, shear):
    """A coverage of slanted quadrilaterals with random corners, over four to nine blocks."""
    generator = np.random.default_rng(seed)
    rows, columns = np.mgrid[:6, :6] * size_m / 2
    x = 418_000.3 + columns + shear * rows / size_m + generator.uniform(-0.2, 0.2, (6, 6)) * size_m
    y = 6_712_000.7 - rows + generator.uniform(-0.2, 0.2, (6, 6)) * size_m
    corners = np.stack((x, y), axis=-1)
    polygons = np.array(
        [
            shapely.Polygon([corners[i, j], corners[i, j + 1], corners[i + 1, j + 1], corners[i + 1, j]])
            for i in range(5)
            for j in range(5)
        ]
    )
    everything, areas = [], np.zeros(len(polygons))
    for (west, north), parts, owners in cut_into_blocks(polygons):
        block = shapely.box(west * 1000, north * 1000 - 10_000, west * 1000 + 10_000, north * 1000)
        assert shapely.coverage_is_valid(parts) and (shapely.get_type_id(parts) == 3).all()
        assert shapely.contains_properly(shapely.buffer(block, 1e-6), parts).all()
        np.add.at(areas, owners, shapely.area(parts))
        everything += list(parts)
    assert areas == pytest.approx(shapely.area(polygons), rel=1e-9)
    assert shapely.coverage_is_valid(everything)
