"""Trainings are compared, kept as they come, and told in a table and on a page."""

import csv
from pathlib import Path

import numpy as np
import pytest

from cosia.core.errors import CancelledError, CosiaError, InvalidInputError, ModelError
from cosia.core.jobs import CompareStrategiesJob
from cosia.core.pipelines import compare_strategies

ROLES = ("red", "green", "blue", "nir")
COLOURS = {1: (200, 60, 60, 70), 6: (30, 50, 90, 10), 12: (70, 120, 60, 180)}


@pytest.fixture(scope="module")
def painted():
    """A scene of squares of three classes, and its truth."""
    rng = np.random.default_rng(3)
    truth = np.kron(rng.choice(list(COLOURS), (16, 16)), np.ones((16, 16), np.uint8)).astype(np.uint8)
    pixels = np.zeros((4, *truth.shape))
    for numero, colour in COLOURS.items():
        pixels[:, truth == numero] = np.array(colour, float)[:, None]
    return (pixels + rng.normal(0, 12, pixels.shape)).clip(1, 255).astype(np.uint8), truth


@pytest.fixture(autouse=True)
def short_epochs(monkeypatch):
    monkeypatch.setattr("cosia.core.training.experiment.Experiment._steps", lambda self, batch: 2)


@pytest.fixture
def compare(tmp_path, progress, write_model, write_raster, painted):
    """A function that compares trainings of a tiny random model; keyword arguments change the job."""
    pixels, truth = painted
    model = str(write_model())

    def run(told=progress, **changes):
        values = {
            "inputs": (str(write_raster(pixels, roles=ROLES)),),
            "annotations": (str(write_raster(truth, "truth.tif", nodata=0)),),
            "output": str(tmp_path / "runs.csv"),
            "model": model,
            "strategies": ("ft-initialisation", "ft-finetune-head"),
            "epochs": 1,
            "chip_size_px": 64,
            "batch_size": 2,
            "learning_rate": 3e-3,
        }
        return compare_strategies.run(CompareStrategiesJob(**{**values, **changes}), told)

    return run


