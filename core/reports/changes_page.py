"""The page that tells what changed from one map to another."""

from pathlib import Path
from typing import Any, Dict, List

import numpy as np
from numpy.typing import NDArray

from ..jobs import CompareMapsJob
from ..language import _
from ..nomenclature import CLASSES
from ..raster.grid import crs_name
from ..shown_names import shown_name
from .amounts import hectares_text, share_text, signed_hectares_text
from .change_summary import ChangeFigures, ChangeSummary, Turnover, shown, turnovers
from .figures import as_png_uri
from .page import render_page

MAX_ZONES = 200
"""Told on the page; the table has all."""

MOST_FILTERED = 0.1
"""Share of the ground that filters may leave out without a word at the top of the page."""

MAX_CHANGES = 15
"""Told singly."""


def changes_page(summary: ChangeSummary, job: CompareMapsJob, language: str) -> str:
    """The page as HTML."""
    figures, ground, groups = summary.figures, summary.ground, summary.groups
    matrix_ha = figures.matrix_ha
    return render_page(
        "changes.html",
        language,
        before=shown_name(job.before),
        after=shown_name(job.after),
        before_text=summary.before,
        after_text=summary.after,
        grid=ground.grid.describe(),
        is_after=ground.is_after,
        is_polygons=summary.is_polygons,
        crs=crs_name(ground.grid.crs),
        is_on_ellipsoid=summary.tally.is_on_ellipsoid,
        compared=hectares_text(figures.compared_ha),
        changed=hectares_text(figures.changed_ha),
        percent=share_text(figures.changed_percent),
        picture=as_png_uri(summary.picture.pixels()),
        square_px=summary.picture.step_px,
        changed_to=_classes_changed_to(figures, language),
        largest=_largest(figures, language),
        classes=_turnover_rows(turnovers(matrix_ha), [cls.name(language) for cls in CLASSES], _colours()),
        matrix=_matrix(matrix_ha, language),
        groups=_turnover_rows(turnovers(figures.of_groups(groups)), groups.names, [""] * len(groups.names)),
        group_matrix=_group_matrix(figures, summary),
        group_names=groups.names,
        groups_file=Path(job.groups).name,
        zones_file=shown_name(job.zones) if summary.zones else "",
        zones=_zone_rows(summary),
        zone_count=len(summary.zones.ids) if summary.zones else 0,
        doubts=change_doubts(summary, job),
        left_out=_left_out(figures, summary, job),
    )


def change_doubts(summary: ChangeSummary, job: CompareMapsJob) -> List[str]:
    """What the user should know of the figures, a sentence each."""
    doubts = []
    for file, codes in ((job.before, summary.unknown_before), (job.after, summary.unknown_after)):
        if codes:
            doubts.append(
                _("'{file}' holds codes that are no CoSIA class; their pixels are not compared: {codes}.").format(
                    file=shown_name(file), codes=codes
                )
            )
    figures = summary.figures
    filtered_ha = figures.uncertain_ha + figures.small_ha
    if filtered_ha > MOST_FILTERED * (figures.compared_ha + filtered_ha):
        doubts.append(
            _(
                "The confidence and the smallest area that were asked for leave out {hectares} ha, {percent} % of the "
                "ground that both maps classify; it is neither changed nor unchanged, and enters no figure."
            ).format(
                hectares=hectares_text(filtered_ha),
                percent=share_text(100 * filtered_ha / (figures.compared_ha + filtered_ha)),
            )
        )
    if summary.zones:
        compared = np.array([summary.of_zone(number).compared_ha for number in range(len(summary.zones.ids))])
        missing = np.flatnonzero(compared == 0).tolist()
        if missing:
            doubts.append(
                _("Zones in which nothing was compared: {zones}.").format(zones=summary.zones.in_words(missing))
            )
    return doubts


def _colours() -> List[str]:
    return [cls.colour for cls in CLASSES]


def _classes_changed_to(figures: ChangeFigures, language: str) -> List[Dict[str, str]]:
    """The legend of the picture."""
    gained = [one.gained for one in turnovers(figures.matrix_ha)]
    return [{"name": cls.name(language), "colour": cls.colour} for cls in CLASSES if gained[cls.numero - 1] > 0]


def _largest(figures: ChangeFigures, language: str) -> List[Dict[str, Any]]:
    found = figures.largest(MAX_CHANGES)
    return [
        {
            "before": CLASSES[before - 1].name(language),
            "before_colour": CLASSES[before - 1].colour,
            "after": CLASSES[after - 1].name(language),
            "after_colour": CLASSES[after - 1].colour,
            "hectares": hectares_text(area_ha),
            "share": share_text(100 * area_ha / figures.changed_ha),
            "bar": 100 * area_ha / found[0][2],
        }
        for before, after, area_ha in found
    ]


