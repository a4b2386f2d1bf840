"""How far a run is, how long it will take, and whether the disk will hold what it writes."""

import math
import shutil
import time
from pathlib import Path
from typing import Dict, Optional, Sequence

from ..errors import InvalidInputError
from ..language import _
from ..progress import Progress
from ..raster.tile_journal import TileJournal

FIRST_TILES = 3
FIRST_SECONDS = 10.0
"""An estimate is told once so many tiles and seconds have passed."""

COPIES = 2.5
"""Bytes that a run needs on the disk in the end for each byte of its journal: the tiles are there once more as a
raster, and at last as the result with its overviews, which the better compression makes half as large."""


class TileProgress:
    """Told of every finished tile.

    Attributes:
        done: tiles that are finished.
    """

    def __init__(self, total: int, share: float, journal: TileJournal, folders: Sequence[Path], progress: Progress):
        """Args: ``share`` of the progress bar; ``folders`` that the results are written to."""
        self.done = 0
        self._total, self._share, self._journal, self._progress = total, share, journal, progress
        self._folders = folders
        self._started_s = time.monotonic()
        self._first, self._first_bytes = 0, 0
        self._told = False

    def begin(self, done: int) -> None:
        """Tell that the next tile is computed now, and how many were finished before."""
        self.done = self._first = done
        self._first_bytes = self._journal.size
        self._started_s = time.monotonic()

    def tell(self, done: int) -> None:
        """Tell how many tiles are finished.

        Raises:
            CancelledError: the user cancelled.
            InvalidInputError: by what was written so far, the disk will not hold the results.
        """
        self.done = done
        self._progress.report(
            self._share * done / self._total, _("Tile {done} of {all}").format(done=done, all=self._total)
        )
        passed_s, computed = time.monotonic() - self._started_s, done - self._first
        if not self._told and computed >= FIRST_TILES and passed_s >= FIRST_SECONDS and done < self._total:
            self._told = True
            self._tell_estimate(passed_s / computed)

    def _tell_estimate(self, tile_s: float) -> None:
        remaining = self._total - self.done
        needed = self._needed_bytes(remaining)
        self._progress.log(
            _(
                "By the first tiles, the other {count} take {time}; on the disk the run needs about {needed:.2g} GB "
                "more."
            ).format(count=remaining, time=duration_phrase(remaining * tile_s), needed=needed / 1e9)
        )
        for folder, free in self._free_bytes().items():
            if free < needed:
                raise InvalidInputError(
                    _(
                        "By its first tiles, the run needs about {needed:.1f} GB more on the disk of '{folder}', which "
                        "has {free:.1f} GB free; free the disk, write to another one, or choose a smaller extent."
                    ).format(needed=needed / 1e9, folder=folder, free=free / 1e9)
                )

    def _needed_bytes(self, remaining: int) -> float:
        computed = self.done - self._first
        tile_bytes = (self._journal.size - self._first_bytes) / max(computed, 1)
        return tile_bytes * (remaining * COPIES + self.done * (COPIES - 2))

    def _free_bytes(self) -> Dict[Path, float]:
        free: Dict[Path, float] = {}
        for folder in self._folders:
            try:
                free[folder] = shutil.disk_usage(folder).free
            except OSError:  # some network drives do not tell
                free[folder] = math.inf
        return free


def duration_phrase(seconds: float) -> str:
    """A time in the unit that people would take."""
    if seconds < 90:
        return _("{count:.0f} seconds").format(count=seconds)
    if seconds < 5400:
        return _("{count:.0f} minutes").format(count=seconds / 60)
    return _("{count:.1f} hours").format(count=seconds / 3600)


def kept_sentence(done: int, total: int, output: Path) -> Optional[str]:
    """That finished tiles were kept; None if there are none."""
    if not done:
        return None
    return _("{done} of {all} tiles are kept beside '{file}': run it again with RESUME to go on.").format(
        done=done, all=total, file=output
    )
