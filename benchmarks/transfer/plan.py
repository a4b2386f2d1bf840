"""Which trainings the study consists of, in an order in which a part of it already makes the main tables."""

from collections.abc import Sequence
from dataclasses import dataclass

from core.jobs import STRATEGIES
from core.raster.normalisation import NORMALISATIONS
from core.training.comparison import is_possible

ENCODINGS = {"norma-01": "reflectance", "norma-source": "8-bit", "norma-target": "reflectance"}
"""In which encoding the scenes are given to each normalisation: statistics of 8-bit images say nothing about
reflectance."""

BASELINES = [
    *((encoding, name) for name, encoding in ENCODINGS.items()),
    ("8-bit", "norma-01"),
    ("8-bit", "norma-target"),
]
"""Encoding and normalisation of what the source model is asked without any training."""

BEST = "ft-initialisation"
"""What varies in one way only is trained with the strategy that the deck recommends."""


@dataclass(frozen=True)
class Trial:
    """One training.

    Attributes:
        part: of the study: ``strategies``, ``area``, ``mixed`` or ``bands``.
        strategy, normalisation, seed: as in ``FineTuneJob``.
        area_percent: of the training scenes.
        extra_bands: as in ``FineTuneJob``.
        source_percent: of the chips, from the aerial images.
    """

    part: str
    strategy: str
    normalisation: str
    seed: int
    area_percent: float = 100.0
    extra_bands: str = "ignore"
    source_percent: float = 0.0

    @property
    def encoding(self) -> str:
        return ENCODINGS[self.normalisation]

    @property
    def name(self) -> str:
        """Tells trials apart, in file names too."""
        return (
            f"{self.part}-{self.strategy}-{self.normalisation}-{self.area_percent:g}-{self.extra_bands}-"
            f"{self.source_percent:g}-{self.seed}"
        )


@dataclass(frozen=True)
class Study:
    """How large the study is.

    Attributes:
        scenes, source_scenes: satellite and aerial scenes.
        epochs, patience: as in ``FineTuneJob``.
        seeds: of strategy × normalisation; the first one is that of the rest, and of the split.
        area_percents, source_percents, extra_bands: see ``Trial``.
        validation, test: percent of the scenes.
        chip_px, batch: of the training.
    """

    scenes: int = 23
    source_scenes: int = 12
    epochs: int = 40
    patience: int = 8
    seeds: tuple[int, ...] = (0, 1, 2)
    area_percents: tuple[float, ...] = (50.0, 25.0, 12.5)
    source_percents: tuple[float, ...] = (25.0, 50.0, 75.0)
    extra_bands: tuple[str, ...] = ("zero", "nearest", "mean")
    validation: float = 20.0
    test: float = 25.0
    chip_px: int = 128
    batch: int = 8

    def trials(self) -> list[Trial]:
        """All of them, the most telling ones first."""
        first, *others = self.seeds
        target, *rest = "norma-target", "norma-01", "norma-source"
        return [
            *_strategies([target], [first]),
            *(Trial("bands", BEST, target, first, extra_bands=bands) for bands in self.extra_bands),
            *(
                Trial("area", strategy, target, first, area_percent=percent)
                for percent in self.area_percents
                for strategy in (BEST, "app-scratch")
            ),
            *(Trial("mixed", BEST, target, first, source_percent=percent) for percent in self.source_percents),
            *_strategies(rest, [first]),
            *_strategies([target, *rest], others),
        ]


STUDY = Study()
SMOKE = Study(
    scenes=6,
    source_scenes=2,
    epochs=2,
    patience=2,
    seeds=(0,),
    area_percents=(50.0,),
    source_percents=(50.0,),
    extra_bands=("nearest",),
)
"""Goes the same ways in minutes; its figures mean nothing."""


def _strategies(normalisations: Sequence[str], seeds: Sequence[int]) -> list[Trial]:
    assert set(normalisations) <= set(NORMALISATIONS)
    return [
        Trial("strategies", strategy, normalisation, seed)
        for seed in seeds
        for normalisation in normalisations
        for strategy in STRATEGIES
        if is_possible(strategy, normalisation)
    ]
