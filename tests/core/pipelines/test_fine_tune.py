"""Scenes and annotations become a better model, its record and its report; wrong input leaves nothing behind."""

import json
from pathlib import Path

import numpy as np
import pytest
import shapely
from rasterio.transform import from_origin

from cosia.core.errors import CancelledError, InvalidInputError, ModelError
from cosia.core.jobs import ClassifyJob, FineTuneJob
from cosia.core.model.model_file import load_model, read_passport
from cosia.core.pipelines import classify, fine_tune

ROLES = ("red", "green", "blue", "nir")
CLASSES = {1: (200, 60, 60, 70), 6: (30, 50, 90, 10), 12: (70, 120, 60, 180)}
"""Digital numbers of building, water and grass."""

SIDE_PX = 256


def painted(seed=0, scale=1, dtype=np.uint8, side=SIDE_PX):
    """A scene of squares of three classes, with noise, and its truth."""
    rng = np.random.default_rng(seed)
    coarse = rng.choice(list(CLASSES), (side // 16, side // 16))
    truth = np.kron(coarse, np.ones((16, 16), np.uint8)).astype(np.uint8)
    pixels = np.zeros((4, *truth.shape))
    for numero, colour in CLASSES.items():
        pixels[:, truth == numero] = np.array(colour, float)[:, None]
    pixels = (pixels + rng.normal(0, 12, pixels.shape)).clip(1, 255) * scale
    return pixels.astype(dtype), truth


@pytest.fixture
def scene(write_raster):
    pixels, truth = painted()
    return str(write_raster(pixels, roles=ROLES)), str(write_raster(truth, "truth.tif", nodata=0))


@pytest.fixture(scope="module")
def model(write_model):
    return str(write_model())


@pytest.fixture
def train(tmp_path, progress, model, scene):
    """A function that fine-tunes a tiny random model; keyword arguments change the job."""

    def train(told=progress, **changes):
        values = {
            "inputs": (scene[0],),
            "annotations": (scene[1],),
            "output": str(tmp_path / "new.safetensors"),
            "model": model,
            "epochs": 1,
            "chip_size_px": 64,
            "batch_size": 4,
            "learning_rate": 3e-3,
        }
        return fine_tune.run(FineTuneJob(**{**values, **changes}), told)

    return train


@pytest.fixture(autouse=True)
def short_epochs(monkeypatch):
    monkeypatch.setattr("cosia.core.training.experiment.Experiment._steps", lambda self, batch: 4)


def files_of(folder):
    return sorted(path.name for path in Path(folder).iterdir())


def polygons(path, shapes, classes, crs="EPSG:2154"):
    import pyogrio

    pyogrio.raw.write(
        path,
        shapely.to_wkb(np.array(shapes, object)),
        [np.array(classes, np.int32)],
        ["numero"],
        crs=crs,
        geometry_type="Polygon",
        driver="GPKG",
    )
    return str(path)


def test_a_better_model_with_its_record_and_report_which_classify_takes_at_once(train, tmp_path, scene, progress):
    import rasterio

    report = tmp_path / "report.html"
    results = train(epochs=6, report=str(report))
    assert results["miou_after"] > results["miou_before"] + 20 and results["oa_after"] > 70
    passport = read_passport(tmp_path / "new.safetensors")
    assert passport.tensor_hash == results["model_hash"] and passport.name == "new"
    assert passport.normalisation == "norma-source" and passport.encoding == "8-bit"
    assert passport.means == pytest.approx(painted()[0].mean(axis=(1, 2)), rel=1e-3)
    record = passport.training
    assert record["strategy"] == "ft-initialisation" and record["parent"] == "tiny"
    assert record["accuracy"]["miou"] == pytest.approx(results["miou_after"], abs=0.01)
    assert record["accuracy_before"]["oa"] == pytest.approx(results["oa_before"], abs=0.01)
    assert record["parent_hash"].startswith("sha256:") and not record["stopped_early"]
    areas = record["areas_m2"]
    whole = (painted()[1] == 6).sum() * 0.04
    assert 0.6 * whole < sum(areas[part]["Water"] for part in areas) < whole
    assert "Squares of 13 m on the ground" in record["split"]
    page = report.read_text(encoding="utf-8")
    assert "new" in page and 'src="http' not in page and "<script" not in page
    assert files_of(tmp_path) == ["new.safetensors", "report.html", "scene.tif", "truth.tif"]
    told = [line for line in progress.messages if line.startswith("Epoch ")]
    assert len(told) >= 5 and "validation loss" in told[0] and "mIoU" in told[0]
    output = tmp_path / "map.tif"
    classify.run(ClassifyJob(scene[0], str(output), model=str(tmp_path / "new.safetensors")), progress)
    with rasterio.open(output) as dataset:
        assert (dataset.read(1) == painted()[1]).mean() > 0.7


def test_the_same_seed_gives_the_same_model(train, tmp_path):
    first = train(validation=0.0)["model_hash"]
    assert train(validation=0.0)["model_hash"] == first
    assert train(validation=0.0, seed=1)["model_hash"] != first


def test_what_is_held_out_changes_nothing(train, tmp_path, write_raster, scene):
    """With other pixels and other classes wherever training may not look, the same weights come out."""
    import rasterio

    from cosia.core.training.data import TrainingData
    from cosia.core.training.split import TEST

    seen = {}
    windows_of = TrainingData.windows

    def remember(self, part):
        seen[part] = windows_of(self, part)
        return seen[part]

    statistics = tmp_path / "statistics.json"
    bands = [{"role": role, "mean": 100.0, "deviation": 60.0} for role in ROLES]
    statistics.write_text(json.dumps({"encoding": "8-bit", "pixels": 1, "bands": bands}))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TrainingData, "windows", remember)
        before = train(statistics=str(statistics), validation=0.0)
    with rasterio.open(scene[0], "r+") as image, rasterio.open(scene[1], "r+") as truth:
        pixels, labels = image.read(), truth.read(1)
        for _scene, (left, top, width, height) in seen[TEST]:
            square = slice(top, top + height), slice(left, left + width)
            pixels[:, square[0], square[1]] = 255 - pixels[:, square[0], square[1]]
            labels[square] = np.where(labels[square] == 6, 12, 6)
        image.write(pixels)
        truth.write(labels, 1)
    with pytest.MonkeyPatch.context() as patch:
        # The split looks at the classes, which are others now: take the same one.
        from cosia.core.training import data as data_module

        split = split_of(seen)
        patch.setattr(data_module, "split_cells", split)
        after = train(statistics=str(statistics), validation=0.0)
    assert after["model_hash"] == before["model_hash"]
    assert after["oa_after"] != before["oa_after"]


def split_of(seen):
    """A split whose test cells are those that were seen."""
    from cosia.core.training.split import TEST, TRAINING, Split

    def split(counts, validation, test, gap_share, seed):
        held_out = {(0, window[1] // 64, window[0] // 64) for _scene, window in seen[TEST]}
        return Split({cell: TEST if cell in held_out else TRAINING for cell in counts}, False)

    return split


def test_a_few_polygons_are_enough(train, tmp_path, progress):
    _pixels, truth = painted()
    shapes, classes = [], []
    places = ((1, 1), (2, 9), (8, 3), (9, 14), (14, 2), (13, 10), (11, 6), (4, 13), (12, 14), (6, 11), (5, 6))
    for row, column in places:
        left, top = 420_000 + column * 16 * 0.2, 6_710_000 - row * 16 * 0.2
        shapes.append(shapely.box(left + 0.3, top - 2.9, left + 2.9, top - 0.3))
        classes.append(int(truth[row * 16, column * 16]))
    results = train(annotations=(polygons(tmp_path / "annotations.gpkg", shapes, classes),), epochs=2)
    assert results["oa_after"] != ""
    record = read_passport(tmp_path / "new.safetensors").training
    annotated = sum(sum(areas.values()) for areas in record["areas_m2"].values())
    assert annotated == pytest.approx(11 * 2.6**2, rel=0.1)


@pytest.mark.parametrize("strategy", ["ft-freeze-encoder", "ft-finetune-head"])
def test_frozen_parts_stay(train, tmp_path, write_model, strategy):
    train(strategy=strategy, monitor="loss", patience=9)
    before, after = (load_model(path)[1].state_dict() for path in (write_model(), tmp_path / "new.safetensors"))
    moved = {name.split(".")[0] for name in before if not np.array_equal(before[name], after[name])}
    assert (
        moved
        == {"ft-freeze-encoder": {"decoder", "segmentation_head"}, "ft-finetune-head": {"segmentation_head"}}[strategy]
    )


def test_from_scratch_needs_imagenet_weights(train, tmp_path, monkeypatch):
    monkeypatch.setenv("HF_ENDPOINT", "http://127.0.0.1:9")
    monkeypatch.setenv("HF_HUB_CACHE", str(tmp_path / "cache"))
    with pytest.raises(ModelError, match="ENCODER_WEIGHTS"):
        train(strategy="app-scratch")
    assert not (tmp_path / "new.safetensors").exists()


def test_from_scratch_with_a_file(train, tmp_path, write_model):
    import torch

    encoder = {
        name.removeprefix("encoder."): tensor
        for name, tensor in load_model(write_model(band_roles=ROLES[:3], means=(1, 1, 1), deviations=(1, 1, 1)))[1]
        .state_dict()
        .items()
        if name.startswith("encoder.")
    }
    weights = tmp_path / "imagenet.pth"
    torch.save(encoder, weights)
    values = {"strategy": "app-scratch", "encoder_weights": str(weights), "epochs": 2}
    with pytest.raises(Killed):
        train(KilledAfter(1), **values, resume=True)
    weights.rename(tmp_path / "other.pth")
    values["encoder_weights"] = str(tmp_path / "other.pth")
    resumed = CancelledAfter(99)
    results = train(resumed, **values, resume=True)
    assert "The training that was cut off goes on after epoch 1." in resumed.logs
    passport = read_passport(tmp_path / "new.safetensors")
    assert "ImageNet weights that the encoder started from: other.pth" in passport.licence
    assert passport.source.endswith("app-scratch from ImageNet weights other.pth")
    assert (passport.encoder, passport.band_roles, len(passport.outputs)) == ("mobilenet_v2", ROLES, 15)
    assert results["miou_before"] != "" and passport.training["compared_with"] == "tiny"
    with pytest.raises(Killed):
        train(KilledAfter(1), **values, resume=True)
    torch.save({name: 0.9 * tensor if tensor.ndim == 4 else tensor for name, tensor in encoder.items()}, weights)
    told = CancelledAt("Epoch 1 of")
    with pytest.raises(CancelledError):
        train(told, **{**values, "encoder_weights": str(weights)}, resume=True)
    assert any("cannot be used, since" in line for line in told.logs)


@pytest.mark.parametrize(("normalisation", "kept"), [("norma-01", ()), ("norma-source", (105.0, 110.0, 101.0, 106.0))])
def test_normalisations(train, tmp_path, normalisation, kept):
    train(normalisation=normalisation)
    passport = read_passport(tmp_path / "new.safetensors")
    assert passport.means == kept


@pytest.mark.parametrize("extra_bands", ["zero", "nearest", "mean"])
def test_six_bands_into_four(train, tmp_path, write_raster, extra_bands):
    pixels, _truth = painted()
    six = np.concatenate([pixels, pixels[[2]] // 2, pixels[[3]] // 2])
    path = write_raster(six, "six.tif", roles=(*ROLES, "deep_blue", "red_edge"))
    train(inputs=(str(path),), extra_bands=extra_bands)
    passport = read_passport(tmp_path / "new.safetensors")
    assert passport.band_roles == (*ROLES, "deep_blue", "red_edge")
    assert (passport.extension, passport.extended_bands) == (extra_bands, ("deep_blue", "red_edge"))
    assert len(passport.means) == 6


def test_a_second_source_of_another_sensor(train, tmp_path, write_raster, progress):
    """16-bit target of 0.3 m with six bands, mixed with an 8-bit source of 0.2 m with four."""
    pixels, truth = painted(1, 20, np.uint16)
    six = np.concatenate([pixels, pixels[[2]] // 2, pixels[[3]] // 2])
    options = {"transform": from_origin(500_000, 6_600_000, 0.3, 0.3), "tags": {"COSIA_ENCODING": "reflectance"}}
    target = write_raster(six, "target.tif", roles=(*ROLES, "deep_blue", "red_edge"), **options)
    labels = write_raster(truth, "target-truth.tif", nodata=0, transform=options["transform"])
    source, source_truth = painted(2)
    train(
        inputs=(str(target),),
        annotations=(str(labels),),
        extra_bands="zero",
        source_inputs=(str(write_raster(source, "source.tif", roles=ROLES)),),
        source_labels=(str(write_raster(source_truth, "source-truth.tif", nodata=0)),),
        source_ratio=0.5,
    )
    passport = read_passport(tmp_path / "new.safetensors")
    assert (passport.encoding, passport.pixel_size_m) == ("reflectance", 0.3)
    assert "50 % of the chips" in json.dumps(passport.training["settings"], ensure_ascii=False)


def test_classes_of_the_second_source_that_the_model_lacks_are_told(
    train, tmp_path, write_raster, write_model, progress
):
    pixels, truth = painted(2)
    elsewhere = {"transform": from_origin(500_000, 6_600_000, 0.2, 0.2)}
    source = str(write_raster(pixels, "source.tif", roles=ROLES, **elsewhere))
    wider = np.where(truth == 6, 15, truth)
    labels = str(write_raster(wider, "source-truth.tif", nodata=0, **elsewhere))
    changes = {"model": str(write_model("three", outputs=(1, 6, 12))), "source_inputs": (source,), "epochs": 1}
    train(**changes, source_labels=(labels,), class_weights="inverse")
    weights = read_passport(tmp_path / "new.safetensors").training["settings"]["Class weights"]
    assert "Greenhouse" in weights.split("Nothing is learned of classes without annotation")[1]
    (told,) = [warning for warning in progress.warnings if "second source" in warning]
    assert "that the model 'three' does not know and cannot learn: Greenhouse; they count for nothing" in told
    assert told in read_passport(tmp_path / "new.safetensors").training["warnings"]
    only = str(write_raster(np.where(truth, 15, 0).astype(np.uint8), "only.tif", nodata=0, **elsewhere))
    with pytest.raises(InvalidInputError, match="hold no class that the model 'three' knows, only Greenhouse; give"):
        train(**changes, source_labels=(only,))


def test_three_scenes_are_held_out_as_wholes(train, tmp_path, write_raster):
    inputs, labels = [], []
    for number in range(3):
        pixels, truth = painted(number)
        options = {"transform": from_origin(420_000 + 1000 * number, 6_710_000, 0.2, 0.2)}
        inputs.append(str(write_raster(pixels, f"scene-{number}.tif", roles=ROLES, **options)))
        labels.append(str(write_raster(truth, f"truth-{number}.tif", nodata=0, **options)))
    train(inputs=tuple(inputs), annotations=tuple(labels))
    record = read_passport(tmp_path / "new.safetensors").training
    assert record["split"].startswith("Whole scenes: 1 for training, 1 for validation, 1 for the test")
    assert record["scenes"] == ["scene-0.tif", "scene-1.tif", "scene-2.tif"]


class CancelledAfter:
    """A progress that the user cancels after an epoch."""

    def __init__(self, epoch):
        self._epoch, self._seen = epoch, 0
        self.logs = []

    def report(self, fraction, message=""):
        self.check_cancelled()

    def log(self, message):
        self.logs.append(message)
        self._seen += message.startswith("Epoch ")

    warn = log

    def check_cancelled(self):
        if self._seen >= self._epoch:
            raise CancelledError("Cancelled: nothing was written.")


def test_cancel_keeps_the_best_model_so_far(train, tmp_path):
    with pytest.raises(CancelledError, match=r"the best model so far \(epoch \d\) was kept in '.*new.safetensors'"):
        train(CancelledAfter(2), epochs=50)
    assert files_of(tmp_path) == ["new.safetensors", "scene.tif", "truth.tif"]
    passport = read_passport(tmp_path / "new.safetensors")
    assert passport.training["stopped_early"] and "accuracy" not in passport.training
    load_model(tmp_path / "new.safetensors")


def test_cancel_before_anything_was_learned(train, tmp_path):
    with pytest.raises(CancelledError, match="nothing was written"):
        train(CancelledAfter(0))
    assert files_of(tmp_path) == ["scene.tif", "truth.tif"]


class Killed(BaseException):
    pass


class KilledAfter(CancelledAfter):
    def check_cancelled(self):
        if self._seen >= self._epoch:
            raise Killed


def test_a_killed_training_is_resumed(train, tmp_path):
    whole = train(epochs=2)["model_hash"]
    (tmp_path / "new.safetensors").unlink()
    with pytest.raises(Killed):
        train(KilledAfter(1), epochs=2, resume=True)
    assert (tmp_path / "new.safetensors.partial" / "checkpoint.pt").exists()
    resumed = CancelledAfter(99)
    results = train(resumed, epochs=2, resume=True)
    assert "The training that was cut off goes on after epoch 1." in resumed.logs
    assert results["model_hash"] == whole
    assert files_of(tmp_path) == ["new.safetensors", "scene.tif", "truth.tif"]


class CancelledAt(CancelledAfter):
    """A progress that the user cancels when it says something."""

    def __init__(self, sentence, error=CancelledError):
        super().__init__(99)
        self._sentence, self._error = sentence, error

    def report(self, fraction, message=""):
        if message.startswith(self._sentence):
            self._epoch = 0
        self.check_cancelled()

    def check_cancelled(self):
        if self._epoch == 0:
            raise self._error("Cancelled: nothing was written.")


def test_a_training_of_other_values_begins_anew_and_says_so(train, monkeypatch):
    with pytest.raises(Killed):
        train(KilledAfter(1), epochs=2, batch_size=0, resume=True)
    # The memory that is free now is less than it was: the same training all the same.
    monkeypatch.setattr("cosia.core.training.experiment.choose_batch_size", lambda *_arguments: 2)
    with pytest.raises(Killed):
        train(again := CancelledAt("Epoch 2 of", Killed), epochs=2, batch_size=0, resume=True)
    assert "The training that was cut off goes on after epoch 1." in again.logs
    told = CancelledAt("Epoch 1 of")
    with pytest.raises(CancelledError):
        train(told, epochs=2, batch_size=0, resume=True, loss="focal")
    assert any("cannot be used, since its scenes, annotations or values were others" in line for line in told.logs)


@pytest.mark.parametrize("sentence", ["Reading annotations", "Statistics of the scenes"])
def test_cancel_before_training(train, tmp_path, sentence):
    with pytest.raises(CancelledError, match="nothing was written"):
        train(CancelledAt(sentence))
    assert files_of(tmp_path) == ["scene.tif", "truth.tif"]


@pytest.mark.parametrize(
    ("sentence", "told", "tested"),
    [
        ("Looking at the test", "the best model so far", False),
        ("Writing the report", "the model was finished and kept", True),
    ],
)
def test_cancel_after_training_loses_nothing(train, tmp_path, sentence, told, tested):
    with pytest.raises(CancelledError, match=told):
        train(CancelledAt(sentence), report=str(tmp_path / "report.html"), epochs=1)
    assert files_of(tmp_path) == ["new.safetensors", "scene.tif", "truth.tif"]
    assert ("accuracy" in read_passport(tmp_path / "new.safetensors").training) == tested


def test_a_report_that_cannot_be_written(train, tmp_path, monkeypatch):
    """A missing folder is refused before anything is trained; a disk that fills up costs the report, not the model."""
    with pytest.raises(InvalidInputError, match="nowhere' does not exist; create it"):
        train(CancelledAfter(0), report=str(tmp_path / "nowhere" / "report.html"))
    real = Path.write_text

    def full(self, *arguments, **options):
        if self.suffix == ".html":
            raise OSError(28, "No space left on device")
        return real(self, *arguments, **options)

    monkeypatch.setattr(Path, "write_text", full)
    with pytest.raises(InvalidInputError, match=r"No space left .* The model was finished and kept in '.*new.safete"):
        train(report=str(tmp_path / "report.html"), epochs=1)
    assert files_of(tmp_path) == ["new.safetensors", "scene.tif", "truth.tif"]


def test_a_disk_that_is_full_when_the_model_is_written(train, tmp_path, monkeypatch):
    real = Path.write_bytes

    def full(self, content):
        if self.name == "new.safetensors":
            raise OSError(28, "No space left on device")
        return real(self, content)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "write_bytes", full)
        with pytest.raises(InvalidInputError, match=r"No space left .* kept beside it: run it again with RESUME"):
            train(epochs=1)
    resumed = CancelledAfter(99)
    train(resumed, epochs=1, resume=True)
    assert "The training that was cut off goes on after epoch 1." in resumed.logs
    assert files_of(tmp_path) == ["new.safetensors", "scene.tif", "truth.tif"]


WRONG = [
    ({"annotations": ()}, "ANNOTATIONS is empty"),
    ({"inputs": ()}, "INPUT is empty"),
    ({"inputs": ("a.tif", "b.tif", "a.tif")}, "INPUT holds 'a.tif' twice; give each scene once"),
    ({"strategy": "ft-magic"}, "STRATEGY 'ft-magic' is unknown; use one of app-scratch"),
    ({"loss": "l2"}, "LOSS 'l2' is unknown"),
    ({"epochs": 0}, "EPOCHS is 0, but must lie between 1"),
    ({"validation": 50.0, "test": 50.0}, "VALIDATION and TEST take 100 %"),
    ({"batch_size": 1}, "BATCH_SIZE is 1, but batch normalisation needs two"),
    ({"seed": -1}, "SEED holds -1, but seeds are whole numbers from 0 to 2147483647"),
    ({"chip_size_px": 100}, "CHIP_SIZE_PX is 100, but must be a multiple of 32"),
    ({"chip_size_px": 512}, "256 × 256 pixels, fewer than one training chip of 512 × 512"),
    ({"output": "model.pth"}, "OUTPUT is 'model.pth', but must end in .safetensors"),
    ({"source_inputs": ("a.tif",)}, "SOURCE_INPUT and SOURCE_LABELS go together"),
    ({"source_inputs": ("a",), "source_labels": ("b",), "source_ratio": 0.0}, "the second source would teach nothing"),
    ({"annotations": ("nowhere.gpkg",)}, "The annotations 'nowhere.gpkg' do not exist"),
    ({"inputs": ("nowhere.tif",)}, "The raster 'nowhere.tif' cannot be opened"),
]


@pytest.mark.parametrize(("changes", "sentence"), WRONG, ids=lambda value: value if isinstance(value, str) else "")
def test_wrong_values(train, tmp_path, changes, sentence):
    with pytest.raises(InvalidInputError, match=sentence):
        train(**changes)
    assert files_of(tmp_path) == ["scene.tif", "truth.tif"]


def test_one_class_only(train, tmp_path, write_raster):
    labels = write_raster(np.full((SIDE_PX, SIDE_PX), 12, np.uint8), "one.tif")
    with pytest.raises(
        InvalidInputError, match="one class only, Herbaceous vegetation; a model learns from two or more"
    ):
        train(annotations=(str(labels),))
    assert "new.safetensors.partial" not in files_of(tmp_path)


def test_no_annotation_on_the_scene(train, tmp_path, write_raster):
    away = {"transform": from_origin(900_000, 6_000_000, 0.2, 0.2)}
    labels = write_raster(painted()[1], "away.tif", **away)
    with pytest.raises(InvalidInputError, match="name no class on a valid pixel of the scenes; check where they lie"):
        train(annotations=(str(labels),))
    shapes = [shapely.box(900_000, 6_000_000, 900_010, 6_000_010)]
    with pytest.raises(InvalidInputError):
        train(annotations=(polygons(tmp_path / "away.gpkg", shapes, [1]),))


def test_a_model_of_other_classes(train, write_model):
    model = write_model("towns", outputs=(1, 2, 3))
    with pytest.raises(
        InvalidInputError, match="classes that the model 'towns' does not know: Water, Herbaceous vegetation"
    ):
        train(model=str(model))


def test_outputs_that_are_no_class_stay_none(train, tmp_path, scene, write_model, progress):
    """As in IGN's FLAIR-INC models: 19 outputs, of which four stand for nothing."""
    import rasterio

    outputs = (*range(1, 14), 0, 0, 14, 0, 15, 0)
    train(model=str(write_model("flair", outputs=outputs)), epochs=1, class_weights="inverse")
    assert read_passport(tmp_path / "new.safetensors").outputs == outputs
    classify.run(ClassifyJob(scene[0], str(tmp_path / "map.tif"), model=str(tmp_path / "new.safetensors")), progress)
    with rasterio.open(tmp_path / "map.tif") as dataset:
        assert set(np.unique(dataset.read(1))) <= set(range(1, 16))


def test_nothing_held_out(train, tmp_path):
    results = train(epochs=2, validation=0.0, test=0.0, report=str(tmp_path / "report.html"))
    assert (results["miou_before"], results["oa_after"], results["epochs"]) == ("", "", 2)
    record = read_passport(tmp_path / "new.safetensors").training
    assert record["verdict"] == "cannot tell" and "nothing was held out for validation" in record["reason"]
    assert record["chosen_epoch"] == 2 and "There are no test blocks" in (tmp_path / "report.html").read_text("utf-8")


def test_a_model_of_other_bands(train, write_model):
    model = write_model("six", band_roles=("red", "green", "red_edge"), means=(1, 1, 1), deviations=(1, 1, 1))
    with pytest.raises(InvalidInputError, match="'six' needs the band red_edge, which the scenes lack"):
        train(model=str(model))


def test_scenes_that_do_not_go_together(train, write_raster, scene):
    other = write_raster(painted()[0][:3], "three.tif", roles=ROLES[:3])
    with pytest.raises(
        InvalidInputError, match=r"three.tif' has the bands red, green, blue, but .* give scenes of the same"
    ):
        train(inputs=(scene[0], str(other)))


def test_values_of_unknown_meaning(train, write_raster):
    path = write_raster(painted(0, 20, np.uint16)[0], "unknown.tif", roles=ROLES)
    with pytest.raises(
        InvalidInputError, match=r"Nothing says what the values of .* mean; stack it with 'Stack bands'"
    ):
        train(inputs=(str(path),))


def test_source_statistics_of_another_encoding(train, write_raster):
    tags = {"COSIA_ENCODING": "reflectance"}
    path = write_raster(painted(0, 20, np.uint16)[0], "reflectance.tif", roles=ROLES, tags=tags)
    with pytest.raises(
        InvalidInputError, match="norma-source would apply statistics of 8-bit values to reflectance"
    ) as error:
        train(inputs=(str(path),), normalisation="norma-source")
    assert error.value.message.endswith("; choose norma-target, or give scenes that 'Stack bands' made 8-bit.")


def test_a_full_disk(train, tmp_path, monkeypatch):
    monkeypatch.setattr("shutil.disk_usage", lambda path: type("Usage", (), {"free": 1000})())
    with pytest.raises(InvalidInputError, match=r"Training needs .* GB in .*; write the output to another disk"):
        train()
    assert files_of(tmp_path) == ["scene.tif", "truth.tif"]
