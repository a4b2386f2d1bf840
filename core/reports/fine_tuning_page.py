"""The page that tells what a fine-tuning brought."""

from typing import Any, Dict, List, Optional, Tuple

import numpy as np
from markupsafe import Markup

from ..language import _, number_text
from ..model.passport import Passport
from ..nomenclature import CLASSES
from ..training.confidence import Confidence, measure_confidence
from ..training.outcome import Outcome
from ..training.record import training_curves
from ..training.verdict import changes_in_words, judge, signed_number
from . import fine_tuning_tables as tables
from .accuracy_figures import confusion_figure, iou_figure, shown_classes
from .block_figures import block_positions_figure
from .page import render_page
from .training_course import course_in_words
from .training_figures import class_curves_figure, curves_figure


def fine_tuning_page(outcome: Outcome, passport: Passport, language: str) -> str:
    """The page as HTML.

    Args:
        outcome: of the training.
        passport: of the new model.
        language: of the page.
    """
    confidence = measure_confidence(outcome.blocks)
    verdict = judge(confidence, outcome.test_pixels())
    curves = training_curves(outcome.epochs)
    chosen = outcome.chosen if outcome.chosen in curves["epoch"] else None
    areas, totals = tables.area_rows(outcome, language)
    return render_page(
        "fine_tuning.html",
        language,
        outcome=outcome,
        passport=passport,
        confidence=confidence,
        tested_pixels=tables.grouped(confidence.pixels),
        verdict=verdict,
        class_changes=changes_in_words(verdict, language),
        means=tables.mean_rows(confidence),
        tested=[cls.name(language) for cls in tables.test_classes(outcome)],
        absent=[cls.name(language) for cls in CLASSES if cls not in tables.test_classes(outcome)],
        classes=tables.class_rows(outcome, confidence, language),
        iou_figure=_iou_figure(outcome, confidence, language),
        scenes=tables.scene_rows(outcome),
        trend=tables.trend,
        signed=signed_number,
        matrices=_matrices(outcome, language),
        curves_figure=curves_figure(curves, chosen),
        class_curves_figure=class_curves_figure(curves, chosen, language, _validation_shares(outcome)),
        course=course_in_words(curves, chosen, language),
        pictures=tables.block_pictures(outcome),
        positions=block_positions_figure(outcome.scenes, outcome.grids, outcome.blocks, _numbers(outcome)),
        legend=[(cls.colour, cls.name(language)) for cls in tables.picture_classes(outcome)],
        areas=areas,
        area_totals=totals,
        area_remarks=tables.area_remarks(outcome, language),
        settings=_settings(outcome),
    )


def _iou_figure(outcome: Outcome, confidence: Confidence, language: str) -> Optional[Markup]:
    classes = tables.test_classes(outcome)
    figures = {_("before"): confidence.before, _("after"): confidence.after}
    series = {label: [one.iou[cls.numero - 1] for cls in classes] for label, one in figures.items() if one is not None}
    return iou_figure(classes, series, language) if series else None


def _matrices(outcome: Outcome, language: str) -> List[Tuple[str, Markup]]:
    """Confusion matrices with the same columns, so that they can be compared."""
    matrices = {_("Before"): outcome.matrix_before(), _("After"): outcome.matrix_after()}
    known = {label: matrix for label, matrix in matrices.items() if matrix is not None and matrix.any()}
    if not known:
        return []
    columns = shown_classes(list(known.values()), CLASSES)
    return [(label, confusion_figure(matrix, columns, language)) for label, matrix in known.items()]


def _validation_shares(outcome: Outcome) -> Dict[str, float]:
    """Percent of the validation pixels, by English name."""
    pixels = outcome.pixels.get("validation", np.zeros(len(CLASSES), np.int64))
    total = int(pixels.sum())
    return {cls.english: 100.0 * int(count) / total for cls, count in zip(CLASSES, pixels)} if total else {}


def _numbers(outcome: Outcome) -> Dict[int, int]:
    """Number of the picture of a block, by the block's place in the outcome; matrices have no equality."""
    places = {id(block): place for place, block in enumerate(outcome.blocks)}
    windows = {(block.scene, block.window): place for place, block in enumerate(outcome.blocks)}
    found = {}
    for number, picture in enumerate(outcome.pictures, start=1):
        place = places.get(id(picture.block), windows.get((picture.block.scene, picture.block.window)))
        if place is not None:
            found[place] = number
    return found


def _settings(outcome: Outcome) -> List[Tuple[str, Any]]:
    epochs = max((epoch.number for epoch in outcome.epochs), default=0)
    return [
        (_("Strategy"), outcome.strategy),
        (_("Started from"), outcome.parent if outcome.starts_from_parent else _("ImageNet weights of the encoder")),
        *([] if outcome.starts_from_parent or not outcome.parent else [(_("Compared with"), outcome.parent)]),
        (_("Normalisation"), outcome.normalisation),
        (_("Scenes"), ", ".join(outcome.scenes)),
        (_("Epochs trained"), epochs),
        (_("Minutes"), number_text(outcome.minutes, ".1f")),
        *(
            (label, number_text(value, "g") if isinstance(value, float) else str(value))
            for label, value in outcome.settings.items()
        ),
    ]
