"""What names tell about an image file: its product, its place in a mosaic, the roles of its bands."""

import os
import re
from dataclasses import dataclass
from typing import Dict, List, Optional, Sequence, Tuple

from rasterio.crs import CRS

from ..band_roles import ROLES_BY_SPELLING

FILE_SET_ROLES: Dict[str, Tuple[str, ...]] = {
    "RGB": ("red", "green", "blue"),
    "NED": ("nir", "red_edge", "deep_blue"),
}
"""Roles of the bands of Pléiades Neo's two file sets in their order, which GDAL's DIMAP driver shares."""

ORTHO_ROLES: Dict[str, Tuple[str, ...]] = {"RVB": ("red", "green", "blue"), "IRC": ("nir", "red", "green")}
"""Roles of the bands of BD ORTHO's two deliveries, true colour and infrared."""

# Systems of BD ORTHO by the token in its file names: Lambert 93 and the UTM zones overseas.
_ORTHO_SYSTEMS = {
    "LA93": 2154,
    "RGAF09UTM20": 5490,
    "UTM22RGFG95": 2972,
    "RGR92UTM40S": 2975,
    "RGM04UTM38S": 4471,
}

_TILE = re.compile(r"^(?P<stem>.*?)_?R(?P<row>\d+)C(?P<column>\d+)$", re.IGNORECASE)
_ORTHO = re.compile(
    r"^(?P<department>\d{2,3}|2[AB])-(?P<year>\d{4})-(?P<x>\d{4})-(?P<y>\d{4})-(?P<system>[0-9A-Z]+)(?P<rest>-.+)?$",
    re.IGNORECASE,
)

_WORDS = sorted((word for word in ROLES_BY_SPELLING if len(word) > 1), key=len, reverse=True)
"""Spellings that tell a role wherever they stand in a name; the longest first, since "red edge" holds "red"."""

_PLAIN_INFRARED = frozenset(("ir", "infrared", "infra_red", "infrarouge", "infra_rouge"))
_OTHER_INFRARED = frozenset(
    [
        "short",
        "shortwave",
        "sw",
        "swir",
        "courte",
        "courtes",
        "mid",
        "middle",
        "mir",
        "mwir",
        "medium",
        "moyen",
        "long",
        "longwave",
        "lwir",
        "far",
        "fir",
        "lointain",
        "thermal",
        "thermique",
        "tir",
    ]
)
"""Words that make a plain "infrared" another part of the spectrum than the near infrared."""

_BAND_WORDS = frozenset(("band", "bande", "channel", "canal"))


@dataclass(frozen=True)
class TileName:
    """A tile of a product in two halves, by its file name.

    Attributes:
        product: what the names of all tiles of one product share (of one map sheet, for BD ORTHO).
        half: ``RGB`` or ``NED``, ``RVB`` or ``IRC``.
        row, column: place in the product, from 1; 0 where names tell none.
    """

    product: str
    half: str
    row: int = 0
    column: int = 0

    @property
    def label(self) -> str:
        """``NED R1C2``, for messages."""
        return f"{self.half} R{self.row}C{self.column}".lstrip() if self.row else self.half


def half_of_product(file_name: str) -> str:
    """``RGB`` or ``NED`` where the name holds that token, else empty."""
    tokens = re.split(r"[_.\-]", file_name.upper())
    found = [half for half in FILE_SET_ROLES if half in tokens]
    return found[0] if len(found) == 1 else ""


def pneo_tile(path: str) -> Optional[TileName]:
    """The Pléiades Neo tile of that name, e.g. ``IMG_PNEO3_202204031105489_PMS-FS_ORT_…_NED_R2C2.JP2``.

    The order of tokens does not matter, nor does case. Without tile numbers, the name must hold ``PNEO``.
    """
    stem = os.path.splitext(os.path.basename(path))[0]
    half = half_of_product(stem)
    match = _TILE.match(stem)
    if not half or not (match or "PNEO" in stem.upper()):
        return None
    product = match["stem"] if match else stem
    tokens = [token for token in product.split("_") if token.upper() != half]
    row, column = (int(match["row"]), int(match["column"])) if match else (0, 0)
    return TileName("_".join(tokens).upper(), half, row, column)


