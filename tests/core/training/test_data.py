"""Held-out ground stays held out: beside scenes that touch, of other pixels, and of a second source."""

from contextlib import ExitStack

import numpy as np
import pytest
from rasterio.transform import from_origin

from cosia.core.errors import InvalidInputError
from cosia.core.jobs import FineTuneJob
from cosia.core.raster.statistics import Statistics
from cosia.core.training.data_opening import open_training_data
from cosia.core.training.normalisations import source_normalisation, statistics_of_scenes
from cosia.core.training.split import TEST, TRAINING, UNUSED, VALIDATION

ROLES = ("red", "green")
LEFT_M, TOP_M = 420_000, 6_710_000


@pytest.fixture
def scene(write_raster):
    """A function that writes a scene with its classes, at metres from a corner; answers both paths."""

    def scene(name, right_m=0.0, labels=None, side_px=256, pixel_m=0.2, dtype=np.uint8):
        rng = np.random.default_rng(len(name))
        options = {"transform": from_origin(LEFT_M + right_m, TOP_M, pixel_m, pixel_m)}
        if labels is None:
            labels = np.kron(rng.integers(1, 4, (side_px // 16, side_px // 16)), np.ones((16, 16))).astype(np.uint8)
        pixels = rng.integers(1, 250, (2, side_px, side_px)).astype(dtype)
        image = write_raster(pixels, f"{name}.tif", roles=ROLES, **options)
        return str(image), str(write_raster(labels, f"{name}-labels.tif", nodata=0, **options))

    return scene


@pytest.fixture
def opened(tmp_path, progress):
    with ExitStack() as stack:

        def opened(scenes, source=(), **changes):
            job = FineTuneJob(
                inputs=tuple(image for image, _labels in scenes),
                annotations=tuple(labels for _image, labels in scenes),
                source_inputs=tuple(image for image, _labels in source),
                source_labels=tuple(labels for _image, labels in source),
                output="new.safetensors",
                chip_size_px=64,
                **changes,
            )
            data = open_training_data(job, tmp_path, progress, stack)
            data.choose_split(64, job.validation, job.test, job.seed)
            return data

        yield opened


def used(scene, part):
    """Columns and rows on the ground, in metres from the corner, of what counts in a part."""
    height, width = scene.size_px
    rows, columns = np.nonzero(scene.truth((0, 0, width, height), part))
    t = scene.stored.grid.transform
    return np.stack([t.c + (columns + 0.5) * t.a - LEFT_M, TOP_M - t.f - (rows + 0.5) * t.e], axis=1)


def distance_m(data, one, other, training=()):
    """Between the nearest pixels of two parts, along the axis where they are further apart."""
    here = np.concatenate([used(scene, one) for scene in (*data.target, *training)])
    there = np.concatenate([used(scene, other) for scene in data.target])
    here, there = (np.unique(np.round(points / 0.8), axis=0) * 0.8 for points in (here, there))
    return min(float(np.abs(here - point).max(axis=1).min()) for point in there)


def test_scenes_that_touch_are_no_wholes(opened, scene):
    data = opened([scene(f"tile-{number}", number * 51.2) for number in range(3)])
    assert not data.split.whole_scenes and {one.group for one in data.target} == {0}
    assert distance_m(data, TRAINING, TEST) >= 32 * 0.2 - 1.6


def test_scenes_apart_are_wholes(opened, scene):
    assert opened([scene(f"apart-{number}", number * 90.0) for number in range(3)]).split.whole_scenes


def test_gaps_are_half_a_chip_of_the_coarsest_pixels(opened, scene):
    data = opened([scene("fine")], [scene("coarse", pixel_m=0.218, side_px=240)])
    assert data.gap_px == 35
    assert distance_m(data, TRAINING, TEST, data.source) >= 32 * 0.218 - 1.6


def test_scenes_of_other_pixels_are_brought_to_those_of_the_first(opened, scene):
    data = opened([scene("first"), scene("second", 200.0, side_px=128, pixel_m=0.4)])
    assert data.target[1].size_px == (256, 256) and data.pixel_m2 == pytest.approx((0.04, 0.04))
    assert any("second.tif' are resampled to 0.2 m, those of" in warning for warning in data.warnings)
    statistics = statistics_of_scenes(data.scenes, ("green",), data_progress())
    assert isinstance(statistics, Statistics) and statistics.roles == ("green",)


def data_progress():
    class Silent:
        def report(self, fraction, message=""):
            pass

        log = warn = check_cancelled = report

    return Silent()


def test_a_second_source_teaches_nothing_of_a_held_out_scene(opened, scene):
    """Where the target is not annotated, too: its classes are next to those of the test."""
    sparse = np.zeros((256, 256), np.uint8)
    sparse[:32, :32], sparse[:32, 32:64], sparse[32:64, :64] = 1, 2, 3
    scenes = [scene(f"sparse-{number}", number * 90.0, sparse) for number in range(3)]
    data = opened(scenes, [scene(f"ortho-{number}", number * 90.0) for number in range(3)])
    assert data.split.whole_scenes
    parts = [data.split.part_of_group(one.group) for one in data.target]
    assert sorted(parts) == [TRAINING, VALIDATION, TEST]
    for part, source in zip(parts, data.source):
        assert source.pixels_of(TRAINING).any() == (part == TRAINING) and not source.pixels_of(UNUSED).any()


def test_a_large_second_source_does_not_glue_scenes_together(opened, scene):
    """One image under three scenes that lie apart: they stay wholes, and it teaches nothing of the held-out ones."""
    scenes = [scene(f"apart-{number}", number * 90.0) for number in range(3)]
    data = opened(scenes, [scene("under", -20.0, side_px=1280)])
    assert data.split.whole_scenes and [one.group for one in data.target] == [0, 1, 2]
    (source,) = data.source
    assert source.groups == (0, 1, 2)
    learned = used(source, TRAINING)
    for one in data.target:
        left_m, right_m = (one.stored.grid.transform.c - LEFT_M + side_m for side_m in (0, 51.2))
        margin_m = 0 if data.split.part_of_group(one.group) == TRAINING else 32 * 0.2
        inside = (learned[:, 0] > left_m - margin_m) & (learned[:, 0] < right_m + margin_m)
        inside &= learned[:, 1] < 51.2 + margin_m
        assert inside.any() == (margin_m == 0)
    between = (learned[:, 0] > 52) & (learned[:, 0] < 80) & (learned[:, 1] > 100)
    assert between.any()


def test_a_second_source_beside_two_scenes_keeps_away_from_the_squares_of_both(opened, scene):
    data = opened([scene(f"pair-{number}", number * 60.0) for number in range(2)], [scene("under", side_px=560)])
    assert not data.split.whole_scenes and data.source[0].groups == (0, 1)
    for held_out in (VALIDATION, TEST):
        assert distance_m(data, TRAINING, held_out, data.source) >= 32 * 0.2 - 1.6


def test_a_second_source_that_lies_on_held_out_ground_alone_is_refused(opened, scene):
    scenes = [scene(f"apart-{number}", number * 90.0) for number in range(3)]
    data = opened(scenes)
    held_out = next(n for n, one in enumerate(data.target) if data.split.part_of_group(one.group) == TEST)
    with pytest.raises(InvalidInputError, match="All labels of the second source lie on ground that is kept for"):
        opened(scenes, [scene("over", held_out * 90.0)])


@pytest.mark.parametrize("seed", range(4))
def test_a_share_of_the_ground_is_one_of_what_training_sees(opened, scene, seed):
    """Cells that the gaps take whole count for nothing, so that even the smallest share holds something."""
    data = opened([scene("whole", side_px=512)])
    whole = data.pixels(TRAINING)
    former = whole
    for percent in (60.0, 30.0, 0.1):
        data.use_fraction(percent, seed)
        found = data.pixels(TRAINING)
        assert found.any() and (found <= former).all()
        if percent > 1:
            assert found.sum() == pytest.approx(percent / 100 * whole.sum(), rel=0.35) and data.is_enough()
        former = found
    data.use_fraction(100.0, seed)
    assert (data.pixels(TRAINING) == whole).all()


def test_two_polygons_are_both_learned_and_the_lack_of_a_test_is_told(opened, scene):
    labels = np.zeros((256, 256), np.uint8)
    labels[10:20, 10:20], labels[200:210, 200:210] = 1, 6
    data = opened([scene("two", labels=labels)])
    assert data.pixels(TRAINING)[[0, 5]].tolist() == [100, 100]
    told = " ".join(data.warnings)
    assert "Nothing could be set apart for VALIDATION" in told and "Nothing could be set apart for TEST" in told


def test_a_class_that_training_loses_is_told(opened, scene, monkeypatch):
    from cosia.core.training import data as data_module
    from cosia.core.training.split import Split

    labels = np.zeros((256, 256), np.uint8)
    labels[:64, :64], labels[:64, 192:], labels[192:, 192:] = 1, 2, 6

    def split(test):
        return lambda counts, *_others: Split({cell: TEST if cell in test else TRAINING for cell in counts}, False)

    scenes = [scene("three", labels=labels)]
    monkeypatch.setattr(data_module, "CELLS_PER_CHIP", (1,))
    monkeypatch.setattr(data_module, "split_cells", split({(0, 3, 3)}))
    assert any("Training sees no pixel of Water" in warning for warning in opened(scenes).warnings)
    monkeypatch.setattr(data_module, "split_cells", split({(0, 3, 3), (0, 0, 3)}))
    with pytest.raises(InvalidInputError, match=r"leave training fewer than two classes, without .*Water; annotate in"):
        opened(scenes)


def test_a_resampled_second_source_of_another_encoding_has_its_own_statistics(opened, scene):
    data = opened([scene("target")], [scene("other", 300.0, pixel_m=0.4)])
    found = source_normalisation("norma-target", ["green"], None, data.source_scenes, data_progress())
    assert found.means == pytest.approx((125,), abs=5)
