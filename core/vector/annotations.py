"""Polygons that somebody annotated: read, and checked before anything learns from them.

What would teach something else than the annotator meant is refused; what is merely left out is told in a
warning. Every feature is named by its id as QGIS shows it.
"""

from dataclasses import dataclass
from typing import Any, Dict, List, Optional, Sequence, Tuple

import numpy as np
import shapely
from numpy.typing import NDArray

from ..errors import InvalidInputError
from ..language import _, number_text
from ..raster.footprint import footprint, system_name
from ..raster.grid import Grid, crs_name
from ..raster.reference import is_raster, numero_of
from .overlaps import areas_of_overlaps_m2, overlaps_between_classes
from .reading import POLYGON_TYPES, Features, read_features, require_field

MAX_TOLD = 10
"""Features that a message names; it counts the rest."""


@dataclass(frozen=True)
class Annotations:
    """Polygons to learn from: valid, of a known class, each on a scene.

    Attributes:
        polygons: shapely polygons and multipolygons, in ``crs``.
        numeros: class of each, 1-15.
        ids: of the features, as QGIS shows them.
        crs: WKT or ``EPSG:…``; empty if the file names none.
        warnings: a sentence each on what was left out; for ``Progress.warn``.
    """

    polygons: List[Any]
    numeros: List[int]
    ids: List[int]
    crs: str
    warnings: Tuple[str, ...]


def check_annotations(path: str, class_field: str, grids: Sequence[Grid]) -> Annotations:
    """The polygons of a file, if one may learn from them.

    Left out with a warning: features without geometry, points and lines, polygons without a class, polygons
    outside all scenes. Overlaps of the same class, and slivers narrower than half a pixel, are in order.

    Args:
        path: vector file; of several layers the first with geometries counts.
        class_field: field that holds the ``numero`` or the French or English name of a class.
        grids: of the scenes.

    Raises:
        InvalidInputError: a raster or an unreadable file; no such field; an invalid polygon; a class that there is
            not; no polygon with a class on any scene, or a coordinate reference system that does not lead
            to a scene's; polygons of different classes that overlap.
    """
    if is_raster(path):
        raise InvalidInputError(
            _("'{file}' is a raster, but annotations as polygons are needed here; choose a vector layer.").format(
                file=path
            )
        )
    features = read_features(path, [class_field])
    require_field(features, class_field, path)
    is_polygon = np.isin([shape.geom_type if shape is not None else "" for shape in features.shapes], POLYGON_TYPES)
    is_empty = shapely.is_missing(features.shapes) | shapely.is_empty(features.shapes)
    values = features.columns[class_field]
    has_class = np.array([not is_blank(value) for value in values], np.bool_)
    usable = is_polygon & ~is_empty & has_class
    warnings = [
        (_("Features of '{file}' that have no geometry are left out: {ids}."), is_empty),
        (
            _("Features of '{file}' that are points or lines and no polygons are left out: {ids}."),
            ~is_polygon & ~is_empty,
        ),
        (_("Polygons of '{file}' that have no class are left out: {ids}."), is_polygon & ~is_empty & ~has_class),
    ]
    _refuse_invalid(features, is_polygon & ~is_empty, path)
    numeros = _numeros(features, values, usable, path)
    if not usable.any():
        raise InvalidInputError(
            _(
                "'{file}' holds no polygon with a class in the field '{field}'; draw some and choose their class."
            ).format(file=path, field=class_field)
        )
    on_scenes = _on_scenes(features, usable, grids, path)
    outside = usable & ~np.logical_or.reduce(on_scenes)
    if (outside == usable).all():
        raise _nothing_on_scenes(features, usable, grids, path)
    warnings.append((_("Polygons of '{file}' that lie outside the scenes are left out: {ids}."), outside))
    _refuse_overlaps(features, numeros, on_scenes, grids, path)
    kept = np.flatnonzero(usable & ~outside)
    return Annotations(
        polygons=list(features.shapes[kept]),
        numeros=numeros[kept].tolist(),
        ids=features.ids[kept].tolist(),
        crs=features.crs,
        warnings=tuple(
            message.format(file=path, ids=_told(features.ids[which].tolist()))
            for message, which in warnings
            if which.any()
        ),
    )


def is_blank(value: Any) -> bool:
    """Whether a field's value is empty."""
    return value is None or value != value or not str(value).strip()


def _told(items: Sequence[Any]) -> str:
    """``3, 7, 12``; of many the first and how many more."""
    told = ", ".join(map(str, items[:MAX_TOLD]))
    if len(items) <= MAX_TOLD:
        return told
    return _("{items} and {count} more").format(items=told, count=len(items) - MAX_TOLD)


