"""The ready models: what they offer, how their steps are wired, and that QGIS's own tools keep them as they are."""

import json
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import processing
import pytest
from processing.modeler import ModelerDialog as modeler_window  # noqa: N813
from processing.modeler.ModelerUtils import ModelerUtils
from qgis.core import (
    QgsApplication,
    QgsProcessingModelAlgorithm,
    QgsProcessingModelChildAlgorithm,
    QgsProcessingModelChildParameterSource,
    QgsProcessingParameterDefinition,
)
from qgis.PyQt import sip
from qgis.PyQt.QtCore import QCoreApplication, QTranslator

from cosia.cosia_plugin.open_in_modeler import OpenInModeler
from cosia.cosia_plugin.provider import CosiaProvider
from cosia.cosia_plugin.ready_models import ReadyModel
from tools.ready_models import update

FOLDER = Path(__file__).parents[2] / "resources" / "processing_models"
MODELS = {
    "classify_as_recommended": {
        "steps": {"compute_statistics", "compare_normalisations", "classify"},
        "required": {"IMAGES", "INPUT"},
        "outputs": {
            "classify:MAP": "outputRaster",
            "classify:CONFIDENCE": "outputRaster",
            "compare_normalisations:COMPARISON": "outputHtml",
            "compute_statistics:STATISTICS": "outputFile",
        },
        "skipped": {"classify:CONFIDENCE"},
    },
    "product_to_areas": {
        "steps": {"stack_bands", "classify", "filter_classes", "vectorise", "summarise_areas"},
        "required": {"PRODUCT"},
        "outputs": {
            "classify:CONFIDENCE": "outputRaster",
            "filter_classes:MAP": "outputRaster",
            "vectorise:POLYGONS": "outputVector",
            "summarise_areas:AREAS": "outputVector",
            "summarise_areas:REPORT": "outputHtml",
        },
        "skipped": {"classify:CONFIDENCE", "summarise_areas:REPORT"},
    },
    "train_and_assess": {
        "steps": {"fine_tune", "classify", "assess_accuracy"},
        "required": {"INPUT", "ANNOTATIONS", "REFERENCE"},
        "outputs": {
            "fine_tune:MODEL": "outputFile",
            "fine_tune:TRAINING_REPORT": "outputHtml",
            "classify:MAP": "outputRaster",
            "assess_accuracy:CONFUSION_MATRIX": "outputFile",
            "assess_accuracy:ACCURACY_REPORT": "outputHtml",
        },
        "skipped": {"fine_tune:TRAINING_REPORT", "assess_accuracy:ACCURACY_REPORT"},
    },
}

# The enum of these values has moved between versions of QGIS.
MODEL_PARAMETER = QgsProcessingModelChildParameterSource.fromModelParameter("").source()
STATIC_VALUE = QgsProcessingModelChildParameterSource.fromStaticValue(None).source()

CHAIN = """\
    with open({record!r}, "a", encoding="utf-8") as record:
        record.write(json.dumps(job) + "\\n")
    values = {{name: value for name, value in job.items() if isinstance(value, str)}}
    if values.get("output"):
        source = {raster!r} if values["output"].endswith(".tif") else {layer!r}
        shutil.copy(source, values["output"])
    send("result", values={{**values, "recommended": "norma-01", "layer_name": "made by " + job.get("kind", "")}})
"""


@pytest.fixture
def model(provider):
    """A function that makes a fresh copy of a model, as dialogs and scripts get it."""
    return lambda name: QgsApplication.processingRegistry().createAlgorithmById(f"cosia:{name}")


@pytest.fixture
def jobs(worker, raster, polygons_file, tmp_path):
    """A function that tells the jobs that the steps of a model sent, by kind; their results are small real files."""
    record = tmp_path / "jobs.jsonl"
    worker.answer(CHAIN.format(record=str(record), raster=raster, layer=polygons_file))
    return lambda: {job["kind"]: job for job in map(json.loads, record.read_text(encoding="utf-8").splitlines())}


def optional(parameter):
    return bool(parameter.flags() & QgsProcessingParameterDefinition.Flag.FlagOptional)


def test_every_file_is_offered():
    assert {path.stem for path in FOLDER.glob("*.model3")} == set(MODELS)


