"""Areas of the classes of a map, in all and by zone."""

from contextlib import ExitStack
from pathlib import Path
from typing import Any, Dict

from ..errors import InvalidInputError
from ..jobs import DATA_TABLE_ENDINGS, REPORT_ENDINGS, TABLE_ENDINGS, SummariseAreasJob
from ..language import _
from ..partial_files import PartialFiles
from ..progress import Progress
from ..raster.area_summary import summarise
from ..raster.class_groups import class_groups, groups_csv
from ..raster.class_map import ClassMap
from ..raster.gdal_environment import gdal_environment
from ..raster.output_paths import check_output_file
from ..raster.unknown_codes import codes_in_words
from ..reports.areas_csv import area_columns, area_rows
from ..reports.areas_page import area_doubts, areas_page
from ..reports.page import stage_page
from ..shown_names import shown_name
from ..vector.table_file import stage_table
from ..vector.zones import read_zones

GDAL_CACHE_MB = 256

COUNTED = 0.97
"""Share of the progress bar for the pixels; the rest is writing."""


def run(job: SummariseAreasJob, progress: Progress) -> Dict[str, Any]:
    """Count and write.

    Returns:
        ``output``, ``report`` and ``groups_used`` (paths, empty where not asked for), ``layer_name``, ``zone_count``
        and ``classified_ha``.

    Raises:
        InvalidInputError: a parameter, the map, the zones or the groups cannot be used; nothing is written then.
        CancelledError: the user cancelled; nothing is written then.
    """
    _check_outputs(job)
    groups = class_groups(job.groups)
    with ExitStack() as stack:
        stack.enter_context(gdal_environment(GDAL_CACHE_MB, GDAL_NUM_THREADS="ALL_CPUS"))
        classes = stack.enter_context(ClassMap(job.input))
        zones = read_zones(job.zones, job.zone_field, classes.grid) if job.zones else None
        files = stack.enter_context(PartialFiles(Path(job.output)))
        # What cannot be written is told before the work.
        staged = {output: files.stage(Path(output)) for output in (job.output, job.report, job.groups_used) if output}
        summary = summarise(
            classes,
            zones.shapes if zones else None,
            lambda share: progress.report(COUNTED * share, _("Counting pixels")),
        )
        if not summary.classified_m2:
            raise _nothing_classified(job, summary.unknown)
        for doubt in area_doubts(summary, zones, job):
            progress.warn(doubt)
        whole = _("(whole map)")
        stage_table(
            files,
            Path(job.output),
            area_columns(zones),
            area_rows(summary, zones, groups, whole, job.language),
        )
        if job.report:
            stage_page(files, Path(job.report), areas_page(summary, zones, groups, job, job.language))
        if job.groups_used:
            staged[job.groups_used].write_text(groups_csv(groups, job.language), encoding="utf-8", newline="")
        # The last moment to cancel: from now on the results are there.
        progress.report(1.0)
        files.publish()
    return {
        "output": job.output,
        "report": job.report,
        "groups_used": job.groups_used,
        "layer_name": _("Areas of {raster}").format(raster=Path(job.input).stem),
        "zone_count": len(zones.ids) if zones else 0,
        "classified_ha": round(summary.classified_m2 / 1e4, 6),
    }


def _check_outputs(job: SummariseAreasJob) -> None:
    read = [job.input, job.zones, job.groups]
    for output, endings in (
        (job.output, DATA_TABLE_ENDINGS),
        (job.report, REPORT_ENDINGS),
        (job.groups_used, TABLE_ENDINGS),
    ):
        if output:
            check_output_file(output, endings, read)
    if job.groups_used and Path(job.groups_used).resolve() == Path(job.output).resolve():
        raise InvalidInputError(
            _("OUTPUT and GROUPS_USED are both '{file}'; choose another name for one of them.").format(file=job.output)
        )


def _nothing_classified(job: SummariseAreasJob, unknown: Dict[str, int]) -> InvalidInputError:
    if unknown:
        return InvalidInputError(
            _(
                "'{file}' holds no CoSIA class, whose codes are 1 to 15, but {codes}; convert it with 'Convert class "
                "codes', or choose another map."
            ).format(file=shown_name(job.input), codes=codes_in_words(unknown))
        )
    return InvalidInputError(
        _("'{file}' holds no pixel with a class; choose another map.").format(file=shown_name(job.input))
    )
