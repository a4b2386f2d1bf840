"""The report of a classification: what is told is what the map holds, and it is enough to make the map again."""

import html
import json
import re
from dataclasses import replace

import numpy as np
import pytest
import rasterio

from cosia.core.errors import CancelledError, InvalidInputError
from cosia.core.jobs import ClassifyJob, job_from_json
from cosia.core.pipelines import classify

ROLES = ("red", "green", "blue", "nir")


@pytest.fixture(scope="module")
def model(write_model):
    return str(write_model())


@pytest.fixture
def job(tmp_path, write_raster, model):
    coarse = np.random.default_rng(5).integers(1, 255, (4, 12, 15))
    pixels = coarse.repeat(16, axis=1).repeat(16, axis=2).astype(np.uint8)
    pixels[:, :, :40] = 0
    scene = str(write_raster(pixels, roles=ROLES, nodata=0))
    return ClassifyJob(scene, str(tmp_path / "map.tif"), model, report=str(tmp_path / "map.html"), margin_px=32)


def read(path):
    with rasterio.open(path) as dataset:
        return dataset.read(1)


def page_of(job):
    with open(job.report, encoding="utf-8") as file:
        return file.read()


def cells(page):
    """Rows of the table of classes: name, hectares, share, pixels and mean probability."""
    rows = re.findall(r"<tr><td class=\"name\">(.*?)</tr>", page)
    return [[re.sub(r"<.*?>", "", cell).strip() for cell in row.split("</td>") if cell] for row in rows]


def test_the_page_tells_what_the_map_holds(job, progress):
    result = classify.run(job, progress)
    page, classes = page_of(job), read(job.output)
    assert result["report"] == job.report
    counts = sorted((int(number) for number in np.bincount(classes.ravel())[1:] if number), reverse=True)
    rows = cells(page)
    assert [int(row[4].replace("\u202f", "")) for row in rows] == counts
    assert float(rows[0][3]) == pytest.approx(100 * counts[0] / sum(counts), abs=0.06)
    assert float(rows[0][2]) == pytest.approx(counts[0] * 0.2 * 0.2 / 1e4, abs=1e-4)
    assert page.count("data:image/png") == 3 and "<svg" in page
    assert "https://" not in re.sub(r"https://huggingface\S+", "", re.sub(r"<svg.*?</svg>", "", page, flags=re.DOTALL))


def test_mean_probability_is_that_of_the_confidence(job, progress, tmp_path):
    job = replace(job, confidence=str(tmp_path / "confidence.tif"))
    classify.run(job, progress)
    confidence, classes = read(job.confidence), read(job.output)
    mean = confidence[classes > 0].mean()
    assert f"a probability of {mean:.0f} %" in page_of(job)


def test_what_was_warned_of_stands_on_the_page(job, progress, write_model):
    classify.run(replace(job, model=str(write_model("demo", demonstration=True))), progress)
    assert progress.warnings
    page = html.unescape(page_of(job))
    assert all(warning in page for warning in progress.warnings)


def test_the_values_on_the_page_make_the_same_map_again(job, progress, tmp_path):
    classify.run(job, progress)
    first = read(job.output)
    values = re.search(r"<pre><code>(.*?)</code></pre>", page_of(job), re.DOTALL)[1]
    again = replace(job_from_json(html.unescape(values)), output=str(tmp_path / "again.tif"), report="")
    classify.run(again, progress)
    assert (read(again.output) == first).all()
    assert json.loads(html.unescape(values))["margin_px"] == 32


def test_a_map_without_a_class_has_a_page_too(job, progress, write_raster):
    empty = str(write_raster(np.zeros((4, 50, 60), np.uint8), "empty.tif", ROLES, nodata=0))
    classify.run(replace(job, input=empty), progress)
    page = page_of(job)
    assert "No pixel was classified." in page and "was classified: where EXTENT and MASK lead" in html.unescape(page)


def test_a_run_that_goes_on_has_the_same_page(job, tmp_path, progress):
    job = replace(job, resume=True, tile_size_px=128)
    progress.cancel_at = 0.5
    with pytest.raises(CancelledError, match="are kept"):
        classify.run(job, progress)
    assert not (tmp_path / "map.html").exists()
    progress.cancel_at = None
    classify.run(job, progress)
    resumed = cells(page_of(job))
    classify.run(replace(job, resume=False), progress)
    assert cells(page_of(job)) == resumed


@pytest.mark.parametrize(
    ("report", "words"),
    [("map.pdf", r"must end in \.html"), ("absent/map.html", "absent' does not exist")],
)
def test_a_page_that_cannot_be_written_is_told_before_the_work(job, progress, tmp_path, report, words):
    with pytest.raises(InvalidInputError, match=words):
        classify.run(replace(job, report=str(tmp_path / report)), progress)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["scene.tif"]
