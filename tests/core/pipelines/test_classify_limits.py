"""A real process with too little memory or disk: one sentence, nothing half done, and what was finished is kept."""

import json
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import rasterio

from cosia.core.jobs import ClassifyJob, job_to_json
from cosia.core.pipelines import classify

ROOT = Path(__file__).parents[3]
ROLES = ("red", "green", "blue", "nir")

WORKER = """
import resource, signal, sys
sys.path.insert(0, {root!r})
import core.pipelines.classify
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
if {disk_bytes}:
    resource.setrlimit(resource.RLIMIT_FSIZE, ({disk_bytes}, {disk_bytes}))
if {memory_bytes}:
    used = int(open("/proc/self/statm").read().split()[0]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (used + {memory_bytes}, used + {memory_bytes}))
from pathlib import Path
from core.worker.server import serve
serve(Path({job!r}))
"""

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="limits of Linux")


@pytest.fixture(scope="module")
def model(write_model):
    return str(write_model())


def work(job, folder, memory_bytes=0, disk_bytes=0):
    """Events of a worker with so little memory and disk, and its exit code."""
    file = folder / "job.json"
    file.write_text(job_to_json(job), encoding="utf-8")
    script = WORKER.format(root=str(ROOT), job=str(file), memory_bytes=memory_bytes, disk_bytes=disk_bytes)
    # The end of stdin would cancel the job.
    reader, writer = os.pipe()
    try:
        done = subprocess.run(
            [sys.executable, "-c", script], stdin=reader, capture_output=True, text=True, timeout=300, check=False
        )
    finally:
        os.close(reader)
        os.close(writer)
    return [json.loads(line) for line in done.stdout.splitlines()], done


class Watcher:
    """A progress that notes how large a file is after each tile."""

    def __init__(self, sizes, file):
        self.sizes, self.file = sizes, file

    def report(self, fraction, message=""):
        if message.startswith("Tile "):
            self.sizes.append(self.file.stat().st_size)

    def log(self, message):
        pass

    warn = log

    def check_cancelled(self):
        pass


@pytest.fixture
def job(tmp_path, write_raster, model):
    pixels = np.random.default_rng(5).integers(1, 255, (4, 300, 320)).astype(np.uint8)
    (tmp_path / "out").mkdir()
    scene = str(write_raster(pixels, roles=ROLES))
    return ClassifyJob(scene, str(tmp_path / "out" / "map.tif"), model, margin_px=32, precision="float32")


def test_a_worker_without_memory_says_so_and_leaves_nothing(job, tmp_path, write_raster):
    # Enough to begin with, so that it is the network which finds no memory, not some library at its start.
    scene = str(write_raster(np.full((4, 1500, 1500), 9, np.uint8), roles=ROLES))
    job = replace(job, input=scene, tile_size_px=1536)
    events, done = work(job, tmp_path, memory_bytes=500_000_000)
    assert events[-1]["event"] == "error", done.stderr
    assert "ran out of memory; choose a smaller tile size" in events[-1]["message"], done.stderr
    assert done.returncode == 1 and list((tmp_path / "out").iterdir()) == []


def test_a_full_disk_keeps_what_is_finished_and_the_map_is_the_same(job, tmp_path, progress):
    probabilities = {"probabilities": str(tmp_path / "out" / "probabilities.tif")}
    job = replace(job, tile_size_px=192, resume=True, **probabilities)
    whole = replace(job, output=str(tmp_path / "whole.tif"), probabilities=str(tmp_path / "all.tif"), resume=False)
    sizes = []
    classify.run(whole, Watcher(sizes, tmp_path / "whole.tif.partial" / "whole.tif.journal"))
    events, done = work(job, tmp_path, disk_bytes=sizes[len(sizes) // 2])
    assert events[-1]["event"] == "error" and "cannot be written" in events[-1]["message"], done.stderr
    assert any("run it again with RESUME" in event.get("message", "") for event in events)
    assert not Path(job.output).exists()
    classify.run(job, progress)
    assert any("tiles were finished before" in message for message in progress.messages)
    for found, expected in ((job.output, whole.output), (job.probabilities, whole.probabilities)):
        with rasterio.open(found) as one, rasterio.open(expected) as other:
            assert (one.read() == other.read()).all()
