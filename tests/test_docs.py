"""The pages for users lead somewhere and exist in both languages."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PAGES = sorted(path.relative_to(ROOT) for path in [*ROOT.glob("README*.md"), *(ROOT / "docs").glob("*.md")])
LINK = re.compile(r"\]\(([^)\s]+)\)")


def broken(page, text):
    """Addresses in a page that lead to no file or chapter; those on the web are not looked up."""
    found = []
    for address in LINK.findall(text):
        if re.match(r"[a-z]+:", address):
            continue
        name, _hash, chapter = address.partition("#")
        target = page.parent / name if name else page
        if not target.exists() or (chapter and f'id="{chapter}"' not in target.read_text(encoding="utf-8")):
            found.append(address)
    return found


@pytest.mark.parametrize("page", PAGES, ids=str)
def test_links_and_pictures_are_there(page):
    assert broken(ROOT / page, (ROOT / page).read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("page", [page for page in PAGES if ".fr." not in page.name], ids=str)
def test_page_exists_in_french_and_has_the_same_chapters(page):
    french = ROOT / page.with_name(f"{page.stem}.fr.md")
    english_text, french_text = (ROOT / page).read_text(encoding="utf-8"), french.read_text(encoding="utf-8")
    depths = [re.findall(r"(?m)^(#+) ", re.sub(r"(?s)```.*?```", "", text)) for text in (english_text, french_text)]
    assert depths[0] == depths[1]
    assert page.name in french_text and french.name in english_text


def test_a_broken_link_is_found(tmp_path):
    (tmp_path / "there.md").write_text('<a id="chapter"></a>\n', encoding="utf-8")
    text = "[a](there.md) [b](there.md#chapter) [c](gone.md) [d](there.md#other) [e](https://example.org/x)"
    assert broken(tmp_path / "page.md", text) == ["gone.md", "there.md#other"]
