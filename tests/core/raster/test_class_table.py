"""Tables of classes as people and spreadsheets write them."""

from cosia.core.errors import InvalidInputError
from cosia.core.raster.class_table import read_class_table


def test_rows_without_anything_are_passed_over(tmp_path):
    path = tmp_path / "groups.csv"
    path.write_text("numero;group\n1;built\n;\n\n12;green\n;;\n", encoding="utf-8")
    lines = read_class_table(path, ("group",), unusable=lambda path, fault: InvalidInputError(fault))
    assert [(line.numero, line.text) for line in lines] == [(1, "built"), (12, "green")]
