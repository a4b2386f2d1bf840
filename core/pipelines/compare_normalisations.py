"""Try each normalisation on a few parts of a scene, show them side by side, and recommend one."""

from collections import Counter
from contextlib import ExitStack
from pathlib import Path
from typing import Any, Dict, List, Tuple

import numpy as np

from ..band_roles import read_roles
from ..errors import InvalidInputError
from ..jobs import REPORT_ENDINGS, ClassifyJob, CompareNormalisationsJob
from ..language import _
from ..model.allocator import keep_freed_memory
from ..model.bundled import demonstration_notice, fitting_demonstration_model
from ..model.inference import Predictor
from ..model.input_check import doubts
from ..model.input_normalisation import Request, choose_normalisation
from ..model.model_file import load_model
from ..model.normalisation_advice import recommend
from ..model.normalisation_trial import Refusal, Sample, Trial, try_normalisation
from ..model.passport import Passport
from ..partial_files import PartialFiles
from ..progress import Progress
from ..raster.crops import spread_crops
from ..raster.gdal_environment import gdal_environment
from ..raster.grid import Grid, Window
from ..raster.normalisation import NORMALISATIONS, Normalisation
from ..raster.reference import Reference, ReferencePolygons, ReferenceRaster, is_raster
from ..raster.resampled_scene import view_at_pixel_size
from ..raster.scene import Scene
from ..raster.scene_sample import SceneSample
from ..raster.statistics_conversion import scaling_between
from ..reports.normalisations_page import Comparison, normalisations_page
from ..reports.pictures import NaturalColours, natural_colours, picture_roles
from ..shown_names import shown_name
from ..training.metrics import CLASS_COUNT, Accuracy, confusion_matrix, measure_accuracy
from ..vector.reading import read_labelled_polygons

CROP_PX = 512
GDAL_CACHE_MB = 256

MARGIN_PX = ClassifyJob.margin_px

READY, TRIED = 0.1, 0.95
"""Shares of the progress bar at the start and the end of the trials."""


def run(job: CompareNormalisationsJob, progress: Progress) -> Dict[str, Any]:
    """Classify crops with each normalisation and write the page.

    Returns:
        ``report`` (its path) and ``recommended`` (one of ``NORMALISATIONS``).

    Raises:
        CosiaError: with one sentence; nothing is written then.
    """
    keep_freed_memory()
    _check_values(job)
    warnings: List[str] = []
    with ExitStack() as stack:
        stack.enter_context(gdal_environment(GDAL_CACHE_MB, GDAL_NUM_THREADS="ALL_CPUS"))
        scene = stack.enter_context(Scene(job.input, read_roles(job.band_roles), job.nodata))
        all_roles = scene.roles
        model = Path(job.model) if job.model else fitting_demonstration_model(all_roles)
        progress.report(0.0, _("Loading the model"))
        passport, network = load_model(model)
        scene.select(passport.band_roles)
        if passport.demonstration:
            warnings.append(demonstration_notice())
        extent = scene.grid.window_of(job.extent) if job.extent else (0, 0, scene.grid.width, scene.grid.height)
        reference = _open_reference(job, scene.grid, stack) if job.reference else None
        predictor = Predictor(passport, network, job.device, "auto", progress.check_cancelled)
        progress.report(0.03, _("Choosing parts of the scene"))
        windows = spread_crops(scene, extent, CROP_PX, job.crops, reference, progress)
        sample = Sample.read(scene, windows)
        view = view_at_pixel_size(scene, passport.pixel_size_m) if job.resample_to_model else scene
        normalisations, refusals = _normalisations(job, passport, view, progress)
        files = stack.enter_context(PartialFiles(Path(job.report)))
        report = files.stage(Path(job.report))
        trials = _try_all(normalisations, view, sample, passport, predictor, progress)
        accuracies, unknown, compared = _measure(trials, scene, sample, reference) if reference else ({}, {}, 0)
        advice = recommend(trials, passport, {name: accuracy.miou for name, accuracy in accuracies.items()})
        chosen = next(one for one in normalisations if one.name == advice.name)
        is_own = chosen.name == "norma-target" and not job.statistics
        warnings += doubts(passport, scene, SceneSample.of_scene(scene, extent), chosen, is_own, view is not scene)
        for warning in warnings:
            progress.warn(warning)
        for refusal in refusals:
            progress.log(_("{name} is not applicable: {reason}").format(name=refusal.name, reason=refusal.reason))
        progress.log(_("Recommended: {name}. {reason}").format(name=advice.name, reason=advice.reason))
        progress.report(TRIED, _("Writing the report"))
        scene.select(all_roles)
        comparison = Comparison(
            Path(job.input).name,
            passport,
            scene.grid,
            sample,
            _pictures(scene, windows),
            tuple(trials),
            tuple(refusals),
            advice,
            shown_name(job.reference),
            accuracies,
            unknown,
            compared,
            tuple(warnings),
            passport.pixel_size_m if view is not scene else 0.0,
        )
        report.write_text(normalisations_page(comparison, job.language), encoding="utf-8")
        # The last moment to cancel: from now on the report is there.
        progress.report(1.0)
        files.publish()
    return {"report": job.report, "recommended": advice.name}


