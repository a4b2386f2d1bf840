"""From rasters to a JSON that classify takes and a page that people read."""

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import rasterio
from rasterio.transform import from_origin

from cosia.core.errors import CancelledError, InvalidInputError, ModelError
from cosia.core.jobs import ComputeStatisticsJob, job_to_json
from cosia.core.pipelines.compute_statistics import run
from cosia.core.raster.statistics import Statistics

ROOT = Path(__file__).parents[3]
ROLES = ("red", "green", "blue", "nir")


@pytest.fixture
def scenes(write_raster):
    """Three scenes of reflectance side by side, each a little brighter than the one before."""
    rng = np.random.default_rng(0)
    return [
        str(
            write_raster(
                rng.integers(100, 3000 + 500 * number, (4, 120, 130)).astype(np.uint16),
                f"scene {number}.tif",
                roles=ROLES,
                transform=from_origin(420_000 + 100 * number, 6_710_000, 0.3, 0.3),
                tags={"COSIA_ENCODING": "reflectance", "COSIA_SATURATED": "32767"},
            )
        )
        for number in range(3)
    ]


@pytest.fixture
def job(scenes, tmp_path):
    folder = tmp_path / "results"
    folder.mkdir()
    return ComputeStatisticsJob(tuple(scenes), str(folder / "données.json"), report=str(folder / "page.html"))


def results_of(job):
    return sorted(path.name for path in Path(job.output).parent.iterdir())


def test_the_json_says_what_was_done_and_is_read_back(job, progress):
    result = run(job, progress)
    assert results_of(job) == ["données.json", "page.html"]
    assert (result["output"], result["report"]) == (job.output, job.report)
    assert result["pixels"] == 3 * 120 * 130 and result["area_km2"] == pytest.approx(3 * 120 * 130 * 0.09e-6, rel=0.01)
    assert result["settled"] is False and result["encoding"] == "reflectance"
    written = json.loads(Path(job.output).read_text(encoding="utf-8"))
    assert written["method"] == {"pixels": "all"}
    assert [file["file"] for file in written["files"]] == list(job.inputs)
    assert written["settling"]["compared"] == "scenes"
    band = written["bands"][3]
    assert band["role"] == "nir" and band["percentiles"]["50"] == pytest.approx(1800, rel=0.05)
    assert sum(band["histogram"]["counts"]) + band["histogram"]["below"] + band["histogram"]["above"] == 46_800
    assert (band["mean_error_95"], band["saturated_pixels"]) == (0.0, 0)
    statistics = Statistics.from_file(Path(job.output))
    assert statistics.roles == ROLES and statistics.means == tuple(result["means"])
    assert len(statistics.histograms) == 4
    assert progress.fractions[-1] == 1.0 and any("megapixels" in message for message in progress.messages)
    assert any("not settled" in warning for warning in progress.warnings)


def test_a_sample_tells_its_error(job, progress, monkeypatch):
    monkeypatch.setattr("cosia.core.raster.blocks.SIDE_PX", 32)
    run(replace(job, blocks=4, seed=3), progress)
    written = json.loads(Path(job.output).read_text(encoding="utf-8"))
    assert written["method"].pop("of_blocks") > 40
    assert written["method"] == {"blocks": 4, "seed": 3}
    assert all(band["mean_error_95"] > 0 for band in written["bands"])
    assert "random blocks at full resolution" in Path(job.report).read_text(encoding="utf-8")
    assert any("red: mean" in message and "±" in message for message in progress.messages)


def test_the_page_shows_histograms_beside_the_training_data(job, progress, write_model):
    model = write_model(encoding="reflectance", means=(1500.0,) * 4, deviations=(900.0,) * 4)
    run(replace(job, model=str(model)), progress)
    page = Path(job.report).read_text(encoding="utf-8")
    assert "training data of the model" in page and "Training deviation" in page
    assert page.count("<svg") == 2 and "demonstration" not in page


def test_another_encoding_is_shown_after_normalisation(job, progress, write_model):
    run(replace(job, model=str(write_model())), progress)
    page = Path(job.report).read_text(encoding="utf-8")
    assert "another encoding" in page and "Training deviation" not in page


def test_without_a_model_the_demonstration_model_stands_in(job, progress):
    run(job, progress)
    assert "demonstration model" in Path(job.report).read_text(encoding="utf-8")
    run(replace(job, band_roles=("-", "-", "blue", "nir")), progress)
    assert "No bundled model fits" in Path(job.report).read_text(encoding="utf-8")


def test_a_model_without_statistics_is_said_to_have_none(job, progress, write_model):
    model = write_model(normalisation="norma-01", means=(), deviations=())
    run(replace(job, model=str(model)), progress)
    assert "carries no statistics" in Path(job.report).read_text(encoding="utf-8")


