"""Every message of the core can be translated and is, and what is compiled is what was translated."""

import ast
import re
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog

from tools import core_translations as translations

ROOT = Path(__file__).parents[2]
CORE = ROOT / "core"
TEMPLATES = CORE / "reports" / "templates"
QT = ROOT / "resources" / "i18n" / "cosia_fr.ts"

ERRORS = {
    "CosiaError", "InvalidInputError", "ModelError", "EnvironmentNotReadyError", "WorkerError", "CancelledError"
}  # fmt: skip
TOLD = {"log": 0, "warn": 0, "report": 1}
"""Methods of progress, and which of their arguments is a sentence."""

NO_WORDS = {"CoSIA for QGIS", "ha", "km²", "m²"}
"""What templates may hold outside of messages."""


@pytest.fixture(scope="module")
def template():
    return translations.extract()


def catalogue(**message):
    made = Catalog(locale="fr")
    made.add(**message)
    return made


def test_every_message_is_translated_and_none_is_left_over(template):
    assert translations.findings(translations.read(), template) == [], "run `make translations`, and translate"


def test_what_is_compiled_is_what_is_translated():
    compiled = translations.PO.with_suffix(".mo").read_bytes()
    assert compiled == translations.mo_bytes(translations.read()), "run `make translations`"


def test_a_change_of_a_translation_changes_what_is_compiled():
    changed = translations.read()
    next(translations.messages(changed)).string += " !"
    assert translations.mo_bytes(changed) != translations.PO.with_suffix(".mo").read_bytes()


SENTENCE = "'{file}' has {share:.1f} % of its pixels."
GOOD = "«\u00a0{file}\u00a0» a {share:.1f}\u00a0% de ses pixels."


@pytest.mark.parametrize(
    ("french", "flags", "found"),
    [
        (GOOD, [], ""),
        ("", [], "missing"),
        (GOOD, ["fuzzy"], "fuzzy"),
        (GOOD.replace("{file}", "{files}"), [], "other fields"),
        (GOOD.replace(":.1f", ":.2f"), [], "other fields"),
        (GOOD.replace("{file}", "ceci"), [], "other fields"),
        (GOOD + " ", [], "other spaces at its ends"),
        (GOOD.replace("\u00a0%", " %"), [], "a plain space"),
        (GOOD.replace("«\u00a0", '"'), [], "other quotes"),
    ],
)
def test_each_fault_of_a_translation_is_found(french, flags, found):
    told = translations.findings(catalogue(id=SENTENCE, string=french, flags=flags), catalogue(id=SENTENCE))
    assert [line.startswith(found) for line in told] == ([True] if found else [])


def test_messages_that_are_unused_or_unknown_are_found_and_an_update_mends_both(template):
    old = catalogue(id="It went.", string="Parti.")
    assert [line.partition(":")[0] for line in translations.findings(old, catalogue(id="It came."))] == [
        "unused",
        "missing",
    ]
    mended = translations.update(old, catalogue(id="It came."))
    assert [message.id for message in translations.messages(mended)] == ["It came."] and not mended.obsolete
    assert (
        "It came." in translations.po_bytes(mended).decode()
        and "It went." not in translations.po_bytes(mended).decode()
    )


def test_all_messages_of_the_templates_are_extracted(template):
    """Beside Babel: in loops, macros and tuples too, whatever stands around them."""
    for path in TEMPLATES.glob("*.html"):
        source = path.read_text(encoding="utf-8")
        calls = re.findall(r'(?<![\w.])_\("((?:[^"\\]|\\.)*)"\)', source)
        assert len(calls) == len(re.findall(r"(?<![\w.])_\(", source)), f"{path.name}: _() of no literal"
        assert [text for text in calls if text not in template] == [], path.name


def test_templates_hold_no_words_outside_of_messages():
    for path in TEMPLATES.glob("*.html"):
        assert words_outside_of_messages(path.read_text(encoding="utf-8")) == [], path.name


def test_words_outside_of_messages_are_found():
    page = '<style>p { color: red }</style><p>{{ _("Good") }} %</p>{# no #}<p>Bad word</p><img alt="Map of {{ name }}">'
    assert words_outside_of_messages(page) == ["Bad word", "Map of"]


