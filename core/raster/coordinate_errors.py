"""What rasterio raises where coordinates cannot be transformed."""

from rasterio._err import CPLE_BaseError
from rasterio.errors import CRSError, RasterioError

TRANSFORM_ERRORS = (CRSError, RasterioError, CPLE_BaseError)
"""PROJ's own errors, for a latitude of 6 700 000° for instance, come as GDAL's bare ones."""
