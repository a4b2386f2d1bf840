"""The transfer study: its scenes, its trials, its results and the page that they fill."""

from collections import Counter
from pathlib import Path

import numpy as np
import pytest
import rasterio

pytest.importorskip("scipy")
pytest.importorskip("torch")

from benchmarks import real_pixels
from benchmarks.demo_models.scenes import FIRST_SEED as DEMO_SEEDS
from benchmarks.demo_models.scenes import SCENES_PER_KIND
from benchmarks.simulator import LANDSCAPE_KINDS
from benchmarks.transfer import tables
from benchmarks.transfer.page import PAGES, filled
from benchmarks.transfer.plan import BASELINES, SMOKE, STUDY, Trial
from benchmarks.transfer.results import Results
from benchmarks.transfer.scenes import FIRST_SEED, draw_data_set, kinds_of_scenes
from core.raster.scene import Scene
from core.raster.shared_ground import groups_of_shared_ground


def test_scenes_are_none_that_the_source_model_knows():
    known = {seed + number for split, seed in DEMO_SEEDS.items() for number in range(SCENES_PER_KIND[split])}
    counts = {"pneo": STUDY.scenes, "ortho": STUDY.source_scenes}
    ours = [seed + number for sensor, seed in FIRST_SEED.items() for number in range(counts[sensor])]
    assert len(set(ours)) == len(ours) and not known & set(ours) and min(ours) >= 100


def test_landscapes_come_equally_often_and_once_in_a_scene():
    kinds = list(kinds_of_scenes(STUDY.scenes))
    assert all(len(set(four)) == 4 for four in kinds)
    counts = Counter(kind for four in kinds for kind in four)
    assert set(counts) == set(LANDSCAPE_KINDS) and max(counts.values()) - min(counts.values()) <= 2


def test_scenes_share_no_ground_and_lie_on_their_truth(tmp_path):
    data = draw_data_set("pneo", 2, tmp_path)
    grids, values = [], {}
    for encoding, images in data.images.items():
        for path in images:
            with Scene(path, (), None) as scene:
                assert (scene.encoding, scene.grid.width, scene.grid.height) == (encoding, 512, 512)
                assert scene.roles == ("red", "green", "blue", "nir", "deep_blue", "red_edge")
                grids.append(scene.grid)
        with rasterio.open(images[0]) as dataset:
            values[encoding] = dataset.read().astype(float)
    assert groups_of_shared_ground(grids[:2]) == [0, 1]
    expected = (1 + values["reflectance"] / 5000 * 254).clip(1, 255)
    assert np.abs(values["8-bit"] - expected).max() <= 0.51
    with rasterio.open(data.truth) as truth:
        for grid in grids[:2]:
            left, top = ~truth.transform @ (grid.transform.c, grid.transform.f)
            inside = truth.read(1, window=((round(top), round(top) + 512), (round(left), round(left) + 512)))
            assert inside.min() >= 1 and inside.max() <= 15
    before = Path(data.truth).stat().st_mtime_ns
    draw_data_set("pneo", 2, tmp_path)
    assert Path(data.truth).stat().st_mtime_ns == before


def test_three_seeds_for_strategy_and_normalisation_and_one_for_the_rest():
    trials = STUDY.trials()
    assert len({trial.name for trial in trials}) == len(trials) == len(set(trials))
    counts = Counter((trial.strategy, trial.normalisation) for trial in trials if trial.part == "strategies")
    assert set(counts.values()) == {3} and len(counts) == 11 and ("app-scratch", "norma-source") not in counts
    others = [trial for trial in trials if trial.part != "strategies"]
    assert {trial.seed for trial in others} == {0} and {trial.part for trial in others} == {"bands", "area", "mixed"}
    assert {trial.part for trial in SMOKE.trials()} == {trial.part for trial in trials}
    assert [trial.strategy for trial in trials[:4]] == list(tables.STRATEGIES)


COMMON = {"model": "demo-ortho", "simulator": "0", "area_km2": 0.25}


def common_of(trial):
    return {**COMMON, "encoding": trial.encoding, **vars(trial)}


def add(results, trial, miou, oa=70.0):
    figures = [("miou", "", miou), ("oa", "", oa), ("iou", "Building", miou), ("movement", "encoder 1", 0.25)]
    figures += [("validation_loss", "0", 2.0), ("validation_miou", "0", 10.0)]
    figures += [("validation_loss", "1", 1.0), ("validation_miou", "1", 8.0), ("scene_miou", "scene-3", miou)]
    results.add(common_of(trial), iter([*figures, ("epochs", "", 3), ("minutes", "", 2.5)]))


