"""What changed from one map to another."""

import math
from contextlib import ExitStack
from pathlib import Path
from typing import Any, Dict

from ..errors import InvalidInputError
from ..jobs import DATA_TABLE_ENDINGS, REPORT_ENDINGS, CompareMapsJob
from ..language import _
from ..nomenclature import NO_DATA
from ..partial_files import PartialFiles
from ..progress import Progress
from ..raster.change_codes import CODES, VALUES
from ..raster.change_picture import ChangePicture
from ..raster.change_style import change_attribute_table_pam, change_entries, change_qml
from ..raster.class_groups import ClassGroups, class_groups
from ..raster.compared_map import ComparedPolygons, ComparedRaster
from ..raster.comparison_grid import CommonGround, ComparedMap, common_ground
from ..raster.gdal_environment import gdal_environment
from ..raster.map_comparison import MapComparison
from ..raster.minimum_areas import minimum_areas_m2, minimum_sizes_px
from ..raster.output_paths import check_output_file, check_outputs
from ..raster.pixel_areas import PixelAreas
from ..raster.reference import is_raster
from ..raster.unknown_codes import codes_in_words
from ..raster.writing import Layout, ResultRaster, sidecar
from ..raster.zone_tally import ZoneTally
from ..reports.change_summary import ChangeSummary
from ..reports.changes_csv import change_columns, change_rows
from ..reports.changes_page import change_doubts, changes_page
from ..reports.page import stage_page
from ..shown_names import shown_name, shown_title
from ..vector.labelled_polygons import reference_polygons
from ..vector.reading import read_features
from ..vector.table_file import stage_table
from ..vector.zones import read_zones
from ..version import plugin_version

GDAL_CACHE_MB = 384
"""A row of blocks of both maps, their confidences and the result, 100 000 pixels wide."""

COMPARED = 0.8
"""Share of the progress bar for the pixels; the rest is compression, overviews and the report."""


def run(job: CompareMapsJob, progress: Progress) -> Dict[str, Any]:
    """Compare and write.

    Returns:
        ``output``, ``table`` and ``report`` (paths, empty where not asked for), ``layer_name``, ``compared_ha``,
        ``changed_ha`` and ``changed_percent``.

    Raises:
        InvalidInputError: a parameter, a map, the zones or the groups cannot be used; nothing is written then.
        CancelledError: the user cancelled; nothing is written then.
    """
    _check_values(job)
    if (job.confidence_before or job.confidence_after) and not job.min_confidence:
        progress.warn(_("MIN_CONFIDENCE is 0, so that every pixel counts, whatever its confidence."))
    groups = class_groups(job.groups)
    with ExitStack() as stack:
        stack.enter_context(gdal_environment(GDAL_CACHE_MB, GDAL_NUM_THREADS="ALL_CPUS"))
        before = _open(job.before, job.confidence_before, "CONFIDENCE_BEFORE", job.class_field, stack, progress)
        after = _open(job.after, job.confidence_after, "CONFIDENCE_AFTER", job.class_field, stack, progress)
        ground = common_ground(before, after, job.pixel_size_m, job.extent)
        files = stack.enter_context(PartialFiles(Path(job.output)))
        # What cannot be written is told before the work; sidecars come first: where the raster is, everything is.
        sidecars = {ending: files.stage(sidecar(Path(job.output), ending)) for ending in (".qml", "+.aux.xml")}
        for output in (job.table, job.report):
            if output:
                files.stage(Path(output))
        result = stack.enter_context(ResultRaster(Path(job.output), ground.grid, _layout(job), files))
        summary = _compare(job, before, after, ground, groups, result, progress)
        if not summary.figures.compared_ha:
            raise _nothing_compared(job, summary)
        for doubt in change_doubts(summary, job):
            progress.warn(doubt)
        progress.report(COMPARED, _("Writing overviews"))
        result.finish()
        entries = change_entries(summary.tally.pixels, summary.tally.areas_m2, job.language)
        sidecars[".qml"].write_text(change_qml(entries), encoding="utf-8")
        sidecars["+.aux.xml"].write_text(change_attribute_table_pam(entries), encoding="utf-8")
        if job.table:
            whole = _("(whole map)")
            columns = change_columns(summary.zones is not None)
            stage_table(files, Path(job.table), columns, change_rows(summary, whole, job.language))
        if job.report:
            stage_page(files, Path(job.report), changes_page(summary, job, job.language))
        # The last moment to cancel: from now on the results are there.
        progress.report(1.0)
        files.publish()
    figures = summary.figures
    return {
        "output": job.output,
        "table": job.table,
        "report": job.report,
        "layer_name": _("Change from {before} to {after}").format(
            before=shown_title(job.before), after=shown_title(job.after)
        ),
        "compared_ha": round(figures.compared_ha, 6),
        "changed_ha": round(figures.changed_ha, 6),
        "changed_percent": round(figures.changed_percent, 4),
    }


