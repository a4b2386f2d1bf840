"""How a classification looks: the QGIS style, GDAL's category names and the colour table."""

from pathlib import Path
from typing import Dict, Tuple
from xml.sax.saxutils import quoteattr

from ..language import _
from ..nomenclature import CLASSES, NO_DATA

ColourTable = Dict[int, Tuple[int, int, int, int]]


def colour_table() -> ColourTable:
    """Red, green, blue, alpha by value; transparent where there is no data."""
    return {NO_DATA: (0, 0, 0, 0), **{cls.numero: (*cls.rgb, 255) for cls in CLASSES}}


def classification_qml(language: str) -> str:
    """A QGIS layer style: one palette entry a class, with its official colour and name."""
    entries = "\n".join(
        f"        <paletteEntry value={quoteattr(str(cls.numero))} color={quoteattr(cls.colour)}"
        f' alpha="255" label={quoteattr(cls.name(language))}/>'
        for cls in CLASSES
    )
    return f"""<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>
<qgis version="3.22.0" styleCategories="Symbology|CustomProperties">
  <pipe>
    <rasterrenderer type="paletted" band="1" opacity="1" alphaBand="-1" nodataColor="">
      <colorPalette>
{entries}
      </colorPalette>
    </rasterrenderer>
    <rasterresampler maxOversampling="1"/>
  </pipe>
</qgis>
"""


def is_classification_style(path: Path) -> bool:
    """Whether a file is there and holds the style of :func:`classification_qml`, in whatever language."""
    first = f'<paletteEntry value="{CLASSES[0].numero}" color="{CLASSES[0].colour}"'
    return path.is_file() and first in path.read_text(encoding="utf-8", errors="replace")


def confidence_qml() -> str:
    """A QGIS layer style: percent from red over yellow to green."""
    stops = ((7, "#d7191c"), (40, "#fdae61"), (60, "#ffffbf"), (80, "#a6d96a"), (100, "#1a9641"))
    items = "\n".join(
        f'          <item value="{value}" color="{colour}" alpha="255" label="{value} %"/>' for value, colour in stops
    )
    return f"""<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>
<qgis version="3.22.0" styleCategories="Symbology">
  <pipe>
    <rasterrenderer type="singlebandpseudocolor" band="1" opacity="1" alphaBand="-1" nodataColor=""
        classificationMin="7" classificationMax="100">
      <rastershader>
        <colorrampshader colorRampType="INTERPOLATED" classificationMode="1" clip="0"
            minimumValue="7" maximumValue="100">
{items}
        </colorrampshader>
      </rastershader>
    </rasterrenderer>
  </pipe>
</qgis>
"""


def category_names_pam(language: str) -> str:
    """GDAL's ``.aux.xml`` sidecar with a name for each value, so that other programs show names as well."""
    names = [_("No data"), *(cls.name(language) for cls in CLASSES)]
    categories = "\n".join(f"      <Category>{name}</Category>" for name in names)
    return f"""<PAMDataset>
  <PAMRasterBand band="1">
    <CategoryNames>
{categories}
    </CategoryNames>
  </PAMRasterBand>
</PAMDataset>
"""