def rows_of(path):
    with open(path, newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


class CancelAt:
    """Cancels at the first check after a message that holds some words."""

    def __init__(self, words):
        self.words, self.is_over, self.messages = words, False, []

    def report(self, fraction, message=""):
        self.check_cancelled()

    def log(self, message):
        self.messages.append(message)
        self.is_over |= self.words in message

    warn = log

    def check_cancelled(self):
        if self.is_over:
            raise CancelledError("cancelled")


def test_a_row_for_each_training_and_figure(compare, tmp_path, painted):
    report = tmp_path / "report.html"
    results = compare(
        report=str(report), normalisations=("norma-01", "norma-target"), area_fractions=(100.0, 40.0), seeds=(5,)
    )
    assert results["trainings"] == 2 * 2 * 2
    rows = rows_of(tmp_path / "runs.csv")
    keys = {(row["strategy"], row["normalisation"], row["area_percent"], row["seed"]) for row in rows}
    assert len(keys) == 8 + 2 and ("none", "norma-01", "0.0", "") in keys
    for key in keys:
        ours = [row for row in rows if (row["strategy"], row["normalisation"], row["area_percent"], row["seed"]) == key]
        figures = {row["metric"]: float(row["value"]) for row in ours if not row["class"]}
        iou = {row["class"]: float(row["value"]) for row in ours if row["metric"] == "iou"}
        assert set(iou) == {"Building", "Water", "Herbaceous vegetation"}
        assert figures["miou"] == pytest.approx(np.mean(list(iou.values())), abs=1e-3)
        assert figures["miou_15"] == pytest.approx(sum(iou.values()) / 15, abs=1e-3)
        assert ("epochs" in figures) == (key[0] != "none")
    areas = {row["area_percent"]: float(row["area_km2"]) for row in rows}
    assert 0 < areas["40.0"] < 0.75 * areas["100.0"] < painted[1].size * 0.04 / 1e6
    whole = [row for row in rows if row["metric"] == "miou" and row["area_percent"] == "100.0"]
    means = {}
    for row in whole:
        means.setdefault((row["strategy"], row["normalisation"]), []).append(float(row["value"]))
    best = max(means, key=lambda name: np.mean(means[name]))
    assert (results["best_strategy"], results["best_normalisation"]) == best
    assert results["best_miou"] == pytest.approx(np.mean(means[best]), abs=1e-3)
    page = report.read_text(encoding="utf-8")
    assert f"{best[0]} with {best[1]}" in page and "How much annotation is needed" in page and "Building" in page
    assert 'src="http' not in page and "<script" not in page
    assert sorted(path.name for path in tmp_path.iterdir()) == ["report.html", "runs.csv", "scene.tif", "truth.tif"]


def test_the_page_in_french(compare, tmp_path):
    report = tmp_path / "page.html"
    compare(report=str(report), strategies=("ft-finetune-head",), language="fr")
    page = report.read_text(encoding="utf-8")
    assert 'lang="fr"' in page and "Bâtiment" in page


@pytest.mark.parametrize("resume", [True, False])
def test_a_cancel_keeps_finished_trainings_if_they_are_to_be_resumed(compare, tmp_path, progress, resume):
    told = CancelAt("Training 2 of 2")
    with pytest.raises(CancelledError, match="1 of 2 trainings" if resume else "nothing was kept"):
        compare(told, resume=resume)
    assert not (tmp_path / "runs.csv").exists()
    assert (tmp_path / "runs.csv.partial").exists() == resume
    compare()
    before = [line for line in progress.messages if "was finished before" in line]
    assert not any("cannot be used" in warning for warning in progress.warnings)
    assert before == (
        ["ft-initialisation, norma-target, 100 % of the area, seed 0 was finished before."] if resume else []
    )
    assert not (tmp_path / "runs.csv.partial").exists()
    assert len([row for row in rows_of(tmp_path / "runs.csv") if row["metric"] == "minutes"]) == 2


def test_a_finished_training_is_kept_so_that_a_worker_that_hangs_later_need_not_wait_for_it(compare):
    from cosia.core.finishing import is_finishing

    compare(strategies=("ft-finetune-head",))
    assert not is_finishing()


def test_an_interrupted_training_goes_on_with_its_next_epoch(compare, tmp_path, progress):
    first = CancelAt("Epoch 2")
    with pytest.raises(CancelledError, match="0 of 1"):
        compare(first, strategies=("ft-initialisation",), epochs=4, patience=4)
    compare(strategies=("ft-initialisation",), epochs=4, patience=4)
    assert not any(line.startswith("Epoch 1:") for line in progress.messages)
    assert any(line.startswith("Epoch 3:") for line in progress.messages)


def test_findings_of_other_annotations_are_not_taken_over(compare, tmp_path, progress, write_raster, painted):
    with pytest.raises(CancelledError):
        compare(CancelAt("Training 2 of 2"))
    other = np.where(painted[1] == 1, 0, painted[1])
    compare(annotations=(str(write_raster(other, "other.tif", nodata=0)),))
    assert not any("was finished before" in line for line in progress.messages)
    assert any("1 finished trainings of a former run are not used" in warning for warning in progress.warnings)


def test_what_the_last_training_lacks_is_told_before_the_first(compare, tmp_path, progress):
    with pytest.raises(CosiaError, match=r"missing\.pth"):
        compare(strategies=("ft-finetune-head", "app-scratch"), encoder_weights=str(tmp_path / "missing.pth"))
    assert not any(line.startswith("Training 1") for line in progress.messages)


def test_a_share_that_holds_one_class_is_left_out_and_told(compare, tmp_path, progress, write_raster, painted):
    """Each square of the split is of one class."""
    squares = np.indices((4, 4)).sum(axis=0) % 2
    truth = np.kron(np.where(squares, 1, 6), np.ones((64, 64))).astype(np.uint8)
    report = tmp_path / "page.html"
    sparse = {"annotations": (str(write_raster(truth, "two.tif", nodata=0)),), "strategies": ("ft-finetune-head",)}
    results = compare(**sparse, area_fractions=(100.0, 0.01), report=str(report))
    sentence = "0.01 % of the area with seed 0 is left out: that ground holds fewer than two classes."
    assert results["trainings"] == 1 and sentence in progress.warnings and sentence in report.read_text("utf-8")
    with pytest.raises(InvalidInputError, match="give larger AREA_FRACTIONS"):
        compare(**sparse, area_fractions=(0.01,))


def test_a_training_that_fails_costs_that_one_alone(compare, tmp_path, progress, monkeypatch):
    from cosia.core.training import experiment

    real = experiment.fit

    def fail(network, draw_batch, loss, validate, plan, *others):
        if plan.strategy == "ft-initialisation":
            raise ModelError("Training failed in epoch 1: the loss is no number; choose a lower LEARNING_RATE.")
        return real(network, draw_batch, loss, validate, plan, *others)

    monkeypatch.setattr(experiment, "fit", fail)
    assert compare()["best_strategy"] == "ft-finetune-head"
    left_out = "ft-initialisation, norma-target, 100 % of the area, seed 0 is left out: Training failed"
    assert any(warning.startswith(left_out) for warning in progress.warnings)
    with pytest.raises(ModelError, match="is left out: Training failed"):
        compare(strategies=("ft-initialisation",))


def test_a_strategy_that_cannot_take_a_normalisation_is_left_out_and_told(compare, tmp_path, progress):
    with pytest.raises(CosiaError, match=r"missing\.pth"):
        compare(
            strategies=("app-scratch", "ft-finetune-head"),
            normalisations=("norma-source", "norma-target"),
            encoder_weights=str(tmp_path / "missing.pth"),
        )
    assert any("app-scratch with norma-source is left out" in line for line in progress.messages)
    assert not (tmp_path / "runs.csv").exists()


def test_a_normalisation_that_the_encoding_forbids_is_left_out_and_told(
    compare, tmp_path, progress, write_raster, painted
):
    scene = str(
        write_raster(painted[0].astype(np.uint16) * 20, "reflectance.tif", ROLES, {"COSIA_ENCODING": "reflectance"})
    )
    report = tmp_path / "page.html"
    changes = {"inputs": (scene,), "strategies": ("ft-finetune-head",)}
    results = compare(**changes, normalisations=("norma-source", "norma-target"), report=str(report))
    assert results["trainings"] == 1 and results["best_normalisation"] == "norma-target"
    assert any("norma-source would apply statistics" in warning for warning in progress.warnings)
    assert "norma-source would apply statistics" in report.read_text(encoding="utf-8")
    with pytest.raises(InvalidInputError, match="norma-source would apply statistics"):
        compare(**changes, normalisations=("norma-source",))


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"strategies": ("ft-tout",)}, "STRATEGIES holds 'ft-tout', which is unknown; use app-scratch"),
        ({"normalisations": ("norma-02",)}, "NORMALISATIONS holds 'norma-02'"),
        ({"strategies": ()}, "STRATEGIES is empty"),
        ({"normalisations": ()}, "NORMALISATIONS is empty"),
        ({"seeds": ()}, "SEEDS is empty"),
        ({"seeds": (-1,)}, "SEEDS holds -1"),
        ({"seeds": (0, 2**64)}, "SEEDS holds 18446744073709551616, but seeds are whole numbers from 0 to 2147483647"),
        ({"area_fractions": (0.0,)}, "AREA_FRACTIONS holds 0"),
        ({"area_fractions": (50.0, 101.0)}, "AREA_FRACTIONS holds 101"),
        ({"test": 0.0}, "TEST is 0"),
        ({"output": "runs.xlsx"}, "must end in .csv"),
        ({"report": "runs.pdf"}, "must end in .html"),
        ({"loss": "mse"}, "LOSS 'mse' is unknown"),
        ({"epochs": 0}, "EPOCHS is 0"),
        ({"strategies": ("app-scratch",), "normalisations": ("norma-source",)}, "add norma-target"),
    ],
)
def test_one_sentence_for_what_cannot_be_done(compare, tmp_path, changes, words):
    with pytest.raises(InvalidInputError, match=words) as caught:
        compare(**changes)
    assert caught.value.message.count(".") <= 3
    assert [path.name for path in Path(tmp_path).iterdir() if path.suffix in (".csv", ".partial")] == []
