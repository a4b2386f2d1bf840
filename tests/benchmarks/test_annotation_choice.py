"""The benchmark of suggested rectangles: its scenes, its selections, and what it counts."""

import numpy as np
import pytest
import torch

pytest.importorskip("scipy")

from benchmarks.annotation_choice import __main__ as command
from benchmarks.annotation_choice import scenes, trials
from benchmarks.annotation_choice.__main__ import Row, append_row, mean_of, plan, print_tables, read_rows
from benchmarks.annotation_choice.selections import random, suggested
from benchmarks.demo_models.scenes import FIRST_SEED, SCENES_PER_KIND
from core.training.loop import Schedule


@pytest.fixture(autouse=True)
def small(monkeypatch):
    """Scenes of 100 × 100 m, a training of one step, one thread."""
    monkeypatch.setattr(scenes, "PATCH_SIZE_M", 33.6)
    monkeypatch.setattr(trials, "SCHEDULE", Schedule(1, checkpoint_steps=1))
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(threads)


def row(seed=10, selection="random", count=5, draw=0, miou=50.0):
    return Row(seed, selection, count, draw, 8080.2, 11, miou, 70.0, 40.0, 65.0)


def test_no_model_or_other_measurement_saw_the_ground_of_these_scenes():
    grounds = {
        first + seed for first in scenes.GROUND_SEED.values() for seeds in scenes.SEEDS.values() for seed in seeds
    }
    assert len(grounds) == 20 and not set(scenes.SEEDS["developing"]) & set(scenes.SEEDS["measuring"])
    assert min(grounds) > max(first + 10_000 - 1 for first in FIRST_SEED.values() if first)
    assert FIRST_SEED["training"] + SCENES_PER_KIND["training"] < min(grounds)


def test_a_scene_and_its_twin_share_the_sky_and_not_the_ground(tmp_path):
    scene, twin = (scenes.draw_scene(3, which, tmp_path) for which in scenes.GROUND_SEED)
    assert scene.pixels.shape == twin.pixels.shape == (6, 336, 336) and scene.truth.shape == (336, 336)
    assert (scene.truth != twin.truth).mean() > 0.3
    again = scenes.draw_scene(3, "annotated", tmp_path)
    assert (again.pixels == scene.pixels).all()


def test_random_rectangles_have_the_suggested_ones_size_and_do_not_overlap(tmp_path):
    file = scenes.draw_scene(3, "annotated", tmp_path).file
    chosen, drawn = suggested(file, 2, (3, 0)), random(file, 2, (3, 0))
    assert {window[2:] for window in chosen} == {window[2:] for window in drawn} == {(134, 134)}
    assert random(file, 2, (3, 0)) == drawn and any(random(file, 2, (3, draw)) != drawn for draw in (1, 2))
    for windows in (chosen, drawn):
        (left, top, width, height), (other_left, other_top, _width, _height) = windows
        assert abs(left - other_left) >= width or abs(top - other_top) >= height
        assert all(start >= 0 and start + 134 <= 336 for window in windows for start in window[:2])


def test_a_row_tells_what_was_annotated_and_what_training_changed(tmp_path):
    before = command.compute(3, "none", 0, 0, tmp_path)
    after = command.compute(3, "random", 2, 0, tmp_path)
    assert (before.area_m2, before.classes) == (0.0, 0)
    assert after.area_m2 == pytest.approx(2 * 134**2 * 0.09) and after.classes > 0
    assert after.twin_miou != before.twin_miou


def test_rows_survive_the_file_and_are_computed_once(tmp_path):
    file = tmp_path / "results.csv"
    assert read_rows(file) == []
    rows = [row(), row(selection="suggested", miou=60.0)]
    for one in rows:
        append_row(one, file)
    assert read_rows(file) == rows
    keys = plan([10, 11])
    assert len(keys) == len(set(keys)) and {one.key for one in rows} <= set(keys)


def test_means_are_over_draws_and_scenes(capsys):
    rows = [row(draw=draw, miou=miou) for draw, miou in enumerate((40.0, 44.0, 48.0))]
    assert mean_of(rows, "twin_miou", "random", 5) == 44.0 and np.isnan(mean_of(rows, "twin_oa", "suggested", 5))
    print_tables(rows)
    text = capsys.readouterr().out
    assert "| 5 random | 8080 | 11.0 | 44.0 | 70.0 | 40.0 | 65.0 |" in text and "44.0 (40.0–48.0)" in text
