"""What a training brought, in plain words, by a rule that is told with it."""

from dataclasses import dataclass
from typing import Callable, List, Tuple

from ..language import _, number_text, with_marks
from ..nomenclature import CLASSES, LandCoverClass
from .confidence import MIN_BLOCKS, Confidence, Estimate, Figures

BETTER, WORSE, UNCLEAR, NOTHING_BEFORE = "better", "worse", "cannot tell", "nothing before"

MIN_PIXELS = 1_000
"""Test pixels below which no verdict is given: 90 m² of a Pléiades Neo scene, the roof of one house."""

ClassChange = Tuple[LandCoverClass, Estimate]


@dataclass(frozen=True)
class Verdict:
    """Attributes:
    kind: ``BETTER``, ``WORSE``, ``UNCLEAR`` or ``NOTHING_BEFORE``.
    headline: in one sentence.
    reasons: sentences with the figures that lead to it.
    rule: how it was found.
    worse: classes that got worse, the whole interval of their difference below zero.
    maybe_worse: classes with a lower figure whose interval holds zero, or that have none.
    better: classes that got better, the whole interval above zero.
    """

    kind: str
    headline: str
    reasons: Tuple[str, ...]
    rule: str
    worse: Tuple[ClassChange, ...] = ()
    maybe_worse: Tuple[ClassChange, ...] = ()
    better: Tuple[ClassChange, ...] = ()


def judge(confidence: Confidence, kept_aside_px: int = 0) -> Verdict:
    """The verdict on the figures of the test blocks.

    Args:
        confidence: of these figures.
        kept_aside_px: annotated pixels that were kept aside for the test; where none was assessed, this tells why.
    """
    rule = _(
        "Rule: better or worse if the whole 95 % interval of the change of mIoU lies above or below zero; cannot tell "
        "if it holds zero, or with fewer than {blocks} test blocks or {pixels} test pixels."
    ).format(blocks=MIN_BLOCKS, pixels=MIN_PIXELS)
    if confidence.after is None:
        if kept_aside_px:
            reason = _("The test blocks were not assessed, since the run was stopped before.")
        else:
            reason = _("There are no test blocks: no annotated area was kept aside that training never saw.")
        return Verdict(UNCLEAR, _("Cannot tell whether the model is good."), (reason,), rule)
    if confidence.before is None or confidence.difference is None:
        return _without_before(confidence, confidence.after, rule)
    return _with_before(confidence, confidence.before, confidence.after, confidence.difference, rule)


def _without_before(confidence: Confidence, after: Figures, rule: str) -> Verdict:
    miou, overall = after.means["miou"], after.means["oa"]
    headline = _("The new model reaches a mIoU of {miou} % on the test blocks.").format(miou=interval_text(miou))
    reasons = [
        _("Of the test pixels {oa} % get the right class.").format(oa=interval_text(overall)),
        _("There is no model before to compare it with, so whether it is better cannot be told."),
        *_scarcity(confidence),
    ]
    return Verdict(NOTHING_BEFORE, headline, tuple(reasons), rule)


