"""8-bit encoding: linear, no-data apart from black, and written down so that it can be undone."""

import numpy as np
import pytest
import rasterio

from cosia.core.errors import InvalidInputError


def read(path):
    with rasterio.open(path) as dataset:
        return dataset.read(), dataset.nodata, dataset.tags(), [dataset.tags(band) for band in dataset.indexes]


def test_fixed_bounds(image, run, tmp_path):
    red = np.array([[[0, 1, 500, 501, 1000, 1500, 2500, 32767]]], np.uint16)
    path = image("red.tif", red, nodata=0)
    run(tmp_path / "stack.tif", layers=[path], encoding="8-bit", scale_min=500, scale_max=1500)
    found, nodata, tags, bands = read(tmp_path / "stack.tif")
    assert found.dtype == np.uint8 and nodata == 0
    assert found[0, 0].tolist() == [0, 1, 1, 1, 128, 255, 255, 255]
    assert tags["COSIA_ENCODING"] == "8-bit"
    assert bands[0]["COSIA_SCALE_MIN"] == "500" and bands[0]["COSIA_SCALE_MAX"] == "1500"


def test_the_scaling_can_be_undone(delivery, run, tmp_path):
    product = delivery()
    run(tmp_path / "stack.tif", product=product.folder, encoding="8-bit", percentiles=(0.0, 100.0))
    found, _nodata, tags, bands = read(tmp_path / "stack.tif")
    assert tags["COSIA_SCALED_FROM"] == "reflectance" and "COSIA_SATURATED" not in tags
    for role, pixels, band in zip(("red", "green", "blue", "nir", "deep_blue", "red_edge"), found, bands):
        low, high = float(band["COSIA_SCALE_MIN"]), float(band["COSIA_SCALE_MAX"])
        step = (high - low) / 254
        undone = low + (pixels.astype(float) - 1) * step
        assert np.abs(undone - product.pixels[role]).max() <= step / 2 + 1e-3


def test_percentiles_are_those_of_all_pixels_with_data(image, run, tmp_path):
    generator = np.random.default_rng(5)
    red = generator.gamma(3.0, 300.0, (1, 700, 900)).astype(np.uint16) + 1
    red[0, :100] = 0
    red[0, 100:110] = 32767
    path = image("IMG_RGB_R1C1.tif", np.repeat(red, 3, axis=0))
    run(tmp_path / "stack.tif", layers=[path], encoding="8-bit", percentiles=(2.0, 98.0))
    found, _nodata, _tags, bands = read(tmp_path / "stack.tif")
    valid = red[(red > 0) & (red < 32767)]
    low, high = np.percentile(valid, (2, 98), method="inverted_cdf")
    assert (float(bands[0]["COSIA_SCALE_MIN"]), float(bands[0]["COSIA_SCALE_MAX"])) == (low, high)
    assert ((found[0] == 0) == (red[0] == 0)).all()
    assert (found[0, 100:110] == 255).all()


def test_percentiles_of_floats_and_one_fixed_bound(image, run, tmp_path):
    red = np.linspace(0.0, 1.0, 10_000, dtype=np.float32).reshape(1, 100, 100)
    red[0, 0, 0] = np.nan
    path = image("red.tif", red * 1000)
    run(tmp_path / "stack.tif", layers=[path], encoding="8-bit", percentiles=(1.0, 99.0), scale_min=0.0)
    found, _nodata, _tags, bands = read(tmp_path / "stack.tif")
    assert bands[0]["COSIA_SCALE_MIN"] == "0" and abs(float(bands[0]["COSIA_SCALE_MAX"]) - 990) < 1
    assert found[0, 0, 0] == 0 and found.max() == 255


BOUNDS = {
    "none": ({}, (0.01, 0.99)),
    "low": ({"scale_min": 0.2}, (0.2, 0.99)),
    "high": ({"scale_max": 0.5}, (0.01, 0.5)),
    "both": ({"scale_min": 0.2, "scale_max": 0.5}, (0.2, 0.5)),
}


@pytest.mark.parametrize("case", BOUNDS)
def test_floats_between_0_and_1_use_the_whole_range(image, run, tmp_path, case):
    changes, (low, high) = BOUNDS[case]
    reflectance = np.linspace(0.0, 1.0, 10_000, dtype=np.float32).reshape(1, 100, 100)
    path = image("red.tif", reflectance)
    run(tmp_path / "stack.tif", layers=[path], encoding="8-bit", **changes)
    found, _nodata, _tags, bands = read(tmp_path / "stack.tif")
    assert float(bands[0]["COSIA_SCALE_MIN"]) == pytest.approx(low, abs=2e-4)
    assert float(bands[0]["COSIA_SCALE_MAX"]) == pytest.approx(high, abs=2e-4)
    expected = 1 + (reflectance.astype(float) - low) / (high - low) * 254
    assert np.abs(found - expected.clip(1, 255)).max() < 1


