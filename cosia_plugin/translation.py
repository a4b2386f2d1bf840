"""Translations of the QGIS side: Qt's own for the widgets, gettext's for messages of the core."""

from pathlib import Path
from typing import Optional

from qgis.PyQt.QtCore import QCoreApplication, QTranslator

from ..algorithms.settings import language
from ..core.language import set_language

CATALOGUES = Path(__file__).parents[1] / "resources" / "i18n"


def install_translation() -> Optional[QTranslator]:
    """Translate into the language of QGIS as far as there is a translation.

    Returns:
        The translator, to be kept alive and handed to :func:`remove_translation`; None without a catalogue.
    """
    locale = language()
    set_language(locale)
    names = (f"cosia_{locale}.qm", f"cosia_{locale[:2]}.qm")
    catalogue = next((CATALOGUES / name for name in names if (CATALOGUES / name).is_file()), None)
    translator = QTranslator()
    if catalogue is None or not translator.load(str(catalogue)):
        return None
    QCoreApplication.installTranslator(translator)
    return translator


def remove_translation(translator: Optional[QTranslator]) -> None:
    if translator is not None:
        QCoreApplication.removeTranslator(translator)
