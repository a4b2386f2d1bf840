"""What Qt translates in Python sources, and what would stay English or read badly. Needs neither Qt nor its tools."""

import ast
import re

LETTER = re.compile(r"[^\W\d_]")
PROSE = re.compile(r"[^\W\d_]{2,}[,:;]? [^\W\d_]{2,}")
MARKUP = re.compile(r"^\s*<|\?field=")
"""HTML and the little languages of QGIS are no prose."""

PASSES_TEXTS_ON = {"tr", "translated"}
"""Functions that look up what stands elsewhere."""

LABELLED = re.compile(r"add(_\w+)?|QgsProcessing(Parameter|Output)\w+|RasterOutput|FeaturesOutput")
"""Calls whose first argument is a name for scripts, and the others for people."""

SHOWN = re.compile(
    r"QAction|QMenu|QLabel|Q\w*Button|Setting|set(Text|Title|WindowTitle|ToolTip|StatusTip|WhatsThis|PlaceholderText|Help)"
    r"|push(Info|Warning|Message|Success|Critical|CommandInfo)|setProgressText|reportError|addPluginToMenu"
    r"|\w+Error|QgsProcessingException|warning|information|critical|question|log|warn|report"
)
"""Calls whose arguments people read."""

SHOWN_KEYWORDS = {"label", "labels", "help", "description", "text", "message"}
RETURN_TEXTS = {"displayName", "about", "group", "shortDescription"}


class Scan(ast.NodeVisitor):
    """The translatable texts of one source.

    Attributes:
        texts: line by context and text, as Qt's extractor finds them.
        titles: those of them that ``displayName`` returns.
        faults: what it would miss, a sentence each.
    """

    def __init__(self, source: str) -> None:
        self._source = source
        self._classes, self._functions = ["@default"], [""]
        self._translated, self._documentation = set(), set()
        self.texts, self.titles, self.faults = {}, set(), []
        self.visit(ast.parse(source))

    def visit_ClassDef(self, node):
        self._classes.append(node.name)
        self.generic_visit(node)
        self._classes.pop()

    def visit_FunctionDef(self, node):
        self._functions.append(node.name)
        self.generic_visit(node)
        self._functions.pop()

    def visit_Return(self, node):
        if self._functions[-1] in RETURN_TEXTS and node.value is not None:
            self._refuse_literals(node.value, f"{self._functions[-1]} returns")
        self.generic_visit(node)

    def visit_Expr(self, node):
        if isinstance(node.value, ast.Constant):
            self._documentation.add(id(node.value))
        self.generic_visit(node)

    def visit_BinOp(self, node):
        if isinstance(node.op, ast.Add) and any(map(self._is_translation, (node.left, node.right))):
            self._fault(node, "a text is built from pieces: other languages order them otherwise")
        self.generic_visit(node)

    def visit_JoinedStr(self, node):
        if any(map(self._is_translation, ast.walk(node))):
            self._fault(node, "inside an f-string the extractor sees nothing")
        self.generic_visit(node)

    def visit_Call(self, node):
        name = _name(node.func)
        if self._is_translation(node):
            self._take_translation(node, name)
        elif LABELLED.fullmatch(name):
            shown = node.args[1:2] if name.startswith("Qgs") else node.args[1:]
            self._refuse_shown(node, shown)
        elif SHOWN.fullmatch(name):
            self._refuse_shown(node, node.args)
        self.generic_visit(node)

    def visit_Constant(self, node):
        known = self._translated | self._documentation
        is_prose = isinstance(node.value, str) and PROSE.search(node.value) and not MARKUP.search(node.value)
        if is_prose and id(node) not in known:
            self._fault(node, f"{node.value[:40]!r} is not translated")

    def _is_translation(self, node):
        if not isinstance(node, ast.Call) or self._functions[-1] in PASSES_TEXTS_ON:
            return False
        name = _name(node.func)
        # str.translate takes one argument.
        return name == "tr" or (name == "translate" and len(node.args) + len(node.keywords) > 1)

    def _take_translation(self, node, name):
        place = 0 if name == "tr" else 1
        literals = [argument for argument in node.args[: place + 1] if _is_text(argument)]
        self._translated.update(map(id, ast.walk(node)))
        if len(literals) <= place or node.keywords:
            self._fault(node, f"{name}() of what is no plain literal: the extractor cannot find it")
        elif ast.get_source_segment(self._source, node)[:-1].rstrip().endswith(","):
            self._fault(node, f"{name}() ends in a comma: Qt 5's extractor skips it silently")
        else:
            context = self._classes[-1] if name == "tr" else literals[0].value
            self.texts[context, literals[-1].value] = node.lineno
            if self._functions[-1] == "displayName":
                self.titles.add(literals[-1].value)

    def _refuse_shown(self, node, shown):
        keywords = [keyword.value for keyword in node.keywords if keyword.arg in SHOWN_KEYWORDS]
        for argument in [*shown, *keywords]:
            self._refuse_literals(argument, f"{_name(node.func)} shows")

    def _refuse_literals(self, node, who):
        for literal in _literals(node):
            self._translated.add(id(literal))
            self._fault(literal, f"{who} {literal.value[:40]!r}, which is not translated")

    def _fault(self, node, message):
        self.faults.append(f"{node.lineno}: {message}")