@pytest.mark.parametrize("changes", [{"scale_min": 3.0}, {"scale_max": -1.0}, {"scale_min": np.nan}])
def test_a_bound_beyond_all_pixels_is_refused(image, run, tmp_path, changes):
    path = image("red.tif", np.linspace(0.0, 1.0, 100, dtype=np.float32).reshape(1, 10, 10))
    with pytest.raises(InvalidInputError, match=r"SCALE_MIN .* SCALE_MAX"):
        run(tmp_path / "stack.tif", layers=[path], encoding="8-bit", **changes)


def test_infinite_and_absurd_pixels_are_no_data(image, run, tmp_path):
    red = np.linspace(100.0, 200.0, 10_000, dtype=np.float32).reshape(1, 100, 100)
    red[0, :5] = np.inf
    red[0, 5:10] = -np.inf
    red[0, 8] = np.finfo(np.float32).min
    run(tmp_path / "stack.tif", layers=[image("red.tif", red)], encoding="8-bit")
    found, _nodata, _tags, bands = read(tmp_path / "stack.tif")
    assert 100 < float(bands[0]["COSIA_SCALE_MIN"]) < float(bands[0]["COSIA_SCALE_MAX"]) < 200
    assert (found[0, :10] == 0).all() and (found[0, 10:] > 0).all()


def test_eight_bits_are_scaled_when_the_user_asks_for_it(image, run, tmp_path, progress):
    red = np.arange(100, 164, dtype=np.uint8).reshape(1, 8, 8)
    path = image("red.tif", red)
    for changes in ({"percentiles": (0.0, 100.0)}, {"scale_min": 100.0}, {"scale_max": 163.0}):
        run(tmp_path / "stack.tif", layers=[path], encoding="8-bit", **changes)
        found = read(tmp_path / "stack.tif")[0]
        assert (found.min(), found.max()) == (1, 255)
    assert not any("8 bits already" in message for message in progress.messages)
    with pytest.raises(InvalidInputError, match=r"8-bit encoding makes new ones"):
        run(tmp_path / "stack.vrt", layers=[path], encoding="8-bit", scale_min=100.0)


def test_eight_bits_stay_as_they_are(image, run, tmp_path, progress):
    red = np.arange(256, dtype=np.uint8).reshape(1, 16, 16)
    path = image("red.tif", red)
    run(tmp_path / "stack.tif", layers=[path], encoding="8-bit")
    np.testing.assert_array_equal(read(tmp_path / "stack.tif")[0], red)
    assert any("8 bits already and stay as they are" in message for message in progress.messages)
    run(tmp_path / "stack.vrt", layers=[path], encoding="8-bit")
    np.testing.assert_array_equal(read(tmp_path / "stack.vrt")[0], red)


def test_a_band_of_one_value_is_no_division_by_zero(shared_data, run, tmp_path):
    run(tmp_path / "stack.tif", product=shared_data / "dimap_pneo" / "vhr2020_ms_fs", encoding="8-bit")
    assert np.unique(read(tmp_path / "stack.tif")[0]).tolist() == [1]


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"scale_min": 10.0, "scale_max": 10.0}, "SCALE_MIN 10.0 must lie below SCALE_MAX 10.0"),
        ({"percentiles": (99.0, 1.0)}, "percentiles 99.0 and 1.0 must rise"),
        ({"percentiles": (-1.0, 99.0)}, "lie between 0 and 100"),
    ],
)
def test_bounds_in_the_wrong_order(image, run, tmp_path, changes, sentence):
    path = image("red.tif", np.ones((1, 9, 9), np.uint16))
    with pytest.raises(InvalidInputError, match=sentence):
        run(tmp_path / "stack.tif", layers=[path], encoding="8-bit", **changes)


def test_a_band_without_data(image, run, tmp_path):
    path = image("red.tif", np.zeros((1, 9, 9), np.uint16), nodata=0)
    with pytest.raises(InvalidInputError, match=r"holds no data"):
        run(tmp_path / "stack.tif", layers=[path], encoding="8-bit")
