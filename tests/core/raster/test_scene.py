"""Bands are found by role, and only valid pixels are called valid."""

import numpy as np
import pytest

from cosia.core.errors import InvalidInputError
from cosia.core.raster.scene import Scene
from cosia.core.raster.tiling import Tile

ROLES = ("red", "green", "blue", "nir")


def numbered(dtype=np.uint8, bands=4, size=20):
    return np.stack([np.full((size, size), band + 1, dtype) for band in range(bands)])


def test_bands_are_selected_by_name_never_by_position(write_raster):
    path = write_raster(numbered(bands=6), roles=("Red", "Green", "Blue", "NIR", "Red Edge", "Deep Blue"))
    with Scene(str(path), (), None) as scene:
        scene.select(("deep_blue", "red", "red_edge"))
        pixels, _valid = scene.read((0, 0, 1, 1))
    assert pixels.ravel().tolist() == [6, 1, 5]


def test_given_roles_win_and_a_dash_leaves_a_band_out(write_raster):
    path = write_raster(numbered(), roles=ROLES)
    with Scene(str(path), ("nir", "-", "green", "red"), None) as scene:
        scene.select(("red", "nir"))
        assert scene.read((0, 0, 1, 1))[0].ravel().tolist() == [4, 1]


@pytest.mark.parametrize(
    "roles, given, wanted, words",
    [
        (None, (), ("red",), "carry no roles"),
        (ROLES, (), ("red", "deep_blue", "red_edge"), "needs the band deep_blue, red_edge"),
        (ROLES, ("red", "green"), ("red",), "has 4 bands, but 2 band roles"),
        (ROLES, ("red", "green", "blue", "infra"), ("red",), "'infra' is unknown"),
        (ROLES, ("red", "red", "blue", "nir"), ("red",), "red stands at two bands"),
    ],
)
def test_roles_that_do_not_fit_are_named(write_raster, roles, given, wanted, words):
    path = write_raster(numbered(), roles=roles)
    with pytest.raises(InvalidInputError, match=words), Scene(str(path), given, None) as scene:
        scene.select(wanted)


def test_a_pixel_is_no_data_where_all_bands_say_so(write_raster):
    pixels = numbered()
    pixels[:, 0, 0] = 0
    pixels[0, 0, 1] = 0  # dark water in one band
    with Scene(str(write_raster(pixels, roles=ROLES, nodata=0)), (), None) as scene:
        _pixels, valid = scene.read((0, 0, 20, 20))
    assert not valid[0, 0]
    assert valid.sum() == 399


def test_a_given_no_data_value_supplies_a_missing_one_and_numbers_must_be_plausible(write_raster):
    pixels = numbered(np.float64)
    pixels[:, 3] = 0
    pixels[2, 5, 5] = np.nan
    pixels[1, 6, 6] = np.inf
    pixels[0, 7, 7] = np.finfo(np.float32).min
    with Scene(str(write_raster(pixels, roles=ROLES)), (), 0.0) as scene:
        _pixels, valid = scene.read((0, 0, 20, 20))
    assert not valid[3].any() and not valid[5, 5] and not valid[6, 6] and not valid[7, 7]
    assert valid.sum() == 400 - 23


def test_a_negative_no_data_value_in_any_band_marks_a_pixel(write_raster):
    pixels = numbered(np.int16)
    pixels[0, 0, 0] = -32768  # no light is negative, so this is no dark value
    pixels[1, 0, 1] = -12  # reflectance after correction of the atmosphere may be
    with Scene(str(write_raster(pixels, roles=ROLES, nodata=-32768)), (), None) as scene:
        _pixels, valid = scene.read((0, 0, 20, 20))
    assert not valid[0, 0] and valid.sum() == 399


@pytest.mark.parametrize("nodata", [float("nan"), float("inf"), 3.4028234663852886e38])
def test_a_declared_no_data_value_that_is_no_number_or_huge_is_no_data(write_raster, nodata):
    pixels = numbered(np.float32)
    pixels[:, 4, 4] = nodata
    with Scene(str(write_raster(pixels, roles=ROLES, nodata=nodata)), (), None) as scene:
        assert scene.read((0, 0, 20, 20))[1].sum() == 399


def test_an_alpha_mask_counts(write_raster):
    import rasterio

    path = write_raster(numbered(), roles=ROLES)
    with rasterio.open(path, "r+") as dataset:
        dataset.write_mask(np.tri(20, dtype=bool))
    with Scene(str(path), (), None) as scene:
        assert (scene.read((0, 0, 20, 20))[1] == np.tri(20, dtype=bool)).all()


def test_a_fourth_band_with_a_role_is_no_transparency(write_raster):
    pixels = numbered()
    pixels[3, 5, 5] = 0
    with Scene(str(write_raster(pixels, roles=ROLES, photometric="rgb", alpha="yes")), (), None) as scene:
        assert scene.read((0, 0, 20, 20))[1].all()


@pytest.mark.parametrize("edge, beyond", [("reflect", 12), ("zero", 0)])
def test_a_tile_beyond_the_edge_is_mirrored_or_zero(write_raster, edge, beyond):
    pixels = np.arange(20, dtype=np.uint8)[None, None, :].repeat(20, axis=1).repeat(4, axis=0) + 10
    with Scene(str(write_raster(pixels, roles=ROLES)), (), None) as scene:
        tile = Tile(-32, -32, 96, 96, (0, 0, 20, 20))
        read, valid = scene.read_tile(tile, edge)
    assert read.shape == (4, 96, 96) and valid.all()
    assert (read[(slice(None), *tile.core_in_tile)] == pixels).all()
    assert read[0, 40, 30] == beyond


def test_a_truncated_file_is_named(write_raster):
    path = write_raster(np.random.default_rng(0).integers(1, 99, (4, 300, 300)).astype(np.uint8), roles=ROLES)
    path.write_bytes(path.read_bytes()[:100_000])
    with Scene(str(path), (), None) as scene, pytest.raises(InvalidInputError, match=r"scene\.tif' is damaged"):
        scene.read((0, 0, 300, 300))


def test_a_missing_file_is_named():
    with pytest.raises(InvalidInputError, match=r"nowhere\.tif' cannot be opened"):
        Scene("/tmp/nowhere.tif", (), None)
