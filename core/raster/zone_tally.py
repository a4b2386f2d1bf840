"""How many pixels of each code there are, and how much ground they cover: on all of a map and in each zone."""

from typing import Any, Optional, Tuple

import numpy as np
import shapely
from affine import Affine
from numpy.typing import NDArray
from rasterio.enums import MergeAlg
from rasterio.features import rasterize

from .grid import Grid, Window
from .pixel_areas import PixelAreas

ASIDE_PX = 1e-5
"""How far right of and below its centre a pixel is looked up: a centre on the border of two zones, where GDAL draws
both, belongs to one of them. Coordinates are exact to less."""


class ZoneTally:
    """Counts that grow window by window; a pixel belongs to the zones that its centre lies in.

    A centre on a border belongs to what lies right of it or below. Zones may overlap: each is counted as if it were
    alone.

    Attributes:
        pixels: int64 ``(codes,)`` of all of the map.
        areas_m2: float64 ``(codes,)``.
        zone_pixels, zone_areas_m2: the same by zone, ``(zones, codes)``.
    """

    def __init__(self, grid: Grid, codes: int, zones: Optional[NDArray[Any]] = None) -> None:
        """Args:
        grid: of the map.
        codes: how many there are; pixels hold 0 to ``codes - 1``.
        zones: shapely polygons in the grid's coordinates, ``(n,)``; None: no zones.
        """
        self._grid, self._codes = grid, codes
        self._areas = PixelAreas(grid)
        self._zones = np.array([], dtype=object) if zones is None else zones
        shapely.prepare(self._zones)
        self._tree = shapely.STRtree(self._zones)
        self.pixels = np.zeros(codes, np.int64)
        self.areas_m2 = np.zeros(codes)
        self.zone_pixels = np.zeros((len(self._zones), codes), np.int64)
        self.zone_areas_m2 = np.zeros((len(self._zones), codes))

    @property
    def is_on_ellipsoid(self) -> bool:
        """As :attr:`PixelAreas.is_on_ellipsoid`."""
        return self._areas.is_on_ellipsoid

    def add(self, codes: NDArray[np.uint8], window: Window) -> None:
        """Count ``(height, width)`` that lie at a window of the map; each pixel of the map once."""
        pixels, areas_m2 = self._count(codes, window, 1)
        self.pixels += pixels
        self.areas_m2 += areas_m2
        if not len(self._zones):
            return
        part = self._grid.crop(window)
        corners = ((0, 0), (part.width, 0), (part.width, part.height), (0, part.height))
        box = shapely.Polygon([part.transform @ at for at in corners])
        found = np.sort(self._tree.query(box, predicate="intersects"))
        if len(found) == 1 and shapely.covers(self._zones[found[0]], box):
            self.zone_pixels[found[0]] += pixels
            self.zone_areas_m2[found[0]] += areas_m2
        elif len(found):
            self._add_zones(codes, window, part, found)

    def _add_zones(self, codes: NDArray[np.uint8], window: Window, part: Grid, found: NDArray[np.intp]) -> None:
        aside = part.transform @ Affine.translation(ASIDE_PX, ASIDE_PX)
        drawn = {"out_shape": codes.shape, "transform": aside, "dtype": "int32"}
        shapes = self._zones[found]
        layers = [np.arange(len(found))]
        if len(found) > 1 and rasterize(((shape, 1) for shape in shapes), merge_alg=MergeAlg.add, **drawn).max() > 1:
            layers = [np.array([number]) for number in range(len(found))]
        for layer in layers:
            labels = rasterize(zip(shapes[layer], range(1, len(layer) + 1)), **drawn)
            keys = labels * np.int32(self._codes) + codes
            pixels, areas_m2 = self._count(keys, window, len(layer) + 1)
            shape = len(layer) + 1, self._codes
            self.zone_pixels[found[layer]] += pixels.reshape(shape)[1:]
            self.zone_areas_m2[found[layer]] += areas_m2.reshape(shape)[1:]

    def _count(self, keys: NDArray[Any], window: Window, layers: int) -> Tuple[NDArray[np.int64], NDArray[np.float64]]:
        flat, length = keys.ravel(), layers * self._codes
        pixels: NDArray[np.int64] = np.bincount(flat, minlength=length).astype(np.int64)
        if self._areas.constant_m2 is not None:
            return pixels, pixels.astype(np.float64) * np.float64(self._areas.constant_m2)
        weights = np.repeat(self._areas.rows_m2(window[1], window[3]), window[2])
        return pixels, np.asarray(np.bincount(flat, weights, minlength=length), np.float64)