def _refuse_invalid(features: Features, which: NDArray[np.bool_], path: str) -> None:
    invalid = np.flatnonzero(which & ~shapely.is_valid(features.shapes))
    if len(invalid):
        reasons = [
            _("feature {id} ({reason})").format(
                id=features.ids[number], reason=shapely.is_valid_reason(features.shapes[number])
            )
            for number in invalid[:MAX_TOLD]
        ]
        raise InvalidInputError(
            _(
                "Polygons of '{file}' are invalid, so that their inside is unclear: {told}; redraw them, or "
                "run 'Fix geometries'."
            ).format(file=path, told=_told([*reasons, *invalid[MAX_TOLD:]]))
        )


def _numeros(features: Features, values: NDArray[Any], usable: NDArray[np.bool_], path: str) -> NDArray[np.uint8]:
    """Classes ``(n,)``, 0 where a feature is of no use."""
    known: Dict[Any, Optional[int]] = {value: numero_of(value) for value in set(values[usable].tolist())}
    numeros = [known[value] if use else 0 for value, use in zip(values.tolist(), usable)]
    unknown = [number for number, numero in enumerate(numeros) if numero is None]
    if unknown:
        told = [_("feature {id} ('{value}')").format(id=features.ids[n], value=values[n]) for n in unknown]
        raise InvalidInputError(
            _(
                "Polygons of '{file}' have a class that CoSIA does not know: {told}; use the numbers 1 to 15 "
                "or the classes' names, or choose the field that holds them."
            ).format(file=path, told=_told(told))
        )
    return np.array(numeros, np.uint8)


def _on_scenes(
    features: Features, usable: NDArray[np.bool_], grids: Sequence[Grid], path: str
) -> List[NDArray[np.bool_]]:
    """For each scene, which polygons have a part on it."""
    positions = np.flatnonzero(usable)
    tree = shapely.STRtree(features.shapes[positions])
    found = []
    for grid in grids:
        outline = footprint(grid, features.crs, path)
        near = positions[tree.query(outline, predicate="intersects")]
        inside = np.zeros(len(usable), np.bool_)
        inside[near] = ~shapely.touches(outline, features.shapes[near])
        found.append(inside)
    return found


def _nothing_on_scenes(
    features: Features, usable: NDArray[np.bool_], grids: Sequence[Grid], path: str
) -> InvalidInputError:
    shapes = features.shapes[usable]
    for grid in grids:
        # What coordinates say without their system: they may have been drawn on the scene and declared wrongly.
        if shapely.intersects(shapely.box(*grid.bounds), shapes).any():
            return InvalidInputError(
                _(
                    "No polygon of '{file}' lies on a scene in its system {crs}, but their coordinates fit "
                    "{scene_crs}; set the layer's coordinate reference system to it."
                ).format(file=path, crs=system_name(features.crs), scene_crs=crs_name(grid.crs))
            )
    return InvalidInputError(
        _(
            "No polygon of '{file}' lies on a scene: they cover {polygons} in {crs}, the scene {scene} in {scene_crs}; "
            "choose the scene that they were drawn on."
        ).format(
            file=path,
            polygons=_rectangle(shapely.total_bounds(shapes)),
            crs=system_name(features.crs),
            scene=_rectangle(grids[0].bounds),
            scene_crs=crs_name(grids[0].crs),
        )
    )


def _refuse_overlaps(
    features: Features,
    numeros: NDArray[np.uint8],
    on_scenes: Sequence[NDArray[np.bool_]],
    grids: Sequence[Grid],
    path: str,
) -> None:
    areas_m2: Dict[Tuple[int, int], float] = {}
    for grid, on_scene in zip(grids, on_scenes):
        here = np.flatnonzero(on_scene)
        overlaps = overlaps_between_classes(features.shapes[here], numeros[here])
        found = areas_of_overlaps_m2(overlaps, grid, features.crs, path)
        areas_m2.update({(int(here[one]), int(here[other])): area for (one, other), area in found.items()})
    if areas_m2:
        largest = sorted(areas_m2, key=lambda pair: -areas_m2[pair])
        told = [
            _("{one} and {other} ({area} m²)").format(
                one=features.ids[one], other=features.ids[other], area=number_text(areas_m2[one, other], ".2f")
            )
            for one, other in largest
        ]
        raise InvalidInputError(
            _(
                "Polygons of '{file}' overlap although their classes differ: features {told}; cut one of "
                "each pair back."
            ).format(file=path, told=_told(told))
        )


def _rectangle(bounds: Sequence[float]) -> str:
    return "({:.10g}, {:.10g}, {:.10g}, {:.10g})".format(*bounds)
