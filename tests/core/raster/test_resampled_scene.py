"""A scene at another pixel size: what a pixel holds depends on the ground, never on the window or the tile."""

import numpy as np
import pytest
from affine import Affine
from hypothesis import given, settings
from hypothesis import strategies as st

from cosia.core.raster.axis_weights import axis_weights
from cosia.core.raster.resampled_scene import ResampledScene, view_at_pixel_size
from cosia.core.raster.scene import Scene

ROLES = ("red", "green")

steps = st.floats(0.11, 9)
sizes = st.integers(1, 60)


def coverage(wanted, step, size):
    """Straight implementation of the mean over what a wanted pixel covers."""
    low, high = wanted * step, min((wanted + 1) * step, size)
    return np.array([max(0.0, min(k + 1, high) - max(k, low)) for k in range(size)]) / (high - low)


@given(sizes, steps, st.booleans(), st.data())
def test_weights_do_not_depend_on_where_one_begins(size, step, sharp, data):
    wanted = int(np.ceil(size / step - 1e-6))
    first = data.draw(st.integers(0, wanted - 1))
    whole, part = (
        axis_weights(0, wanted, step, size, sharp),
        axis_weights(first, wanted - first, step, size, sharp),
    )
    values = np.random.default_rng(0).random(size)
    resampled = whole.apply(values[whole.start : whole.stop], 0)
    assert (resampled[first:] == part.apply(values[part.start : part.stop], 0)).all()
    for weights in (whole, whole.positive(), whole.magnitudes()):
        assert np.allclose(weights.weights.sum(axis=1), 1)
    assert (whole.positive().weights >= 0).all() and (sharp or (whole.weights >= 0).all())


@given(sizes, st.floats(1, 9), st.booleans())
def test_larger_pixels_are_means_of_what_they_cover(size, step, sharp):
    wanted = int(np.ceil(size / step - 1e-6))
    values = np.random.default_rng(1).random(size)
    weights = axis_weights(0, wanted, step, size, sharp)
    expected = [coverage(k, step, size) @ values for k in range(wanted)]
    assert np.allclose(weights.apply(values[weights.start : weights.stop], 0), expected)


@given(st.integers(2, 60), st.floats(0.11, 0.99))
def test_smaller_pixels_are_interpolated_between_centres(size, step):
    wanted = int(np.ceil(size / step - 1e-6))
    values = np.random.default_rng(2).random(size)
    weights = axis_weights(0, wanted, step, size, sharp=False)
    expected = np.interp((np.arange(wanted) + 0.5) * step - 0.5, np.arange(size), values)
    assert np.allclose(weights.apply(values[weights.start : weights.stop], 0), expected)


@given(st.integers(8, 60), st.floats(0.11, 0.99), st.tuples(*[st.floats(-5, 5)] * 3))
def test_sharp_interpolation_follows_parabolas(size, step, factors):
    # Keys (1981): with a = -1/2 the error is of third order, so parabolas come out exactly away from the borders.
    first, count = int(2 / step) + 1, max(1, int((size - 5) / step) - int(2 / step))
    weights = axis_weights(first, count, step, size, sharp=True)
    values = np.polyval(factors, np.arange(size) / size)
    expected = np.polyval(factors, ((np.arange(first, first + count) + 0.5) * step - 0.5) / size)
    assert np.allclose(weights.apply(values[weights.start : weights.stop], 0), expected)


@pytest.fixture
def open_scene(write_raster):
    def scene(pixels, **options):
        return Scene(str(write_raster(pixels, roles=ROLES, **options)), (), options.pop("nodata", None))

    return scene


