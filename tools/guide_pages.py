"""Makes the pages of the guide that a package holds, from its Markdown: readable without network, in any browser.

python -m tools.guide_pages docs resources/help
"""

import re
import shutil
import sys
from pathlib import Path

import markdown

GUIDES = {"guide.md": "en", "guide.fr.md": "fr"}

LAYOUT = """<!DOCTYPE html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>{title}</title>
<style>
:root {{ color-scheme: light dark; }}
body {{ max-width: 58em; margin: 2em auto; padding: 0 1em; font: 16px/1.5 system-ui, sans-serif; }}
img {{ max-width: 100%; border: 1px solid #8886; }}
table {{ border-collapse: collapse; }}
th, td {{ text-align: left; vertical-align: top; padding: 0.4em 0.6em; border-bottom: 1px solid #8886; }}
pre {{ padding: 0.8em; background: #8882; white-space: pre-wrap; }}
</style>
</head>
<body>
{body}
</body>
</html>
"""

IMAGE = re.compile(r'src="([^"]+)"')
LINK = re.compile(r'<a href="([^":#]+)(?:#[^"]*)?">(.*?)</a>', re.DOTALL)


def write_guides(docs: Path, folder: Path) -> "list[Path]":
    """Write the pages and the pictures that they show into a new folder.

    Args:
        docs: the folder of the Markdown files.
        folder: an older one is replaced.
    """
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    pages = []
    for name, language in GUIDES.items():
        text = (docs / name).read_text(encoding="utf-8")
        body = LINK.sub(_link_within_package, markdown.markdown(text, extensions=["tables", "fenced_code"]))
        for picture in set(IMAGE.findall(body)):
            (folder / picture).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(docs / picture, folder / picture)
        title = text.splitlines()[0].lstrip("# ")
        page = folder / f"guide.{language}.html"
        page.write_text(LAYOUT.format(language=language, title=title, body=body), encoding="utf-8")
        pages.append(page)
    return pages


def _link_within_package(link: "re.Match[str]") -> str:
    """Guides link to each other; pages that a package does not hold become plain text."""
    language = GUIDES.get(link.group(1))
    return f'<a href="guide.{language}.html">{link.group(2)}</a>' if language else link.group(2)


if __name__ == "__main__":
    for written in write_guides(Path(sys.argv[1]), Path(sys.argv[2])):
        print(written)
