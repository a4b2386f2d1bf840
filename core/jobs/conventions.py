"""What several jobs have in common."""

from dataclasses import dataclass

STRIDE_PX = 32
"""The networks halve an image five times: sides of what they see, and margins, are multiples of it."""

GEOTIFF_ENDINGS = (".tif", ".tiff")
STACK_ENDINGS = (*GEOTIFF_ENDINGS, ".vrt")
MODEL_ENDINGS = (".safetensors",)
STATISTICS_ENDINGS = (".json",)
REPORT_ENDINGS = (".html",)
ONNX_ENDINGS = (".onnx",)


@dataclass(frozen=True)
class Extent:
    """A rectangle in the coordinates of ``crs`` (WKT or ``EPSG:…``; empty: those of the raster)."""

    xmin: float
    ymin: float
    xmax: float
    ymax: float
    crs: str = ""
