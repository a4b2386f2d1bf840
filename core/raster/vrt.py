"""GDAL's virtual rasters, written by hand: bands from files, side by side, without copying a pixel.

Format: GDAL, driver VRT (https://gdal.org/en/stable/drivers/raster/vrt.html).
"""

import os
from typing import Dict, Optional, Sequence, Tuple
from xml.etree.ElementTree import Element, SubElement, tostring

from ..sensors import BAND_ROLES
from .grid import Grid
from .source_files import GDAL_TYPES, SourceFile, is_gdal_path
from .stacking import Stack, StackBand, overlap

Placement = Tuple[int, int, int, int, int, int]
"""Column and row in a file, column and row in a grid, width and height of what both share, pixels."""

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
    root = _virtual_raster(stack.grid)
    _metadata(root, {"AREA_OR_POINT": "Area", **stack.tags})
    for number, band in enumerate(stack.bands if bands is None else bands, start=1):
        element = SubElement(root, "VRTRasterBand", dataType=GDAL_TYPES[stack.dtype], band=str(number))
        SubElement(element, "Description").text = band.role
        for domain, items in band_tags(stack, band).items():
            _metadata(element, items, domain)
        if stack.nodata is not None:
            SubElement(element, "NoDataValue").text = repr(stack.nodata)
        SubElement(element, "ColorInterp").text = COLOURS.get(band.role, "Undefined")
        if (band.scale, band.offset) != (1.0, 0.0):
            SubElement(element, "Offset").text = repr(band.offset)
            SubElement(element, "Scale").text = repr(band.scale)
        _sources(element, stack, band, files, folder)
    return tostring(root, encoding="unicode")


def saturation_vrt(stack: Stack, bands: Sequence[StackBand], files: Sequence[SourceFile]) -> str:
    """The XML of a virtual raster that is 1 where pixels are saturated, else 0.

    Args:
        stack: whose files all lie on its grid.
        bands: those to take.
        files: those to take.
    """
    root = _virtual_raster(stack.grid)
    # GDAL interpolates between the entries, and digital numbers are whole.
    table = f"{stack.saturated - 1}:0,{stack.saturated}:1,{stack.saturated + 1}:0"
    for number, band in enumerate(bands, start=1):
        element = SubElement(root, "VRTRasterBand", dataType="Float32", band=str(number))
        _sources(element, stack, band, files, "", table)
    return tostring(root, encoding="unicode")


def _virtual_raster(grid: Grid) -> Element:
    root = Element("VRTDataset", rasterXSize=str(grid.width), rasterYSize=str(grid.height))
    if grid.crs is not None:
        SubElement(root, "SRS").text = grid.crs.to_wkt()
    SubElement(root, "GeoTransform").text = ", ".join(repr(float(one)) for one in grid.transform.to_gdal())
    return root


def band_tags(stack: Stack, band: StackBand) -> Dict[str, Dict[str, str]]:
    """Metadata of a band by GDAL domain, with wavelengths as GDAL (``IMAGERY``) and ENVI name them."""
    role = BAND_ROLES[band.role]
    if not stack.with_wavelengths or role.centre_nm is None or role.width_nm is None:
        return {"": band.tags}
    return {
        "": {"wavelength": f"{role.centre_nm:g}", "wavelength_units": "Nanometers", **band.tags},
        "IMAGERY": {
            "CENTRAL_WAVELENGTH_UM": f"{role.centre_nm / 1000:g}",
            "FWHM_UM": f"{role.width_nm / 1000:g}",
        },
    }


def placement(grid: Grid, file: SourceFile) -> Optional[Placement]:
    """What ``file`` and ``grid`` share, or None where they share nothing."""
    offset = grid.offset_of(file.grid)
    if offset is None:
        return None
    left, top = max(offset[0], 0), max(offset[1], 0)
    right = min(offset[0] + file.grid.width, grid.width)
    bottom = min(offset[1] + file.grid.height, grid.height)
    if left >= right or top >= bottom:
        return None
    return left - offset[0], top - offset[1], left, top, right - left, bottom - top


def _sources(
    parent: Element,
    stack: Stack,
    band: StackBand,
    files: Optional[Sequence[SourceFile]],
    folder: str,
    table: str = "",
) -> None:
    """Add the files of a band, or those of them that are in ``files``."""
    wanted = None if files is None else {file.path for file in files}
    # Where tiles overlap, the no-data border of one must not hide pixels of another.
    overlaps = overlap(band.file_set)
    for file in band.file_set.files:
        placed = placement(stack.grid, file) if wanted is None or file.path in wanted else None
        if placed is not None:
            _source(parent, stack, file, band.source_band, placed, folder, overlaps, table)


def _source(
    parent: Element,
    stack: Stack,
    file: SourceFile,
    band: int,
    placed: Placement,
    folder: str,
    overlaps: bool,
    table: str,
) -> None:
    column, row, left, top, width, height = placed
    nodata = file.nodata if file.nodata is not None else stack.nodata
    remaps = nodata is not None and (overlaps or nodata != stack.nodata)
    source = SubElement(parent, "ComplexSource" if remaps or file.is_masked or table else "SimpleSource")
    path, is_relative = _source_path(file.path, folder)
    SubElement(source, "SourceFilename", relativeToVRT="1" if is_relative else "0").text = path
    SubElement(source, "SourceBand").text = str(band)
    # Known properties spare GDAL from opening every tile before it needs it.
    SubElement(
        source,
        "SourceProperties",
        RasterXSize=str(file.grid.width),
        RasterYSize=str(file.grid.height),
        DataType=GDAL_TYPES[file.dtype],
        BlockXSize=str(file.block_px[0]),
        BlockYSize=str(file.block_px[1]),
    )
    SubElement(source, "SrcRect", _rectangle(column, row, width, height))
    SubElement(source, "DstRect", _rectangle(left, top, width, height))
    # GDAL takes one of both: beside a no-data value it does not look at the mask.
    if file.is_masked:
        SubElement(source, "UseMaskBand").text = "true"
    elif remaps:
        SubElement(source, "NODATA").text = repr(nodata)
    if table:
        SubElement(source, "LUT").text = table


def _source_path(path: str, folder: str) -> Tuple[str, bool]:
    """The path as it stands in the XML, with ``/`` everywhere, and whether it is relative."""
    if is_gdal_path(path) and not os.path.exists(path):
        return path, False
    path = os.path.abspath(path)
    if folder:
        try:
            # The system follows links before "..", so that a path between links leads elsewhere.
            relative = os.path.relpath(os.path.realpath(path), os.path.realpath(folder))
            return relative.replace(os.sep, "/"), True
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
