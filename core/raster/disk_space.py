"""Whether a raster fits on the disk, asked before hours go into writing it."""

import math
import shutil
from pathlib import Path

import numpy as np

from ..errors import InvalidInputError
from ..language import _
from .grid import Grid

LEAST_SHARE = 0.5
"""Share of its raw size that imagery still takes when it is compressed well; what users get is mostly more."""


def check_disk_space(path: Path, grid: Grid, bands: int, dtype: str, covered_share: float = 1.0) -> None:
    """Refuse a raster that cannot fit.

    Args:
        path: where it will be written.
        grid: its pixels.
        bands: their number.
        dtype: of its pixels.
        covered_share: share (0-1) of the grid that holds data; the rest takes no space.

    Raises:
        InvalidInputError: the disk has less room than the raster takes at least.
    """
    needed = grid.width * grid.height * bands * np.dtype(dtype).itemsize * covered_share * LEAST_SHARE
    try:
        free: float = shutil.disk_usage(path.absolute().parent).free
    except OSError:
        # Some network drives do not tell.
        free = math.inf
    if needed > free:
        raise InvalidInputError(
            _(
                "'{path}' would hold {grid} and take about {needed:,.1f} GB, but the disk has {free:,.1f} GB free; "
                "choose larger pixels, a smaller extent or another disk."
            ).format(path=path, grid=grid.describe(), needed=needed / 1e9, free=free / 1e9)
        )