def _check_values(job: CompareNormalisationsJob) -> None:
    if not job.report.lower().endswith(REPORT_ENDINGS):
        raise InvalidInputError(
            _("The report '{file}' must end in {ending}: it is a web page.").format(
                file=job.report, ending=REPORT_ENDINGS[0]
            )
        )
    if job.crops < 1:
        raise InvalidInputError(_("CROPS is {count}, but must be at least 1.").format(count=job.crops))


def _open_reference(job: CompareNormalisationsJob, grid: Grid, stack: ExitStack) -> Reference:
    """The reference as a raster, or else as polygons with ``class_field``."""
    if is_raster(job.reference):
        return stack.enter_context(ReferenceRaster(job.reference))
    if not Path(job.reference).exists():
        raise InvalidInputError(
            _("The reference '{file}' does not exist; give a raster of classes or polygons.").format(file=job.reference)
        )
    polygons, classes, crs = read_labelled_polygons(job.reference, job.class_field)
    return ReferencePolygons(polygons, classes, crs, grid, job.reference)


def _normalisations(
    job: CompareNormalisationsJob, passport: Passport, scene: Scene, progress: Progress
) -> Tuple[List[Normalisation], List[Refusal]]:
    """Those that the encodings allow, and the others.

    Raises:
        InvalidInputError: none is allowed, or the statistics that the user gave do not fit.
    """
    scaling = scaling_between(job.scale_min, job.scale_max)
    allowed, refusals = [], []
    for name in NORMALISATIONS:
        try:
            allowed.append(
                choose_normalisation(Request(name, job.statistics, scaling, is_trial=True), passport, scene, progress)
            )
        except InvalidInputError as error:
            if name == "norma-target" and job.statistics:
                raise
            refusals.append(Refusal(name, error.message))
    if not allowed:
        raise InvalidInputError(
            _("No normalisation can be applied to '{file}': {reason}").format(
                file=job.input, reason=refusals[-1].reason
            )
        )
    return allowed, refusals


def _try_all(
    normalisations: List[Normalisation],
    view: Scene,
    sample: Sample,
    passport: Passport,
    predictor: Predictor,
    progress: Progress,
) -> List[Trial]:
    steps = len(normalisations) * len(sample.windows)
    done = 0

    def count_one() -> None:
        nonlocal done
        done += 1
        progress.report(READY + (TRIED - READY) * done / steps, _("Trial {done} of {all}").format(done=done, all=steps))

    return [
        try_normalisation(normalisation, view, sample, passport, predictor, MARGIN_PX, count_one)
        for normalisation in normalisations
    ]


def _measure(
    trials: List[Trial], scene: Scene, sample: Sample, reference: Reference
) -> Tuple[Dict[str, Accuracy], Dict[str, int], int]:
    """Accuracy of each trial on what the reference names of the crops, its pixels of unknown codes, and how many
    pixels were compared."""
    read = [reference.read(scene.grid.crop(window)) for window in sample.windows]
    unknown: Counter[str] = Counter()
    for pixels in read:
        unknown.update(pixels.unknown)
    matrices = {
        trial.name: sum(
            (confusion_matrix(pixels.labels, one) for pixels, one in zip(read, trial.maps)),
            np.zeros((CLASS_COUNT, CLASS_COUNT), np.int64),
        )
        for trial in trials
    }
    compared = int(next(iter(matrices.values())).sum())
    if not compared:
        raise InvalidInputError(
            _("The reference '{reference}' names no class on the valid pixels of '{file}'.").format(
                reference=reference.file, file=scene.path
            )
        )
    return {name: measure_accuracy(matrix) for name, matrix in matrices.items()}, dict(unknown), compared


def _pictures(scene: Scene, windows: List[Window]) -> NaturalColours:
    roles = picture_roles(scene.roles)
    scene.select(roles)
    return natural_colours([scene.read(window) for window in windows], roles, scene.encoding)
