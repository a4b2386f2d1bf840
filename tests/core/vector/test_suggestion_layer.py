"""The layer of suggested rectangles and its style."""

import xml.etree.ElementTree as ElementTree

import pyogrio
import pytest
import shapely

from cosia.core.errors import InvalidInputError
from cosia.core.vector.suggestion_layer import FIELDS, LAYER_NAME, Suggestion, suggestions_qml, write_suggestions

CORNERS = ((420_000.0, 6_710_000.0), (420_040.0, 6_710_000.0), (420_040.0, 6_709_960.0), (420_000.0, 6_709_960.0))
ONE = Suggestion(CORNERS, 41.26, 12.34, "Serre", "Serre 34 %, Pelouse 29 %")


@pytest.mark.parametrize("crs", ["EPSG:2154", ""])
def test_rectangles_are_written_in_their_order(tmp_path, crs):
    path = tmp_path / "à annoter.gpkg"
    write_suggestions(path, [ONE, ONE], crs)
    meta, _ids, shapes, columns = pyogrio.raw.read(path, layer=LAYER_NAME)
    assert tuple(meta["fields"]) == FIELDS and (meta["crs"] == crs or not crs)
    assert [column[1] for column in columns] == [2, 41.3, 12.3, "Serre", "Serre 34 %, Pelouse 29 %"]
    assert shapely.from_wkb(shapes[0]).equals(shapely.Polygon(CORNERS))
    styles = pyogrio.raw.read(path, layer="layer_styles", columns=["f_table_name", "styleQML"])[3]
    assert styles[0].tolist() == [LAYER_NAME] and styles[1].tolist() == [suggestions_qml()]


def test_what_cannot_be_written_is_one_sentence(tmp_path):
    with pytest.raises(InvalidInputError, match=r"'layer\.gpkg' cannot be written"):
        write_suggestions(tmp_path / "nowhere" / "layer.gpkg", [ONE], "EPSG:2154")


def test_the_style_labels_ranks_and_names_every_field():
    style = ElementTree.fromstring(suggestions_qml())
    assert style.find(".//text-style").get("fieldName") == "rank"
    assert [alias.get("field") for alias in style.iter("alias")] == list(FIELDS)
    assert len(style.findall(".//renderer-v2//layer")) == 2
