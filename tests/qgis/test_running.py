"""What happens while the worker runs: progress, errors, cancelling, and what QGIS loads afterwards."""

import os
import shutil
import time

import processing
import pytest
from qgis.core import (
    QgsProcessingContext,
    QgsProcessingException,
    QgsProcessingModelAlgorithm,
    QgsProcessingModelChildAlgorithm,
    QgsProcessingModelChildParameterSource,
    QgsProcessingModelOutput,
    QgsProcessingOutputLayerDefinition,
    QgsProcessingUtils,
    QgsProject,
    QgsRasterLayer,
    QgsSettings,
    QgsSingleBandGrayRenderer,
)

from cosia.algorithms import settings

LAYER_NAME = "Land cover (DEMONSTRATION)"


def test_progress_and_messages_reach_the_user(worker, classify, feedback):
    worker.answer(
        """
        send("progress", fraction=0.25, message="Loading the model")
        send("log", level="info", message="8 tiles")
        send("log", level="warning", message="The pixel size is unusual")
        send("progress", fraction=0.5, message="")
        send("result", values={"output": job["output"], "model_hash": "cafe"})
        """
    )
    assert classify()["MODEL_HASH"] == "cafe"
    assert [fraction for fraction in feedback.fractions if fraction in (25.0, 50.0)] == [25.0, 50.0]
    for told in (
        ("progress", "Loading the model"),
        ("info", "8 tiles"),
        ("warning", "The pixel size is unusual"),
    ):
        assert told in feedback.told


def test_counting_does_not_flood_the_log(worker, classify, feedback):
    worker.answer(
        """
        for tile in range(500):
            send("progress", fraction=tile / 500, message=f"Tile {tile} of 500")
        send("progress", fraction=1.0, message="Writing overviews")
        send("result", values={"output": job["output"]})
        """
    )
    classify()
    assert [text for kind, text in feedback.told if kind == "progress"] == ["Tile 0 of 500", "Writing overviews"]


@pytest.mark.parametrize("code", ["invalid_input", "model", "environment_not_ready", "worker"])
def test_an_error_of_the_worker_is_told_once_and_plainly(worker, classify, feedback, code):
    sentence = "The image 'é.tif' has no band 'nir'; name the roles of its bands."
    worker.answer(f"send('error', code={code!r}, message={sentence!r}); sys.exit(1)")
    with pytest.raises(QgsProcessingException) as caught:
        classify()
    assert str(caught.value) == sentence
    assert not [text for kind, text in feedback.told if "Traceback" in text]


def test_a_worker_that_dies_leaves_its_last_words_in_the_log(worker, classify, feedback):
    worker.answer("print('ImportError: no torch', file=sys.stderr); sys.exit(7)")
    with pytest.raises(QgsProcessingException, match="7"):
        classify()
    assert ("debug", "ImportError: no torch") in feedback.told


def test_without_an_environment_it_stops_at_once_with_one_sentence(monkeypatch, classify, raster, tmp_path, context):
    monkeypatch.delenv("COSIA_PYTHON", raising=False)
    monkeypatch.setattr(settings, "profile_folder", lambda: tmp_path / "profile")
    with pytest.raises(QgsProcessingException, match="Set up the environment"):
        classify()


def test_the_setting_names_the_interpreter_and_the_variable_wins(worker, monkeypatch, tmp_path):
    assert str(settings.interpreter()) == worker.interpreter
    monkeypatch.delenv("COSIA_PYTHON")
    key = f"Processing/Configuration/{settings.INTERPRETER_SETTING}"
    QgsSettings().setValue(key, worker.interpreter)
    try:
        assert str(settings.interpreter()) == worker.interpreter
    finally:
        QgsSettings().remove(key)


def test_cancelling_reaches_the_worker_and_ends_it(worker, classify, feedback, tmp_path):
    noticed = tmp_path / "noticed"
    worker.answer(
        f"""
        send("progress", fraction=0.1, message=str(os.getpid()))
        while os.read(0, 4096):
            pass
        pathlib.Path({str(noticed)!r}).touch()
        """
    )
    feedback.on_progress = feedback.cancel
    started_s = time.monotonic()
    with pytest.raises(QgsProcessingException, match="Cancelled"):
        classify()
    assert time.monotonic() - started_s < 2
    assert noticed.is_file()
    pid = next(int(text) for kind, text in feedback.told if kind == "progress" and text.isdigit())
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


