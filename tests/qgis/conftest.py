"""QGIS with the provider, and a worker made of a few lines of standard library."""

import gc
import json
import os
import stat
import sys
import textwrap

import pytest

pytest.importorskip("qgis.core", reason="these tests need QGIS's Python")

from osgeo import gdal, osr
from qgis.core import (
    QgsApplication,
    QgsFeature,
    QgsGeometry,
    QgsMapLayer,
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProject,
    QgsRectangle,
    QgsVectorFileWriter,
    QgsVectorLayer,
)
from qgis.PyQt import sip

from cosia.core.worker.environment import (
    REQUIREMENTS,
    Marker,
    fingerprint,
    interpreter_in,
    write_marker,
)

RASTER_EXTENT = (420_000.0, 6_709_980.8, 420_019.2, 6_710_000.0)
"""xmin, ymin, xmax, ymax of the raster fixture."""

WORKER_HEAD = """\
    #!{python}
    import json, os, pathlib, shutil, sys, time
    job = json.loads(pathlib.Path(sys.argv[4]).read_text(encoding="utf-8"))
    pathlib.Path({record!r}).write_text(json.dumps(job), encoding="utf-8")
    def send(event, **values):
        print(json.dumps({{"event": event, **values}}), flush=True)
"""

CLASSIFY = """\
    for name in ("output", "confidence", "probabilities"):
        if job[name]:
            shutil.copy(job["input"], job[name])
    send("result", values={
        **{name: job[name] for name in ("output", "confidence", "probabilities")},
        "report": job["report"], "model_hash": "cafe", "layer_name": "Land cover (DEMONSTRATION)",
    })
"""


class FakeWorker:
    """Stands in for the worker's interpreter: speaks the protocol and records the job."""

    def __init__(self, folder):
        self._folder = folder / "environment"
        self._script = interpreter_in(self._folder)
        self._script.parent.mkdir(parents=True)
        write_marker(self._folder, Marker(True, fingerprint(REQUIREMENTS), "3.11.2", sys.executable, "cpu"))
        self._record = folder / "job.json"
        self.answer(CLASSIFY)

    @property
    def interpreter(self):
        return str(self._script)

    @property
    def job(self):
        """The last job as a dictionary; None before the first."""
        return json.loads(self._record.read_text(encoding="utf-8")) if self._record.is_file() else None

    def answer(self, body):
        """Let the worker run ``body``, which may use ``job``, ``send`` and a few modules."""
        # The interpreter behind the virtual environment: a first line of a script cannot hold a path with spaces.
        head = WORKER_HEAD.format(python=os.path.realpath(sys.executable), record=str(self._record))
        self._script.write_text(textwrap.dedent(head) + textwrap.dedent(body), encoding="utf-8")
        self._script.chmod(self._script.stat().st_mode | stat.S_IXUSR)


@pytest.fixture
def worker(tmp_path, monkeypatch):
    fake = FakeWorker(tmp_path)
    monkeypatch.setenv("COSIA_PYTHON", fake.interpreter)
    return fake


@pytest.fixture(scope="session", autouse=True)
def registered(qgis_processing):
    """Registers the provider as the plugin does it."""
    from cosia.cosia_plugin.provider import CosiaProvider

    registry = QgsApplication.processingRegistry()
    registry.addProvider(CosiaProvider())
    yield
    registry.removeProvider("cosia")
    # Layers that an expected error keeps alive through its traceback must not outlive QGIS: it would end in a crash.
    for thing in gc.get_objects():
        if isinstance(thing, QgsMapLayer) and not sip.isdeleted(thing):
            sip.delete(thing)


@pytest.fixture
def provider():
    return QgsApplication.processingRegistry().providerById("cosia")


@pytest.fixture
def raster(tmp_path):
    """A small GeoTIFF of one band in Lambert-93."""
    path = str(tmp_path / "scene.tif")
    xmin, _ymin, _xmax, ymax = RASTER_EXTENT
    dataset = gdal.GetDriverByName("GTiff").Create(path, 64, 64, 1, gdal.GDT_Byte)
    reference = osr.SpatialReference()
    reference.ImportFromEPSG(2154)
    dataset.SetProjection(reference.ExportToWkt())
    dataset.SetGeoTransform((xmin, 0.3, 0, ymax, 0, -0.3))
    dataset.GetRasterBand(1).Fill(7)
    del dataset
    return path


@pytest.fixture
def polygons_file(tmp_path):
    """A GeoPackage with one square of class 12, on the raster fixture."""
    layer = QgsVectorLayer("Polygon?crs=EPSG:2154&field=numero:integer", "drawn", "memory")
    feature = QgsFeature(layer.fields())
    xmin, ymin, xmax, ymax = RASTER_EXTENT
    feature.setGeometry(QgsGeometry.fromRect(QgsRectangle(xmin, ymin, (xmin + xmax) / 2, ymax)))
    feature.setAttributes([12])
    layer.dataProvider().addFeatures([feature])
    path = str(tmp_path / "drawn.gpkg")
    options = QgsVectorFileWriter.SaveVectorOptions()
    QgsVectorFileWriter.writeAsVectorFormatV3(layer, path, QgsProject.instance().transformContext(), options)
    return path


class RecordingFeedback(QgsProcessingFeedback):
    """Remembers what the user would read."""

    def __init__(self):
        super().__init__(False)
        self.told = []
        self.fractions = []
        self.on_progress = None
        self.progressChanged.connect(self._remember_progress)

    def _remember_progress(self, percent):
        self.fractions.append(percent)
        if self.on_progress:
            self.on_progress()

    def reportError(self, error, fatalError=False):
        self.told.append(("error", error))

    def pushWarning(self, warning):
        self.told.append(("warning", warning))

    def pushInfo(self, info):
        self.told.append(("info", info))

    def pushDebugInfo(self, info):
        self.told.append(("debug", info))

    def setProgressText(self, text):
        self.told.append(("progress", text))


@pytest.fixture
def feedback():
    return RecordingFeedback()


@pytest.fixture
def context():
    context = QgsProcessingContext()
    context.setProject(QgsProject.instance())
    yield context
    # pytest keeps the context until QGIS has ended, and layers must not outlive QGIS.
    context.temporaryLayerStore().removeAllMapLayers()
    QgsProject.instance().clear()


@pytest.fixture
def classify(raster, tmp_path, context, feedback):
    """A function that runs ``cosia:classify`` with some parameters and returns its outputs."""
    import processing

    def run(**parameters):
        defaults = {"INPUT": raster, "OUTPUT": str(tmp_path / "classified.tif")}
        return processing.run("cosia:classify", {**defaults, **parameters}, context=context, feedback=feedback)

    return run
