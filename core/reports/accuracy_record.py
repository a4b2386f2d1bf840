"""What the training record of a passport says of accuracy, whoever wrote it."""

from dataclasses import dataclass
from typing import Any, Dict, List, Mapping, Optional, Tuple

from ..language import _
from ..nomenclature import CLASSES, LandCoverClass

KEYS = ("accuracy", "published_accuracy")
"""Of the training record, in order of preference."""

ROUNDING_PERCENT = 0.02
"""Figures are published with two or three decimals, so a mean over them is right to about that."""


@dataclass(frozen=True)
class AccuracyRecord:
    """Figures in percent.

    Attributes:
        data: what they were measured on; empty if not told.
        figures: label and value of each figure over all classes.
        iou: class and intersection over union, in the order of ``numero``.
        mean: in a sentence, which classes enter the mean; empty without a mean.
        doubtful: whether that mean is not the plain mean over the classes listed.
        note: what else was recorded.
        rest: entries that are none of these.
    """

    data: str
    figures: List[Tuple[str, float]]
    iou: List[Tuple[LandCoverClass, float]]
    mean: str
    doubtful: bool
    note: str
    rest: Dict[str, Any]


def read_accuracy(training: Mapping[str, Any], language: str) -> Optional[AccuracyRecord]:
    """The accuracy that a training record holds, or None.

    Known are the names that :mod:`core.training.metrics` and IGN's model cards use; entries of other names or types
    come back in ``rest``.
    """
    record = next((training[key] for key in KEYS if isinstance(training.get(key), dict)), None)
    if record is None:
        return None
    rest = dict(record)
    labels = figure_labels()
    figures = [(label, float(rest.pop(key))) for key, label in labels.items() if _is_number(record.get(key))]
    iou = _class_values(rest.pop("iou")) if isinstance(record.get("iou"), dict) else []
    mean, doubtful = _mean_sentence(record, iou, language)
    for key in ("classes_in_mean", "mean_divisor"):
        rest.pop(key, None)
    data, note = (str(rest.pop(key, "")) for key in ("data", "note"))
    return AccuracyRecord(data, figures, iou, mean, doubtful, note, rest)


def figure_labels() -> Dict[str, str]:
    """What the figures over all classes are called, by their names in records."""
    return {
        "oa": _("Overall accuracy: share of pixels whose class is right"),
        "miou": _("Mean intersection over union (mIoU)"),
        "miou_15": _("Sum of the IoU over 15, absent classes counting as 0 (mIoU 15)"),
        "mfscore": _("Mean F-score"),
        "mprecision": _("Mean precision"),
        "mrecall": _("Mean recall"),
        "kappa": _("Cohen's kappa, × 100"),
    }


def _class_values(by_name: Mapping[str, Any]) -> List[Tuple[LandCoverClass, float]]:
    """Values by class; the names may be English, French or the ``numero``."""
    found = []
    for cls in CLASSES:
        value = next((by_name[name] for name in (cls.english, cls.french, str(cls.numero)) if name in by_name), None)
        if _is_number(value):
            found.append((cls, float(value)))  # type: ignore[arg-type]
    return found


def _mean_sentence(
    record: Mapping[str, Any], iou: List[Tuple[LandCoverClass, float]], language: str
) -> Tuple[str, bool]:
    """Which classes the recorded mean holds: found out by computing it again, or else as recorded."""
    if not _is_number(record.get("miou")):
        return "", False
    if not iou:
        return _recorded_classes(record)
    miou, total = float(record["miou"]), sum(value for _cls, value in iou)
    if abs(miou - total / len(iou)) <= ROUNDING_PERCENT:
        sentence = _("The mean IoU is that of exactly the {count} classes listed here.").format(count=len(iou))
        listed = [cls for cls, _value in iou]
        absent = ", ".join(cls.name(language) for cls in CLASSES if cls not in listed)
        if absent:
            sentence += " " + _("Not in it: {absent}.").format(absent=absent)
        return sentence, False
    for divisor in range(len(iou) + 1, len(CLASSES) + 1):
        if abs(miou - total / divisor) <= ROUNDING_PERCENT:
            return _(
                "Careful: the mean IoU divides the sum over {count} classes by {divisor}; the mean of the classes "
                "listed is {mean:.2f} %. Do not compare it with means over other classes."
            ).format(count=len(iou), divisor=divisor, mean=total / len(iou)), True
    return _(
        "Careful: the mean IoU is not that of the {count} classes listed, which is {mean:.2f} %; which classes enter "
        "it is not recorded."
    ).format(count=len(iou), mean=total / len(iou)), True


def _recorded_classes(record: Mapping[str, Any]) -> Tuple[str, bool]:
    """What the record itself says of its means, where no figures of classes allow to check it."""
    classes, divisor = record.get("classes_in_mean"), record.get("mean_divisor")
    if not isinstance(classes, list):
        return _("Which classes enter the mean IoU is not recorded; do not compare it with other means."), True
    names = ", ".join(map(str, classes))
    if _is_number(divisor) and divisor != len(classes):
        return _(
            "Careful: the means divide sums over {count} classes by {divisor}. Do not compare them with means over "
            "other classes. In them: {names}."
        ).format(count=len(classes), divisor=divisor, names=names), True
    return _("The means are over {count} classes: {names}.").format(count=len(classes), names=names), False


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)
