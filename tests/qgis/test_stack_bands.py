"""What QGIS hands over for a stack reaches the worker as what the user meant."""

import processing
import pytest
from qgis.core import QgsApplication, QgsProcessingException, QgsProject, QgsRasterLayer

from cosia.algorithms.stack_bands import StackBands
from cosia.core.jobs import StackBandsJob, job_from_json

STACK = """\
    source = job["layers"][0] if job["layers"] else {raster!r}
    shutil.copy(source, job["output"])
    send("result", values={{"output": job["output"], "roles": ["red"], "sensor": "pneo", "encoding": ""}})
"""


@pytest.fixture
def stack(worker, raster, tmp_path, context, feedback):
    """A function that runs ``cosia:stack_bands`` and returns the job that the worker got."""
    worker.answer(STACK.format(raster=raster))

    def run(**parameters):
        defaults = {"OUTPUT": str(tmp_path / "stack.tif")}
        processing.run("cosia:stack_bands", {**defaults, **parameters}, context=context, feedback=feedback)
        return worker.job

    return run


def test_a_product_may_be_a_file_or_a_folder(stack, tmp_path):
    dim = tmp_path / "DIM_X.XML"
    dim.write_text("<Dimap_Document/>")
    for product in (dim, tmp_path):
        assert stack(PRODUCT=str(product))["product"] == str(product)


def test_defaults_are_those_of_the_job(stack, tmp_path):
    import json

    found = job_from_json(json.dumps(stack(PRODUCT=str(tmp_path))))
    expected = StackBandsJob(str(tmp_path / "stack.tif"), product=str(tmp_path), language=found.language)
    assert found == expected


def test_everything_is_handed_on(stack, raster, tmp_path):
    job = stack(
        LAYERS=[raster],
        BAND_ROLES="nir, -, red",
        SENSOR="generic",
        ENCODING="8-bit",
        SCALE_MIN=0,
        SCALE_MAX="3000",
        PERCENTILES="2,98.5",
        RESAMPLING="cubic",
        EXTENT="420000,420010,6709990,6710000 [EPSG:2154]",
        PIXEL_SIZE_M=0.5,
        NODATA=0,
        MASK_CLOUDS=True,
        MASK_OUTSIDE_ROI=True,
        COMPONENT="IMG_01",
    )
    assert job["layers"] == [raster]
    assert job["band_roles"] == ["nir", "-", "red"]
    assert (job["sensor"], job["encoding"], job["resampling"]) == ("generic", "8-bit", "cubic")
    assert (job["scale_min"], job["scale_max"], job["percentiles"]) == (0.0, 3000.0, [2.0, 98.5])
    assert (job["pixel_size_m"], job["nodata"], job["component"]) == (0.5, 0.0, "IMG_01")
    assert job["mask_clouds"] and job["mask_outside_roi"]
    assert job["extent"]["crs"] == "EPSG:2154"


def test_layers_of_the_project_and_files_that_qgis_cannot_open(stack, raster, tmp_path):
    layer = QgsRasterLayer(raster, "loaded")
    QgsProject.instance().addMapLayer(layer)
    broken = tmp_path / "broken_R1C1.JP2"
    broken.write_bytes(b"no image")
    job = stack(LAYERS=[layer.id(), raster, str(broken)])
    assert job["layers"] == [raster, raster, str(broken)]
    assert stack(LAYERS=[layer])["layers"] == [raster]
    assert stack(LAYERS=raster)["layers"] == [raster]


def test_enum_values_as_index_and_as_name(stack, raster):
    algorithm = StackBands()
    algorithm.initAlgorithm()
    for parameter, names in algorithm._choices.items():
        for index, name in enumerate(names):
            for value in (index, str(index), name):
                assert stack(LAYERS=[raster], **{parameter: value})[parameter.lower()] == name


def test_a_virtual_raster_is_a_fine_output(stack, tmp_path):
    output = str(tmp_path / "stack.vrt")
    assert stack(PRODUCT=str(tmp_path), OUTPUT=output)["output"] == output
    algorithm = QgsApplication.processingRegistry().createAlgorithmById("cosia:stack_bands")
    assert "vrt" in algorithm.provider().supportedOutputRasterLayerExtensions()


def test_what_the_worker_refuses_is_told(stack, worker, tmp_path):
    worker.answer('send("error", code="invalid_input", message="The product is panchromatic only.")')
    with pytest.raises(QgsProcessingException, match=r"panchromatic only"):
        stack(PRODUCT=str(tmp_path))
