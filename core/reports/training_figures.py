"""Figures of how a training went, from the curves of :func:`core.training.record.training_curves`."""

import math
from typing import Any, Mapping, Optional, Sequence

import numpy as np
from markupsafe import Markup
from matplotlib.ticker import MaxNLocator
from numpy.typing import NDArray

from ..language import _, number_text
from ..nomenclature import CLASSES
from .figures import ACCENTS, FAINT_INK, INK, as_svg, new_figure, styled

Curves = Mapping[str, Any]
CHOSEN_COLOUR = ACCENTS[1]
PANELS_PER_ROW = 4


def curves_figure(curves: Curves, chosen: Optional[int]) -> Optional[Markup]:
    """Losses, and beside them OA and mIoU of the validation; None where there is nothing to draw.

    Args:
        curves: by epoch; figures that do not exist are None.
        chosen: number of the epoch whose weights were kept.
    """
    panels = [
        (_("Loss"), [(_("training"), "training_loss", "o"), (_("validation"), "validation_loss", "s")]),
        (_("Validation (%)"), [(_("OA"), "oa", "o"), (_("mIoU"), "miou", "s")]),
    ]
    drawn = [
        (title, kept) for title, lines in panels if (kept := [line for line in lines if has_figures(curves[line[1]])])
    ]
    if not drawn:
        return None
    epochs = np.array(curves["epoch"], float)
    figure = new_figure(4.0 * len(drawn), 2.9)
    with styled():
        axes = figure.subplots(1, len(drawn), squeeze=False)[0]
    for panel, (title, lines) in zip(axes, drawn):
        for number, (label, key, marker) in enumerate(lines):
            style = {"color": ACCENTS[2 * (number == 0)], "linestyle": ("-", (0, (4, 1.5)))[number]}
            panel.plot(epochs, _numbers(curves[key]), label=label, marker=marker, markersize=3.5, **style)
        _mark_chosen(panel, chosen, with_label=True)
        _count_epochs(panel, epochs)
        panel.set_xlabel(_("Epoch (0: before training)") if epochs[0] == 0 else _("Epoch"))
        panel.set_title(title, loc="left", fontsize=10)
        with styled():
            panel.legend(loc="best", fontsize=8.5)
    return as_svg(figure)


def class_curves_figure(
    curves: Curves, chosen: Optional[int], language: str, shares: Optional[Mapping[str, float]] = None
) -> Optional[Markup]:
    """The validation IoU of each class, a small panel each; None without any.

    Args:
        curves, chosen: as in :func:`curves_figure`.
        language: of the class names.
        shares: percent of the validation pixels, by English name; told at the right above the panels.
    """
    drawn = [cls for cls in CLASSES if has_figures(curves["iou"].get(cls.english, []))]
    if not drawn:
        return None
    columns = min(PANELS_PER_ROW, len(drawn))
    rows = math.ceil(len(drawn) / columns)
    figure = new_figure(2.0 * columns, 0.3 + 1.5 * rows)
    with styled():
        axes = figure.subplots(rows, columns, squeeze=False, sharey=True)
    epochs = np.array(curves["epoch"], float)
    for panel, cls in zip(axes.flat, drawn):
        values = _numbers(curves["iou"][cls.english])
        panel.fill_between(epochs, 0, values, color=cls.colour, alpha=0.75, linewidth=0)
        panel.plot(epochs, values, color=INK, linewidth=1.1, marker="o", markersize=1.8)
        _mark_chosen(panel, chosen)
        at_chosen = values[epochs == chosen]
        if at_chosen.size and np.isfinite(at_chosen[0]):
            panel.plot([chosen], at_chosen, marker="o", markersize=4.5, color=CHOSEN_COLOUR)
            panel.annotate(
                f"{at_chosen[0]:.0f}",
                (chosen, at_chosen[0]),
                (3, 5 if at_chosen[0] < 78 else -12),
                textcoords="offset points",
                fontsize=8,
                fontweight="bold",
            )
        _count_epochs(panel, epochs)
        panel.set_ylim(0, 103)
        panel.set_yticks([0, 50, 100])
        panel.set_title(cls.name(language), loc="left", fontsize=8.5)
        if shares and cls.english in shares:
            panel.set_title(f"{share_text(shares[cls.english])} %", loc="right", fontsize=7.5, color=FAINT_INK)
    for panel in list(axes.flat)[len(drawn) :]:
        panel.set_visible(False)
    figure.supylabel(_("IoU (%)"), fontsize=9)
    return as_svg(figure)


def share_text(percent: float) -> str:
    """A share whose size matters even where it is small."""
    return number_text(percent, ".0f") if percent >= 10 else number_text(percent, ".2g")


def has_figures(values: Sequence[Optional[float]]) -> bool:
    return any(value is not None and math.isfinite(value) for value in values)


def _numbers(values: Sequence[Optional[float]]) -> NDArray[np.float64]:
    return np.array([math.nan if value is None else value for value in values], np.float64)


def _mark_chosen(panel: Any, chosen: Optional[int], with_label: bool = False) -> None:
    if chosen is not None:
        label = _("epoch {number}, kept").format(number=chosen) if with_label else None
        panel.axvline(chosen, color=CHOSEN_COLOUR, linewidth=1.2, linestyle=(0, (1, 1.5)), label=label)


def _count_epochs(panel: Any, epochs: NDArray[np.float64]) -> None:
    panel.xaxis.set_major_locator(MaxNLocator(integer=True, nbins=6, min_n_ticks=1))
    panel.set_xlim(epochs.min() - 0.4, epochs.max() + 0.4)
