"""How fast and how lean ``classify`` is, beside the plain loop that comparable tools run.

    make bench-speed            about half an hour on two cores
    python -m benchmarks.speed --rounds 1 --size 2048

Prints medians of interleaved rounds, so that a slow minute of the machine hits both. Weights of the
ResNet-34 U-Net are random (its labels mean nothing; only its speed is used); labels are compared on the
trained demonstration model.
"""

import argparse
import json
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import rasterio
import torch
from rasterio.transform import from_origin

from core.model.model_file import save_model
from core.model.network import build_network
from core.model.passport import Passport

ROOT = Path(__file__).parents[1]
DEMO_MODEL = ROOT / "resources" / "models" / "demo-ortho.safetensors"
ROLES = ("red", "green", "blue", "nir")
BORDER_PX = 256
"""Edges differ by design: the plain loop sees zeros beyond the scene, classify mirrors it."""

HUGE_PX = 30_000
ISLAND_PITCH_PX = 1376
"""As far apart as the tiles that classify chooses, so that each island is a tile of its own."""

ISLAND_PX, LARGE_ISLAND_PX = 640, 1312
LARGE_ISLAND_EVERY = 8
"""Islands that fill a tile are as hard on the memory as a scene without gaps."""


@dataclass(frozen=True)
class Measurement:
    """One run of a process: wall seconds, peak resident memory, and what it printed."""

    seconds: float
    peak_gb: float
    output: str


def measure(arguments: "list[str]") -> Measurement:
    """Run ``python -m …`` from the checkout and measure it. Raises: RuntimeError, if it fails."""
    started_s = time.monotonic()
    with tempfile.TemporaryFile("w+") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", *arguments], cwd=ROOT, stdout=output, stderr=subprocess.STDOUT
        )
        _pid, status, usage = os.wait4(process.pid, 0)
        seconds = time.monotonic() - started_s
        output.seek(0)
        text = output.read()
    if status:
        raise RuntimeError(text)
    return Measurement(seconds, usage.ru_maxrss / 1e6, text)


def classify(folder: Path, scene: Path, model: Path, output: Path, **options: object) -> "tuple[Measurement, dict]":
    """One run of the worker, as QGIS starts it, and its result."""
    job = folder / "job.json"
    values = {"kind": "classify", "input": str(scene), "output": str(output), "model": str(model), **options}
    job.write_text(json.dumps(values))
    measurement = measure(["core", str(job)])
    return measurement, json.loads(measurement.output[measurement.output.index("\n{") :])


