"""The scenes of a training with their annotations, split into training, validation and test."""

import hashlib
import math
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ..errors import InvalidInputError
from ..language import _
from ..nomenclature import CLASSES
from ..raster.grid import Grid, Window
from ..raster.ground_cells import GroundCells
from ..raster.scene import Scene
from .annotated_scene import AnnotatedScene, merged_counts
from .division import Division
from .split import LEAST_CLASSES, TEST, TRAINING, VALIDATION, Cell, Split, split_cells, split_sentence

CHIP_SIZES_PX = (256, 128, 64)
"""Sides of training chips that are chosen from, the largest that suits first."""

CELLS_PER_CHIP = (4, 2, 1)
"""Sides of the cells of the split in chips, of which a gap is half."""

ENOUGH_CELLS, ENOUGH_KEPT = 24, 0.65
"""A split is fine-grained enough with so many annotated cells, and wastes too much if the gaps leave the training
less than this share of its annotated pixels."""

SPARSE_CHIP_PX = 128
"""Larger chips are chosen only with cells enough: few annotations are better split finely."""

ROUNDING_PX = 1e-3


@dataclass
class TrainingData:
    """Scenes and how they are split.

    Attributes:
        target: annotated scenes of the data set that the model is meant for.
        source: those of the second source, all for training.
        scenes: the target's, open, for statistics.
        source_scenes: the source's.
        roles: bands of the target, of the source.
        cells: of the split, by group.
        counts: ``(15,)`` annotated target pixels by cell.
        split: of the cells.
        chip_px: side of a training chip.
        gap_px: between parts.
        cell_px: side of a cell.
        seed: of the split.
        language: of the names of classes.
        warnings: what the user should know.
    """

    target: list[AnnotatedScene]
    source: list[AnnotatedScene]
    scenes: list[Scene]
    source_scenes: list[Scene]
    cells: dict[int, GroundCells] = field(default_factory=dict)
    counts: dict[Cell, NDArray[np.int64]] = field(default_factory=dict)
    split: Split = field(default_factory=lambda: Split({}, False))
    chip_px: int = 0
    gap_px: int = 0
    cell_px: int = 0
    seed: int = 0
    language: str = "en"
    warnings: list[str] = field(default_factory=list)
    _windows: dict[int, list[tuple[int, Window]]] = field(default_factory=dict)

    @property
    def roles(self) -> tuple[str, ...]:
        """Bands that all target scenes have."""
        return self.target[0].stored.all_roles

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(Path(scene.path).name for scene in self.scenes)

    @property
    def pixel_m2(self) -> tuple[float, ...]:
        """Ground area of a pixel, by target scene."""
        return tuple(float(np.prod(scene.grid.pixel_size_m())) for scene in self.scenes)

    @property
    def grids(self) -> tuple[Grid, ...]:
        return tuple(scene.grid for scene in self.scenes)

    def pixels(self, part: int) -> NDArray[np.int64]:
        """``(15,)`` annotated pixels of the target that count in a part."""
        return sum((scene.pixels_of(part) for scene in self.target), np.zeros(len(CLASSES), np.int64))

    def training_pixels(self) -> NDArray[np.int64]:
        """``(15,)`` annotated pixels of each class that training sees, of both sources."""
        pixels = self.pixels(TRAINING)
        for scene in self.source:
            pixels = pixels + scene.pixels_of(TRAINING)
        return pixels

    def areas_m2(self, part: int) -> NDArray[np.float64]:
        """The same in square metres."""
        areas = np.zeros(len(CLASSES))
        for scene, pixel_m2 in zip(self.target, self.pixel_m2):
            areas += scene.pixels_of(part) * pixel_m2
        return areas

    def windows(self, part: int) -> list[tuple[int, Window]]:
        """Number of the scene and rectangle around what is annotated in each cell of a part."""
        if part not in self._windows:
            self._windows[part] = [
                (number, window)
                for number, scene in enumerate(self.target)
                for window in scene.windows_of(part, self.cells[scene.group])
            ]
        return self._windows[part]

    def use_fraction(self, percent: float, seed: int) -> None:
        """Let only a share of the training cells count; with one seed, a smaller share is part of a larger one."""
        self._divide()
        if percent >= 100:
            return
        counts = merged_counts([scene.counts_by_cell(self.cells[scene.group], TRAINING) for scene in self.target])
        cells = sorted(counts)
        order = [cells[number] for number in np.random.default_rng([seed, len(cells)]).permutation(len(cells))]
        wanted = percent / 100 * sum(int(pixels.sum()) for pixels in counts.values())
        used: list[Cell] = []
        pixels = 0
        for cell in order:
            if used and pixels >= wanted:
                break
            used.append(cell)
            pixels += int(counts[cell].sum())
        self._divide(frozenset(cells) - frozenset(used))

    def is_enough(self) -> bool:
        """Whether what counts can be trained on."""
        return bool(self.pixels(TRAINING).any() and np.count_nonzero(self.training_pixels()) >= LEAST_CLASSES)

    def describe_split(self) -> str:
        pixel_m = self.scenes[0].grid.pixel_size_m()[0]
        return split_sentence(self.split, self.cell_px * pixel_m, self.gap_px * pixel_m, self.seed)

    def digest(self) -> str:
        """Tells other pixels, annotations and splits apart."""
        digest = hashlib.sha256(repr((self.chip_px, self.cell_px, self.seed)).encode())
        for scene in (*self.target, *self.source):
            scene.update_digest(digest)
        return digest.hexdigest()

    def choose_split(self, chip_px: int, validation: float, test: float, seed: int) -> None:
        """Choose chips, cells and parts from what is annotated.

        Args:
            chip_px: side of a chip; 0: chosen.
            validation, test: percent.
            seed: of the split.

        Raises:
            InvalidInputError: a scene is smaller than a chip.
        """
        self.seed = seed
        side_px = min(min(scene.size_px) for scene in (*self.target, *self.source))
        sizes = [size for size in ([chip_px] if chip_px else CHIP_SIZES_PX) if size <= side_px]
        if not sizes:
            smallest = min(self.target + self.source, key=lambda scene: min(scene.size_px))
            raise InvalidInputError(
                _("'{file}' has {width} × {height} pixels, fewer than one training chip of {chip} × {chip}.").format(
                    file=smallest.stored.path,
                    width=smallest.size_px[1],
                    height=smallest.size_px[0],
                    chip=chip_px or CHIP_SIZES_PX[-1],
                )
            )
        annotated = sum(int(scene.annotated().sum()) for scene in self.target)
        best_kept = -1.0
        for size in sizes:
            for factor in CELLS_PER_CHIP:
                self._split(size, size * factor, validation, test)
                if self.split.whole_scenes or len(self.counts) >= ENOUGH_CELLS:
                    break
            else:
                if size > SPARSE_CHIP_PX and size != sizes[-1]:
                    continue
            self._divide()
            kept = sum(int(self.pixels(part).sum()) for part in (TRAINING, VALIDATION, TEST)) / annotated
            if kept > best_kept:
                best_kept, best = kept, (self.chip_px, self.cell_px)
            if best_kept >= ENOUGH_KEPT:
                break
        if best != (self.chip_px, self.cell_px):
            self._split(*best, validation, test)
            self._divide()
        self._check_split(validation, test)

    def _check_split(self, validation: float, test: float) -> None:
        """Tell what the split could not do. Raises: InvalidInputError: training is left with one class."""
        trained = self.pixels(TRAINING)
        annotated = np.sum([scene.annotated() for scene in self.target], axis=0)
        lost = [cls.name(self.language) for cls, left, all_ in zip(CLASSES, trained, annotated) if all_ and not left]
        if not self.is_enough():
            raise InvalidInputError(
                _(
                    "What is kept for validation and test, and the gaps around it, leave training fewer than two "
                    "classes, without {lost}; annotate in more places, or set VALIDATION and TEST lower."
                ).format(lost=", ".join(lost))
            )
        if self.source and not any(scene.pixels_of(TRAINING).any() for scene in self.source):
            raise InvalidInputError(
                _(
                    "All labels of the second source lie on ground that is kept for validation and test; give other "
                    "ground, or set VALIDATION and TEST lower."
                )
            )
        if lost:
            self.warnings.append(
                _(
                    "Training sees no pixel of {lost}: they are annotated only where validation, test or the gaps "
                    "around them are; annotate them in more places."
                ).format(lost=", ".join(lost))
            )
        for name, percent, part in (("VALIDATION", validation, VALIDATION), ("TEST", test, TEST)):
            if percent and not self.pixels(part).any():
                self.warnings.append(
                    _("Nothing could be set apart for {name}: there are too few annotated places for it.").format(
                        name=name
                    )
                )

    def _split(self, chip_px: int, cell_px: int, validation: float, test: float) -> None:
        self.chip_px, self.cell_px = chip_px, cell_px
        anchors: dict[int, Grid] = {}
        for scene in self.target:
            anchors.setdefault(scene.group, scene.stored.grid)
        self.cells = {group: GroundCells(anchor, cell_px) for group, anchor in anchors.items()}
        # Half a chip, of the scene with the largest pixels; positions are counted in those of the anchor.
        coarser = max(
            mine / its
            for scene in (*self.target, *self.source)
            for group in scene.groups
            for mine, its in zip(scene.stored.grid.pixel_size_m(), anchors[group].pixel_size_m())
        )
        self.gap_px = min(math.ceil(chip_px / 2 * max(1.0, coarser) - ROUNDING_PX), cell_px)
        self.counts = merged_counts([scene.counts_by_cell(self.cells[scene.group]) for scene in self.target])
        self.split = split_cells(self.counts, validation, test, self.gap_px / cell_px, self.seed)

    def _divide(self, withheld: frozenset[Cell] = frozenset()) -> None:
        self._windows.clear()
        grids: dict[int, list[Grid]] = {}
        for scene in self.target:
            grids.setdefault(scene.group, []).append(scene.stored.grid)
        division = Division(self.split, self.cells, grids, self.gap_px, withheld)
        for scene in self.target:
            scene.divide(partial(division.of_target, scene.stored.grid, scene.group))
        for scene in self.source:
            scene.divide(partial(division.of_source, scene.stored.grid, scene.groups))
