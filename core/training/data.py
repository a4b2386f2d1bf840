"""The scenes of a training with their annotations, split into training, validation and test."""

import hashlib
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ..band_roles import read_roles
from ..errors import InvalidInputError
from ..jobs import TrainingJob
from ..language import _
from ..nomenclature import CLASSES
from ..progress import Progress
from ..raster.grid import Grid, Window
from ..raster.ground_cells import GroundCells
from ..raster.reference import Reference, ReferencePolygons, ReferenceRaster, is_raster
from ..raster.resampled_scene import ResampledScene
from ..raster.scene import Scene
from ..raster.shared_ground import groups_of_shared_ground
from ..sensors import ENCODINGS
from ..vector.annotations import check_annotations
from .annotated_scene import AnnotatedScene, merged_counts
from .split import TEST, TRAINING, VALIDATION, Cell, Split, split_cells, split_sentence

CHIP_SIZES_PX = (256, 128, 64)
"""Sides of training chips that are chosen from, the largest that suits first."""

CELLS_PER_CHIP = (4, 2, 1)
"""Sides of the cells of the split in chips, of which a gap is half."""

ENOUGH_CELLS, ENOUGH_KEPT = 24, 0.65
"""A split is fine-grained enough with so many annotated cells, and wastes too much if the gaps leave the training
less than this share of its annotated pixels."""

SPARSE_CHIP_PX = 128
"""Larger chips are chosen only with cells enough: few annotations are better split finely."""

PIXEL_SIZE_TOLERANCE = 0.1
"""A second source of pixels that differ by more is resampled to those of the scenes."""


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
    warnings: list[str] = field(default_factory=list)

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
        return [
            (number, window)
            for number, scene in enumerate(self.target)
            for window in scene.windows_of(part, self.cells[scene.group])
        ]

    def use_fraction(self, percent: float, seed: int) -> None:
        """Let only a share of the training cells count; with one seed, a smaller share is part of a larger one."""
        cells = sorted(cell for cell, part in self.split.parts.items() if part == TRAINING)
        order = [cells[number] for number in np.random.default_rng([seed, len(cells)]).permutation(len(cells))]
        wanted = percent / 100 * sum(int(self.counts[cell].sum()) for cell in cells)
        used: list[Cell] = []
        pixels = 0
        for cell in order:
            if used and pixels >= wanted:
                break
            used.append(cell)
            pixels += int(self.counts[cell].sum())
        self._divide(None if percent >= 100 else used)

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
            self._divide(None)
            kept = sum(int(self.pixels(part).sum()) for part in (TRAINING, VALIDATION, TEST)) / annotated
            if kept > best_kept:
                best_kept, best = kept, (self.chip_px, self.cell_px)
            if best_kept >= ENOUGH_KEPT:
                break
        self._split(*best, validation, test)
        self._divide(None)

    def _split(self, chip_px: int, cell_px: int, validation: float, test: float) -> None:
        self.chip_px, self.cell_px, self.gap_px = chip_px, cell_px, chip_px // 2
        anchors: dict[int, Grid] = {}
        for scene in (*self.target, *self.source):
            anchors.setdefault(scene.group, scene.stored.grid)
        self.cells = {group: GroundCells(anchor, cell_px) for group, anchor in anchors.items()}
        self.counts = merged_counts([scene.counts_by_cell(self.cells[scene.group]) for scene in self.target])
        self.split = split_cells(self.counts, validation, test, self.gap_px / cell_px, self.seed)

    def _divide(self, used: Sequence[Cell] | None) -> None:
        for scene in self.target:
            scene.divide(self.split, self.cells[scene.group], self.gap_px, used)
        for scene in self.source:
            # Cells without annotation of the target are free for the source.
            scene.divide(self.split, self.cells[scene.group], self.gap_px, None, TRAINING)


