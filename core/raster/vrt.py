"""GDAL's virtual rasters, written by hand: bands from files, side by side, without copying a pixel.

Format: GDAL, driver VRT (https://gdal.org/en/stable/drivers/raster/vrt.html).
"""

import os
from typing import Dict, Optional, Sequence, Tuple
from xml.etree.ElementTree import Element, SubElement, tostring

from ..sensors import BAND_ROLES
from .grid import Grid
from .source_files import SourceFile
from .stacking import Stack, StackBand, overlap

_TYPES = {
    "uint8": "Byte",
    "int8": "Int8",
    "uint16": "UInt16",
    "int16": "Int16",
    "uint32": "UInt32",
    "int32": "Int32",
    "float32": "Float32",
    "float64": "Float64",
}

COLOURS = {"red": "Red", "green": "Green", "blue": "Blue"}


def stack_vrt(
    stack: Stack,
    folder: str = "",
    bands: Optional[Sequence[StackBand]] = None,
    files: Optional[Sequence[SourceFile]] = None,
) -> str:
    """The XML of a virtual raster of ``stack``.

    Args:
        stack: whose files all lie on its grid.
        folder: where the XML will stand; paths are relative to it. Empty: absolute paths.
        bands: those to take; None: all.
        files: those to take; None: all.
    """
    grid = stack.grid
    root = Element("VRTDataset", rasterXSize=str(grid.width), rasterYSize=str(grid.height))
    if grid.crs is not None:
        SubElement(root, "SRS").text = grid.crs.to_wkt()
    SubElement(root, "GeoTransform").text = ", ".join(repr(float(one)) for one in grid.transform.to_gdal())
    _metadata(root, {"AREA_OR_POINT": "Area", **stack.tags})
    for number, band in enumerate(stack.bands if bands is None else bands, start=1):
        element = SubElement(root, "VRTRasterBand", dataType=_TYPES[stack.dtype], band=str(number))
        SubElement(element, "Description").text = band.role
        for domain, items in band_tags(stack, band).items():
            _metadata(element, items, domain)
        if stack.nodata is not None:
            SubElement(element, "NoDataValue").text = repr(stack.nodata)
        SubElement(element, "ColorInterp").text = COLOURS.get(band.role, "Undefined")
        if (band.scale, band.offset) != (1.0, 0.0):
            SubElement(element, "Offset").text = repr(band.offset)
            SubElement(element, "Scale").text = repr(band.scale)
        # Where tiles overlap, the no-data border of one must not hide pixels of another.
        overlaps = overlap(band.file_set)
        for file in band.file_set.files:
            if files is None or file in files:
                _source(element, stack, file, band.source_band, folder, overlaps)
    return tostring(root, encoding="unicode")


def band_tags(stack: Stack, band: StackBand) -> Dict[str, Dict[str, str]]:
    """Metadata of a band by GDAL domain, with wavelengths as GDAL (``IMAGERY``) and ENVI name them."""
    if not stack.with_wavelengths:
        return {"": band.tags}
    role = BAND_ROLES[band.role]
    return {
        "": {"wavelength": f"{role.centre_nm:g}", "wavelength_units": "Nanometers", **band.tags},
        "IMAGERY": {
            "CENTRAL_WAVELENGTH_UM": f"{role.centre_nm / 1000:g}",
            "FWHM_UM": f"{role.width_nm / 1000:g}",
        },
    }


def placement(grid: Grid, file: SourceFile) -> Optional[Tuple[int, int, int, int, int, int]]:
    """Column and row in the file, column and row in ``grid``, width and height of what both share, pixels.

    None where they share nothing.
    """
    offset = grid.offset_of(file.grid)
    if offset is None:
        return None
    left, top = max(offset[0], 0), max(offset[1], 0)
    right = min(offset[0] + file.grid.width, grid.width)
    bottom = min(offset[1] + file.grid.height, grid.height)
    if left >= right or top >= bottom:
        return None
    return left - offset[0], top - offset[1], left, top, right - left, bottom - top


def _source(parent: Element, stack: Stack, file: SourceFile, band: int, folder: str, overlaps: bool) -> None:
    placed = placement(stack.grid, file)
    if placed is None:
        return
    column, row, left, top, width, height = placed
    nodata = file.nodata if file.nodata is not None else stack.nodata
    remaps = nodata is not None and (overlaps or nodata != stack.nodata)
    source = SubElement(parent, "ComplexSource" if remaps else "SimpleSource")
    path, is_relative = _source_path(file.path, folder)
    SubElement(source, "SourceFilename", relativeToVRT="1" if is_relative else "0").text = path
    SubElement(source, "SourceBand").text = str(band)
    # Known properties spare GDAL from opening every tile before it needs it.
    SubElement(
        source,
        "SourceProperties",
        RasterXSize=str(file.grid.width),
        RasterYSize=str(file.grid.height),
        DataType=_TYPES[file.dtype],
        BlockXSize=str(file.block_px[0]),
        BlockYSize=str(file.block_px[1]),
    )
    SubElement(source, "SrcRect", _rectangle(column, row, width, height))
    SubElement(source, "DstRect", _rectangle(left, top, width, height))
    if remaps:
        SubElement(source, "NODATA").text = repr(nodata)


def _source_path(path: str, folder: str) -> Tuple[str, bool]:
    """The path as it stands in the XML, with ``/`` everywhere, and whether it is relative."""
    if path.startswith("/vsi"):
        return path, False
    path = os.path.abspath(path)
    if folder:
        try:
            return os.path.relpath(path, folder).replace(os.sep, "/"), True
        except ValueError:
            # Another drive of Windows: there is no relative path.
            pass
    return path, False


def _metadata(parent: Element, items: Dict[str, str], domain: str = "") -> None:
    element = SubElement(parent, "Metadata", {"domain": domain} if domain else {})
    for key, value in items.items():
        SubElement(element, "MDI", key=key).text = value


def _rectangle(left: int, top: int, width: int, height: int) -> Dict[str, str]:
    return {"xOff": str(left), "yOff": str(top), "xSize": str(width), "ySize": str(height)}
