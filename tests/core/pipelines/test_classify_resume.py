"""A classification that was cut off goes on where it stopped, and ends as if nothing had happened."""

import json
import random
import shutil
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
import rasterio
from rasterio.transform import from_origin

from cosia.core.errors import CancelledError, InvalidInputError
from cosia.core.jobs import ClassifyJob, Extent, job_to_json
from cosia.core.model.classification_results import ClassificationResults
from cosia.core.model.tile_progress import TileProgress
from cosia.core.pipelines import classify
from cosia.core.raster.tile_journal import TileJournal

ROOT = Path(__file__).parents[3]
ROLES = ("red", "green", "blue", "nir")
OUTPUTS = ("output", "confidence", "probabilities")
TILES = {"tile_size_px": 160, "margin_px": 32}


class Killed(BaseException):
    """As a kill: nothing that handles errors notices it."""


class KilledAt:
    """A progress that kills the run after so many tiles."""

    def __init__(self, tiles=10**9):
        self.tiles, self.seen = tiles, 0
        self.logs, self.warnings = [], []

    def report(self, fraction, message=""):
        if message.startswith("Tile "):
            self.seen += 1
            if self.seen > self.tiles:
                raise Killed

    def log(self, message):
        self.logs.append(message)

    def warn(self, message):
        self.warnings.append(message)

    def check_cancelled(self):
        pass


@pytest.fixture(scope="module")
def model(write_model):
    return str(write_model())


@pytest.fixture(scope="module")
def scene(tmp_path_factory):
    """300 × 260 px of which the upper left quarter holds no data."""
    coarse = np.random.default_rng(5).integers(1, 255, (4, 17, 19))
    pixels = coarse.repeat(16, axis=1).repeat(16, axis=2)[:, :260, :300].astype(np.uint8)
    pixels[:, :130, :150] = 0
    path = tmp_path_factory.mktemp("scene") / "scene.tif"
    options = {"driver": "GTiff", "count": 4, "height": 260, "width": 300, "dtype": "uint8", "nodata": 0}
    transform = from_origin(420_000, 6_710_000, 0.2, 0.2)
    with rasterio.open(path, "w", crs="EPSG:2154", transform=transform, **options) as dataset:
        for band, role in enumerate(ROLES, start=1):
            dataset.set_band_description(band, role)
        dataset.write(pixels)
    return path


@pytest.fixture(scope="module")
def whole(tmp_path_factory, scene, model):
    """What a run gives that nobody cuts off."""
    folder = tmp_path_factory.mktemp("whole")
    paths = {name: str(folder / f"{name}.tif") for name in OUTPUTS}
    job = ClassifyJob(input=str(scene), model=model, **paths, **TILES)
    classify.run(job, KilledAt())
    return contents(job)


@pytest.fixture
def job_of(tmp_path, scene, model):
    """A function that gives a job for a folder of outputs."""

    def make(folder, **options):
        (tmp_path / folder).mkdir(exist_ok=True)
        paths = {name: str(tmp_path / folder / f"{name}.tif") for name in OUTPUTS}
        return ClassifyJob(**{"input": str(scene), "model": model, "resume": True, **paths, **TILES, **options})

    return make


def contents(job):
    """All pixels and metadata of the results."""
    found = {}
    for name in OUTPUTS:
        if getattr(job, name):
            with rasterio.open(getattr(job, name)) as dataset:
                found[name] = dataset.read(), dataset.tags(), [dataset.overviews(band) for band in dataset.indexes]
    return found


def assert_same(one, other):
    assert one.keys() == other.keys()
    for name in one:
        assert (one[name][0] == other[name][0]).all(), name
        assert one[name][1:] == other[name][1:]


def partial_of(job):
    return Path(job.output).with_name("output.tif.partial")


@pytest.mark.parametrize("options", [{}, {"batch_size": 3}, {"resample_to_model": True}])
def test_the_results_are_those_of_a_run_that_nobody_cut_off(job_of, options, write_raster):
    if "resample_to_model" in options:
        pixels = np.random.default_rng(3).integers(1, 255, (4, 11, 13)).repeat(16, 1).repeat(16, 2).astype(np.uint8)
        coarse = rasterio.Affine(0.3, 0, 420_000, 0, -0.3, 6_710_000)
        options = {**options, "input": str(write_raster(pixels, "c.tif", ROLES, transform=coarse))}
    unbroken, cut = job_of("whole", **options), job_of("cut", **options)
    result = classify.run(unbroken, KilledAt())
    stops = 0
    while True:
        progress = KilledAt(5)
        try:
            resumed = classify.run(cut, progress)
            break
        except Killed:
            stops += 1
            assert partial_of(cut).is_dir() and not Path(cut.output).exists()
    assert stops
    assert_same(contents(cut), contents(unbroken))
    assert resumed["areas"] == result["areas"]
    assert any("tiles were finished before" in line for line in progress.logs)
    names = sorted(path.name for path in Path(cut.output).parent.iterdir())
    assert names == sorted(path.name for path in Path(unbroken.output).parent.iterdir())


