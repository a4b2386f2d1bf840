"""How certain each pixel of a map is, in percent, as 'Classify land cover' writes it."""

from pathlib import Path
from typing import Any

import numpy as np
import rasterio
from numpy.typing import NDArray
from rasterio.errors import RasterioError
from rasterio.windows import Window as RasterioWindow

from ..errors import InvalidInputError
from ..language import _
from .grid import Grid, Window
from .grid_lookup import looked_up


class ConfidenceRaster:
    """An open raster of percent on the grid of a map; use as a context."""

    def __init__(self, path: str, map_path: str, map_grid: Grid) -> None:
        """Raises: InvalidInputError, if it is no raster of one band, or does not lie on the grid of the map."""
        self._path = path
        try:
            self._dataset: Any = rasterio.open(path)
        except RasterioError as error:
            raise InvalidInputError(
                _("The raster '{file}' cannot be opened: {error}; choose a raster file.").format(file=path, error=error)
            ) from None
        self._grid = Grid.of(self._dataset)
        problem = ""
        if self._dataset.count != 1:
            problem = _("it has {bands} bands").format(bands=self._dataset.count)
        elif not self._grid.matches(map_grid):
            problem = _("it has {own}, but the map '{map}' has {other}").format(
                own=self._grid.describe(), map=Path(map_path).name, other=map_grid.describe()
            )
        if problem:
            self._dataset.close()
            raise InvalidInputError(
                _("'{file}' is not the confidence of this map: {problem}; choose the one that belongs to it.").format(
                    file=Path(path).name, problem=problem
                )
            )

    def __enter__(self) -> "ConfidenceRaster":
        return self

    def __exit__(self, *error: object) -> None:
        self._dataset.close()

    def at(self, grid: Grid) -> NDArray[Any]:
        """Percent under each pixel centre of a grid ``(height, width)``; 0 where there is none.

        Raises:
            InvalidInputError: the file is damaged.
        """
        return looked_up(self._read, self._grid, grid)

    def _read(self, window: Window) -> NDArray[Any]:
        area = RasterioWindow(*window)
        try:
            percent = self._dataset.read(1, window=area)
            known = self._dataset.read_masks(1, window=area) > 0
        except RasterioError as error:
            raise InvalidInputError(
                _("The raster '{file}' is damaged near column {column}, row {row}: {error}.").format(
                    file=self._path, column=window[0], row=window[1], error=error.__cause__ or error
                )
            ) from None
        return np.where(known, np.nan_to_num(percent), 0)
