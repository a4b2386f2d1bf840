"""Jobs about classifications: their accuracy, their polygons, their areas, their changes."""

from dataclasses import dataclass
from typing import ClassVar, Optional

from .base import BaseJob
from .conventions import Extent


@dataclass(eq=False, repr=False)
class AssessAccuracyJob(BaseJob):
    """Measure a classification against a reference.

    Attributes:
        classification: raster of ``numero``.
        reference: raster of ``numero`` on any grid, polygons or points with a class.
        output: CSV with the confusion matrix.
        report: optional HTML page.
        figures: optional CSV of all figures in long form.
        class_field: of polygons and points.
        mask: polygon file; only pixels inside its polygons count.
        block_size_m: side of the blocks that confidence intervals are resampled from.
        strata_field: of a stratified random sample of points that was drawn elsewhere: field with the class of the
            map that each was drawn from; samples of ``draw_sample`` are recognised without it.
        seed: of the resampling.
    """

    kind: ClassVar[str] = "assess_accuracy"
    classification: str
    reference: str
    output: str
    report: str = ""
    figures: str = ""
    class_field: str = "numero"
    mask: str = ""
    block_size_m: float = 100.0
    strata_field: str = ""
    seed: int = 0
    language: str = "en"


@dataclass(eq=False, repr=False)
class DrawSampleJob(BaseJob):
    """Points at random within each class of a classification, to be interpreted by a person.

    Attributes:
        classification: raster of ``numero``.
        output: points.
        count: of points in all.
        allocation: ``proportional``, ``equal`` or ``balanced`` shares of the classes.
        mask: polygon file; points lie inside its polygons.
        author: of interpretations; empty: the name of QGIS's user.
        seed: of the drawing.
    """

    kind: ClassVar[str] = "draw_sample"
    classification: str
    output: str
    count: int = 500
    allocation: str = "balanced"
    mask: str = ""
    author: str = ""
    seed: int = 0
    language: str = "en"


@dataclass(eq=False, repr=False)
class VectoriseJob(BaseJob):
    """Turn a classification into polygons.

    Attributes:
        input: raster of ``numero``.
        output: GeoPackage.
        min_area_m2: smaller pieces join the neighbour that they share the longest border with.
        min_area_table: optional CSV with the columns ``numero`` and ``min_area_m2``, for single classes.
        simplify_m2: corners of common borders that cut off no more are left out; 0: none.
        blocks_folder: optional folder for IGN's 10 km blocks, one file each.
        department: of their names, such as ``49`` or ``2A``.
        year: of their names.
        extent: part to vectorise.
        mask: polygon file; pixels outside its polygons are left out.
    """

    kind: ClassVar[str] = "vectorise"
    input: str
    output: str
    min_area_m2: float = 0.0
    min_area_table: str = ""
    simplify_m2: float = 0.0
    blocks_folder: str = ""
    department: str = ""
    year: int = 0
    extent: Optional[Extent] = None
    mask: str = ""
    language: str = "en"


@dataclass(eq=False, repr=False)
class FilterClassesJob(BaseJob):
    """Remove small pieces from a classification.

    Attributes:
        input: raster of ``numero``.
        output: GeoTIFF on the same grid.
        min_pixels: of the smallest piece that stays; for ``majority`` of the square around each pixel, whose side
            is the next odd number.
        method: ``sieve`` or ``majority``.
    """

    kind: ClassVar[str] = "filter_classes"
    input: str
    output: str
    min_pixels: int = 25
    method: str = "sieve"
    language: str = "en"


@dataclass(eq=False, repr=False)
class SummariseAreasJob(BaseJob):
    """Areas of the classes, in all and by zone.

    Attributes:
        input: raster of ``numero``.
        output: CSV, or table of a GeoPackage, in long form: a row for each zone and class.
        report: optional HTML page.
        zones: optional polygons of any coordinate reference system; they may overlap.
        zone_field: field that names a zone; empty: one that is called like a name, or else the feature id.
        groups: optional CSV with the columns ``numero`` and ``group``; empty: the groups of the plugin.
        groups_used: optional CSV to write these groups to, for editing.
    """

    kind: ClassVar[str] = "summarise_areas"
    input: str
    output: str
    report: str = ""
    zones: str = ""
    zone_field: str = ""
    groups: str = ""
    groups_used: str = ""
    language: str = "en"


@dataclass(eq=False, repr=False)
class CompareMapsJob(BaseJob):
    """What changed from one map to another.

    Attributes:
        before, after: rasters of ``numero``, or polygons with a class.
        output: change raster, uint16: 100 × class before + class after, 1 unchanged, 2 too small, 3 too uncertain.
        table: optional CSV, or table of a GeoPackage, in long form: a row for each zone and pair of classes.
        report: optional HTML page.
        class_field: of polygons.
        zones: optional polygons of any coordinate reference system; they may overlap.
        zone_field: field that names a zone; empty: one that is called like a name, or else the feature id.
        groups: optional CSV with the columns ``numero`` and ``group``; empty: the groups of the plugin.
        confidence_before, confidence_after: optional rasters of percent on the grids of their maps.
        min_confidence: percent below which a pixel is neither changed nor unchanged.
        min_area_m2: patches of one change that are smaller are neither changed nor unchanged.
        pixel_size_m: of the comparison where both maps are polygons.
        extent: part to compare; empty: what both cover.
    """

    kind: ClassVar[str] = "compare_maps"
    before: str
    after: str
    output: str
    table: str = ""
    report: str = ""
    class_field: str = "numero"
    zones: str = ""
    zone_field: str = ""
    groups: str = ""
    confidence_before: str = ""
    confidence_after: str = ""
    min_confidence: float = 0.0
    min_area_m2: float = 0.0
    pixel_size_m: float = 1.0
    extent: Optional[Extent] = None
    language: str = "en"
