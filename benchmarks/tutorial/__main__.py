"""Fine-tunes the ortho demonstration model to the sample scene from the tutorial's polygons, and tells what that takes
and brings.

    python -m benchmarks.tutorial [--folder DIR] [--seed N]

Beside the accuracy on the test blocks, which the product measures itself, the maps before and after are compared with
the truth of the whole scene, but for what lies near any polygon: an independent check on ground that neither the
training nor the choice of the epoch has seen.
"""

import argparse
import os
import resource
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import rasterio
import shapely
from numpy.typing import NDArray
from rasterio.features import geometry_mask

from core.jobs import ClassifyJob, FineTuneJob, Job, StackBandsJob
from core.nomenclature import CLASSES
from core.training.confidence import Confidence, Estimate, measure_confidence
from core.training.metrics import confusion_matrix
from core.training.outcome import Block
from core.worker.client import run_in_worker

from .polygons import Drawn, draw_on_sample

ROOT = Path(__file__).parents[2]
SAMPLE = ROOT / "resources" / "samples" / "pneo_demo"
MODEL = ROOT / "resources" / "models" / "demo-ortho.safetensors"

AWAY_M = 5.0
"""Ground nearer than this to a polygon is left out of the check."""

BLOCK_PX = 128
"""Side of the blocks of the check, as of the product's own test blocks on this scene."""


class Teller:
    """Prints what the worker tells, but for its progress."""

    def report(self, fraction: float, message: str = "") -> None:
        pass

    def log(self, message: str) -> None:
        print(f"  {message}", flush=True)

    warn = log

    def check_cancelled(self) -> None:
        pass


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.tutorial", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--folder", type=Path, help="to keep the files in")
    parser.add_argument("--seed", type=int, default=FineTuneJob.seed)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = options.folder or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        measure(folder, options.seed)


def measure(folder: Path, seed: int) -> None:
    """Train, classify, compare; the files stay in ``folder``."""
    scene, polygons, model = (str(folder / name) for name in ("scene.tif", "polygons.gpkg", "my-model.safetensors"))
    Path(polygons).unlink(missing_ok=True)
    drawn = draw_on_sample(SAMPLE / "truth.tif", Path(polygons))
    area_m2 = sum(one.polygon.area for one in drawn)
    print(f"{len(drawn)} polygons, {area_m2:.0f} m², {len({one.numero for one in drawn})} classes", flush=True)
    run(StackBandsJob(product=str(SAMPLE), mask_clouds=True, output=scene))
    started_s, cpu_s, load = time.monotonic(), _children_cpu_s(), os.getloadavg()[0]
    training = FineTuneJob(
        (scene,), (polygons,), model, report=str(folder / "report.html"), model=str(MODEL), seed=seed
    )
    results = run(training)
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    print(
        f"Fine-tuning: {time.monotonic() - started_s:.0f} s, {_children_cpu_s() - cpu_s:.0f} s of processor time, "
        f"at most {used.ru_maxrss / 1024:.0f} MB; load {load:.1f} when it began, {os.getloadavg()[0]:.1f} at its end, "
        f"{os.cpu_count()} cores"
    )
    print(
        f"Test blocks: mIoU {results['miou_before']:.1f} → {results['miou_after']:.1f} %, "
        f"OA {results['oa_before']:.1f} → {results['oa_after']:.1f} %"
    )
    maps = [str(folder / name) for name in ("before.tif", "after.tif")]
    for network, output in zip((str(MODEL), model), maps):
        run(ClassifyJob(scene, output, model=network))
    tell_check(compare(drawn, *maps))


def run(job: Job) -> dict:
    """Results of a job, computed as QGIS lets it be computed."""
    return run_in_worker(Path(sys.executable), job, Teller())


def compare(drawn: list[Drawn], before: str, after: str) -> Confidence:
    """Accuracy of two maps of the sample where no polygon is near, by blocks."""
    with rasterio.open(SAMPLE / "truth.tif") as dataset:
        truth = dataset.read(1)
        near = shapely.union_all([one.polygon for one in drawn]).buffer(AWAY_M)
        truth[geometry_mask([near], truth.shape, dataset.transform, invert=True)] = 0
    classes = []
    for path in (before, after):
        with rasterio.open(path) as dataset:
            classes.append(dataset.read(1))
    return measure_confidence(list(_blocks(truth, *classes)))


def _blocks(truth: NDArray[np.uint8], before: NDArray[np.uint8], after: NDArray[np.uint8]):
    for row in range(0, truth.shape[0], BLOCK_PX):
        for column in range(0, truth.shape[1], BLOCK_PX):
            place = slice(row, row + BLOCK_PX), slice(column, column + BLOCK_PX)
            matrices = [confusion_matrix(truth[place], one[place]) for one in (after, before)]
            yield Block(0, (column, row, BLOCK_PX, BLOCK_PX), *matrices)


def tell_check(found: Confidence) -> None:
    before, after, change = found.before, found.after, found.difference
    print(f"Whole scene, farther than {AWAY_M:.0f} m from any polygon: {found.pixels} pixels in {found.blocks} blocks")
    for name, label in (("miou", "mIoU"), ("oa", "OA")):
        print(_line(label, before.means[name], after.means[name], change.means[name]))
    for cls, *figures in zip(CLASSES, before.iou, after.iou, change.iou):
        if figures[1].blocks:
            print(_line(f"IoU {cls.english}", *figures))


def _line(label: str, before: Estimate, after: Estimate, change: Estimate) -> str:
    interval = f" ({change.low:+.1f} to {change.high:+.1f})" if change.has_interval else ""
    return f"  {label:28s} {before.value:5.1f} → {after.value:5.1f} %, {change.value:+.1f} points{interval}"


def _children_cpu_s() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


if __name__ == "__main__":
    main()
