"""The benchmark of the advice: its scenes, its conditions, and what it counts."""

import numpy as np
import pytest

pytest.importorskip("scipy")
pytest.importorskip("torch")

from benchmarks.normalisation_choice.__main__ import RULES, print_rules
from benchmarks.normalisation_choice.conditions import CONDITIONS
from benchmarks.normalisation_choice.scenes import FIRST_SEED, LabelledScene, kinds_of
from benchmarks.normalisation_choice.trials import Model, Outcome, judge


@pytest.mark.parametrize("condition", CONDITIONS, ids=lambda condition: condition.name)
def test_conditions_keep_the_shape_and_the_encoding_s_range(condition):
    rng = np.random.default_rng(1)
    bands, high = (6, 9000) if condition.sensor == "pneo" else (4, 255)
    pixels = rng.integers(1, high, (bands, 20, 30)).astype("uint16" if condition.sensor == "pneo" else "uint8")
    changed = condition.change(pixels[: 6 if condition.model == "demo-pneo" else 4], rng)
    assert changed.shape[1:] == (20, 30) and changed.min() >= 1
    assert changed.dtype == {"8-bit": np.uint8, "reflectance": np.uint16}[condition.encoding]


def test_scenes_to_measure_on_are_not_those_that_models_or_rules_came_from():
    assert min(FIRST_SEED.values()) >= 10_000
    assert abs(FIRST_SEED["choosing"] - FIRST_SEED["measuring"]) >= 100
    assert len(set(kinds_of(20_100))) == 4 and kinds_of(20_100) == kinds_of(20_100)


def test_a_scene_is_judged_under_each_normalisation_that_applies():
    rng = np.random.default_rng(2)
    scene = LabelledScene(rng.integers(1, 255, (4, 40, 70)).astype(np.uint8), np.full((40, 70), 9, np.uint8))
    outcome = judge(scene, "mixed", 0, CONDITIONS[0], Model("demo-ortho"))
    assert set(outcome.miou) == {"norma-01", "norma-source", "norma-target"} == set(outcome.entropy)
    assert outcome.distance["norma-target"] < 1e-6 and outcome.recommended != "norma-01"
    assert all(0 <= value <= 100 for value in [*outcome.miou.values(), *outcome.entropy.values()])


def test_rules_are_scored_by_hits_and_by_what_they_lose(capsys):
    def outcome(source, target, entropies, recommended):
        names = ("norma-source", "norma-target")
        miou, entropy = dict(zip(names, (source, target))), dict(zip(names, entropies))
        return Outcome(
            "c", 1, "mixed", miou, {name: 100 - value for name, value in entropy.items()}, entropy, entropy, recommended
        )

    print_rules([outcome(50, 40, (10, 20), "norma-source"), outcome(60, 66, (10, 20), "norma-source")])
    lines = {line.split("|")[1].strip(): line for line in capsys.readouterr().out.splitlines()}
    assert "| 50 | 55.0 | 3.0 | 6.0 |" in lines["advice"]
    assert "| 50 | 53.0 | 5.0 | 10.0 |" in lines["always norma-target"]
    assert set(RULES) < set(lines)
