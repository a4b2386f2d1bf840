"""Messages in the user's language, from standard gettext catalogues.

Messages are written in English with named ``str.format`` fields. A message without a
translation, or a language without a catalogue, falls back to English.
"""

import gettext
from pathlib import Path

CATALOGUES = Path(__file__).parent / "reports" / "locale"
DOMAIN = "cosia"

_translations: gettext.NullTranslations = gettext.NullTranslations()


def set_language(language: str) -> None:
    """Translate from now on into ``language``, e.g. ``"fr"`` or ``"fr_CA"``."""
    global _translations
    _translations = gettext.translation(DOMAIN, CATALOGUES, languages=[language], fallback=True)


def _(message: str) -> str:
    """The translation of ``message``; call ``.format`` on the result, never on the argument."""
    return _translations.gettext(message)
