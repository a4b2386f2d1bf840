"""Statistics are those of numpy over the valid pixels."""

import json

import numpy as np
import pytest

from cosia.core.errors import InvalidInputError
from cosia.core.raster.band_histogram import BinnedHistogram
from cosia.core.raster.scene import Scene
from cosia.core.raster.statistics import Statistics, compute_statistics

ROLES = ("red", "green")


def test_no_data_and_saturated_pixels_are_left_out(write_raster, progress):
    rng = np.random.default_rng(1)
    pixels = rng.integers(100, 9000, (2, 600, 700)).astype(np.uint16)
    valid = np.ones(pixels.shape[1:], bool)
    pixels[:, :100], valid[:100] = 0, False
    pixels[0, 200], valid[200] = 32767, False
    tags = {"COSIA_SATURATED": "32767", "COSIA_ENCODING": "reflectance"}
    path = write_raster(pixels, roles=ROLES, nodata=0, tags=tags)
    with Scene(str(path), (), None) as scene:
        statistics = compute_statistics(scene, (0, 0, 700, 600), progress)
    assert statistics.pixels == valid.sum()
    assert np.allclose(statistics.means, pixels[:, valid].mean(axis=1), rtol=1e-9)
    assert np.allclose(statistics.deviations, pixels[:, valid].std(axis=1), rtol=1e-9)
    assert statistics.encoding == "reflectance"


def test_a_file_gives_them_back_in_the_order_that_is_asked_for(tmp_path):
    histograms = (BinnedHistogram(0.0, 1.0, (10,)), BinnedHistogram(-2.5, 0.5, (4, 5), 1, 0))
    statistics = Statistics(ROLES, (1.0, 2.0), (3.0, 4.0), 10, "8-bit", histograms)
    path = tmp_path / "statistics.json"
    path.write_text(statistics.to_json())
    assert Statistics.from_file(path) == statistics
    assert Statistics.from_file(path).of_roles(("green", "red"), "f").means == (2.0, 1.0)
    assert Statistics.from_file(path).of_roles(("green", "red"), "f").histograms == histograms[::-1]
    with pytest.raises(InvalidInputError, match="lack the band nir"):
        statistics.of_roles(("nir",), "f")


def test_a_file_of_an_older_version_has_no_histograms(tmp_path):
    path = tmp_path / "older.json"
    path.write_text('{"encoding": "8-bit", "pixels": 3, "bands": [{"role": "red", "mean": 1, "deviation": 2}]}')
    assert Statistics.from_file(path) == Statistics(("red",), (1.0,), (2.0,), 3, "8-bit")


def with_band(**band):
    return json.dumps({"encoding": "8-bit", "pixels": 3, "bands": [{"role": "red", **band}]})


@pytest.mark.parametrize(
    "content",
    [
        "",
        "[]",
        '{"bands": []}',
        json.dumps({"encoding": "8-bit", "pixels": 3, "bands": []}),
        with_band(mean=1, deviation=0),
        with_band(mean=float("nan"), deviation=1),
        with_band(mean="high", deviation=1),
        with_band(mean=2, deviation=1, histogram={"first": 0, "width": 0, "counts": [3], "below": 0, "above": 0}),
        with_band(mean=2, deviation=1, histogram={"first": 0, "width": 1}),
        with_band(mean=2, deviation=1)[:-9],
    ],
)
def test_a_file_without_statistics_is_refused_by_name(tmp_path, content):
    path = tmp_path / "nonsense.json"
    path.write_text(content)
    with pytest.raises(InvalidInputError, match=r"nonsense\.json"):
        Statistics.from_file(path)


@pytest.mark.parametrize("value", [np.uint8(5), np.float32(0.1)])
def test_a_constant_band_is_named(write_raster, progress, value):
    path = write_raster(np.full((2, 40, 40), value), roles=ROLES)
    with Scene(str(path), (), None) as scene, pytest.raises(InvalidInputError, match="band red"):
        compute_statistics(scene, (0, 0, 40, 40), progress)


def test_a_large_scene_is_sampled_at_full_resolution_and_always_the_same(write_raster, progress, monkeypatch):
    monkeypatch.setattr("cosia.core.raster.statistics.MAX_BLOCKS", 3)
    monkeypatch.setattr("cosia.core.raster.blocks.SIDE_PX", 64)
    pixels = np.random.default_rng(2).integers(1, 200, (1, 640, 640)).astype(np.uint8)
    path = write_raster(pixels, roles=("red",), tiled=True, blockxsize=64, blockysize=64)
    with Scene(str(path), (), None) as scene:
        first, second = (compute_statistics(scene, (0, 0, 640, 640), progress) for _run in range(2))
    assert first == second
    assert first.pixels == 3 * 64 * 64
    assert abs(first.deviations[0] / pixels.std() - 1) < 0.03
