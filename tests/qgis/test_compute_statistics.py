"""What QGIS hands over for a data set reaches the worker as what the user meant, and the real worker computes it."""

import json
import os

import processing
import pytest
from osgeo import gdal
from qgis.core import QgsProcessingException

from cosia.core.jobs import ComputeStatisticsJob, job_from_json

ANSWER = """\
    for name in ("output", "report"):
        if job[name]:
            pathlib.Path(job[name]).write_text("{}")
    send("result", values={"output": job["output"], "report": job["report"], "pixels": 7, "area_km2": 0.5,
                           "settled": False, "roles": ["red"]})
"""


@pytest.fixture
def compute(raster, tmp_path, context, feedback):
    """A function that runs ``cosia:compute_statistics`` on the small raster."""

    def run(**parameters):
        defaults = {"INPUT": [raster], "OUTPUT": str(tmp_path / "statistics.json")}
        return processing.run(
            "cosia:compute_statistics", {**defaults, **parameters}, context=context, feedback=feedback
        )

    return run


def test_defaults_are_those_of_the_job(worker, compute, raster, tmp_path):
    worker.answer(ANSWER)
    results = compute()
    found = job_from_json(json.dumps(worker.job))
    assert found == ComputeStatisticsJob((raster,), str(tmp_path / "statistics.json"), language=found.language)
    assert (results["PIXELS"], results["AREA_KM2"], results["SETTLED"]) == (7, 0.5, False)
    assert results["OUTPUT"] == str(tmp_path / "statistics.json") and "REPORT" not in results


def test_everything_is_handed_on(worker, compute, raster, tmp_path):
    worker.answer(ANSWER)
    model = tmp_path / "model.safetensors"
    model.touch()
    results = compute(
        INPUT=[raster, str(tmp_path / "missing.tif")],
        MODEL=str(model),
        BLOCKS=60,
        EXTENT="420000,420010,6709990,6710000 [EPSG:2154]",
        BAND_ROLES="red, -, nir",
        NODATA="0",
        SEED=5,
        REPORT=str(tmp_path / "page.html"),
    )
    job = worker.job
    assert job["inputs"] == [raster, str(tmp_path / "missing.tif")]
    assert (job["model"], job["blocks"], job["seed"], job["nodata"]) == (str(model), 60, 5, 0.0)
    assert job["band_roles"] == ["red", "-", "nir"] and job["extent"]["xmax"] == 420_010
    assert results["REPORT"] == job["report"] == str(tmp_path / "page.html")


def test_the_names_of_the_files_must_fit(worker, compute, tmp_path):
    with pytest.raises(QgsProcessingException, match=r"OUTPUT is '.*csv', but the name of this file must end in"):
        compute(OUTPUT=str(tmp_path / "statistics.csv"))


def test_images_are_needed(worker, compute):
    with pytest.raises(QgsProcessingException, match="INPUT"):
        compute(INPUT=None)


def test_the_real_worker_measures_what_gdal_reads(compute, raster, tmp_path):
    if not os.environ.get("COSIA_PYTHON"):
        pytest.skip("COSIA_PYTHON names no worker")
    dataset = gdal.Open(raster, gdal.GA_Update)
    values = bytes(range(100, 164)) * 64
    dataset.GetRasterBand(1).WriteRaster(0, 0, 64, 64, values)
    dataset.GetRasterBand(1).SetDescription("red")
    del dataset
    results = compute(REPORT=str(tmp_path / "page.html"))
    (band,) = json.loads((tmp_path / "statistics.json").read_text(encoding="utf-8"))["bands"]
    assert results["PIXELS"] == 4096 and results["SETTLED"] is False
    assert band["mean"] == pytest.approx(sum(values) / 4096)
    assert band["deviation"] == pytest.approx((sum((value - band["mean"]) ** 2 for value in values) / 4096) ** 0.5)
    with pytest.raises(QgsProcessingException, match=r"The raster '.*nowhere.tif' cannot be opened"):
        compute(INPUT=[raster, str(tmp_path / "nowhere.tif")])
    assert "<svg" in (tmp_path / "page.html").read_text(encoding="utf-8")
