"""The page that shows the normalisations of one scene side by side."""

import math
from dataclasses import dataclass
from typing import Any, List, Mapping, Tuple

import numpy as np
from markupsafe import Markup
from matplotlib.patches import Rectangle
from numpy.typing import NDArray

from ..language import _
from ..model.normalisation_advice import Advice
from ..model.normalisation_trial import Refusal, Sample, Trial
from ..model.passport import Passport
from ..nomenclature import CLASSES
from ..raster.grid import Grid
from ..training.metrics import Accuracy
from .figures import ACCENTS, FAINT_INK, as_png_uri, as_svg, new_figure, styled
from .fine_tuning_tables import grouped
from .page import render_page
from .pictures import NaturalColours, class_picture

SHOWN = {"norma-source": (-4.0, 4.0), "norma-01": (0.0, 1.0)}
"""What the histograms show of the values that a network is fed, by the normalisation that it was trained with."""

BARS = 90


@dataclass(frozen=True)
class Comparison:
    """Everything that the page shows.

    Attributes:
        scene: name of the raster.
        passport: of the model.
        grid: of the scene.
        sample: the crops.
        colours: their natural-colour pictures, and how they were stretched.
        trials: the normalisations that could be applied.
        refusals: the others.
        advice: which one to take.
        reference: name of the reference; empty without one.
        accuracies: by name of the normalisation; empty without a reference.
        unknown: pixels of codes of the reference that are no CoSIA class.
        compared: pixels that the reference names and that hold data.
        warnings: what makes the results doubtful.
        resampled_m: pixel size that the network saw; 0 if it is that of the scene.
    """

    scene: str
    passport: Passport
    grid: Grid
    sample: Sample
    colours: NaturalColours
    trials: Tuple[Trial, ...]
    refusals: Tuple[Refusal, ...]
    advice: Advice
    reference: str
    accuracies: Mapping[str, Accuracy]
    unknown: Mapping[str, int]
    compared: int
    warnings: Tuple[str, ...]
    resampled_m: float


def normalisations_page(comparison: Comparison, language: str) -> str:
    """The page as HTML."""
    trials, sample = comparison.trials, comparison.sample
    shares = {trial.name: trial.class_shares() for trial in trials}
    present = [
        cls
        for cls in CLASSES
        if any(share[cls.numero - 1] > 0 for share in shares.values())
        or any(accuracy.present[cls.numero - 1] for accuracy in comparison.accuracies.values())
    ]
    x_m, y_m = comparison.grid.pixel_size_m()
    pixels = sum(int(valid.sum()) for valid in sample.valid)
    return render_page(
        "normalisations.html",
        language,
        comparison=comparison,
        advice=comparison.advice,
        trials=trials,
        refusals=comparison.refusals,
        crops=[
            {
                "number": number + 1,
                "window": window,
                "size_m": (window[2] * x_m, window[3] * y_m),
                "natural": as_png_uri(comparison.colours.pictures[number]),
                "maps": [(trial.name, as_png_uri(class_picture(trial.maps[number]))) for trial in trials],
            }
            for number, window in enumerate(sample.windows)
        ],
        places=_places_figure(comparison) if len(sample.windows) > 1 else None,
        legend=[(cls.colour, cls.name(language)) for cls in present],
        classes=[
            {
                "colour": cls.colour,
                "name": cls.name(language),
                "shares": [share[cls.numero - 1] for share in shares.values()],
                "iou": [accuracy.iou[cls.numero - 1] for accuracy in comparison.accuracies.values()],
            }
            for cls in present
        ],
        shares_figure=_shares_figure(shares, [(cls.numero, cls.name(language)) for cls in present]),
        agreements=[
            (first.name, second.name, first.agreement(second))
            for index, first in enumerate(trials)
            for second in trials[index + 1 :]
        ],
        input_figure=_input_figure(comparison),
        has_distances=bool(trials[0].distances),
        roles=comparison.passport.band_roles,
        compared=grouped(comparison.compared),
        megapixels=pixels / 1e6,
        km2=pixels * x_m * y_m / 1e6,
        is_number=np.isfinite,
        present_count=max((int(one.present.sum()) for one in comparison.accuracies.values()), default=0),
        unknown_codes=", ".join(f"{code} ({count})" for code, count in sorted(comparison.unknown.items())),
    )


