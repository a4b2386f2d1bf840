"""Figures and words of which parameters moved."""

from typing import Dict, List, Optional

import numpy as np
from markupsafe import Markup

from ..language import _, number_text
from ..model.layer_groups import DECODER, ENCODER, HEAD, METADATA, Group
from ..model.parameter_change import ParameterChange
from .figures import ACCENTS, FAINT_INK, RULE, as_svg, new_figure, styled

PART_COLOURS = {ENCODER: ACCENTS[2], METADATA: ACCENTS[3], DECODER: ACCENTS[0], HEAD: ACCENTS[1]}
PALE = "#b9c4bf"


def group_label(group: Group) -> str:
    """A group in words."""
    if group.part == ENCODER and group.block == "0":
        return _("Encoder, unread end")
    if group.part == ENCODER:
        return _("Encoder stage {stage} (1/{stride})").format(stage=group.block, stride=2 ** int(group.block))
    if group.part == DECODER:
        return _("Decoder block {block}").format(block=group.block)
    return _("Head") if group.part == HEAD else _("Metadata layers")


def percent_text(share: Optional[float]) -> str:
    """A relative change for a table."""
    if share is None:
        return "–"
    if share == 0.0:
        return "0 %"
    return "< " + number_text(0.1) + " %" if share < 0.0005 else number_text(100 * share, ".1f") + " %"


def groups_figure(change: ParameterChange) -> Markup:
    """One bar a group for the weights, a thinner one for the statistics of batch normalisation."""
    labels = [group_label(group) for group in change.groups]
    at = np.arange(len(labels), dtype=np.float64)
    figure = new_figure(7.6, 0.8 + 0.36 * len(labels))
    with styled():
        axes = figure.subplots()
    weights = [_percent(one.weights.relative) for one in change.groups.values()]
    statistics = [_percent(one.statistics.relative) for one in change.groups.values()]
    colours = [PART_COLOURS[group.part] for group in change.groups]
    axes.barh(at - 0.12, weights, 0.5, color=colours)
    axes.barh(at + 0.28, statistics, 0.22, color=PALE, label=_("Statistics of batch normalisation"))
    for place, value, one in zip(at, weights, change.groups.values()):
        axes.annotate(
            percent_text(one.weights.relative),
            (value, place - 0.12),
            xytext=(4, 0),
            textcoords="offset points",
            va="center",
            fontsize=8,
            color=FAINT_INK,
        )
    axes.set_yticks(at, labels)
    axes.tick_params(axis="y", length=0)
    axes.invert_yaxis()
    axes.grid(False, axis="y")
    axes.set_xlim(0, 1.12 * max([*weights, *statistics, 1e-9]))
    axes.set_xlabel(_("Relative change (%); coloured: kernels and biases"))
    if any(one.statistics.numbers for one in change.groups.values()):
        with styled():
            figure.legend(loc="outside upper right")
    return as_svg(figure)


def layers_figure(change: ParameterChange) -> Markup:
    """One mark a layer, in the order from the image to the classes."""
    figure = new_figure(7.6, 3.4)
    with styled():
        axes = figure.subplots()
    # Every group gets the same width: the decoder's few layers would be lost beside those of a deep encoder.
    places: Dict[str, float] = {}
    for number, group in enumerate(change.groups):
        members = [name for name, own in change.layer_groups.items() if own == group]
        places.update((name, number + (index + 0.5) / len(members)) for index, name in enumerate(members))
        if number:
            axes.axvline(number, color=RULE, linewidth=0.8)
    for is_scale, marker, label in ((False, "o", _("kernels")), (True, "x", _("scale and shift of normalisation"))):
        for part, colour in PART_COLOURS.items():
            movements = [
                (places[name], one.scales if is_scale else one.weights)
                for name, one in change.layers.items()
                if change.layer_groups[name].part == part
            ]
            shown = [(place, _percent(movement.relative)) for place, movement in movements if movement.numbers]
            if shown:
                across, up = zip(*shown)
                axes.scatter(across, up, s=16, color=colour, marker=marker, linewidths=1)
        axes.scatter([], [], s=16, color=FAINT_INK, marker=marker, linewidths=1, label=label)
    labels = [group_label(group) for group in change.groups]
    axes.set_xticks(np.arange(len(labels)) + 0.5, labels, rotation=40, ha="right", rotation_mode="anchor")
    axes.tick_params(axis="x", length=0)
    axes.grid(False, axis="x")
    axes.set_xlim(0, len(labels))
    axes.set_ylim(bottom=0)
    axes.set_ylabel(_("Relative change (%)"))
    with styled():
        figure.legend(loc="outside upper right", ncols=2)
    return as_svg(figure)


def change_in_words(change: ParameterChange) -> List[str]:
    """One or more sentences on where the weights moved, and where they did not."""
    moved = [(group, one) for group, one in change.groups.items() if one.weights.moved or one.scales.moved]
    drifted = [group for group, one in change.groups.items() if one.statistics.moved]
    if not moved and not drifted:
        return [_("No parameter that can be compared differs: the two hold the same network.")]
    sentences = []
    shares = [(one.weights.relative, group_label(group)) for group, one in moved if one.weights.relative is not None]
    if len(shares) > 1:
        (most, most_label), (least, least_label) = max(shares), min(shares)
        sentences.append(
            _("The weights moved most in '{most_label}' ({most}) and least in '{least_label}' ({least}).").format(
                most_label=most_label, most=percent_text(most), least_label=least_label, least=percent_text(least)
            )
        )
    elif shares:
        sentences.append(
            _("Only the weights of '{label}' moved ({share}).").format(
                label=shares[0][1], share=percent_text(shares[0][0])
            )
        )
    still = [group for group in change.groups if group not in [one for one, _change in moved]]
    if still:
        sentences.append(
            _("No weight moved in: {groups}; so it is where layers are frozen.").format(
                groups=", ".join(group_label(group) for group in still)
            )
        )
    if set(still) & set(drifted):
        sentences.append(
            _("Their statistics of batch normalisation moved all the same, with the images that they were shown.")
        )
    if any(share is not None and share > 1 for share, _label in shares):
        sentences.append(
            _(
                "Changes above 100 % are those of layers that were not trained from one another: two sets of "
                "numbers of one size that have nothing in common are 141 % apart."
            )
        )
    return sentences


def _percent(share: Optional[float]) -> float:
    return float("nan") if share is None else 100 * share
