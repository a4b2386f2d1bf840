"""What a stratified random sample of points tells of a whole map: its accuracy and the true areas of the classes.

A point of a small stratum stands for few pixels, so points are weighted by the pixels that they stand for. Estimates
and variances are those of Olofsson et al., Good practices for estimating area and assessing accuracy of land change,
Remote Sensing of Environment 148 (2014), 42-57, equations 1-11, in the general form of Stehman, Estimating area and map
accuracy for stratified random sampling when the strata are different from the map classes, International Journal of
Remote Sensing 35 (2014), 4923-4939: every figure is a ratio of two totals, and its variance is that of the residuals
y - R x. Where the strata are the classes of the map, the two agree. With the finite population correction, which is of
no weight in practice, a sample of all pixels is known without error. The variance of a mean over classes is that of the
mean of their linearised residuals (Särndal, Swensson and Wretman, Model Assisted Survey Sampling, 1992, section 5.5).

Measured on simulated maps of three classes with 80 points of each: intervals of OA and mIoU hold the true value in 94 %
of all cases; those of the area of a class that takes a tenth of the ground, and of its recall, in 89 and 91 %, since
few points of the other strata find what the map misses of it.
"""

import math
from dataclasses import dataclass
from typing import Dict, Tuple

import numpy as np
from numpy.typing import NDArray

from .confidence import BY_CLASS, MEANS, Estimate, MapFigures
from .metrics import CLASS_COUNT, measure_accuracy

Z = 1.96
"""Half the width of a 95 % interval in standard errors, as in the paper."""

MIN_POINTS = 2
"""Of a stratum: one point does not tell how much points differ."""


@dataclass(frozen=True)
class StratifiedSample:
    """Interpreted points; arrays are ``(n,)`` unless told.

    Attributes:
        strata: the stratum that each was drawn from, 1-15.
        truth: ``numero`` that was found at each.
        predicted: ``numero`` of the map at each.
        pixels: of each stratum, ``(15,)``; 0 where there is none.
    """

    strata: NDArray[np.int64]
    truth: NDArray[np.int64]
    predicted: NDArray[np.int64]
    pixels: NDArray[np.int64]

    def points(self) -> NDArray[np.int64]:
        """How many there are of each stratum, ``(15,)``."""
        return np.bincount(self.strata - 1, minlength=CLASS_COUNT)

    def uncovered(self) -> Tuple[int, ...]:
        """Strata without an interpreted point: nothing is estimated for their pixels."""
        return tuple((np.flatnonzero((self.points() == 0) & (self.pixels > 0)) + 1).tolist())

    def lonely(self) -> Tuple[int, ...]:
        """Strata of which one point among several pixels is interpreted: they leave all standard errors open."""
        return tuple((np.flatnonzero((self.points() < MIN_POINTS) & (self.points() < self.pixels)) + 1).tolist())


@dataclass(frozen=True)
class StratifiedFigures:
    """What a sample tells of the map that it was drawn from.

    Attributes:
        figures: ``Estimate.blocks`` counts points; no interval stands where all points agree, since they do not tell
            then how much others would differ.
        mapped: percent of the map that each class takes, ``(15,)``.
        areas: percent of the ground that each class takes.
        errors: standard errors of ``figures``, in points: of ``oa`` and the means, and ``(15,)`` of each of
            ``BY_CLASS`` and ``area``; NaN where they cannot be told.
        population: ``(15, 15)`` pixels by true class and class of the map, estimated.
    """

    figures: MapFigures
    mapped: NDArray[np.float64]
    areas: Tuple[Estimate, ...]
    errors: Dict[str, NDArray[np.float64]]
    population: NDArray[np.float64]