def _name(function):
    return getattr(function, "attr", getattr(function, "id", ""))


def _is_text(node):
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def _literals(node, key=None):
    """Texts with letters that ``node`` may come to, but not those behind other calls.

    A value that is its own key is a name that is the same in every language.
    """
    if _is_text(node):
        if LETTER.search(node.value) and node.value != key:
            yield node
    elif isinstance(node, ast.Dict):
        for name, value in zip(node.keys, node.values):
            yield from _literals(value, getattr(name, "value", None))
    elif isinstance(node, ast.Call):
        if _name(node.func) == "format":
            yield from _literals(node.func.value)
    elif isinstance(node, (ast.JoinedStr, ast.BinOp, ast.BoolOp, ast.IfExp, ast.Subscript, ast.Tuple, ast.List)):
        parts = [node.value] if isinstance(node, ast.Subscript) else ast.iter_child_nodes(node)
        for part in parts:
            if not isinstance(part, ast.FormattedValue):
                yield from _literals(part)


FIELD = re.compile(r"\{[^{}]*\}|%n")
UNIT = re.compile(r"[(\[][^()\[\]]*?(m²|km²|\bm|\bpx|\bha|%)[,)\]]")
QUOTED = re.compile(r"'([^']+)'")
SPACE, GUARDED = "\u00a0", ":;?!%»"
"""The no-break space, and what French sets behind one."""


def text_faults(english, french, named):
    """What is wrong with one translation.

    Args:
        named: French by English, of what a text may name in quotes.
    """
    if not french or not french.strip():
        return ["is empty"]
    faults = []
    if sorted(FIELD.findall(english)) != sorted(FIELD.findall(french)):
        faults.append("has other fields")
    missing = set(UNIT.findall(english)) - set(UNIT.findall(french))
    if missing:
        faults.append(f"has lost the unit {', '.join(missing)}")
    if english.endswith((".", ":")) and english[-1] != french[-1]:
        faults.append(f"does not end in {english[-1]!r}")
    prose = FIELD.sub("0", french)
    if "’" in french or '"' in french or re.search(r"(^|\s)'", french):
        faults.append("has other apostrophes or quotes than ' and « »")
    if re.search(rf" [{GUARDED}]|[^\s{SPACE}][;?!»]|[^\W\d_)]:(\s|$)|« |«[^{SPACE}]", prose):
        faults.append("lacks a no-break space at : ; ? ! % or inside « »")
    for title in QUOTED.findall(english):
        if title in named and f"«{SPACE}{named[title]}{SPACE}»" not in french:
            faults.append(f"does not call {title!r} « {named[title]} »")
    return faults


def catalogue_faults(texts, titles, messages):
    """What is wrong with a catalogue.

    Args:
        texts: contexts and texts that it should hold.
        titles: names of algorithms, which any text may name.
        messages: its translations, as :func:`tools.qt_translations.messages` reads them.
    """
    faults = [
        f"{context}: {text!r} is not in the catalogue" for context, text in texts if (context, text) not in messages
    ]
    of_titles = {text: element.text for (_context, text), element in messages.items() if text in titles}
    for (context, text), element in messages.items():
        told = f"{context}: {text[:60]!r}"
        if (context, text) not in texts or element.get("type") in ("obsolete", "vanished"):
            faults.append(f"{told} is in the catalogue, but used nowhere")
        elif element.get("type") == "unfinished":
            faults.append(f"{told} is not translated")
        else:
            of_context = {key[1]: other.text for key, other in messages.items() if key[0] == context}
            wrong = text_faults(text, element.text, {**of_context, **of_titles})
            faults += [f"{told} in French {fault}" for fault in wrong]
    return faults