@pytest.mark.parametrize("name", MODELS)
def test_a_model_offers_what_matters_and_is_valid(model, name):
    expected, copy = MODELS[name], model(name)
    assert isinstance(copy, ReadyModel) and copy.id() == f"cosia:{name}" and copy.canExecute()[0]
    assert copy.displayName() != name and copy.group() and copy.displayName() == copy.create().displayName()
    assert copy.validate() == (True, [])
    assert set(copy.childAlgorithms()) == expected["steps"]
    inputs = [parameter for parameter in copy.parameterDefinitions() if not parameter.isDestination()]
    assert {one.name() for one in inputs if not optional(one) and one.defaultValue() is None} == expected["required"]
    assert {output.name(): output.type() for output in copy.outputDefinitions()} == expected["outputs"]
    destinations = copy.destinationParameterDefinitions()
    assert {one.name() for one in destinations if optional(one)} == expected["skipped"]


@pytest.mark.parametrize("name", MODELS)
def test_everything_is_explained_in_the_help_panel(model, name):
    copy = model(name)
    texts = copy.helpContent()
    named = {parameter.name() for parameter in copy.parameterDefinitions()}
    assert set(texts) == {"ALG_DESC"} | named
    assert all(text.endswith(".") for text in texts.values())
    assert all(text in copy.shortHelpString() for text in texts.values())


@pytest.mark.parametrize("name", MODELS)
def test_steps_keep_to_the_defaults_of_the_algorithms(model, name):
    """``python3 -m tools.ready_models`` brings files up to date with parameters and defaults that changed."""
    for step in model(name).childAlgorithms().values():
        for parameter, sources in step.parameterSources().items():
            default = step.algorithm().parameterDefinition(parameter).defaultValue()
            for source in sources:
                assert source.source() != STATIC_VALUE or source.staticValue() == default, (step.childId(), parameter)


@pytest.mark.parametrize("name", MODELS)
def test_inputs_have_the_defaults_of_what_they_are_wired_to(model, name):
    copy, wired = model(name), set()
    for step in copy.childAlgorithms().values():
        for parameter, sources in step.parameterSources().items():
            for source in sources:
                if source.source() == MODEL_PARAMETER:
                    wired.add(source.parameterName())
                    given = copy.parameterDefinition(source.parameterName()).defaultValue()
                    assert given == step.algorithm().parameterDefinition(parameter).defaultValue(), parameter
    assert wired == {one.name() for one in copy.parameterDefinitions() if not one.isDestination()}


@pytest.mark.parametrize("name", MODELS)
def test_the_modeler_opens_and_saves_a_model_as_it_is(monkeypatch, name, tmp_path):
    # The interface that pytest-qgis stands in for has no icons of a size.
    monkeypatch.setattr(modeler_window, "iface", None)
    path = FOLDER / f"{name}.model3"
    dialog = modeler_window.ModelerDialog()
    dialog.loadModel(str(path))
    opened = dialog.model()
    assert opened.validate() == (True, []) and opened.sourceFilePath() == str(path)
    saved, untouched = tmp_path / "saved.model3", tmp_path / "untouched.model3"
    assert opened.toFile(str(saved))
    title = opened.name()
    sip.delete(dialog)
    reader = QgsProcessingModelAlgorithm()
    assert reader.fromFile(str(path)) and reader.toFile(str(untouched))
    assert saved.read_text(encoding="utf-8") == untouched.read_text(encoding="utf-8")
    again = ReadyModel(saved)
    assert again.validate() == (True, []) and again.displayName() == title


def test_a_model_is_brought_up_to_date_with_its_steps(tmp_path):
    path, copy = FOLDER / "train_and_assess.model3", tmp_path / "train_and_assess.model3"
    content = ElementTree.parse(path)
    (seed,) = content.findall(".//Option[@name='fine_tune']/Option[@name='params']/Option[@name='SEED']")
    content.find(".//Option[@name='fine_tune']/Option[@name='params']").remove(seed)
    content.write(copy, encoding="utf-8")
    outdated = ReadyModel(copy)
    assert "SEED" not in outdated.childAlgorithm("fine_tune").parameterSources()
    update(copy)
    updated = ReadyModel(copy)
    assert updated.validate() == (True, []) and updated.helpContent() == outdated.helpContent()
    (source,) = updated.childAlgorithm("fine_tune").parameterSources()["SEED"]
    assert source.source() == STATIC_VALUE and source.staticValue() == 0
    assert len(copy.read_text(encoding="utf-8").splitlines()) < 1000


