"""Land cover polygons on their way to their files: one layer of all, and IGN's blocks if they are asked for."""

from pathlib import Path
from typing import Dict, Optional

import shapely

from ..errors import InvalidInputError
from ..language import _
from ..partial_files import PartialFiles
from ..raster.coverage import MapPolygons
from ..raster.grid import Grid
from ..raster.map_coordinates import in_coordinates
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
            InvalidInputError: nothing can be written there.
        """
        self.polygons = 0
        self.blocks: Dict[Block, LandCoverLayer] = {}
        self._block_files, self._grid, self._files, self._language = block_files, grid, files, language
        self._pixel_area_m2 = grid.pixel_size_m()[0] * grid.pixel_size_m()[1]
        self._output = output
        self._layer = self._new_layer(output)

    def add(self, found: MapPolygons) -> None:
        """Raises: InvalidInputError, if the disk is full or a block has the name of the layer."""
        self.polygons += len(found.polygons)
        shapes = in_coordinates(found.polygons, self._grid.transform)
        self._layer.add(shapes, found.numeros, found.areas_px * self._pixel_area_m2)
        if self._block_files is None:
            return
        scale = self._pixel_area_m2 / abs(self._grid.transform.determinant)
        for block, parts, owners in cut_into_blocks(shapes):
            if block not in self.blocks:
                self.blocks[block] = self._new_block(self._block_files.path(block))
            self.blocks[block].add(parts, found.numeros[owners], shapely.area(parts) * scale)

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
