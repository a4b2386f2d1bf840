"""Where test blocks lie."""

import math
from typing import Dict, Optional, Sequence, Tuple

from markupsafe import Markup
from matplotlib.patches import Rectangle

from ..raster.grid import Grid
from ..training.outcome import Block
from .figures import ACCENTS, INK, as_svg, new_figure, styled

SMALLEST_SHARE = 0.012
"""Of the longer side of the scene: smaller blocks are drawn that large, so that they can be seen."""

PANELS_PER_ROW = 4


def block_positions_figure(
    names: Sequence[str], grids: Sequence[Grid], blocks: Sequence[Block], numbers: Dict[int, int]
) -> Optional[Markup]:
    """The outline of each scene that holds test blocks, with them in it; None without any.

    Args:
        names, grids: of all scenes.
        blocks: to draw.
        numbers: to write beside blocks, by their place in ``blocks``.
    """
    scenes = sorted({block.scene for block in blocks})
    if not scenes:
        return None
    columns = min(PANELS_PER_ROW, len(scenes))
    rows = math.ceil(len(scenes) / columns)
    ratio = max(min(grids[scene].height / grids[scene].width, 1.6) for scene in scenes)
    side = 1.95 if columns > 1 else 3.0
    figure = new_figure(side * columns, rows * (side * ratio + 0.3))
    with styled():
        axes = figure.subplots(rows, columns, squeeze=False)
    for panel, scene in zip(axes.flat, scenes):
        width, height = grids[scene].width, grids[scene].height
        panel.set(xlim=(0, width), ylim=(height, 0), xticks=[], yticks=[], aspect="equal")
        panel.set_title(names[scene], loc="left", fontsize=8.5)
        for spine in panel.spines.values():
            spine.set_visible(True)
        for index, block in enumerate(blocks):
            if block.scene == scene:
                corner, sides = _visible(block, max(width, height))
                is_shown = index in numbers
                panel.add_patch(
                    Rectangle(corner, *sides, facecolor=ACCENTS[0], alpha=0.85 if is_shown else 0.35, linewidth=0)
                )
                if is_shown:
                    middle = corner[0] + sides[0] / 2
                    towards, align = (4, "left") if middle < 0.85 * width else (-4, "right")
                    edge = corner[0] + (sides[0] if align == "left" else 0)
                    panel.annotate(
                        str(numbers[index]),
                        (edge, corner[1] + sides[1] / 2),
                        (towards, 0),
                        textcoords="offset points",
                        ha=align,
                        va="center",
                        fontsize=9,
                        fontweight="bold",
                        color=INK,
                    )
    for panel in list(axes.flat)[len(scenes) :]:
        panel.set_visible(False)
    return as_svg(figure)


def _visible(block: Block, longest_px: int) -> Tuple[Tuple[float, float], Tuple[float, float]]:
    column, row, width, height = block.window
    least = SMALLEST_SHARE * longest_px
    sides = max(width, least), max(height, least)
    return (column + (width - sides[0]) / 2, row + (height - sides[1]) / 2), sides
