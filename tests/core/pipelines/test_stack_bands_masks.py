"""Pixels that files mask, and saturated ones, keep their meaning in a stack."""

from pathlib import Path

import numpy as np
import pytest
import rasterio
from rasterio.enums import ColorInterp

from cosia.core.errors import InvalidInputError

SATURATED = 32767


def read(path):
    with rasterio.open(path) as dataset:
        return dataset.read(), dataset.read_masks() > 0, dataset.descriptions


@pytest.fixture
def rgb():
    return np.random.default_rng(3).integers(1, 255, (3, 20, 30)).astype(np.uint8)


@pytest.fixture
def hidden():
    """Bool ``(20, 30)``: what the mask hides."""
    hidden = np.zeros((20, 30), bool)
    hidden[:5, 10:] = True
    return hidden


@pytest.fixture
def masked(image, rgb, hidden):
    """A function that writes a true-colour image with a mask of some kind."""

    def make(kind, name="scene_RVB.tif", **options):
        if kind == "alpha":
            pixels = np.concatenate([rgb, np.where(hidden, 0, 255)[None].astype(np.uint8)])
            return image(name, pixels, photometric="rgb", alpha="yes", **options)
        path = image(name, rgb, **options)
        with rasterio.Env(GDAL_TIFF_INTERNAL_MASK=kind == "internal"), rasterio.open(path, "r+") as dataset:
            dataset.write_mask(~hidden)
        assert Path(path + ".msk").exists() == (kind == "beside")
        return path

    return make


@pytest.mark.parametrize("ending", [".vrt", ".tif"])
@pytest.mark.parametrize("kind", ["internal", "beside", "alpha"])
def test_masked_pixels_become_no_data(masked, run, tmp_path, progress, rgb, hidden, kind, ending):
    output = tmp_path / f"stack{ending}"
    run(output, layers=[masked(kind)])
    pixels, valid, roles = read(output)
    assert roles == ("red", "green", "blue")
    assert (valid == ~hidden).all()
    np.testing.assert_array_equal(pixels[:, ~hidden], rgb[:, ~hidden])
    assert any("'scene_RVB.tif' hides pixels and names no no-data value; 0 marks" in one for one in progress.warnings)
    assert any("transparency" in one for one in progress.warnings) == (kind == "alpha")


@pytest.mark.parametrize("kind", ["internal", "alpha"])
def test_masked_pixels_stay_out_of_resampling(masked, run, tmp_path, rgb, hidden, kind):
    run(tmp_path / "stack.tif", layers=[masked(kind)], pixel_size_m=1.5, nodata=0)
    pixels, valid, _roles = read(tmp_path / "stack.tif")
    assert not valid[:, 0, 2:].any() and valid[:, 1:].all() and valid[:, :, :2].all()
    np.testing.assert_allclose(pixels[:, 0, 0], rgb[:, :5, :5].mean(axis=(1, 2)), atol=0.5 + 1e-6)


def test_a_given_no_data_value_marks_masked_pixels(masked, run, tmp_path, hidden):
    run(tmp_path / "stack.tif", layers=[masked("internal")], nodata=255)
    pixels, valid, _roles = read(tmp_path / "stack.tif")
    assert (pixels[:, hidden] == 255).all() and not valid[:, hidden].any()


def test_eight_bit_encoding_leaves_masked_pixels_out(image, run, tmp_path, hidden):
    red = np.linspace(1000, 2000, 600).astype(np.uint16).reshape(1, 20, 30)
    red[0, hidden] = 60_000
    path = image("red.tif", red)
    with rasterio.Env(GDAL_TIFF_INTERNAL_MASK=True), rasterio.open(path, "r+") as dataset:
        dataset.write_mask(~hidden)
    run(tmp_path / "stack.tif", layers=[path], encoding="8-bit", percentiles=(0.0, 100.0))
    pixels, valid, _roles = read(tmp_path / "stack.tif")
    assert (valid[0] == ~hidden).all()
    assert pixels.max() == 255 and len(np.unique(pixels)) > 200


