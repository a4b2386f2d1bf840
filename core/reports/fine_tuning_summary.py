"""What the record of a fine-tuning tells on the page of its model: no wall of numbers, whatever is in the record."""

import math
from dataclasses import dataclass
from typing import Any, Dict, List, Mapping, Optional, Sequence, Tuple

from markupsafe import Markup

from ..language import _, number_text
from ..nomenclature import CLASSES
from ..training.outcome import PARTS
from ..training.verdict import BETTER, NOTHING_BEFORE, UNCLEAR, WORSE, signed_number
from .accuracy_record import figure_labels
from .fine_tuning_tables import grouped
from .training_course import course_in_words
from .training_figures import class_curves_figure, curves_figure

CURVES = ("training_loss", "validation_loss", "oa", "miou")

Row = Tuple[str, str, str, str]


@dataclass(frozen=True)
class FineTuningSummary:
    """Attributes:
    verdict: in a sentence; empty if not recorded.
    figures: label, before, after and change of the figures over all classes; empty without figures before.
    iou: colour, and the same, of each class.
    course: sentences on how training went.
    curves, class_curves: figures, or None.
    areas: colour, name and square metres by part of each class.
    rest: entries that are none of these.
    """

    verdict: str
    figures: List[Row]
    iou: List[Tuple[str, Row]]
    course: List[str]
    curves: Optional[Markup]
    class_curves: Optional[Markup]
    areas: List[Tuple[str, str, List[str]]]
    rest: Dict[str, Any]


def read_fine_tuning(training: Mapping[str, Any], language: str) -> Optional[FineTuningSummary]:
    """The summary of a record of :func:`core.training.record.training_record`; None of records without curves."""
    curves: Any = training.get("curves")
    if not _are_curves(curves):
        return None
    chosen = training.get("chosen_epoch")
    chosen = chosen if chosen in curves["epoch"] else None
    figures, iou = _changes(training, language)
    areas = _areas(training.get("areas_m2"), language)
    shown = {"curves", "verdict", "worse_classes"} | ({"areas_m2"} if areas else set())
    if figures:
        shown |= {"accuracy_before", "accuracy_change"}
    return FineTuningSummary(
        verdict=_verdict_in_words(training, language),
        figures=figures,
        iou=iou,
        course=course_in_words(curves, chosen, language),
        curves=curves_figure(curves, chosen),
        class_curves=class_curves_figure(curves, chosen, language),
        areas=areas,
        rest={key: value for key, value in training.items() if key not in shown},
    )


def _are_curves(curves: Any) -> bool:
    """Whether every curve has a number, or None, for every epoch."""
    if not isinstance(curves, dict) or not isinstance(curves.get("epoch"), list) or not curves["epoch"]:
        return False
    lines = [curves.get(name) for name in CURVES]
    classes = curves.get("iou")
    if not isinstance(classes, dict):
        return False
    count = len(curves["epoch"])
    return all(isinstance(number, int) for number in curves["epoch"]) and all(
        isinstance(line, list) and len(line) == count and all(value is None or _is_number(value) for value in line)
        for line in [*lines, *classes.values()]
    )


def _verdict_in_words(training: Mapping[str, Any], language: str) -> str:
    sentences = {
        BETTER: _("Better than the model before, on test blocks that training never saw."),
        WORSE: _("Worse than the model before, on test blocks that training never saw."),
        UNCLEAR: _("Whether it is better than the model before could not be told."),
        NOTHING_BEFORE: _("There was no model before to compare it with."),
    }
    sentence = sentences.get(str(training.get("verdict")), "")
    recorded = training.get("worse_classes")
    worse = [cls.name(language) for cls in CLASSES if isinstance(recorded, list) and cls.english in recorded]
    return f"{sentence} {_('Got worse: {classes}.').format(classes=', '.join(worse))}" if worse else sentence


def _changes(training: Mapping[str, Any], language: str) -> Tuple[List[Row], List[Tuple[str, Row]]]:
    """Rows of the figures over all classes and of the IoU of each class, where there are both before and after."""
    before, after, change = (_mapping(training.get(key)) for key in ("accuracy_before", "accuracy", "accuracy_change"))
    intervals = _mapping(after.get("interval_95"))
    figures = [
        row
        for key, label in figure_labels().items()
        if (row := _row(label, before.get(key), after.get(key), intervals.get(key), change.get(key)))
    ]
    before, after, intervals, change = (_mapping(one.get("iou")) for one in (before, after, intervals, change))
    iou = []
    for cls in CLASSES:
        name = cls.english
        row = _row(cls.name(language), before.get(name), after.get(name), intervals.get(name), change.get(name))
        if row:
            iou.append((cls.colour, row))
    return figures, iou


def _row(label: str, before: Any, after: Any, limits: Any, change: Any) -> Optional[Row]:
    if not _is_number(before) or not _is_number(after):
        return None
    known = change if _are_numbers(change, 3) else None
    moved = signed_number(after - before)
    if known:
        moved += " (" + _("{low} to {high}").format(low=signed_number(known[1]), high=signed_number(known[2])) + ")"
    reached = number_text(after, ".1f")
    if _are_numbers(limits, 2):
        reached += (
            " ("
            + _("{low} to {high}").format(low=number_text(limits[0], ".1f"), high=number_text(limits[1], ".1f"))
            + ")"
        )
    return label, number_text(before, ".1f"), reached, moved


def _areas(recorded: Any, language: str) -> List[Tuple[str, str, List[str]]]:
    parts = [_mapping(_mapping(recorded).get(part)) for part in PARTS]
    rows = []
    for cls in CLASSES:
        areas: List[Any] = [part.get(cls.english) for part in parts]
        if any(_is_number(area) for area in areas):
            cells = [grouped(area) if _is_number(area) else "–" for area in areas]
            rows.append((cls.colour, cls.name(language), cells))
    return rows


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _are_numbers(values: Any, count: int) -> bool:
    return isinstance(values, Sequence) and len(values) == count and all(_is_number(value) for value in values)


def _is_number(value: Any) -> Any:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and math.isfinite(value)
