"""Accuracy as tables for programs: points as decimal marks, no thousands separators, empty cells where nothing is."""

import csv
import io
import math
from typing import Any, Dict, Iterable, List

from ..nomenclature import CLASSES
from ..training.confidence import BY_CLASS, Estimate
from ..training.map_assessment import MapAssessment

DECIMALS = 4


def matrix_csv(assessment: MapAssessment, language: str) -> str:
    """The confusion matrix of counts with totals, a row for each true class, then that class's figures in percent."""
    matrix = assessment.matrix
    header = ["numero", "class", *(f"map_{cls.numero}" for cls in CLASSES), "total", *BY_CLASS]
    rows: List[List[Any]] = []
    for cls, counts in zip(CLASSES, matrix):
        figures = [_number(getattr(assessment.figures, name)[cls.numero - 1].value) for name in BY_CLASS]
        rows.append([cls.numero, cls.name(language), *counts.tolist(), int(counts.sum()), *figures])
    blank = [""] * len(BY_CLASS)
    rows.append(["", "total", *matrix.sum(axis=0).tolist(), int(matrix.sum()), *blank])
    return _text([header, *rows])


def figures_csv(assessment: MapAssessment, language: str) -> str:
    """All figures, one a row: over all classes, by class and, of a random sample, areas."""
    stratified = assessment.stratified
    errors: Dict[str, Any] = stratified.errors if stratified else {}
    rows: List[List[Any]] = [
        ["figure", "numero", "class", "value", "low", "high", "standard_error", "basis", "unit"],
    ]
    for name, one in assessment.figures.means.items():
        error = float(errors[name][0]) if name in errors else math.nan
        rows.append([name, "", "", *_interval(one), _number(error), one.blocks, "percent"])
    for name in BY_CLASS:
        for cls, one in zip(CLASSES, getattr(assessment.figures, name)):
            error = float(errors[name][cls.numero - 1]) if errors else math.nan
            rows.append([name, cls.numero, cls.name(language), *_interval(one), _number(error), one.blocks, "percent"])
    if stratified:
        for cls, mapped, area, error in zip(CLASSES, stratified.mapped, stratified.areas, errors["area"]):
            label, points = [cls.numero, cls.name(language)], area.blocks
            in_ha = [_number(assessment.hectares(value)) for value in (area.value, area.low, area.high, float(error))]
            rows.append(["mapped_area", *label, _number(assessment.hectares(mapped)), "", "", "", points, "ha"])
            rows.append(["true_area", *label, *in_ha, points, "ha"])
    return _text(rows)


def _interval(one: Estimate) -> List[str]:
    return [_number(value) for value in (one.value, one.low, one.high)]


def _number(value: float) -> str:
    return f"{value:.{DECIMALS}f}" if math.isfinite(value) else ""


def _text(rows: Iterable[List[Any]]) -> str:
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="\n").writerows(rows)
    return buffer.getvalue()
