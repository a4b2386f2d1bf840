"""Ways to choose rectangles: as 'Suggest annotations' does, and what it has to beat."""

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pyogrio
import shapely

from core.jobs import Extent, SuggestAnnotationsJob
from core.pipelines import suggest_annotations
from core.raster.grid import Window
from core.raster.rectangle_grid import RectangleGrid
from core.raster.scene import Scene
from core.vector.suggestion_layer import LAYER_NAME

from .trials import MODEL

SIZE_M = SuggestAnnotationsJob.size_m

Selection = Callable[[Path, int, Sequence[int]], list[Window]]
"""From the file of a scene, a count, and the numbers of the scene and the draw, to rectangles in pixels."""


class Quiet:
    """A progress that nobody reads."""

    def report(self, fraction: float, message: str = "") -> None:
        pass

    def log(self, message: str) -> None:
        pass

    def warn(self, message: str) -> None:
        pass

    def check_cancelled(self) -> None:
        pass


def suggested(file: Path, count: int, _draw: Sequence[int]) -> list[Window]:
    """What the product suggests with its defaults."""
    layer = file.with_name(f"{file.stem}-{count}.gpkg")
    suggest_annotations.run(
        SuggestAnnotationsJob(str(file), str(layer), model=str(MODEL), count=count, size_m=SIZE_M), Quiet()
    )
    shapes = shapely.from_wkb(pyogrio.raw.read(layer, layer=LAYER_NAME, columns=["rank"])[2])
    with Scene(str(file), (), None) as scene:
        return [scene.grid.window_of(Extent(*shapely.bounds(shape))) for shape in shapes]


def random(file: Path, count: int, draw: Sequence[int]) -> list[Window]:
    """Rectangles of the same grid, drawn one by one where there is room."""
    with Scene(str(file), (), None) as scene:
        grid = RectangleGrid.over(scene.grid, (0, 0, scene.grid.width, scene.grid.height), SIZE_M)
    places = [(column, row) for column in range(grid.columns - 1) for row in range(grid.rows - 1)]
    taken: list[tuple[int, int]] = []
    for number in np.random.default_rng(draw).permutation(len(places)):
        column, row = places[number]
        if len(taken) < count and all(max(abs(column - one[0]), abs(row - one[1])) >= 2 for one in taken):
            taken.append((column, row))
    return [
        (
            grid.left + column * grid.cell_width,
            grid.top + row * grid.cell_height,
            2 * grid.cell_width,
            2 * grid.cell_height,
        )
        for column, row in taken
    ]


SELECTIONS: dict[str, tuple[Selection, int]] = {"suggested": (suggested, 1), "random": (random, 3)}
"""By name, with the number of draws: the suggested ones are always the same."""