def _check_values(job: CompareMapsJob) -> None:
    read = [job.before, job.after, job.zones, job.groups, job.confidence_before, job.confidence_after]
    for source in read:
        if source:
            check_outputs(source, [job.output])
    for output, endings in ((job.table, DATA_TABLE_ENDINGS), (job.report, REPORT_ENDINGS)):
        if output:
            check_output_file(output, endings, read)
    if not (math.isfinite(job.min_confidence) and 0 <= job.min_confidence <= 100):
        raise InvalidInputError(
            _("MIN_CONFIDENCE is {value:g}, but must be from 0 to 100 percent.").format(value=job.min_confidence)
        )
    if job.min_confidence > 0 and not (job.confidence_before or job.confidence_after):
        raise InvalidInputError(
            _(
                "MIN_CONFIDENCE is {value:g} %, but no confidence is given; choose CONFIDENCE_BEFORE or "
                "CONFIDENCE_AFTER, or set it to 0."
            ).format(value=job.min_confidence)
        )
    minimum_areas_m2(job.min_area_m2, "")
    if not (math.isfinite(job.pixel_size_m) and job.pixel_size_m > 0):
        raise InvalidInputError(_("PIXEL_SIZE_M is {value:g} m, but must be above 0.").format(value=job.pixel_size_m))


def _open(
    path: str, confidence: str, confidence_name: str, class_field: str, stack: ExitStack, progress: Progress
) -> ComparedMap:
    if is_raster(path):
        return stack.enter_context(ComparedRaster(path, confidence))
    if confidence:
        raise InvalidInputError(
            _("{name} is given, but '{file}' is no raster; only pixels of rasters have a confidence.").format(
                name=confidence_name, file=path
            )
        )
    if not Path(path).exists():
        raise InvalidInputError(
            _("The map '{file}' does not exist; give a raster of classes or polygons.").format(file=path)
        )
    labelled = reference_polygons(read_features(path, [class_field]), class_field, path)
    if labelled.no_class:
        progress.warn(
            _("Polygons of '{file}' that have no class are left out: {count}.").format(
                file=path, count=labelled.no_class
            )
        )
    return ComparedPolygons(labelled.polygons, labelled.classes, labelled.crs, path)


def _compare(
    job: CompareMapsJob,
    before: ComparedMap,
    after: ComparedMap,
    ground: CommonGround,
    groups: ClassGroups,
    result: ResultRaster,
    progress: Progress,
) -> ChangeSummary:
    zones = read_zones(job.zones, job.zone_field, ground.grid) if job.zones else None
    tally = ZoneTally(ground.grid, CODES, zones.shapes if zones else None)
    picture = ChangePicture(ground.grid)
    comparison = MapComparison(before, after, ground.grid, job.min_confidence)
    (min_size_px,) = minimum_sizes_px([job.min_area_m2], PixelAreas(ground.grid).middle_m2())

    def tell(share: float) -> None:
        progress.report(COMPARED * share, _("Comparing the maps"))

    for window, codes in comparison.strips_of_codes(min_size_px, tell):
        tally.add(codes, window)
        picture.add(codes, window)
        result.write(VALUES[codes][None], window)
    return ChangeSummary(
        ground,
        tally,
        zones,
        groups,
        picture,
        before.describe(),
        after.describe(),
        codes_in_words(comparison.unknown_before),
        codes_in_words(comparison.unknown_after),
        before.grid is None and after.grid is None,
    )


def _layout(job: CompareMapsJob) -> Layout:
    record = {
        "TIFFTAG_SOFTWARE": f"CoSIA for QGIS {plugin_version()}",
        "COSIA_BEFORE": shown_name(job.before),
        "COSIA_AFTER": shown_name(job.after),
        "COSIA_MIN_CONFIDENCE": f"{job.min_confidence:g}",
        "COSIA_MIN_AREA_M2": f"{job.min_area_m2:g}",
    }
    band = _("Change of land cover: 100 × class before + class after")
    return Layout((band,), NO_DATA, "MODE", tags=record, dtype="uint16")


def _nothing_compared(job: CompareMapsJob, summary: ChangeSummary) -> InvalidInputError:
    if summary.figures.uncertain_ha:
        return InvalidInputError(
            _(
                "No pixel of the maps has a confidence of {percent:g} % or more where both have a class; choose a "
                "lower MIN_CONFIDENCE, or check that the confidences are in percent."
            ).format(percent=job.min_confidence)
        )
    return InvalidInputError(
        _(
            "The maps '{before}' and '{after}' have no pixel where both show a CoSIA class; choose maps of one place, "
            "convert their codes, or choose another CLASS_FIELD."
        ).format(before=job.before, after=job.after)
    )
