"""What QGIS hands over for a conversion reaches the worker, and the real worker's map opens styled."""

import json
import os

import processing
import pytest
from osgeo import gdal
from qgis.core import (
    QgsPalettedRasterRenderer,
    QgsProcessingException,
    QgsProcessingOutputLayerDefinition,
    QgsProcessingUtils,
    QgsProject,
)

from cosia.algorithms.convert_classes import ConvertClasses
from cosia.core.jobs import ConvertClassesJob, job_from_json

CONVERT = """\
    shutil.copy(job["input"], job["output"])
    send("result", values={"output": job["output"], "unmatched": [], "unmatched_pixels": 3})
"""


@pytest.fixture
def convert(worker, raster, tmp_path, context, feedback):
    """A function that runs ``cosia:convert_classes`` with a stand-in worker; returns outputs and the job."""
    worker.answer(CONVERT)

    def run(**parameters):
        defaults = {"INPUT": raster, "OUTPUT": str(tmp_path / "out.tif")}
        parameters = {**defaults, **parameters}
        outputs = processing.run("cosia:convert_classes", parameters, context=context, feedback=feedback)
        return outputs, worker.job

    return run


def test_defaults_are_those_of_the_job(convert, raster, tmp_path):
    outputs, job = convert()
    found = job_from_json(json.dumps(job))
    assert found == ConvertClassesJob(raster, str(tmp_path / "out.tif"), language=found.language)
    assert outputs == {"OUTPUT": str(tmp_path / "out.tif"), "UNMATCHED_PIXELS": 3}


@pytest.mark.parametrize(("index", "name"), [(0, "flair"), (1, "flair-hub"), (2, "cosia")])
@pytest.mark.parametrize(("parameter", "field"), [(ConvertClasses.FROM, "from_codes"), (ConvertClasses.TO, "to_codes")])
def test_codes_by_index_and_by_name(convert, parameter, field, index, name):
    for value in (index, str(index), name):
        assert convert(**{parameter: value})[1][field] == name


def test_an_unknown_code_is_refused_with_the_choices(convert):
    with pytest.raises(QgsProcessingException, match="FROM has the unknown value 'corine'; use one of: flair"):
        convert(FROM="corine")


@pytest.mark.skipif(not os.environ.get("COSIA_PYTHON"), reason="COSIA_PYTHON names no worker")
def test_the_real_worker_converts_and_the_layer_is_styled(raster, tmp_path, context, feedback):
    # The raster holds 7 everywhere: deciduous in FLAIR, and snow in CoSIA.
    details = QgsProcessingOutputLayerDefinition(str(tmp_path / "cosia.tif"), QgsProject.instance())
    parameters = {"INPUT": raster, "FROM": "flair", "TO": "cosia", "OUTPUT": details}
    outputs = processing.run("cosia:convert_classes", parameters, context=context, feedback=feedback)
    assert outputs["UNMATCHED_PIXELS"] == 0
    written = gdal.Open(outputs["OUTPUT"])
    assert (written.ReadAsArray() == 9).all()
    assert written.GetGeoTransform() == gdal.Open(raster).GetGeoTransform()
    (path,) = context.layersToLoadOnCompletion()
    layer = QgsProcessingUtils.mapLayerFromString(path, context)
    context.layerToLoadOnCompletionDetails(path).postProcessor().postProcessLayer(layer, context, feedback)
    assert layer.name() == "Land cover of scene in CoSIA codes"
    assert isinstance(layer.renderer(), QgsPalettedRasterRenderer)
    entries = {entry.value: (entry.color.name(), entry.label) for entry in layer.renderer().classes()}
    assert len(entries) == 15 and entries[9] == ("#4c9129", "Deciduous")


@pytest.mark.skipif(not os.environ.get("COSIA_PYTHON"), reason="COSIA_PYTHON names no worker")
def test_the_real_worker_refuses_with_one_sentence(raster, tmp_path, context, feedback):
    parameters = {"INPUT": raster, "FROM": "cosia", "TO": "cosia", "OUTPUT": str(tmp_path / "out.tif")}
    with pytest.raises(QgsProcessingException, match="FROM and TO are both 'cosia'"):
        processing.run("cosia:convert_classes", parameters, context=context, feedback=feedback)
