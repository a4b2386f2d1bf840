"""The tables of the study, beside IGN's figures where it published any."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from core.jobs import STRATEGIES
from core.nomenclature import CLASSES
from core.raster.normalisation import NORMALISATIONS

from .plan import BASELINES, BEST, ENCODINGS
from .results import Results, Row

TARGET = "norma-target"

DECK_NORMALISATIONS = {"norma-01": 41.06, "norma-source": 40.01, "norma-target": 46.38}
"""mIoU of the source model on PNEO without training, in percent: the deck's question 1."""

DECK_STRATEGIES = {
    "app-scratch": (44, 49.64),
    "ft-initialisation": (5, 60.58),
    "ft-freeze-encoder": (68, 53.31),
    "ft-finetune-head": (28, 44.86),
}
"""Epochs and mIoU with norma-target: the deck's question 2."""

FRENCH = {
    "images": "images",
    "normalisation": "normalisation",
    "strategy": "stratégie",
    "mIoU (%)": "mIoU (%)",
    "OA (%)": "OA (%)",
    "IGN: mIoU (%)": "IGN : mIoU (%)",
    "gain (points)": "gain (points)",
    "IGN: gain": "IGN : gain",
    "epochs": "époques",
    "IGN: epochs": "IGN : époques",
    "minutes": "minutes",
    "reflectance": "réflectance",
    "8-bit": "8 bits",
    "no training": "sans entraînement",
    "class": "classe",
    "annotated (km²)": "annoté (km²)",
    "share (%)": "part (%)",
    "aerial chips (%)": "imagettes aériennes (%)",
    "new bands": "nouvelles bandes",
    "deep blue (%)": "bleu profond (%)",
    "red edge (%)": "red edge (%)",
    "part of the network": "partie du réseau",
    "test scene": "scène de test",
    "best by mIoU: epoch": "meilleure par mIoU : époque",
    "mIoU there (%)": "sa mIoU (%)",
    "loss there": "sa perte",
    "lowest loss: epoch": "perte la plus basse : époque",
    "trainings": "entraînements",
    "encoder": "encodeur",
    "decoder": "décodeur",
    "head": "tête",
    "patch": "imagette",
    "all": "toutes",
    "model": "modèle",
    "before": "avant",
    "before, resampled": "avant, rééchantillonné",
    "after": "après",
    "IoU tree canopy (%)": "IoU arbres (%)",
    "IoU low vegetation (%)": "IoU végétation basse (%)",
    "IoU impervious (%)": "IoU imperméable (%)",
}

Table = Callable[[Results, "Speech"], list[list[str]]]
"""Header and rows; empty while there are no results for it."""


@dataclass(frozen=True)
class Speech:
    """Words and numbers of a language."""

    language: str

    def word(self, text: str) -> str:
        return FRENCH.get(text, text) if self.language == "fr" else text

    def number(self, value: float, decimals: int = 1, is_signed: bool = False) -> str:
        text = f"{value:{'+' if is_signed else ''}.{decimals}f}".replace("-", "−")
        return text.replace(".", ",") if self.language == "fr" else text

    def spread(self, values: Sequence[float], decimals: int = 1) -> str:
        """Mean, with the lowest and highest of several in brackets; a dash without any."""
        if not values:
            return "–"
        mean = self.number(float(np.mean(values)), decimals)
        if len(values) == 1:
            return mean
        return f"{mean} ({self.number(min(values), decimals)}–{self.number(max(values), decimals)})"


def baseline(results: Results, metric: str, normalisation: str = TARGET, item: str = "") -> list[float]:
    encoding = ENCODINGS[normalisation]
    return results.values(part="baseline", normalisation=normalisation, encoding=encoding, metric=metric, item=item)


def trained(results: Results, metric: str, strategy: str, normalisation: str = TARGET, item: str = "") -> list[float]:
    """Of all seeds, on all training scenes, with nothing else changed."""
    return results.values(part="strategies", strategy=strategy, normalisation=normalisation, metric=metric, item=item)


