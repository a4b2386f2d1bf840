"""Polygons as somebody would draw them on the sample scene in half an hour: few, small, each well inside one thing.

They are taken from the sample's truth, but only where a person would be sure too: away from the borders of what they
stand on, of a size that is drawn with a few clicks, and of every class in several places.

    python -m benchmarks.tutorial.polygons TRUTH OUTPUT
"""

import sys
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyogrio
import rasterio
import shapely
from numpy.typing import NDArray
from rasterio.features import shapes
from rasterio.transform import Affine
from scipy import ndimage

COUNTS = ((0.15, 5), (0.05, 4), (0.0, 3))
"""Polygons of a class that covers at least such a share of the scene."""

BORDER_M = 0.6
"""Nobody draws nearer than this to the border of a thing."""

CLICKS_M = BORDER_M
"""Corners nearer than this to a straight line are not clicked, so that no line leaves the thing."""

RADIUS_M = 6.0
"""Of a large thing only so much around the place where the drawing began."""

LEAST_AREA_M2 = 6.0
_WORTH_DRAWING = 0.35
"""Share of the roomiest place of a class that another place must have to be looked at."""


@dataclass(frozen=True)
class Drawn:
    """A polygon in the coordinates of the scene, and its class."""

    numero: int
    polygon: shapely.Polygon


def draw_polygons(truth: NDArray[np.uint8], transform: Affine) -> list[Drawn]:
    """Polygons of every class that occurs, spread over the scene; always the same.

    Args:
        truth: uint8 (height, width), numero 1-15, 0 where nothing is known.
        transform: of its pixel grid, metres.
    """
    drawn: list[Drawn] = []
    for numero in np.unique(truth[truth > 0]).tolist():
        mask = truth == numero
        count = next(count for share, count in COUNTS if mask.sum() >= share * (truth > 0).sum())
        drawn += _of_class(numero, mask, transform, count)
    return drawn


def write_polygons(drawn: list[Drawn], crs: str, path: Path) -> None:
    """As GeoPackage with the field ``numero``."""
    pyogrio.raw.write(
        path,
        shapely.to_wkb(np.array([one.polygon for one in drawn], object)),
        [np.array([one.numero for one in drawn], np.int32)],
        ["numero"],
        driver="GPKG",
        geometry_type="Polygon",
        crs=crs,
        dataset_options={"VERSION": "1.2"},
    )


def draw_on_sample(truth_file: Path, path: Path) -> list[Drawn]:
    """The polygons of a truth raster, written to ``path``."""
    with rasterio.open(truth_file) as dataset:
        drawn = draw_polygons(dataset.read(1), dataset.transform)
        write_polygons(drawn, dataset.crs.to_string(), path)
    return drawn


def _of_class(numero: int, mask: NDArray[np.bool_], transform: Affine, count: int) -> list[Drawn]:
    pixel_m = transform.a
    # What lies beyond the picture is unknown, so its edge is a border too.
    room_m = ndimage.distance_transform_edt(np.pad(mask, 1))[1:-1, 1:-1] * pixel_m
    things, _number = ndimage.label(room_m > BORDER_M)
    chosen: list[tuple[int, int]] = []
    drawn: list[Drawn] = []
    roomy = np.minimum(room_m, RADIUS_M)
    candidates = np.argwhere((roomy >= _WORTH_DRAWING * roomy.max()) & (things > 0))
    while len(drawn) < count and len(candidates):
        row, column = _next(candidates, chosen, roomy)
        polygon = _around(row, column, things == things[row, column], transform)
        if polygon.area >= LEAST_AREA_M2:
            drawn.append(Drawn(numero, polygon))
            chosen.append((row, column))
        away_m = np.hypot(*(candidates - (row, column)).T) * pixel_m
        candidates = candidates[away_m > 2.5 * RADIUS_M]
    return drawn


def _next(candidates: NDArray[np.intp], chosen: list[tuple[int, int]], roomy: NDArray[np.float64]) -> tuple[int, int]:
    """The roomiest place first, then always the one that lies farthest from all that were chosen."""
    if not chosen:
        row, column = candidates[np.argmax(roomy[tuple(candidates.T)])]
    else:
        away = np.min([np.hypot(*(candidates - place).T) for place in chosen], axis=0)
        row, column = candidates[np.argmax(away * roomy[tuple(candidates.T)])]
    return int(row), int(column)


def _around(row: int, column: int, thing: NDArray[np.bool_], transform: Affine) -> shapely.Polygon:
    """The thing near a place, drawn with few corners."""
    centre = shapely.Point(transform * (column + 0.5, row + 0.5))
    reach = int(np.ceil(RADIUS_M / transform.a)) + 1
    rows, columns = (slice(max(0, at - reach), at + reach + 1) for at in (row, column))
    near = transform * Affine.translation(columns.start, rows.start)
    parts = [
        shapely.geometry.shape(outline)
        for outline, _value in shapes(thing[rows, columns].astype(np.uint8), thing[rows, columns], transform=near)
    ]
    whole = shapely.union_all(parts).intersection(centre.buffer(RADIUS_M, quad_segs=2))
    within = next((part for part in shapely.get_parts(whole) if part.covers(centre)), shapely.Polygon())
    return shapely.Polygon(within.exterior).simplify(CLICKS_M)


if __name__ == "__main__":
    draw_on_sample(Path(sys.argv[1]), Path(sys.argv[2]))
