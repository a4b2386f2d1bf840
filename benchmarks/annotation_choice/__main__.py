"""What annotating the suggested rectangles brings, beside random ones of the same area, on simulated scenes.

``python -m benchmarks.annotation_choice --folder FOLDER`` draws the scenes, fine-tunes the demonstration model of BD
ORTHO on the truth inside the rectangles of each selection, and prints the tables of docs/suggest_annotations.md. Rows
that the CSV holds already are not computed again; with ``--seeds``, several processes may share the work.
"""

import argparse
import csv
from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Optional

import numpy as np

from core.model.allocator import keep_freed_memory

from .scenes import SEEDS, draw_scene
from .selections import SELECTIONS
from .trials import try_rectangles

RESULTS_FOLDER = Path(__file__).parent / "results"

COUNTS = (5, 10)
MIN_CLASS_PX = 100
"""Annotated pixels from which a class counts as annotated: 9 m²."""

BEFORE = "none"


@dataclass(frozen=True)
class Row:
    """One training; figures in percent."""

    seed: int
    selection: str
    count: int
    draw: int
    area_m2: float
    classes: int
    twin_miou: float
    twin_oa: float
    remainder_miou: float
    remainder_oa: float

    @property
    def key(self) -> tuple[int, str, int, int]:
        return self.seed, self.selection, self.count, self.draw


def read_rows(file: Path) -> list[Row]:
    """The rows of a CSV; none if it is not there."""
    if not file.exists():
        return []
    with file.open(newline="") as lines:
        kinds = {field.name: field.type for field in fields(Row)}
        return [Row(**{name: kinds[name](value) for name, value in line.items()}) for line in csv.DictReader(lines)]


def append_row(row: Row, file: Path) -> None:
    """Add a row to a CSV, which is begun if it is not there."""
    values = {name: round(value, 2) if isinstance(value, float) else value for name, value in asdict(row).items()}
    is_new = not file.exists()
    with file.open("a", newline="") as output:
        writer = csv.DictWriter(output, list(values))
        if is_new:
            writer.writeheader()
        writer.writerow(values)


def plan(seeds: Sequence[int]) -> list[tuple[int, str, int, int]]:
    """Keys of all rows, those that are compared with each other one after the other."""
    trained = [
        (seed, selection, count, draw)
        for draw in range(max(draws for _choose, draws in SELECTIONS.values()))
        for seed in seeds
        for count in COUNTS
        for selection, (_choose, draws) in SELECTIONS.items()
        if draw < draws
    ]
    return [(seed, BEFORE, 0, 0) for seed in seeds] + trained


def compute(seed: int, selection: str, count: int, draw: int, folder: Path) -> Row:
    """One row: choose, train, measure."""
    scene, twin = (draw_scene(seed, which, folder) for which in ("annotated", "twin"))
    windows = SELECTIONS[selection][0](scene.file, count, (seed, draw)) if count else []
    trial = try_rectangles(windows, scene, twin, draw)
    inside = np.zeros(scene.truth.shape, np.bool_)
    for column, row, width, height in windows:
        inside[row : row + height, column : column + width] = True
    classes = int((np.bincount(scene.truth[inside], minlength=16)[1:] >= MIN_CLASS_PX).sum())
    area_m2 = float(inside.sum()) * scene.pixel_m2
    return Row(
        seed,
        selection,
        count,
        draw,
        area_m2,
        classes,
        trial.twin.miou,
        trial.twin.overall,
        trial.remainder.miou,
        trial.remainder.overall,
    )


def mean_of(rows: Sequence[Row], figure: str, selection: str, count: int, seed: Optional[int] = None) -> float:
    """Mean of a figure over the draws of a scene, or over all scenes."""
    found = [
        getattr(row, figure)
        for row in rows
        if (row.selection, row.count) == (selection, count) and seed in (None, row.seed)
    ]
    return float(np.mean(found)) if found else float("nan")


def print_tables(rows: Sequence[Row]) -> None:
    """Means over the scenes, then the twin's mIoU of each scene."""
    arms = [(BEFORE, 0), *((selection, count) for count in COUNTS for selection in SELECTIONS)]
    print("| rectangles | area (m²) | classes annotated | twin mIoU | twin OA | remainder mIoU | remainder OA |")
    print("|---|---|---|---|---|---|---|")
    figures = ("area_m2", "classes", "twin_miou", "twin_oa", "remainder_miou", "remainder_oa")
    for selection, count in arms:
        means = [mean_of(rows, figure, selection, count) for figure in figures]
        print(f"| {count} {selection} | {means[0]:.0f} | " + " | ".join(f"{mean:.1f}" for mean in means[1:]) + " |")
    print("\n| scene | " + " | ".join(f"{count} {selection}" for selection, count in arms) + " |")
    print("|---" * (len(arms) + 1) + "|")
    for seed in sorted({row.seed for row in rows}):
        cells = []
        for selection, count in arms:
            found = [row.twin_miou for row in rows if (row.seed, row.selection, row.count) == (seed, selection, count)]
            spread = f" ({min(found):.1f}–{max(found):.1f})" if len(found) > 1 else ""
            cells.append(f"{np.mean(found):.1f}{spread}" if found else "–")
        print(f"| {seed} | " + " | ".join(cells) + " |")


def main() -> None:
    """Parse the command line, compute, print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.annotation_choice", description=__doc__)
    parser.add_argument("--split", choices=SEEDS, default="measuring")
    parser.add_argument("--seeds", type=int, nargs="*", help="only these scenes of the split")
    parser.add_argument("--folder", type=Path, required=True, help="where scenes and layers are kept")
    parser.add_argument("--results", type=Path, default=RESULTS_FOLDER, help="where the CSV lies")
    options = parser.parse_args()
    keep_freed_memory()
    options.results.mkdir(parents=True, exist_ok=True)
    file = options.results / f"{options.split}.csv"
    seeds = [seed for seed in SEEDS[options.split] if options.seeds is None or seed in options.seeds]
    done = {row.key for row in read_rows(file)}
    for key in plan(seeds):
        if key not in done:
            row = compute(*key, options.folder)
            append_row(row, file)
            print(row, flush=True)
    print_tables(read_rows(file))


if __name__ == "__main__":
    main()