def _with_before(confidence: Confidence, before: Figures, after: Figures, change: Figures, rule: str) -> Verdict:
    miou, overall = change.means["miou"], change.means["oa"]
    scarcity = _scarcity(confidence)
    reasons = [
        _("mIoU {before} % before, {after} % after: {change} points.").format(
            before=number_text(before.means["miou"].value, ".1f"),
            after=number_text(after.means["miou"].value, ".1f"),
            change=signed_interval_text(miou),
        ),
        _("Right pixels (OA) {before} % before, {after} % after: {change} points.").format(
            before=number_text(before.means["oa"].value, ".1f"),
            after=number_text(after.means["oa"].value, ".1f"),
            change=signed_interval_text(overall),
        ),
    ]
    if scarcity:
        kind, headline = UNCLEAR, _("Cannot tell whether the new model is better: there is too little to test it on.")
        reasons += scarcity
    elif miou.is_above_zero:
        kind, headline = BETTER, _("The new model is better on the test blocks, which training never saw.")
    elif miou.is_below_zero:
        kind, headline = WORSE, _("The new model is worse on the test blocks; keep the one before.")
    else:
        kind, headline = UNCLEAR, _("Cannot tell whether the new model is better: the change may be chance.")
        reasons.append(_("The interval of the change of mIoU holds zero; more test blocks would narrow it."))
    if kind == BETTER and overall.is_below_zero:
        reasons.append(_("But fewer pixels are right than before: common classes lost what rare ones gained."))
    if kind == WORSE and overall.is_above_zero:
        reasons.append(_("Yet more pixels are right than before: common classes gained what rare ones lost."))
    changes = [(cls, one) for cls, one in zip(CLASSES, change.iou) if one.value == one.value]
    return Verdict(
        kind,
        headline,
        tuple(reasons),
        rule,
        worse=tuple(pair for pair in changes if pair[1].is_below_zero),
        maybe_worse=tuple(pair for pair in changes if pair[1].value < 0 and not pair[1].is_below_zero),
        better=tuple(pair for pair in changes if pair[1].is_above_zero),
    )


def _scarcity(confidence: Confidence) -> List[str]:
    """Sentences on why there is too little to judge by; none if there is enough."""
    sentences = []
    if confidence.blocks < MIN_BLOCKS:
        sentences.append(
            _(
                "There are only {count} test blocks with annotated pixels; from fewer than {least} no interval can be "
                "computed. Annotate in more places, or raise the share of the test."
            ).format(count=confidence.blocks, least=MIN_BLOCKS)
        )
    elif confidence.after is not None and not confidence.after.means["miou"].has_interval:
        sentences.append(
            _(
                "Of the {count} test blocks few hold nearly all annotated pixels, so that no interval can be computed. "
                "Annotate about as much in more places."
            ).format(count=confidence.blocks)
        )
    if confidence.pixels < MIN_PIXELS:
        sentences.append(
            _("There are only {count} test pixels; at least {least} are needed.").format(
                count=confidence.pixels, least=MIN_PIXELS
            )
        )
    return sentences


def changes_in_words(verdict: Verdict, language: str) -> List[str]:
    """Which classes got worse, surely and perhaps, and which better; a sentence each, where there are any."""
    sentences = []
    if verdict.worse:
        sentences.append(_("Got worse: {classes}.").format(classes=_listed(verdict.worse, language)))
    if verdict.maybe_worse:
        sentences.append(
            _("Lower, but that may be chance: {classes}.").format(classes=_listed(verdict.maybe_worse, language))
        )
    if verdict.better:
        sentences.append(_("Got better: {classes}.").format(classes=_listed(verdict.better, language)))
    return sentences


def _listed(changes: Tuple[ClassChange, ...], language: str) -> str:
    """Names with the change of IoU in points, the largest first."""
    ordered = sorted(changes, key=lambda pair: -abs(pair[1].value))
    return ", ".join(f"{cls.name(language)} {signed_number(one.value)}" for cls, one in ordered)


def signed_number(value: float) -> str:
    """``+3.2`` or ``−3.2``, and 0.0 without a sign."""
    digits = f"{value:+.1f}".replace("-", "\u2212")
    return with_marks("0.0" if digits[1:] == "0.0" else digits)


def interval_text(estimate: Estimate) -> str:
    """``55.1 (52.0 to 58.3)``, without brackets where there is no interval."""
    return _with_limits(estimate, lambda value: number_text(value, ".1f"))


def signed_interval_text(estimate: Estimate) -> str:
    """``+3.2 (−0.4 to +6.0)``."""
    return _with_limits(estimate, signed_number)


def _with_limits(estimate: Estimate, text: Callable[[float], str]) -> str:
    if not estimate.has_interval:
        return text(estimate.value)
    limits = _("{low} to {high}").format(low=text(estimate.low), high=text(estimate.high))
    return f"{text(estimate.value)} ({limits})"
