"""Smallest areas by class, from a value and a table."""

import pytest

from cosia.core.errors import InvalidInputError
from cosia.core.raster.minimum_areas import minimum_areas_m2, minimum_sizes_px


@pytest.fixture
def table(tmp_path):
    def write(text, encoding="utf-8"):
        path = tmp_path / "areas.csv"
        path.write_bytes(text.encode(encoding))
        return str(path)

    return write


@pytest.mark.parametrize(
    "text",
    [
        "numero,min_area_m2\n1,12.5\n9,0\n",
        "\ufeffnumero;classe;min_area_m2\r\n1;Bâtiment;12,5\r\n9;Feuillu;0\r\n",
        " MIN_AREA_M2, Numero \n12.5,1\n\n0, 9\n",
    ],
)
def test_the_table_wins_over_the_value(table, text):
    areas = minimum_areas_m2(4.0, table(text))
    assert areas[0] == 0 and (areas[1], areas[9]) == (12.5, 0)
    assert {areas[numero] for numero in range(1, 16) if numero not in (1, 9)} == {4.0}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "first line must name the columns numero and min_area_m2"),
        ("numero,area\n1,2\n", "first line must name the columns"),
        ("numero,min_area_m2\n16,2\n", "'16' in line 2 is no class from 1 to 15"),
        ("numero,min_area_m2\nBâtiment,2\n", "'Bâtiment' in line 2 is no class"),
        ("numero,min_area_m2\n1,2\n1,3\n", "line 3 names class 1 again"),
        ("numero,min_area_m2\n1,-2\n", "'-2' in line 2 is no area"),
        ("numero,min_area_m2\n1,nan\n", "'nan' in line 2 is no area"),
        ("numero,min_area_m2\n1\n", "'' in line 2 is no area"),
        ("numero,min_area_m2\n1,two\n", "'two' in line 2 is no area"),
    ],
)
def test_a_bad_table_is_refused_with_its_line(table, text, words):
    with pytest.raises(InvalidInputError, match=words) as caught:
        minimum_areas_m2(0.0, table(text))
    assert "areas.csv" in caught.value.message and caught.value.message.endswith("correct the table.")


def test_a_table_that_is_no_text_or_missing_is_refused(table, tmp_path):
    with pytest.raises(InvalidInputError, match="cannot be read"):
        minimum_areas_m2(0.0, table("numero\x81", "latin-1"))
    with pytest.raises(InvalidInputError, match="cannot be read"):
        minimum_areas_m2(0.0, str(tmp_path / "none.csv"))


@pytest.mark.parametrize("value", [-1.0, float("nan"), float("inf")])
def test_the_value_must_be_an_area(value):
    with pytest.raises(InvalidInputError, match="MIN_AREA_M2 is"):
        minimum_areas_m2(value, "")


def test_a_piece_of_exactly_the_smallest_area_stays():
    assert minimum_sizes_px([0.0, 0.09, 0.9, 1.0], 0.3 * 0.3) == [0, 1, 10, 12]
