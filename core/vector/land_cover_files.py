"""Land cover polygons on their way to their files: one layer of all, and IGN's blocks if they are asked for."""

from pathlib import Path
from typing import Dict, Optional

import numpy as np
import shapely
from numpy.typing import NDArray

from ..errors import InvalidInputError
from ..language import _
from ..partial_files import PartialFiles
from ..raster.coverage import MapPolygons
from ..raster.grid import Grid
from ..raster.map_coordinates import in_coordinates
from ..raster.pixel_areas import PixelAreas
from ..raster.reprojection import portable_name
from .edited_layer import refuse_open_layer
from .ign_blocks import Block, BlockFiles, cut_into_blocks
from .land_cover_layer import LandCoverLayer


class LandCoverFiles:
    """Layers that polygons are added to.

    Attributes:
        polygons: how many there are in the layer of all.
        blocks: layers by block.
    """

    def __init__(
        self, output: Path, block_files: Optional[BlockFiles], grid: Grid, language: str, files: PartialFiles
    ) -> None:
        """Begin the layer of all.

        Args:
            output: its GeoPackage.
            block_files: of the blocks; None for none.
            grid: that columns and rows of polygons refer to.
            language: of the legend.
            files: to publish when all is written.

        Raises:
            InvalidInputError: nothing can be written there, or the grid lies nowhere on the ground.
        """
        self.polygons = 0
        self.blocks: Dict[Block, LandCoverLayer] = {}
        self._block_files, self._grid, self._files, self._language = block_files, grid, files, language
        self._rows_m2 = PixelAreas(grid).rows_m2(0, grid.height)
        self._output = output
        self._layer = self._new_layer(output)

    def add(self, found: MapPolygons) -> None:
        """Raises: InvalidInputError, if the disk is full or a block has the name of the layer."""
        self.polygons += len(found.polygons)
        shapes = in_coordinates(found.polygons, self._grid.transform)
        areas_m2 = self._areas_m2(found)
        self._layer.add(shapes, found.numeros, areas_m2)
        if self._block_files is None:
            return
        scales = areas_m2 / shapely.area(shapes)
        for block, parts, owners in cut_into_blocks(shapes):
            if block not in self.blocks:
                self.blocks[block] = self._new_block(self._block_files.path(block))
            self.blocks[block].add(parts, found.numeros[owners], shapely.area(parts) * scales[owners])

    def _areas_m2(self, found: MapPolygons) -> NDArray[np.float64]:
        """Where pixels of other rows cover other areas, the row of a polygon's centre of gravity tells their mean."""
        rows = shapely.get_y(shapely.centroid(found.polygons)) - 0.5
        pixels_m2: NDArray[np.float64] = np.interp(rows, np.arange(len(self._rows_m2)), self._rows_m2)
        return found.areas_px * pixels_m2

    def finish(self) -> None:
        """Raises: InvalidInputError, if the disk is full."""
        for layer in (self._layer, *self.blocks.values()):
            layer.finish()

    def _new_block(self, path: Path) -> LandCoverLayer:
        if path.resolve() == self._output.resolve():
            raise InvalidInputError(
                _("'{file}' is the name of a block as well; choose another name for the polygons.").format(file=path)
            )
        return self._new_layer(path)

    def _new_layer(self, path: Path) -> LandCoverLayer:
        refuse_open_layer(path)
        crs = self._grid.crs
        return LandCoverLayer(self._files.stage(path), portable_name(crs) if crs else "", self._language)
