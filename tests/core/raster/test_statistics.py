"""Statistics are those of numpy over the valid pixels."""

import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from cosia.core.errors import InvalidInputError
from cosia.core.raster.scene import Scene
from cosia.core.raster.statistics import Moments, Statistics, compute_statistics

ROLES = ("red", "green")


@given(st.lists(arrays(np.uint16, st.tuples(st.just(2), st.integers(0, 50))), min_size=1, max_size=6))
def test_merged_blocks_have_the_moments_of_the_whole(blocks):
    moments = Moments(2)
    for block in blocks:
        moments.add(block)
    whole = np.concatenate(blocks, axis=1).astype(np.float64)
    assert moments.count == whole.shape[1]
    if moments.count:
        assert np.allclose(moments.means, whole.mean(axis=1), rtol=1e-12)
        assert np.allclose(np.sqrt(moments.squares / moments.count), whole.std(axis=1), rtol=1e-9, atol=1e-6)


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
    statistics = Statistics(ROLES, (1.0, 2.0), (3.0, 4.0), 10, "8-bit")
    path = tmp_path / "statistics.json"
    path.write_text(statistics.to_json())
    assert Statistics.from_file(path) == statistics
    assert Statistics.from_file(path).of_roles(("green", "red"), "f").means == (2.0, 1.0)
    with pytest.raises(InvalidInputError, match="lack the band nir"):
        statistics.of_roles(("nir",), "f")


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
    ],
)
def test_a_file_without_statistics_is_refused_by_name(tmp_path, content):
    path = tmp_path / "nonsense.json"
    path.write_text(content)
    with pytest.raises(InvalidInputError, match=r"nonsense\.json"):
        Statistics.from_file(path)


def test_a_constant_band_is_named(write_raster, progress):
    path = write_raster(np.full((2, 40, 40), 5, np.uint8), roles=ROLES)
    with Scene(str(path), (), None) as scene, pytest.raises(InvalidInputError, match="band red"):
        compute_statistics(scene, (0, 0, 40, 40), progress)
