"""The page that tells how accurate a map is."""

from pathlib import Path
from typing import Any, Dict, List, Optional, Tuple

from markupsafe import Markup

from ..jobs import AssessAccuracyJob
from ..language import _, number_text
from ..nomenclature import CLASSES, LandCoverClass
from ..raster.unknown_codes import codes_in_words
from ..shown_names import shown_name
from ..training.confidence import Estimate
from ..training.map_assessment import MapAssessment
from .accuracy_doubts import doubts
from .accuracy_figures import confusion_figure, iou_figure, shown_classes
from .agreement_figures import agreement_figure, area_figure
from .amounts import hectares_text
from .fine_tuning_tables import grouped
from .page import render_page

MAX_CONFUSIONS = 5
MIN_CONFUSION_PERCENT = 5.0
"""Of a class's ground that is taken for one other: less is not told in words."""


def accuracy_page(assessment: MapAssessment, job: AssessAccuracyJob, language: str) -> str:
    """The page as HTML.

    Args:
        assessment: of the map.
        job: that asked for it.
        language: of the page.
    """
    classes = shown_classes([assessment.population], CLASSES)
    present = [cls for cls in CLASSES if assessment.matrix[cls.numero - 1].any()]
    stratified = assessment.stratified
    return render_page(
        "accuracy.html",
        language,
        assessment=assessment,
        stratified=stratified,
        classification=Path(job.classification).name,
        reference=shown_name(job.reference),
        mask=shown_name(job.mask),
        units=_("points") if assessment.kind in ("points", "sample") else _("pixels"),
        compared=grouped(int(assessment.matrix.sum())),
        hectares=hectares_text(assessment.hectares(100.0)),
        means=assessment.figures.means,
        rows=_mean_rows(assessment),
        present=[cls.name(language) for cls in present],
        absent=[cls.name(language) for cls in CLASSES if cls not in present],
        has_intervals=assessment.figures.means["oa"].has_interval,
        classes=_class_rows(assessment, classes, language),
        iou_figure=iou_figure(
            present, {_("IoU"): [assessment.figures.iou[cls.numero - 1] for cls in present]}, language
        ),
        matrix=confusion_figure(assessment.population, classes, language),
        confusions=_confusions(assessment, language),
        counts=_counts(assessment, classes, language),
        agreement=agreement_figure(assessment),
        areas=_area_rows(assessment, classes, language),
        area_figure=_area_figure(assessment, classes, language),
        doubts=doubts(assessment, language),
        left_out=_left_out(assessment),
        block_m=job.block_size_m * 2**assessment.joined,
        blocks=len(assessment.places),
        seed=job.seed,
    )


def _mean_rows(assessment: MapAssessment) -> List[Tuple[str, Optional[Estimate], Optional[Estimate]]]:
    """Label, figure over the classes that are present, and over all 15."""
    means = assessment.figures.means
    return [
        (_("Mean IoU (mIoU)"), means["miou"], means["miou_15"]),
        (_("Mean F-score"), means["mfscore"], means["mfscore_15"]),
        (_("Mean precision"), means["mprecision"], means["mprecision_15"]),
        (_("Mean recall"), means["mrecall"], means["mrecall_15"]),
    ]


def _class_rows(assessment: MapAssessment, classes: List[LandCoverClass], language: str) -> List[Dict[str, Any]]:
    figures, matrix = assessment.figures, assessment.matrix
    return [
        {
            "colour": cls.colour,
            "name": cls.name(language),
            "reference": grouped(int(matrix[index].sum())),
            "map": grouped(int(matrix[:, index].sum())),
            "cells": [one[index] for one in (figures.iou, figures.f_score, figures.precision, figures.recall)],
        }
        for cls, index in ((cls, cls.numero - 1) for cls in classes)
    ]


