"""Maps in memory."""

import numpy as np
import pytest
from affine import Affine
from rasterio.crs import CRS

from cosia.core.raster.grid import Grid
from cosia.core.raster.map_part import MapPart


class ArrayRaster:
    """Stands in for an open raster of class codes."""

    path = "map.tif"
    tags = {}

    def __init__(self, codes, pixel_m):
        width_m, height_m = pixel_m
        transform = Affine(width_m, 0, 420_000, 0, -height_m, 6_710_000)
        self.grid = Grid(CRS.from_epsg(2154), transform, codes.shape[1], codes.shape[0])
        self._codes = codes

    def read(self, window):
        column, row, width, height = window
        codes = self._codes[row : row + height, column : column + width]
        return codes, np.ones(codes.shape, np.bool_)


@pytest.fixture(scope="session")
def map_of():
    """A function that makes a map of the codes ``(height, width)``."""

    def make(codes, pixel_m=(1.0, 1.0), **options):
        return MapPart(ArrayRaster(np.asarray(codes, np.uint8), pixel_m), **options)

    return make