@pytest.mark.parametrize("name", MODELS)
def test_nothing_lies_on_something_else_in_the_modeler(model, name):
    copy = model(name)
    parts = [copy.parameterComponents()[one] for one in copy.parameterComponents()]
    for step in copy.childAlgorithms().values():
        parts += [step, *step.modelOutputs().values()]
    boxes = [
        (one.position().x() - one.size().width() / 2, one.position().y() - one.size().height() / 2, one.size())
        for one in parts
    ]
    for index, (x, y, size) in enumerate(boxes):
        assert x >= 0 and y >= 0
        for other_x, other_y, other in boxes[:index]:
            apart = x >= other_x + other.width() or other_x >= x + size.width()
            assert apart or y >= other_y + other.height() or other_y >= y + size.height(), parts[index].description()
    assert copy.groupBoxes()


def test_a_product_goes_through_all_steps(model, jobs, context, feedback, tmp_path):
    wanted = {
        "filter_classes:MAP": str(tmp_path / "map.tif"),
        "vectorise:POLYGONS": str(tmp_path / "map.gpkg"),
        "summarise_areas:AREAS": str(tmp_path / "areas.csv"),
    }
    part = "420000,420010,6709990,6710000 [EPSG:2154]"
    parameters = {"PRODUCT": str(tmp_path), "EXTENT": part, "MIN_PIXELS": 9, "MIN_AREA_M2": 12.5, **wanted}
    outputs = processing.run("cosia:product_to_areas", parameters, context=context, feedback=feedback)
    assert {name: outputs[name] for name in wanted} == wanted
    sent = jobs()
    assert list(sent)[:3] == ["stack_bands", "classify", "filter_classes"] and len(sent) == 5
    assert sent["stack_bands"]["product"] == str(tmp_path) and sent["stack_bands"]["extent"]["crs"] == "EPSG:2154"
    assert sent["classify"]["input"] == sent["stack_bands"]["output"] and sent["classify"]["extent"] is None
    assert sent["classify"]["confidence"] == sent["classify"]["model"] == ""
    assert sent["filter_classes"]["input"] == sent["classify"]["output"] and sent["filter_classes"]["min_pixels"] == 9
    assert sent["vectorise"]["input"] == sent["summarise_areas"]["input"] == wanted["filter_classes:MAP"]
    assert sent["vectorise"]["min_area_m2"] == 12.5 and sent["summarise_areas"]["zones"] == ""
    assert sent["summarise_areas"]["report"] == ""


def test_the_recommendation_and_the_statistics_reach_the_classification(jobs, raster, context, feedback, tmp_path):
    parameters = {
        "IMAGES": [raster],
        "INPUT": raster,
        "classify:MAP": str(tmp_path / "map.tif"),
        "compare_normalisations:COMPARISON": str(tmp_path / "page.html"),
        "compute_statistics:STATISTICS": str(tmp_path / "statistics.json"),
    }
    processing.run("cosia:classify_as_recommended", parameters, context=context, feedback=feedback)
    sent = jobs()
    assert list(sent) == ["compute_statistics", "compare_normalisations", "classify"]
    assert sent["compute_statistics"]["inputs"] == [raster]
    assert sent["classify"]["normalisation"] == "norma-01"
    statistics = str(tmp_path / "statistics.json")
    assert sent["classify"]["statistics"] == sent["compare_normalisations"]["statistics"] == statistics
    assert sent["compare_normalisations"]["reference"] == ""


def test_the_assessment_uses_its_own_reference(jobs, raster, polygons_file, context, feedback, tmp_path):
    reference = str(tmp_path / "reference.tif")
    Path(reference).write_bytes(Path(raster).read_bytes())
    parameters = {
        "INPUT": raster,
        "ANNOTATIONS": polygons_file,
        "REFERENCE": reference,
        "fine_tune:MODEL": str(tmp_path / "new.safetensors"),
        "classify:MAP": str(tmp_path / "map.tif"),
        "assess_accuracy:CONFUSION_MATRIX": str(tmp_path / "matrix.csv"),
    }
    processing.run("cosia:train_and_assess", parameters, context=context, feedback=feedback)
    sent = jobs()
    assert list(sent) == ["fine_tune", "classify", "assess_accuracy"]
    assert sent["classify"]["model"] == parameters["fine_tune:MODEL"] and sent["classify"]["normalisation"] == "auto"
    assert sent["assess_accuracy"]["classification"] == parameters["classify:MAP"]
    assert sent["assess_accuracy"]["reference"] == reference
    assert len(sent["fine_tune"]["annotations"]) == 1 and sent["fine_tune"]["annotations"] != [reference]


