"""A data set has settled when more of the same would no longer move it."""

import numpy as np
import pytest

from cosia.core.raster.moments import Moments
from cosia.core.raster.settling import LIMIT, curve, plus_minus, settling


def scene(mean, deviation=10.0, pixels=5000, seed=0):
    moments = Moments(1)
    moments.add(np.random.default_rng(seed).normal(mean, deviation, (1, pixels)))
    return moments


def test_scenes_that_differ_have_not_settled_however_large_they_are():
    scenes = [scene(mean, pixels=20_000, seed=seed) for seed, mean in enumerate((80, 100, 120, 110))]
    verdict = settling(scenes, scenes, [20.0])
    assert verdict.by_scenes and verdict.unsettled == (0,)
    assert verdict.half_widths.means[0] > LIMIT * 20
    (sentence,) = verdict.sentences(("red",), [20.0])
    assert "not settled in red: over 4 scenes" in sentence and "add scenes" in sentence


def test_many_scenes_of_one_kind_have_settled():
    scenes = [scene(100 + offset, seed=seed) for seed, offset in enumerate(np.linspace(-1, 1, 30))]
    verdict = settling(scenes, scenes, [10.0])
    assert verdict.unsettled == () and verdict.sentences(("red",), [10.0]) == ()


def test_one_scene_is_never_a_data_set():
    blocks = [scene(100, seed=seed) for seed in range(50)]
    verdict = settling(blocks[:1], blocks, [10.0])
    assert not verdict.by_scenes and verdict.parts == 50 and verdict.unsettled == ()
    (sentence,) = verdict.sentences(("red",), [10.0])
    assert sentence.startswith("One scene only: norma-target is defined on a data set")


def test_one_block_tells_nothing():
    verdict = settling([scene(100)], [scene(100)], [10.0])
    assert verdict.unsettled == (0,)
    assert "more than ± 100 % of the deviation" in verdict.sentences(("red",), [10.0])[1]


def test_the_curve_ends_at_the_whole():
    parts = [scene(mean, seed=mean) for mean in (90, 100, 130)]
    found = curve(parts, [1.0, 2.0, 3.0])
    whole = Moments(1)
    for part in parts:
        whole.merge(part)
    assert found.km2.tolist() == [1.0, 3.0, 6.0]
    assert found.means[0] == parts[0].means and found.means[-1] == whole.means
    assert found.deviations[-1] == pytest.approx(whole.deviations)


@pytest.mark.parametrize(
    ("share", "text"), [(0.0421, "± 4.2\u00a0%"), (0.5, "± 50\u00a0%"), (3.0, "more than ± 100 %")]
)
def test_shares_in_words(share, text):
    assert plus_minus(share) == text