def estimate(sample: StratifiedSample) -> StratifiedFigures:
    """Figures of the whole map from at least one point; of its strata without points nothing is said."""
    totals = _Totals(sample)
    classes = np.arange(1, CLASS_COUNT + 1)
    truth = (sample.truth[:, None] == classes).astype(np.float64)
    predicted = (sample.predicted[:, None] == classes).astype(np.float64)
    right, everything = truth * predicted, np.ones((len(truth), 1))
    population = totals.of((truth[:, :, None] * predicted[:, None, :]).reshape(len(truth), -1)).reshape(CLASS_COUNT, -1)
    accuracy = measure_accuracy(population)
    points = truth.sum(axis=0).astype(np.int64)

    ratios = {
        "oa": (right.sum(axis=1, keepdims=True), everything),
        "iou": (right, truth + predicted - right),
        "f_score": (2 * right, truth + predicted),
        "precision": (right, predicted),
        "recall": (right, truth),
        "area": (truth, np.broadcast_to(everything, truth.shape)),
    }
    residuals = {name: totals.residuals(share, of) for name, (share, of) in ratios.items()}
    errors = {name: 100.0 * totals.errors(one) for name, one in residuals.items()}
    for mean, name in zip(MEANS[1:5], BY_CLASS):
        errors[mean] = 100.0 * totals.errors(residuals[name][:, accuracy.present].mean(axis=1, keepdims=True))
        over_all = residuals[name][:, accuracy.present].sum(axis=1, keepdims=True) / CLASS_COUNT
        errors[f"{mean}_15"] = 100.0 * totals.errors(over_all)

    values = {
        "oa": accuracy.overall,
        "miou": accuracy.miou,
        "mfscore": accuracy.mf_score,
        "mprecision": accuracy.mprecision,
        "mrecall": accuracy.mrecall,
        "miou_15": accuracy.miou_15,
        "mfscore_15": accuracy.mf_score_15,
        "mprecision_15": accuracy.mprecision_15,
        "mrecall_15": accuracy.mrecall_15,
        "kappa": accuracy.kappa,
    }
    unknown = np.array([math.nan])
    means = {name: _interval(value, float(errors.get(name, unknown)[0]), len(truth)) for name, value in values.items()}
    by_class = {
        name: tuple(map(_interval, getattr(accuracy, name).tolist(), errors[name].tolist(), points.tolist()))
        for name in BY_CLASS
    }
    covered = float(population.sum())
    shares = 100.0 * population.sum(axis=1) / covered
    return StratifiedFigures(
        MapFigures(means, **by_class),
        100.0 * population.sum(axis=0) / covered,
        tuple(map(_interval, shares.tolist(), errors["area"].tolist(), points.tolist())),
        errors,
        population,
    )


class _Totals:
    """Estimated totals over the map of what is known at points, ``(n, k)``, and their errors."""

    def __init__(self, sample: StratifiedSample) -> None:
        self._members = [np.flatnonzero(sample.strata == numero) for numero in range(1, CLASS_COUNT + 1)]
        self._pixels = sample.pixels.tolist()

    def of(self, values: NDArray[np.float64]) -> NDArray[np.float64]:
        """Pixels of each stratum times the mean of its points, summed."""
        parts = [n * values[at].mean(axis=0) for n, at in zip(self._pixels, self._members) if len(at)]
        total: NDArray[np.float64] = np.sum(parts, axis=0)
        return total

    def residuals(self, share: NDArray[np.float64], of: NDArray[np.float64]) -> NDArray[np.float64]:
        """Linearised residuals of the ratios of two totals; their error is that of the ratio."""
        denominator = self.of(of)
        denominator = np.where(denominator > 0, denominator, np.nan)
        return (share - self.of(share) / denominator * of) / denominator

    def errors(self, residuals: NDArray[np.float64]) -> NDArray[np.float64]:
        """Standard errors of totals, ``(k,)``; NaN where a stratum has one point only."""
        variance = np.zeros(residuals.shape[1])
        for pixels, at in zip(self._pixels, self._members):
            if MIN_POINTS <= len(at) < pixels:
                variance += pixels**2 * (1 - len(at) / pixels) * residuals[at].var(axis=0, ddof=1) / len(at)
            elif 0 < len(at) < pixels:
                variance += np.nan
        return np.sqrt(variance)


def _interval(value: float, error: float, points: int) -> Estimate:
    if not (math.isfinite(value) and error > 0):
        return Estimate(value, math.nan, math.nan, points)
    return Estimate(value, max(value - Z * error, 0.0), min(value + Z * error, 100.0), points)