def test_a_fourth_band_with_a_role_is_an_image_though_gdal_calls_it_transparency(image, run, tmp_path, rgb):
    scene = np.concatenate([rgb, rgb[:1] // 2])
    path = image("scene.tif", scene, photometric="rgb", alpha="yes")
    with rasterio.open(path) as dataset:
        assert dataset.colorinterp[3] is ColorInterp.alpha
    for roles in (("red", "green", "blue", "nir"), ()):
        run(tmp_path / "stack.tif", layers=[path], band_roles=roles)
        with rasterio.open(tmp_path / "stack.tif") as dataset:
            assert dataset.descriptions == ("red", "green", "blue", "nir")
            assert dataset.nodata is None
            np.testing.assert_array_equal(dataset.read(), scene)
        with rasterio.open(path, "r+") as dataset:
            dataset.descriptions = ("Red", "Green", "Blue", "NIR")


def test_transparency_that_is_left_out_still_hides(masked, run, tmp_path, hidden):
    path = masked("alpha", "scene.tif")
    for roles in (("blue", "green", "red", "-"), ("blue", "green", "red")):
        run(tmp_path / "stack.tif", layers=[path], band_roles=roles, nodata=0)
        assert (read(tmp_path / "stack.tif")[1] == ~hidden).all()
    with pytest.raises(InvalidInputError, match=r"have 4 bands, but 2 band roles"):
        run(tmp_path / "few.tif", layers=[path], band_roles=("red", "green"))


KERNELS = {
    "mean": lambda distance: distance < 1.5,
    "bilinear": lambda distance: distance < 1,
    # The cubic kernel is 0 at the neighbour's own centre.
    "cubic": lambda distance: (distance < 2) & (distance != 1),
    "nearest": lambda distance: distance < 0.5,
}
"""Whether a pixel has a part in one whose centre lies that many pixels away."""


@pytest.mark.parametrize(
    ("pixel_size_m", "method", "kernel"),
    [
        (0.9, "refuse", "mean"),
        (0.1, "refuse", "bilinear"),
        (0.1, "bilinear", "bilinear"),
        (0.1, "cubic", "cubic"),
        (0.1, "nearest", "nearest"),
    ],
)
def test_a_mean_with_a_saturated_pixel_in_it_is_saturated(image, run, tmp_path, pixel_size_m, method, kernel):
    scene = np.full((3, 30, 30), 2000, np.uint16)
    scene[1, 13, 16] = SATURATED
    path = image("IMG_PNEO3_RGB_R1C1.TIF", scene)
    run(tmp_path / "stack.tif", layers=[path], pixel_size_m=pixel_size_m, resampling=method)
    with rasterio.open(tmp_path / "stack.tif") as dataset:
        assert dataset.tags()["COSIA_SATURATED"] == str(SATURATED)
        red, green, blue = dataset.read()
    assert (red == 2000).all() and (blue == 2000).all()
    assert set(np.unique(green)) == {2000, SATURATED}
    centres = (np.arange(len(green)) + 0.5) * pixel_size_m / 0.3 - 0.5
    in_rows, in_columns = (KERNELS[kernel](np.abs(centres - at).round(9)) for at in (13, 16))
    np.testing.assert_array_equal(green == SATURATED, in_rows[:, None] & in_columns)


def test_saturated_pixels_beside_the_border_of_the_scene(image, run, tmp_path):
    scene = np.full((3, 30, 30), 2000, np.uint16)
    scene[:, :15] = 0
    scene[:, 15] = SATURATED
    path = image("IMG_PNEO3_RGB_R1C1.TIF", scene, nodata=0)
    run(tmp_path / "stack.tif", layers=[path], pixel_size_m=0.6)
    found = read(tmp_path / "stack.tif")[0]
    assert (found[:, :7] == 0).all() and (found[:, 7] == SATURATED).all() and (found[:, 8:] == 2000).all()
