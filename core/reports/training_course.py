"""How a training went, in words, from the curves of :func:`core.training.record.training_curves`."""

import math
from typing import Any, Iterable, List, Mapping, Optional, Sequence

from ..language import _, number_text
from ..nomenclature import CLASSES
from .training_figures import has_figures

Curves = Mapping[str, Any]

FALL_POINTS = 1.0
"""A smaller fall of mIoU or of a class's IoU is not spoken of."""

NAMED_CLASSES = 4


def course_in_words(curves: Curves, chosen: Optional[int], language: str) -> List[str]:
    """Sentences on where validation started, what was kept, and where loss and mIoU disagree."""
    sentences = []
    epochs, miou = curves["epoch"], curves["miou"]
    if not has_figures(miou):
        if epochs:
            sentences.append(
                _("No annotated area was kept aside for validation, so nothing tells which epoch is the best.")
            )
    elif chosen in epochs:
        first, kept = miou[0], miou[epochs.index(chosen)]
        if chosen and epochs[0] == 0 and first is not None and kept is not None:
            sentences.append(
                _("mIoU of the validation blocks: {first} % before training, {kept} % in epoch {chosen}.").format(
                    first=number_text(first, ".1f"), kept=number_text(kept, ".1f"), chosen=chosen
                )
            )
        if chosen == 0 and len(epochs) > 1:
            sentences.append(_("No epoch was better than the model before; its weights were kept as they were."))
    sentences += _divergence(curves, language)
    broken = [number for number, loss in zip(epochs, curves["training_loss"]) if number and loss is None]
    if broken:
        sentences.append(
            _(
                "The training loss is no number in {count} of {epochs} epochs, first in epoch {first}: the learning "
                "rate may be too high."
            ).format(count=len(broken), epochs=sum(number > 0 for number in epochs), first=broken[0])
        )
    return sentences


def _divergence(curves: Curves, language: str) -> Iterable[str]:
    """What happened where the loss went on falling while mIoU fell."""
    loss_key = "validation_loss" if has_figures(curves["validation_loss"]) else "training_loss"
    loss, miou = curves[loss_key], curves["miou"]
    best = _extreme(miou, max)
    if best is None or loss[best] is None:
        return
    lowest = _extreme([value if index > best else None for index, value in enumerate(loss)], min)
    if lowest is None or miou[lowest] is None:
        return
    fall = miou[best] - miou[lowest]
    if loss[lowest] >= loss[best] or fall < FALL_POINTS:
        return
    name = _("validation loss") if loss_key == "validation_loss" else _("training loss")
    yield _(
        "From epoch {best} to epoch {lowest} the {loss} fell from {high} to {low}, and yet mIoU fell by {fall} points."
    ).format(
        best=curves["epoch"][best],
        lowest=curves["epoch"][lowest],
        loss=name,
        high=number_text(loss[best], ".3f"),
        low=number_text(loss[lowest], ".3f"),
        fall=number_text(fall, ".1f"),
    )
    falls = []
    for cls in CLASSES:
        values = curves["iou"].get(cls.english)
        if values and values[best] is not None and values[lowest] is not None:
            falls.append((values[best] - values[lowest], cls.name(language)))
    fallen = sorted((pair for pair in falls if pair[0] >= FALL_POINTS), reverse=True)[:NAMED_CLASSES]
    if fallen:
        yield _("The classes that lost most IoU meanwhile: {classes}.").format(
            classes=", ".join(name + " \u2212" + number_text(points, ".1f") for points, name in fallen)
        )
    yield _(
        "Both are right: the loss counts every pixel alike and falls when common classes gain, while mIoU counts every "
        "class alike and falls when rare ones are given up. Weighted classes or more polygons of the rare ones help."
    )


def _extreme(values: Sequence[Optional[float]], choose: Any) -> Optional[int]:
    """Place of the largest or smallest figure; None without any."""
    known = [(value, index) for index, value in enumerate(values) if value is not None and math.isfinite(value)]
    return choose(known, key=lambda pair: pair[0])[1] if known else None
