"""The verdict follows its rule, names the classes that lost, and is silent where there is too little."""

import math

import numpy as np
import pytest

from cosia.core.training.confidence import MEANS, Confidence, Estimate, Figures, measure_confidence
from cosia.core.training.verdict import (
    BETTER,
    NOTHING_BEFORE,
    UNCLEAR,
    WORSE,
    changes_in_words,
    interval_text,
    judge,
    signed_interval_text,
    signed_number,
)
from tests.core.outcomes import COUNT, outcome

NAN = math.nan
ABSENT = Estimate(NAN, NAN, NAN, 0)


def change(miou, oa=(1.0, -1.0, 3.0), iou=None, blocks=12, pixels=50_000):
    """A confidence whose changes are given as value, low, high."""
    iou = iou or {}
    classes = tuple(Estimate(*iou[numero], blocks) if numero in iou else ABSENT for numero in range(1, COUNT + 1))
    means = {name: Estimate(*(oa if name == "oa" else miou), blocks) for name in MEANS}
    level = Figures({name: Estimate(50.0, 45.0, 55.0, blocks) for name in MEANS}, (ABSENT,) * COUNT)
    return Confidence(blocks, pixels, level, level, Figures(means, classes))


@pytest.mark.parametrize(
    ("miou", "kind"),
    [
        ((4.0, 0.1, 8.0), BETTER),
        ((4.0, 0.0, 8.0), UNCLEAR),
        ((4.0, -0.1, 8.0), UNCLEAR),
        ((-4.0, -8.0, 0.1), UNCLEAR),
        ((-4.0, -8.0, -0.1), WORSE),
        ((0.0, 0.0, 0.0), UNCLEAR),
    ],
)
def test_the_interval_of_the_change_decides(miou, kind):
    verdict = judge(change(miou))
    assert verdict.kind == kind
    assert "interval of the change of mIoU" in verdict.rule
    assert signed_interval_text(Estimate(*miou, 12)) in verdict.reasons[0]


def test_too_few_pixels_outweigh_a_clear_interval():
    verdict = judge(change((20.0, 15.0, 25.0), pixels=999))
    assert verdict.kind == UNCLEAR and "only 999 test pixels" in " ".join(verdict.reasons)
    assert judge(change((20.0, 15.0, 25.0), pixels=1000)).kind == BETTER


def test_too_few_blocks_outweigh_any_gain():
    verdict = judge(measure_confidence(outcome(blocks=3, right_before=0.2, right_after=0.95).blocks))
    assert verdict.kind == UNCLEAR and "only 3 test blocks" in " ".join(verdict.reasons)
    assert "too little to test it on" in verdict.headline


def test_one_block_that_outweighs_the_others_is_too_little():
    blocks = outcome(blocks=9).blocks
    for matrix in (blocks[0].before, blocks[0].after):
        matrix *= 1000
    verdict = judge(measure_confidence(blocks))
    assert verdict.kind == UNCLEAR and "few hold nearly all annotated pixels" in " ".join(verdict.reasons)


def test_a_better_mean_with_fewer_right_pixels_is_told():
    assert "fewer pixels are right" in " ".join(judge(change((4.0, 1.0, 8.0), oa=(-2.0, -3.0, -1.0))).reasons)
    assert "more pixels are right" in " ".join(judge(change((-4.0, -8.0, -1.0), oa=(2.0, 1.0, 3.0))).reasons)
    assert "fewer pixels" not in " ".join(judge(change((4.0, 1.0, 8.0), oa=(-2.0, -3.0, 1.0))).reasons)


def test_classes_are_sorted_by_what_is_sure_of_them():
    iou = {
        1: (-5.0, -7.0, -3.0),
        6: (-9.0, -12.0, -6.0),
        9: (-2.0, -5.0, 1.0),
        12: (3.0, 1.0, 5.0),
        15: (-8.0, NAN, NAN),
    }
    verdict = judge(change((4.0, 1.0, 8.0), iou=iou))
    assert [cls.numero for cls, _change in verdict.worse] == [1, 6]
    assert [cls.numero for cls, _change in verdict.maybe_worse] == [9, 15]
    assert [cls.numero for cls, _change in verdict.better] == [12]
    assert changes_in_words(verdict, "en") == [
        "Got worse: Water −9.0, Building −5.0.",
        "Lower, but that may be chance: Greenhouse −8.0, Deciduous −2.0.",
        "Got better: Herbaceous vegetation +3.0.",
    ]
    assert changes_in_words(verdict, "fr_FR")[0].endswith("Surface eau −9.0, Bâtiment −5.0.")


def test_without_a_model_before_the_level_is_told():
    verdict = judge(measure_confidence(outcome(with_before=False).blocks))
    assert verdict.kind == NOTHING_BEFORE and "reaches a mIoU of" in verdict.headline
    assert "no model before" in " ".join(verdict.reasons)


def test_without_test_blocks_nothing_is_claimed():
    verdict = judge(measure_confidence(()))
    assert verdict.kind == UNCLEAR and "no test blocks" in verdict.reasons[0]


def test_made_up_trainings_get_the_verdict_that_they_deserve():
    def kind(before, after):
        return judge(measure_confidence(outcome(right_before=before, right_after=after).blocks)).kind

    assert (kind(0.5, 0.85), kind(0.85, 0.5), kind(0.7, 0.7)) == (BETTER, WORSE, UNCLEAR)


def test_numbers_are_told_with_their_signs():
    assert [signed_number(value) for value in (3.25, -3.21, 0.0, -0.04, 0.04)] == ["+3.2", "−3.2", "0.0", "0.0", "0.0"]
    assert interval_text(Estimate(55.06, 52.0, 58.31, 9)) == "55.1 (52.0 to 58.3)"
    assert interval_text(Estimate(55.06, NAN, NAN, 2)) == "55.1"
    assert np.isnan(ABSENT.value) and not ABSENT.has_interval