def open_training_data(job: TrainingJob, folder: Path, progress: Progress, stack: ExitStack) -> TrainingData:
    """Open the scenes and copy what is annotated of them into ``folder``; the split is still to be chosen.

    Raises:
        InvalidInputError: scenes do not go together, annotations do not fit, or the disk has no room.
    """
    scenes = [stack.enter_context(Scene(path, read_roles(job.band_roles), job.nodata)) for path in job.inputs]
    _check_together(scenes)
    pixel_m = float(np.mean(scenes[0].grid.pixel_size_m()))
    opened = [stack.enter_context(Scene(path, (), None)) for path in job.source_inputs]
    _check_together(opened)
    views: list[Scene] = [_at_pixel_size(scene, pixel_m) for scene in opened]
    groups = groups_of_shared_ground([scene.grid for scene in (*scenes, *views)])
    warnings: list[str] = []
    references = _references(job.annotations, job.class_field, scenes, warnings, stack)
    source_references = _references(job.source_labels, job.class_field, views, warnings, stack)
    target: list[AnnotatedScene] = []
    source: list[AnnotatedScene] = []
    for number, (scene, group) in enumerate(zip((*scenes, *views), groups)):
        is_target = number < len(scenes)
        progress.report(0.0, _("Reading annotations of {file}").format(file=Path(scene.path).name))
        place = folder / f"scene-{number}"
        place.mkdir(exist_ok=True)
        annotated = AnnotatedScene(
            scene, (references if is_target else source_references)[scene.path], group, place, progress
        )
        (target if is_target else source).append(annotated)
        warnings += annotated.warnings()
    data = TrainingData(target, source, scenes, views, warnings=warnings)
    _check_annotated(data, job)
    return data


def _check_together(scenes: Sequence[Scene]) -> None:
    """Raises: InvalidInputError, unless all have the same bands and a known encoding."""
    for scene in scenes:
        if scene.encoding not in ENCODINGS:
            raise InvalidInputError(
                _("Nothing says what the values of '{file}' mean; stack it with 'Stack bands' first.").format(
                    file=scene.path
                )
            )
        first = scenes[0]
        if set(scene.roles) != set(first.roles):
            raise InvalidInputError(
                _("'{file}' has the bands {theirs}, but '{first}' has {ours}; give scenes of the same bands.").format(
                    file=scene.path, theirs=", ".join(scene.roles), first=first.path, ours=", ".join(first.roles)
                )
            )
        if scene.encoding != first.encoding:
            raise InvalidInputError(
                _(
                    "'{file}' holds {theirs} values, but '{first}' holds {ours}; give scenes of the same encoding."
                ).format(file=scene.path, theirs=scene.encoding, first=first.path, ours=first.encoding)
            )
        scene.select(first.roles)


def _at_pixel_size(scene: Scene, pixel_m: float) -> Scene:
    if all(abs(side_m / pixel_m - 1) <= PIXEL_SIZE_TOLERANCE for side_m in scene.grid.pixel_size_m()):
        return scene
    return ResampledScene(scene, pixel_m)


def _references(
    files: Sequence[str], class_field: str, scenes: Sequence[Scene], warnings: list[str], stack: ExitStack
) -> dict[str, list[Reference]]:
    """The annotations of each scene, by its path."""
    found: dict[str, list[Reference]] = {scene.path: [] for scene in scenes}
    for file in files:
        if is_raster(file):
            raster = stack.enter_context(ReferenceRaster(file))
            for scene in scenes:
                found[scene.path].append(raster)
            continue
        if not Path(file).exists():
            raise InvalidInputError(
                _("The annotations '{file}' do not exist; give polygons or a raster of classes.").format(file=file)
            )
        annotations = check_annotations(file, class_field, [scene.grid for scene in scenes])
        warnings += list(annotations.warnings)
        for scene in scenes:
            found[scene.path].append(
                ReferencePolygons(annotations.polygons, annotations.numeros, annotations.crs, scene.grid, file)
            )
    return found


def _check_annotated(data: TrainingData, job: TrainingJob) -> None:
    files = ", ".join(f"'{file}'" for file in job.annotations)
    counts = sum((scene.annotated() for scene in data.target), np.zeros(len(CLASSES), np.int64))
    if not counts.any():
        raise InvalidInputError(
            _("The annotations {files} name no class on a valid pixel of the scenes; check where they lie.").format(
                files=files
            )
        )
    if np.count_nonzero(counts) < 2:
        only = CLASSES[int(np.flatnonzero(counts)[0])].name(job.language)
        raise InvalidInputError(
            _("The annotations {files} hold one class only, {only}; a model learns from two or more.").format(
                files=files, only=only
            )
        )
    if job.source_inputs and not any(scene.annotated().any() for scene in data.source):
        raise InvalidInputError(
            _("The labels of the second source name no class on a valid pixel of its images; check where they lie.")
        )
