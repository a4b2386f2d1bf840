"""How long a classification of 10 000 × 10 000 pixels takes to become polygons, and how much memory.

    python -m benchmarks.vectorising --help

The map is made up: parcels of some 90 pixels with ragged borders, and small objects on them, at least 300 000 pieces in
all. Each run is a worker of its own, as QGIS starts it; its own processor time tells more than the clock where other
programs run beside it.
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import rasterio
from rasterio.transform import from_origin

from core.nomenclature import CLASSES

ROOT = Path(__file__).parents[1]
PIXEL_M = 0.3
STRIP_PX = 500
PARCEL_PX, OBJECT_PX = 90, 18

CASES = {
    "as it is": {},
    "smallest area 2 m²": {"min_area_m2": 2.0},
    "simplified by 0.3 m²": {"simplify_m2": 0.3},
    "both": {"min_area_m2": 2.0, "simplify_m2": 0.3},
}


def hashed(columns, rows, salt):
    """A number 0-65535 for each place, always the same."""
    mixed = columns.astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15) + rows.astype(np.uint64) * np.uint64(
        0xC2B2AE3D27D4EB4F
    )
    mixed += np.uint64(salt * 0x165667B19E3779F9 % 2**64)
    mixed ^= mixed >> np.uint64(29)
    mixed *= np.uint64(0xBF58476D1CE4E5B9)
    return (mixed >> np.uint64(48)).astype(np.int64)


def strip(top, height, width):
    """Classes of some rows of the map."""
    rows, columns = np.mgrid[top : top + height, :width]
    ragged = hashed(columns // 3, rows // 3, 1) % 3
    x = columns + 9 * np.sin(rows / 31) + 4 * np.sin(columns / 11 + rows / 17) + ragged
    y = rows + 9 * np.sin(columns / 37) + 4 * np.sin(rows / 13 - columns / 19) + ragged
    parcels = (x // PARCEL_PX).astype(np.int64) + 7, (y // PARCEL_PX).astype(np.int64) + 7
    classes = hashed(*parcels, 2) % len(CLASSES) + 1
    objects = (x // OBJECT_PX).astype(np.int64) + 7, (y // OBJECT_PX).astype(np.int64) + 7
    radius = 2 + hashed(*objects, 3) % 7
    away = np.hypot(x % OBJECT_PX - OBJECT_PX / 2, y % OBJECT_PX - OBJECT_PX / 2)
    is_object = (away < radius) & (hashed(*objects, 4) % 100 < 75)
    classes = np.where(is_object, hashed(*objects, 5) % len(CLASSES) + 1, classes)
    return np.where(np.hypot(columns - width, rows - width) < width / 12, 0, classes).astype(np.uint8)


def write_map(path, side_px):
    profile = {"driver": "GTiff", "count": 1, "dtype": "uint8", "nodata": 0, "crs": "EPSG:2154", "compress": "deflate"}
    profile |= {"tiled": True, "blockxsize": 512, "blockysize": 512, "width": side_px, "height": side_px}
    transform = from_origin(415_000, 6_712_000, PIXEL_M, PIXEL_M)
    with rasterio.open(path, "w", transform=transform, **profile) as dataset:
        for top in range(0, side_px, STRIP_PX):
            height = min(STRIP_PX, side_px - top)
            window = rasterio.windows.Window(0, top, side_px, height)
            dataset.write(strip(top, height, side_px), 1, window=window)


def measure(job):
    """Run a job in a worker: its results, seconds by the clock and of the processor, MB of memory."""
    path = Path(job["output"]).with_suffix(".json")
    path.write_text(json.dumps(job))
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    begun_s = time.monotonic()
    process = subprocess.Popen(
        [sys.executable, "-m", "core", str(path)], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    output, errors = process.communicate()
    wall_s = time.monotonic() - begun_s
    if process.returncode:
        raise SystemExit(errors or output)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu_s = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    # The largest of all children so far: the cases come in the order of what they need.
    return json.loads(output[output.index("{") :]), wall_s, cpu_s, after.ru_maxrss / 1024


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--folder", type=Path, default=ROOT / "build" / "vectorising", help="where the files go")
    parser.add_argument("--side", type=int, default=10_000, help="pixels")
    parser.add_argument("--case", choices=[*CASES, "all"], default="all")
    arguments = parser.parse_args()
    arguments.folder.mkdir(parents=True, exist_ok=True)
    raster = arguments.folder / f"map_{arguments.side}.tif"
    if not raster.is_file():
        write_map(raster, arguments.side)
    print(f"{os.cpu_count()} processors, load {os.getloadavg()[0]:.1f}")
    for name, options in CASES.items():
        if arguments.case in (name, "all"):
            output = arguments.folder / "polygons.gpkg"
            job = {"kind": "vectorise", "input": str(raster), "output": str(output), **options}
            told, wall_s, cpu_s, memory_mb = measure(job)
            figures = f"{wall_s:.0f} s, processor {cpu_s:.0f} s, at most {memory_mb:.0f} MB"
            print(f"{name}: {told['polygons']:,} polygons, {figures}", flush=True)


if __name__ == "__main__":
    main()
