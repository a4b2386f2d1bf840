"""Figures of a comparison of strategies."""

from typing import Any, Dict, List, Sequence

import numpy as np
from markupsafe import Markup
from matplotlib.ticker import FixedLocator, FuncFormatter, NullLocator

from ..jobs import STRATEGIES
from ..language import _, number_text
from ..raster.normalisation import NORMALISATIONS
from ..training.comparison_groups import Comparison, Group
from ..training.metrics import Accuracy
from .figures import ACCENTS, FAINT_INK, INK, as_svg, new_figure, styled

MARKERS = ("o", "s", "D")
LINES = ("-", (0, (4, 1.5)), (0, (1, 1.2)))

MIN_GAP = 1.15
"""Between the ticks of the area, as a factor: nearer ones would cover each other."""


def strategies_figure(comparison: Comparison) -> Markup:
    """mIoU of each strategy: a mark for each normalisation, a line for the model without training."""
    groups = comparison.whole()
    shown = [name for name in STRATEGIES if any(group.strategy == name for group in groups)]
    figure = new_figure(7.6, 1.2 + 0.5 * len(shown))
    with styled():
        axes = figure.subplots()
    baselines = comparison.baselines()
    used = [name for name in NORMALISATIONS if any(group.normalisation == name for group in groups)]
    for number, name in enumerate(used):
        look = _look(name)
        offset = (number - (len(used) - 1) / 2) * 0.22
        ours = [group for group in groups if group.normalisation == name]
        at = np.array([shown.index(group.strategy) + offset for group in ours])
        means, lows, highs = (
            np.array([getattr(group.miou, figure_name) for group in ours]) for figure_name in ("mean", "low", "high")
        )
        axes.errorbar(
            means,
            at,
            xerr=[means - lows, highs - means],
            linestyle="none",
            capsize=2.5,
            markersize=6,
            label=name,
            **look,
        )
        if name in baselines:
            label = _("{name}, without training").format(name=name)
            axes.axvline(baselines[name].miou, color=look["color"], linewidth=1.2, linestyle=(0, (1, 1.5)), label=label)
    axes.set_yticks(range(len(shown)), shown)
    axes.tick_params(axis="y", length=0, labelcolor=INK)
    axes.grid(False, axis="y")
    axes.set_ylim(len(shown) - 0.5, -0.5)
    axes.set_xlabel(_("mIoU of the test blocks (%)"))
    with styled():
        figure.legend(loc="outside upper left", ncols=2)
    return as_svg(figure)


def area_figure(comparison: Comparison) -> Markup:
    """OA and mIoU against the annotated area; bands from the lowest to the highest seed."""
    lines = comparison.curves()
    figure = new_figure(8.0, 3.6)
    with styled():
        panels = figure.subplots(1, 2)
    baselines = comparison.baselines()
    for panel, (title, key) in zip(panels, ((_("OA (%)"), "oa"), (_("mIoU (%)"), "miou"))):
        for line in lines:
            colour = ACCENTS[STRATEGIES.index(line[0].strategy)]
            look: Dict[str, Any] = {"color": colour, "marker": MARKERS[NORMALISATIONS.index(line[0].normalisation)]}
            spreads = [getattr(group, key) for group in line]
            areas = [group.area_km2 for group in line]
            panel.fill_between(
                areas, [one.low for one in spreads], [one.high for one in spreads], color=colour, alpha=0.15
            )
            label = (
                f"{line[0].strategy}, {line[0].normalisation}" if len(_normalisations(lines)) > 1 else line[0].strategy
            )
            style = LINES[NORMALISATIONS.index(line[0].normalisation)]
            panel.plot(areas, [one.mean for one in spreads], linestyle=style, markersize=4, label=label, **look)
        for name in _normalisations(lines):
            if name in baselines:
                label = _("{name}, without training").format(name=name)
                style = LINES[NORMALISATIONS.index(name)]
                panel.axhline(
                    _figure_of(baselines[name], key), color=FAINT_INK, linewidth=1, linestyle=style, label=label
                )
        panel.set_xscale("log")
        panel.xaxis.set_major_locator(FixedLocator(_ticks([group.area_km2 for line in lines for group in line])))
        panel.xaxis.set_minor_locator(NullLocator())
        panel.xaxis.set_major_formatter(FuncFormatter(lambda value, _place: number_text(value, ".2g")))
        panel.set_xlabel(_("Annotated for the training (km²)"))
        panel.set_title(title, loc="left", fontsize=10)
    handles, labels = panels[0].get_legend_handles_labels()
    with styled():
        figure.legend(handles, labels, loc="outside upper left", ncols=3)
    return as_svg(figure)


def _look(normalisation: str) -> Dict[str, Any]:
    number = NORMALISATIONS.index(normalisation)
    return {"color": ACCENTS[number], "marker": MARKERS[number]}


def _normalisations(lines: Sequence[Sequence[Group]]) -> List[str]:
    return list(dict.fromkeys(line[0].normalisation for line in lines))


def _figure_of(accuracy: Accuracy, key: str) -> float:
    return accuracy.overall if key == "oa" else accuracy.miou


def _ticks(areas: Sequence[float]) -> List[float]:
    """Areas far enough apart to be labelled, the largest one among them."""
    ticks: List[float] = []
    for area in sorted(set(areas), reverse=True):
        if area > 0 and (not ticks or ticks[-1] / area >= MIN_GAP):
            ticks.append(area)
    return ticks