def normalisations(results: Results, speech: Speech) -> list[list[str]]:
    header = ["images", "normalisation", "OA (%)", "mIoU (%)", "IGN: mIoU (%)"]
    rows = []
    for encoding, name in BASELINES:
        figures = [
            results.values(part="baseline", encoding=encoding, normalisation=name, metric=metric)
            for metric in ("oa", "miou")
        ]
        deck = speech.number(DECK_NORMALISATIONS[name], 2)
        rows.append([speech.word(encoding), f"`{name}`", *map(speech.spread, figures), deck])
    return [[speech.word(text) for text in header], *rows]


def strategies(results: Results, speech: Speech) -> list[list[str]]:
    header = ["strategy", "epochs", "minutes", "OA (%)", "mIoU (%)", "gain (points)"]
    header += ["IGN: epochs", "IGN: mIoU (%)", "IGN: gain"]
    start, deck_start = baseline(results, "miou"), DECK_NORMALISATIONS[TARGET]
    none = [speech.word("no training"), "0", "–", speech.spread(baseline(results, "oa")), speech.spread(start), "–"]
    rows = [[*none, "0", speech.number(deck_start, 2), "–"]]
    for strategy in STRATEGIES:
        miou = trained(results, "miou", strategy)
        gain = speech.number(np.mean(miou) - start[0], 1, True) if miou and start else "–"
        deck_epochs, deck_miou = DECK_STRATEGIES[strategy]
        rows.append(
            [
                f"`{strategy}`",
                speech.spread(trained(results, "epochs", strategy), 0),
                speech.spread(trained(results, "minutes", strategy)),
                speech.spread(trained(results, "oa", strategy)),
                speech.spread(miou),
                gain,
                str(deck_epochs),
                speech.number(deck_miou, 2),
                speech.number(deck_miou - deck_start, 2, True),
            ]
        )
    return [[speech.word(text) for text in header], *rows]


def grid(results: Results, speech: Speech) -> list[list[str]]:
    """mIoU of strategy × normalisation."""
    rows = [[speech.word("no training"), *(speech.spread(baseline(results, "miou", name)) for name in NORMALISATIONS)]]
    for strategy in STRATEGIES:
        cells = [speech.spread(trained(results, "miou", strategy, name)) for name in NORMALISATIONS]
        rows.append([f"`{strategy}`", *cells])
    return [[speech.word("mIoU (%)"), *(f"`{name}`" for name in NORMALISATIONS)], *rows]


def classes(results: Results, speech: Speech) -> list[list[str]]:
    rows = []
    for cls in CLASSES:
        before = baseline(results, "iou", item=cls.english)
        if before:
            after = [trained(results, "iou", strategy, item=cls.english) for strategy in STRATEGIES]
            rows.append([cls.name(speech.language), *map(speech.spread, [before, *after])])
    return [[speech.word("class"), speech.word("no training"), *(f"`{name}`" for name in STRATEGIES)], *rows]


def areas(results: Results, speech: Speech) -> list[list[str]]:
    """Learning curve, of one seed."""
    header = [speech.word("share (%)"), speech.word("annotated (km²)")]
    shown = (BEST, "app-scratch")
    header += [f"`{strategy}` {speech.word(figure)}" for strategy in shown for figure in ("OA (%)", "mIoU (%)")]
    ours = [*results.select(part="area", metric="miou"), *_whole_area(results)]
    rows = []
    for percent in sorted({row.area_percent for row in ours}, reverse=True):
        found = [row for row in ours if row.area_percent == percent]
        cells = [speech.number(percent), speech.number(found[0].area_km2, 3)]
        for strategy in shown:
            for metric in ("oa", "miou"):
                values = [
                    value
                    for row in found
                    if row.strategy == strategy
                    for value in results.values(**_same_training(row), metric=metric)
                ]
                cells.append(speech.spread(values))
        rows.append(cells)
    return [header, *rows]


def mixed(results: Results, speech: Speech) -> list[list[str]]:
    header = ["aerial chips (%)", "epochs", "OA (%)", "mIoU (%)"]
    return _varied(results, speech, "mixed", header, lambda row: speech.number(row.source_percent, 0))


def bands(results: Results, speech: Speech) -> list[list[str]]:
    header = ["new bands", "epochs", "OA (%)", "mIoU (%)", "deep blue (%)", "red edge (%)"]
    return _varied(results, speech, "bands", header, lambda row: f"`{row.extra_bands}`", ("deep_blue", "red_edge"))


