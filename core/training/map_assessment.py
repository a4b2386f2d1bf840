"""A map beside a reference: what is counted, what is left out, and the figures that follow."""

from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Callable, Dict, Optional, Tuple

import numpy as np
from numpy.typing import NDArray

from ..errors import InvalidInputError
from ..language import _
from ..nomenclature import NO_DATA
from ..raster.class_map import ClassMap
from ..raster.class_sample import count_classes
from ..raster.grid import Grid
from ..raster.reference import Reference, numero_of
from ..shown_names import shown_name
from ..vector.reading import Features, require_field
from ..vector.reference_points import ReferencePoints, reference_points
from ..vector.sample_layer import STRATUM, Strata, read_strata
from .block_matrices import BlockMatrices
from .confidence import MapFigures, measure_map
from .sample_check import check_strata
from .stratified_estimate import StratifiedFigures, StratifiedSample, estimate


@dataclass(frozen=True)
class MapAssessment:
    """Attributes:
    kind: ``raster``, ``polygons``, ``points`` or ``sample``.
    grid: of the map.
    places, matrices: row and column of each block, ``(n, 2)``, and its confusion matrix, ``(n, 15, 15)``.
    block_px: width and height of a block.
    joined: how often blocks were doubled since there were too many.
    figures: of the map.
    stratified: estimates for the whole map; None unless the reference is a stratified random sample.
    sample: its points.
    unknown_reference, unknown_map: pixels or points of codes that are no class, where the other side has one.
    no_map: pixels or points with a true class where the map has none, or outside the mask.
    no_class, outside: points that nobody gave a class, and points outside the map.
    remarks: what the user should know, a sentence each.
    points: row, column and whether it is right of each point that was compared, ``(n, 3)``; None of pixels.
    """

    kind: str
    grid: Grid
    places: NDArray[np.int64]
    matrices: NDArray[np.int64]
    block_px: Tuple[int, int]
    joined: int
    figures: MapFigures
    stratified: Optional[StratifiedFigures] = None
    sample: Optional[StratifiedSample] = None
    unknown_reference: Dict[str, int] = field(default_factory=dict)
    unknown_map: Dict[str, int] = field(default_factory=dict)
    no_map: int = 0
    no_class: int = 0
    outside: int = 0
    remarks: Tuple[str, ...] = ()
    points: Optional[NDArray[np.int64]] = None

    @property
    def matrix(self) -> NDArray[np.int64]:
        """Of all pixels or points that were compared, ``(15, 15)``, reference by row."""
        total: NDArray[np.int64] = self.matrices.sum(axis=0)
        return total

    @property
    def population(self) -> NDArray[np.int64]:
        """Pixels by true class and class of the map: those compared, or those that the points of a sample stand for."""
        if self.stratified is None:
            return self.matrix
        return np.rint(self.stratified.population).astype(np.int64)

    def hectares(self, percent: float) -> float:
        """Of the ground that a sample was drawn from; without one, of the ground that was compared."""
        x_m, y_m = self.grid.pixel_size_m()
        pixels = self.matrix if self.stratified is None else self.stratified.population
        return percent / 100 * float(pixels.sum()) * x_m * y_m / 1e4


def assess_pixels(
    classes: ClassMap, reference: Reference, kind: str, size_m: float, seed: int, report: Callable[[float], None]
) -> MapAssessment:
    """Compare every pixel of the map with the reference under its centre.

    Args:
        classes: the map.
        reference: raster or polygons.
        kind: which of the two.
        size_m: side of the blocks that are resampled.
        seed: of the resampling.
        report: is told the share that is done; may raise to cancel.

    Raises:
        InvalidInputError: there is nothing to compare, or a file is damaged.
    """
    blocks = BlockMatrices(classes.grid, size_m)
    unknown_reference: Counter[str] = Counter()
    unknown_map: Counter[str] = Counter()
    no_map, overlaps = 0, False
    windows = list(classes.windows())
    for number, window in enumerate(windows):
        numeros, others = classes.read(window)
        truth = reference.read(classes.grid.crop(window), numeros != NO_DATA)
        if truth.overlaps:
            overlaps = True
            if others:
                others = classes.read(window, truth.labels != NO_DATA).unknown
            rows = np.arange(window[1], window[1] + window[3])[:, None]
            columns = np.arange(window[0], window[0] + window[2])[None]
            blocks.add(rows, columns, truth.labels, numeros)
            no_map += int(((truth.labels != NO_DATA) & (numeros == NO_DATA)).sum())
            unknown_reference.update(truth.unknown)
            unknown_map.update(others)
        report((number + 1) / len(windows))
    if not overlaps:
        raise InvalidInputError(
            _(
                "The reference '{file}' does not touch the classification '{map}'; choose those of one place, or check "
                "their coordinate reference systems."
            ).format(file=shown_name(reference.file), map=Path(classes.path).name)
        )
    _require(blocks, reference.file, classes.path, unknown_reference)
    places, matrices = blocks.blocks()
    return MapAssessment(
        kind,
        classes.grid,
        places,
        matrices,
        (blocks.width_px, blocks.height_px),
        blocks.joined,
        measure_map(matrices, seed),
        unknown_reference=dict(unknown_reference),
        unknown_map=dict(unknown_map),
        no_map=no_map,
    )


