"""How fast and how lean ``classify`` is, beside the plain loop that comparable tools run.

    make bench-speed            about 20 minutes on two cores
    python -m benchmarks.speed --rounds 1 --size 2048

Prints medians of interleaved rounds, so that a slow minute of the machine hits both. Weights of the
ResNet-34 U-Net are random (its labels mean nothing; only its speed is used); labels are compared on the
trained demonstration model.
"""

import argparse
import json
import os
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
from core.model.passport import Passport
from core.model.unet import build_network

ROOT = Path(__file__).parents[1]
DEMO_MODEL = ROOT / "resources" / "models" / "demo-ortho.safetensors"
ROLES = ("red", "green", "blue", "nir")
BORDER_PX = 256
"""Edges differ by design: the plain loop sees zeros beyond the scene, classify mirrors it."""

HUGE_PX = 30_000
ISLANDS_PER_SIDE = 22
ISLAND_PX = 640


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
    pitch = HUGE_PX / ISLANDS_PER_SIDE
    bands = []
    for band, role in enumerate(ROLES, start=1):
        islands = "".join(
            f"<SimpleSource><SourceFilename relativeToVRT='0'>{source}</SourceFilename><SourceBand>{band}</SourceBand>"
            f"<SrcRect xOff='0' yOff='0' xSize='{ISLAND_PX}' ySize='{ISLAND_PX}'/>"
            f"<DstRect xOff='{int(pitch * (i + 0.25))}' yOff='{int(pitch * (j + 0.25))}' xSize='{ISLAND_PX}'"
            f" ySize='{ISLAND_PX}'/></SimpleSource>"
            for i in range(ISLANDS_PER_SIDE)
            for j in range(ISLANDS_PER_SIDE)
        )
        bands.append(
            f"<VRTRasterBand dataType='Byte' band='{band}'><Description>{role}</Description>"
            f"<NoDataValue>0</NoDataValue>{islands}</VRTRasterBand>"
        )
    path.write_text(
        f"<VRTDataset rasterXSize='{HUGE_PX}' rasterYSize='{HUGE_PX}'><SRS>EPSG:2154</SRS>"
        f"<GeoTransform>420000, 0.2, 0, 6710000, 0, -0.2</GeoTransform>{''.join(bands)}</VRTDataset>"
    )
    return ISLANDS_PER_SIDE**2


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


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--size", type=int, default=4096, help="pixels on a side of the scene")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        scene, huge, model = folder / "scene.tif", folder / "huge.vrt", folder / "resnet34.safetensors"
        write_scene(scene, options.size)
        islands = write_huge_scene(huge, scene)
        write_resnet34(model)
        megapixels = options.size**2 / 1e6
        ours, plain = [], []
        for number in range(1, options.rounds + 1):
            run, result = classify(folder, scene, model, folder / "ours.tif")
            ours.append((run, result["seconds"]))
            plain.append(measure(["benchmarks.reference_loop", str(model), str(scene), str(folder / "plain.tif")]))
            print(
                f"round {number}: classify {megapixels / run.seconds:.3f} MP/s, {run.peak_gb:.2f} GB; "
                f"plain loop {megapixels / plain[-1].seconds:.3f} MP/s, {plain[-1].peak_gb:.2f} GB",
                flush=True,
            )
        fast = statistics.median(run.seconds for run, _seconds in ours)
        slow = statistics.median(run.seconds for run in plain)
        print(
            f"scene of {megapixels:.1f} megapixels, ResNet-34 U-Net, margin 128 px, {torch.get_num_threads()} threads"
        )
        print(f"classify    {megapixels / fast:.3f} MP/s ({fast:.1f} s), precision chosen by itself")
        print(f"plain loop  {megapixels / slow:.3f} MP/s ({slow:.1f} s)")
        print(f"ratio       {slow / fast:.2f}  (target: at least 5)")
        for stage in ours[0][1]:
            print(f"  {stage:10s} {statistics.median(seconds[stage] for _run, seconds in ours):7.2f} s")
        _run, seconds = ours[len(ours) // 2]
        print(f"before the first tile {seconds['preparing']:.2f} s  (target: at most 5)")
        if DEMO_MODEL.is_file():
            classify(folder, scene, DEMO_MODEL, folder / "ours.tif")
            measure(["benchmarks.reference_loop", str(DEMO_MODEL), str(scene), str(folder / "plain.tif")])
            share = agreement(folder / "ours.tif", folder / "plain.tif")
            print(f"labels of demo-ortho equal on {share:.3f} %  (target: at least 99)")
        run, _result = classify(folder, huge, model, folder / "huge.tif")
        peak = statistics.median(run.peak_gb for run, _seconds in ours)
        print(
            f"peak memory {peak:.2f} GB on {options.size}², {run.peak_gb:.2f} GB on {HUGE_PX}² with {islands} islands"
        )
        print(f"  of data over no-data, {run.seconds:.0f} s  (target: at most 4 GB, and the same)")


if __name__ == "__main__":
    main()
