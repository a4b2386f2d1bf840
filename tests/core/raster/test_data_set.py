"""Rasters become one data set only if their numbers mean the same; what is doubtful is told."""

import numpy as np
import pytest
import rasterio
from rasterio.transform import from_origin
from rasterio.warp import transform as transform_points
from shapely.geometry import box

from cosia.core.errors import InvalidInputError
from cosia.core.jobs import Extent
from cosia.core.raster.data_set import Polygons, open_data_set

LEFT, TOP = 420_000, 6_710_000
ROLES = ("red", "nir")


@pytest.fixture
def write(write_raster):
    """A function that writes a small raster of two bands so many metres east of the first."""

    def write(name, east_m=0.0, roles=ROLES, dtype=np.uint16, pixel_m=0.2, top=TOP, **options):
        pixels = np.random.default_rng(0).integers(1, 200, (len(roles), 50, 50)).astype(dtype)
        transform = from_origin(LEFT + east_m, top, pixel_m, pixel_m)
        return str(write_raster(pixels, name, roles=roles, transform=transform, **options))

    return write


@pytest.fixture
def opened(progress):
    """A function that opens a data set without any option but those named."""

    def opened(*paths, extent=None, polygons=None, band_roles=()):
        return open_data_set(paths, band_roles, None, extent, polygons, progress)

    return opened


def test_bands_are_taken_by_role_whatever_their_order(write, opened):
    data_set = opened(write("a.tif"), write("b.tif", 20, roles=("nir", "red")))
    assert data_set.roles == ROLES
    with data_set.open(1) as scene:
        assert scene.roles == ROLES
    assert data_set.warnings == data_set.skipped == ()


def test_rasters_of_one_known_encoding_may_differ_in_type(write, opened):
    tags = {"COSIA_ENCODING": "reflectance"}
    signed = write("b.tif", 20, dtype=np.int16, tags=tags)
    assert opened(write("a.tif", tags=tags), signed).encoding == "reflectance"
    with pytest.raises(InvalidInputError, match=r"reflectance \(int16\), '.*c.tif' reflectance \(float32\)"):
        opened(signed, write("c.tif", 40, dtype=np.float32, tags=tags))


@pytest.mark.parametrize(
    ("other", "sentence"),
    [
        ({"roles": ("red", "green")}, "'.*a.tif' has the bands red, nir, '.*b.tif' has red, green"),
        ({"dtype": np.uint8}, r"'.*a.tif' holds unknown values \(uint16\), '.*b.tif' 8-bit \(uint8\)"),
        ({"dtype": np.float32}, r"unknown values \(uint16\), '.*b.tif' unknown values \(float32\)"),
        ({"tags": {"COSIA_ENCODING": "reflectance"}}, r"'.*b.tif' reflectance \(uint16\)"),
    ],
)
def test_rasters_that_differ_are_named_both(write, opened, other, sentence):
    with pytest.raises(InvalidInputError, match=sentence):
        opened(write("a.tif"), write("b.tif", 20, **other))


def test_a_raster_counts_once(write, opened, tmp_path):
    path = write("a.tif")
    with pytest.raises(InvalidInputError, match="given twice"):
        opened(path, str(tmp_path / "." / "a.tif"))
    with pytest.raises(InvalidInputError, match="INPUT names no raster"):
        opened()


def test_rasters_beside_the_extent_are_skipped_with_a_word(write, opened):
    paths = write("a.tif"), write("b.tif", 20)
    data_set = opened(*paths, extent=Extent(LEFT + 1, TOP - 9, LEFT + 5, TOP - 1, "EPSG:2154"))
    assert [member.path for member in data_set.members] == [paths[0]]
    assert sum(width * height for _column, _row, width, height in data_set.members[0].windows) == 20 * 40
    (sentence,) = data_set.skipped
    assert sentence.startswith("Skipped: The extent") and "lies outside" in sentence
    with pytest.raises(InvalidInputError, match="lies outside the raster"):
        opened(*paths, extent=Extent(LEFT + 500, TOP - 9, LEFT + 505, TOP - 1))


def test_rasters_beside_the_polygons_are_skipped_with_a_word(write, opened):
    paths = write("a.tif"), write("b.tif", 20)
    polygons = Polygons([box(LEFT + 20, TOP - 5, LEFT + 25, TOP)], "EPSG:2154", "zones.gpkg")
    data_set = opened(*paths, polygons=polygons)
    assert [member.path for member in data_set.members] == [paths[1]]
    assert "No polygon of 'zones.gpkg' touches" in data_set.skipped[0]


def test_overlaps_are_told_and_neighbours_are_not(write, opened):
    assert opened(write("a.tif"), write("b.tif", 10)).warnings == ()
    (sentence,) = opened(write("a.tif"), write("b.tif", 10), write("c.tif", 14)).warnings
    assert "1 pairs of rasters overlap, '" in sentence and "b.tif" in sentence and "c.tif" in sentence
    assert "60 % of the smaller" in sentence and "counts twice" in sentence


def test_overlaps_are_found_across_coordinate_systems(write, opened):
    (easting,), (northing,) = transform_points("EPSG:2154", "EPSG:32630", [LEFT], [TOP])
    in_utm = write("utm.tif", easting - LEFT, top=northing, crs="EPSG:32630")
    (sentence,) = opened(write("a.tif"), in_utm).warnings
    assert "overlap" in sentence


def test_different_pixel_sizes_are_told(write, opened):
    (sentence,) = opened(write("a.tif"), write("b.tif", 10, pixel_m=0.3)).warnings
    assert "0.20 m in" in sentence and "0.30 m in" in sentence


def test_8_bit_values_of_different_bounds_are_told(write, opened):
    paths = [write(f"{name}.tif", 10 * number, dtype=np.uint8) for number, name in enumerate("ab")]
    for path, high in zip(paths, ("3000", "4000")):
        with rasterio.open(path, "r+") as dataset:
            dataset.update_tags(COSIA_SCALED_FROM="reflectance", COSIA_ENCODING="8-bit")
            for band in (1, 2):
                dataset.update_tags(band, COSIA_SCALE_MIN="0", COSIA_SCALE_MAX=high)
    (sentence,) = opened(*paths).warnings
    assert "scaled to 8 bits with different bounds" in sentence
