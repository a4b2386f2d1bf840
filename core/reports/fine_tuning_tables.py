"""Rows of the tables on the page about a fine-tuning."""

import math
from typing import Any, Dict, List, Optional, Sequence, Tuple

from affine import Affine

from ..language import _, number_text
from ..nomenclature import CLASSES, LandCoverClass
from ..raster.grid import crs_name
from ..training.confidence import Confidence, Estimate, Figures, measure_confidence
from ..training.metrics import measure_accuracy
from ..training.outcome import PARTS, Block, Outcome
from .accuracy_figures import count_text
from .figures import as_png_uri
from .pictures import class_picture

Cell = Optional[Estimate]


def mean_rows(confidence: Confidence) -> List[Tuple[str, Tuple[Cell, Cell, Cell]]]:
    """Label, and before, after and change, of the figures over all classes."""
    labels = {
        "oa": _("Right pixels (OA)"),
        "miou": _("Mean IoU (mIoU)"),
        "mfscore": _("Mean F-score"),
        "mprecision": _("Mean precision"),
        "mrecall": _("Mean recall"),
        "miou_15": _("Sum of IoU / 15 (mIoU 15)"),
    }
    return [(label, _cells(confidence, name, None)) for name, label in labels.items()]


def class_rows(outcome: Outcome, confidence: Confidence, language: str) -> List[Dict[str, Any]]:
    """One row for each class that occurs in the test blocks."""
    reference = outcome.matrix_after().sum(axis=1)
    return [
        {
            "colour": cls.colour,
            "name": cls.name(language),
            "pixels": grouped(int(reference[cls.numero - 1])),
            "blocks": sum(bool(block.after[cls.numero - 1].any()) for block in outcome.blocks),
            "cells": _cells(confidence, "", cls),
            "trend": trend(_cells(confidence, "", cls)[2]),
        }
        for cls in test_classes(outcome)
    ]


def scene_rows(outcome: Outcome) -> List[Dict[str, Any]]:
    """One row for each scene that holds test blocks, with figures of its own."""
    rows = []
    for scene in sorted({block.scene for block in outcome.blocks if block.after.any()}):
        confidence = measure_confidence([block for block in outcome.blocks if block.scene == scene])
        rows.append(
            {
                "name": outcome.scenes[scene],
                "blocks": confidence.blocks,
                "pixels": grouped(confidence.pixels),
                "oa": _cells(confidence, "oa", None),
                "miou": _cells(confidence, "miou", None),
                "iou": [_cells(confidence, "", cls) for cls in test_classes(outcome)],
            }
        )
    return rows


def area_rows(outcome: Outcome, language: str) -> Tuple[List[Dict[str, Any]], List[str]]:
    """Square metres of each class in the parts of the annotations, and in all; then the totals."""

    def cells(areas: Sequence[float]) -> List[str]:
        return [grouped(area) if area > 0 else "–" for area in (*areas, sum(areas))]

    rows, totals = [], [0.0] * len(PARTS)
    for cls in CLASSES:
        areas = [float(outcome.areas_m2[part][cls.numero - 1]) if part in outcome.areas_m2 else 0.0 for part in PARTS]
        if any(areas):
            totals = [total + area for total, area in zip(totals, areas)]
            rows.append({"colour": cls.colour, "name": cls.name(language), "cells": cells(areas)})
    return rows, cells(totals)


def area_remarks(outcome: Outcome, language: str) -> List[str]:
    """What the annotations cannot teach or cannot prove."""

    def classes_in(part: str) -> List[LandCoverClass]:
        pixels = outcome.pixels.get(part)
        return [] if pixels is None else [cls for cls in CLASSES if pixels[cls.numero - 1] > 0]

    def names(classes: Sequence[LandCoverClass]) -> str:
        return ", ".join(cls.name(language) for cls in classes)

    training, test = classes_in("training"), classes_in("test")
    remarks = []
    unlearned = [cls for cls in test if cls not in training]
    if unlearned:
        remarks.append(
            _("Annotated in the test blocks only, so that nothing was learned about it: {classes}.").format(
                classes=names(unlearned)
            )
        )
    untested = [cls for cls in training if cls not in test]
    if untested and test:
        remarks.append(
            _("Trained, but not in the test blocks, so that nothing is known of its accuracy: {classes}.").format(
                classes=names(untested)
            )
        )
    return remarks


