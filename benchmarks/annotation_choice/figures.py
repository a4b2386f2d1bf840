"""Draws the pictures of docs/suggest_annotations.md from the results in the repository.

``python -m benchmarks.annotation_choice.figures --folder FOLDER`` takes the scenes from ``FOLDER`` or draws them anew.
"""

import argparse
from pathlib import Path

import numpy as np
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from benchmarks.draw_normalisation_page import PICTURES_FOLDER, save
from core.raster.grid import Window
from core.reports.figures import ACCENTS, FAINT_INK, new_figure, styled
from core.reports.pictures import natural_colours

from .__main__ import BEFORE, COUNTS, RESULTS_FOLDER, Row, read_rows
from .scenes import SEEDS, TruthfulScene, draw_scene
from .selections import SELECTIONS

SHOWN_SEED = SEEDS["measuring"][0]
"""The first scene, whatever came out."""

COLOURS = {"suggested": ACCENTS[0], "random": ACCENTS[1]}


def draw_rectangles(scene: TruthfulScene, windows: dict[str, list[Window]]) -> Figure:
    """The scene once for each selection, with its rectangles by rank."""
    everywhere = np.ones(scene.truth.shape, np.bool_)
    visible = ("red", "green", "blue")
    picture = natural_colours([(scene.pixels[:3], everywhere)], visible, "reflectance").pictures[0]
    figure = new_figure(5.4 * len(windows), 5.7)
    with styled():
        axes = figure.subplots(1, len(windows))
    for panel, (name, chosen) in zip(axes, windows.items()):
        panel.imshow(picture, interpolation="bilinear", extent=(0, scene.truth.shape[1], scene.truth.shape[0], 0))
        for rank, (column, row, width, height) in enumerate(chosen, start=1):
            for colour, thickness in (("black", 3.5), ("#ffdd00", 1.8)):
                panel.add_patch(Rectangle((column, row), width, height, fill=False, color=colour, linewidth=thickness))
            label = panel.text(column + width / 2, row + height / 2, str(rank), color="#ffdd00", weight="bold")
            label.set(ha="center", va="center", bbox={"facecolor": "black", "alpha": 0.6, "pad": 1.5, "linewidth": 0})
        panel.set_title(name, fontsize=10)
        panel.set_axis_off()
    return figure


def draw_results(rows: list[Row]) -> Figure:
    """mIoU on the twin of each scene: before, with suggested and with random rectangles."""
    figure = new_figure(9.0, 3.6)
    with styled():
        axes = figure.subplots(1, len(COUNTS), sharey=True)
    seeds = sorted({row.seed for row in rows})
    for panel, count in zip(axes, COUNTS):
        for place, seed in enumerate(seeds):
            before = [row.twin_miou for row in rows if (row.seed, row.selection) == (seed, BEFORE)]
            panel.plot([place - 0.3, place + 0.3], before * 2, color=FAINT_INK, linewidth=2)
            for shift, (selection, colour) in zip((-0.12, 0.12), COLOURS.items()):
                found = [
                    row.twin_miou for row in rows if (row.seed, row.selection, row.count) == (seed, selection, count)
                ]
                panel.plot([place + shift] * len(found), found, "o", color=colour, alpha=0.75, markeredgewidth=0)
        panel.set(xticks=range(len(seeds)), xticklabels=seeds, xlabel="scene", title=f"{count} rectangles")
    axes[0].set_ylabel("mIoU on the twin scene (%)")
    handles = [panel.plot([], [], "o", color=colour, label=selection)[0] for selection, colour in COLOURS.items()]
    handles += panel.plot([], [], color=FAINT_INK, linewidth=2, label="before training")
    figure.legend(handles=handles, loc="outside lower center", ncols=3)
    return figure


def main() -> None:
    """Parse the command line and draw."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.annotation_choice.figures", description=__doc__)
    parser.add_argument("--folder", type=Path, required=True, help="where scenes are kept")
    parser.add_argument("--output", type=Path, default=PICTURES_FOLDER)
    options = parser.parse_args()
    options.output.mkdir(parents=True, exist_ok=True)
    scene = draw_scene(SHOWN_SEED, "annotated", options.folder)
    windows = {name: choose(scene.file, max(COUNTS), (SHOWN_SEED, 0)) for name, (choose, _draws) in SELECTIONS.items()}
    save(draw_rectangles(scene, windows), options.output / "annotation-rectangles.png")
    save(draw_results(read_rows(RESULTS_FOLDER / "measuring.csv")), options.output / "annotation-results.png")


if __name__ == "__main__":
    main()
