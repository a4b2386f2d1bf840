"""The help page of an algorithm: one HTML file, made of what the algorithm says of itself, in the language of QGIS.

It lies among the temporary files of Processing, which QGIS removes when it ends, and needs no network.
"""

import shutil
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any, List

from qgis.core import (
    QgsProcessingDestinationParameter,
    QgsProcessingParameterBoolean,
    QgsProcessingParameterDefinition,
    QgsProcessingParameterFile,
    QgsProcessingUtils,
)
from qgis.PyQt.QtCore import QCoreApplication

from . import settings

if TYPE_CHECKING:
    from .base import CosiaAlgorithm

FOLDER = "cosia-help"
GUIDES = Path(__file__).parents[1] / "resources" / "help"
"""Holds the guide, one page a language, in a packaged plugin."""

LAYOUT = """<!DOCTYPE html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>CoSIA – {title}</title>
<style>
:root {{ color-scheme: light dark; }}
body {{ max-width: 58em; margin: 2em auto; padding: 0 1em; font: 16px/1.5 system-ui, sans-serif; }}
h1 img {{ width: 1.1em; height: 1.1em; vertical-align: -0.15em; margin-right: 0.4em; }}
table {{ border-collapse: collapse; width: 100%; }}
th, td {{ text-align: left; vertical-align: top; padding: 0.4em 0.6em; border-bottom: 1px solid #8886; }}
code {{ font-size: 0.85em; overflow-wrap: anywhere; }}
pre {{ padding: 0.8em; background: #8882; white-space: pre-wrap; }}
.group {{ color: #777; }}
</style>
</head>
<body>
<p class="group">CoSIA ▸ {group}</p>
<h1><img src="{icon}" alt="">{title}</h1>
<p>{about}</p>
{sections}
</body>
</html>
"""


def help_page(algorithm: "CosiaAlgorithm") -> Path:
    """Write the page of an algorithm.

    Raises:
        OSError: it cannot be written.
    """
    folder = Path(QgsProcessingUtils.tempFolder(), FOLDER)
    folder.mkdir(parents=True, exist_ok=True)
    page = folder / f"{algorithm.name()}.html"
    page.write_text(HelpPage(algorithm).html(), encoding="utf-8")
    return page


def remove_help_pages() -> None:
    shutil.rmtree(Path(QgsProcessingUtils.tempFolder(), FOLDER), ignore_errors=True)


class HelpPage:
    """What an algorithm is for, its parameters with their defaults, its outputs and a line for scripts."""

    def __init__(self, algorithm: "CosiaAlgorithm") -> None:
        self._algorithm = algorithm
        self._outputs = [one for one in algorithm.parameterDefinitions() if one.isDestination()]
        self._inputs = [one for one in algorithm.parameterDefinitions() if not one.isDestination()]

    def tr(self, text: str) -> str:
        return QCoreApplication.translate("HelpPage", text)

    def html(self) -> str:
        parts = [
            self._parameters(self.tr("Parameters"), advanced=False),
            self._parameters(self.tr("Advanced parameters"), advanced=True),
            self._results(),
            self._command(),
            self._guide(),
        ]
        return LAYOUT.format(
            language=settings.language()[:2],
            title=escape(self._algorithm.displayName()),
            group=escape(self._algorithm.group()),
            icon=Path(self._algorithm.svgIconPath()).as_uri(),
            about=escape(self._algorithm.about()),
            sections="\n".join(part for part in parts if part),
        )

    def command(self) -> str:
        """A call of the algorithm with what it needs."""
        wanted = [
            one
            for one in self._inputs
            if one.name() in self._algorithm.EXAMPLE
            or (one.defaultValue() is None and not one.flags() & QgsProcessingParameterDefinition.Flag.FlagOptional)
        ]
        wanted += [one for one in self._outputs if not one.flags() & QgsProcessingParameterDefinition.Flag.FlagOptional]
        values = [f"--{one.name()}={self._example(one)}" for one in wanted]
        return " ".join(["qgis_process", "run", self._algorithm.id(), *values])

    def _parameters(self, title: str, advanced: bool) -> str:
        flag = QgsProcessingParameterDefinition.Flag.FlagAdvanced
        rows = [
            [_label(one.description(), one.name()), escape(self._default(one)), escape(one.help()) + self._choices(one)]
            for one in self._inputs
            if bool(one.flags() & flag) is advanced
        ]
        return _table(title, [self.tr("Parameter"), self.tr("Default"), self.tr("What it is")], rows)

    def _results(self) -> str:
        rows = [
            [_label(one.description(), one.name()), escape(self._algorithm.help_of(one.name()))]
            for one in self._algorithm.outputDefinitions()
        ]
        return _table(self.tr("Outputs"), [self.tr("Output"), self.tr("What it is")], rows)

    def _command(self) -> str:
        # Outside of the f-string, in which Qt's extractor sees nothing.
        title = self.tr("In scripts")
        return f"<h2>{escape(title)}</h2>\n<pre><code>{escape(self.command())}</code></pre>"

    def _guide(self) -> str:
        language = "fr" if settings.language().startswith("fr") else "en"
        page = GUIDES / f"guide.{language}.html"
        if not page.is_file():
            return ""
        address = f"{page.as_uri()}#{self._algorithm.groupId()}"
        text = self.tr("The guide, at this step of the work")
        return f'<p><a href="{address}">{escape(text)}</a></p>'

    def _default(self, parameter: QgsProcessingParameterDefinition) -> str:
        value: Any = parameter.defaultValue()
        names = self._algorithm.names_of(parameter.name())
        if value is None or value == "":
            optional = parameter.flags() & QgsProcessingParameterDefinition.Flag.FlagOptional
            return self.tr("not set") if optional else self.tr("must be given")
        if names:
            return names[value]
        if isinstance(parameter, QgsProcessingParameterBoolean):
            return self.tr("yes") if value else self.tr("no")
        return f"{value:g}" if isinstance(value, float) else str(value)

    def _choices(self, parameter: QgsProcessingParameterDefinition) -> str:
        names = self._algorithm.names_of(parameter.name())
        labels = parameter.options() if names else []
        return "".join(f"<br><code>{escape(name)}</code> {escape(label)}" for name, label in zip(names, labels))

    def _example(self, parameter: QgsProcessingParameterDefinition) -> str:
        name = parameter.name().lower()
        endings = self._algorithm.endings_of(parameter.name())
        if endings:
            return name + endings[0]
        if isinstance(parameter, QgsProcessingParameterFile):
            return f"{name}/"
        if isinstance(parameter, QgsProcessingDestinationParameter):
            return f"{name}.{parameter.defaultFileExtension()}"
        return f"{name}.tif"


def _label(label: str, name: str) -> str:
    return f"{escape(label)}<br><code>{escape(name)}</code>"


def _table(title: str, heads: List[str], rows: List[List[str]]) -> str:
    """A section with a table; empty without rows. The cells are HTML."""
    if not rows:
        return ""
    head = "".join(f"<th>{escape(text)}</th>" for text in heads)
    body = "\n".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows)
    return f"<h2>{escape(title)}</h2>\n<table>\n<tr>{head}</tr>\n{body}\n</table>"