def write_scene(path: Path, size_px: int) -> None:
    """A 4-band 8-bit scene of simulated ground, mirrored until it is large enough; tiled and compressed."""
    from benchmarks.simulator import draw_acquisition, draw_landscape, render

    landscape = draw_landscape(900, "suburb", 240.0)
    ground = render(landscape, "ortho", draw_acquisition(900, "ortho", "suburb")).image
    repeats = -(-size_px // ground.shape[1])
    mirrored = np.concatenate([ground if i % 2 == 0 else ground[:, ::-1] for i in range(repeats)], axis=1)
    mirrored = np.concatenate([mirrored if i % 2 == 0 else mirrored[:, :, ::-1] for i in range(repeats)], axis=2)
    profile = {
        "driver": "GTiff",
        "width": size_px,
        "height": size_px,
        "count": 4,
        "dtype": "uint8",
        "crs": "EPSG:2154",
        "transform": from_origin(420_000, 6_710_000, 0.2, 0.2),
        "tiled": True,
        "compress": "deflate",
    }
    with rasterio.open(path, "w", **profile) as target:
        target.write(mirrored[:, :size_px, :size_px])
        for band, role in enumerate(ROLES, start=1):
            target.set_band_description(band, role)


def write_huge_scene(path: Path, source: Path) -> int:
    """A virtual raster of ``HUGE_PX``² with islands of ``source`` spread over no-data; returns their number."""
    corners = range(32, HUGE_PX - ISLAND_PITCH_PX, ISLAND_PITCH_PX)
    places = [(column, row) for row in corners for column in corners]
    bands = []
    for band, role in enumerate(ROLES, start=1):
        islands = []
        for number, (column, row) in enumerate(places):
            size = f"xSize='{LARGE_ISLAND_PX}' ySize='{LARGE_ISLAND_PX}'"
            if number % LARGE_ISLAND_EVERY:
                size = f"xSize='{ISLAND_PX}' ySize='{ISLAND_PX}'"
            islands.append(
                f"<SimpleSource><SourceFilename relativeToVRT='0'>{source}</SourceFilename>"
                f"<SourceBand>{band}</SourceBand><SrcRect xOff='0' yOff='0' {size}/>"
                f"<DstRect xOff='{column}' yOff='{row}' {size}/></SimpleSource>"
            )
        bands.append(
            f"<VRTRasterBand dataType='Byte' band='{band}'><Description>{role}</Description>"
            f"<NoDataValue>0</NoDataValue>{''.join(islands)}</VRTRasterBand>"
        )
    path.write_text(
        f"<VRTDataset rasterXSize='{HUGE_PX}' rasterYSize='{HUGE_PX}'><SRS>EPSG:2154</SRS>"
        f"<GeoTransform>420000, 0.2, 0, 6710000, 0, -0.2</GeoTransform>{''.join(bands)}</VRTDataset>"
    )
    return len(places)


def write_resnet34(path: Path) -> None:
    """A ResNet-34 U-Net of 15 outputs with random weights."""
    passport = Passport(
        name="random-resnet34",
        architecture="unet",
        encoder="resnet34",
        decoder_channels=(256, 128, 64, 32, 16),
        band_roles=ROLES,
        encoding="8-bit",
        normalisation="norma-source",
        means=(105.0, 110.0, 101.0, 106.0),
        deviations=(52.0, 45.0, 44.0, 40.0),
        outputs=tuple(range(1, 16)),
        pixel_size_m=0.2,
        patch_size_px=512,
        demonstration=False,
        training={},
        licence="none",
        source="random",
    )
    torch.manual_seed(0)
    save_model(path, passport, build_network(passport).state_dict())


def agreement(first: Path, second: Path) -> float:
    """Percent of equal labels, the outer ``BORDER_PX`` aside."""
    inner = slice(BORDER_PX, -BORDER_PX)
    labels = []
    for path in (first, second):
        with rasterio.open(path) as dataset:
            labels.append(dataset.read(1)[inner, inner])
    return float((labels[0] == labels[1]).mean() * 100)


@dataclass
class Round:
    """One measurement of each program on the same scene; ``stages`` are seconds inside the first one."""

    chosen: Measurement
    stages: "dict[str, float]"
    float32: Measurement
    plain: Measurement


def measure_round(folder: Path, scene: Path, model: Path) -> Round:
    chosen, result = classify(folder, scene, model, folder / "chosen.tif")
    float32, _result = classify(folder, scene, model, folder / "float32.tif", precision="float32")
    plain = measure(["benchmarks.reference_loop", str(model), str(scene), str(folder / "plain.tif")])
    stages = dict(result["seconds"])
    # With the interpreter, the imports and the end of the process.
    stages["before the first tile"] = chosen.seconds - stages["tiles"] - stages["finishing"]
    return Round(chosen, stages, float32, plain)


def compare_speed(folder: Path, scene: Path, model: Path, rounds: int) -> "list[Round]":
    """Print medians of interleaved rounds."""
    with rasterio.open(scene) as dataset:
        megapixels = dataset.width * dataset.height / 1e6
    measured = []
    for number in range(1, rounds + 1):
        measured.append(measure_round(folder, scene, model))
        seconds = [run.seconds for run in (measured[-1].chosen, measured[-1].float32, measured[-1].plain)]
        print("round {}: classify {:.1f} s, in float32 {:.1f} s, plain loop {:.1f} s".format(number, *seconds))
    with rasterio.open(folder / "chosen.tif") as dataset:
        tags = dataset.tags()
    print(f"scene of {megapixels:.1f} megapixels, ResNet-34 U-Net, {torch.get_num_threads()} threads; medians:")
    slow = statistics.median(run.plain.seconds for run in measured)
    for name, program in (("classify", "chosen"), ("classify in float32", "float32"), ("plain loop", "plain")):
        runs = [getattr(run, program) for run in measured]
        fast = statistics.median(run.seconds for run in runs)
        peak = max(run.peak_gb for run in runs)
        speed = f"{megapixels / fast:6.3f} MP/s  {fast:6.1f} s  {slow / fast:5.2f} x the plain loop"
        print(f"{name:20s} {speed}  {peak:.2f} GB")
    print(f"classify chose {tags['COSIA_PRECISION']}, tiles of {tags['COSIA_TILING']}  (target: at least 5 x)")
    for stage in measured[0].stages:
        print(f"  {stage:22s} {statistics.median(run.stages[stage] for run in measured):7.2f} s")
    print("  (target: at most 5 s before the first tile)")
    return measured


def compare_labels(folder: Path, scene: Path) -> None:
    """Print how often the trained demonstration model answers as in the plain loop."""
    measure(["benchmarks.reference_loop", str(DEMO_MODEL), str(scene), str(folder / "plain.tif")])
    for precision in ("auto", "float32"):
        classify(folder, scene, DEMO_MODEL, folder / "labels.tif", precision=precision)
        share = agreement(folder / "labels.tif", folder / "plain.tif")
        print(f"labels of demo-ortho, precision {precision}: equal on {share:.3f} %  (target: at least 99)")


def compare_memory(folder: Path, huge: Path, islands: int, model: Path, peak_gb: float) -> None:
    """Print the peak on a huge scene beside ``peak_gb``, that on the scene of the rounds."""
    run, _result = classify(folder, huge, model, folder / "huge classes.tif")
    tiling = re.search(r"Tiles: \d+ of \d+ × \d+ px", run.output)
    print(f"{HUGE_PX}² with {islands} islands of data over no-data: {tiling and tiling.group()}, {run.seconds:.0f} s")
    print(f"peak memory {run.peak_gb:.2f} GB there, {peak_gb:.2f} GB before  (target: at most 4 GB, and the same)")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--size", type=int, default=4096, help="pixels on a side of the scene")
    options = parser.parse_args()
    sys.stdout.reconfigure(line_buffering=True)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        scene, huge, model = folder / "scene.tif", folder / "huge.vrt", folder / "resnet34.safetensors"
        write_scene(scene, options.size)
        islands = write_huge_scene(huge, scene)
        write_resnet34(model)
        rounds = compare_speed(folder, scene, model, options.rounds)
        compare_labels(folder, scene)
        compare_memory(folder, huge, islands, model, max(run.chosen.peak_gb for run in rounds))


if __name__ == "__main__":
    main()