def movements(results: Results, speech: Speech) -> list[list[str]]:
    """How far each part of the network moved, in percent of its length."""
    moving = STRATEGIES[1:]
    groups = list(dict.fromkeys(row.item for row in results.select(part="strategies", metric="movement")))
    rows = []
    for group in groups:
        part, _space, block = group.partition(" ")
        values = [trained(results, "movement", strategy, item=group) for strategy in moving]
        percent = [[100 * value for value in one] for one in values]
        rows.append([f"{speech.word(part)} {block}".strip(), *map(speech.spread, percent)])
    return [[speech.word("part of the network"), *(f"`{name}`" for name in moving)], *rows]


def scenes(results: Results, speech: Speech) -> list[list[str]]:
    """Each test scene by itself."""
    names = [
        row.item
        for row in results.select(part="baseline", normalisation=TARGET, encoding="reflectance", metric="scene_miou")
    ]
    rows = [
        [
            name,
            speech.spread(baseline(results, "scene_miou", item=name)),
            *(speech.spread(trained(results, "scene_miou", strategy, item=name)) for strategy in STRATEGIES),
        ]
        for name in names
    ]
    return [[speech.word("test scene"), speech.word("no training"), *(f"`{name}`" for name in STRATEGIES)], *rows]


def courses(results: Results, speech: Speech) -> list[list[str]]:
    """Whether the loss of the validation and its mIoU agree about the best epoch; means over the seeds."""
    header = ["strategy", "trainings", "best by mIoU: epoch", "mIoU there (%)", "loss there"]
    header += ["lowest loss: epoch", "mIoU there (%)", "loss there"]
    rows = []
    for strategy in STRATEGIES:
        kept = results.select(part="strategies", strategy=strategy, normalisation=TARGET, metric="epochs")
        ends: list[list[float]] = []
        for run in kept:
            loss, miou = (
                np.array(results.values(**_same_training(run), metric=metric))
                for metric in ("validation_loss", "validation_miou")
            )
            best, lowest = int(np.nanargmax(miou)), int(np.nanargmin(loss))
            ends.append([best, miou[best], loss[best], lowest, miou[lowest], loss[lowest]])
        if ends:
            means = np.mean(ends, axis=0)
            decimals = (0, 1, 3, 0, 1, 3)
            rows.append(
                [f"`{strategy}`", str(len(ends)), *(speech.number(*pair) for pair in zip(means.tolist(), decimals))]
            )
    return [[speech.word(text) for text in header], *rows]


TABLES: dict[str, Table] = {
    "normalisations": normalisations,
    "strategies": strategies,
    "grid": grid,
    "classes": classes,
    "areas": areas,
    "mixed": mixed,
    "bands": bands,
    "movements": movements,
    "scenes": scenes,
    "courses": courses,
}


def all_tables(results: Results, language: str) -> dict[str, str]:
    """Markdown by name."""
    speech = Speech(language)
    return {name: as_markdown(table(results, speech)) for name, table in TABLES.items()}


def as_markdown(rows: list[list[str]]) -> str:
    header, *others = rows
    lines = [header, ["---"] * len(header), *others]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _same_training(row: Row) -> dict[str, object]:
    names = ("part", "encoding", "strategy", "normalisation", "area_percent", "extra_bands", "source_percent", "seed")
    return {name: getattr(row, name) for name in names}


def _whole_area(results: Results) -> list[Row]:
    """The trainings on all scenes that those of a part are compared with: of the first seed."""
    rows = results.select(part="strategies", normalisation=TARGET, metric="miou")
    return [row for row in rows if row.seed == min(one.seed for one in rows)]


def _varied(
    results: Results,
    speech: Speech,
    part: str,
    header: list[str],
    label: Callable[[Row], str],
    roles: Iterable[str] = (),
) -> list[list[str]]:
    """One row for each training of a part, after the one that it departs from."""
    rows = []
    for row in [
        *(row for row in _whole_area(results) if row.strategy == BEST),
        *results.select(part=part, metric="miou"),
    ]:
        same = _same_training(row)
        cells = [results.values(**same, metric=metric) for metric in ("epochs", "oa", "miou")]
        shares = [results.values(**same, metric="band_share", item=role) for role in roles]
        rows.append([label(row), speech.spread(cells[0], 0), *map(speech.spread, [*cells[1:], *shares])])
    return [[speech.word(text) for text in header], *rows]
