"""Messages that the core gives inside QGIS's own process are in QGIS's language too."""

import pytest
from qgis.core import QgsProcessingException

from cosia.core.errors import EnvironmentNotReadyError
from cosia.core.language import set_language
from cosia.core.worker.environment import worker_python
from cosia.cosia_plugin import translation


@pytest.fixture
def qgis_in(monkeypatch):
    """Loads the plugin's translation as in a QGIS of that language; all is English again after the test."""
    loaded = []

    def load(locale):
        monkeypatch.setattr(translation, "language", lambda: locale)
        loaded.append(translation.install_translation())

    yield load
    for one in loaded:
        translation.remove_translation(one)
    set_language("en")


@pytest.mark.parametrize(
    ("locale", "words"),
    [
        ("fr", r"L'interpréteur .* n'existe pas\s: corrigez son nom"),
        ("fr_CA", r"L'interpréteur .* n'existe pas\s: corrigez son nom"),
        ("de", r"The interpreter .* does not exist: correct its name"),
        ("en_US", r"The interpreter .* does not exist: correct its name"),
    ],
)
def test_errors_before_a_worker_is_started_are_in_the_language_of_qgis(qgis_in, monkeypatch, tmp_path, locale, words):
    monkeypatch.setenv("COSIA_PYTHON", str(tmp_path / "python"))
    qgis_in(locale)
    with pytest.raises(EnvironmentNotReadyError, match=words):
        worker_python("", tmp_path)


def test_an_algorithm_says_in_french_that_its_environment_is_missing(qgis_in, classify, monkeypatch, tmp_path):
    monkeypatch.setenv("COSIA_PYTHON", str(tmp_path / "python"))
    qgis_in("fr")
    with pytest.raises(QgsProcessingException, match="lancez «\u00a0Préparer l'environnement\u00a0»"):
        classify()


def test_a_worker_that_dies_is_told_of_in_french(qgis_in, worker, classify):
    worker.answer("os._exit(7)")
    qgis_in("fr")
    with pytest.raises(QgsProcessingException, match="s'est arrêté de façon inattendue avec le code de sortie 7"):
        classify()
