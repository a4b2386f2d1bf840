"""Renews the tables in the pages of the guide; what stands around them is written by hand."""

import re
from pathlib import Path

from .results import Results
from .tables import all_tables

DOCS = Path(__file__).parents[2] / "docs"
PAGES = {"en": DOCS / "transfer.md", "fr": DOCS / "transfer.fr.md"}

_PLACE = re.compile(r"(<!-- table (\w+) -->\n).*?(<!-- end -->)", re.DOTALL)


def write_pages(results: Results) -> None:
    """Replace what stands between ``<!-- table NAME -->`` and ``<!-- end -->``."""
    for language, page in PAGES.items():
        page.write_text(filled(page.read_text(encoding="utf-8"), all_tables(results, language)), encoding="utf-8")


def filled(text: str, tables: dict[str, str]) -> str:
    """The text with its tables; KeyError where it names one that does not exist."""
    return _PLACE.sub(lambda found: f"{found[1]}{tables[found[2]]}\n{found[3]}", text)