def _shares_figure(shares: Mapping[str, NDArray[np.float64]], classes: List[Tuple[int, str]]) -> Markup:
    """Horizontal bars, one group a class, one colour a normalisation."""
    figure = new_figure(7.6, 0.6 + 0.36 * len(classes))
    with styled():
        axes = figure.subplots()
    height = 0.8 / len(shares)
    at = np.arange(len(classes), dtype=np.float64)
    for number, (name, share) in enumerate(shares.items()):
        values = [share[numero - 1] for numero, _name in classes]
        axes.barh(
            at + (number - (len(shares) - 1) / 2) * height, values, height * 0.92, label=name, color=ACCENTS[number]
        )
    axes.set_yticks(at, [name for _numero, name in classes])
    axes.tick_params(axis="y", length=0)
    axes.invert_yaxis()
    axes.grid(False, axis="y")
    axes.set_xlabel(_("Share of the classified pixels (%)"))
    axes.legend(loc="lower right")
    return as_svg(figure)


def _input_figure(comparison: Comparison) -> Markup:
    """Histograms of what the network is fed: a row a band, a column a normalisation, each to its own height."""
    trials, roles = comparison.trials, comparison.passport.band_roles
    low, high = SHOWN[comparison.passport.normalisation]
    figure = new_figure(7.6, 0.8 + 0.62 * len(roles))
    with styled():
        axes = figure.subplots(len(roles), len(trials), sharex=True, squeeze=False)
    for column, trial in enumerate(trials):
        values = comparison.sample.normalised(trial.normalisation)
        for row, role in enumerate(roles):
            panel: Any = axes[row, column]
            if trial.distances:
                panel.axvspan(-1, 1, color=FAINT_INK, alpha=0.16, linewidth=0)
                panel.axvline(0, color=FAINT_INK, linewidth=0.8)
            step = 1 / trial.normalisation.deviations[row] if comparison.sample.is_whole_numbers else 0.0
            edges = bar_edges(values[row], low, high, step)
            counts, _edges = np.histogram(values[row], edges)
            panel.stairs(counts, edges, fill=True, color=ACCENTS[column], alpha=0.85)
            panel.set(yticks=[], xlim=(low, high))
            panel.spines["left"].set_visible(False)
            if column == 0:
                panel.set_ylabel(role, rotation=0, ha="right", va="center")
            if row == 0:
                panel.set_title(trial.name, fontsize=10)
    label = (
        _("Value that the network is fed (standard deviations of its training data)")
        if trials[0].distances
        else _("Value that the network is fed (1 = full scale)")
    )
    figure.supxlabel(label, fontsize=9)
    return as_svg(figure)


def bar_edges(values: NDArray[np.float32], low: float, high: float, step: float) -> NDArray[np.float64]:
    """Edges of histogram bars between ``low`` and ``high``.

    Args:
        values: that are counted.
        low, high: what is shown.
        step: distance of neighbouring values; bars are multiples of it wide, or some would hold one value more than
            others. 0: the values are continuous.
    """
    width = (high - low) / BARS
    if not step:
        return np.linspace(low, high, BARS + 1)
    width = max(1, round(width / step)) * step
    first = float(values.min()) - step / 2
    start = first - math.ceil((first - low) / width) * width
    return np.arange(start, high + width, width)


def _places_figure(comparison: Comparison) -> Markup:
    """Where the crops lie in the scene."""
    width, height = comparison.grid.width, comparison.grid.height
    side = 2.6
    ratio = min(max(height / width, 0.25), 3.0)
    figure = new_figure(side, side * ratio)
    with styled():
        axes = figure.subplots()
    axes.set(xlim=(0, width), ylim=(height, 0), xticks=[], yticks=[], aspect="equal")
    for spine in axes.spines.values():
        spine.set_visible(True)
    for number, (column, row, crop_width, crop_height) in enumerate(comparison.sample.windows, start=1):
        x, y = column + crop_width / 2, row + crop_height / 2
        # A crop of a large scene would be too small to see; the number stands on the side of the scene's middle.
        sides = [max(size, 0.03 * max(width, height)) for size in (crop_width, crop_height)]
        corner = x - sides[0] / 2, y - sides[1] / 2
        axes.add_patch(Rectangle(corner, *sides, color=ACCENTS[0], alpha=0.6, linewidth=0))
        towards = 9 if x < width / 2 else -9
        axes.annotate(str(number), (x, y), (towards, 0), textcoords="offset points", ha="center", va="center")
    return as_svg(figure)
