"""Parts of a scene that are needed time and again, uncompressed on the disk."""

import shutil
from pathlib import Path
from typing import Any, Collection, Dict, List, Tuple

import numpy as np
from numpy.typing import NDArray

from ..errors import InvalidInputError
from ..language import _
from ..progress import Progress
from .grid import Window
from .scene import Scene

BLOCK_PX = 512
"""Side of the squares that are stored."""

Block = Tuple[int, int]
"""Row and column of a square, counted from the scene's origin."""


class StoredScene(Scene):
    """A view of a scene of which some blocks can be read, quickly, in any window; the rest is without data.

    Attributes:
        blocks: slot of each block that is stored.
        all_roles: bands that are stored.
    """

    def __init__(self, scene: Scene, blocks: Collection[Block], folder: Path, progress: Progress) -> None:
        """Copy ``blocks`` of all selected bands of ``scene`` into ``folder``, which exists.

        Raises:
            InvalidInputError: the file is damaged, or the disk has no room.
        """
        self.path, self.roles, self.grid, self.encoding = scene.path, scene.roles, scene.grid, scene.encoding
        self.nodata, self.saturated, self.scalings = scene.nodata, scene.saturated, scene.scalings
        self.dtype, self.block_px = scene.dtype, (BLOCK_PX, BLOCK_PX)
        self.all_roles = scene.roles
        self._bands: List[int] = list(range(len(scene.roles)))
        self.blocks: Dict[Block, int] = {block: slot for slot, block in enumerate(sorted(blocks))}
        # At least one block's room, since an empty file cannot be mapped.
        shape = max(1, len(self.blocks)), BLOCK_PX, BLOCK_PX
        pixels_file, valid_file = folder / "pixels.bin", folder / "valid.bin"
        _check_room(folder, shape[0] * BLOCK_PX**2 * (1 + len(scene.roles) * np.dtype(scene.dtype).itemsize))
        try:
            # Plain writing, since a mapped file on a full disk ends the process.
            with pixels_file.open("wb") as pixels_out, valid_file.open("wb") as valid_out:
                for block in self.blocks:
                    progress.check_cancelled()
                    pixels, valid = _padded(*scene.read(block_window(scene, block)))
                    pixels_out.write(np.ascontiguousarray(pixels, scene.dtype).tobytes())
                    valid_out.write(valid.tobytes())
                pixels_out.truncate(shape[0] * BLOCK_PX**2 * len(scene.roles) * np.dtype(scene.dtype).itemsize)
                valid_out.truncate(shape[0] * BLOCK_PX**2)
        except OSError as error:
            raise InvalidInputError(
                _("The working files of the training cannot be written to '{folder}': {error}.").format(
                    folder=folder, error=error.strerror or error
                )
            ) from None
        self._pixels: NDArray[Any] = np.memmap(
            pixels_file, scene.dtype, "r", shape=(shape[0], len(scene.roles), *shape[1:])
        )
        self._valid: NDArray[np.bool_] = np.memmap(valid_file, np.bool_, "r", shape=shape)

    def select(self, roles: Any) -> None:
        """As :meth:`Scene.select`; every role was selected when the scene was stored."""
        self._bands = [self.all_roles.index(role) for role in roles]
        self.roles = tuple(roles)

    def __enter__(self) -> "StoredScene":
        return self

    def __exit__(self, *error: object) -> None:
        # Windows deletes no file that is mapped; without arrays on them the maps are closed.
        self._pixels, self._valid = np.empty((0, 0, 0, 0), self.dtype), np.empty((0, 0, 0), np.bool_)

    def read(self, window: Window) -> Tuple[NDArray[Any], NDArray[np.bool_]]:
        """As :meth:`Scene.read`; pixels of blocks that are not stored are not valid."""
        width, height = window[2:]
        pixels = np.zeros((len(self._bands), height, width), self.dtype)
        valid = np.zeros((height, width), np.bool_)
        for slot, inside, place in self.parts(window):
            for number, band in enumerate(self._bands):
                pixels[number, place[0], place[1]] = self._pixels[slot, band, inside[0], inside[1]]
            valid[place] = self._valid[slot, inside[0], inside[1]]
        return pixels, valid

    def every(self, step_px: int) -> NDArray[Any]:
        """Every so many rows and columns of all that is stored."""
        return self._pixels[:, :, ::step_px, ::step_px]

    def parts(self, window: Window) -> List[Tuple[int, Tuple[slice, slice], Tuple[slice, slice]]]:
        """For each stored block that a window touches: its slot, the rows and columns of the block and of the window
        that are the same pixels."""
        column, row, width, height = window
        found = []
        for block_row in range(row // BLOCK_PX, (row + height - 1) // BLOCK_PX + 1):
            for block_column in range(column // BLOCK_PX, (column + width - 1) // BLOCK_PX + 1):
                slot = self.blocks.get((block_row, block_column))
                if slot is not None:
                    rows_inside, rows = _common(block_row, row, height)
                    columns_inside, columns = _common(block_column, column, width)
                    found.append((slot, (rows_inside, columns_inside), (rows, columns)))
        return found


def block_window(scene: Scene, block: Block) -> Window:
    """The pixels of a block that lie in the scene."""
    row, column = block[0] * BLOCK_PX, block[1] * BLOCK_PX
    return column, row, min(BLOCK_PX, scene.grid.width - column), min(BLOCK_PX, scene.grid.height - row)


def all_blocks(scene: Scene) -> List[Block]:
    """Every block of a scene, row by row."""
    rows, columns = -(-scene.grid.height // BLOCK_PX), -(-scene.grid.width // BLOCK_PX)
    return [(row, column) for row in range(rows) for column in range(columns)]


def with_neighbours(blocks: Collection[Block], scene: Scene) -> List[Block]:
    """``blocks`` and those of the scene that touch them."""
    wanted = {(row + down, column + right) for row, column in blocks for down in (-1, 0, 1) for right in (-1, 0, 1)}
    return [block for block in all_blocks(scene) if block in wanted]


def _common(block: int, start: int, length: int) -> Tuple[slice, slice]:
    """Along one axis, the part of a block inside a window, as pixels of the block and of the window."""
    first = max(block * BLOCK_PX, start)
    last = min((block + 1) * BLOCK_PX, start + length)
    return slice(first - block * BLOCK_PX, last - block * BLOCK_PX), slice(first - start, last - start)


def _padded(pixels: NDArray[Any], valid: NDArray[np.bool_]) -> Tuple[NDArray[Any], NDArray[np.bool_]]:
    missing = ((0, BLOCK_PX - valid.shape[0]), (0, BLOCK_PX - valid.shape[1]))
    return np.pad(pixels, ((0, 0), *missing)), np.pad(valid, missing)


def _check_room(folder: Path, needed_bytes: int) -> None:
    try:
        free_bytes: float = shutil.disk_usage(folder).free
    except OSError:
        return  # some network drives do not tell
    if needed_bytes > free_bytes:
        raise InvalidInputError(
            _(
                "Training needs {needed:.1f} GB in '{folder}' for the annotated parts of the scenes, but the disk has "
                "{free:.1f} GB free; write the output to another disk."
            ).format(needed=needed_bytes / 1e9, folder=folder.parent, free=free_bytes / 1e9)
        )
