"""Which normalisation to take: by accuracy where there is a reference, else by how sure the network is.

Being sure is not being right, so the rule without a reference was measured on simulated scenes of known truth
(``benchmarks/normalisation_choice``, tables in ``docs/normalisation.md``).
"""

from dataclasses import dataclass
from typing import Mapping, Sequence

from ..language import _
from ..nomenclature import NO_DATA
from .normalisation_trial import Trial
from .passport import Passport

CLOSE_MIOU_PERCENT = 1.0
"""Difference of mIoU below which two normalisations are as good as each other."""

UNRELATED_MIOU_PERCENT = 5.0
"""A best mIoU below hardly differs from that of a reference that has nothing to do with the scene: classes at random
come to some 3 %."""

MEASURED_PX = 240 * 240
"""Pixels of the smallest images that the rule without a reference was measured on."""

CLOSE_ENTROPY_PERCENT = 3.0
"""Difference of mean entropy below which the lower one was often wrong."""

# Measured by benchmarks/normalisation_choice: 16 simulated images under 10 conditions, and the first quarter of each.
_RIGHT_PERCENT = {"close": 68, "clear": 89}
_TARGET_RIGHT_PERCENT = {"close": 50, "clear": 64}
_LOST_MIOU_PERCENT = {"close": 1.3, "clear": 0.4}


@dataclass(frozen=True)
class Advice:
    """A recommendation.

    Attributes:
        name: one of ``NORMALISATIONS``.
        reason: why, in one or two sentences.
        certainty: how far to trust it.
    """

    name: str
    reason: str
    certainty: str


def recommend(trials: Sequence[Trial], passport: Passport, miou: Mapping[str, float]) -> Advice:
    """The normalisation to take.

    With a reference, the one of the highest mIoU. Without one, the one of the lowest mean entropy among those that
    scale the input as in training: a model that was trained on centred and scaled input (norma-source) cannot read
    0-1 and the other way round, and may well be sure of its nonsense.

    Args:
        trials: at least one.
        passport: of the model.
        miou: percent, of each trial by name; empty without a reference.
    """
    if miou:
        return _by_accuracy(miou)
    as_trained = [trial for trial in trials if (trial.name == "norma-01") == (passport.normalisation == "norma-01")]
    if not as_trained:
        return Advice(
            trials[0].name,
            _("It is the only one that can be applied, but it does not scale the input as in training."),
            _("Do not trust the map: see below what the others would need."),
        )
    if len(as_trained) == 1:
        return Advice(
            as_trained[0].name,
            _("It is the only one that can be applied here and scales the input as the model was trained."),
            _("There was nothing to choose from, so this says nothing about how good the map is."),
        )
    return _by_entropy(as_trained)


def _by_accuracy(miou: Mapping[str, float]) -> Advice:
    ranked = sorted(miou, key=miou.__getitem__, reverse=True)
    best = ranked[0]
    reason = _("It has the highest mean IoU against the reference: {best:.1f} %.").format(best=miou[best])
    if miou[best] < UNRELATED_MIOU_PERCENT:
        return Advice(
            best,
            reason,
            _(
                "That is hardly more than chance, so do not rely on it: check that the reference holds CoSIA class "
                "numbers (1-15) and lies where it belongs, and that the model fits the image."
            ),
        )
    if len(ranked) == 1:
        return Advice(best, reason, _("It is the only one that can be applied."))
    gap = miou[best] - miou[ranked[1]]
    if gap < CLOSE_MIOU_PERCENT:
        certainty = _("{second} is as good: {gap:.1f} points of mIoU less. More reference would tell them apart.")
    else:
        certainty = _("{second} follows with {gap:.1f} points of mIoU less. Measured on the parts below only.")
    return Advice(best, reason, certainty.format(second=ranked[1], gap=gap))


def _by_entropy(trials: Sequence[Trial]) -> Advice:
    best, second = sorted(trials, key=lambda trial: trial.entropy)[:2]
    reason = _(
        "The network is surer with it: mean entropy {best:.2f} % instead of {second:.2f} % with {other}."
    ).format(best=best.entropy, second=second.entropy, other=second.name)
    pixels = sum(int((one != NO_DATA).sum()) for one in best.maps)
    if pixels < MEASURED_PX:
        return Advice(
            best.name,
            reason,
            _(
                "Only {pixels} pixels were tried, and the rule was never measured on fewer than {least}: do not rely "
                "on it; give a larger part, statistics of more images, or a reference."
            ).format(pixels=pixels, least=MEASURED_PX),
        )
    gap = "close" if second.entropy - best.entropy < CLOSE_ENTROPY_PERCENT else "clear"
    judgement = {"close": _("The difference is small"), "clear": _("The difference is clear")}[gap]
    certainty = _(
        "{judgement}: on simulated scenes the surer normalisation was then the better one in {right} % of the cases "
        "(norma-target in {target} %), and lay {lost} points of mIoU below the best on average. A network can be sure "
        "and wrong: look at the maps, or give a reference to know."
    ).format(
        judgement=judgement,
        right=_RIGHT_PERCENT[gap],
        target=_TARGET_RIGHT_PERCENT[gap],
        lost=_LOST_MIOU_PERCENT[gap],
    )
    return Advice(best.name, reason, certainty)
