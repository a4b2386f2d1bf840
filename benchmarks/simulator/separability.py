"""How far colour alone goes: a random forest on single pixels.

``python -m benchmarks.simulator.separability`` trains one per sensor and prints its mean IoU over the 15 classes
beside the figure of a network that sees the surroundings: ``--model-miou``, or what the bundled demonstration
model's passport says of test scenes of the same kinds. The forest is trained twice, on
pixels as frequent as they are and on as many of each class, and the better of the two counts.
"""

import argparse
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from sklearn.ensemble import RandomForestClassifier

from core.model.model_file import read_passport
from core.nomenclature import CLASSES, CLASSES_BY_NUMERO

from . import LANDSCAPE_KINDS, Scene, draw_acquisition, draw_landscape, render
from .acquisition import SENSORS

FOREST_LIMIT_MIOU = 55.0
NETWORK_MARGIN_MIOU = 15.0
MODELS = Path(__file__).parents[2] / "resources" / "models"
TRAINING_SEEDS = (11, 12, 13, 14, 15, 16)
TEST_SEEDS = (20_001, 20_002)
_SIZE_M = 240.0
_NUMEROS = np.array([land_cover.numero for land_cover in CLASSES])


def draw_scenes(seeds: tuple[int, ...], sensor: str, size_m: float = _SIZE_M) -> Iterator[Scene]:
    """One scene of every kind for every seed, each under its own acquisition."""
    for seed in seeds:
        for kind in LANDSCAPE_KINDS:
            yield render(draw_landscape(seed, kind, size_m), sensor, draw_acquisition(seed, sensor, kind))


def sample_pixels(
    scenes: list[Scene], rng: np.random.Generator, count: int, *, balanced: bool
) -> tuple[np.ndarray, np.ndarray]:
    """Random pixels of all scenes together.

    Args:
        scenes: scenes of one sensor.
        rng: source of randomness.
        count: number of pixels, about.
        balanced: as many of each class, rather than as frequent as they are.

    Returns:
        Values, float32 (pixels, bands), and numeros, uint8 (pixels,).
    """
    values = np.concatenate([scene.image.reshape(len(scene.image), -1).T for scene in scenes])
    numeros = np.concatenate([scene.truth.ravel() for scene in scenes])
    if balanced:
        places = [np.flatnonzero(numeros == numero) for numero in _NUMEROS]
        chosen = np.concatenate(
            [rng.choice(place, min(len(place), count // len(_NUMEROS)), replace=False) for place in places]
        )
    else:
        chosen = rng.choice(len(numeros), count, replace=False)
    return values[chosen].astype(np.float32), numeros[chosen]


def class_ious(truth: np.ndarray, predicted: np.ndarray) -> np.ndarray:
    """Intersection over union of the 15 classes in percent, float64 (15,)."""
    hits = np.array([np.sum((truth == numero) & (predicted == numero)) for numero in _NUMEROS])
    either = np.array([np.sum((truth == numero) | (predicted == numero)) for numero in _NUMEROS])
    return 100 * hits / np.maximum(either, 1)


def forest_ious(sensor: str) -> tuple[str, np.ndarray]:
    """IoUs of the better random forest on test scenes.

    Args:
        sensor: ``"ortho"`` or ``"pneo"``.

    Returns:
        How its training pixels were drawn, and the IoU of each class in percent.
    """
    rng = np.random.default_rng(0)
    training, test = list(draw_scenes(TRAINING_SEEDS, sensor)), list(draw_scenes(TEST_SEEDS, sensor))
    test_values, test_numeros = sample_pixels(test, rng, 400_000, balanced=False)
    results = {}
    for sampling, balanced in (("natural", False), ("class-balanced", True)):
        forest = RandomForestClassifier(100, min_samples_leaf=4, max_features="sqrt", n_jobs=1, random_state=0)
        forest.fit(*sample_pixels(training, rng, 150_000, balanced=balanced))
        results[sampling] = class_ious(test_numeros, forest.predict(test_values))
    best = max(results, key=lambda sampling: results[sampling].mean())
    return best, results[best]


def bundled_miou(sensor: str) -> float:
    """Mean IoU of the demonstration model of a sensor on its test scenes, percent over 15 classes."""
    return float(read_passport(MODELS / f"demo-{sensor}.safetensors").training["accuracy"]["miou_15"])


def report(sensor: str, model_miou: float) -> bool:
    """Print a sensor's figures.

    Args:
        sensor: ``"ortho"`` or ``"pneo"``.
        model_miou: mean IoU in percent of a network on test scenes.

    Returns:
        Whether both figures are on the right side of their limits.
    """
    start = time.perf_counter()
    sampling, ious = forest_ious(sensor)
    miou = float(ious.mean())
    print(
        f"{sensor}: random forest on single pixels ({sampling} sampling, {time.perf_counter() - start:.0f} s): "
        f"mIoU {miou:.1f} % over 15 classes (limit {FOREST_LIMIT_MIOU:.0f} %)"
    )
    print(
        "  " + ", ".join(f"{CLASSES_BY_NUMERO[int(numero)].english} {iou:.0f}" for numero, iou in zip(_NUMEROS, ious))
    )
    gain = model_miou - miou
    print(f"{sensor}: network {model_miou:.1f} %, {gain:+.1f} points (at least +{NETWORK_MARGIN_MIOU:.0f})")
    return miou <= FOREST_LIMIT_MIOU and gain >= NETWORK_MARGIN_MIOU


def main() -> None:
    """Parse the command line and report; exit status 1 if a limit is missed."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.simulator.separability", description=__doc__)
    parser.add_argument("--sensor", choices=SENSORS, action="append", help="default: both")
    parser.add_argument(
        "--model-miou", type=float, action="append", help="mIoU of a network in percent, one per --sensor"
    )
    options = parser.parse_args()
    sensors = options.sensor or list(SENSORS)
    mious = options.model_miou or [bundled_miou(sensor) for sensor in sensors]
    if len(mious) != len(sensors):
        parser.error("give --model-miou once for each --sensor")
    good = [report(sensor, miou) for sensor, miou in zip(sensors, mious)]
    raise SystemExit(0 if all(good) else 1)


if __name__ == "__main__":
    main()
