"""The code runs under Qt 5 and Qt 6 alike. Read from the source alone, so that any Python can check it."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SOURCES = sorted(
    path.relative_to(ROOT)
    for folder in ("cosia_plugin", "algorithms", "tools")
    for path in (ROOT / folder).rglob("*.py")
)

GONE = {
    "exec_": "exec",
    "print_": "print",
    "QRegExp": "QRegularExpression",
    "QRegExpValidator": "QRegularExpressionValidator",
    "QDesktopWidget": "QScreen",
    "toTime_t": "toSecsSinceEpoch",
    "setTabStopWidth": "setTabStopDistance",
    "writeAsVectorFormat": "writeAsVectorFormatV3",
    "writeAsVectorFormatV2": "writeAsVectorFormatV3",
    "QgsMapLayerRegistry": "QgsProject",
}
"""What Qt 6 or QGIS 4 lack, with its successor."""

MOVED = {"QAction": "QtWidgets", "QActionGroup": "QtWidgets", "QShortcut": "QtWidgets"}
"""Where ``qgis.PyQt`` has a class in both: its Qt 6 half re-exports these, the Qt 5 half lacks them elsewhere."""


def faults(source):
    """``(line, what is wrong)`` of each construct in Python source that one of the two refuses."""
    tree = ast.parse(source)
    parents = {child: node for node in ast.walk(tree) for child in ast.iter_child_nodes(node)}
    classes = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "qgis":
            classes |= {alias.asname or alias.name for alias in node.names if alias.name.startswith("Q")}
    found = []
    for node in ast.walk(tree):
        found += [(node.lineno, fault) for fault in _of_import(node)]
        name = node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")
        if name in GONE:
            found.append((node.lineno, f"{name} is gone: {GONE[name]}"))
        if isinstance(node, ast.Attribute) and _is_unscoped_enum(node, parents[node], classes):
            found.append((node.lineno, f"{ast.unparse(node)} lacks the name of its enum"))
    return sorted(set(found))


def _of_import(node):
    names = []
    if isinstance(node, ast.Import):
        names = [alias.name for alias in node.names]
    elif isinstance(node, ast.ImportFrom) and not node.level:
        names = [node.module]
        for alias in node.names:
            home = MOVED.get(alias.name)
            if home and node.module != f"qgis.PyQt.{home}":
                yield f"{alias.name} is in qgis.PyQt.{home}"
    for name in names:
        if name.split(".")[0] in ("PyQt4", "PyQt5", "PyQt6", "PySide2", "PySide6", "sip"):
            yield f"{name} instead of qgis.PyQt"


def _is_unscoped_enum(node, parent, classes):
    """Whether ``QClass.Member`` stands for a value: classes within classes are called or looked into."""
    owner = node.value
    if not (isinstance(owner, ast.Name) and owner.id in classes and node.attr[0].isupper()):
        return False
    looked_into = isinstance(parent, ast.Attribute)
    called = isinstance(parent, ast.Call) and parent.func is node
    return not looked_into and not called


@pytest.mark.parametrize("path", SOURCES, ids=str)
def test_source_runs_under_qt_5_and_6(path):
    assert faults((ROOT / path).read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("from PyQt5.QtCore import Qt", "PyQt5.QtCore instead of qgis.PyQt"),
        ("import sip", "sip instead of qgis.PyQt"),
        ("from qgis.PyQt.QtGui import QAction", "QAction is in qgis.PyQt.QtWidgets"),
        ("from qgis.PyQt.QtCore import Qt\nside = Qt.Horizontal", "Qt.Horizontal lacks the name of its enum"),
        ("from qgis.PyQt.QtCore import QVariant\nf(QVariant.Int)", "QVariant.Int lacks the name of its enum"),
        (
            "from qgis.core import QgsProcessing\nx = [QgsProcessing.TypeRaster]",
            "QgsProcessing.TypeRaster lacks the name of its enum",
        ),
        ("dialog.exec_()", "exec_ is gone: exec"),
        ("from qgis.PyQt.QtCore import QRegExp\nQRegExp('a')", "QRegExp is gone: QRegularExpression"),
        (
            "from qgis.core import QgsVectorFileWriter\nQgsVectorFileWriter.writeAsVectorFormat()",
            "writeAsVectorFormat is gone: writeAsVectorFormatV3",
        ),
    ],
)
def test_faults_are_found(line, fault):
    assert fault in [what for _line, what in faults(line)]


def test_what_both_accept_is_no_fault():
    assert (
        faults(
            "from qgis.PyQt.QtCore import Qt\n"
            "from qgis.PyQt.QtWidgets import QAction\n"
            "from qgis.core import QgsLayoutExporter, QgsProcessing\n"
            "x = Qt.Orientation.Horizontal, QgsProcessing.SourceType.TypeRaster\n"
            "y = QgsLayoutExporter.ImageExportSettings()\n"
            "z = QgsProcessing.TEMPORARY_OUTPUT.lower()\n"
        )
        == []
    )