@pytest.mark.parametrize("pixel_size_m", [0.07, 0.15, 0.3, 0.5, 2.3])
def test_any_window_gives_the_same_pixels(open_scene, pixel_size_m, monkeypatch):
    monkeypatch.setattr("cosia.core.raster.resampled_scene.READ_AT_ONCE_PX", 700)
    pixels = np.random.default_rng(3).integers(0, 5, (2, 57, 83)).astype(np.uint8) * 50
    with open_scene(pixels, nodata=0) as scene:
        view = ResampledScene(scene, pixel_size_m)
        width, height = view.grid.width, view.grid.height
        whole, valid = view.read((0, 0, width, height))
        for column, row in ((0, 0), (width // 2, height // 3), (width - 1, height - 1)):
            part, part_valid = view.read((column, row, width - column, height - row))
            assert (part == whole[:, row:, column:]).all() and (part_valid == valid[row:, column:]).all()
        assert view.grid.transform.almost_equals(scene.grid.transform @ Affine.scale(pixel_size_m / 0.2))


@pytest.mark.parametrize("pixel_size_m", [0.13, 0.3, 0.9])
def test_no_data_never_bleeds_into_data(open_scene, pixel_size_m):
    pixels = np.full((2, 40, 40), 100, np.uint16)
    pixels[:, :, 17:] = 65535
    pixels[:, 11, 5] = 65535
    with open_scene(pixels, nodata=65535) as scene:
        view = ResampledScene(scene, pixel_size_m)
        read, valid = view.read((0, 0, view.grid.width, view.grid.height))
    assert np.allclose(read[:, valid], 100, atol=1e-4) and (read[:, ~valid] == 0).all()
    assert valid.any() and not valid.all()


def test_numbers_that_are_none_stay_out_and_saturated_pixels_stay_marked(open_scene):
    pixels = np.full((2, 20, 20), 0.25)
    pixels[0, 3, 3], pixels[1, 9, 9], pixels[0, 15, 15] = np.nan, np.inf, -3.4e38
    with open_scene(pixels) as scene:
        view = ResampledScene(scene, 0.5)
        read, valid = view.read((0, 0, 8, 8))
        assert read.dtype == np.float64 and (read[:, valid] == 0.25).all() and valid.all()
    pixels = np.full((2, 20, 20), 4000, np.uint16)
    pixels[0, 10, 10] = 32767
    with open_scene(pixels, name="saturated.tif", tags={"COSIA_SATURATED": "32767"}) as scene:
        read, _valid = ResampledScene(scene, 0.5).read((0, 0, 8, 8))
    assert (read == 32767).sum() == 1 and read[0, 4, 4] == 32767 and set(np.unique(read)) == {4000, 32767}


@settings(max_examples=60)
@given(steps, st.integers(0, 300), st.integers(1, 400), st.integers(1, 97))
def test_windows_of_the_view_share_the_scene_out_exactly_once(step, left, width, part):
    view = ResampledScene.__new__(ResampledScene)
    view.steps = (step, step)
    view.grid = type("Grid", (), {"width": int(np.ceil(700 / step - 1e-6)), "height": int(np.ceil(700 / step - 1e-6))})
    extent = (left, 0, min(width, 700 - left), 1)
    column, row, cover, rows = view.cover(extent)
    covered = np.zeros(700, int)
    for start in range(column, column + cover, part):
        window = view.centres_in((start, row, min(part, column + cover - start), rows), extent)
        assert window[3] == 1
        covered[window[0] : window[0] + window[2]] += 1
    assert (covered[extent[0] : extent[0] + extent[2]] == 1).all() and covered.sum() == extent[2]


@pytest.mark.parametrize(
    "transform, crs",
    [
        (Affine(0.2, 0, 420_000, 0, -0.4, 6_710_000), "EPSG:2154"),
        (Affine(0.2, 0.03, 420_000, 0.03, -0.2, 6_710_000), "EPSG:2154"),
        (Affine(2.7e-6, 0, 0.1, 0, -1.8e-6, 47.5), "EPSG:4326"),
    ],
)
def test_pixels_of_any_shape_and_system_become_square_ones_of_that_size(open_scene, transform, crs):
    pixels = np.random.default_rng(4).integers(1, 255, (2, 90, 120)).astype(np.uint8)
    with open_scene(pixels, transform=transform, crs=crs) as scene:
        view = ResampledScene(scene, 0.5)
        assert np.allclose(view.grid.pixel_size_m(), 0.5, rtol=1e-3)
        assert np.allclose(view.grid.bounds[0], scene.grid.bounds[0], atol=1)
        read, valid = view.read((0, 0, view.grid.width, view.grid.height))
    assert valid.all() and abs(read.mean() - pixels.mean()) < 4


def test_the_same_size_is_left_alone(open_scene):
    with open_scene(np.ones((2, 9, 9), np.uint8)) as scene:
        assert view_at_pixel_size(scene, 0.2015) is scene
        assert view_at_pixel_size(scene, 0.21) is not scene