def test_one_scene_is_not_a_data_set(job, progress):
    run(replace(job, inputs=job.inputs[:1]), progress)
    assert any("norma-target is defined on a data set" in warning for warning in progress.warnings)


@pytest.mark.parametrize(
    ("scale", "tags", "words"),
    [
        (1.0, {}, "does not say what its values mean"),
        (1e-4, {"COSIA_ENCODING": "reflectance"}, "look like reflectance in 0-1; multiply them by 10 000"),
        (1.0, {"COSIA_ENCODING": "8-bit"}, "holds 8-bit values, but its values go from"),
    ],
)
def test_values_that_are_not_what_they_are_said_to_be_are_told(job, progress, write_raster, scale, tags, words):
    values = np.random.default_rng(1).integers(100, 6000, (4, 60, 60)) * scale
    scene = write_raster(values.astype(np.float32), "doubtful.tif", ROLES, tags)
    run(replace(job, inputs=(str(scene),)), progress)
    assert words in progress.warnings[0] and words in Path(job.report).read_text(encoding="utf-8")


def test_values_that_are_what_they_are_said_to_be_raise_no_doubt(job, progress):
    run(job, progress)
    assert not any("its values go from" in warning for warning in progress.warnings)


def test_the_report_may_be_left_out(job, progress):
    assert run(replace(job, report=""), progress)["report"] == ""
    assert results_of(job) == ["données.json"]


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"blocks": 1}, "BLOCKS is 1, but one block"),
        ({"blocks": -3}, "BLOCKS is -3"),
        ({"output": "statistics.csv"}, r"OUTPUT is 'statistics.csv', but its name must end in \.json"),
        ({"report": "page.pdf"}, r"REPORT is 'page.pdf', but its name must end in \.html"),
        ({"inputs": ()}, "INPUT names no raster"),
        ({"inputs": ("nowhere.tif",)}, r"'nowhere\.tif' cannot be opened"),
        ({"band_roles": ("red", "green")}, "has 4 bands, but 2 band roles"),
        ({"mask": "nowhere.gpkg"}, r"'nowhere\.gpkg' cannot be read"),
    ],
)
def test_what_cannot_be_used_is_told_and_nothing_remains(job, progress, changes, sentence):
    with pytest.raises(InvalidInputError, match=sentence):
        run(replace(job, **changes), progress)
    assert results_of(job) == []


def test_no_input_is_written_over(job, progress):
    zones = Path(job.output).with_name("zones.json")
    zones.write_text("{}")
    with pytest.raises(InvalidInputError, match="written over a file that is read"):
        run(replace(job, mask=str(zones), output=str(zones)), progress)
    assert zones.read_text() == "{}"


def test_a_model_that_is_none_is_told_before_the_reading(job, progress):
    with pytest.raises(ModelError, match="cannot be read"):
        run(replace(job, model="nowhere.safetensors"), progress)
    assert progress.fractions == [] and results_of(job) == []


def test_a_page_that_cannot_be_made_leaves_no_json(job, progress, monkeypatch):
    def fail(*_arguments):
        raise InvalidInputError("no page")

    monkeypatch.setattr("cosia.core.pipelines.compute_statistics.statistics_page", fail)
    with pytest.raises(InvalidInputError, match="no page"):
        run(job, progress)
    assert results_of(job) == []


def test_a_cancel_leaves_nothing(job, progress):
    progress.cancel_at = 0.5
    with pytest.raises(CancelledError):
        run(job, progress)
    assert results_of(job) == []


def test_without_qgis_from_the_command_line(job, tmp_path):
    file = tmp_path / "job.json"
    file.write_text(job_to_json(job), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "core", str(file)], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert json.loads(done.stdout)["pixels"] == 46_800
    assert results_of(job) == ["données.json", "page.html"]


def test_real_11_bit_scenes_of_floats(shared_data, tmp_path, progress):
    folder = shared_data / "wv2_16bit"
    job = ComputeStatisticsJob(
        (str(folder / "ms1.tif"), str(folder / "ms3.tif")),
        str(tmp_path / "wv2.json"),
        band_roles=("blue", "green", "red", "nir"),
        nodata=0,
    )
    result = run(job, progress)
    values = []
    for path in job.inputs:
        with rasterio.open(path) as dataset:
            pixels = dataset.read()
        values.append(pixels[:, (pixels != 0).any(axis=0)])
    whole = np.concatenate(values, axis=1)
    assert result["pixels"] == whole.shape[1]
    assert np.allclose(result["means"], whole.mean(axis=1), rtol=1e-9)
    assert np.allclose(result["deviations"], whole.std(axis=1), rtol=1e-9)
