"""How QGIS shows and edits annotations and the points of samples: symbols that leave the image visible, and a form with
a list of the classes, in which one choice fills all the rest."""

from typing import Callable, Dict, List, Sequence, Tuple
from xml.sax.saxutils import quoteattr

from ..language import _
from ..nomenclature import CLASSES

NUMERO, NAME, AUTHOR, DATE = "numero", "classe", "auteur", "date"
"""Fields: the code and name of the class as in IGN's product, and who changed a polygon last, when."""

_FILL_ALPHA = 80
_OUTLINE_MM = 0.5

_MISSING_RGB = (255, 0, 255)
"""Of polygons and points without a class: none of the classes looks like it."""

SymbolOptions = List[Tuple[str, str]]

_RGB = Tuple[int, int, int]

_RING_MM, _RING_WIDTH_MM, _RING_EDGE_MM = 4.0, 0.7, 0.4
"""Diameter and line of the rings of points, and the dark edge on either side, which shows them on any image."""


def annotation_qml(language: str, author: str) -> str:
    """A QGIS layer style of polygons with symbols, fields and form.

    Args:
        language: of the classes' names.
        author: written into polygons that are drawn or changed; empty: the name of QGIS's user.
    """
    return _qml(_renderer(language, _filled, _hatched), _fields(language, author, {}, ()), ("fid", *_FILLED), 2)


def sample_qml(language: str, author: str, titles: Dict[str, str], hidden: Sequence[str]) -> str:
    """A QGIS layer style of points to interpret.

    Args:
        language, author: as for :func:`annotation_qml`.
        titles: of further fields that are shown and cannot be edited.
        hidden: fields that neither the form nor the attribute table shows.
    """
    read_only = ("fid", *_FILLED, *titles, *hidden)
    fields = _fields(language, author, titles, hidden)
    # The table would show fields that the form hides.
    columns = "\n".join(
        f'      <column type="field" name="{name}" hidden="{int(name in hidden)}" width="-1"/>'
        for name in ("fid", *titles, NUMERO, *_FILLED, *hidden)
    )
    table = f"""  <attributetableconfig actionWidgetStyle="dropDown" sortExpression="" sortOrder="0">
    <columns>
{columns}
      <column type="actions" hidden="1" width="-1"/>
    </columns>
  </attributetableconfig>"""
    return _qml(_renderer(language, _ring, _ring), f"{fields}\n{table}", read_only, 0)


_FILLED = (NAME, AUTHOR, DATE)
"""Fields that fill themselves."""


def _qml(renderer: str, fields: str, read_only: Sequence[str], geometry_type: int) -> str:
    editable = "\n".join(f'    <field name="{name}" editable="0"/>' for name in read_only)
    return f"""<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>
<qgis version="3.22.0" styleCategories="Symbology|Fields|Forms|MapTips|AttributeTable">
{renderer}
{fields}
  <editform tolerant="1"></editform>
  <featformsuppress>0</featformsuppress>
  <editorlayout>generatedlayout</editorlayout>
  <editable>
    <field name="{NUMERO}" editable="1"/>
{editable}
  </editable>
  <previewExpression>"{NAME}"</previewExpression>
  <layerGeometryType>{geometry_type}</layerGeometryType>
</qgis>
"""


def _renderer(language: str, symbol: Callable[[str, _RGB], str], missing: Callable[[str, _RGB], str]) -> str:
    categories = [(str(cls.numero), cls.name(language)) for cls in CLASSES]
    symbols = [symbol(name, cls.rgb) for (name, _label), cls in zip(categories, CLASSES)]
    # The category without a value takes all that no other takes.
    categories.append(("", _("No class yet")))
    symbols.append(missing(str(len(CLASSES) + 1), _MISSING_RGB))
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


def _filled(name: str, rgb: _RGB) -> str:
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
    return symbol_xml(name, "fill", [("SimpleFill", options)])


def _hatched(name: str, rgb: _RGB) -> str:
    colour = ",".join(map(str, (*rgb, 255)))
    options = [
        ("color", colour),
        ("style", "b_diagonal"),
        ("outline_color", colour),
        ("outline_style", "dash"),
        ("outline_width", str(_OUTLINE_MM)),
        ("outline_width_unit", "MM"),
        ("joinstyle", "bevel"),
    ]
    return symbol_xml(name, "fill", [("SimpleFill", options)])


def _ring(name: str, rgb: _RGB) -> str:
    """A ring in the colour on a wider dark one, open in the middle, where the pixel to interpret lies."""
    rings = (((0, 0, 0), _RING_WIDTH_MM + 2 * _RING_EDGE_MM), (rgb, _RING_WIDTH_MM))
    return symbol_xml(
        name,
        "marker",
        [
            (
                "SimpleMarker",
                [
                    ("name", "circle"),
                    ("color", "0,0,0,0"),
                    ("size", str(_RING_MM)),
                    ("size_unit", "MM"),
                    ("outline_color", ",".join(map(str, (*colour, 255)))),
                    ("outline_style", "solid"),
                    ("outline_width", str(width_mm)),
                    ("outline_width_unit", "MM"),
                ],
            )
            for colour, width_mm in rings
        ],
    )


def symbol_xml(name: str, kind: str, layers: Sequence[Tuple[str, SymbolOptions]]) -> str:
    """A symbol of a QGIS style: its layers by their class, with their options."""
    drawn = "\n".join(_symbol_layer(layer_class, options) for layer_class, options in layers)
    return f"""      <symbol type="{kind}" name="{name}" alpha="1" clip_to_extent="1" force_rhr="0">
{drawn}
      </symbol>"""


def _symbol_layer(layer_class: str, options: SymbolOptions) -> str:
    # QGIS before 3.26 reads `prop`, later versions `Option`.
    read_by_later = "\n".join(
        f'            <Option type="QString" name={quoteattr(key)} value={quoteattr(value)}/>' for key, value in options
    )
    read_by_earlier = "\n".join(f"          <prop k={quoteattr(key)} v={quoteattr(value)}/>" for key, value in options)
    return f"""        <layer class="{layer_class}" enabled="1" pass="0" locked="0">
          <Option type="Map">
{read_by_later}
          </Option>
{read_by_earlier}
        </layer>"""


def _fields(language: str, author: str, titles: Dict[str, str], hidden: Sequence[str]) -> str:
    """Widgets, labels, constraints and default values; further fields stand behind those of the class."""
    aliases = {NUMERO: _("Class"), NAME: _("Name of the class"), AUTHOR: _("Last changed by"), DATE: _("Changed on")}
    aliases.update(titles)
    defaults = {NAME: _name_expression(language), AUTHOR: _author_expression(author), DATE: "to_date(now())"}
    text = '<Option type="Map"><Option name="IsMultiline" value="false" type="bool"/></Option>'
    widgets = {NUMERO: ("ValueMap", _value_map(language)), NAME: ("TextEdit", text), AUTHOR: ("TextEdit", text)}
    widgets[DATE] = ("DateTime", _map({"display_format": "yyyy-MM-dd", "field_format": "yyyy-MM-dd"}))
    widgets.update(dict.fromkeys(titles, ("TextEdit", text)))
    widgets.update({name: ("Hidden", _map({})) for name in hidden})
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
    <constraint field="{NUMERO}" exp="" desc={quoteattr(_("Choose the class"))}/>
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
