"""What is measured block by block is numpy's answer on the whole raster."""

import numpy as np
import pytest
import rasterio
from rasterio.enums import Resampling
from rasterio.transform import from_origin
from shapely.geometry import box

from cosia.core.errors import CancelledError, InvalidInputError
from cosia.core.raster.data_set import Polygons, open_data_set
from cosia.core.raster.data_set_statistics import PERCENTILES, measure

LEFT, TOP, PIXEL_M = 420_000, 6_710_000, 0.2
ROLES = ("red", "nir")


@pytest.fixture
def measured(progress):
    """A function that measures rasters."""

    def measured(*paths, blocks=0, seed=0, threads=2, nodata=None, polygons=None):
        data_set = open_data_set([str(path) for path in paths], (), nodata, None, polygons, progress)
        return measure(data_set, blocks, seed, threads, progress)

    return measured


@pytest.fixture
def small_blocks(monkeypatch):
    monkeypatch.setattr("cosia.core.raster.blocks.SIDE_PX", 64)


def landscape(dtype, size_px=700, bands=2, seed=0):
    """Fields and texture."""
    rng = np.random.default_rng(seed)
    fields = rng.uniform(0.1, 0.7, (bands, size_px // 50 + 1, size_px // 50 + 1)).repeat(50, 1).repeat(50, 2)
    shares = fields[:, :size_px, :size_px] + rng.uniform(0, 0.2, (bands, size_px, size_px))
    high = {"uint8": 255, "int16": 30_000, "uint16": 60_000, "float32": 0.6}[np.dtype(dtype).name]
    return (shares * high).astype(dtype)


@pytest.mark.parametrize("layout", [{"tiled": True, "blockxsize": 256, "blockysize": 256}, {}])
@pytest.mark.parametrize("dtype", [np.uint8, np.uint16, np.int16, np.float32])
def test_mean_and_deviation_are_numpys(write_raster, measured, dtype, layout):
    pixels = landscape(dtype)
    valid = np.ones(pixels.shape[1:], bool)
    if dtype is np.float32:
        pixels[0, 10, :50], pixels[1, 20:30, 7], pixels[:, 400, 400] = np.nan, np.inf, -3.4e38
        valid = np.isfinite(pixels).all(axis=0) & (np.abs(pixels) < 1e30).all(axis=0)
    if dtype is np.int16:
        pixels -= 9000
    result = measured(write_raster(pixels, roles=ROLES, **layout))
    values = pixels[:, valid].astype(np.float64)
    assert result.statistics.pixels == valid.sum()
    assert result.tally.exclusions.not_a_number == (~valid).sum()
    assert np.allclose(result.statistics.means, values.mean(axis=1), rtol=1e-6, atol=0)
    assert np.allclose(result.statistics.deviations, values.std(axis=1), rtol=1e-6, atol=0)
    assert not result.is_sample and set(result.errors.means + result.errors.deviations) == {0.0}
    # In whole numbers: numpy's own 0.1 % of 490 000 is a rounding error above 490.
    ranks = [-(-round(10 * share) * valid.sum() // 1000) for share in PERCENTILES]
    expected = np.sort(values[1])[np.array(ranks) - 1]
    assert np.allclose(result.percentiles(1), expected, rtol=5e-4 if dtype is np.float32 else 0, atol=0)


def test_each_pixel_is_left_out_for_one_reason(write_raster, measured):
    pixels = landscape(np.int16, 300)
    pixels[:, :20] = 0
    pixels[0, 40, :] = 32767
    pixels[:, 41, :10] = 32767
    path = write_raster(pixels, roles=ROLES, nodata=0, tags={"COSIA_SATURATED": "32767"})
    right = LEFT + 200 * PIXEL_M
    polygons = Polygons([box(LEFT, TOP - 300 * PIXEL_M, right, TOP)], "EPSG:2154", "zones.gpkg")
    result = measured(path, polygons=polygons)
    counted = pixels[:, 20:, :200][:, (pixels[:, 20:, :200] != 32767).all(axis=0)]
    excluded = result.tally.exclusions
    assert (excluded.outside, excluded.no_data, excluded.saturated) == (300 * 100, 20 * 200, 210)
    assert result.tally.saturated.tolist() == [210, 10]
    assert result.saturated_percent(0) == pytest.approx(100 * 210 / (280 * 200))
    assert result.pixels_read == 300 * 300
    assert np.allclose(result.statistics.means, counted.mean(axis=1), rtol=1e-12)
    assert result.km2 == pytest.approx(counted.shape[1] * PIXEL_M**2 / 1e6, rel=1e-3)


def test_no_data_that_is_not_a_number_is_no_data(write_raster, measured):
    pixels = landscape(np.float32, 100)
    pixels[:, :10] = np.nan
    pixels[0, 50] = np.nan
    excluded = measured(write_raster(pixels, roles=ROLES, nodata=np.nan)).tally.exclusions
    assert (excluded.no_data, excluded.not_a_number) == (1000, 100)


def test_several_rasters_are_one_whole(write_raster, measured):
    parts = [landscape(np.uint16, size, seed=size) for size in (300, 150)]
    paths = [
        write_raster(part, f"{number}.tif", roles=ROLES, transform=from_origin(LEFT + 100 * number, TOP, 0.2, 0.2))
        for number, part in enumerate(parts)
    ]
    result = measured(*paths)
    values = np.concatenate([part.reshape(2, -1) for part in parts], axis=1)
    assert np.allclose(result.statistics.means, values.mean(axis=1), rtol=1e-12)
    assert np.allclose(result.statistics.deviations, values.std(axis=1), rtol=1e-9)
    assert [member.moments.count for member in result.members] == [300**2, 150**2]
    assert result.settling.by_scenes and result.settling.parts == 2


def test_short_integers_of_either_sign_are_counted_together(write_raster, measured):
    rng = np.random.default_rng(4)
    tags = {"COSIA_ENCODING": "reflectance"}
    parts = [
        rng.integers(0, 9000, (2, 40, 50)).astype(np.uint16),
        rng.integers(-60, 4000, (2, 30, 50)).astype(np.int16),
    ]
    paths = [
        write_raster(
            part, f"{number}.tif", ROLES, tags, transform=from_origin(420_000 + 100 * number, 6.71e6, 0.3, 0.3)
        )
        for number, part in enumerate(parts)
    ]
    whole = np.concatenate([part.reshape(2, -1).astype(float) for part in parts], axis=1)
    result = measured(*paths)
    assert np.allclose(result.statistics.means, whole.mean(axis=1), rtol=1e-9)
    assert np.allclose(result.statistics.deviations, whole.std(axis=1), rtol=1e-9)
    assert result.range == (whole.min(), whole.max())
    medians = np.percentile(whole, 50, axis=1, method="inverted_cdf")
    assert [result.percentiles(band)[5] for band in range(2)] == medians.tolist()


def test_threads_change_nothing(write_raster, measured, small_blocks):
    path = write_raster(landscape(np.float32), roles=ROLES, tiled=True, blockxsize=64, blockysize=64)
    one, many = measured(path, threads=1), measured(path, threads=5)
    assert one.to_dict() == many.to_dict()
    assert measured(path, threads=1, blocks=20).to_dict() == measured(path, threads=5, blocks=20).to_dict()


def test_overviews_are_never_used_because_averaging_shrinks_the_deviation(write_raster, measured):
    pixels = np.random.default_rng(0).integers(0, 255, (1, 1024, 1024)).astype(np.uint8)
    path = write_raster(pixels, roles=("red",), tiled=True, blockxsize=256, blockysize=256)
    with rasterio.open(path, "r+") as dataset:
        dataset.build_overviews([2, 4], Resampling.average)
    with rasterio.open(path) as dataset:
        overview = dataset.read(1, out_shape=(256, 256))
    assert overview.std() < 0.3 * pixels.std()
    assert measured(path).statistics.deviations[0] == pytest.approx(pixels.std(), rel=1e-9)
    assert measured(path, blocks=2).statistics.deviations[0] == pytest.approx(pixels.std(), rel=0.01)


def test_random_blocks_hold_the_exact_value_in_their_interval(write_raster, measured, small_blocks):
    pixels = landscape(np.uint16, 1280)
    pixels[:, :, :300] = 0
    path = write_raster(pixels, roles=ROLES, nodata=0, tiled=True, blockxsize=64, blockysize=64)
    exact = measured(path).statistics
    held = np.zeros((2, 2))
    for seed in range(40):
        result = measured(path, blocks=40, seed=seed)
        assert result.is_sample and len(result.blocks) == 40
        statistics, errors = result.statistics, result.errors
        held[0] += np.abs(np.subtract(statistics.means, exact.means)) <= errors.means
        held[1] += np.abs(np.subtract(statistics.deviations, exact.deviations)) <= errors.deviations
        assert max(errors.means) < 0.2 * min(exact.deviations)
    # 95 % of 40 are 38; 34 or fewer would come in one case of a thousand.
    assert held.min() >= 34


def test_blocks_come_from_every_raster_in_proportion_to_its_area(write_raster, measured, small_blocks):
    paths = [
        write_raster(
            landscape(np.uint8, size),
            f"{size}.tif",
            roles=ROLES,
            transform=from_origin(LEFT + size, TOP, 0.2, 0.2),
            tiled=True,
            blockxsize=64,
            blockysize=64,
        )
        for size in (640, 320)
    ]
    taken = [[member.blocks for member in measured(*paths, blocks=25, seed=seed).members] for seed in range(20)]
    large, small = np.mean(taken, axis=0)
    assert large + small == 25 and 3 < large / small < 5.5


def test_more_blocks_than_there_are_is_all(write_raster, measured):
    path = write_raster(landscape(np.uint8, 600), roles=ROLES)
    assert measured(path, blocks=1000).to_dict() == measured(path).to_dict()


def test_nothing_to_count_is_told(write_raster, measured):
    path = write_raster(np.zeros((1, 20, 20), np.uint8), roles=("red",), nodata=0)
    with pytest.raises(InvalidInputError, match=r"No pixel of '.*' counts: 400 hold no data, 0 lie outside"):
        measured(path)


def test_a_constant_band_is_told(write_raster, measured):
    pixels = landscape(np.uint8, 50)
    pixels[1] = 7
    with pytest.raises(InvalidInputError, match=r"band nir of .* same value everywhere.*leave it out with '-'"):
        measured(write_raster(pixels, roles=ROLES))


def test_a_damaged_raster_is_named_and_a_cancel_is_heard(write_raster, measured, progress, small_blocks):
    path = write_raster(landscape(np.uint8), roles=ROLES, tiled=True, blockxsize=64, blockysize=64)
    progress.cancel_at = 0.3
    with pytest.raises(CancelledError):
        measured(path)
    progress.cancel_at = None
    path.write_bytes(path.read_bytes()[:-200_000])
    with pytest.raises(InvalidInputError, match=r"scene\.tif' is damaged"):
        measured(path)