def test_a_run_that_did_not_ask_for_it_can_be_resumed_after_a_kill(tmp_path, job_of, whole):
    """Nobody foresees a power failure: the journal is written always."""
    cut = job_of("cut", resume=False)
    kill_while_running(cut, tmp_path, at_tiles=3)
    progress = KilledAt()
    classify.run(job_of("cut"), progress)
    assert any("tiles were finished before" in line for line in progress.logs)
    assert_same(contents(cut), whole)


WORKER = """
import sys
sys.path.insert(0, {root!r})
from pathlib import Path
from core.jobs import job_from_json
from core.pipelines import classify

class Progress:
    def report(self, fraction, message=""):
        if message:
            print(message, flush=True)
    def log(self, message): print(message, flush=True)
    def warn(self, message): print(message, flush=True)
    def check_cancelled(self): pass

classify.run(job_from_json(Path({job!r}).read_text(encoding="utf-8")), Progress())
print("ended", flush=True)
"""


def kill_while_running(job, tmp_path, at_tiles=None, after_s=None):
    """Run a job in a process of its own and kill it; whether it ended before."""
    file = tmp_path / "job.json"
    file.write_text(job_to_json(job), encoding="utf-8")
    script = WORKER.format(root=str(ROOT), job=str(file))
    process = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True)
    seen, said = 0, []
    for line in process.stdout:
        said.append(line)
        seen += line.startswith("Tile ")
        if line.startswith("ended"):
            break
        if seen and (seen >= at_tiles if at_tiles else time.sleep(after_s) is None):
            process.kill()
            break
    process.kill()
    process.stdout.close()
    process.wait()
    assert said, "the worker did not start"
    return said[-1].startswith("ended")


def test_a_batch_that_fails_leaves_no_hole_before_those_on_their_way(job_of, whole, monkeypatch):
    cut = job_of("cut", batch_size=1)
    answer, seen = ClassificationResults._answer, []

    def fail_once(self, tile, prediction):
        seen.append(tile)
        if len(seen) == 3:
            raise InvalidInputError("No room for the third tile.")
        return answer(self, tile, prediction)

    monkeypatch.setattr(ClassificationResults, "_answer", fail_once)
    progress = KilledAt()
    with pytest.raises(InvalidInputError, match="third tile"):
        classify.run(cut, progress)
    monkeypatch.undo()
    classify.run(cut, progress)
    assert_same(contents(cut), whole)


def test_kills_at_random_moments_change_nothing(tmp_path, job_of, whole):
    cut = job_of("cut")
    generator = random.Random(4)
    for _attempt in range(3):
        ended = kill_while_running(cut, tmp_path, after_s=generator.uniform(0, 0.5))
        if Path(cut.output).exists():
            # Ended just before it was to be killed.
            assert_same(contents(cut), whole)
        if ended or Path(cut.output).exists():
            break
    progress = KilledAt()
    classify.run(cut, progress)
    assert_same(contents(cut), whole)
    assert not partial_of(cut).exists()


@pytest.mark.parametrize("share", [0.05, 0.4, 0.77, 0.999])
def test_a_torn_journal_loses_only_its_end(job_of, whole, share):
    cut = job_of("cut")
    with pytest.raises(Killed):
        classify.run(cut, KilledAt(6))
    journal = partial_of(cut) / "output.tif.journal"
    content = journal.read_bytes()
    journal.write_bytes(content[: int(len(content) * share)] + bytes(50))
    classify.run(cut, KilledAt())
    assert_same(contents(cut), whole)


@pytest.mark.parametrize(
    ("options", "name"),
    [
        ({"margin_px": 0}, "MARGIN_PX"),
        ({"tile_size_px": 192}, "TILE_SIZE_PX"),
        ({"edge": "zero"}, "EDGE"),
        ({"nodata": 3.0}, "NODATA"),
        ({"confidence": ""}, "CONFIDENCE"),
        ({"normalisation": "norma-target"}, "NORMALISATION"),
        ({"extent": Extent(420_000, 6_709_980, 420_040, 6_710_000)}, "EXTENT"),
        ({"augment": True}, "AUGMENT"),
        ({"precision": "float32"}, "PRECISION"),
    ],
)
def test_another_run_begins_anew_and_says_why(job_of, options, name):
    cut = {"precision": "bfloat16", "probabilities": ""}
    with pytest.raises(Killed):
        classify.run(job_of("cut", **cut), KilledAt(4))
    progress = KilledAt(0)
    with pytest.raises(Killed):
        classify.run(job_of("cut", **{**cut, **options}), progress)
    assert [line for line in progress.warnings if f" {name}:" in line and "computed anew" in line]
    assert not any("were finished before" in line for line in progress.logs)


def test_a_changed_image_is_computed_anew_whole(job_of, scene, tmp_path, whole):
    copy = tmp_path / "copy.tif"
    shutil.copy(scene, copy)
    job = job_of("cut", input=str(copy))
    with pytest.raises(Killed):
        classify.run(job, KilledAt(4))
    with rasterio.open(copy, "r+") as dataset:
        dataset.write(255 - dataset.read())
    progress = KilledAt()
    classify.run(job, progress)
    assert [line for line in progress.warnings if " INPUT:" in line and "computed anew" in line]
    fresh = job_of("fresh", input=str(copy), resume=False)
    classify.run(fresh, KilledAt())
    assert_same(contents(job), contents(fresh))
    assert (contents(job)["output"][0] != whole["output"][0]).mean() > 0.1