def block_pictures(outcome: Outcome) -> List[Dict[str, Any]]:
    """The test blocks to look at, numbered from 1 on."""
    return [
        {
            "number": number,
            "place": _place(outcome, picture.block),
            "image": as_png_uri(picture.image),
            "maps": [
                (label, as_png_uri(class_picture(classes)))
                for label, classes in (
                    (_("truth"), picture.truth),
                    (_("before"), picture.before),
                    (_("after"), picture.after),
                )
                if classes is not None
            ],
            "right": _right_pixels(picture.block),
        }
        for number, picture in enumerate(outcome.pictures, start=1)
    ]


def picture_classes(outcome: Outcome) -> List[LandCoverClass]:
    """Those that occur on any of the maps shown."""
    shown = {
        int(numero)
        for picture in outcome.pictures
        for classes in (picture.truth, picture.before, picture.after)
        if classes is not None
        for numero in set(classes.ravel().tolist())
    }
    return [cls for cls in CLASSES if cls.numero in shown]


def test_classes(outcome: Outcome) -> List[LandCoverClass]:
    """Those that occur in the reference of the test blocks."""
    reference = outcome.matrix_after().sum(axis=1)
    return [cls for cls in CLASSES if reference[cls.numero - 1] > 0]


def trend(change: Cell) -> str:
    """``better``, ``worse`` or ``unclear`` by the interval of the change; empty without a change."""
    if change is None or math.isnan(change.value):
        return ""
    return "better" if change.is_above_zero else "worse" if change.is_below_zero else "unclear"


def grouped(number: float) -> str:
    """Whole number with thin spaces between thousands."""
    return f"{number:,.0f}".replace(",", "\u202f") if number >= 0.5 or number == 0 else number_text(number, ".1g")


def _cells(confidence: Confidence, name: str, cls: Optional[LandCoverClass]) -> Tuple[Cell, Cell, Cell]:
    def cell(figures: Optional[Figures]) -> Cell:
        if figures is None:
            return None
        return figures.means[name] if cls is None else figures.iou[cls.numero - 1]

    return cell(confidence.before), cell(confidence.after), cell(confidence.difference)


def _place(outcome: Outcome, block: Block) -> str:
    column, row, width, height = block.window
    grid = outcome.grids[block.scene]
    x_m, y_m = grid.pixel_size_m()
    size = _("{scene}: {width} × {height} m").format(
        scene=outcome.scenes[block.scene], width=f"{width * x_m:.0f}", height=f"{height * y_m:.0f}"
    )
    if not grid.is_georeferenced:
        return size + " " + _("from column {column}, row {row}").format(column=column, row=row)
    x, y = (grid.transform @ Affine.translation(column + width / 2, row + height / 2)) @ (0, 0)
    digits = ".5f" if grid.crs is not None and grid.crs.is_geographic else ".0f"
    centre = _("around {x}, {y} ({crs})").format(
        x=number_text(x, digits), y=number_text(y, digits), crs=crs_name(grid.crs)
    )
    return f"{size} {centre}"


def _right_pixels(block: Block) -> str:
    """How much of the block's annotated pixels is right, in a phrase."""
    if not block.after.any():
        return _("no annotated pixel")
    after = f"{measure_accuracy(block.after).overall:.0f}"
    pixels = count_text(int(block.after.sum()))
    if block.before is None:
        return _("right: {after} % of {pixels} annotated pixels").format(after=after, pixels=pixels)
    before = f"{measure_accuracy(block.before).overall:.0f}"
    return _("right: {before} % before, {after} % after, of {pixels} annotated pixels").format(
        before=before, after=after, pixels=pixels
    )
