"""Renews the tables in the pages of the guide; what stands around them is written by hand."""

import re
from pathlib import Path

from .. import real_pixels
from .results import Results
from .tables import Speech, all_tables

DOCS = Path(__file__).parents[2] / "docs"
PAGES = {"en": DOCS / "transfer.md", "fr": DOCS / "transfer.fr.md"}

_PLACE = re.compile(r"(<!-- table (\w+) -->\n).*?(<!-- end -->)", re.DOTALL)


def write_pages(results: Results) -> None:
    """Replace what stands between ``<!-- table NAME -->`` and ``<!-- end -->``."""
    rows = real_pixels.read_rows(real_pixels.RESULTS)
    for language, page in PAGES.items():
        tables = {**all_tables(results, language), "real_pixels": real_pixels.table(rows, Speech(language))}
        page.write_text(filled(page.read_text(encoding="utf-8"), tables), encoding="utf-8")


def filled(text: str, tables: dict[str, str]) -> str:
    """The text with its tables; KeyError where it names one that does not exist."""
    return _PLACE.sub(lambda found: f"{found[1]}{tables[found[2]]}\n{found[3]}", text)
