"""Brings the ready models up to date with the algorithms that they consist of.

    QT_QPA_PLATFORM=offscreen python3 -m tools.ready_models

Run with QGIS's Python. The graphical modeler wants a value for every parameter that may not be left out: those that an
algorithm got since a model was made are added with their defaults, and values that were defaults follow a default that
changed. A model that was saved in the modeler is brought into the form of the others: without what says nothing, in one
order.
"""

import importlib.util
import sys
import xml.etree.ElementTree as ElementTree
from pathlib import Path
from typing import Any

from qgis.core import (
    QgsApplication,
    QgsProcessingModelAlgorithm,
    QgsProcessingModelChildAlgorithm,
    QgsProcessingModelChildParameterSource,
    QgsProcessingParameterDefinition,
)

ROOT = Path(__file__).parents[1]
MODELS = ROOT / "resources" / "processing_models"
ATTRIBUTES = ("name", "type", "value")
EMPTY_AS_A_RULE = frozenset({"alg_config", "dependencies", "designerParameterValues", "modelVariables"})


def load_plugin() -> Any:
    """Make the algorithms of this checkout known to QGIS, for as long as the plugin that is returned is kept."""
    sys.path.append(str(Path(QgsApplication.pkgDataPath()) / "python" / "plugins"))
    from processing.core.Processing import Processing

    Processing.initialize()
    spec = importlib.util.spec_from_file_location("cosia", ROOT / "__init__.py", submodule_search_locations=[str(ROOT)])
    sys.modules["cosia"] = module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    plugin = module.classFactory(None)
    plugin.initProcessing()
    return plugin


def complete(step: QgsProcessingModelChildAlgorithm) -> None:
    """Give every parameter of ``step`` that needs a value and is wired to nothing its default."""
    given = step.parameterSources()
    static = QgsProcessingModelChildParameterSource.fromStaticValue(None).source()
    for parameter in step.algorithm().parameterDefinitions():
        may_be_left_out = parameter.flags() & QgsProcessingParameterDefinition.Flag.FlagOptional
        wired = any(source.source() != static for source in given.get(parameter.name(), []))
        if not (parameter.isDestination() or may_be_left_out or wired):
            default = QgsProcessingModelChildParameterSource.fromStaticValue(parameter.defaultValue())
            step.addParameterSources(parameter.name(), [default])


def tidy(option: ElementTree.Element) -> None:
    """Take out what says nothing, and put attributes into one order."""
    for child in list(option):
        if says_nothing(child):
            option.remove(child)
            continue
        attributes = {name: child.attrib[name] for name in ATTRIBUTES if name in child.attrib}
        child.attrib.clear()
        child.attrib.update(attributes)
        tidy(child)


def says_nothing(option: ElementTree.Element) -> bool:
    name = option.get("name")
    if name == "comment":
        text = option.find("Option[@name='component_description']")
        return text is None or not text.get("value")
    if name == "help":
        # A copy, beside an input, of what stands in the model's own help.
        return option.get("type") == "QString"
    if name == "color":
        return option.get("type") == "QString" and not option.get("value")
    return name in EMPTY_AS_A_RULE and not len(option)


def update(path: Path) -> None:
    """Bring the model in ``path`` up to date."""
    model = QgsProcessingModelAlgorithm()
    if not model.fromFile(str(path)):
        sys.exit(f"{path} is no model that this QGIS reads.")
    for step in model.childAlgorithms():
        complete(model.childAlgorithm(step))
    valid, problems = model.validate()
    if not valid:
        sys.exit(f"{path.name}: {'; '.join(problems)}")
    model.toFile(str(path))
    content = ElementTree.parse(path).getroot()
    tidy(content)
    ElementTree.indent(content)
    path.write_text(f"<!DOCTYPE model>\n{ElementTree.tostring(content, encoding='unicode')}\n", encoding="utf-8")


def main() -> None:
    application = QgsApplication([], False)
    application.initQgis()
    plugin = load_plugin()
    for path in sorted(MODELS.glob("*.model3")):
        update(path)
        print(path.relative_to(ROOT))
    plugin.unload()
    application.exitQgis()


if __name__ == "__main__":
    main()