def assess_points(
    classes: ClassMap,
    features: Features,
    file: str,
    class_field: str,
    strata_field: str,
    size_m: float,
    seed: int,
    language: str,
    report: Callable[[float], None],
) -> MapAssessment:
    """Compare points with the pixels that they lie in; of a stratified random sample, estimate the whole map.

    Args:
        classes: the map.
        features: of ``file``.
        class_field: of the true class.
        strata_field: of the class that each point was drawn from, of samples that were drawn elsewhere; or empty.
        size_m, seed, report: as for :func:`assess_pixels`.
        language: of the classes' names.

    Raises:
        InvalidInputError: there is nothing to compare, or the sample was changed or is one of another map.
    """
    strata = read_strata(features, file) if not strata_field else None
    points = reference_points(features, class_field, classes.grid, file)
    predicted = classes.at(points.rows, points.columns)
    blocks = BlockMatrices(classes.grid, size_m)
    blocks.add(points.rows, points.columns, points.numeros, predicted)
    remarks = []
    sample = None
    if strata is not None or strata_field:
        counts = count_classes(classes, report)
        if strata is None:
            strata = _strata_of_field(features, strata_field, counts.pixels, file)
        at_features = np.zeros(len(features.ids), np.int64)
        at_features[points.features] = predicted
        remark = check_strata(
            strata,
            at_features,
            features.ids.tolist(),
            counts.pixels,
            strata_field or STRATUM,
            file,
            classes.path,
            language,
        )
        remarks += [remark] if remark else []
        sample = _sample(strata, points, predicted)
    unknown = Counter(points.unknown[(points.unknown != "") & (predicted != NO_DATA)].tolist())
    _require(blocks, file, classes.path, unknown)
    places, matrices = blocks.blocks()
    stratified = estimate(sample) if sample else None
    known = (points.numeros != NO_DATA) & (predicted != NO_DATA)
    return MapAssessment(
        "sample" if sample else "points",
        classes.grid,
        places,
        matrices,
        (blocks.width_px, blocks.height_px),
        blocks.joined,
        stratified.figures if stratified else measure_map(matrices, seed),
        stratified,
        sample,
        unknown_reference=dict(unknown),
        no_map=int(((points.numeros != NO_DATA) & (predicted == NO_DATA)).sum()),
        no_class=points.no_class,
        outside=points.outside,
        remarks=tuple(remarks),
        points=np.column_stack([points.rows, points.columns, points.numeros == predicted])[known],
    )


def _strata_of_field(features: Features, name: str, pixels: NDArray[np.int64], file: str) -> Strata:
    """Strata of a sample that was drawn elsewhere: the classes of this map."""
    require_field(features, name, file)
    numeros = [numero_of(value) for value in features.columns[name].tolist()]
    if None in numeros:
        at = numeros.index(None)
        raise InvalidInputError(
            _(
                "STRATA_FIELD is '{field}', but feature {id} of '{file}' has no CoSIA class there but '{value}'; "
                "choose the field with the class that each point was drawn from."
            ).format(field=name, id=features.ids[at], file=file, value=features.columns[name][at])
        )
    strata = np.array(numeros, np.int64)
    return Strata(strata, pixels, np.bincount(strata, minlength=len(pixels) + 1)[1:])


def _sample(strata: Strata, points: ReferencePoints, predicted: NDArray[np.uint8]) -> StratifiedSample:
    known = (points.numeros != NO_DATA) & (predicted != NO_DATA)
    return StratifiedSample(
        strata.numeros[points.features[known]],
        points.numeros[known].astype(np.int64),
        predicted[known].astype(np.int64),
        strata.pixels,
    )


def _require(blocks: BlockMatrices, file: str, classification: str, unknown: Dict[str, int]) -> None:
    """Raises: InvalidInputError, if nothing was compared."""
    if len(blocks.blocks()[0]):
        return
    message = (
        _(
            "The reference '{file}' holds codes that are no CoSIA class ({codes}) and no other on the classification "
            "'{map}'; convert it with 'Convert class codes', or choose another CLASS_FIELD."
        )
        if unknown
        else _(
            "The reference '{file}' names no class where the classification '{map}' has one, inside MASK if there is "
            "one; choose another reference, or interpret its points first."
        )
    )
    codes = ", ".join(list(unknown)[:5])
    raise InvalidInputError(message.format(file=shown_name(file), map=Path(classification).name, codes=codes))
