"""Lists that the user types reach the worker as the comparison that was meant."""

import json

import processing
import pytest
from qgis.core import QgsProcessingException

from cosia.core.jobs import CompareStrategiesJob, job_from_json

ANSWER = """\
    pathlib.Path(job["output"]).write_text("strategy")
    send("result", values={"output": job["output"], "report": job["report"], "trainings": 4,
                           "best_strategy": "ft-initialisation", "best_normalisation": "norma-target",
                           "best_miou": 61.5})
"""


@pytest.fixture
def compare(worker, raster, tmp_path, context, feedback):
    """A function that runs ``cosia:compare_strategies`` on the small raster."""
    worker.answer(ANSWER)

    def run(**parameters):
        files = {"OUTPUT": str(tmp_path / "runs.csv"), "REPORT": str(tmp_path / "runs.html")}
        defaults = {"INPUT": [raster], "ANNOTATIONS": raster, **files}
        return processing.run(
            "cosia:compare_strategies", {**defaults, **parameters}, context=context, feedback=feedback
        )

    return run


def test_defaults_are_those_of_the_job(worker, compare, raster, tmp_path):
    results = compare()
    found = job_from_json(json.dumps(worker.job))
    files = {"output": str(tmp_path / "runs.csv"), "report": str(tmp_path / "runs.html")}
    assert found == CompareStrategiesJob((raster,), (raster,), **files, language=found.language)
    assert (results["BEST_STRATEGY"], results["BEST_NORMALISATION"]) == ("ft-initialisation", "norma-target")
    assert results["BEST_MIOU"] == 61.5


def test_lists_and_common_parameters_are_handed_on(worker, compare):
    compare(
        STRATEGIES="ft-initialisation ft-finetune-head",
        NORMALISATIONS="norma-01,norma-target",
        AREA_FRACTIONS="100; 50, 12.5",
        SEEDS="0, 1, 2",
        RESUME=False,
        EPOCHS=7,
        EXTRA_BANDS="mean",
    )
    job = worker.job
    assert job["strategies"] == ["ft-initialisation", "ft-finetune-head"]
    assert job["normalisations"] == ["norma-01", "norma-target"]
    assert (job["area_fractions"], job["seeds"]) == ([100.0, 50.0, 12.5], [0, 1, 2])
    assert (job["resume"], job["epochs"], job["extra_bands"]) == (False, 7, "mean")


def test_scripts_may_give_lists(worker, compare):
    compare(STRATEGIES=["ft-finetune-head"], NORMALISATIONS=("norma-01",), AREA_FRACTIONS=[100, 12.5], SEEDS=[3, 4])
    job = worker.job
    assert (job["strategies"], job["normalisations"]) == (["ft-finetune-head"], ["norma-01"])
    assert (job["area_fractions"], job["seeds"]) == ([100.0, 12.5], [3, 4])


@pytest.mark.parametrize(
    ("parameter", "value", "words"),
    [
        ("SEEDS", "1, two", "SEEDS is '1, two', but must be numbers"),
        ("SEEDS", "1.5", "SEEDS holds 1.5, but must be whole numbers"),
        ("AREA_FRACTIONS", "all", "AREA_FRACTIONS is 'all'"),
    ],
)
def test_what_is_no_list_of_numbers_is_told(compare, parameter, value, words):
    with pytest.raises(QgsProcessingException, match=words):
        compare(**{parameter: value})
