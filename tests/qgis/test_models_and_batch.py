"""Every algorithm in the graphical modeler and in the batch window: outputs that fit inputs, nothing but what is
required needed, and windows that open."""

import shutil
import time
from pathlib import Path

import processing
import pytest
from processing.gui.BatchAlgorithmDialog import BatchAlgorithmDialog
from processing.modeler.ModelerParametersDialog import ModelerParametersDialog
from qgis.core import (
    QgsApplication,
    QgsPalettedRasterRenderer,
    QgsProcessing,
    QgsProcessingAlgorithm,
    QgsProcessingException,
    QgsProcessingModelAlgorithm,
    QgsProcessingModelChildAlgorithm,
    QgsProcessingModelChildParameterSource,
    QgsProcessingModelParameter,
    QgsProcessingParameterDefinition,
    QgsProject,
)
from qgis.PyQt import sip
from qgis.PyQt.QtCore import QEventLoop, QTimer
from qgis.PyQt.QtWidgets import QTextEdit

from cosia.algorithms import ALGORITHMS
from cosia.algorithms.base import WorkerAlgorithm

IDS = [algorithm.__module__.rpartition(".")[2] for algorithm in ALGORITHMS]
WORKER_IDS = [id for id, algorithm in zip(IDS, ALGORITHMS) if issubclass(algorithm, WorkerAlgorithm)]
MODELS = ["classify_as_recommended", "product_to_areas", "train_and_assess"]

CANCEL_LIMIT_S = 10.0

TYPES_BY_ENDING = {
    ".tif": "outputRaster",
    ".gpkg": "outputVector",
    ".html": "outputHtml",
    ".json": "outputFile",
    ".safetensors": "outputFile",
    ".onnx": "outputFile",
}

ANSWER = """\
    made = {{".tif": {raster!r}, ".gpkg": {layer!r}}}
    values = {{name: value for name, value in job.items() if isinstance(value, str)}}
    for name, path in values.items():
        inputs = job.get("input"), job.get("classification"), job.get("model"), job.get("before"), job.get("after")
        ending = os.path.splitext(path)[1]
        if ending and os.path.isabs(path) and path not in inputs and not os.path.exists(path):
            shutil.copy(made.get(ending, {text!r}), path)
    send("result", values={{**values, "layer_name": "made"}})
"""


@pytest.fixture
def algorithm():
    """A function that makes an algorithm as dialogs and models get it."""
    return lambda name: QgsApplication.processingRegistry().createAlgorithmById(f"cosia:{name}")


@pytest.fixture
def files(tmp_path, raster, polygons_file):
    """A file for each kind of input, by the type of the parameter; ``file`` by the ending of its name."""
    folder = tmp_path / "inputs"
    folder.mkdir()
    return {"raster": raster, "multilayer": [raster], "layer": raster, "source": polygons_file, "folder": folder}


@pytest.fixture
def answering(worker, raster, polygons_file, tmp_path):
    """A worker that writes a small file for each output that it is asked for."""
    text = tmp_path / "text"
    text.write_text("made", encoding="utf-8")
    worker.answer(ANSWER.format(raster=raster, layer=polygons_file, text=str(text)))
    return worker


def optional(parameter):
    return bool(parameter.flags() & QgsProcessingParameterDefinition.Flag.FlagOptional)


def needed(algorithm, files):
    """Values of the inputs that have no default and may not be left out."""
    values = {}
    for parameter in algorithm.parameterDefinitions():
        if parameter.isDestination() or optional(parameter) or parameter.defaultValue() is not None:
            continue
        if parameter.type() == "file":
            path = files["folder"] / f"{parameter.name()}{algorithm.endings_of(parameter.name())[0]}"
            path.touch()
            values[parameter.name()] = str(path)
        else:
            values[parameter.name()] = files[parameter.type()]
    return values


def type_by_ending(algorithm, parameter):
    if parameter.type() == "folderDestination":
        return "outputFolder"
    ending = f".{parameter.defaultFileExtension()}"
    # A table is a layer without geometries where QGIS opens it as one.
    table = "outputVector" if parameter.type() == "vectorDestination" else "outputFile"
    return TYPES_BY_ENDING.get(ending) or {".csv": table}[ending]


@pytest.mark.parametrize("name", [*IDS, *MODELS])
def test_an_algorithm_is_for_batch_and_background(algorithm, name):
    one, flag = algorithm(name), QgsProcessingAlgorithm.Flag
    assert one.canExecute()[0]
    assert one.flags() & flag.FlagSupportsBatch and one.flags() & flag.FlagCanCancel
    assert not one.flags() & flag.FlagHideFromModeler and not one.flags() & flag.FlagRequiresProject
    # Older QGIS lets no model at all run in the background.
    assert name in MODELS or not one.flags() & flag.FlagNoThreading


@pytest.mark.parametrize("name", [*IDS, *MODELS])
def test_what_is_written_has_the_type_of_its_files(algorithm, name):
    one = algorithm(name)
    for parameter in one.destinationParameterDefinitions():
        assert one.outputDefinition(parameter.name()).type() == type_by_ending(one, parameter), parameter.name()
        # A skipped output must not be offered as one to be made unless the user says so.
        assert parameter.createByDefault() is not optional(parameter), parameter.name()


