"""Geometries in columns and rows of a raster, moved to its coordinates."""

from typing import Any

import numpy as np
import shapely
from affine import Affine
from numpy.typing import NDArray


def in_coordinates(geometries: NDArray[Any], transform: Affine) -> NDArray[Any]:
    """Shapely geometries ``(n,)`` in the coordinates that ``transform`` gives a column and a row.

    Equal corners stay equal, so that neighbours keep their common border.
    """

    def move(corners: NDArray[np.float64]) -> NDArray[np.float64]:
        columns, rows = corners.T
        t = transform
        return np.column_stack((t.a * columns + t.b * rows + t.c, t.d * columns + t.e * rows + t.f))

    moved: NDArray[Any] = shapely.transform(geometries, move)
    return moved
