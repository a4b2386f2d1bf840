"""Many trainings on one set of data, and what each of them brought."""

import json
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Optional

import numpy as np
from numpy.typing import NDArray

from ..errors import InvalidInputError
from ..language import _
from ..nomenclature import CLASSES
from .metrics import Accuracy, measure_accuracy
from .outcome import Outcome

BASELINE = "none"
"""Stands for the strategy where a model was not trained at all."""

COLUMNS = ("strategy", "normalisation", "area_percent", "area_km2", "seed", "metric", "class", "value")
"""Of the table in long form: one row per training and figure."""

MEANS = {
    "oa": "overall",
    "miou": "miou",
    "mfscore": "mf_score",
    "mprecision": "mprecision",
    "mrecall": "mrecall",
    "miou_15": "miou_15",
}
"""Attributes of :class:`Accuracy` by the names that the table gives them."""

DECIMALS = 4


@dataclass(frozen=True)
class Combination:
    """One training of a comparison; ``area_percent`` is the share of the training cells whose classes count."""

    strategy: str
    normalisation: str
    area_percent: float
    seed: int


@dataclass(frozen=True)
class Finding:
    """What one training brought.

    Attributes:
        combination: that was trained.
        area_m2: annotated ground that it learned from.
        chosen: epoch whose weights were kept.
        epochs: that were trained.
        minutes: of training.
        after: confusion matrix of all test blocks, int64 ``(15, 15)``, reference by row.
        before: the same of the model before with the same normalisation; None without one.
    """

    combination: Combination
    area_m2: float
    chosen: int
    epochs: int
    minutes: float
    after: NDArray[np.int64]
    before: Optional[NDArray[np.int64]] = None

    @classmethod
    def of_outcome(cls, combination: Combination, outcome: Outcome) -> "Finding":
        return cls(
            combination,
            float(np.sum(outcome.areas_m2["training"])),
            outcome.chosen,
            outcome.epochs[-1].number,
            outcome.minutes,
            outcome.matrix_after(),
            outcome.matrix_before(),
        )

    @classmethod
    def from_json(cls, values: dict[str, Any]) -> "Finding":
        matrices = {
            name: None if values[name] is None else np.array(values[name], np.int64) for name in ("after", "before")
        }
        return cls(**{**values, **matrices, "combination": Combination(**values["combination"])})

    def to_json(self) -> dict[str, Any]:
        before = None if self.before is None else self.before.tolist()
        return {**asdict(self), "after": self.after.tolist(), "before": before}

    @property
    def accuracy(self) -> Accuracy:
        return measure_accuracy(self.after)

    @property
    def accuracy_before(self) -> Optional[Accuracy]:
        return None if self.before is None else measure_accuracy(self.before)


def all_combinations(
    strategies: Sequence[str], normalisations: Sequence[str], area_percents: Sequence[float], seeds: Sequence[int]
) -> list[Combination]:
    """Every combination that there can be, in an order in which the first ones already make a table.

    Raises:
        InvalidInputError: none of them can be trained.
    """
    found = [
        Combination(strategy, normalisation, percent, seed)
        for seed in dict.fromkeys(seeds)
        for percent in sorted(set(area_percents), reverse=True)
        for normalisation in dict.fromkeys(normalisations)
        for strategy in dict.fromkeys(strategies)
        if is_possible(strategy, normalisation)
    ]
    if not found:
        raise InvalidInputError(
            _("app-scratch starts from no source model, so norma-source alone is nothing for it; add norma-target.")
        )
    return found


def is_possible(strategy: str, normalisation: str) -> bool:
    """Whether there is such a training: one from scratch has no source whose statistics it could use."""
    return (strategy, normalisation) != ("app-scratch", "norma-source")


def table_rows(finding: Finding) -> Iterator[dict[str, Any]]:
    """The rows of one training in long form, see ``COLUMNS``."""
    figures = {"epochs": finding.chosen, "epochs_trained": finding.epochs, "minutes": round(finding.minutes, 2)}
    yield from _rows(asdict(finding.combination), finding.area_m2, finding.accuracy, figures)


def baseline_rows(finding: Finding) -> Iterator[dict[str, Any]]:
    """The rows of the model before with the finding's normalisation; none without a model."""
    accuracy = finding.accuracy_before
    if accuracy is not None:
        untrained = {"strategy": BASELINE, "normalisation": finding.combination.normalisation}
        yield from _rows({**untrained, "area_percent": 0.0, "seed": ""}, 0.0, accuracy, {})


def _rows(
    keys: dict[str, Any], area_m2: float, accuracy: Accuracy, figures: dict[str, float]
) -> Iterator[dict[str, Any]]:
    common = {**keys, "area_km2": round(area_m2 / 1e6, 6), "class": ""}
    for name, attribute in MEANS.items():
        yield {**common, "metric": name, "value": round(getattr(accuracy, attribute), DECIMALS)}
    for cls, iou, is_present in zip(CLASSES, accuracy.iou, accuracy.present):
        if is_present:
            yield {**common, "metric": "iou", "class": cls.english, "value": round(float(iou), DECIMALS)}
    for name, value in figures.items():
        yield {**common, "metric": name, "value": value}


class Journal:
    """Findings as they come, one a line of a file, so that a run that was cut off need not begin anew.

    Attributes:
        strangers: findings of our strategies that :meth:`read` left, since all else was not the same.
    """

    def __init__(self, file: Path, signatures: Mapping[str, str]) -> None:
        """Args: ``signatures``, by strategy, of all that findings depend on; those of other ones are not read."""
        self._file, self._signatures = file, signatures
        self.strangers = 0

    def read(self) -> dict[Combination, Finding]:
        """Findings with our signatures; those with others are counted in ``strangers``."""
        self.strangers = 0
        found: dict[Combination, Finding] = {}
        if not self._file.exists():
            return found
        for line in self._file.read_text(encoding="utf-8").splitlines():
            try:
                values = json.loads(line)
                signature = values.pop("signature")
                finding = Finding.from_json(values)
            except (ValueError, KeyError, TypeError):  # a line that was being written when the power failed
                continue
            if signature == self._signatures.get(finding.combination.strategy):
                found[finding.combination] = finding
            else:
                self.strangers += finding.combination.strategy in self._signatures
        return found

    def add(self, finding: Finding) -> None:
        """Keep a finding; it is on the disk when this returns.

        Raises:
            InvalidInputError: the disk is full.
        """
        line = json.dumps({"signature": self._signatures[finding.combination.strategy], **finding.to_json()})
        try:
            with self._file.open("a", encoding="utf-8") as file:
                # Begin with a line break: what was cut off before stays a line of its own.
                file.write(f"\n{line}\n")
                file.flush()
                os.fsync(file.fileno())
        except OSError as error:
            raise InvalidInputError(
                _("'{file}' cannot be written: {error}; free the disk and run it again with RESUME.").format(
                    file=self._file, error=error.strerror or error
                )
            ) from None
