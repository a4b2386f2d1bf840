"""What happens to a classification on a real machine: kills of QGIS and of its worker, a second run, a bad image."""

import os
import random
import signal
import subprocess
import time

import numpy as np
import pytest
from osgeo import gdal

gdal.UseExceptions()

TILES = {"TILE_SIZE_PX": 192, "MARGIN_PX": 64}
"""Small ones: there is a moment between any two."""

KILLS = int(os.environ.get("COSIA_KILLS", "3"))
"""At random moments, of QGIS and of the worker in turn; ``COSIA_KILLS=20`` for a longer trial."""


@pytest.fixture(scope="module")
def whole(qgis_process, stack, tmp_path_factory):
    """The map of a run that nothing happens to."""
    output = tmp_path_factory.mktemp("whole") / "map.tif"
    qgis_process.results("classify", INPUT=stack, OUTPUT=output, **TILES)
    return read(output)


def read(path):
    return gdal.Open(str(path)).ReadAsArray()


def workers_of(process):
    """Process numbers of the workers that a ``qgis_process`` started."""
    listing = subprocess.run(["ps", "-ewwo", "pid,ppid,args"], capture_output=True, text=True, check=True).stdout
    rows = [line.split(None, 2) for line in listing.splitlines()[1:]]
    return [int(pid) for pid, parent, words in rows if int(parent) == process.pid and "-m core" in words]


def wait_for(condition, limit_s=60.0):
    deadline_s = time.monotonic() + limit_s
    while not condition() and time.monotonic() < deadline_s:
        time.sleep(0.02)
    assert condition()


def journal_of(output):
    return output.with_name(output.name + ".partial") / (output.name + ".journal")


def start_and_wait(qgis_process, stack, output, journal_bytes, **parameters):
    """A run that has written so much of its journal."""
    process = qgis_process.start("classify", INPUT=stack, OUTPUT=output, **TILES, **parameters)
    journal = journal_of(output)
    wait_for(lambda: process.poll() is not None or (journal.is_file() and journal.stat().st_size > journal_bytes))
    assert process.poll() is None, process.communicate()
    return process


def test_killed_workers_and_killed_qgis_lose_no_finished_tile(qgis_process, stack, tmp_path, whole):
    output, generator = tmp_path / "map.tif", random.Random(1)
    size, started = 0, set()
    for kill in range(KILLS):
        process = start_and_wait(qgis_process, stack, output, size, RESUME=True)
        time.sleep(generator.uniform(0, 0.3))
        workers = workers_of(process)
        started.update(workers)
        assert workers
        if kill % 2:
            process.kill()
            process.communicate(timeout=60)
        else:
            for worker in workers:
                os.kill(worker, signal.SIGKILL)
            text = process.communicate(timeout=60)[0]
            assert process.returncode == 1 and "Traceback" not in text
        wait_for(lambda: not any(os.path.exists(f"/proc/{worker}") for worker in started))
        assert not output.exists() and journal_of(output).stat().st_size >= size
        size = journal_of(output).stat().st_size
    code, text = qgis_process.run("classify", INPUT=stack, OUTPUT=output, RESUME="true", **TILES)
    assert code == 0 and "tiles were finished before" in text
    assert (read(output) == whole).all()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["map.qml", "map.tif", "map.tif.aux.xml"]


def test_a_second_run_on_the_same_output_is_refused(qgis_process, stack, tmp_path):
    output = tmp_path / "map.tif"
    process = start_and_wait(qgis_process, stack, output, 0, AUGMENT=True)
    code, text = qgis_process.run("classify", INPUT=stack, OUTPUT=output, **TILES)
    try:
        assert process.poll() is None, "the first run ended too early to be disturbed"
        assert code == 1 and "is being written by another run" in text
        assert journal_of(output).is_file()
    finally:
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=60)
    assert list(tmp_path.iterdir()) == []


def test_an_image_that_breaks_off_ends_the_run_with_one_sentence(qgis_process, stack, tmp_path):
    image, output = tmp_path / "scene.tif", tmp_path / "out" / "map.tif"
    output.parent.mkdir()
    gdal.Translate(str(image), str(stack), creationOptions=["TILED=YES", "BLOCKXSIZE=128", "BLOCKYSIZE=128"])
    os.truncate(image, image.stat().st_size * 2 // 3)
    code, text = qgis_process.run("classify", INPUT=image, OUTPUT=output, **TILES)
    assert code == 1 and "Traceback" not in text
    assert "is damaged" in text or "is truncated" in text or "cannot be opened" in text
    assert list(output.parent.iterdir()) == []


def test_an_image_that_vanishes_while_it_is_read_harms_nothing(qgis_process, stack, tmp_path, whole):
    image, output = tmp_path / "scene.tif", tmp_path / "map.tif"
    gdal.Translate(str(image), str(stack))
    process = start_and_wait(qgis_process, image, output, 0)
    image.unlink()
    text = process.communicate(timeout=300)[0]
    assert "Traceback" not in text
    if process.returncode == 0:
        assert (read(output) == whole).all()
    else:
        assert not output.exists() and not journal_of(output).exists()


def test_a_folder_in_which_nobody_may_write_is_told_at_once(qgis_process, stack):
    code, text = qgis_process.run("classify", INPUT=stack, OUTPUT="/sys/map.tif", **TILES)
    assert code == 1 and "'/sys/map.tif' cannot be written" in text and "Traceback" not in text


def test_paths_with_accents_blanks_and_many_letters(qgis_process, stack, tmp_path, whole):
    folder = tmp_path / "ré sultats" / ("long" * 40)
    folder.mkdir(parents=True)
    report = folder / "rapport d'été.html"
    results = qgis_process.results(
        "classify", INPUT=stack, OUTPUT=folder / "carte é.tif", REPORT=report, RESUME="true", **TILES
    )
    assert results["REPORT"] == str(report) and "<svg" in report.read_text(encoding="utf-8")
    assert (read(folder / "carte é.tif") == whole).all()


def test_without_room_for_temporary_files_the_map_is_made(qgis_process, stack, tmp_path, whole):
    code, text = qgis_process.run(
        "classify", {"TMPDIR": str(tmp_path / "absent")}, INPUT=stack, OUTPUT=tmp_path / "map.tif", **TILES
    )
    assert code == 0, text
    assert (read(tmp_path / "map.tif") == whole).all()


def test_the_averaged_map_is_another_one_and_says_so(qgis_process, stack, tmp_path, whole):
    output = tmp_path / "map.tif"
    qgis_process.results("classify", INPUT=stack, OUTPUT=output, AUGMENT="true")
    assert gdal.Open(str(output)).GetMetadataItem("COSIA_AUGMENTATION") == "8 orientations"
    assert 0.9 < np.mean(read(output) == whole) < 1