def test_another_model_begins_anew(job_of, write_model):
    with pytest.raises(Killed):
        classify.run(job_of("cut"), KilledAt(2))
    progress = KilledAt(0)
    with pytest.raises(Killed):
        classify.run(job_of("cut", model=str(write_model("other", pixel_size_m=0.21))), progress)
    assert [line for line in progress.warnings if "MODEL" in line and "computed anew" in line]


def test_the_tile_size_that_the_memory_chose_stays(job_of, monkeypatch):
    job = job_of("cut", tile_size_px=0)
    monkeypatch.setattr(classify.Predictor, "max_tile_px", lambda self: 224 * 224)
    with pytest.raises(Killed):
        classify.run(job, KilledAt(1))
    monkeypatch.setattr(classify.Predictor, "max_tile_px", lambda self: 512 * 512)
    progress = KilledAt()
    classify.run(job, progress)
    assert any("tiles were finished before" in line for line in progress.logs) and not progress.warnings
    monkeypatch.setattr(classify.Predictor, "max_tile_px", lambda self: 224 * 224)
    unbroken = job_of("unbroken", tile_size_px=0)
    classify.run(unbroken, KilledAt())
    assert_same(contents(job), contents(unbroken))


def test_a_moved_folder_still_goes_on(job_of, tmp_path):
    with pytest.raises(Killed):
        classify.run(job_of("cut"), KilledAt(3))
    shutil.move(tmp_path / "cut", tmp_path / "moved")
    progress = KilledAt()
    classify.run(job_of("moved"), progress)
    assert any("tiles were finished before" in line for line in progress.logs)


def test_a_cancel_keeps_what_is_finished_only_if_it_is_to_be_resumed(job_of, progress):
    for resume in (True, False):
        job = job_of("cut", resume=resume)
        progress.fractions.clear()
        progress.cancel_at = 0.4
        with pytest.raises(CancelledError, match="run it again with RESUME" if resume else "nothing was written"):
            classify.run(job, progress)
        assert partial_of(job).exists() == resume
        assert not Path(job.output).exists()


def test_an_error_before_the_first_tile_leaves_nothing(job_of, tmp_path):
    job = job_of("cut", statistics=str(tmp_path / "absent.json"))
    with pytest.raises(InvalidInputError):
        classify.run(job, KilledAt())
    assert list((tmp_path / "cut").iterdir()) == []


def test_a_full_disk_keeps_what_is_finished(job_of, whole, monkeypatch):
    job, add, added = job_of("cut"), TileJournal.add, []

    def fails(self, record):
        if len(added) == 3:
            raise self._unwritable(OSError(28, "No space left on device"))
        added.append(record)
        add(self, record)

    monkeypatch.setattr(TileJournal, "add", fails)
    progress = KilledAt()
    with pytest.raises(InvalidInputError, match="No space left on device; free the disk"):
        classify.run(job, progress)
    assert any("run it again with RESUME" in line for line in progress.logs)
    monkeypatch.undo()
    classify.run(job, KilledAt())
    assert_same(contents(job), whole)


def test_a_disk_too_small_is_noticed_after_the_first_tiles(tmp_path, progress, monkeypatch):
    journal = TileJournal(tmp_path / "j")
    pace = TileProgress(10_000, 1.0, journal, [tmp_path], progress)
    monkeypatch.setattr("cosia.core.model.tile_progress.FIRST_SECONDS", 0.0)
    monkeypatch.setattr("shutil.disk_usage", lambda folder: shutil._ntuple_diskusage(10**12, 10**12, 5 * 10**9))
    pace.begin(0)
    journal.size = 3_000_000
    with pytest.raises(InvalidInputError, match=r"needs about 25\.0 GB more .* has 5\.0 GB free"):
        pace.tell(3)
    assert any("By the first tiles, the other 9997 take" in line for line in progress.messages)


def test_a_second_run_on_the_same_output_is_refused_and_disturbs_nothing(job_of, whole):
    job, refused = job_of("cut"), []

    class Meddler(KilledAt):
        def report(self, fraction, message=""):
            if message.startswith("Tile 5 "):
                with pytest.raises(InvalidInputError, match="is being written by another run"):
                    classify.run(job_of("cut", resume=False), KilledAt())
                refused.append(message)

    classify.run(job, Meddler())
    assert refused
    assert_same(contents(job), whole)


def test_the_journal_tells_what_it_belongs_to(job_of):
    job = job_of("cut")
    with pytest.raises(Killed):
        classify.run(job, KilledAt(2))
    header = TileJournal(partial_of(job) / "output.tif.journal").header()
    assert header["settled"]["tiling"]["tile_width"] == 160
    assert json.dumps(header["identity"]["NORMALISATION"]).startswith('["norma-source"')