def words_outside_of_messages(source):
    bare = re.sub(r"<style>.*?</style>|\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}", "\n", source, flags=re.DOTALL)
    texts = re.sub(r"<[^>]*>", "\n", bare).split("\n") + re.findall(r'(?:alt|title)="([^"]*)"', bare)
    found = (text.strip(" ,:·\n") for text in texts)
    return [text for text in found if re.search(r"[^\W\d_]", text) and text not in NO_WORDS]


def test_messages_can_be_translated():
    sources = {str(path.relative_to(ROOT)): path.read_text(encoding="utf-8") for path in CORE.rglob("*.py")}
    assert [f"{path}:{fault}" for path, source in sources.items() for fault in faults(source)] == []


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ('def f(): return _("Good {name}.").format(name=1)', []),
        ('def f(): return _(f"Bad {name}.")', ["_() of no literal"]),
        ('def f(): return _("Bad {name}.".format(name=1))', ["_() of no literal"]),
        ("def f(text): return _(text)", ["_() of no literal"]),
        ('LABEL = _("Bad")', ["_() before the language is known"]),
        ('class A:\n    label = _("Bad")', ["_() before the language is known"]),
        ('def f(label=_("Bad")): pass', ["_() before the language is known"]),
        ('def f(): raise InvalidInputError("Bad.")', ["untranslated"]),
        ('def f(): raise ModelError(f"Bad {name}.")', ["untranslated"]),
        ('def f(): raise errors.WorkerError("Bad " + name)', ["untranslated"]),
        ('def f(): raise ModelError("{} is bad.".format(name))', ["untranslated"]),
        ('def f(): raise ModelError(_("Good.") if a else "Bad.")', ["untranslated"]),
        ('def f(): progress.log("Bad.")', ["untranslated"]),
        ('def f(): progress.report(0.5, f"Bad {name}")', ["untranslated"]),
        ('def f(): progress.report(0.5); progress.warn(_("Good.")); progress.log(f"{a}: {b}")', []),
    ],
)
def test_each_fault_of_a_source_is_found(source, found):
    assert [line.partition(": ")[2] for line in faults(source)] == found


def faults(source):
    """Lines of a source whose messages nobody can translate, and why."""
    tree = ast.parse(source)
    early = {id(node) for node in evaluated_at_import(tree)}
    found = []
    for node in (node for node in ast.walk(tree) if isinstance(node, ast.Call)):
        name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
        if is_translation(node):
            if [type(argument) for argument in node.args] != [ast.Constant]:
                found.append(f"{node.lineno}: _() of no literal")
            if id(node) in early:
                found.append(f"{node.lineno}: _() before the language is known")
        elif name in ERRORS:
            found += [f"{node.lineno}: untranslated" for one in node.args[:1] if holds_words(one)]
        elif name in TOLD and isinstance(node.func, ast.Attribute):
            found += [f"{node.lineno}: untranslated" for one in node.args[TOLD[name] :][:1] if holds_words(one)]
    return found


def is_translation(node):
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "_"


def evaluated_at_import(node):
    for child in ast.iter_child_nodes(node):
        if isinstance(child, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)):
            defaults = [*child.args.defaults, *(one for one in child.args.kw_defaults if one)]
            for one in (*defaults, *getattr(child, "decorator_list", ())):
                yield from ast.walk(one)
        else:
            yield child
            yield from evaluated_at_import(child)


def holds_words(node):
    """Whether an expression that becomes a sentence has a part in words that is not translated."""
    if isinstance(node, ast.Constant):
        return isinstance(node.value, str) and re.search(r"[^\W\d_]", node.value) is not None
    if isinstance(node, ast.Call):
        return isinstance(node.func, ast.Attribute) and holds_words(node.func.value)
    if isinstance(node, ast.JoinedStr):
        return any(holds_words(part) for part in node.values)
    if isinstance(node, ast.BinOp):
        return holds_words(node.left) or holds_words(node.right)
    if isinstance(node, ast.IfExp):
        return holds_words(node.body) or holds_words(node.orelse)
    return False


def test_tools_have_the_names_that_qgis_shows():
    """A message that sends the user to a tool calls it as the toolbox does, in either language."""
    shown = {one.findtext("source"): one.findtext("translation") for one in ElementTree.parse(QT).iter("message")}
    named = 0
    for message in translations.messages(translations.read()):
        for name in re.findall(r"'([A-Z][^'{]* [^'{]*)'", message.id):
            if name in shown:
                named += 1
                assert f"«\u00a0{shown[name]}\u00a0»" in message.string, message.id
    assert named > 20
