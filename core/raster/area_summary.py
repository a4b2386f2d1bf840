"""How much ground each class of a map covers, in all and by zone."""

from collections import Counter
from dataclasses import dataclass
from typing import Any, Callable, Dict, Optional

import numpy as np
from numpy.typing import NDArray

from ..nomenclature import CLASSES
from .class_map import ClassMap
from .grid import Grid
from .zone_tally import ZoneTally

CODES = len(CLASSES) + 1
"""The classes, and 0 for what has none."""


@dataclass(frozen=True)
class AreaSummary:
    """Attributes:
    grid: of the map.
    pixels, areas_m2: of all of the map by ``numero``, ``(16,)``; the first has no class.
    zone_pixels, zone_areas_m2: of each zone, ``(zones, 16)``.
    unknown: pixels of each code that is no class; they are counted with those of no class as well.
    is_on_ellipsoid: whether areas are those on the ellipsoid, not in the plane of the coordinate reference system.
    """

    grid: Grid
    pixels: NDArray[np.int64]
    areas_m2: NDArray[np.float64]
    zone_pixels: NDArray[np.int64]
    zone_areas_m2: NDArray[np.float64]
    unknown: Dict[str, int]
    is_on_ellipsoid: bool

    @property
    def classified_m2(self) -> float:
        """Ground that has a class."""
        return float(self.areas_m2[1:].sum())

    @property
    def no_data_pixels(self) -> int:
        return int(self.pixels[0]) - sum(self.unknown.values())


def summarise(classes: ClassMap, zones: Optional[NDArray[Any]], report: Callable[[float], None]) -> AreaSummary:
    """Count every pixel of a map.

    Args:
        zones: shapely polygons in the coordinates of the map, ``(n,)``.
        report: is told the share that is done; may raise to cancel.

    Raises:
        InvalidInputError: the file is damaged, or a value is no whole number.
    """
    tally = ZoneTally(classes.grid, CODES, zones)
    unknown: Counter[str] = Counter()
    windows = list(classes.windows())
    for number, window in enumerate(windows):
        numeros, others = classes.read(window)
        tally.add(numeros, window)
        unknown.update(others)
        report((number + 1) / len(windows))
    return AreaSummary(
        classes.grid,
        tally.pixels,
        tally.areas_m2,
        tally.zone_pixels,
        tally.zone_areas_m2,
        dict(unknown),
        tally.is_on_ellipsoid,
    )
