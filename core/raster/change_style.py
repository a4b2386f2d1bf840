"""How a change raster looks: the QGIS style, and GDAL's attribute table with names, areas and colours."""

from dataclasses import dataclass
from typing import List, Tuple
from xml.sax.saxutils import escape, quoteattr

import numpy as np
from numpy.typing import NDArray

from ..language import _
from ..nomenclature import CLASSES
from .change_codes import (
    IS_CHANGE,
    SMALL,
    SMALL_VALUE,
    UNCERTAIN,
    UNCERTAIN_VALUE,
    UNCHANGED_VALUE,
    VALUES,
    classes_of,
)

UNCHANGED_COLOUR, SMALL_COLOUR, UNCERTAIN_COLOUR = "#dfe3e1", "#b9a7c9", "#f0e2a8"
PALE_ALPHA = 150
"""Of what is no change: the image beneath shows through."""


@dataclass(frozen=True)
class ChangeEntry:
    """A value of the change raster.

    Attributes:
        value: of the pixels.
        name: such as ``Deciduous → Building``.
        colour: ``#rrggbb``; changes have that of the class after.
        alpha: 255 is opaque.
        pixels: how many there are.
        area_m2: of them.
    """

    value: int
    name: str
    colour: str
    alpha: int
    pixels: int
    area_m2: float


def change_entries(pixels: NDArray[np.int64], areas_m2: NDArray[np.float64], language: str) -> Tuple[ChangeEntry, ...]:
    """The values that occur: changes first, those of most ground before others, then what is no change.

    Args:
        pixels, areas_m2: by code, see :mod:`change_codes`.
        language: of the names.
    """
    changes = [
        ChangeEntry(int(VALUES[code]), pair_name(code, language), after_colour(code), 255, int(pixels[code]), area_m2)
        for code, area_m2 in enumerate(areas_m2.tolist())
        if IS_CHANGE[code] and pixels[code]
    ]
    same = np.flatnonzero(VALUES == UNCHANGED_VALUE).tolist()
    rest = [
        (UNCHANGED_VALUE, _("Unchanged"), UNCHANGED_COLOUR, same),
        (SMALL_VALUE, _("Change of too small an area"), SMALL_COLOUR, [SMALL]),
        (UNCERTAIN_VALUE, _("Confidence too low"), UNCERTAIN_COLOUR, [UNCERTAIN]),
    ]
    others = [
        ChangeEntry(value, name, colour, PALE_ALPHA, int(pixels[codes].sum()), float(areas_m2[codes].sum()))
        for value, name, colour, codes in rest
        if pixels[codes].any()
    ]
    return (*sorted(changes, key=lambda one: -one.area_m2), *others)


def pair_name(code: int, language: str) -> str:
    """``Deciduous → Building``."""
    before, after = (CLASSES[numero - 1].name(language) for numero in classes_of(code))
    return f"{before} → {after}"


def after_colour(code: int) -> str:
    return CLASSES[classes_of(code)[1] - 1].colour


def change_qml(entries: Tuple[ChangeEntry, ...]) -> str:
    """A QGIS layer style with one palette entry a value."""
    palette = "\n".join(
        f'        <paletteEntry value="{one.value}" color={quoteattr(one.colour)} alpha="{one.alpha}"'
        f" label={quoteattr(one.name)}/>"
        for one in entries
    )
    return f"""<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>
<qgis version="3.22.0" styleCategories="Symbology">
  <pipe>
    <rasterrenderer type="paletted" band="1" opacity="1" alphaBand="-1" nodataColor="">
      <colorPalette>
{palette}
      </colorPalette>
    </rasterrenderer>
    <rasterresampler maxOversampling="1"/>
  </pipe>
</qgis>
"""


FIELDS = (("Value", 0, 5), ("Class", 2, 2), ("Area_ha", 1, 0), ("Red", 0, 6), ("Green", 0, 7), ("Blue", 0, 8))
"""Of the attribute table: name, GDAL's type (whole number, number, text) and GDAL's usage."""


def change_attribute_table_pam(entries: Tuple[ChangeEntry, ...]) -> str:
    """GDAL's ``.aux.xml`` sidecar with an attribute table, for programs that read no QGIS style."""
    fields = "\n".join(
        f'      <FieldDefn index="{number}"><Name>{name}</Name><Type>{kind}</Type><Usage>{usage}</Usage></FieldDefn>'
        for number, (name, kind, usage) in enumerate(FIELDS)
    )
    rows = "\n".join(f'      <Row index="{number}">{_cells(one)}</Row>' for number, one in enumerate(entries))
    return f"""<PAMDataset>
  <PAMRasterBand band="1">
    <GDALRasterAttributeTable tableType="thematic">
{fields}
{rows}
    </GDALRasterAttributeTable>
  </PAMRasterBand>
</PAMDataset>
"""


def _cells(one: ChangeEntry) -> str:
    colour: List[int] = [int(one.colour[start : start + 2], 16) for start in (1, 3, 5)]
    values = [one.value, escape(one.name), f"{one.area_m2 / 1e4:.6f}", *colour]
    return "".join(f"<F>{value}</F>" for value in values)
