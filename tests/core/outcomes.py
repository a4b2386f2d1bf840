"""Made-up trainings: what a pipeline would hand over, small but with the shape of real ones."""

import numpy as np
from affine import Affine
from rasterio.crs import CRS

from cosia.core.nomenclature import CLASSES
from cosia.core.raster.grid import Grid
from cosia.core.training.outcome import Block, BlockPicture, Epoch, Outcome

COUNT = len(CLASSES)
SHARES = {1: 0.10, 3: 0.17, 4: 0.004, 6: 0.05, 8: 0.06, 9: 0.20, 12: 0.28, 13: 0.12, 15: 0.006}
"""Of the annotated pixels by ``numero``: two rare classes among common ones."""

SIDE_PX = 64


def grid(number=0):
    """A scene at 0.3 m."""
    transform = Affine(0.3, 0, 650000 + 2000 * number, 0, -0.3, 6860000)
    return Grid(CRS.from_epsg(2154), transform, 1024, 768)


def truth_of(generator, side=SIDE_PX, shares=SHARES):
    """Labels in stripes and squares, a third of them unknown."""
    numeros, weights = np.array(list(shares)), np.array(list(shares.values()))
    cells = generator.choice(numeros, size=(8, 8), p=weights / weights.sum()).astype(np.uint8)
    truth = np.kron(cells, np.ones((side // 8, side // 8), np.uint8))
    return np.where(np.kron(generator.random((4, 4)) < 0.3, np.ones((side // 4, side // 4))) > 0, 0, truth)


def guess(generator, truth, right, shares=SHARES):
    """A map of which about ``right`` of the pixels are right, by patches of 4 × 4 pixels."""
    side = len(truth)
    wrong = np.kron(generator.random((side // 4, side // 4)) > right, np.ones((4, 4))) > 0
    other = np.kron(generator.choice(list(shares), (side // 4, side // 4)), np.ones((4, 4))).astype(np.uint8)
    full = np.where(truth == 0, other, truth)
    return np.where(wrong, other, full).astype(np.uint8)


def matrix_of(truth, prediction):
    matrix = np.zeros((COUNT, COUNT), np.int64)
    known = truth > 0
    np.add.at(matrix, (truth[known].astype(int) - 1, prediction[known].astype(int) - 1), 1)
    return matrix


def epochs_of(generator, count, falling_rare=True):
    """A course whose losses fall; with ``falling_rare`` the rare classes are given up on the way."""
    epochs = []
    for number in range(count + 1):
        gained = 1 - np.exp(-number / 3)
        matrix = np.zeros((COUNT, COUNT), np.int64)
        for numero, share in SHARES.items():
            right = 0.45 + 0.4 * gained + 0.02 * generator.normal()
            if share < 0.01 and falling_rare:
                right = max(0.03, 0.5 + 0.35 * gained - 0.12 * max(0, number - 4))
            elif share < 0.01:
                right = min(0.95, 0.5 + 0.4 * gained)
            pixels = int(60000 * share)
            hit = int(pixels * min(right, 0.99))
            matrix[numero - 1, numero - 1] += hit
            matrix[numero - 1, 11 if numero != 12 else 8] += pixels - hit
        training = np.nan if number == 0 else 0.5 + 1.3 * np.exp(-number / 4) + 0.02 * generator.random()
        epochs.append(
            Epoch(number, float(training), 0.7 + 0.9 * float(np.exp(-number / 5)), matrix, 1e-4, 21.0 * number)
        )
    return tuple(epochs)


def outcome(
    scenes=2, blocks=12, right_before=0.55, right_after=0.8, with_before=True, epochs=12, pictures=4, seed=0, **changes
):
    """An outcome; ``changes`` replace fields."""
    generator = np.random.default_rng(seed)
    made, shown = [], []
    for number in range(blocks):
        truth = truth_of(generator)
        before = guess(generator, truth, np.clip(right_before + 0.08 * generator.normal(), 0, 1))
        after = guess(generator, truth, np.clip(right_after + 0.05 * generator.normal(), 0, 1))
        window = (96 * (number // scenes % 8) + 32, 96 * (number // scenes // 8) + 160 * (number % 3), SIDE_PX, SIDE_PX)
        block = Block(
            number % scenes, window, matrix_of(truth, after), matrix_of(truth, before) if with_before else None
        )
        made.append(block)
        if number < pictures:
            image = np.full((SIDE_PX, SIDE_PX, 4), 255, np.uint8)
            colours = np.array([[90, 96, 80]] + [cls.rgb for cls in CLASSES])
            image[..., :3] = (0.5 * colours[np.where(truth == 0, after, truth)] + 40).clip(0, 255)
            image[..., :3] += generator.integers(0, 25, (SIDE_PX, SIDE_PX, 1), np.uint8)
            shown.append(BlockPicture(block, image, truth, after, before if with_before else None))
    parts = {"training": 0.62, "validation": 0.18, "test": 0.20}
    pixels = {
        part: np.array([round(200000 * share * SHARES.get(cls.numero, 0)) for cls in CLASSES], np.int64)
        for part, share in parts.items()
    }
    course = epochs_of(generator, epochs)
    chosen = max(course, key=lambda epoch: epoch.accuracy.miou).number
    fields = {
        "strategy": "ft-initialisation" if with_before else "app-scratch",
        "normalisation": "norma-target",
        "parent": "demo-ortho" if with_before else "",
        "scenes": tuple(f"PNEO_scene_{number + 1}" for number in range(scenes)),
        "grids": tuple(grid(number) for number in range(scenes)),
        "pixels": pixels,
        "areas_m2": {part: counts * 0.09 for part, counts in pixels.items()},
        "split": "Blocks of 19 m, drawn so that each class occurs in every part; 10 m between parts are left out.",
        "epochs": course,
        "chosen": chosen,
        "reason": f"Training ended after {epochs} epochs; epoch {chosen} has the best mIoU of the validation blocks.",
        "stopped_early": False,
        "blocks": tuple(made),
        "pictures": tuple(shown),
        "minutes": 4.3,
        "settings": {"Batch size": 8, "Learning rate": 0.0005, "Loss": "cross-entropy", "Seed": 0},
    }
    return Outcome(**{**fields, **changes})
