"""A scene with the classes that were drawn on it, ready to take training chips and test windows from."""

import hashlib
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..errors import InvalidInputError
from ..language import _
from ..nomenclature import NO_DATA
from ..progress import Progress
from ..raster.grid import Window
from ..raster.ground_cells import GroundCells
from ..raster.reference import Reference
from ..raster.scene import Scene
from ..raster.stored_scene import BLOCK_PX, StoredScene, all_blocks, block_window, with_neighbours
from .chips import Targets, targets_of
from .division import Parts, distinct_cells
from .metrics import CLASS_COUNT
from .split import TRAINING, VALIDATION, Cell

_PART_BITS = 3

_MAX_CODES = 10

_DIGEST_STEP_PX = 16
_LEFT_OUT = 4
"""Added to the part of pixels whose class counts for nothing, in a gap or beyond the wanted area."""


class AnnotatedScene:
    """Annotated blocks of one scene, on the disk.

    Attributes:
        stored: the scene's pixels; all its bands are selected.
        groups: numbers of the groups of target scenes that it shares ground with; a target scene has one, its own.
        unknown: pixels of each code of the annotations that is no CoSIA class.
    """

    def __init__(
        self,
        scene: Scene,
        references: Sequence[Reference],
        groups: tuple[int, ...],
        folder: Path,
        progress: Progress,
    ) -> None:
        """Copy what is annotated into ``folder``, which exists.

        Args:
            scene: with all wanted bands selected.
            references: where several name a class of a pixel, the last one counts.
            groups: see the class.

        Raises:
            InvalidInputError: a file is damaged, or the disk has no room.
        """
        self.groups = groups
        self.unknown: dict[str, int] = defaultdict(int)
        labels = {}
        for block in all_blocks(scene):
            progress.check_cancelled()
            found = self._read_labels(scene, block_window(scene, block), references)
            if found.any():
                labels[block] = found
        self.stored = StoredScene(scene, with_neighbours(labels, scene), folder, progress)
        shape = max(1, len(self.stored.blocks)), BLOCK_PX, BLOCK_PX
        self._labels = _mapped(folder / "labels.bin", shape)
        self._parts = _mapped(folder / "parts.bin", shape)
        for block, found in labels.items():
            _pixels, valid = self.stored.read(block_window(scene, block))
            self._labels[self.stored.blocks[block], : found.shape[0], : found.shape[1]] = np.where(
                valid, found, NO_DATA
            )

    def __enter__(self) -> "AnnotatedScene":
        return self

    def __exit__(self, *error: object) -> None:
        """Let go of the files; nothing can be read any more."""
        self.stored.__exit__(*error)
        self._labels = self._parts = np.empty((0, 0, 0), np.uint8)

    @property
    def group(self) -> int:
        """Of a target scene."""
        return self.groups[0]

    @property
    def size_px(self) -> tuple[int, int]:
        """Height and width of the whole scene."""
        return self.stored.grid.height, self.stored.grid.width

    def annotated(self) -> NDArray[np.int64]:
        """``(15,)`` annotated pixels of each class on valid pixels, whatever their part."""
        total = np.zeros(CLASS_COUNT + 1, np.int64)
        for labels, _parts, _window in self._annotated_blocks():
            total += np.bincount(labels.ravel(), minlength=CLASS_COUNT + 1)
        return total[1:]

    def warnings(self) -> list[str]:
        """What is odd about the annotations here, in sentences."""
        if not self.unknown:
            return []
        codes = ", ".join(f"{code} ({pixels} px)" for code, pixels in sorted(self.unknown.items())[:_MAX_CODES])
        return [
            _("Annotations on '{file}' have codes that are no CoSIA class, which count for nothing: {codes}.").format(
                file=self.stored.path, codes=codes
            )
        ]

    def update_digest(self, digest: "hashlib._Hash") -> None:
        """Add what tells other annotations, parts and pixels apart; of the pixels every sixteenth row and column."""
        for labels, parts, window in self._annotated_blocks():
            digest.update(repr((window, self.groups)).encode() + labels.tobytes() + parts.tobytes())
        digest.update(np.ascontiguousarray(self.stored.every(_DIGEST_STEP_PX)).tobytes())

    def use_bands(self, roles: Sequence[str]) -> None:
        """Let :meth:`crop` answer these bands, in this order."""
        self.stored.select(roles)

    def counts_by_cell(self, cells: GroundCells, part: int | None = None) -> dict[Cell, NDArray[np.int64]]:
        """``(15,)`` annotated pixels of each class by cell: all of them, or those that count in a part."""
        counts: dict[Cell, NDArray[np.int64]] = defaultdict(lambda: np.zeros(CLASS_COUNT, np.int64))
        for labels, parts, window in self._annotated_blocks():
            known = labels != NO_DATA
            if part is not None:
                known &= parts == part
            if not known.any():
                continue
            places, numbers = distinct_cells(*(at[known] // cells.size_px for at in cells.at(self.stored.grid, window)))
            pairs = numbers * (CLASS_COUNT + 1) + labels[known]
            found = np.bincount(pairs, minlength=len(places) * (CLASS_COUNT + 1)).reshape(len(places), -1)
            for (row, column), pixels in zip(places, found):
                counts[self.group, row, column] += pixels[1:]
        return dict(counts)

    def divide(self, parts_at: Callable[[Window], Parts]) -> None:
        """Let each pixel belong to a part; ``parts_at`` answers for the pixels of a window."""
        for block, slot in self.stored.blocks.items():
            window = block_window(self.stored, block)
            parts, left_out = parts_at(window)
            self._parts[slot, : window[3], : window[2]] = parts + left_out * np.uint8(_LEFT_OUT)

    def pixels_of(self, part: int) -> NDArray[np.int64]:
        """``(15,)`` annotated pixels of each class that count in a part."""
        total = np.zeros(CLASS_COUNT + 1, np.int64)
        for labels, parts, _window in self._annotated_blocks():
            total += np.bincount(labels[parts == part], minlength=CLASS_COUNT + 1)
        return total[1:]

    def targets(self, classes: NDArray[np.intp]) -> Targets:
        """Where training chips may aim, see :class:`chips.ChipSource`."""
        found: Targets = {}
        for labels, parts, (column, row, _width, _height) in self._annotated_blocks():
            usable = np.where(parts == TRAINING, labels, np.uint8(NO_DATA))
            for numero, positions in targets_of(usable, classes).items():
                found.setdefault(numero, []).extend(at + np.array((row, column), np.int32) for at in positions)
        return found

    def crop(self, rows: slice, columns: slice) -> tuple[NDArray[Any], NDArray[np.bool_], NDArray[np.uint8]]:
        """A training chip: pixels, which of them are valid, and classes.

        What belongs to validation or test is without data: training sees neither its classes nor its pixels.
        """
        window = columns.start, rows.start, columns.stop - columns.start, rows.stop - rows.start
        pixels, valid = self.stored.read(window)
        labels, parts = self._read(self._labels, window), self._read(self._parts, window)
        valid &= (parts & _PART_BITS) < VALIDATION
        return pixels, valid, np.where(parts == TRAINING, labels, np.uint8(NO_DATA))

    def windows_of(self, part: int, cells: GroundCells) -> list[Window]:
        """Rectangles around what counts in each cell of a part, as far as this scene holds it."""
        boxes: dict[tuple[int, int], list[int]] = {}
        for labels, parts, window in self._annotated_blocks():
            wanted = (parts == part) & (labels != NO_DATA)
            if not wanted.any():
                continue
            cell_rows, cell_columns = (at // cells.size_px for at in cells.at(self.stored.grid, window))
            rows, columns = np.nonzero(wanted)
            places, numbers = distinct_cells(cell_rows[wanted], cell_columns[wanted])
            for number, key in enumerate(places):
                inside = numbers == number
                low, high = (
                    (int(extreme(rows[inside])) + window[1], int(extreme(columns[inside])) + window[0])
                    for extreme in (np.min, np.max)
                )
                box = boxes.setdefault(key, [*low, *high])
                boxes[key] = [min(box[0], low[0]), min(box[1], low[1]), max(box[2], high[0]), max(box[3], high[1])]
        return [
            (left, top, right - left + 1, bottom - top + 1)
            for _cell, (top, left, bottom, right) in sorted(boxes.items())
        ]

    def truth(self, window: Window, part: int) -> NDArray[np.uint8]:
        """Classes of a window that count in a part, elsewhere 0."""
        labels, parts = self._read(self._labels, window), self._read(self._parts, window)
        return np.where(parts == part, labels, np.uint8(NO_DATA))

    def _annotated_blocks(self) -> list[tuple[NDArray[np.uint8], NDArray[np.uint8], Window]]:
        """Classes and parts of each annotated block, and its pixels of the scene."""
        found = []
        for block, slot in self.stored.blocks.items():
            window = block_window(self.stored, block)
            labels = self._labels[slot, : window[3], : window[2]]
            if labels.any():
                found.append((labels, self._parts[slot, : window[3], : window[2]], window))
        return found

    def _read(self, stored: NDArray[np.uint8], window: Window) -> NDArray[np.uint8]:
        values = np.zeros((window[3], window[2]), np.uint8)
        for slot, inside, place in self.stored.parts(window):
            values[place] = stored[slot, inside[0], inside[1]]
        return values

    def _read_labels(self, scene: Scene, window: Window, references: Sequence[Reference]) -> NDArray[np.uint8]:
        labels = np.zeros((window[3], window[2]), np.uint8)
        for reference in references:
            found = reference.read(scene.grid.crop(window))
            np.copyto(labels, found.labels, where=found.labels != NO_DATA)
            for code, pixels in found.unknown.items():
                self.unknown[code] += pixels
        return labels


def _mapped(path: Path, shape: tuple[int, int, int]) -> NDArray[np.uint8]:
    """An array of zeros in a file, whose room on the disk is taken at once."""
    try:
        with path.open("wb") as file:
            for _slot in range(shape[0]):
                file.write(bytes(shape[1] * shape[2]))
    except OSError as error:
        raise InvalidInputError(
            _("The working files of the training cannot be written to '{folder}': {error}.").format(
                folder=path.parent, error=error.strerror or error
            )
        ) from None
    return np.memmap(path, np.uint8, "r+", shape=shape)


def merged_counts(counts: Sequence[Mapping[Cell, NDArray[np.int64]]]) -> dict[Cell, NDArray[np.int64]]:
    """Pixels by cell of several scenes together."""
    merged: dict[Cell, NDArray[np.int64]] = {}
    for one in counts:
        for cell, pixels in one.items():
            merged[cell] = merged.get(cell, 0) + pixels
    return merged
