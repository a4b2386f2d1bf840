"""Draw one scene: ``python -m benchmarks.simulator --seed 3 --kind suburb --sensor pneo --output FOLDER``."""

import argparse
import time
from pathlib import Path

import numpy as np
import rasterio
from rasterio.transform import from_origin

from core.model.allocator import keep_freed_memory

from . import LANDSCAPE_KINDS, Scene, draw_acquisition, draw_landscape, render
from .acquisition import SENSORS
from .preview import save_preview

CRS = "EPSG:2154"


def scene_origin(seed: int) -> tuple[float, float]:
    """North-west corner in Lambert-93 metres: somewhere in the middle of metropolitan France, on a 600 m grid."""
    east, north = np.random.default_rng([seed, 4]).uniform((420_000, 6_330_000), (900_000, 6_850_000))
    return float(east // 600 * 600), float(north // 600 * 600)


def save_scene(scene: Scene, folder: Path, seed: int) -> None:
    """Write ``image.tif`` and ``truth.tif`` into a folder, bands described by role."""
    folder.mkdir(parents=True, exist_ok=True)
    height, width = scene.truth.shape
    profile = {
        "driver": "GTiff",
        "height": height,
        "width": width,
        "crs": CRS,
        "compress": "deflate",
        "tiled": True,
        "transform": from_origin(*scene_origin(seed), scene.pixel_size_m, scene.pixel_size_m),
        "nodata": 0,
    }
    with rasterio.open(
        folder / "image.tif", "w", count=len(scene.roles), dtype=scene.image.dtype, predictor=2, **profile
    ) as file:
        file.write(scene.image)
        file.descriptions = scene.roles
    with rasterio.open(folder / "truth.tif", "w", count=1, dtype="uint8", **profile) as file:
        file.write(scene.truth, 1)


def main() -> None:
    """Parse the command line, draw, write, and tell how long drawing took."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.simulator", description=__doc__)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--kind", choices=LANDSCAPE_KINDS, default="suburb")
    parser.add_argument("--size-m", type=float, default=300.0)
    parser.add_argument("--sensor", choices=SENSORS, default="pneo")
    parser.add_argument("--output", type=Path, required=True)
    options = parser.parse_args()
    keep_freed_memory()
    start = time.perf_counter()
    landscape = draw_landscape(options.seed, options.kind, options.size_m)
    drawn = time.perf_counter()
    scene = render(landscape, options.sensor, draw_acquisition(options.seed, options.sensor, options.kind))
    rendered = time.perf_counter()
    save_scene(scene, options.output, options.seed)
    save_preview(scene, str(options.output / "preview.png"))
    area_km2 = (options.size_m / 1000) ** 2
    pace = (rendered - start) / area_km2
    print(f"landscape {drawn - start:.1f} s, image {rendered - drawn:.1f} s: {pace:.0f} s per km²")


if __name__ == "__main__":
    main()
