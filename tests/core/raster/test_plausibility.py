"""What looks wrong is told with its figure, and what is right raises no alarm."""

import numpy as np
import pytest

from cosia.core.raster.plausibility import doubtful_encoding, swapped_bands
from cosia.core.raster.scene import Scene
from cosia.core.raster.scene_sample import SceneSample

ROLES = ("red", "green", "blue", "nir", "deep_blue", "red_edge")

# Reflectance × 10 000 in the order of the roles.
GROUNDS = {
    "grass": (500, 800, 400, 4000, 300, 2500),
    "wood": (250, 450, 220, 2600, 180, 1500),
    "water": (250, 500, 600, 90, 650, 150),
    "muddy water": (1200, 1100, 800, 500, 700, 900),
    "snow": (9000, 9100, 9200, 8000, 9300, 8600),
    "roofs": (2400, 1500, 1100, 2900, 1000, 2700),
    "asphalt": (1100, 1050, 1000, 1200, 950, 1150),
    "red soil": (2600, 1600, 900, 3000, 800, 2900),
    "dry grass": (1900, 1600, 1100, 2600, 900, 2300),
}
LANDSCAPES = {
    "country": {"grass": 0.5, "wood": 0.3, "roofs": 0.1, "asphalt": 0.1},
    "sea": {"water": 1.0},
    "river": {"muddy water": 0.6, "asphalt": 0.3, "grass": 0.1},
    "coast": {"water": 0.7, "dry grass": 0.2, "wood": 0.1},
    "winter": {"snow": 0.95, "asphalt": 0.05},
    "town": {"asphalt": 0.55, "roofs": 0.4, "grass": 0.05},
    "desert": {"red soil": 0.8, "dry grass": 0.2},
}
VEGETATED = ("country", "river", "coast", "town")


def sample_of(landscape, roles=ROLES):
    """Pixels of a landscape with some noise, under the names ``roles``."""
    generator = np.random.default_rng(0)
    counts = {ground: int(share * 10_000) for ground, share in LANDSCAPES[landscape].items()}
    pixels = np.concatenate([np.tile(GROUNDS[ground], (count, 1)) for ground, count in counts.items()])
    noisy = pixels * generator.lognormal(0, 0.1, (len(pixels), 1)) * generator.lognormal(0, 0.03, pixels.shape)
    return SceneSample(tuple(roles), noisy.T.astype(np.uint16))


def renamed(first, second):
    return tuple({first: second, second: first}.get(role, role) for role in ROLES)


@pytest.mark.parametrize("landscape", LANDSCAPES)
def test_right_bands_raise_no_alarm(landscape):
    assert swapped_bands(sample_of(landscape)) is None


@pytest.mark.parametrize("landscape", VEGETATED)
def test_swapped_nir_and_red_are_told_with_the_vegetation_index(landscape):
    sentence = swapped_bands(sample_of(landscape, renamed("red", "nir")))
    assert "nir and red look swapped" in sentence and "vegetation index is -0." in sentence


@pytest.mark.parametrize("landscape", VEGETATED)
def test_swapped_deep_blue_and_red_edge_are_told(landscape):
    assert "deep_blue and red_edge look swapped" in swapped_bands(
        sample_of(landscape, renamed("deep_blue", "red_edge"))
    )


@pytest.mark.parametrize("landscape", ["sea", "winter"])
def test_where_nothing_grows_nothing_is_said(landscape):
    for pair in (("red", "nir"), ("deep_blue", "red_edge")):
        assert swapped_bands(sample_of(landscape, renamed(*pair))) is None


def test_a_model_without_near_infrared_is_not_judged():
    sample = sample_of("country")
    assert swapped_bands(SceneSample(ROLES[:3], sample.pixels[:3])) is None


@pytest.mark.parametrize("crop", ["Abies_alba_1_1005_WEFL_NLF.tif", "Betula_spec._1_15679_WEFL_NLF.tif"])
def test_real_aerial_crops_are_right_one_way_and_wrong_the_other(shared_data, crop):
    for roles, expected in ((("nir", "red", "green", "blue"), False), (("red", "nir", "green", "blue"), True)):
        with Scene(str(shared_data / "ortho_20cm_rgbn" / crop), roles, None) as scene:
            sample = SceneSample.of_scene(scene, (0, 0, scene.grid.width, scene.grid.height))
        assert (swapped_bands(sample) is not None) == expected


@pytest.mark.parametrize("name", ["ms1.tif", "ms3.tif"])
def test_a_real_satellite_scene_is_right_one_way_and_wrong_the_other(shared_data, name):
    for roles, expected in ((("red", "green", "blue", "nir"), False), (("nir", "green", "blue", "red"), True)):
        with Scene(str(shared_data / "wv2_16bit" / name), roles, 0.0) as scene:
            sample = SceneSample.of_scene(scene, (0, 0, scene.grid.width, scene.grid.height))
        assert (swapped_bands(sample) is not None) == expected


@pytest.mark.parametrize(
    "encoding, values, dtype, words",
    [
        ("8-bit", (1, 255), np.uint8, None),
        ("8-bit", (0.6, 255.00001), np.float32, None),
        ("8-bit", (12, 3800), np.uint16, "8-bit values, but its values go from 12 to 3800: they look like reflectance"),
        ("8-bit", (-30, 120), np.int16, "from -30 to 120"),
        ("reflectance", (-40, 9800), np.int16, None),
        ("reflectance", (3, 251), np.uint16, "from 3 to 251: they look like 8-bit values"),
        ("reflectance", (0.01, 0.93), np.float32, "from 0.01 to 0.93: they look like reflectance in 0-1"),
        ("8-bit", (0.0, 1.0), np.float32, "from 0 to 1: they look like values scaled to 0-1; store them as 8-bit"),
        ("", (0.01, 0.93), np.float64, "they look like reflectance in 0-1; multiply them by 10 000"),
        ("", (0, 255), np.uint16, "8-bit values in a wider type"),
        ("", (0, 4100), np.uint16, "from 0 to 4100: they may be reflectance × 10 000"),
    ],
)
def test_an_encoding_that_the_values_contradict_is_told_with_their_range(encoding, values, dtype, words):
    sentence = doubtful_encoding(*SceneSample(("red",), np.array([values], dtype)).range(), encoding)
    assert sentence is None if words is None else words in sentence


def test_without_a_valid_pixel_nothing_is_said():
    empty = SceneSample(ROLES, np.empty((6, 0), np.uint16))
    assert swapped_bands(empty) is None


def test_a_sample_is_spread_bounded_and_leaves_out_no_data(write_raster, monkeypatch):
    monkeypatch.setattr("cosia.core.raster.scene_sample.BLOCKS", 3)
    pixels = np.zeros((2, 2048, 1024), np.uint16)
    pixels[:, 1024:] = np.random.default_rng(1).integers(1, 4000, (2, 1024, 1024))
    pixels[0, 1500:1600] = 32767
    options = {"tiled": True, "blockxsize": 512, "blockysize": 512, "tags": {"COSIA_SATURATED": "32767"}}
    reads = []
    with Scene(str(write_raster(pixels, roles=("red", "nir"), nodata=0, **options)), (), None) as scene:
        read = scene.read
        scene.read = lambda window: reads.append(window) or read(window)
        sample = SceneSample.of_scene(scene, (0, 0, 1024, 2048))
    assert len(reads) <= 7 and sample.pixels.min() > 0 and sample.pixels.max() < 4000
    assert 100_000 < sample.pixels.shape[1] <= 3 * 65_536
    assert np.allclose(sample.moments()[0], 2000, rtol=0.01)
