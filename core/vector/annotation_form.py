"""How QGIS shows and edits annotations: a style of fills that leave the image visible, and a form with a list of
the classes, in which one choice fills all the rest."""

from typing import Dict, List, Tuple
from xml.sax.saxutils import quoteattr

from ..language import _
from ..nomenclature import CLASSES

NUMERO, NAME, AUTHOR, DATE = "numero", "classe", "auteur", "date"
"""Fields: the code and name of the class as in IGN's product, and who changed a polygon last, when."""

_FILL_ALPHA = 80
_OUTLINE_MM = 0.5

_MISSING_COLOUR = "#ff00ff"
"""Of polygons without a class: none of the classes looks like it."""

_Options = List[Tuple[str, str]]


def annotation_qml(language: str, author: str) -> str:
    """A QGIS layer style with symbols, fields and form.

    Args:
        language: of the classes' names.
        author: written into polygons that are drawn or changed; empty: the name of QGIS's user.
    """
    return f"""<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>
<qgis version="3.22.0" styleCategories="Symbology|Fields|Forms|MapTips">
{_renderer(language)}
{_fields(language, author)}
  <editform tolerant="1"></editform>
  <featformsuppress>0</featformsuppress>
  <editorlayout>generatedlayout</editorlayout>
  <editable>
    <field name="fid" editable="0"/>
    <field name="{NUMERO}" editable="1"/>
    <field name="{NAME}" editable="0"/>
    <field name="{AUTHOR}" editable="0"/>
    <field name="{DATE}" editable="0"/>
  </editable>
  <previewExpression>"{NAME}"</previewExpression>
  <layerGeometryType>2</layerGeometryType>
</qgis>
"""


def _renderer(language: str) -> str:
    categories = [(str(cls.numero), cls.name(language)) for cls in CLASSES]
    symbols = [_filled(name, cls.rgb) for (name, _label), cls in zip(categories, CLASSES)]
    # The category without a value takes all that no other takes.
    categories.append(("", _("No class yet")))
    symbols.append(_hatched(str(len(CLASSES) + 1)))
    entries = "\n".join(
        f'      <category symbol="{number}" value={quoteattr(value)} type="{"long" if value else "NULL"}"'
        f' label={quoteattr(label)} render="true"/>'
        for number, (value, label) in enumerate(categories, start=1)
    )
    drawn = "\n".join(symbols)
    return f"""  <renderer-v2 type="categorizedSymbol" attr="{NUMERO}" symbollevels="0" enableorderby="0">
    <categories>
{entries}
    </categories>
    <symbols>
{drawn}
    </symbols>
  </renderer-v2>"""


def _filled(name: str, rgb: Tuple[int, int, int]) -> str:
    colour = ",".join(map(str, rgb))
    options = [
        ("color", f"{colour},{_FILL_ALPHA}"),
        ("style", "solid"),
        ("outline_color", f"{colour},255"),
        ("outline_style", "solid"),
        ("outline_width", str(_OUTLINE_MM)),
        ("outline_width_unit", "MM"),
        ("joinstyle", "bevel"),
    ]
    return _symbol(name, options)


def _hatched(name: str) -> str:
    red, green, blue = (int(_MISSING_COLOUR[at : at + 2], 16) for at in (1, 3, 5))
    colour = f"{red},{green},{blue},255"
    options = [
        ("color", colour),
        ("style", "b_diagonal"),
        ("outline_color", colour),
        ("outline_style", "dash"),
        ("outline_width", str(_OUTLINE_MM)),
        ("outline_width_unit", "MM"),
        ("joinstyle", "bevel"),
    ]
    return _symbol(name, options)


def _symbol(name: str, options: _Options) -> str:
    # QGIS before 3.26 reads `prop`, later versions `Option`.
    read_by_later = "\n".join(
        f'            <Option type="QString" name={quoteattr(key)} value={quoteattr(value)}/>' for key, value in options
    )
    read_by_earlier = "\n".join(f"          <prop k={quoteattr(key)} v={quoteattr(value)}/>" for key, value in options)
    return f"""      <symbol type="fill" name="{name}" alpha="1" clip_to_extent="1" force_rhr="0">
        <layer class="SimpleFill" enabled="1" pass="0" locked="0">
          <Option type="Map">
{read_by_later}
          </Option>
{read_by_earlier}
        </layer>
      </symbol>"""


def _fields(language: str, author: str) -> str:
    """Widgets, labels, constraints and default values."""
    aliases = {NUMERO: _("Class"), NAME: _("Name of the class"), AUTHOR: _("Last changed by"), DATE: _("Changed on")}
    defaults = {NAME: _name_expression(language), AUTHOR: _author_expression(author), DATE: "to_date(now())"}
    text = '<Option type="Map"><Option name="IsMultiline" value="false" type="bool"/></Option>'
    widgets = {NUMERO: ("ValueMap", _value_map(language)), NAME: ("TextEdit", text), AUTHOR: ("TextEdit", text)}
    widgets[DATE] = ("DateTime", _map({"display_format": "yyyy-MM-dd", "field_format": "yyyy-MM-dd"}))
    configuration = "\n".join(
        f'    <field name="{name}" configurationFlags="None">\n'
        f'      <editWidget type="{kind}"><config>{config}</config></editWidget>\n    </field>'
        for name, (kind, config) in widgets.items()
    )
    # The key of a GeoPackage stands before the fields.
    names = "\n".join(
        f'    <alias field="{name}" index="{index}" name={quoteattr(alias)}/>'
        for index, (name, alias) in enumerate(aliases.items(), start=1)
    )
    values = "\n".join(
        f'    <default field="{name}" expression={quoteattr(expression)} applyOnUpdate="1"/>'
        for name, expression in defaults.items()
    )
    return f"""  <fieldConfiguration>
{configuration}
  </fieldConfiguration>
  <aliases>
{names}
  </aliases>
  <defaults>
{values}
  </defaults>
  <constraints>
    <constraint field="{NUMERO}" constraints="1" notnull_strength="1" unique_strength="0" exp_strength="0"/>
  </constraints>
  <constraintExpressions>
    <constraint field="{NUMERO}" exp="" desc={quoteattr(_("Choose the class of the polygon"))}/>
  </constraintExpressions>"""


def _value_map(language: str) -> str:
    entries = "".join(
        '<Option type="Map">'
        f'<Option name={quoteattr(cls.name(language))} value="{cls.numero}" type="QString"/></Option>'
        for cls in CLASSES
    )
    return f'<Option type="Map"><Option name="map" type="List">{entries}</Option></Option>'


def _map(options: Dict[str, str]) -> str:
    entries = "".join(
        f'<Option name="{name}" value={quoteattr(value)} type="QString"/>' for name, value in options.items()
    )
    return f'<Option type="Map">{entries}</Option>'


def _name_expression(language: str) -> str:
    """The class's name by its number: a QGIS expression."""
    cases = " ".join(f"WHEN {cls.numero} THEN {_literal(cls.name(language))}" for cls in CLASSES)
    # QGIS knows no `CASE value WHEN`.
    return "CASE " + cases.replace("WHEN ", f'WHEN "{NUMERO}" = ') + " END"


def _author_expression(author: str) -> str:
    return _literal(author) if author else "coalesce(nullif(@user_full_name, ''), @user_account_name)"


def _literal(text: str) -> str:
    """A text in a QGIS expression."""
    quoted = text.replace("\\", "\\\\").replace("'", "''")
    return f"'{quoted}'"
