"""Made-up findings of trainings."""

import numpy as np

from cosia.core.training.comparison import Combination, Finding

SHARES = {1: 4000, 3: 9000, 4: 90, 6: 5000, 8: 4000, 9: 12000, 12: 15000, 13: 7000, 15: 250}
"""Test pixels by ``numero``."""


def matrix(right, numeros=(1, 6), pixels=100):
    """A matrix in which each class has the same share of right pixels; the rest goes to the next class."""
    counts = dict.fromkeys(numeros, pixels) if isinstance(pixels, int) else pixels
    made = np.zeros((15, 15), np.int64)
    for number, numero in enumerate(numeros):
        hit = round(counts[numero] * right)
        made[numero - 1, numero - 1] += hit
        made[numero - 1, numeros[(number + 1) % len(numeros)] - 1] += counts[numero] - hit
    return made


def finding(
    strategy="ft-initialisation",
    normalisation="norma-target",
    percent=100.0,
    seed=0,
    right=0.75,
    before=0.5,
    area_m2=1200.0,
    chosen=4,
    minutes=2.5,
    **shape,
):
    """One training with a share of right test pixels after and before."""
    combination = Combination(strategy, normalisation, percent, seed)
    former = None if before is None else matrix(before, **shape)
    return Finding(combination, area_m2, chosen, 9, minutes, matrix(right, **shape), former)


def findings(strategies=("app-scratch", "ft-initialisation", "ft-finetune-head"), seeds=3):
    """A comparison of strategies, two normalisations and three shares of the area."""
    generator = np.random.default_rng(1)
    level = {"app-scratch": 0.55, "ft-initialisation": 0.85, "ft-freeze-encoder": 0.74, "ft-finetune-head": 0.66}
    shape = {"numeros": tuple(SHARES), "pixels": SHARES}
    return [
        finding(
            strategy,
            normalisation,
            percent,
            seed,
            level[strategy]
            + 0.05 * (normalisation == "norma-target")
            + 0.1 * np.log10(percent / 100)
            + generator.normal(0, 0.01),
            0.6 + 0.05 * (normalisation == "norma-target"),
            1300 * percent,
            int(generator.integers(3, 30)),
            float(generator.uniform(2, 9)),
            **shape,
        )
        for seed in range(seeds)
        for percent in (100.0, 50.0, 12.5)
        for normalisation in ("norma-01", "norma-target")
        for strategy in strategies
    ]
