"""The page that tells how much ground each class covers."""

from pathlib import Path
from typing import Any, Dict, List, Optional, Tuple

import numpy as np
from numpy.typing import NDArray

from ..jobs import SummariseAreasJob
from ..language import _
from ..nomenclature import CLASSES
from ..raster.area_summary import AreaSummary
from ..raster.class_groups import ClassGroups
from ..raster.grid import crs_name
from ..raster.unknown_codes import codes_in_words
from ..shown_names import shown_name
from ..vector.zones import Zones
from .amounts import hectares_text, share_text
from .fine_tuning_tables import grouped
from .page import render_page

LEAST_CLASSIFIED = 0.95
"""Share of a zone; where less of it is classified, the page says so."""

MAX_ZONES = 200
"""Told on the page; the table has all."""

Segment = Tuple[str, str, float]
"""Of a bar: name, colour and percent."""


def areas_page(
    summary: AreaSummary, zones: Optional[Zones], groups: ClassGroups, job: SummariseAreasJob, language: str
) -> str:
    """The page as HTML."""
    areas_m2 = summary.areas_m2
    order = [cls for cls in sorted(CLASSES, key=lambda cls: -areas_m2[cls.numero]) if areas_m2[cls.numero]]
    largest = 100 * float(areas_m2[order[0].numero]) / summary.classified_m2
    return render_page(
        "areas.html",
        language,
        map=shown_name(job.input),
        grid=summary.grid.describe(),
        crs=crs_name(summary.grid.crs),
        is_on_ellipsoid=summary.is_on_ellipsoid,
        has_crs=summary.grid.crs is not None,
        classified=hectares_text(summary.classified_m2 / 1e4),
        first=order[0].name(language),
        first_share=share_text(largest),
        whole=_segments(areas_m2, language),
        classes=[
            {
                "name": cls.name(language),
                "colour": cls.colour,
                "hectares": hectares_text(areas_m2[cls.numero] / 1e4),
                "square_metres": grouped(round(areas_m2[cls.numero])),
                "pixels": grouped(int(summary.pixels[cls.numero])),
                "share": share_text(100 * areas_m2[cls.numero] / summary.classified_m2),
                "bar": 100 * areas_m2[cls.numero] / areas_m2[order[0].numero],
            }
            for cls in order
        ],
        absent=[cls.name(language) for cls in CLASSES if not areas_m2[cls.numero]],
        groups=_group_rows(areas_m2, groups, language),
        groups_file=Path(job.groups).name,
        group_names=groups.names,
        zones_file=shown_name(job.zones) if zones else "",
        zones=_zone_rows(summary, zones, groups, language) if zones else [],
        zone_count=len(zones.ids) if zones else 0,
        doubts=area_doubts(summary, zones, job),
        no_data=grouped(summary.no_data_pixels),
    )


def area_doubts(summary: AreaSummary, zones: Optional[Zones], job: SummariseAreasJob) -> List[str]:
    """What the user should know of the figures, a sentence each."""
    doubts = []
    if summary.unknown:
        doubts.append(
            _("'{file}' holds codes that are no CoSIA class; their pixels are in no area: {codes}.").format(
                file=shown_name(job.input), codes=codes_in_words(summary.unknown)
            )
        )
    if zones:
        pixels, classified = summary.zone_pixels.sum(axis=1), summary.zone_pixels[:, 1:].sum(axis=1)
        empty = np.flatnonzero(classified == 0).tolist()
        beyond = {number for number, inside in enumerate(zones.is_inside) if not inside}
        gaps = set(np.flatnonzero(classified < LEAST_CLASSIFIED * pixels).tolist())
        partly = sorted((beyond | gaps).difference(empty))
        if empty:
            doubts.append(
                _("Zones without any classified ground; their areas are 0: {zones}.").format(
                    zones=zones.in_words(empty)
                )
            )
        if partly:
            doubts.append(
                _(
                    "Zones that the map does not classify wholly; areas and shares are of their classified ground: "
                    "{zones}."
                ).format(zones=zones.in_words(partly))
            )
    return doubts


def _segments(areas_m2: NDArray[np.float64], language: str) -> List[Segment]:
    """Of a bar in the official colours, in the order of ``numero``."""
    total = float(areas_m2[1:].sum())
    return [
        (cls.name(language), cls.colour, 100 * float(areas_m2[cls.numero]) / total)
        for cls in CLASSES
        if areas_m2[cls.numero]
    ]


def _group_rows(areas_m2: NDArray[np.float64], groups: ClassGroups, language: str) -> List[Dict[str, Any]]:
    total = float(areas_m2[1:].sum())
    rows = []
    for group, name in enumerate(groups.names):
        numeros = groups.numeros(group)
        area_m2 = float(areas_m2[numeros].sum())
        rows.append(
            {
                "name": name,
                "members": ", ".join(CLASSES[numero - 1].name(language) for numero in numeros),
                "hectares": hectares_text(area_m2 / 1e4),
                "share": share_text(100 * area_m2 / total),
                "segments": [
                    (cls.name(language), cls.colour, 100 * float(areas_m2[cls.numero]) / total)
                    for cls in (CLASSES[numero - 1] for numero in numeros)
                    if areas_m2[cls.numero]
                ],
            }
        )
    return rows


def _zone_rows(summary: AreaSummary, zones: Zones, groups: ClassGroups, language: str) -> List[Dict[str, Any]]:
    rows = []
    for number in range(min(len(zones.ids), MAX_ZONES)):
        areas_m2 = summary.zone_areas_m2[number]
        total = float(areas_m2[1:].sum())
        shares = [
            100 * float(areas_m2[groups.numeros(group)].sum()) / total if total else float("nan")
            for group in range(len(groups.names))
        ]
        rows.append(
            {
                "name": zones.names[number],
                "hectares": hectares_text(total / 1e4),
                "segments": _segments(areas_m2, language) if total else [],
                "shares": [share_text(share) for share in shares],
            }
        )
    return rows
