"""The scene simulator: repeatable, both sensors over the same ground, all classes."""

from dataclasses import replace
from functools import cache

import numpy as np
import pytest

pytest.importorskip("scipy")

from benchmarks.simulator import LANDSCAPE_KINDS, Landscape, draw_acquisition, draw_landscape, render
from benchmarks.simulator.acquisition import SENSORS
from benchmarks.simulator.lighting import cast_shadows, shade_slopes
from benchmarks.simulator.noise import fractal_field, smooth_field
from benchmarks.simulator.spectra import MATERIALS

SIZE_M = 120.0


@cache
def landscape(kind: str = "suburb", seed: int = 1) -> Landscape:
    return draw_landscape(seed, kind, SIZE_M)


def test_the_same_seed_draws_the_same_scene():
    again = draw_landscape(1, "suburb", SIZE_M)
    acquisition = draw_acquisition(5, "pneo", "suburb")
    np.testing.assert_array_equal(again.cover, landscape().cover)
    np.testing.assert_array_equal(
        render(again, "pneo", acquisition).image, render(landscape(), "pneo", acquisition).image
    )


def test_another_seed_draws_another_scene():
    assert (landscape("suburb", 1).cover != landscape("suburb", 2).cover).mean() > 0.1
    assert draw_acquisition(1, "pneo", "suburb") != draw_acquisition(2, "pneo", "suburb")


@pytest.mark.parametrize(
    ("sensor", "bands", "dtype", "pixel_size_m", "encoding"),
    [("ortho", 4, np.uint8, 0.2, "8-bit"), ("pneo", 6, np.uint16, 0.3, "reflectance")],
)
def test_scene_has_the_sensor_s_shape(sensor, bands, dtype, pixel_size_m, encoding):
    scene = render(landscape(), sensor, draw_acquisition(3, sensor, "suburb"))
    side = round(SIZE_M / pixel_size_m)
    assert scene.image.shape == (bands, side, side)
    assert scene.image.dtype == dtype
    assert scene.truth.shape == (side, side)
    assert scene.truth.dtype == np.uint8
    assert len(scene.roles) == bands
    assert (scene.pixel_size_m, scene.encoding) == (pixel_size_m, encoding)
    assert scene.image.min() >= 1, "0 is kept for no data"
    assert scene.truth.min() >= 1
    assert scene.truth.max() <= 15


def test_every_class_occurs_across_the_kinds():
    covers = [landscape(kind, seed).cover for kind in LANDSCAPE_KINDS for seed in (1, 2, 3)]
    assert set(np.unique(covers)) == set(range(1, 16))


def test_both_sensors_see_the_same_ground():
    ortho, pneo = (render(landscape(), sensor, draw_acquisition(4, sensor, "suburb")).truth for sensor in SENSORS)
    index = ((np.arange(len(pneo)) + 0.5) * 1.5).astype(int)
    assert (ortho[np.ix_(index, index)] == pneo).mean() > 0.99


def test_trees_are_bright_in_the_infrared_and_water_is_dark():
    scene = render(landscape("coast"), "pneo", draw_acquisition(6, "pneo", "coast"))
    green = np.isin(scene.truth, (8, 9))
    red, nir = (np.median(scene.image[scene.roles.index(role)][green]) for role in ("red", "nir"))
    assert nir > 2 * red
    assert np.median(scene.image[scene.roles.index("nir")][scene.truth == 6]) < nir / 2


def test_a_lower_sun_casts_longer_shadows():
    high = draw_acquisition(7, "pneo", "town")
    dark = [
        np.mean(render(landscape("town"), "pneo", replace(high, sun_elevation_deg=elevation)).image[3] < 500)
        for elevation in (65.0, 25.0)
    ]
    assert dark[1] > dark[0]


def test_shadow_of_a_wall_has_the_right_length_and_side():
    height = np.zeros((40, 60), np.float32)
    height[:, 30] = 4.0
    shadow = cast_shadows(height, 1.0, 45.0, 90.0)  # sun in the east: shadow to the west
    np.testing.assert_allclose(shadow[20, 26:30], [0, 1, 1, 1], atol=1e-4)
    assert shadow[:, 31:].max() == 0


def test_slopes_towards_the_sun_are_brighter():
    south_facing = np.linspace(10, 0, 50, dtype=np.float32)[:, None] * np.ones((1, 50), np.float32)
    assert shade_slopes(south_facing, 1.0, 45.0, 180.0).mean() > 1 > shade_slopes(south_facing, 1.0, 45.0, 0.0).mean()
    np.testing.assert_allclose(shade_slopes(np.zeros((5, 5), np.float32), 1.0, 30.0, 77.0), 1)


@pytest.mark.parametrize("scale_px", [0.5, 3.0, 20.0])
def test_random_fields_have_unit_deviation(scale_px):
    rng = np.random.default_rng(0)
    assert smooth_field(rng, (600, 600), scale_px).std() == pytest.approx(1, abs=0.15)
    assert fractal_field(rng, (600, 600), scale_px).std() == pytest.approx(1, abs=0.2)


def test_spectra_are_reflectances():
    for material in MATERIALS:
        for member in (material.low, material.high, *(side for pair in material.seasons.values() for side in pair)):
            assert len(member) == 6, material.name
            assert all(0 < value < 1 for value in member), material.name
        assert 1 <= material.numero <= 15


def test_wrong_requests_are_refused():
    with pytest.raises(ValueError, match="unknown kind 'moon'"):
        draw_landscape(1, "moon", 120)
    with pytest.raises(ValueError, match=r"multiple of 0\.6"):
        draw_landscape(1, "suburb", 100.1)
    with pytest.raises(ValueError, match="unknown sensor"):
        draw_acquisition(1, "radar", "suburb")
    with pytest.raises(ValueError, match="not 'ortho'"):
        render(landscape(), "ortho", draw_acquisition(1, "pneo", "suburb"))
