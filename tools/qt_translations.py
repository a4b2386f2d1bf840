"""Brings the French texts of the QGIS side up to date, with Qt's own tools.

    python3 -m tools.qt_translations

Extracts the texts of ``algorithms/``, ``cosia_plugin/`` and the ready models into ``resources/i18n/cosia_fr.ts``, in
which the translations are written by hand or with Qt Linguist, and compiles it into the ``cosia_fr.qm`` that QGIS
loads. Both are part of the project, so that neither packaging nor a checkout in QGIS needs these tools.
"""

import json
import os
import re
import subprocess
import tempfile
import xml.etree.ElementTree as ElementTree
from pathlib import Path
from typing import Iterator

ROOT = Path(__file__).parents[1]
CATALOGUE = ROOT / "resources" / "i18n" / "cosia_fr.ts"
MODELS = ROOT / "resources" / "processing_models"
MODEL_CONTEXT = "ReadyModels"
MODEL_KEYS = frozenset({"component_description", "description", "model_group", "model_name"})
"""Where a model file holds what people read, beside all that stands in or under ``help``."""

PARAMETER_NAME = re.compile(r"[A-Z0-9_]+")
"""The modeler describes an input by the name of its parameter where nobody said more."""

TOOLS = ("pylupdate5", "lconvert", "lrelease")


def sources() -> "list[Path]":
    return sorted(path for folder in ("algorithms", "cosia_plugin") for path in (ROOT / folder).rglob("*.py"))


def model_texts() -> "set[str]":
    """What people read in the files of the ready models."""
    return {
        text
        for path in MODELS.glob("*.model3")
        for text in _texts_of_option(ElementTree.parse(path).getroot(), in_help=False)
    }


def _texts_of_option(option: ElementTree.Element, in_help: bool) -> Iterator[str]:
    for child in option:
        name, value = child.get("name", ""), child.get("value", "")
        is_help = in_help or name == "help"
        is_text = child.get("type") == "QString" and value and not PARAMETER_NAME.fullmatch(value)
        if is_text and (is_help or name in MODEL_KEYS):
            yield value
        yield from _texts_of_option(child, is_help)


def messages(catalogue: Path) -> "dict[tuple[str, str], ElementTree.Element]":
    """The element ``translation`` of a ``.ts`` by context and English text."""
    return {
        (context.findtext("name", ""), message.findtext("source", "")): message.find("translation")
        for context in ElementTree.parse(catalogue).getroot().iter("context")
        for message in context.iter("message")
    }


def extract(catalogue: Path) -> None:
    """Bring ``catalogue`` up to the sources: new texts come in without translation, those that are gone leave."""
    with tempfile.TemporaryDirectory() as folder:
        of_models, extracted = Path(folder) / "models.py", Path(folder) / "extracted.ts"
        literals = [json.dumps(text, ensure_ascii=False) for text in sorted(model_texts())]
        lines = [f'translate("{MODEL_CONTEXT}", {literal})\n' for literal in literals]
        of_models.write_text("".join(lines), encoding="utf-8")
        if catalogue.exists():
            extracted.write_bytes(catalogue.read_bytes())
        _run("pylupdate5", "-noobsolete", *sources(), of_models, "-ts", extracted)
        # Without line numbers, which every change of the code would move.
        options = ("-locations", "none", "-sort-contexts", "-target-language", "fr")
        _run("lconvert", *options, "-i", extracted, "-o", catalogue)


def release(catalogue: Path, compiled: Path) -> None:
    """Write ``compiled``, the ``.qm`` of ``catalogue``."""
    _run("lrelease", "-silent", "-nounfinished", catalogue, "-qm", compiled)


def _run(*command: object) -> None:
    # Debian has the tools of several versions of Qt behind one name. pylupdate5 warns of Python's own changes.
    environment = {**os.environ, "QT_SELECT": "qt5", "PYTHONWARNINGS": "ignore"}
    subprocess.run([str(word) for word in command], check=True, env=environment)


def main() -> None:
    CATALOGUE.parent.mkdir(exist_ok=True)
    extract(CATALOGUE)
    release(CATALOGUE, CATALOGUE.with_suffix(".qm"))
    found = messages(CATALOGUE)
    missing = [text for (_context, text), translation in found.items() if translation.get("type") == "unfinished"]
    print(f"{CATALOGUE.relative_to(ROOT)}: {len(found)} texts, {len(missing)} without translation")
    print(*(f"  {text}" for text in missing), sep="\n", end="\n" if missing else "")


if __name__ == "__main__":
    main()
