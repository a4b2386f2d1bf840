"""What the provider offers, and that every parameter is explained once."""

from pathlib import Path

import pytest
from qgis.core import QgsProcessingParameterDefinition

from cosia.algorithms import ALGORITHMS

ROOT = Path(__file__).parents[2]
IDS = [algorithm.__module__.rpartition(".")[2] for algorithm in ALGORITHMS]


def test_every_algorithm_file_is_offered_under_its_name(provider):
    files = (ROOT / "algorithms").glob("*.py")
    declared = {path.stem for path in files if "def displayName(" in path.read_text(encoding="utf-8")}
    models = {path.stem for path in (ROOT / "resources" / "processing_models").glob("*.model3")}
    assert {algorithm.name() for algorithm in provider.algorithms()} == declared | models
    assert declared == set(IDS)


def test_provider_has_an_icon(provider):
    assert not provider.icon().isNull()
    assert not provider.algorithm("classify").icon().isNull()


@pytest.mark.parametrize("name", IDS)
def test_every_parameter_and_output_is_explained(provider, name):
    algorithm = provider.algorithm(name)
    help_panel = algorithm.shortHelpString()
    assert algorithm.displayName() and algorithm.group() and algorithm.about() in help_panel
    for parameter in algorithm.parameterDefinitions():
        assert parameter.help().endswith("."), parameter.name()
        assert parameter.isDestination() or parameter.help() in help_panel, parameter.name()
    for output in algorithm.outputDefinitions():
        assert algorithm._help[output.name()].endswith("."), output.name()
        assert algorithm._help[output.name()] in help_panel, output.name()


@pytest.mark.parametrize("name", IDS)
def test_parameters_have_a_constant_of_their_name(provider, name):
    algorithm = provider.algorithm(name)
    for definition in [*algorithm.parameterDefinitions(), *algorithm.outputDefinitions()]:
        assert getattr(algorithm, definition.name()) == definition.name()


def test_everything_but_input_and_output_may_be_left_out(provider):
    for parameter in provider.algorithm("classify").parameterDefinitions():
        optional = bool(parameter.flags() & QgsProcessingParameterDefinition.Flag.FlagOptional)
        settled = optional or parameter.defaultValue() is not None
        assert settled is (parameter.name() not in ("INPUT", "OUTPUT")), parameter.name()
