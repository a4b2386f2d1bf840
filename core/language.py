"""Messages and numbers in the user's language, from standard gettext catalogues.

Messages are written in English with named ``str.format`` fields. A message without a
translation, or a language without a catalogue, falls back to English.
"""

import gettext
import numbers
import string
from pathlib import Path
from typing import Any, Dict

CATALOGUES = Path(__file__).parent / "reports" / "locale"
DOMAIN = "cosia"

MARKS = {"fr": str.maketrans({".": ",", ",": "\u202f", "%": "\u00a0%"})}
"""By language, what stands for the marks that Python writes in numbers; thin spaces part the thousands."""

_translations: gettext.NullTranslations = gettext.NullTranslations()
_marks: Dict[int, str] = {}


def set_language(language: str) -> None:
    """Translate from now on into ``language``, e.g. ``"fr"`` or ``"fr_CA"``."""
    global _translations, _marks
    _translations = gettext.translation(DOMAIN, CATALOGUES, languages=[language], fallback=True)
    _marks = MARKS.get(_translations.info().get("language", ""), {})


class Message(str):
    """A translated message, whose ``format`` writes the numbers as its language does."""

    def format(self, *values: Any, **named: Any) -> str:
        return _FORMATTER.vformat(self, values, named)


def _(message: str) -> str:
    """The translation of ``message``; call ``.format`` on the result, never on the argument."""
    return Message(_translations.gettext(message))


def number_text(value: float, form: str = "") -> str:
    """``value`` as ``format`` writes it, for people: ``number_text(0.5, ".2f")`` is 0,50 in French."""
    return with_marks(format(value, form))


def with_marks(digits: str) -> str:
    """A number as Python writes it, with the decimal mark and the thousands of the language."""
    return digits.translate(_marks)


class _Formatter(string.Formatter):
    def format_field(self, value: Any, format_spec: str) -> str:
        text = format(value, format_spec)
        return with_marks(text) if isinstance(value, numbers.Real) else text


_FORMATTER = _Formatter()
