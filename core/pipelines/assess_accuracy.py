"""Measure how well a classification agrees with a reference."""

import math
from contextlib import ExitStack
from pathlib import Path
from typing import Any, Dict

from ..errors import InvalidInputError
from ..jobs import REPORT_ENDINGS, TABLE_ENDINGS, AssessAccuracyJob, check_seed
from ..language import _
from ..partial_files import PartialFiles
from ..progress import Progress
from ..raster.class_map import ClassMap
from ..raster.gdal_environment import gdal_environment
from ..raster.output_paths import check_output_file
from ..raster.reference import ReferencePolygons, ReferenceRaster, is_raster
from ..raster.unknown_codes import codes_in_words
from ..reports.accuracy_csv import figures_csv, matrix_csv
from ..reports.accuracy_doubts import doubts
from ..reports.accuracy_page import accuracy_page
from ..training.map_assessment import MapAssessment, assess_pixels, assess_points
from ..vector.labelled_polygons import overlaps_in_words, reference_polygons
from ..vector.reading import read_features, read_polygons
from ..vector.reference_points import has_points
from ..vector.sample_layer import STRATA_FIELDS

GDAL_CACHE_MB = 256

COMPARED = 0.9
"""Share of the progress bar for reading; the rest is resampling and writing."""


def run(job: AssessAccuracyJob, progress: Progress) -> Dict[str, Any]:
    """Compare, estimate and write.

    Returns:
        ``output``, ``report`` and ``figures`` (paths, empty where not asked for), ``compared`` (pixels or points), and
        the figures in percent, of the whole map if the reference is a stratified random sample: ``oa``, ``miou``,
        ``mfscore``, ``mprecision``, ``mrecall``, ``miou_15`` and ``kappa`` (× 100; left out where there is none).

    Raises:
        InvalidInputError: a parameter, the map or the reference cannot be used; nothing is written then.
        CancelledError: the user cancelled; nothing is written then.
    """
    _check_values(job)
    mask = (*read_polygons(job.mask), job.mask) if job.mask else None
    with ExitStack() as stack:
        stack.enter_context(gdal_environment(GDAL_CACHE_MB, GDAL_NUM_THREADS="ALL_CPUS"))
        classes = stack.enter_context(ClassMap(job.classification, mask))
        files = stack.enter_context(PartialFiles(Path(job.output)))
        # What cannot be written is told before the work.
        staged = {output: files.stage(Path(output)) for output in (job.output, job.figures, job.report) if output}
        assessment = _assess(job, classes, progress, stack)
        _tell(job, assessment, progress)
        progress.report(COMPARED, _("Writing results"))
        _write(staged[job.output], matrix_csv(assessment, job.language))
        if job.figures:
            _write(staged[job.figures], figures_csv(assessment, job.language))
        if job.report:
            _write(staged[job.report], accuracy_page(assessment, job, job.language))
        # The last moment to cancel: from now on the results are there.
        progress.report(1.0)
        files.publish()
    means = {name: one.value for name, one in assessment.figures.means.items()}
    return {
        "output": job.output,
        "report": job.report,
        "figures": job.figures,
        "compared": int(assessment.matrix.sum()),
        **{name: value for name, value in means.items() if math.isfinite(value)},
    }


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8", newline="")


def _check_values(job: AssessAccuracyJob) -> None:
    read = [job.classification, job.reference, job.mask]
    for output, endings in (
        (job.output, TABLE_ENDINGS),
        (job.figures, TABLE_ENDINGS),
        (job.report, REPORT_ENDINGS),
    ):
        if output:
            check_output_file(output, endings, read)
    if job.figures and Path(job.figures).resolve() == Path(job.output).resolve():
        raise InvalidInputError(
            _("OUTPUT and FIGURES are both '{file}'; choose another name for one of them.").format(file=job.output)
        )
    check_seed("SEED", job.seed)
    if not (math.isfinite(job.block_size_m) and job.block_size_m > 0):
        raise InvalidInputError(
            _("BLOCK_SIZE_M is {size:g} m, but must be above 0; 100 m suits most maps.").format(size=job.block_size_m)
        )
    if not is_raster(job.reference) and not Path(job.reference).exists():
        raise InvalidInputError(
            _("The reference '{file}' does not exist; give a raster of classes, polygons or points.").format(
                file=job.reference
            )
        )


def _assess(job: AssessAccuracyJob, classes: ClassMap, progress: Progress, stack: ExitStack) -> MapAssessment:
    def report(done: float) -> None:
        progress.report(COMPARED * done, _("Comparing with the reference"))

    def pixels(reference: Any, kind: str) -> MapAssessment:
        return assess_pixels(classes, reference, kind, job.block_size_m, job.seed, report)

    if is_raster(job.reference):
        return pixels(stack.enter_context(ReferenceRaster(job.reference)), "raster")
    names = [job.class_field, *STRATA_FIELDS]
    features = read_features(job.reference, [*names, job.strata_field] if job.strata_field else names)
    if has_points(features):
        return assess_points(
            classes,
            features,
            job.reference,
            job.class_field,
            job.strata_field,
            job.block_size_m,
            job.seed,
            job.language,
            report,
        )
    if job.strata_field:
        raise InvalidInputError(
            _("STRATA_FIELD is '{field}', but '{file}' holds no points; leave it empty.").format(
                field=job.strata_field, file=job.reference
            )
        )
    labelled = reference_polygons(features, job.class_field, job.reference)
    if labelled.no_class:
        progress.warn(
            _("Polygons of '{file}' that have no class are left out: {count}.").format(
                file=job.reference, count=labelled.no_class
            )
        )
    overlaps = overlaps_in_words(labelled, classes.grid, job.reference)
    if overlaps:
        progress.warn(overlaps)
    reference = ReferencePolygons(labelled.polygons, labelled.classes, labelled.crs, classes.grid, job.reference)
    return pixels(reference, "polygons")


def _tell(job: AssessAccuracyJob, assessment: MapAssessment, progress: Progress) -> None:
    """Everything that was left out, and what makes the figures doubtful."""
    for doubt in doubts(assessment, job.language):
        progress.warn(doubt)
    unknown = _("'{file}' holds codes that are no CoSIA class; these {units} are left out: {codes}.")
    units = _("points") if assessment.kind in ("points", "sample") else _("pixels")
    for file, codes in ((job.reference, assessment.unknown_reference), (job.classification, assessment.unknown_map)):
        if codes:
            progress.warn(unknown.format(file=file, units=units, codes=codes_in_words(codes)))
    if assessment.no_class:
        progress.warn(
            _("Points of '{file}' that have no class yet are left out: {count}.").format(
                count=assessment.no_class, file=job.reference
            )
        )
    if assessment.outside:
        progress.warn(
            _("Points of '{file}' that lie outside the classification are left out: {count}.").format(
                count=assessment.outside, file=job.reference
            )
        )
    if assessment.joined:
        progress.log(
            _(
                "There would be too many blocks of {size:g} m to resample: blocks of {larger:g} m are used for the "
                "intervals."
            ).format(size=job.block_size_m, larger=job.block_size_m * 2**assessment.joined)
        )
