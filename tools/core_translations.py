"""Keeps the French messages of the core and of its reports up to date.

    .environment/worker/bin/python -m tools.core_translations          update the .po, compile the .mo
    .environment/worker/bin/python -m tools.core_translations --check  tell what is missing; nothing is written

Both files are committed: a checkout and the plugin's zip speak French without a step of building. New and
changed messages get an empty translation in the .po; fill it in there and run this again.
"""

import argparse
import io
import string
import sys
from collections import Counter
from pathlib import Path
from typing import Dict, Iterator, List, Tuple

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

CORE = Path(__file__).parents[1] / "core"
LANGUAGE = "fr"
PO = CORE / "reports" / "locale" / LANGUAGE / "LC_MESSAGES" / "cosia.po"
METHODS = [("**.py", "python"), ("reports/templates/**.html", "jinja2")]
KEYWORDS = {"_": None}
LINE_WIDTH = 110
HEADER = "# Messages of the core and of its reports; tools.core_translations.py keeps this file up to date."


def extract(folder: Path = CORE) -> Catalog:
    """Every message of the Python files and templates in ``folder``, with the files that it stands in."""
    template = Catalog()
    for file, _line, message, _comments, _context in extract_from_dir(folder, METHODS, keywords=KEYWORDS):
        template.add(message, locations=[(f"core/{file}", 1)])
    return template


def read(path: Path = PO) -> Catalog:
    """The translations of a file; an empty catalogue if there is none yet."""
    if not path.exists():
        return Catalog(locale=LANGUAGE, header_comment=HEADER, fuzzy=False)
    with path.open("rb") as file:
        return read_po(file, locale=LANGUAGE, domain="cosia", abort_invalid=True)


def update(translations: Catalog, template: Catalog) -> Catalog:
    """Give ``translations`` exactly the messages of ``template``: new ones are empty, unused ones are dropped."""
    translations.update(template, no_fuzzy_matching=True, update_creation_date=False)
    translations.obsolete.clear()
    translations.header_comment = HEADER
    for message in translations:
        # Fields are those of str.format; "% of" in a sentence is none.
        message.flags.discard("python-format")
    return translations


def po_bytes(translations: Catalog) -> bytes:
    """The text file that translators edit. It names files but no lines, which would change every day."""
    buffer = io.BytesIO()
    write_po(buffer, translations, width=LINE_WIDTH, include_lineno=False)
    return buffer.getvalue()


def mo_bytes(translations: Catalog) -> bytes:
    """The compiled catalogue that gettext reads."""
    buffer = io.BytesIO()
    write_mo(buffer, translations)
    return buffer.getvalue()


def findings(translations: Catalog, template: Catalog) -> List[str]:
    """What keeps ``translations`` from being a whole and sound translation of ``template``, a line each."""
    found = [f"unused: {message.id}" for message in messages(translations) if message.id not in template]
    found += [f"unused: {message.id}" for message in translations.obsolete.values()]
    for message in messages(template):
        translated = translations.get(message.id)
        if translated is None or not translated.string:
            found.append(f"missing: {message.id}")
            continue
        found += [f"{fault}: {message.id} -> {translated.string}" for fault in _faults(translated)]
    return found


def messages(catalog: Catalog) -> Iterator[object]:
    """All but the header."""
    return (message for message in catalog if message.id)


def fields(text: str) -> Dict[Tuple[str, str, str], int]:
    """The fields of ``str.format`` in a text, with conversion and form, and how often each occurs."""
    parsed = string.Formatter().parse(text)
    return Counter((name, form or "", conversion or "") for _text, name, form, conversion in parsed if name is not None)


def _faults(message: object) -> Iterator[str]:
    english, french = message.id, message.string
    if message.fuzzy:
        yield "fuzzy"
    if set(fields(english)) != set(fields(french)):
        yield "other fields"
    if (english[:1].isspace(), english[-1:].isspace()) != (french[:1].isspace(), french[-1:].isspace()):
        yield "other spaces at its ends"
    if any(mark in french for mark in (" :", " ;", " ?", " !", " %", "« ", " »")):
        yield "a plain space where French needs one that does not break"
    if "’" in french or "'{" in french or '"' in french:
        yield "other quotes than « » or another apostrophe than '"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="write nothing")
    options = parser.parse_args()
    template, translations = extract(), read()
    if not options.check:
        update(translations, template)
        PO.parent.mkdir(parents=True, exist_ok=True)
        PO.write_bytes(po_bytes(translations))
        PO.with_suffix(".mo").write_bytes(mo_bytes(translations))
    found = findings(translations, template)
    print("\n".join([*found, f"{len(template)} messages, {len(found)} findings"]))
    return 1 if found and options.check else 0


if __name__ == "__main__":
    sys.exit(main())