@pytest.mark.parametrize("name", WORKER_IDS)
def test_only_what_is_required_is_required(answering, algorithm, files, context, feedback, name):
    one = algorithm(name)
    parameters = needed(one, files)
    destinations = one.destinationParameterDefinitions()
    parameters.update({each.name(): "TEMPORARY_OUTPUT" for each in destinations if not optional(each)})
    if name == "stack_bands":
        parameters["LAYERS"] = files["multilayer"]
    results = processing.run(f"cosia:{name}", parameters, context=context, feedback=feedback)
    for each in destinations:
        if optional(each):
            assert each.name() not in results and answering.job[each.name().lower()] == "", each.name()
        else:
            path = Path(results[each.name()])
            assert path.is_file() and path.suffix == f".{each.defaultFileExtension()}", each.name()


@pytest.mark.parametrize("name", IDS)
def test_choices_by_index_and_by_name(worker, algorithm, files, context, name):
    one = algorithm(name)
    parameters = needed(one, files)
    parameters.update({each.name(): "TEMPORARY_OUTPUT" for each in one.destinationParameterDefinitions()})
    for choice in [each.name() for each in one.parameterDefinitions() if each.type() == "enum"]:
        names = one.names_of(choice)
        for index, value in enumerate(names):
            for given in (index, str(index), value):
                assert one.checkParameterValues({**parameters, choice: given}, context) == (True, ""), (choice, given)
        for given in ("no such value", len(names), -1):
            ok, message = one.checkParameterValues({**parameters, choice: given}, context)
            assert not ok and message, (choice, given)


def child(name, id):
    step = QgsProcessingModelChildAlgorithm(f"cosia:{name}")
    step.setChildId(id)
    return step


@pytest.mark.parametrize("name", IDS)
def test_a_step_of_a_model_is_valid_with_its_inputs_wired(algorithm, name):
    one = algorithm(name)
    model, step = QgsProcessingModelAlgorithm("one step", "tests"), child(name, "step")
    for parameter in one.parameterDefinitions():
        if not parameter.isDestination():
            model.addModelParameter(parameter.clone(), QgsProcessingModelParameter(parameter.name()))
            source = QgsProcessingModelChildParameterSource.fromModelParameter(parameter.name())
            step.addParameterSources(parameter.name(), [source])
    model.addChildAlgorithm(step)
    assert model.validate() == (True, [])
    again = QgsProcessingModelAlgorithm()
    assert again.loadVariant(model.toVariant()) and again.validate() == (True, [])
    assert again.childAlgorithm("step").algorithmId() == f"cosia:{name}"


WIRES = [
    ("stack_bands", "OUTPUT", "classify", "INPUT", True),
    ("classify", "OUTPUT", "filter_classes", "INPUT", True),
    ("classify", "CONFIDENCE", "compare_maps", "CONFIDENCE_AFTER", True),
    ("filter_classes", "OUTPUT", "vectorise", "INPUT", True),
    ("vectorise", "OUTPUT", "classify", "MASK", True),
    ("draw_sample", "OUTPUT", "classify", "MASK", False),
    ("draw_sample", "OUTPUT", "assess_accuracy", "REFERENCE", True),
    ("create_annotation_layer", "OUTPUT", "fine_tune", "ANNOTATIONS", True),
    ("suggest_annotations", "OUTPUT", "classify", "MASK", True),
    ("vectorise", "OUTPUT", "compare_maps", "BEFORE", True),
    ("classify", "OUTPUT", "assess_accuracy", "CLASSIFICATION", True),
    ("convert_classes", "OUTPUT", "compare_maps", "AFTER", True),
    ("compute_statistics", "OUTPUT", "classify", "STATISTICS", True),
    ("fine_tune", "OUTPUT", "classify", "MODEL", True),
    ("download_model", "OUTPUT", "fine_tune", "MODEL", True),
    ("import_model", "OUTPUT", "describe_model", "MODEL", True),
    ("compare_normalisations", "RECOMMENDED", "classify", "NORMALISATION", True),
    ("fine_tune", "OUTPUT", "filter_classes", "INPUT", False),
]


@pytest.mark.parametrize(("giver", "output", "taker", "parameter", "fits"), WIRES)
def test_the_modeler_offers_an_output_where_it_fits(algorithm, giver, output, taker, parameter, fits):
    model = QgsProcessingModelAlgorithm("two steps", "tests")
    model.addChildAlgorithm(child(giver, "giver"))
    model.addChildAlgorithm(child(taker, "taker"))
    taking = algorithm(taker)
    sources = model.availableSourcesForChild("taker", [], *accepted(taking.parameterDefinition(parameter)))
    offered = {(source.outputChildId(), source.outputName()) for source in sources}
    assert (("giver", output) in offered) is fits


