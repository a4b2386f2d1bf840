"""Where the pixels of one grid lie on another."""

from typing import Tuple

import numpy as np
from numpy.typing import NDArray
from rasterio.warp import transform as transform_points

from ..errors import InvalidInputError
from ..language import _
from .coordinate_errors import TRANSFORM_ERRORS
from .grid import Grid, crs_name, same_crs

BEYOND_ALL = -(2.0**40)
"""Column and row of a pixel that the other's coordinate system cannot express."""


def pixel_positions(grid: Grid, other: Grid) -> Tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Column and row of ``other``, in fractions of its pixels, at each pixel centre of ``grid``.

    A grid without coordinate reference system is taken to be in the other's.

    Returns:
        Two arrays ``(height, width)``; ``BEYOND_ALL`` where nothing leads there.

    Raises:
        InvalidInputError: one coordinate system cannot be transformed to the other.
    """
    columns, rows = np.meshgrid(np.arange(grid.width) + 0.5, np.arange(grid.height) + 0.5)
    t = grid.transform
    xs, ys = t.a * columns + t.b * rows + t.c, t.d * columns + t.e * rows + t.f
    if grid.crs is not None and other.crs is not None and not same_crs(grid.crs, other.crs):
        try:
            moved = transform_points(grid.crs, other.crs, xs.ravel(), ys.ravel())
        except TRANSFORM_ERRORS:
            raise InvalidInputError(
                _("The coordinates of {source} cannot be transformed to {target}.").format(
                    source=crs_name(grid.crs), target=crs_name(other.crs)
                )
            ) from None
        xs, ys = (np.asarray(at).reshape(xs.shape) for at in moved)
    t = ~other.transform
    found = t.a * xs + t.b * ys + t.c, t.d * xs + t.e * ys + t.f
    limit = -BEYOND_ALL
    at_columns, at_rows = (np.where(np.isfinite(at), at, BEYOND_ALL).clip(-limit, limit) for at in found)
    return at_columns, at_rows
