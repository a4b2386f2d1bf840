"""While the real worker trains, QGIS answers its user, who may stop it and keeps the best model so far."""

import os
import time

import numpy as np
import pytest
from osgeo import gdal
from qgis.core import QgsApplication, QgsProcessingAlgRunnerTask
from qgis.PyQt.QtCore import QEventLoop, QTimer

pytestmark = pytest.mark.skipif(not os.environ.get("COSIA_PYTHON"), reason="COSIA_PYTHON names no worker")

SIDE_PX = 192
TICK_S = 0.02
LONGEST_SILENCE_S = 1.0
LIMIT_S = 240

REFLECTANCES = {6: (300, 400, 350, 150), 12: (500, 900, 450, 3500), 14: (1800, 1400, 1000, 2300)}
"""Red, green, blue and near infrared of water, grass and plowed land."""


def write(path, array, names, grid_of):
    dataset = gdal.GetDriverByName("GTiff").Create(str(path), SIDE_PX, SIDE_PX, len(array), grid_of[1])
    dataset.SetProjection(grid_of[0].GetProjection())
    dataset.SetGeoTransform(grid_of[0].GetGeoTransform())
    for number, (band, name) in enumerate(zip(array, names), start=1):
        dataset.GetRasterBand(number).WriteArray(band)
        dataset.GetRasterBand(number).SetDescription(name)


@pytest.fixture
def annotated(raster, tmp_path):
    """A scene of fields of three classes, and the raster of their classes."""
    rng = np.random.default_rng(0)
    fields = rng.choice(list(REFLECTANCES), (SIDE_PX // 16, SIDE_PX // 16))
    classes = np.kron(fields, np.ones((16, 16), np.uint8)).astype(np.uint8)
    bands = np.stack([np.vectorize(lambda numero, b=b: REFLECTANCES[numero][b])(classes) for b in range(4)])
    bands = (bands * rng.normal(1, 0.15, bands.shape)).clip(1).astype(np.uint16)
    grid = gdal.Open(raster)
    scene, annotations = tmp_path / "scene 2.tif", tmp_path / "classes.tif"
    write(scene, bands, ("red", "green", "blue", "nir"), (grid, gdal.GDT_UInt16))
    write(annotations, classes[None], ("class",), (grid, gdal.GDT_Byte))
    dataset = gdal.Open(str(scene), gdal.GA_Update)
    dataset.SetMetadataItem("COSIA_ENCODING", "reflectance")
    return str(scene), str(annotations)


def test_qgis_answers_while_it_trains_and_cancelling_keeps_the_best_model(
    annotated, tmp_path, context, feedback, record_property
):
    scene, annotations = annotated
    model = tmp_path / "model.safetensors"
    algorithm = QgsApplication.processingRegistry().createAlgorithmById("cosia:fine_tune")
    parameters = {"INPUT": [scene], "ANNOTATIONS": annotations, "OUTPUT": str(model), "CHIP_SIZE_PX": 32}
    # Without validation every epoch is the best so far.
    parameters.update(EPOCHS=500, VALIDATION=0)
    task = QgsProcessingAlgRunnerTask(algorithm, parameters, context, feedback)
    loop, ticks, results = QEventLoop(), [time.monotonic()], []

    def tick():
        ticks.append(time.monotonic())
        epochs = [text for _kind, text in list(feedback.told) if text.startswith("Epoch") and "training loss" in text]
        if len(epochs) >= 2:
            task.cancel()

    clock = QTimer()
    clock.timeout.connect(tick)
    clock.start(int(1000 * TICK_S))
    task.executed.connect(lambda successful, values: (results.append(successful), loop.quit()))
    QTimer.singleShot(1000 * LIMIT_S, loop.quit)
    QgsApplication.taskManager().addTask(task)
    loop.exec()
    clock.stop()
    told = "\n".join(text for _kind, text in feedback.told)
    assert results == [False], told
    assert model.exists() and not list(tmp_path.glob("*.partial")), told
    errors = [text for kind, text in feedback.told if kind == "error"]
    assert any("best model so far" in text and str(model) in text for text in errors), told
    silence_s = max(later - earlier for earlier, later in zip(ticks, ticks[1:]))
    record_property(
        "QGIS while it trains", f"longest time without an answer {silence_s:.2f} s of {ticks[-1] - ticks[0]:.0f} s"
    )
    assert silence_s < LONGEST_SILENCE_S