def accepted(definition):
    """Types of outputs, and of the data in them, that the modeler's own input for ``definition`` takes."""
    kind = QgsProcessing.SourceType
    if definition.type() == "raster":
        return ["outputRaster", "outputLayer"], []
    if definition.type() == "source":
        return ["outputVector", "outputLayer"], definition.dataTypes()
    if definition.type() == "layer":
        return ["outputRaster", "outputVector", "outputLayer"], [kind.TypeMapLayer]
    return (["outputFile"], []) if definition.type() == "file" else (["outputString"], [])


# Windows


@pytest.mark.parametrize("name", IDS)
def test_the_modeler_s_window_makes_a_step(algorithm, name):
    one, model = algorithm(name), QgsProcessingModelAlgorithm("around one", "tests")
    dialog = ModelerParametersDialog(one, model)
    step = dialog.createAlgorithm()
    assert step.algorithmId() == f"cosia:{name}"
    given = {parameter for parameter, sources in step.parameterSources().items() if sources}
    for parameter in one.parameterDefinitions():
        if not parameter.isDestination() and parameter.defaultValue() is not None:
            assert parameter.name() in given
    sip.delete(dialog)


@pytest.mark.parametrize("name", [*IDS, *MODELS])
def test_the_batch_window_opens_and_fills_rows(algorithm, files, name):
    one = algorithm(name)
    dialog = BatchAlgorithmDialog(one)
    panel = dialog.mainWidget()
    panel.addRow()
    assert panel.batchRowCount() == 2
    values = needed(one, files) if name in IDS else {}
    for parameter, value in values.items():
        column = panel.parameter_to_column[parameter]
        panel.tblParameters.cellWidget(0, column).setRowValue(0, value, panel.processing_context)
        panel.tblParameters.cellWidget(0, column).fillDown()
        first, second = (panel.valueForParameter(row, parameter) for row in range(2))
        assert first == second and first not in (None, "", [])
    for parameter in one.parameterDefinitions():
        default = parameter.defaultValue()
        if not parameter.isDestination() and isinstance(default, (int, float)):
            assert panel.valueForParameter(1, parameter.name()) == default
    sip.delete(dialog)


def test_a_batch_loads_its_layers_styled(answering, algorithm, raster, tmp_path, context):
    second = shutil.copy(raster, tmp_path / "second.tif")
    dialog = BatchAlgorithmDialog(algorithm("classify"))
    panel = dialog.mainWidget()
    panel.addRow()
    for row, image in enumerate((raster, str(second))):
        output = tmp_path / f"map {row}.tif"
        output.with_suffix(".qml").write_text(STYLE, encoding="utf-8")
        fill = panel.tblParameters.cellWidget(0, panel.parameter_to_column["INPUT"])
        fill.setRowValue(row, image, panel.processing_context)
        panel.tblParameters.cellWidget(row + 1, panel.parameter_to_column["OUTPUT"]).setValue(str(output))
    panel.checkLoadLayersOnCompletion.setChecked(True)
    dialog.show()
    dialog.runAlgorithm()
    log = dialog.findChildren(QTextEdit)
    wait_for(lambda: any("Batch execution completed" in window.toPlainText() for window in log))
    layers = sorted(QgsProject.instance().mapLayers().values(), key=lambda layer: layer.source())
    assert [Path(layer.source()).name for layer in layers] == ["map 0.tif", "map 1.tif"]
    assert all(isinstance(layer.renderer(), QgsPalettedRasterRenderer) for layer in layers)
    assert all(layer.renderer().classes()[0].label == "Snow" for layer in layers)
    assert answering.job["confidence"] == answering.job["probabilities"] == ""
    told = "\n".join(window.toPlainText() for window in log)
    assert "Loading resulting layers" in told and "not" not in told.partition("Loading resulting layers")[2]
    sip.delete(dialog)


SILENT = """\
    import select
    select.select([0], [], [], 20)
    send("error", code="cancelled", message="Cancelled.")
"""


def test_a_cancel_is_heard_while_the_worker_is_silent(worker, raster, context, feedback):
    """As from the button of a window whose run is on QGIS's own thread."""
    worker.answer(SILENT)
    QTimer.singleShot(300, feedback.cancel)
    started_s = time.monotonic()
    parameters = {"INPUT": raster, "OUTPUT": "TEMPORARY_OUTPUT"}
    with pytest.raises(QgsProcessingException, match="Cancelled"):
        processing.run("cosia:classify", parameters, context=context, feedback=feedback)
    assert time.monotonic() - started_s < CANCEL_LIMIT_S


def wait_for(condition, limit_s=30.0):
    """Let QGIS work until ``condition``; newer versions run a batch in the background."""
    loop, timer = QEventLoop(), QTimer()
    deadline_s = time.monotonic() + limit_s
    timer.timeout.connect(lambda: (condition() or time.monotonic() > deadline_s) and loop.quit())
    timer.start(20)
    loop.exec()


STYLE = """<!DOCTYPE qgis>
<qgis><pipe><rasterrenderer type="paletted" band="1" opacity="1"><colorPalette>
<paletteEntry value="7" color="#e9effe" label="Snow" alpha="255"/>
</colorPalette></rasterrenderer></pipe></qgis>
"""
