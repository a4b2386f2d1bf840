"""A part of a raster of codes of which some are no CoSIA class."""

from typing import Any, Dict, Optional

import numpy as np
from numpy.typing import NDArray

from .class_raster import ClassRaster
from .grid import Window
from .map_part import MapPart


class KnownPart(MapPart):
    """Stands in for a :class:`MapPart`; codes that are no class count as no data.

    Attributes:
        others: pixels of each such code that was read, once even if it was read in several surroundings.
    """

    def __init__(self, raster: ClassRaster, part: Optional[Window] = None) -> None:
        super().__init__(raster, part)
        self.others: Dict[str, int] = {}
        self._counted: Optional[Window] = None

    def read_with_surroundings(self, window: Window, margin_px: int) -> NDArray[np.uint8]:
        self._counted = window
        try:
            return super().read_with_surroundings(window, margin_px)
        finally:
            self._counted = None

    def _meet(self, codes: NDArray[Any], is_foreign: NDArray[np.bool_], window: Window) -> None:
        left, top, width, height = self._counted or window
        inside = np.s_[top - window[1] :, left - window[0] :]
        found = codes[inside][:height, :width][is_foreign[inside][:height, :width]]
        for code, pixels in zip(*np.unique(found, return_counts=True)):
            name = f"{code:g}"
            self.others[name] = self.others.get(name, 0) + int(pixels)
