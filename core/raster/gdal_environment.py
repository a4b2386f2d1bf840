"""Settings of GDAL while a job runs."""

from typing import Any

import rasterio

MEGABYTE = 1024 * 1024


def gdal_environment(cache_mb: int, **options: Any) -> Any:
    """A context in which GDAL keeps blocks of rasters that were read or are to be written.

    rasterio hands the size of this cache to GDAL in bytes, whereas GDAL itself takes small numbers for megabytes: with
    256 there would be none, and blocks that are read or written in parts would be decoded or encoded for every part.

    Args:
        cache_mb: size of the cache.
        options: further ones of GDAL.
    """
    return rasterio.Env(GDAL_CACHEMAX=cache_mb * MEGABYTE, **options)
