"""How well a map agrees with a reference.

Averages over classes are only comparable if the same classes enter them: ``miou`` and its siblings take
the classes that occur in the reference, ``miou_15`` and its siblings divide by all 15, an absent class counting as 0.
The mean F-score is the mean of the classes' F-scores, as in IGN's code, not the F-score of the means.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..nomenclature import CLASSES, NO_DATA

CLASS_COUNT = len(CLASSES)


def confusion_matrix(reference: NDArray[np.uint8], prediction: NDArray[np.uint8]) -> NDArray[np.int64]:
    """Counts of pixels by class; add up the matrices of several images.

    Args:
        reference, prediction: ``numero`` of any but equal shape; pixels without data in either one are
            left out.

    Returns:
        int64 ``(15, 15)``, reference by row, prediction by column, in the order of ``numero``.
    """
    known = (reference != NO_DATA) & (prediction != NO_DATA)
    cells = (reference[known].astype(np.intp) - 1) * CLASS_COUNT + prediction[known] - 1
    return np.bincount(cells, minlength=CLASS_COUNT**2).reshape(CLASS_COUNT, CLASS_COUNT)


@dataclass(frozen=True)
class Accuracy:
    """Figures in percent; arrays are ``(15,)`` in the order of ``numero``.

    Attributes:
        overall: share of the pixels that are right (OA).
        present: the classes that occur in the reference.
        iou, f_score, precision, recall: per class, NaN where it is absent from the reference; a class that is
            never predicted has precision 0.
        miou, mf_score, mprecision, mrecall: means over the classes that are present.
        miou_15: sum of the IoUs that exist, divided by 15; ``mf_score_15``, … likewise.
        kappa: Cohen's, × 100: 0 is what chance alone would reach, below it is worse; NaN where there is only one
            class on both sides (Cohen, Educational and Psychological Measurement 20, 1960, 37-46).
    """

    overall: float
    present: NDArray[np.bool_]
    iou: NDArray[np.float64]
    f_score: NDArray[np.float64]
    precision: NDArray[np.float64]
    recall: NDArray[np.float64]
    miou: float
    mf_score: float
    mprecision: float
    mrecall: float
    miou_15: float
    mf_score_15: float
    mprecision_15: float
    mrecall_15: float
    kappa: float


def measure_accuracy(matrix: NDArray[Any]) -> Accuracy:
    """The figures of a confusion matrix ``(15, 15)`` of counts or areas, reference by row.

    Of an empty one they are NaN, the means over 15 classes 0.
    """
    right, reference, predicted = matrix.diagonal(), matrix.sum(axis=1), matrix.sum(axis=0)
    present = reference > 0

    def percent(share: NDArray[Any], of: NDArray[Any]) -> NDArray[np.float64]:
        quotient = 100.0 * share / np.where(of > 0, of, 1)
        return np.where(present, quotient, np.nan)

    def mean(values: NDArray[np.float64]) -> float:
        return float(values[present].mean()) if present.any() else float("nan")

    def mean_15(values: NDArray[np.float64]) -> float:
        return float(np.nansum(values) / CLASS_COUNT)

    iou = percent(right, reference + predicted - right)
    f_score = percent(2 * right, reference + predicted)
    precision, recall = percent(right, predicted), percent(right, reference)
    total = float(matrix.sum())
    agreement = float(right.sum()) / total if total else float("nan")
    chance = float((reference / total) @ (predicted / total)) if total else float("nan")
    return Accuracy(
        overall=100.0 * agreement,
        present=present,
        iou=iou,
        f_score=f_score,
        precision=precision,
        recall=recall,
        miou=mean(iou),
        mf_score=mean(f_score),
        mprecision=mean(precision),
        mrecall=mean(recall),
        miou_15=mean_15(iou),
        mf_score_15=mean_15(f_score),
        mprecision_15=mean_15(precision),
        mrecall_15=mean_15(recall),
        kappa=100.0 * (agreement - chance) / (1 - chance) if chance < 1 else float("nan"),
    )
