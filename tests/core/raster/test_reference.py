"""A reference on another grid, in another system, or as polygons: each pixel gets what lies under its centre."""

import numpy as np
import pytest
import shapely
from affine import Affine
from hypothesis import given, settings
from hypothesis import strategies as st
from rasterio.crs import CRS
from rasterio.warp import transform

from cosia.core.errors import InvalidInputError
from cosia.core.raster import reference as reference_module
from cosia.core.raster.grid import Grid
from cosia.core.raster.reference import ReferencePolygons, ReferenceRaster, is_raster, numero_of

LAMBERT_93, UTM_31 = CRS.from_epsg(2154), CRS.from_epsg(32631)
ORIGIN = (420_000.0, 6_710_000.0)


def grid_at(column=0.0, row=0.0, pixel_m=0.2, width=40, height=30, crs=LAMBERT_93):
    """A grid whose origin lies some metres from that of the test's rasters."""
    return Grid(crs, Affine(pixel_m, 0, ORIGIN[0] + column, 0, -pixel_m, ORIGIN[1] - row), width, height)


@pytest.fixture
def labels():
    return np.random.default_rng(1).integers(1, 16, (60, 80)).astype(np.uint8)


def test_on_its_own_grid_nothing_changes(write_raster, labels):
    with ReferenceRaster(str(write_raster(labels))) as reference:
        read = reference.read(grid_at(width=80, height=60))
    assert (read.labels == labels).all() and read.overlaps and not read.unknown


@settings(deadline=None, max_examples=25)
@given(st.floats(-20, 20), st.floats(-20, 20), st.sampled_from([0.05, 0.2, 0.3, 1.7]))
def test_each_centre_gets_the_pixel_that_it_lies_in(tmp_path_factory, left_m, top_m, pixel_m):
    import rasterio

    labels = np.random.default_rng(1).integers(1, 16, (60, 80)).astype(np.uint8)
    path = tmp_path_factory.mktemp("reference") / "labels.tif"
    profile = {"driver": "GTiff", "count": 1, "width": 80, "height": 60, "dtype": "uint8", "crs": LAMBERT_93}
    with rasterio.open(path, "w", transform=grid_at().transform, **profile) as dataset:
        dataset.write(labels, 1)
    grid = grid_at(left_m, top_m, pixel_m)
    with ReferenceRaster(str(path)) as reference:
        read = reference.read(grid)
    expected = np.zeros((grid.height, grid.width), np.uint8)
    for row in range(grid.height):
        for column in range(grid.width):
            x, y = ~grid_at().transform @ (grid.transform @ (column + 0.5, row + 0.5))
            if 0 <= np.floor(x) < 80 and 0 <= np.floor(y) < 60:
                expected[row, column] = labels[int(np.floor(y)), int(np.floor(x))]
    assert (read.labels == expected).all()
    assert read.overlaps == bool(expected.any())


def test_a_reference_that_is_much_finer_is_looked_up_in_parts(write_raster, labels, monkeypatch):
    coarse = grid_at(0.3, 0.3, pixel_m=1.3, width=12, height=9)
    with ReferenceRaster(str(write_raster(labels))) as reference:
        whole = reference.read(coarse).labels
        monkeypatch.setattr(reference_module, "MOST_READ_PX", 40)
        assert (reference.read(coarse).labels == whole).all() and (whole > 0).all()


def test_another_coordinate_system_is_followed_point_by_point(write_raster, labels):
    (x,), (y,) = transform(LAMBERT_93, UTM_31, [ORIGIN[0]], [ORIGIN[1]])
    own = Affine(0.25, 0.02, x, 0.02, -0.25, y)
    path = write_raster(labels, crs=UTM_31, transform=own)
    grid = grid_at(3.0, 2.0)
    with ReferenceRaster(str(path)) as reference:
        read = reference.read(grid)
    for row, column in ((0, 0), (7, 31), (29, 39)):
        there = transform(LAMBERT_93, UTM_31, *zip(grid.transform @ (column + 0.5, row + 0.5)))
        x_px, y_px = ~own @ (there[0][0], there[1][0])
        inside = 0 <= x_px < 80 and 0 <= y_px < 60
        assert read.labels[row, column] == (labels[int(y_px), int(x_px)] if inside else 0)
    assert (read.labels > 0).mean() > 0.3


def test_no_data_is_no_class_and_unknown_codes_are_counted(write_raster):
    codes = np.array([[0, 3, 255, 16, 16, 15, 200]], np.uint8)
    with ReferenceRaster(str(write_raster(codes, nodata=255))) as reference:
        read = reference.read(grid_at(width=7, height=1))
    assert read.labels.tolist() == [[0, 3, 0, 0, 0, 15, 0]]
    assert read.unknown == {"16": 2, "200": 1}


