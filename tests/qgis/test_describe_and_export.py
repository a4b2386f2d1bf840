"""What QGIS hands over about a model reaches the worker, and what the worker makes reaches the user."""

import json
import os
from pathlib import Path

import processing
import pytest
from qgis.core import QgsProcessingException

from cosia.core.jobs import DescribeModelJob, ExportOnnxJob, job_from_json

MODELS = Path(__file__).parents[2] / "resources" / "models"
ORTHO, PNEO = (str(MODELS / f"demo-{name}.safetensors") for name in ("ortho", "pneo"))

ANSWER = """\
    for name in ("report", "output"):
        if name in job:
            pathlib.Path(job[name]).write_text("made")
    send("result", values={**job, "model_hash": "cafe", "changes": "[]" if job.get("compare_with") else ""})
"""


@pytest.fixture
def run(worker, tmp_path, context, feedback):
    """A function that runs an algorithm and returns its results and the job that the worker got."""
    worker.answer(ANSWER)

    def run_algorithm(algorithm, **parameters):
        results = processing.run(f"cosia:{algorithm}", parameters, context=context, feedback=feedback)
        return results, job_from_json(json.dumps(worker.job))

    return run_algorithm


def test_a_description_is_asked_for(run, tmp_path):
    page = str(tmp_path / "page.html")
    results, job = run("describe_model", MODEL=PNEO, COMPARE_WITH=ORTHO, REPORT=page)
    assert job == DescribeModelJob(PNEO, page, ORTHO, job.language)
    assert results == {"REPORT": page, "MODEL_HASH": "cafe", "CHANGES": "[]"}


def test_nothing_needs_to_be_compared(run, tmp_path):
    results, job = run("describe_model", MODEL=PNEO, REPORT="TEMPORARY_OUTPUT")
    assert job.compare_with == "" and job.report.endswith(".html")
    assert "CHANGES" not in results


def test_an_export_is_asked_for(run, tmp_path):
    file = str(tmp_path / "model.onnx")
    results, job = run("export_onnx", MODEL=ORTHO, OUTPUT=file)
    assert job == ExportOnnxJob(ORTHO, file, job.language)
    assert results == {"OUTPUT": file}


def test_a_temporary_export_is_onnx(run):
    _results, job = run("export_onnx", MODEL=ORTHO, OUTPUT="TEMPORARY_OUTPUT")
    assert job.output.endswith(".onnx")


@pytest.mark.parametrize(
    ("algorithm", "output", "name"),
    [("describe_model", "REPORT", "page.pdf"), ("export_onnx", "OUTPUT", "model.pt")],
)
def test_other_endings_are_refused(run, tmp_path, algorithm, output, name):
    with pytest.raises(QgsProcessingException, match=f"{output} is '.*{name}', but the name of this file must end in"):
        run(algorithm, MODEL=PNEO, **{output: str(tmp_path / name)})


@pytest.mark.parametrize("algorithm", ["describe_model", "export_onnx"])
def test_weights_that_are_not_imported_are_told_by_their_name(run, tmp_path, algorithm):
    weights = tmp_path / "weights.pth"
    weights.touch()
    with pytest.raises(QgsProcessingException, match=r"MODEL is '.*weights\.pth', but .* must end in \.safetensors"):
        run(algorithm, MODEL=str(weights))


@pytest.mark.skipif(not os.environ.get("COSIA_PYTHON"), reason="COSIA_PYTHON names no worker")
def test_the_real_worker_describes_and_exports(tmp_path, context, feedback):
    page, file = tmp_path / "page.html", tmp_path / "model.onnx"
    parameters = {"MODEL": PNEO, "COMPARE_WITH": ORTHO, "REPORT": str(page)}
    described = processing.run("cosia:describe_model", parameters, context=context, feedback=feedback)
    assert len(json.loads(described["CHANGES"])) == 11
    assert described["MODEL_HASH"].startswith("sha256:")
    assert "Which parameters moved" in page.read_text(encoding="utf-8")
    processing.run("cosia:export_onnx", {"MODEL": PNEO, "OUTPUT": str(file)}, context=context, feedback=feedback)
    assert b"standardization_mean" in file.read_bytes()
    assert any("DEMONSTRATION" in text for kind, text in feedback.told if kind == "warning")
    assert {path.name for path in tmp_path.iterdir()} == {"page.html", "model.onnx"}
