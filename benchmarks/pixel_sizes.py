"""Accuracy of the demonstration models on scenes of other pixel sizes, as they are and resampled to the model's.

    python -m benchmarks.pixel_sizes --seeds 1

Scenes are drawn at the model's pixel size and brought to the others; accuracy is that of the map on the grid that the
user would have, over all kinds of landscape together.
"""

import argparse
import tempfile
from pathlib import Path

import numpy as np
import rasterio
from rasterio.transform import from_origin

from benchmarks import simulator
from core.jobs import ClassifyJob
from core.model.bundled import MODELS_FOLDER
from core.pipelines import classify
from core.progress import Progress
from core.raster.resampled_scene import ResampledScene
from core.raster.scene import Scene
from core.sensors import ENCODING_TAG
from core.training.metrics import confusion_matrix, measure_accuracy

FIRST_SEED = 20_100
SIZE_M = 180.0
PIXEL_SIZES_M = {"ortho": (0.1, 0.2, 0.3, 0.4), "pneo": (0.2, 0.3, 0.6)}


class Silence(Progress):
    """Nobody listens."""

    def report(self, fraction: float, message: str = "") -> None: ...

    def log(self, message: str) -> None: ...

    def warn(self, message: str) -> None: ...


def draw(seed: int, sensor: str, kind: str) -> simulator.Scene:
    landscape = simulator.draw_landscape(seed, kind, SIZE_M)
    return simulator.render(landscape, sensor, simulator.draw_acquisition(seed, sensor, kind))


def write(path: Path, pixels: np.ndarray, scene: simulator.Scene, pixel_size_m: float) -> None:
    with rasterio.open(
        path,
        "w",
        driver="GTiff",
        count=len(pixels),
        height=pixels.shape[1],
        width=pixels.shape[2],
        dtype=scene.image.dtype,
        crs="EPSG:2154",
        transform=from_origin(420_000, 6_710_000, pixel_size_m, pixel_size_m),
    ) as dataset:
        dataset.write(np.rint(pixels).astype(scene.image.dtype))
        dataset.update_tags(**{ENCODING_TAG: scene.encoding})
        for band, role in enumerate(scene.roles, start=1):
            dataset.set_band_description(band, role)


def confusions(scene: simulator.Scene, model: Path, pixel_size_m: float, folder: Path) -> list[np.ndarray]:
    """Confusion matrices without and with resampling."""
    drawn, seen, output = (folder / name for name in ("drawn.tif", "seen.tif", "classes.tif"))
    write(drawn, scene.image, scene, scene.pixel_size_m)
    with Scene(str(drawn), (), None) as whole:
        view = ResampledScene(whole, pixel_size_m)
        pixels, _valid = view.read((0, 0, view.grid.width, view.grid.height))
        centres = [
            np.minimum((np.arange(size) + 0.5) * step, len(scene.truth) - 1).astype(int)
            for size, step in zip((view.grid.height, view.grid.width), view.steps)
        ]
    write(seen, pixels, scene, pixel_size_m)
    matrices = []
    for resample in (False, True):
        job = ClassifyJob(str(seen), str(output), model=str(model), resample_to_model=resample, precision="float32")
        classify.run(job, Silence())
        with rasterio.open(output) as dataset:
            matrices.append(confusion_matrix(scene.truth[np.ix_(*centres)], dataset.read(1)))
    return matrices


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seeds", type=int, default=1, help="scenes of each kind of landscape")
    arguments = parser.parse_args()
    print("sensor  pixel    OA, mIoU as it is    OA, mIoU resampled")
    with tempfile.TemporaryDirectory() as name:
        for sensor, sizes_m in PIXEL_SIZES_M.items():
            scenes = [
                draw(seed, sensor, kind)
                for seed in range(FIRST_SEED, FIRST_SEED + arguments.seeds)
                for kind in simulator.LANDSCAPE_KINDS
            ]
            for size_m in sizes_m:
                model = MODELS_FOLDER / f"demo-{sensor}.safetensors"
                pairs = [confusions(scene, model, size_m, Path(name)) for scene in scenes]
                plain, resampled = (measure_accuracy(sum(matrices)) for matrices in zip(*pairs))
                print(
                    f"{sensor:6}  {size_m:.1f} m    {plain.overall:5.1f}  {plain.miou:5.1f}          "
                    f"{resampled.overall:5.1f}  {resampled.miou:5.1f}",
                    flush=True,
                )


if __name__ == "__main__":
    main()
