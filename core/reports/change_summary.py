"""Figures of a comparison of two maps: matrices, gains and losses, of classes and of groups."""

from dataclasses import dataclass
from typing import List, Optional, Sequence, Tuple

import numpy as np
from numpy.typing import NDArray

from ..nomenclature import CLASSES
from ..raster.change_codes import COUNT, IS_CHANGE, ONLY_AFTER, ONLY_BEFORE, PAIRS, SMALL, UNCERTAIN
from ..raster.change_picture import ChangePicture
from ..raster.class_groups import ClassGroups
from ..raster.comparison_grid import CommonGround
from ..raster.zone_tally import ZoneTally
from ..vector.zones import Zones


@dataclass(frozen=True)
class ChangeSummary:
    """What a comparison found.

    Attributes:
        ground: the pixels that were compared.
        tally: pixels and areas by code, see :mod:`core.raster.change_codes`.
        zones: of the tally; None without any.
        groups: of classes.
        picture: of the changes.
        before, after: each map in a phrase.
        unknown_before, unknown_after: codes that are no class, in words; empty where there are none.
        is_polygons: whether both maps are polygons.
    """

    ground: CommonGround
    tally: ZoneTally
    zones: Optional[Zones]
    groups: ClassGroups
    picture: ChangePicture
    before: str
    after: str
    unknown_before: str
    unknown_after: str
    is_polygons: bool

    @property
    def figures(self) -> "ChangeFigures":
        """Of all that was compared."""
        return ChangeFigures(self.tally.areas_m2)

    def of_zone(self, number: int) -> "ChangeFigures":
        return ChangeFigures(self.tally.zone_areas_m2[number])


@dataclass(frozen=True)
class ChangeFigures:
    """Attributes:
    areas_m2: by code.
    """

    areas_m2: NDArray[np.float64]

    @property
    def matrix_ha(self) -> NDArray[np.float64]:
        """``(15, 15)``, before by row."""
        return self.areas_m2[1 : PAIRS + 1].reshape(COUNT, COUNT) / 1e4

    @property
    def compared_ha(self) -> float:
        """Ground that changed or did not."""
        return float(self.areas_m2[1 : PAIRS + 1].sum()) / 1e4

    @property
    def changed_ha(self) -> float:
        return float(self.areas_m2[IS_CHANGE].sum()) / 1e4

    @property
    def changed_percent(self) -> float:
        return 100 * self.changed_ha / self.compared_ha if self.compared_ha else float("nan")

    @property
    def uncertain_ha(self) -> float:
        return float(self.areas_m2[UNCERTAIN]) / 1e4

    @property
    def small_ha(self) -> float:
        return float(self.areas_m2[SMALL]) / 1e4

    @property
    def only_before_ha(self) -> float:
        return float(self.areas_m2[ONLY_BEFORE]) / 1e4

    @property
    def only_after_ha(self) -> float:
        return float(self.areas_m2[ONLY_AFTER]) / 1e4

    def of_groups(self, groups: ClassGroups) -> NDArray[np.float64]:
        """Hectares by group before and group after, ``(groups, groups)``."""
        found = np.zeros((len(groups.names), len(groups.names)))
        members = np.array(groups.members)
        np.add.at(found, (members[:, None], members[None]), self.matrix_ha)
        return found

    def largest(self, count: int) -> List[Tuple[int, int, float]]:
        """``numero`` before, ``numero`` after and hectares of the largest changes."""
        changes = self.matrix_ha.copy()
        np.fill_diagonal(changes, 0)
        order = np.argsort(-changes, axis=None, kind="stable")[:count]
        found = [(int(at) // COUNT, int(at) % COUNT) for at in order]
        return [(one + 1, other + 1, float(changes[one, other])) for one, other in found if changes[one, other]]


@dataclass(frozen=True)
class Turnover:
    """Hectares of a class or group.

    Attributes:
        before, after: of what was compared.
        lost, gained: to and from others.
    """

    before: float
    after: float
    lost: float
    gained: float

    @property
    def net(self) -> float:
        return self.gained - self.lost


def turnovers(matrix_ha: NDArray[np.float64]) -> List[Turnover]:
    """Of each row and column of a matrix, before by row."""
    kept, before, after = np.diag(matrix_ha), matrix_ha.sum(axis=1), matrix_ha.sum(axis=0)
    return [
        Turnover(float(b), float(a), max(0.0, float(b - k)), max(0.0, float(a - k)))
        for b, a, k in zip(before, after, kept)
    ]


def shown(matrix_ha: NDArray[np.float64]) -> Sequence[int]:
    """Positions of the classes that occur on either side."""
    return [cls.numero - 1 for cls in CLASSES if matrix_ha[cls.numero - 1].any() or matrix_ha[:, cls.numero - 1].any()]
