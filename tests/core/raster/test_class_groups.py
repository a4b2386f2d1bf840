"""Groups of classes: the plugin's own, and tables that people edit."""

import pytest

from cosia.core.errors import InvalidInputError
from cosia.core.raster.class_groups import class_groups, groups_csv


@pytest.fixture
def table(tmp_path):
    def write(text, encoding="utf-8"):
        path = tmp_path / "groups.csv"
        path.write_bytes(text.encode(encoding))
        return str(path)

    return write


def test_the_plugin_s_groups_hold_every_class_once():
    groups = class_groups("")
    assert groups.names == ("Built or sealed", "Vegetation", "Agriculture", "Water", "Other ground")
    assert sorted(numero for group in range(5) for numero in groups.numeros(group)) == list(range(1, 16))
    assert groups.numeros(0) == [1, 3, 4, 15] and groups.name_of(6) == "Water"


def test_the_table_that_is_written_gives_the_same_groups(table):
    groups = class_groups("")
    text = groups_csv(groups, "fr")
    assert "1,Bâtiment,Built or sealed" in text
    assert class_groups(table(text)) == groups


def test_classes_that_the_table_does_not_name_are_a_group_of_their_own(table):
    groups = class_groups(table("numero,group\n9,Trees\n8,Trees\n6,Water\n"))
    assert groups.names == ("Trees", "Water", "In no group")
    assert groups.numeros(0) == [8, 9] and groups.name_of(1) == "In no group"


def test_tables_of_french_spreadsheets(table):
    groups = class_groups(table("NUMERO;classe;Groupe\r\n1;Bâtiment;Bâti\r\n9;Feuillu;Végétation\r\n", "cp1252"))
    assert groups.name_of(1) == "Bâti" and groups.name_of(9) == "Végétation"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "first line must name the columns numero and group"),
        ("numero,class\n1,Building\n", "first line must name the columns numero and group"),
        ("group\nBuilt\n", "first line must name the columns"),
        ("numero,group\n", "it names no class"),
        ("numero,group\n16,Built\n", "'16' in line 2 is no class from 1 to 15"),
        ("numero,group\n1,Built\n1,Green\n", "line 3 names class 1 again"),
        ("numero,group\n1,Built\n3,\n", "line 3 names no group for class 3"),
    ],
)
def test_a_bad_table_is_refused_with_one_sentence(table, text, words):
    with pytest.raises(InvalidInputError, match=words) as caught:
        class_groups(table(text))
    assert "groups.csv" in caught.value.message and caught.value.message.endswith("correct the table.")
