"""How people write band roles: ``NIR, PIR, near infrared``; the roles themselves stand in ``sensors``."""

import re
from typing import Dict, Iterator, Sequence, Tuple

from .errors import InvalidInputError
from .language import _
from .sensors import BAND_ROLES

SKIPPED = "-"
"""Stands in a list of roles for a band that is left out."""

SYNONYMS: Dict[str, Tuple[str, ...]] = {
    "red": ("red", "rouge", "r"),
    "green": ("green", "vert", "g", "v"),
    "blue": ("blue", "bleu", "b"),
    "nir": (
        "nir",
        "pir",
        "ir",
        "n",
        "near_infrared",
        "nearinfrared",
        "near_infra_red",
        "infrared",
        "infra_red",
        "infrarouge",
        "infra_rouge",
        "proche_infrarouge",
        "infrarouge_proche",
    ),
    "deep_blue": ("deep_blue", "deepblue", "db", "coastal", "coastal_blue", "coastal_aerosol", "bleu_profond"),
    "elevation": ("elevation", "élévation", "height", "hauteur", "dsm", "ndsm", "mns", "mnh"),
    "red_edge": ("red_edge", "rededge", "re", "bord_rouge", "limite_rouge"),
}
"""Spellings of each role, in lower case; ``_`` stands for blanks, hyphens and dots."""

ROLES_BY_SPELLING: Dict[str, str] = {word: role for role, words in SYNONYMS.items() for word in words}

_MOST_WORDS = max(word.count("_") + 1 for word in ROLES_BY_SPELLING)


def read_roles(names: Sequence[str]) -> Tuple[str, ...]:
    """The roles that a user named, in order; ``-`` for bands to leave out.

    Args:
        names: spellings in any case; one may hold several, between commas, semicolons or blanks.

    Raises:
        InvalidInputError: a word names no role.
    """
    words = [word for word in re.split(r"[\s,;]+", " ".join(names)) if word]
    return tuple(_roles(words))


def _roles(words: Sequence[str]) -> Iterator[str]:
    position = 0
    while position < len(words):
        count, role = _role_at(words, position)
        yield role
        position += count


def _role_at(words: Sequence[str], position: int) -> Tuple[int, str]:
    """How many words from ``position`` name a role, and that role."""
    if words[position] in ("-", "–", "—"):
        return 1, SKIPPED
    single = ROLES_BY_SPELLING.get(_spelling(words[position]))
    # A phrase counts where a word of it alone means nothing: "red edge" is one band, "coastal blue" are two.
    for count in range(_MOST_WORDS, 1, -1):
        phrase = [_spelling(word) for word in words[position : position + count]]
        role = ROLES_BY_SPELLING.get("_".join(phrase))
        if role and len(phrase) == count and not all(word in ROLES_BY_SPELLING for word in phrase):
            return count, role
    if single is None:
        raise InvalidInputError(
            _("The band role '{role}' is unknown; use {roles}, or '-' to leave a band out.").format(
                role=words[position], roles=", ".join(f"{role} ({_codes(role)})" for role in BAND_ROLES)
            )
        )
    return 1, single


def _spelling(word: str) -> str:
    return re.sub(r"[-_.]+", "_", word.lower()).strip("_")


def _codes(role: str) -> str:
    """The short spellings of a role, for messages."""
    return ", ".join(word.upper() for word in SYNONYMS[role] if len(word) <= 3 and word != role)