def add_baselines(results, miou):
    for encoding, normalisation in BASELINES:
        trial = {"strategy": "none", "normalisation": normalisation, "encoding": encoding, "part": "baseline"}
        rest = {"area_percent": 0.0, "extra_bands": "ignore", "source_percent": 0.0, "seed": 0}
        figures = [("miou", "", miou), ("oa", "", 60.0), ("iou", "Building", miou), ("scene_miou", "scene-3", miou)]
        results.add({**COMMON, **trial, **rest}, iter([*figures, ("minutes", "", 0.0)]))


@pytest.fixture
def results(tmp_path):
    made = Results(tmp_path / "results.csv")
    add_baselines(made, 40.0)
    for number, trial in enumerate(STUDY.trials()):
        add(made, trial, 50.0 + number / 10)
    return made


def test_results_come_back_as_they_were_added(results, tmp_path):
    again = Results(tmp_path / "results.csv")
    assert again.rows == results.rows
    assert all(again.holds(**common_of(trial)) for trial in STUDY.trials())
    assert not again.holds(**common_of(Trial("strategies", "app-scratch", "norma-target", 7)))


def test_rows_of_a_training_that_was_cut_off_are_dropped(tmp_path):
    file = tmp_path / "results.csv"
    results, trials = Results(file), STUDY.trials()
    add(results, trials[0], 50.0)
    whole = file.read_text()
    add(results, trials[1], 60.0)
    file.write_text(file.read_text()[:-12])
    again = Results(file)
    assert not again.holds(**common_of(trials[1]))
    add(again, trials[1], 60.0)
    assert file.read_text().startswith(whole) and file.read_text().count("minutes") == 2
    assert Results(file).values(**common_of(trials[1]), metric="miou") == [60.0]


def test_tables_tell_means_and_ranges_beside_ign_s(results):
    made = tables.all_tables(results, "en")
    values = results.values(
        part="strategies", strategy="ft-initialisation", normalisation="norma-target", metric="miou"
    )
    line = next(line for line in made["strategies"].splitlines() if "ft-initialisation" in line)
    mean = sum(values) / 3
    assert f"{mean:.1f} ({min(values):.1f}–{max(values):.1f})" in line and f"+{mean - 40:.1f}" in line
    assert "| 5 | 60.58 | +14.20 |" in line
    assert "| 41.06 |" in made["normalisations"] and "Building" in made["classes"] and "scene-3" in made["scenes"]
    assert "| encoder 1 | 25.0" in made["movements"]
    assert "| 3 | 0 | 10.0 | 2.000 | 1 | 8.0 | 1.000 |" in made["courses"]
    assert [line.split("|")[1].strip() for line in made["areas"].splitlines()[2:]] == ["100.0", "50.0", "25.0", "12.5"]
    french = tables.all_tables(results, "fr")
    assert "Bâtiment" in french["classes"] and "41,06" in french["normalisations"]


def test_an_unfinished_study_has_dashes(tmp_path):
    made = tables.all_tables(Results(tmp_path / "none.csv"), "en")
    assert "| `ft-initialisation` | – | – | – | – | – | 5 | 60.58 | +14.20 |" in made["strategies"]


def test_the_page_names_tables_that_exist(results):
    for language, page in PAGES.items():
        text = page.read_text(encoding="utf-8")
        made = {**tables.all_tables(results, language), "real_pixels": "| real |"}
        once = filled(text, made)
        assert "| real |" in once and filled(once, made) == once
        assert text.count("<!-- table ") == len(made) == text.count("<!-- end -->")


def test_merged_classes_are_counted_by_label():
    labels = np.array([[2, 2, 3, 3, 5, 0]])
    classes = np.array([[8, 12, 13, 5, 1, 9]])
    counts = real_pixels.count_merged(labels, classes)
    assert counts.tolist() == [[1, 1, 0, 0], [0, 1, 0, 1], [0, 0, 1, 0]]
    overall, mean, iou = real_pixels.accuracy(counts)
    assert overall == 60.0 and iou == pytest.approx([50.0, 100 / 3, 100.0]) and mean == pytest.approx(np.mean(iou))
