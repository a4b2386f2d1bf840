"""What the passport of a trained model keeps of its training."""

import math
from typing import Any, Dict, Iterable, List, Mapping, Optional

import numpy as np
from numpy.typing import NDArray

from ..language import _
from ..nomenclature import CLASSES
from .confidence import Confidence, Estimate, Figures, measure_confidence
from .outcome import Epoch, Outcome
from .verdict import judge

DECIMALS = 4
"""Of percentages and losses: enough for readers to recognise a mean as that of the classes listed."""


def training_record(outcome: Outcome) -> Dict[str, Any]:
    """The record as a JSON object; figures that do not exist are ``None``, or left out where a reader expects numbers.

    Accuracies have the keys that :mod:`core.reports.accuracy_record` reads; classes go by their English name.
    """
    confidence = measure_confidence(outcome.blocks)
    verdict = judge(confidence, outcome.test_pixels())
    record: Dict[str, Any] = {
        "strategy": outcome.strategy,
        "normalisation": outcome.normalisation,
        "scenes": list(outcome.scenes),
        "split": outcome.split,
        "areas_m2": {part: _by_class(areas) for part, areas in outcome.areas_m2.items()},
        "epochs": max((epoch.number for epoch in outcome.epochs), default=0),
        "chosen_epoch": outcome.chosen,
        "reason": outcome.reason,
        "stopped_early": outcome.stopped_early,
        "minutes": round(outcome.minutes, 1),
        "settings": {label: _plain(value) for label, value in outcome.settings.items()},
        "curves": training_curves(outcome.epochs),
        "verdict": verdict.kind,
        "worse_classes": [cls.english for cls, _change in verdict.worse],
        "warnings": list(outcome.warnings),
    }
    if outcome.parent:
        record["parent" if outcome.starts_from_parent else "compared_with"] = outcome.parent
    if confidence.after is not None:
        record["accuracy"] = _accuracy(confidence.after, _test_data(outcome, confidence))
    if confidence.before is not None:
        record["accuracy_before"] = _accuracy(confidence.before, _test_data(outcome, confidence))
    if confidence.difference is not None:
        record["accuracy_change"] = _intervals(confidence.difference)
    return record


def training_curves(epochs: Iterable[Epoch]) -> Dict[str, Any]:
    """By epoch: its number, losses, and OA, mIoU and IoU of the validation blocks."""
    epochs = list(epochs)
    accuracies = [epoch.accuracy for epoch in epochs]
    validated = [cls for cls in CLASSES if any(accuracy.present[cls.numero - 1] for accuracy in accuracies)]
    return {
        "epoch": [epoch.number for epoch in epochs],
        "training_loss": _rounded(epoch.training_loss for epoch in epochs),
        "validation_loss": _rounded(epoch.validation_loss for epoch in epochs),
        "oa": _rounded(accuracy.overall for accuracy in accuracies),
        "miou": _rounded(accuracy.miou for accuracy in accuracies),
        "iou": {cls.english: _rounded(accuracy.iou[cls.numero - 1] for accuracy in accuracies) for cls in validated},
    }


def _test_data(outcome: Outcome, confidence: Confidence) -> str:
    area_m2 = float(np.sum(outcome.areas_m2.get("test", 0.0)))
    return _(
        "{blocks} test blocks that training never saw, with {pixels} annotated pixels ({area} m²), in {scenes}"
    ).format(
        blocks=confidence.blocks,
        pixels=confidence.pixels,
        area=f"{area_m2:.0f}",
        scenes=", ".join(outcome.scenes[scene] for scene in sorted({block.scene for block in outcome.blocks})),
    )


def _accuracy(figures: Figures, data: str) -> Dict[str, Any]:
    present = [(cls, one.value) for cls, one in zip(CLASSES, figures.iou) if math.isfinite(one.value)]
    return {
        "data": data,
        **{name: round(one.value, DECIMALS) for name, one in figures.means.items()},
        "iou": {cls.english: round(value, DECIMALS) for cls, value in present},
        "interval_95": _intervals(figures, with_value=False),
    }


def _intervals(figures: Figures, with_value: bool = True) -> Dict[str, Any]:
    """Lists of value, low and high (or of the latter two): by name of the means and, under ``iou``, by class."""

    def listed(one: Estimate) -> List[Optional[float]]:
        return _rounded([one.value, one.low, one.high] if with_value else [one.low, one.high])

    shown = [(cls, one) for cls, one in zip(CLASSES, figures.iou) if math.isfinite(one.value)]
    return {
        **{name: listed(one) for name, one in figures.means.items()},
        "iou": {cls.english: listed(one) for cls, one in shown},
    }


def _by_class(areas_m2: NDArray[np.float64]) -> Dict[str, float]:
    """Square metres of the classes that have any."""
    return {cls.english: round(float(area), 1) for cls, area in zip(CLASSES, areas_m2) if area > 0}


def _rounded(values: Iterable[float]) -> List[Optional[float]]:
    """JSON has no NaN and no infinity."""
    return [round(float(value), DECIMALS) if math.isfinite(value) else None for value in values]


def _plain(value: Any) -> Any:
    """A setting as JSON can hold it."""
    if isinstance(value, Mapping):
        return {str(key): _plain(one) for key, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(one) for one in value]
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value if isinstance(value, (bool, int, float, str, type(None))) else str(value)
