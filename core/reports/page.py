"""HTML pages from templates; each is one file that needs nothing else."""

from pathlib import Path
from typing import Any

import jinja2

from ..errors import InvalidInputError
from ..language import _, with_marks
from ..partial_files import PartialFiles
from ..version import plugin_version

TEMPLATES = Path(__file__).parent / "templates"


def render_page(template: str, language: str, **values: Any) -> str:
    """The page that a template of ``TEMPLATES`` gives.

    Args:
        template: name of the file, which extends ``base.html``.
        language: of the page, e.g. ``fr``; its texts come from the catalogues of :mod:`core.language`.
        values: what the template names; one that it names and is not given raises an error.
    """
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals["_"] = _
    environment.filters["format"] = _formatted
    page = environment.get_template(template)
    return page.render(language=language, version=plugin_version(), **values)


def _formatted(form: str, *values: Any) -> str:
    """jinja's filter of this name, but with the marks of the language: ``"%.1f" | format(0.5)`` is 0,5 in French."""
    return with_marks(form % values)


def stage_page(files: PartialFiles, path: Path, html: str) -> None:
    """Write a page among the outputs of a job; :meth:`PartialFiles.publish` puts it in place."""
    place = files.working(path, path.name)
    try:
        place.write_text(html, encoding="utf-8")
    except OSError as error:
        raise InvalidInputError(
            _("The report '{file}' cannot be written: {error}; free the disk or choose another folder.").format(
                file=path, error=error.strerror or error
            )
        ) from None
    files.stage(path)