def ortho_tile(path: str) -> Optional[TileName]:
    """The BD ORTHO tile of that name, e.g. ``49-2022-0420-6710-LA93-0M20-IRC-E080.jp2``."""
    match = _match_ortho(path)
    if match is None:
        return None
    half = "IRC" if "IRC" in (match["rest"] or "").upper().split("-") else "RVB"
    sheet = "-".join(match[part].upper() for part in ("department", "year", "x", "y", "system"))
    return TileName(sheet, half)


def ortho_crs(path: str) -> Optional[CRS]:
    """The system that the name of a BD ORTHO tile tells; old deliveries carry none inside."""
    match = _match_ortho(path)
    code = _ORTHO_SYSTEMS.get(match["system"].upper()) if match else None
    return CRS.from_epsg(code) if code else None


def role_of(name: str) -> str:
    """The role that a band description tells, or empty where it tells none or several.

    A letter counts where it stands alone (``R``, ``Band 1 R``).
    """
    letters = [token for token in _tokens(name) if not (token in _BAND_WORDS or token.isdigit())]
    if len(letters) == 1 and letters[0] in ROLES_BY_SPELLING:
        return ROLES_BY_SPELLING[letters[0]]
    return role_in(name)


def role_in(name: str) -> str:
    """The role that a word in a file name tells, or empty where none or several do; letters do not count."""
    tokens = _tokens(name)
    rest = f"_{'_'.join(tokens)}_"
    is_other_infrared = not _OTHER_INFRARED.isdisjoint(tokens)
    found = set()
    for word in _WORDS:
        if f"_{word}_" in rest:
            rest = rest.replace(f"_{word}_", "_")
            if not (is_other_infrared and word in _PLAIN_INFRARED):
                found.add(ROLES_BY_SPELLING[word])
    return found.pop() if len(found) == 1 else ""


def is_panchromatic(file_name: str) -> bool:
    """Whether the name is that of a panchromatic tile, e.g. ``IMG_PNEO3_P_R1C1.TIF`` or ``scene_pan.tif``."""
    tokens = _tokens(os.path.splitext(file_name)[0])
    return "pan" in tokens or "panchromatic" in tokens or ("p" in tokens and "PNEO" in file_name.upper())


def roles_by_letter(file_names: Sequence[str]) -> Optional[Tuple[str, ...]]:
    """The roles of single-band files whose names differ in one letter only: ``site_r``, ``site_g``, ``site_b``.

    A letter alone may mean anything (``version_b``), so that they only count together: red, green and blue at
    least, each once.

    Returns:
        A role for each file, or None where letters do not tell.
    """
    by_rest: Dict[Tuple[str, ...], List[Tuple[str, str]]] = {}
    for file_name in file_names:
        tokens = _tokens(os.path.splitext(file_name)[0])
        for position, token in enumerate(tokens):
            if len(token) == 1 and token in ROLES_BY_SPELLING:
                rest = (*tokens[:position], "", *tokens[position + 1 :])
                by_rest.setdefault(rest, []).append((file_name, ROLES_BY_SPELLING[token]))
    for found in by_rest.values():
        roles = tuple(role for _file_name, role in found)
        files = [file_name for file_name, _role in found]
        if files == list(file_names) and len(set(roles)) == len(roles) and {"red", "green", "blue"} <= set(roles):
            return roles
    return None


def roles_of_bands(file_name: str, descriptions: Sequence[str]) -> Optional[Tuple[str, ...]]:
    """Roles of the bands of a loose file, or None where neither descriptions nor its name tell them."""
    roles = tuple(role_of(description) for description in descriptions)
    if all(roles) and len(set(roles)) == len(roles):
        return roles
    stem = os.path.splitext(file_name)[0]
    if len(roles) == 1:
        return (role_in(stem),) if role_in(stem) else None
    tokens = {token.upper() for token in _tokens(stem)}
    if len(roles) == 3 and "IRC" in tokens:
        return ORTHO_ROLES["IRC"]
    if len(roles) == 3 and tokens & {"RGB", "RVB"}:
        return ORTHO_ROLES["RVB"]
    if len(roles) == 3 and "NED" in tokens:
        return FILE_SET_ROLES["NED"]
    return None


def _tokens(name: str) -> List[str]:
    """Words of a name in lower case, without what stands between them."""
    return re.findall(r"[^\W_]+", name.lower())


def _match_ortho(path: str) -> Optional["re.Match[str]"]:
    return _ORTHO.match(os.path.splitext(os.path.basename(path))[0])