@pytest.mark.parametrize("name", MODELS)
def test_the_toolbox_opens_a_copy_in_the_modeler(monkeypatch, provider, name):
    monkeypatch.setattr(modeler_window, "iface", None)
    monkeypatch.setattr(modeler_window.ModelerDialog, "dlgs", [])
    entry = OpenInModeler()
    entry.setData(provider.algorithm("classify"), None)
    assert not entry.isEnabled()
    entry.setData(provider.algorithm(name), None)
    assert entry.isEnabled()
    entry.execute()
    (dialog,) = modeler_window.ModelerDialog.dlgs
    copy, title = dialog.model(), provider.algorithm(name).displayName()
    assert copy.name() == title and copy.validate() == (True, []) and copy.sourceFilePath() == ""
    assert copy.helpContent() == provider.algorithm(name).helpContent()
    sip.delete(dialog)


def test_a_desktop_that_starts_gets_the_models_a_moment_later(registered):
    registry = QgsApplication.processingRegistry()
    registry.removeProvider("cosia")
    provider = CosiaProvider(models_at_once=False)
    registry.addProvider(provider)
    assert provider.algorithm("classify") is not None and provider.algorithm("product_to_areas") is None
    QCoreApplication.processEvents()
    assert {name for name in MODELS if provider.algorithm(name) is not None} == set(MODELS)


def test_a_desktop_that_drops_the_plugin_at_once_stays_whole(registered):
    registry = QgsApplication.processingRegistry()
    registry.removeProvider("cosia")
    registry.addProvider(CosiaProvider(models_at_once=False))
    registry.removeProvider("cosia")
    QCoreApplication.processEvents()
    assert registry.algorithmById("cosia:product_to_areas") is None
    registry.addProvider(CosiaProvider())
    assert registry.algorithmById("cosia:product_to_areas") is not None


def test_a_model_of_the_user_may_use_a_ready_one(registered, monkeypatch, tmp_path):
    registry = QgsApplication.processingRegistry()
    own = QgsProcessingModelAlgorithm("my own", "mine")
    step = QgsProcessingModelChildAlgorithm("cosia:product_to_areas")
    step.setChildId("step")
    own.addChildAlgorithm(step)
    assert own.toFile(str(tmp_path / "my own.model3"))
    monkeypatch.setattr(ModelerUtils, "modelsFolders", lambda: [str(tmp_path)])
    registry.removeProvider("cosia")
    registry.addProvider(CosiaProvider())
    model = registry.createAlgorithmById("model:my own")
    steps = model.childAlgorithms()
    found = steps["step"].algorithm()
    name = found.id() if found else None
    monkeypatch.undo()
    registry.providerById("model").refreshAlgorithms()
    assert name == "cosia:product_to_areas"


class Shouting(QTranslator):
    """Translates every text of the models into capitals."""

    def isEmpty(self):
        return False

    def translate(self, context, text, disambiguation=None, n=-1):
        return text.upper() if context == "ReadyModels" else None


def test_all_texts_are_read_in_the_language_of_qgis(provider):
    translator = Shouting()
    QCoreApplication.installTranslator(translator)
    provider.refreshAlgorithms()
    try:
        for name in MODELS:
            copy = provider.algorithm(name)
            assert copy.id() == f"cosia:{name}" and copy.validate()[0]
            steps = copy.childAlgorithms().values()
            texts = [copy.displayName(), copy.group(), *copy.helpContent().values()]
            texts += [one.description() for one in copy.parameterDefinitions()]
            texts += [one.description() for one in [*steps, *copy.groupBoxes()]]
            assert texts == [text.upper() for text in texts]
            assert {step.algorithmId() for step in steps} == {f"cosia:{one}" for one in MODELS[name]["steps"]}
    finally:
        QCoreApplication.removeTranslator(translator)
        provider.refreshAlgorithms()
    assert provider.algorithm("train_and_assess").displayName() == "Train, classify and assess"
