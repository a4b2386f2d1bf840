"""Imports flow one way. Read from the source alone, so that any Python can check it."""

import ast
import functools
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PLUGIN_FOLDERS = ("cosia_plugin", "algorithms", "core")
SOURCES = sorted(path.relative_to(ROOT) for folder in PLUGIN_FOLDERS for path in (ROOT / folder).rglob("*.py"))

CORE_LAYERS = (
    ("errors", "finishing", "language", "shown_names"),
    ("band_roles", "catalogue", "jobs", "nomenclature", "sensors", "progress", "partial_files", "version"),
    ("worker", "hardware"),
    ("raster", "vector"),
    ("model",),
    ("training",),
    ("reports",),
    ("pipelines",),
    ("worker.server",),
    ("__main__",),
)
"""From the bottom up; a part may import from its own layer and from those below."""

LIGHT = (
    "band_roles",
    "catalogue",
    "errors",
    "finishing",
    "jobs",
    "language",
    "nomenclature",
    "partial_files",
    "progress",
    "sensors",
    "shown_names",
    "version",
    "worker",
)
"""Parts of the core that QGIS itself imports: standard library only."""

QGIS = {"qgis", "PyQt5", "PyQt6", "osgeo", "processing"}
STANDARD_LIBRARY = set(sys.stdlib_module_names)

IMPORTS_EVERYTHING = Path("core/pipelines/check_environment.py")
"""The one place that loads each library to see whether it loads."""


@functools.cache
def nodes(path):
    return list(ast.walk(ast.parse((ROOT / path).read_text(encoding="utf-8"))))


def imports(path):
    """``(level, dotted name)`` of each import in a file; level 0 is absolute."""
    for node in nodes(path):
        if isinstance(node, ast.Import):
            yield from ((0, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            names = [node.module] if node.module else [alias.name for alias in node.names]
            yield from ((node.level, name) for name in names)


def libraries(path):
    """Top-level names of all absolute imports of a file."""
    return {name.partition(".")[0] for level, name in imports(path) if level == 0} - {"__future__"}


def targets(path):
    """Parts of the plugin that a file imports, from the plugin's root: ``("core", "raster", "grid")``."""
    for level, name in imports(path):
        if level:
            climbed = level - 1
            assert climbed <= len(path.parent.parts), f"{path} climbs out of the plugin"
            yield (*path.parent.parts[: len(path.parent.parts) - climbed], *name.split("."))


def core_part(parts):
    """``errors``, ``raster``, …: the part of the core that a path or an import lies in."""
    names = [Path(name).stem for name in parts[1:3]]
    # The server starts pipelines; the rest of `worker` is used inside QGIS.
    return "worker.server" if names == ["worker", "server"] else names[0]


def rank(part):
    ranks = [number for number, layer in enumerate(CORE_LAYERS) if part in layer]
    assert ranks, f"core/{part} belongs to no layer: give it one in CORE_LAYERS"
    return ranks[0]


def of(*folders):
    return [path for path in SOURCES if path.parts[0] in folders]


CORE = [path for path in of("core") if path != Path("core/__init__.py")]
SHELL = of("cosia_plugin", "algorithms")


def test_root_package_holds_only_the_function_that_qgis_calls():
    body = ast.parse((ROOT / "__init__.py").read_text(encoding="utf-8")).body
    assert [type(node) for node in body] == [ast.Expr, ast.FunctionDef]
    assert body[1].name == "classFactory"


def test_imports_inside_the_plugin_are_relative():
    assert [path for path in SOURCES if libraries(path) & {"cosia", *PLUGIN_FOLDERS}] == []
    assert [path for path in SOURCES if "sys.path" in (ROOT / path).read_text(encoding="utf-8")] == []


def test_core_knows_nothing_of_qgis():
    assert [path for path in CORE if libraries(path) & QGIS] == []
    assert [path for path in CORE for target in targets(path) if target[0] != "core"] == []


def test_core_imports_from_below_only():
    assert [
        f"{path} imports {'.'.join(target)}"
        for path in CORE
        for target in targets(path)
        if rank(core_part(target)) > rank(core_part(path.parts))
    ] == []


def test_light_core_needs_the_standard_library_only():
    light = [path for path in CORE if core_part(path.parts) in LIGHT]
    assert [(path, libraries(path) - STANDARD_LIBRARY) for path in light if libraries(path) - STANDARD_LIBRARY] == []


@pytest.mark.parametrize(
    ("names", "rooms"),
    [
        ({"torch", "torchvision", "segmentation_models_pytorch", "timm"}, {"model", "training"}),
        ({"rasterio"}, {"raster", "pipelines"}),
        ({"pyogrio", "shapely"}, {"vector", "raster"}),
        ({"matplotlib", "jinja2", "markupsafe"}, {"reports"}),
        ({"huggingface_hub", "httpx2", "filelock"}, {"model"}),
    ],
)
def test_heavy_libraries_stay_in_their_rooms(names, rooms):
    outside = [path for path in CORE if core_part(path.parts) not in rooms and path != IMPORTS_EVERYTHING]
    assert [(path, libraries(path) & names) for path in outside if libraries(path) & names] == []


def test_what_qgis_imports_is_python_3_9():
    # QGIS on Windows still brings it along. Unions are written out, since `X | Y` is evaluated in annotations.
    for path in SHELL + [path for path in CORE if core_part(path.parts) in LIGHT]:
        source = (ROOT / path).read_text(encoding="utf-8")
        tree = ast.parse(source, filename=str(path), feature_version=(3, 9))
        arguments = [node for node in ast.walk(tree) if isinstance(node, (ast.arg, ast.AnnAssign))]
        unions = [node for node in arguments if isinstance(node.annotation, ast.BinOp)]
        assert [f"{path}:{node.lineno}" for node in unions] == []


def test_shell_needs_the_standard_library_and_qgis_only():
    allowed = STANDARD_LIBRARY | {"qgis", "processing"}
    assert [(path, libraries(path) - allowed) for path in SHELL if libraries(path) - allowed] == []


def test_shell_uses_the_light_core_only():
    assert [
        f"{path} imports {'.'.join(target)}"
        for path in SHELL
        for target in targets(path)
        if target[0] == "core" and core_part(target) not in LIGHT
    ] == []


def test_algorithms_know_neither_the_plugin_nor_processes():
    assert [path for path in of("algorithms") for target in targets(path) if target[0] == "cosia_plugin"] == []
    assert [path for path in of("algorithms") if "subprocess" in libraries(path)] == []


def test_enums_are_scoped_as_qt_6_needs_it():
    # Class.Type.Value is scoped, Class.Nested(…) is a class; Class.Value alone is gone in Qt 6.
    unscoped = []
    for path in SHELL:
        heads = {id(node.value) for node in nodes(path) if isinstance(node, ast.Attribute)}
        called = {id(node.func) for node in nodes(path) if isinstance(node, ast.Call)}
        unscoped += [
            f"{path}:{node.lineno}: {node.value.id}.{node.attr}"
            for node in nodes(path)
            if isinstance(node, ast.Attribute)
            and isinstance(node.value, ast.Name)
            and node.value.id.startswith("Q")
            and node.attr[0].isupper()
            and id(node) not in heads | called
        ]
    assert unscoped == []
