"""Windows over a stack: everything once, along the blocks of the files."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from rasterio.crs import CRS
from rasterio.transform import from_origin

from cosia.core.raster.file_sets import FileSet
from cosia.core.raster.grid import Grid
from cosia.core.raster.source_files import SourceFile
from cosia.core.raster.stack_reading import WINDOW_PX, windows
from cosia.core.raster.stacking import Stack, StackBand


def stack_of(size, block_px, offset):
    grid = Grid(CRS.from_epsg(2154), from_origin(420_000, 6_710_000, 0.3, 0.3), 40_000, 40_000)
    file = SourceFile("a.tif", grid, "uint16", 0, ("",), (1.0,), (0.0,), block_px)
    files = FileSet("a", (("red", 1),), (file,))
    return Stack(grid.crop((*offset, *size)), (StackBand("red", files, 1),), "uint16", 0)


@given(
    st.tuples(st.integers(1, 20_000), st.integers(1, 20_000)),
    st.sampled_from([(1024, 1024), (2048, 2048), (1024, 2048), (512, 512), (128, 128), (20_000, 1), (300, 9_000)]),
    st.tuples(st.integers(0, 5000), st.integers(0, 5000)),
)
def test_windows_cover_a_stack_once(size, block_px, offset):
    found = list(windows(stack_of(size, block_px, offset)))
    assert all(width > 0 and height > 0 for _left, _top, width, height in found)
    assert sum(width * height for _left, _top, width, height in found) == size[0] * size[1]
    assert len({(left, top) for left, top, _width, _height in found}) == len(found)
    assert max(left + width for left, _top, width, _height in found) == size[0]
    assert max(top + height for _left, top, _width, height in found) == size[1]
    assert max(width * height for _left, _top, width, height in found) <= 2 * WINDOW_PX


def test_cuts_follow_the_blocks_of_the_file():
    found = np.array(list(windows(stack_of((10_000, 10_000), (2048, 2048), (700, 300)))))
    inner = found[(found[:, 0] > 0) & (found[:, 1] > 0)]
    assert not ((inner[:, 0] + 700) % 2048).any() and not ((inner[:, 1] + 300) % 2048).any()
