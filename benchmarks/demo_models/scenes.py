"""Simulated scenes for training, validation and test, drawn once and kept as memory-mapped arrays.

Seeds 0-99 are for training, 10000-19999 for validation, 20000-29999 for test; no other part of the
project may test on seeds below 100 or train on those above 9999. A seed draws the layout of a landscape and the
circumstances of its image, so test scenes differ from training scenes in layout, season, sun and haze.
"""

import hashlib
import multiprocessing
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path

import numpy as np

from benchmarks import simulator
from core.partial_files import partial_file
from core.raster.moments import Moments
from core.raster.normalisation import Normalisation
from core.training.chips import LabelledImage

SCENE_SIZE_M = 300.0
FIRST_SEED = {"training": 0, "validation": 10_000, "test": 20_000}
SCENES_PER_KIND = {"training": 24, "validation": 1, "test": 3}

_NOT_DRAWING = ("__main__.py", "preview.py", "separability.py")


def simulator_version() -> str:
    """Digest of the sources that decide what a scene looks like."""
    digest = hashlib.sha256()
    for source in sorted(Path(simulator.__file__).parent.glob("*.py")):
        if source.name not in _NOT_DRAWING:
            digest.update(source.name.encode() + source.read_bytes())
    return digest.hexdigest()[:12]


def draw_scenes(sensor: str, split: str, folder: Path) -> list[LabelledImage]:
    """The scenes of a split; those that the folder does not hold yet are drawn, on all cores.

    Args:
        sensor: ``"ortho"`` or ``"pneo"``.
        split: key of ``FIRST_SEED``.
        folder: where the scenes are kept, apart for each sensor and version of the simulator.
    """
    folder = folder / f"{sensor}-{simulator_version()}"
    folder.mkdir(parents=True, exist_ok=True)
    seeds = range(FIRST_SEED[split], FIRST_SEED[split] + SCENES_PER_KIND[split])
    names = [(kind, seed) for seed in seeds for kind in simulator.LANDSCAPE_KINDS]
    with ProcessPoolExecutor(mp_context=multiprocessing.get_context("spawn")) as pool:
        paths = list(pool.map(partial(_draw_scene, folder, sensor), *zip(*names)))
    return [LabelledImage(*(np.load(path, mmap_mode="r") for path in pair)) for pair in paths]


def _draw_scene(folder: Path, sensor: str, kind: str, seed: int) -> tuple[Path, Path]:
    """Files of the image and of the truth."""
    paths = folder / f"{kind}-{seed}-image.npy", folder / f"{kind}-{seed}-truth.npy"
    if not all(path.exists() for path in paths):
        landscape = simulator.draw_landscape(seed, kind, SCENE_SIZE_M)
        scene = simulator.render(landscape, sensor, simulator.draw_acquisition(seed, sensor, kind))
        for path, array in zip(paths, (scene.image, scene.truth)):
            with partial_file(path) as unfinished:
                np.save(unfinished, array)
    return paths


def source_normalisation(images: Sequence[LabelledImage]) -> Normalisation:
    """norma-source of a data set, from every eighth row and column."""
    moments = Moments(len(images[0].pixels))
    for image in images:
        sample = image.pixels[:, ::8, ::8]
        moments.add(sample.reshape(len(sample), -1))
    deviations = np.sqrt(moments.squares / moments.count)
    return Normalisation("norma-source", tuple(moments.means.tolist()), tuple(deviations.tolist()), "training data")