def _confusions(assessment: MapAssessment, language: str) -> List[str]:
    """The most frequent errors in words, those of most ground first."""
    population = assessment.population
    total = int(population.sum())
    found = []
    for truth in CLASSES:
        row = population[truth.numero - 1]
        for taken in CLASSES:
            pixels = int(row[taken.numero - 1])
            if taken != truth and pixels and 100.0 * pixels / int(row.sum()) >= MIN_CONFUSION_PERCENT:
                found.append((pixels, truth, taken, 100.0 * pixels / int(row.sum())))
    found.sort(key=lambda one: -one[0])
    return [
        _("{truth} taken for {taken}: {share:.0f} % of it, {of_all:.1f} % of all").format(
            truth=truth.name(language), taken=taken.name(language), share=share, of_all=100.0 * pixels / total
        )
        for pixels, truth, taken, share in found[:MAX_CONFUSIONS]
    ]


def _counts(assessment: MapAssessment, classes: List[LandCoverClass], language: str) -> Dict[str, Any]:
    """The matrix as a table with totals."""
    indices = [cls.numero - 1 for cls in classes]
    matrix = assessment.matrix[indices][:, indices]
    rows = [
        (cls.name(language), [*(grouped(int(cell)) for cell in row), grouped(int(row.sum()))])
        for cls, row in zip(classes, matrix)
    ]
    totals = [*(grouped(int(cell)) for cell in matrix.sum(axis=0)), grouped(int(matrix.sum()))]
    return {"columns": [cls.name(language) for cls in classes], "rows": rows, "totals": totals}


def _area_rows(assessment: MapAssessment, classes: List[LandCoverClass], language: str) -> List[Dict[str, Any]]:
    stratified = assessment.stratified
    if stratified is None:
        return []
    rows = []
    for cls in classes:
        index = cls.numero - 1
        area, error = stratified.areas[index], float(stratified.errors["area"][index])
        rows.append(
            {
                "colour": cls.colour,
                "name": cls.name(language),
                "points": area.blocks,
                "mapped": hectares_text(assessment.hectares(float(stratified.mapped[index]))),
                "estimated": hectares_text(assessment.hectares(area.value)),
                "error": hectares_text(assessment.hectares(error)) if error > 0 else "–",
                "interval": _("{low} to {high}").format(
                    low=hectares_text(assessment.hectares(area.low)), high=hectares_text(assessment.hectares(area.high))
                )
                if area.has_interval
                else "",
                "share": number_text(area.value, ".2f"),
            }
        )
    return rows


def _area_figure(assessment: MapAssessment, classes: List[LandCoverClass], language: str) -> Optional[Markup]:
    stratified = assessment.stratified
    if stratified is None:
        return None
    indices = [cls.numero - 1 for cls in classes]
    areas = [
        Estimate(
            assessment.hectares(one.value), assessment.hectares(one.low), assessment.hectares(one.high), one.blocks
        )
        for one in (stratified.areas[index] for index in indices)
    ]
    mapped = [assessment.hectares(float(stratified.mapped[index])) for index in indices]
    return area_figure(classes, mapped, areas, language)


def _left_out(assessment: MapAssessment) -> List[str]:
    told = []
    if assessment.no_class:
        told.append(_("Points without a class: {count}.").format(count=grouped(assessment.no_class)))
    if assessment.outside:
        told.append(_("Points outside the map: {count}.").format(count=grouped(assessment.outside)))
    if assessment.no_map:
        told.append(
            _("The reference has a class, but the map has none, or it lies outside the mask: {count}.").format(
                count=grouped(assessment.no_map)
            )
        )
    if assessment.unknown_reference:
        told.append(
            _("Codes of the reference that are no CoSIA class: {codes}.").format(
                codes=codes_in_words(assessment.unknown_reference)
            )
        )
    if assessment.unknown_map:
        told.append(
            _("Codes of the map that are no CoSIA class: {codes}.").format(codes=codes_in_words(assessment.unknown_map))
        )
    return told