def test_the_worker_answers_in_the_language_of_qgis(worker, classify, monkeypatch):
    monkeypatch.setattr(settings, "language", lambda: "fr")
    classify()
    assert worker.job["language"] == "fr"


# What QGIS loads afterwards


@pytest.fixture
def styled_worker(worker, raster, tmp_path):
    """A worker that writes a style beside its output; a gray renderer of band 1 at half opacity."""
    layer = QgsRasterLayer(raster, "scene")
    layer.setRenderer(QgsSingleBandGrayRenderer(layer.dataProvider(), 1))
    layer.setOpacity(0.5)
    style = tmp_path / "style.qml"
    layer.saveNamedStyle(str(style))
    worker.answer(
        f"""
        shutil.copy(job["input"], job["output"])
        shutil.copy({str(style)!r}, pathlib.Path(job["output"]).with_suffix(".qml"))
        send("result", values={{"output": job["output"], "layer_name": {LAYER_NAME!r}, "model_hash": "cafe"}})
        """
    )
    return worker


def load_results(context, feedback):
    """What the Processing dialog does after a run; returns the loaded layers."""
    layers = []
    for path, details in context.layersToLoadOnCompletion().items():
        layer = QgsProcessingUtils.mapLayerFromString(path, context)
        details.setOutputLayerName(layer)
        details.project.addMapLayer(context.temporaryLayerStore().takeMapLayer(layer))
        if details.postProcessor():
            details.postProcessor().postProcessLayer(layer, context, feedback)
        layers.append(layer)
    return layers


def to_project(path):
    return QgsProcessingOutputLayerDefinition(str(path), QgsProject.instance())


def test_loaded_layer_has_the_style_and_the_name(styled_worker, classify, context, feedback, tmp_path):
    classify(OUTPUT=to_project(tmp_path / "map.tif"))
    (layer,) = load_results(context, feedback)
    assert layer.name() == LAYER_NAME
    assert layer.opacity() == 0.5


def test_batch_loads_every_layer_styled(styled_worker, classify, context, feedback, tmp_path):
    for number in range(3):
        classify(OUTPUT=to_project(tmp_path / f"map {number}.tif"))
    layers = load_results(context, feedback)
    assert [(layer.name(), layer.opacity()) for layer in layers] == [(LAYER_NAME, 0.5)] * 3


def test_output_of_a_model_has_the_style_and_the_name(styled_worker, raster, context, feedback, tmp_path):
    model = QgsProcessingModelAlgorithm("around classify", "tests")
    child = QgsProcessingModelChildAlgorithm("cosia:classify")
    child.setChildId("map")
    child.addParameterSources("INPUT", [QgsProcessingModelChildParameterSource.fromStaticValue(raster)])
    output = QgsProcessingModelOutput("result", "result")
    output.setChildOutputName("OUTPUT")
    output.setChildId("map")
    child.setModelOutputs({"result": output})
    model.addChildAlgorithm(child)
    model.updateDestinationParameters()
    (destination,) = model.destinationParameterDefinitions()
    parameters = {destination.name(): to_project(tmp_path / "map.tif")}
    processing.run(model, parameters, context=context, feedback=feedback)
    (layer,) = load_results(context, feedback)
    assert layer.name() == LAYER_NAME
    assert layer.opacity() == 0.5


def test_a_failed_run_loads_nothing_not_even_an_older_file(worker, raster, tmp_path, context, feedback, classify):
    older = tmp_path / "map.tif"
    shutil.copy(raster, older)
    worker.answer("send('error', code='model', message='No.')")
    with pytest.raises(QgsProcessingException):
        classify(OUTPUT=to_project(older), CONFIDENCE=to_project(tmp_path / "confidence.tif"))
    assert context.layersToLoadOnCompletion() == {}


def test_without_a_project_nothing_is_loaded(styled_worker, raster, tmp_path, feedback):
    context = QgsProcessingContext()
    processing.run(
        "cosia:classify",
        {"INPUT": raster, "OUTPUT": str(tmp_path / "map.tif")},
        context=context,
        feedback=feedback,
    )
    assert context.layersToLoadOnCompletion() == {}
    context.temporaryLayerStore().removeAllMapLayers()