def test_classes_stored_as_real_numbers_are_read_and_fractions_are_unknown(write_raster):
    codes = np.array([[1.0, 2.5, np.nan, 15.0, -3.0]], np.float32)
    with ReferenceRaster(str(write_raster(codes))) as reference:
        read = reference.read(grid_at(width=5, height=1))
    assert read.labels.tolist() == [[1, 0, 0, 15, 0]] and read.unknown == {"2.5": 1, "-3": 1}


def test_unknown_codes_count_where_they_are_asked_for(write_raster):
    codes = np.array([[16, 3, 16, 200]], np.uint8)
    counted = np.array([[True, True, False, False]])
    grid = grid_at(width=4, height=1)
    with ReferenceRaster(str(write_raster(codes))) as reference:
        read = reference.read(grid, counted)
    assert read.unknown == {"16": 1} and read.labels.tolist() == [[0, 3, 0, 0]]
    left, right = (shapely.box(x, ORIGIN[1] - 1, x + 0.4, ORIGIN[1]) for x in (ORIGIN[0], ORIGIN[0] + 0.4))
    read = ReferencePolygons([left, right], ["coupe", "coupe"], "EPSG:2154", grid, "zones.gpkg").read(grid, counted)
    assert read.unknown == {"coupe": 2}


def test_codes_of_another_nomenclature_are_refused(write_raster, labels):
    path = str(write_raster(labels, tags={"COSIA_CODES": "flair"}))
    with pytest.raises(InvalidInputError, match="holds FLAIR codes, but CoSIA's are needed here"):
        ReferenceRaster(path)


@pytest.mark.parametrize("name", ["Bâtiment", "Ba\u0302timent", "batiment", " BÂTIMENT", "building", "1", "1.0", 1.0])
def test_names_of_classes_are_known_however_programs_write_accents(name):
    assert numero_of(name) == 1


def test_a_reference_that_is_not_where_it_says_is_refused():
    metres = shapely.box(ORIGIN[0], ORIGIN[1] - 3, ORIGIN[0] + 4, ORIGIN[1])
    with pytest.raises(InvalidInputError, match=r"'zones\.gpkg' have no coordinate reference system that leads"):
        ReferencePolygons([metres], [5], "EPSG:4326", grid_at(), "zones.gpkg")


def test_elsewhere_it_does_not_overlap(write_raster, labels):
    with ReferenceRaster(str(write_raster(labels))) as reference:
        assert not reference.read(grid_at(1000.0)).overlaps


@pytest.mark.parametrize(
    ("pixels", "options", "words"),
    [
        (np.ones((3, 4, 4), np.uint8), {}, "has 3 bands; give one band"),
        (np.ones((4, 4), np.uint8), {"crs": None}, "has no coordinate reference system"),
    ],
)
def test_a_raster_that_cannot_be_a_reference_is_refused(write_raster, pixels, options, words):
    path = str(write_raster(pixels, **options))
    with pytest.raises(InvalidInputError, match=words), ReferenceRaster(path) as reference:
        reference.read(grid_at())


def test_polygons_are_burnt_by_the_pixel_centre_and_by_number_or_name():
    def square(left_px, top_px, side_px):
        x, y = ORIGIN[0] + left_px * 0.2, ORIGIN[1] - top_px * 0.2
        return shapely.box(x, y - side_px * 0.2, x + side_px * 0.2, y)

    polygons = [square(0, 0, 4), square(3.6, 0, 2), square(10, 10, 3), square(20, 10, 3), square(30, 5, 2)]
    classes = [6, "7", "Bâtiment", "deciduous", 99]
    reference = ReferencePolygons(polygons, classes, "EPSG:2154", grid_at(), "zones.gpkg")
    read = reference.read(grid_at())
    expected = np.zeros((30, 40), np.uint8)
    expected[0:4, 0:4] = 6
    expected[0:2, 4:6] = 7  # the centre of column 3 lies left of 3.6
    expected[10:13, 10:13] = 1
    expected[10:13, 20:23] = 9
    assert (read.labels == expected).all()
    assert read.unknown == {"99": 4} and read.overlaps


def test_polygons_in_another_system_land_where_they_belong():
    xs, ys = transform(
        LAMBERT_93, UTM_31, *zip(*shapely.box(ORIGIN[0], ORIGIN[1] - 3, ORIGIN[0] + 4, ORIGIN[1]).exterior.coords)
    )
    reference = ReferencePolygons([shapely.Polygon(zip(xs, ys))], [5], "EPSG:32631", grid_at(), "zones.gpkg")
    labels = reference.read(grid_at()).labels
    assert (labels[:15, :20] == 5).all() and (labels == 5).sum() == 300


def test_what_is_a_raster_is_seen_from_the_file(write_raster, labels, tmp_path):
    (tmp_path / "zones.gpkg").write_text("no")
    assert is_raster(str(write_raster(labels)))
    assert not is_raster(str(tmp_path / "zones.gpkg")) and not is_raster(str(tmp_path / "nowhere.tif"))
