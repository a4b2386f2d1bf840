"""Class codes of one nomenclature, rewritten as those of another.

The 15 CoSIA classes are what the nomenclatures share; every other code has no counterpart.
"""

from collections import Counter
from dataclasses import dataclass
from typing import Any, Dict, List, Optional

import numpy as np
from numpy.typing import NDArray

from ..errors import InvalidInputError
from ..language import _
from ..nomenclature import CLASSES, CLASSES_BY_NUMERO, NO_DATA

MAX_OTHER_CODES = 256
"""More different codes without counterpart than this make no classification, but an image."""


@dataclass(frozen=True)
class Nomenclature:
    """How a family of models or maps encodes land cover.

    Attributes:
        label: as people call it.
        codes: code of each class by CoSIA ``numero``.
        nodata: code that stands for no class; written where there is no data.
        always_nodata: whether ``nodata`` means no data also in rasters that do not declare it.
    """

    label: str
    codes: Dict[int, int]
    nodata: int
    always_nodata: bool = False

    def class_name(self, code: int, language: str) -> str:
        """Name of the class with that code; empty if there is none."""
        numero = next((numero for numero, own in self.codes.items() if own == code), None)
        return CLASSES_BY_NUMERO[numero].name(language) if numero else ""


NOMENCLATURES: Dict[str, Nomenclature] = {
    "flair": Nomenclature("FLAIR", {cls.numero: cls.flair_value for cls in CLASSES}, 0),
    # 0 is a class there: Building.
    "flair-hub": Nomenclature("FLAIR-HUB", {cls.numero: cls.flair_hub_index for cls in CLASSES}, 255),
    "cosia": Nomenclature("CoSIA", {cls.numero: cls.numero for cls in CLASSES}, NO_DATA, always_nodata=True),
}
"""By the names that jobs use."""


@dataclass(frozen=True)
class OtherCode:
    """A code that the target nomenclature has no counterpart for.

    Attributes:
        code: in the source nomenclature.
        name: of its class; empty if the source nomenclature does not know it either.
        pixels: how many hold it.
    """

    code: int
    name: str
    pixels: int


class ClassConversion:
    """Converts block by block, and counts what has no counterpart.

    Attributes:
        nodata: value of pixels without data, or without counterpart, in what :meth:`convert` returns.
    """

    def __init__(self, source: str, target: str) -> None:
        """Args: names in ``NOMENCLATURES``."""
        self._source = source
        codes, targets = NOMENCLATURES[source].codes, NOMENCLATURES[target].codes
        self.nodata = NOMENCLATURES[target].nodata
        self._table = np.full(256, self.nodata, np.uint8)
        self._table[list(codes.values())] = [targets[numero] for numero in codes]
        self._others: Counter[int] = Counter()

    def convert(self, pixels: NDArray[Any], valid: NDArray[np.bool_]) -> NDArray[np.uint8]:
        """Codes of the target nomenclature.

        Args:
            pixels: whole numbers of any type and shape, codes of the source nomenclature.
            valid: where they hold data, of the same shape.

        Raises:
            InvalidInputError: far more different codes than any nomenclature has.
        """
        if pixels.dtype == np.uint8:
            converted: NDArray[np.uint8] = self._table[pixels]
        else:
            known = valid & (pixels >= 0) & (pixels < len(self._table))
            converted = self._table[np.where(known, pixels, len(self._table) - 1).astype(np.intp)]
        converted[~valid] = self.nodata
        codes, counts = np.unique(pixels[valid & (converted == self.nodata)], return_counts=True)
        self._others.update({int(code): int(count) for code, count in zip(codes, counts)})
        if len(self._others) > MAX_OTHER_CODES:
            raise InvalidInputError(
                _(
                    "The raster holds more than {count} different values that are no code of {source}: it is no "
                    "classification; choose another raster."
                ).format(count=MAX_OTHER_CODES, source=NOMENCLATURES[self._source].label)
            )
        return converted

    @property
    def others(self) -> List[OtherCode]:
        """The codes without counterpart met so far, those of most pixels first."""
        names = _other_names().get(self._source, {})
        return [OtherCode(code, names.get(code, ""), pixels) for code, pixels in self._others.most_common()]


def implied_nodata(nomenclature: str) -> Optional[int]:
    """The code that means no data in a raster that declares none; None where every code may be a class."""
    chosen = NOMENCLATURES[nomenclature]
    return chosen.nodata if chosen.always_nodata else None


def _other_names() -> Dict[str, Dict[int, str]]:
    """Classes of FLAIR and FLAIR-HUB that CoSIA does not have: the 15-class models were never trained on them."""
    clear_cut, mixed, ligneous = _("clear cut"), _("mixed"), _("ligneous")
    return {
        "flair": {15: clear_cut, 16: mixed, 17: ligneous, 19: _("other")},
        "flair-hub": {15: clear_cut, 16: ligneous, 17: mixed, 18: _("undefined")},
    }
