"""The 15 CoSIA land-cover classes, and the codes of IGN's model families.

``numero`` is the code of IGN's published vector product; the colours are those of its style.
"""

from dataclasses import dataclass
from typing import Dict, Tuple

NO_DATA = 0


@dataclass(frozen=True)
class LandCoverClass:
    """One class.

    Attributes:
        numero: code in CoSIA rasters and vectors, 1-15.
        french: name as in the field ``classe`` of IGN's product.
        english: English name.
        colour: ``#rrggbb`` of IGN's style.
        flair_value: value in FLAIR-1 masks (1-based); output channel + 1 of FLAIR-INC models.
        flair_hub_index: index in FLAIR-HUB (0-based).
    """

    numero: int
    french: str
    english: str
    colour: str
    flair_value: int
    flair_hub_index: int

    @property
    def rgb(self) -> Tuple[int, int, int]:
        """Red, green and blue, 0-255."""
        return int(self.colour[1:3], 16), int(self.colour[3:5], 16), int(self.colour[5:7], 16)

    def name(self, language: str) -> str:
        """French name for any French locale, English name otherwise."""
        return self.french if language.lower().startswith("fr") else self.english


CLASSES: Tuple[LandCoverClass, ...] = (
    LandCoverClass(1, "Bâtiment", "Building", "#ce7079", 1, 0),
    LandCoverClass(2, "Zone perméable", "Pervious surface", "#987752", 2, 4),
    LandCoverClass(3, "Zone imperméable", "Impervious surface", "#a6aab7", 3, 3),
    LandCoverClass(4, "Piscine", "Swimming pool", "#62d0ff", 13, 2),
    LandCoverClass(5, "Sol nu", "Bare soil", "#bbb096", 4, 5),
    LandCoverClass(6, "Surface eau", "Water", "#3375a1", 5, 6),
    LandCoverClass(7, "Neige", "Snow", "#e9effe", 14, 7),
    LandCoverClass(8, "Conifère", "Coniferous", "#126421", 6, 13),
    LandCoverClass(9, "Feuillu", "Deciduous", "#4c9129", 7, 12),
    LandCoverClass(10, "Broussaille", "Brushwood", "#b5c335", 8, 14),
    LandCoverClass(11, "Vigne", "Vineyard", "#b08290", 9, 11),
    LandCoverClass(12, "Pelouse", "Herbaceous vegetation", "#8cd76a", 10, 8),
    LandCoverClass(13, "Culture", "Agricultural land", "#decf55", 11, 9),
    LandCoverClass(14, "Terre labourée", "Plowed land", "#d0a349", 12, 10),
    LandCoverClass(15, "Serre", "Greenhouse", "#b9e2d4", 18, 1),
)

CLASSES_BY_NUMERO: Dict[int, LandCoverClass] = {cls.numero: cls for cls in CLASSES}
