"""What the user fills in reaches the worker as the training that was meant."""

import dataclasses
import json

import processing
import pytest
from qgis.core import QgsFeature, QgsGeometry, QgsProcessingException, QgsVectorLayer

from cosia.core.jobs import FineTuneJob, job_from_json

ANSWER = """\
    pathlib.Path(job["output"]).write_bytes(b"model")
    send("result", values={"output": job["output"], "report": "", "model_hash": "sha256:0", "miou_before": 40.5,
                           "miou_after": 60.25, "oa_before": "", "oa_after": 80.0, "epochs": 7})
"""


@pytest.fixture
def train(raster, tmp_path, context, feedback):
    """A function that runs ``cosia:fine_tune`` on the small raster."""

    def run(**parameters):
        defaults = {"INPUT": [raster], "ANNOTATIONS": raster, "OUTPUT": str(tmp_path / "new.safetensors")}
        return processing.run("cosia:fine_tune", {**defaults, **parameters}, context=context, feedback=feedback)

    return run


def test_defaults_are_those_of_the_job(worker, train, raster, tmp_path):
    worker.answer(ANSWER)
    results = train()
    found = job_from_json(json.dumps(worker.job))
    expected = FineTuneJob((raster,), (raster,), str(tmp_path / "new.safetensors"), language=found.language)
    assert found == expected
    assert (results["MIOU_BEFORE"], results["MIOU_AFTER"], results["OA_AFTER"]) == (40.5, 60.25, 80.0)
    assert "OA_BEFORE" not in results and results["MODEL_HASH"] == "sha256:0"


CHOICES = {
    "STRATEGY": ("app-scratch", "ft-initialisation", "ft-freeze-encoder", "ft-finetune-head"),
    "NORMALISATION": ("norma-01", "norma-source", "norma-target"),
    "EXTRA_BANDS": ("ignore", "zero", "nearest", "mean"),
    "CLASS_WEIGHTS": ("equal", "square-root", "inverse"),
    "LOSS": ("cross-entropy", "cross-entropy-dice", "focal"),
    "MONITOR": ("miou", "loss"),
    "DEVICE": ("auto", "cpu", "cuda", "mps"),
}


@pytest.mark.parametrize(("parameter", "names"), CHOICES.items())
def test_choices_by_index_and_by_name(worker, train, parameter, names):
    worker.answer(ANSWER)
    for index, name in enumerate(names):
        for given in (index, name):
            train(**{parameter: given})
            assert worker.job[parameter.lower()] == name
    with pytest.raises(QgsProcessingException, match=f"{parameter}.*nothing-of-the-kind"):
        train(**{parameter: "nothing-of-the-kind"})


def test_everything_is_handed_on(worker, train, raster, tmp_path):
    worker.answer(ANSWER)
    model, statistics, weights = (tmp_path / name for name in ("m.safetensors", "s.json", "w.pth"))
    for path in (model, statistics, weights):
        path.touch()
    train(
        INPUT=[raster, str(tmp_path / "second.tif")],
        MORE_ANNOTATIONS=[str(tmp_path / "labels.tif")],
        CLASS_FIELD="code",
        MODEL=str(model),
        STATISTICS=str(statistics),
        BAND_ROLES="red, -, nir",
        NODATA=0,
        SOURCE_INPUT=[raster],
        SOURCE_LABELS=raster,
        SOURCE_RATIO=0.25,
        ENCODER="mobilenet_v2",
        ENCODER_WEIGHTS=str(weights),
        AUGMENT_RADIOMETRY=False,
        EPOCHS=7,
        PATIENCE=3,
        CHIP_SIZE_PX=128,
        BATCH_SIZE=4,
        LEARNING_RATE=0.001,
        VALIDATION=10,
        TEST=30,
        SEED=5,
        RESUME=True,
        REPORT=str(tmp_path / "page.html"),
    )
    job = job_from_json(json.dumps(worker.job))
    assert job == FineTuneJob(
        inputs=(raster, str(tmp_path / "second.tif")),
        annotations=(raster, str(tmp_path / "labels.tif")),
        output=str(tmp_path / "new.safetensors"),
        report=str(tmp_path / "page.html"),
        class_field="code",
        model=str(model),
        statistics=str(statistics),
        band_roles=("red", "-", "nir"),
        nodata=0.0,
        source_inputs=(raster,),
        source_labels=(raster,),
        source_ratio=0.25,
        encoder="mobilenet_v2",
        encoder_weights=str(weights),
        augment_radiometry=False,
        epochs=7,
        patience=3,
        chip_size_px=128,
        batch_size=4,
        learning_rate=0.001,
        validation=10.0,
        test=30.0,
        seed=5,
        resume=True,
        language=job.language,
    )
    assert {field.name for field in dataclasses.fields(job)} == set(worker.job) - {"kind"}


def test_polygons_that_were_only_drawn(worker, train):
    """A scratch layer reaches the worker as a file."""
    worker.answer(ANSWER)
    layer = QgsVectorLayer("Polygon?crs=EPSG:2154&field=numero:integer", "drawn", "memory")
    feature = QgsFeature(layer.fields())
    feature.setGeometry(QgsGeometry.fromWkt("POLYGON((0 0, 0 1, 1 1, 0 0))"))
    feature["numero"] = 12
    layer.dataProvider().addFeatures([feature])
    train(ANNOTATIONS=layer)
    (file,) = worker.job["annotations"]
    assert file.endswith(".gpkg")


def test_the_model_file_needs_its_ending(worker, train, tmp_path):
    with pytest.raises(QgsProcessingException, match=r"OUTPUT is '.*new\.pth', but .* must end in \.safetensors"):
        train(OUTPUT=str(tmp_path / "new.pth"))


def test_scenes_and_annotations_are_needed(worker, train):
    for name in ("INPUT", "ANNOTATIONS"):
        with pytest.raises(QgsProcessingException, match=name):
            train(**{name: None})
