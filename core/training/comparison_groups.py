"""Trainings of a comparison put together: those that differ in nothing but the seed."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Optional

import numpy as np

from ..nomenclature import CLASSES, LandCoverClass
from .comparison import Combination, Finding
from .metrics import Accuracy


@dataclass(frozen=True)
class Spread:
    """Mean, lowest and highest of a figure over the seeds."""

    mean: float
    low: float
    high: float
    count: int

    @classmethod
    def of(cls, values: Iterable[float]) -> "Spread":
        """Args: ``values``, one or more."""
        found = np.array(list(values), np.float64)
        return cls(float(found.mean()), float(found.min()), float(found.max()), len(found))


@dataclass(frozen=True)
class Group:
    """Trainings with one strategy, one normalisation and one share of the area.

    Attributes:
        findings: one for each seed.
    """

    findings: tuple[Finding, ...]

    @property
    def combination(self) -> Combination:
        return self.findings[0].combination

    @property
    def strategy(self) -> str:
        return self.combination.strategy

    @property
    def normalisation(self) -> str:
        return self.combination.normalisation

    @property
    def area_percent(self) -> float:
        return self.combination.area_percent

    @property
    def area_km2(self) -> float:
        """Mean, for other seeds take other parts of the area."""
        return Spread.of(finding.area_m2 for finding in self.findings).mean / 1e6

    @property
    def oa(self) -> Spread:
        return Spread.of(finding.accuracy.overall for finding in self.findings)

    @property
    def miou(self) -> Spread:
        return Spread.of(finding.accuracy.miou for finding in self.findings)

    @property
    def gain(self) -> Optional[Spread]:
        """Points of mIoU above the model before with the same normalisation; None without one."""
        pairs = [(finding.accuracy, finding.accuracy_before) for finding in self.findings]
        return Spread.of(after.miou - before.miou for after, before in pairs if before) if pairs[0][1] else None

    @property
    def epochs(self) -> Spread:
        return Spread.of(finding.chosen for finding in self.findings)

    @property
    def minutes(self) -> Spread:
        return Spread.of(finding.minutes for finding in self.findings)

    def iou(self, cls: LandCoverClass) -> Spread:
        return Spread.of(float(finding.accuracy.iou[cls.numero - 1]) for finding in self.findings)


@dataclass(frozen=True)
class Comparison:
    """All trainings of a comparison, one or more."""

    findings: tuple[Finding, ...]

    def groups(self) -> list[Group]:
        """In the order of the findings."""
        members: dict[tuple[str, str, float], list[Finding]] = {}
        for finding in self.findings:
            one = finding.combination
            members.setdefault((one.strategy, one.normalisation, one.area_percent), []).append(finding)
        return [Group(tuple(found)) for found in members.values()]

    def whole(self) -> list[Group]:
        """Those that learned from the largest share of the area, the best one first."""
        groups = self.groups()
        largest = max(group.area_percent for group in groups)
        return sorted(
            (one for one in groups if one.area_percent == largest), key=lambda one: one.miou.mean, reverse=True
        )

    def baselines(self) -> dict[str, Accuracy]:
        """Accuracy of the model before, by normalisation; empty without one."""
        found = {finding.combination.normalisation: finding.accuracy_before for finding in self.findings}
        return {name: accuracy for name, accuracy in found.items() if accuracy is not None}

    def classes(self) -> list[LandCoverClass]:
        """Classes that occur in the test blocks: those that the means are over."""
        present = self.findings[0].accuracy.present
        return [cls for cls in CLASSES if present[cls.numero - 1]]

    def curves(self) -> list[list[Group]]:
        """Groups of one strategy and normalisation, by area, where there are several areas."""
        lines: dict[tuple[str, str], list[Group]] = {}
        for group in self.groups():
            lines.setdefault((group.strategy, group.normalisation), []).append(group)
        return [sorted(line, key=lambda one: one.area_km2) for line in lines.values() if len(line) > 1]


def is_apart(best: Group, other: Group) -> bool:
    """Whether every seed of the one is better than every seed of the other, of which both have two or more."""
    return min(best.miou.count, other.miou.count) > 1 and best.miou.low > other.miou.high


def names(groups: Sequence[Group]) -> list[str]:
    """Short names that tell the groups of one share apart."""
    several = len({group.normalisation for group in groups}) > 1
    return [f"{group.strategy}, {group.normalisation}" if several else group.strategy for group in groups]
