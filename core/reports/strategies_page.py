"""The page that compares strategies of training."""

from typing import Any, List, Optional, Sequence, Tuple

from ..jobs import CompareStrategiesJob
from ..language import _, number_text
from ..model.passport import Passport
from ..nomenclature import CLASSES
from ..training.comparison_groups import Comparison, Group, is_apart, names
from ..training.verdict import signed_number
from .page import render_page
from .strategies_figures import area_figure, strategies_figure


def strategies_page(
    comparison: Comparison,
    parent: Optional[Passport],
    job: CompareStrategiesJob,
    split: str,
    warnings: Sequence[str],
) -> str:
    """The page as HTML.

    Args:
        comparison: all trainings.
        parent: the model that they start from or are compared with.
        job: that was done.
        split: in a sentence, how the ground was split.
        warnings: what makes the figures doubtful.
    """
    whole = comparison.whole()
    tested = comparison.classes()
    curves = comparison.curves()
    headline, reasons = verdict(comparison)
    return render_page(
        "strategies.html",
        job.language,
        comparison=comparison,
        parent=parent,
        headline=headline,
        reasons=reasons,
        split=split,
        warnings=warnings,
        baselines=comparison.baselines(),
        groups=whole,
        names=names(whole),
        signed=signed_number,
        strategies_figure=strategies_figure(comparison),
        classes=[(cls, cls.name(job.language)) for cls in tested],
        absent=[cls.name(job.language) for cls in CLASSES if cls not in tested],
        area_figure=area_figure(comparison) if curves else None,
        curves=curves,
        settings=_settings(job, comparison),
    )


def verdict(comparison: Comparison) -> Tuple[str, List[str]]:
    """Which combination is the best, and how sure that is, in sentences."""
    best, *others = comparison.whole()
    values = {"best": _spoken(best), "miou": number_text(best.miou.mean, ".1f")}
    baselines = comparison.baselines()
    strongest = max(baselines, key=lambda name: baselines[name].miou, default="")
    untrained = {"normalisation": strongest}
    if strongest:
        untrained["untrained"] = number_text(baselines[strongest].miou, ".1f")
    if best.gain is None:
        headline = _("The best is {best}: mIoU {miou} %.").format(**values)
    elif best.miou.mean > baselines[strongest].miou:
        headline = _("The best is {best}: mIoU {miou} %, {gain} points more than without training.").format(
            gain=number_text(best.gain.mean, ".1f"), **values
        )
    else:
        headline = _(
            "No training does better than the model as it is with {normalisation}, whose mIoU is {untrained} %; the "
            "best one, {best}, has {miou} %."
        ).format(**untrained, **values)
    reasons = []
    if strongest != best.normalisation and best.gain and best.miou.mean > baselines[strongest].miou:
        reasons.append(
            _("Without training the model does best with {normalisation}: mIoU {untrained} %.").format(**untrained)
        )
    if others:
        reasons.append(_second(best, others[0]))
    return headline, reasons


def _second(best: Group, second: Group) -> str:
    values: Any = {"second": _spoken(second), "points": number_text(best.miou.mean - second.miou.mean, ".1f")}
    if min(best.miou.count, second.miou.count) == 1:
        return _(
            "Next comes {second}, {points} points below. There is one seed only, so this does not tell how much of the "
            "difference is chance; give several SEEDS to see."
        ).format(**values)
    if is_apart(best, second):
        return _("Next comes {second}, {points} points below on average, and below with every seed.").format(**values)
    return _(
        "{second} lies {points} points below on average, but with some seeds it is as good: the two cannot be told "
        "apart."
    ).format(**values)


def _spoken(group: Group) -> str:
    return _("{strategy} with {normalisation}").format(strategy=group.strategy, normalisation=group.normalisation)


def _settings(job: CompareStrategiesJob, comparison: Comparison) -> List[Tuple[str, str]]:
    """What was the same in all trainings."""
    extra = {_("New bands"): job.extra_bands}
    if job.source_inputs:
        extra[_("Second source")] = _("{count} images, {percent:.0f} % of the chips").format(
            count=len(job.source_inputs), percent=100 * job.source_ratio
        )
    return [
        (_("Trainings"), str(len(comparison.findings))),
        (_("Seeds"), ", ".join(map(str, dict.fromkeys(job.seeds)))),
        (_("Epochs"), _("at most {epochs}, patience {patience}").format(epochs=job.epochs, patience=job.patience)),
        (_("Best epoch by"), _("mIoU of the validation") if job.monitor == "miou" else _("loss of the validation")),
        (_("Loss"), job.loss),
        (_("Class weights"), job.class_weights),
        (_("Learning rate"), number_text(job.learning_rate, "g") if job.learning_rate else _("by strategy")),
        *extra.items(),
    ]