def _turnover_rows(found: List[Turnover], names: Any, colours: List[str]) -> List[Dict[str, Any]]:
    """A row for each class or group that occurs, with what it lost and gained as bars of one scale."""
    most = max([max(one.lost, one.gained) for one in found] or [0.0]) or 1.0
    return [
        {
            "name": name,
            "colour": colour,
            "before": hectares_text(one.before),
            "after": hectares_text(one.after),
            "lost": hectares_text(one.lost),
            "gained": hectares_text(one.gained),
            "net": signed_hectares_text(one.net),
            "net_percent": _percent_of(one.net, one.before),
            "lost_bar": 100 * one.lost / most,
            "gained_bar": 100 * one.gained / most,
        }
        for one, name, colour in zip(found, names, colours)
        if one.before or one.after
    ]


def _percent_of(net: float, before: float) -> str:
    if not before:
        return "–"
    # What gains and losses leave when they cancel out is a rounding error.
    if abs(net) < 1e-9 * before:
        net = 0.0
    percent = share_text(abs(100 * net / before))
    return ("+" if net > 0 else "−" if net < 0 else "") + percent


def _matrix(matrix_ha: NDArray[np.float64], language: str) -> Dict[str, Any]:
    """Hectares by class before and after, those that occur, and the share of each row for its shade."""
    places = shown(matrix_ha)
    rows = []
    for row in places:
        total = float(matrix_ha[row].sum())
        cells = [
            {
                "text": hectares_text(float(matrix_ha[row, column])) if matrix_ha[row, column] else "",
                "shade": _shade(float(matrix_ha[row, column]) / total if total else 0.0),
                "same": row == column,
            }
            for column in places
        ]
        rows.append(
            {
                "name": CLASSES[row].name(language),
                "colour": CLASSES[row].colour,
                "cells": cells,
                "total": hectares_text(total),
            }
        )
    return {
        "columns": [{"name": CLASSES[column].name(language), "colour": CLASSES[column].colour} for column in places],
        "rows": rows,
        "totals": [hectares_text(float(matrix_ha[:, column].sum())) for column in places],
        "total": hectares_text(float(matrix_ha.sum())),
    }


def _shade(share: float) -> float:
    """Opacity of a cell: small shares show as well."""
    return round(0.75 * float(np.sqrt(share)), 3)


def _group_matrix(figures: ChangeFigures, summary: ChangeSummary) -> List[Dict[str, Any]]:
    found = figures.of_groups(summary.groups)
    totals = found.sum(axis=1)
    return [
        {
            "name": name,
            "cells": [
                {
                    "text": hectares_text(float(area)) if area else "",
                    "shade": _shade(float(area / totals[row]) if totals[row] else 0.0),
                    "same": row == column,
                }
                for column, area in enumerate(found[row])
            ],
            "total": hectares_text(float(totals[row])),
        }
        for row, name in enumerate(summary.groups.names)
    ]


def _zone_rows(summary: ChangeSummary) -> List[Dict[str, Any]]:
    rows = []
    names = summary.zones.names if summary.zones else []
    for number, name in enumerate(names[:MAX_ZONES]):
        figures = summary.of_zone(number)
        rows.append(
            {
                "name": name,
                "compared": hectares_text(figures.compared_ha),
                "changed": hectares_text(figures.changed_ha),
                "percent": share_text(figures.changed_percent),
                "nets": [signed_hectares_text(one.net) for one in turnovers(figures.of_groups(summary.groups))],
            }
        )
    return rows


def _left_out(figures: ChangeFigures, summary: ChangeSummary, job: CompareMapsJob) -> List[str]:
    """What was not compared, or is no change although the classes differ."""
    ground = summary.ground
    told = [
        _("Only the map before has a class there: {hectares} ha.").format(
            hectares=hectares_text(figures.only_before_ha)
        ),
        _("Only the map after has a class there: {hectares} ha.").format(hectares=hectares_text(figures.only_after_ha)),
        _("The map before lies on {hectares} ha, {outside} ha of it outside the map after.").format(
            hectares=hectares_text(ground.before_ha), outside=hectares_text(ground.before_outside_ha)
        ),
        _("The map after lies on {hectares} ha, {outside} ha of it outside the map before.").format(
            hectares=hectares_text(ground.after_ha), outside=hectares_text(ground.after_outside_ha)
        ),
    ]
    if job.min_confidence > 0:
        told.append(
            _("Confidence below {percent:g} % on a map, neither changed nor unchanged: {hectares} ha.").format(
                percent=job.min_confidence, hectares=hectares_text(figures.uncertain_ha)
            )
        )
    if job.min_area_m2 > 0:
        told.append(
            _("Patches of one change smaller than {area:g} m², neither changed nor unchanged: {hectares} ha.").format(
                area=job.min_area_m2, hectares=hectares_text(figures.small_ha)
            )
        )
    return told
