"""The layer of rectangles to annotate: a GeoPackage with the style that shows it on an image."""

from dataclasses import dataclass
from pathlib import Path
from typing import Sequence, Tuple
from xml.sax.saxutils import quoteattr

import numpy as np
import shapely

from ..language import _
from .stored_style import write_styled_layer

LAYER_NAME = "suggestions"

FIELDS = ("rank", "uncertainty", "represents", "adds", "classes")


@dataclass(frozen=True)
class Suggestion:
    """A rectangle with the reasons why it was chosen.

    Attributes:
        corners: x and y of its four corners.
        uncertainty: mean entropy of the model in it, percent.
        represents: percent of the scene's uncertainty that resembles it more than those before it.
        adds: name of the class that it adds most of.
        classes: the most likely classes with their shares, in words.
    """

    corners: Tuple[Tuple[float, float], ...]
    uncertainty: float
    represents: float
    adds: str
    classes: str


def write_suggestions(path: Path, suggestions: Sequence[Suggestion], crs: str) -> None:
    """Write the rectangles in their order, which is their rank from 1 on, and their style.

    Args:
        path: of a GeoPackage that is not there yet.
        suggestions: at least one.
        crs: WKT, empty where the scene names none.

    Raises:
        InvalidInputError: the file cannot be written.
    """
    columns = {
        "rank": np.arange(1, len(suggestions) + 1, dtype=np.int32),
        "uncertainty": np.array([round(one.uncertainty, 1) for one in suggestions]),
        "represents": np.array([round(one.represents, 1) for one in suggestions]),
        "adds": np.array([one.adds for one in suggestions], dtype=object),
        "classes": np.array([one.classes for one in suggestions], dtype=object),
    }
    shapes = np.array([shapely.Polygon(one.corners) for one in suggestions], dtype=object)
    write_styled_layer(path, LAYER_NAME, "Polygon", shapes, columns, crs, suggestions_qml(), _("Rectangles by rank"))


def suggestions_qml() -> str:
    """A QGIS layer style: yellow outlines with a dark edge, which show on any image, and the rank in the middle."""
    titles = (_("Rank"), _("Uncertainty (%)"), _("Represents (%)"), _("Adds most of"), _("Likely classes"))
    # The key of a GeoPackage stands before the fields.
    aliases = "\n".join(
        f'    <alias field="{field}" index="{index}" name={quoteattr(title)}/>'
        for index, (field, title) in enumerate(zip(FIELDS, titles), start=1)
    )
    outlines = "\n".join(_outline(colour, width_mm) for colour, width_mm in (("0,0,0,255", 1.2), (_YELLOW, 0.6)))
    return f"""<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>
<qgis version="3.22.0" styleCategories="Symbology|Labeling|Fields" labelsEnabled="1">
  <renderer-v2 type="singleSymbol">
    <symbols>
      <symbol type="fill" name="0" alpha="1">
{outlines}
      </symbol>
    </symbols>
  </renderer-v2>
  <labeling type="simple">
    <settings calloutType="simple">
      <text-style fieldName="rank" isExpression="0" fontFamily="Sans Serif" fontWeight="75" fontSize="12"
          fontSizeUnit="Point" textColor="{_YELLOW}" textOpacity="1" namedStyle="Bold">
        <text-buffer bufferDraw="1" bufferSize="0.8" bufferSizeUnits="MM" bufferColor="0,0,0,255" bufferOpacity="1"/>
      </text-style>
      <placement placement="1" quadOffset="4" centroidInside="1" centroidWhole="1"/>
      <rendering displayAll="1" drawLabels="1" obstacle="0"/>
    </settings>
  </labeling>
  <aliases>
{aliases}
  </aliases>
</qgis>
"""


_YELLOW = "255,221,0,255"


def _outline(colour: str, width_mm: float) -> str:
    options = {
        "line_color": colour,
        "line_style": "solid",
        "line_width": str(width_mm),
        "line_width_unit": "MM",
        "joinstyle": "miter",
    }
    # QGIS before 3.26 reads `prop`, later versions `Option`.
    read_by_later = "\n".join(
        f'            <Option type="QString" name="{name}" value="{value}"/>' for name, value in options.items()
    )
    read_by_earlier = "\n".join(f'          <prop k="{name}" v="{value}"/>' for name, value in options.items())
    return f"""        <layer class="SimpleLine" enabled="1" pass="0" locked="0">
          <Option type="Map">
{read_by_later}
          </Option>
{read_by_earlier}
        </layer>"""
