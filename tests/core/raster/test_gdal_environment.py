"""GDAL's cache is as large as it is meant to be."""

from pathlib import Path

import numpy as np
import rasterio
from rasterio.env import get_gdal_config
from rasterio.windows import Window

from cosia.core.raster.gdal_environment import gdal_environment

CORE = Path(__file__).parents[3] / "core"


def test_the_cache_is_in_megabytes_and_options_arrive():
    with gdal_environment(64, GDAL_NUM_THREADS="2"):
        assert get_gdal_config("GDAL_CACHEMAX") == 64 * 1024 * 1024
        assert get_gdal_config("GDAL_NUM_THREADS") == 2


def test_blocks_that_are_written_in_parts_are_encoded_once(tmp_path):
    path = tmp_path / "parts.tif"
    pixels = np.random.default_rng(1).integers(0, 255, (256, 256), np.uint8)
    profile = {"driver": "GTiff", "width": 256, "height": 256, "count": 1, "dtype": "uint8", "crs": "EPSG:2154"}
    with (
        gdal_environment(16),
        rasterio.open(
            path,
            "w",
            tiled=True,
            blockxsize=256,
            blockysize=256,
            compress="deflate",
            transform=rasterio.Affine(1, 0, 420_000, 0, -1, 6_710_000),
            **profile,
        ) as dataset,
    ):
        for row in range(0, 256, 8):
            dataset.write(pixels[None, row : row + 8], window=Window(0, row, 256, 8))
    # Written again and again, the block would leave its former selves behind in the file.
    assert path.stat().st_size < 1.1 * pixels.size


def test_nobody_sets_the_cache_elsewhere():
    assert [
        path.name
        for path in CORE.rglob("*.py")
        if "GDAL_CACHEMAX" in path.read_text(encoding="utf-8") and path.name != "gdal_environment.py"
    ] == []
