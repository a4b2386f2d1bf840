"""Classify a raster: the model's classes on the grid of the image, with the record of how they were made."""

import time
from contextlib import ExitStack
from pathlib import Path
from typing import Any, Dict, Tuple

from ..band_roles import read_roles
from ..errors import CancelledError, CosiaError
from ..jobs import REPORT_ENDINGS, ClassifyJob, check_choices
from ..language import _
from ..model.allocator import keep_freed_memory
from ..model.bundled import demonstration_notice, fitting_demonstration_model
from ..model.choices import choice_sentences
from ..model.classification import Course, classify_tiles
from ..model.classification_layouts import classification_layouts, run_record
from ..model.classification_results import ClassificationResults
from ..model.classification_resume import Settled, former_settled, run_identity
from ..model.classification_tally import ClassificationTally
from ..model.inference import Predictor
from ..model.input_check import doubts
from ..model.input_normalisation import Request, choose_normalisation
from ..model.model_file import load_model
from ..model.passport import Passport
from ..model.tile_progress import TileProgress, kept_sentence
from ..nomenclature import CLASSES
from ..partial_files import PartialFiles, check_writable
from ..progress import Progress, RecordedWarnings
from ..raster.gdal_environment import gdal_environment
from ..raster.grid import Window
from ..raster.normalisation import NORMALISATIONS, Normalisation
from ..raster.output_lock import output_lock
from ..raster.output_paths import check_output_file, check_outputs
from ..raster.polygon_mask import PolygonMask
from ..raster.resampled_scene import ResampledScene, view_at_pixel_size
from ..raster.resampled_tiles import covering_window, read_view_tiles
from ..raster.scene import Scene
from ..raster.scene_sample import SceneSample
from ..raster.statistics_conversion import scaling_between
from ..raster.tile_journal import TileJournal
from ..raster.tiling import choose_tiling
from ..raster.writing import ResultRaster
from ..reports.classification_page import Classification, classification_page
from ..reports.classification_pictures import map_pictures
from ..reports.page import stage_page
from ..reports.pictures import picture_roles
from ..vector.reading import read_polygons

GDAL_CACHE_MB = 256

MAX_SCENE_PX = 16_000_000
"""Pixels of the image that one tile of a resampled view answers for: they are held in memory, with each class's
probability if asked for."""

CHOICES = {
    "normalisation": ("auto", *NORMALISATIONS),
    "edge": ("reflect", "zero"),
    "precision": ("auto", "float32", "bfloat16"),
}

RESULTS = ("output", "confidence", "probabilities")
"""Fields of the job that name a raster to write."""

FINISHING = 0.97
"""Share of the progress bar for the tiles; the rest is compression and overviews."""


def run(job: ClassifyJob, progress: Progress) -> Dict[str, Any]:
    """Classify and write what the job asks for.

    Returns:
        ``output``, ``confidence``, ``probabilities``, ``report`` (paths, empty if not asked for), ``model_hash``,
        ``layer_name``, ``demonstration``, ``areas`` (list of ``numero``, ``pixels``, ``area_m2`` of each class
        found) and ``seconds`` by stage.

    Raises:
        CosiaError: with one sentence; nothing is written then.
    """
    started_s = time.monotonic()
    keep_freed_memory()
    progress = told = RecordedWarnings(progress)
    check_choices(job, CHOICES)
    output = Path(job.output)
    asked = [name for name in RESULTS if getattr(job, name)]
    check_outputs(job.input, [getattr(job, name) for name in asked])
    if job.report:
        check_output_file(job.report, REPORT_ENDINGS, [job.input])
        check_writable(Path(job.report))
    with ExitStack() as stack:
        stack.enter_context(output_lock(output))
        stack.enter_context(gdal_environment(GDAL_CACHE_MB, GDAL_NUM_THREADS="ALL_CPUS"))
        scene = stack.enter_context(Scene(job.input, read_roles(job.band_roles), job.nodata))
        model = Path(job.model) if job.model else fitting_demonstration_model(scene.roles)
        progress.report(0.0, _("Loading the model"))
        passport, network = load_model(model)
        shown_roles = picture_roles(scene.roles)
        scene.select(passport.band_roles)
        if passport.demonstration:
            progress.warn(demonstration_notice())
        extent = scene.grid.window_of(job.extent) if job.extent else (0, 0, scene.grid.width, scene.grid.height)
        mask = PolygonMask(*read_polygons(job.mask), scene.grid, job.mask) if job.mask else None
        predictor = Predictor(
            passport, network, job.device, job.precision, progress.check_cancelled, job.gpu_index, job.augment
        )
        view = _view(scene, passport, progress) if job.resample_to_model else scene
        settled = _settle(job, view, extent, predictor)
        request = Request(job.normalisation, job.statistics, scaling_between(job.scale_min, job.scale_max))
        normalisation = choose_normalisation(request, passport, view, progress)
        _warn_of_doubts(passport, scene, view, extent, normalisation, job, progress)
        identity = run_identity(job, scene, passport, normalisation, predictor, mask)
        files = stack.enter_context(PartialFiles(output, resumable=job.resume))
        journal = stack.enter_context(TileJournal(files.working(output, f"{output.name}.journal")))
        former = former_settled(journal, identity, output, progress) if job.resume else None
        settled = former or settled
        tiling = settled.tiling
        _tell_choices(settled, predictor, normalisation, progress)
        for sentence in choice_sentences(job, settled, predictor, former is not None):
            progress.log(sentence)
        tags = run_record(passport, view, normalisation, tiling, predictor, job.edge)
        layouts = classification_layouts(predictor.numeros, tags, job.language)
        # The classification comes last: where it is, everything is.
        rasters = {
            name: stack.enter_context(
                ResultRaster(Path(getattr(job, name)), scene.grid.crop(extent), layouts[name], files)
            )
            for name in reversed(asked)
        }
        results = ClassificationResults(rasters, journal, extent)
        folders = list(dict.fromkeys(Path(getattr(job, name)).absolute().parent for name in asked))
        pace = TileProgress(len(tiling), FINISHING, journal, folders, progress)
        try:
            first, at_once = 0, settled.batch_size
            if former:
                progress.report(0.0, _("Reading the finished tiles"))
                first, at_once = results.restore()
                progress.log(
                    _("{done} of {all} tiles were finished before; it goes on from there.").format(
                        done=first, all=len(tiling)
                    )
                )
            else:
                journal.begin({"identity": identity, "settled": settled.to_json()})
            restored = results.tally.classified
            ready_s = time.monotonic()
            pace.begin(first)
            network_s = classify_tiles(
                read_view_tiles(view, tiling, extent, mask, normalisation, job.edge, first),
                Course(tiling, first, settled.batch_size, at_once or settled.batch_size, *_beside_classes(job)),
                predictor,
                results,
                progress,
                pace.tell,
            )
            computed_s = time.monotonic()
            progress.report(FINISHING, _("Writing overviews"))
            for result in rasters.values():
                progress.check_cancelled()
                result.finish()
            _warn_of_gaps(job, results.tally, progress)
            if job.report:
                found = Classification(
                    grid=scene.grid.crop(extent),
                    tally=results.tally,
                    pictures=map_pictures(scene, shown_roles, extent, rasters["output"].staged),
                    record=tags,
                    warnings=tuple(told.warnings),
                    minutes=(time.monotonic() - started_s) / 60,
                )
                stage_page(files, Path(job.report), classification_page(found, job, job.language))
            # The last moment to cancel: from now on the result is there.
            progress.report(1.0)
        except CosiaError as error:
            kept = kept_sentence(results.done, len(tiling), output) if job.resume else None
            if kept and isinstance(error, CancelledError):
                raise CancelledError(_("Cancelled: {kept}").format(kept=kept)) from None
            if kept:
                progress.log(kept)
            raise
        files.publish()
    tally = results.tally
    x_m, y_m = scene.grid.pixel_size_m()
    megapixels, tiles_s = (tally.classified - restored) / 1e6, computed_s - ready_s
    if megapixels:
        progress.log(
            _("Classified {megapixels:.2f} megapixels in {seconds:.1f} s ({speed:.2f} a second).").format(
                megapixels=megapixels, seconds=tiles_s, speed=megapixels / tiles_s
            )
        )
    return {
        "output": job.output,
        "confidence": job.confidence,
        "probabilities": job.probabilities,
        "report": job.report,
        "model_hash": passport.tensor_hash,
        "layer_name": _layer_name(job, passport),
        "demonstration": passport.demonstration,
        "areas": [
            {
                "numero": cls.numero,
                "pixels": int(tally.pixels[cls.numero]),
                "area_m2": tally.pixels[cls.numero] * x_m * y_m,
            }
            for cls in CLASSES
            if tally.pixels[cls.numero]
        ],
        "seconds": {
            "preparing": ready_s - started_s,
            "tiles": computed_s - ready_s,
            "network": network_s,
            "finishing": time.monotonic() - computed_s,
        },
    }


def _view(scene: Scene, passport: Passport, progress: Progress) -> Scene:
    """What the network sees: the scene in pixels of the model's size."""
    view = view_at_pixel_size(scene, passport.pixel_size_m)
    if isinstance(view, ResampledScene):
        progress.log(
            _(
                "The network sees pixels of {model_m:.4g} m, made of pixels of {x_m:.4g} × {y_m:.4g} m: {ratio:.2f} "
                "for each of the image; the results keep the grid of the image."
            ).format(
                model_m=passport.pixel_size_m,
                x_m=scene.grid.pixel_size_m()[0],
                y_m=scene.grid.pixel_size_m()[1],
                ratio=1 / (view.steps[0] * view.steps[1]),
            )
        )
    else:
        progress.log(_("RESAMPLE_TO_MODEL changes nothing: the pixels already have the size of the model's."))
    return view


def _settle(job: ClassifyJob, view: Scene, extent: Window, predictor: Predictor) -> Settled:
    limit_px = predictor.max_tile_px()
    if isinstance(view, ResampledScene):
        limit_px = min(limit_px, int(MAX_SCENE_PX / (view.steps[0] * view.steps[1])))
    tiling = choose_tiling(covering_window(view, extent), job.tile_size_px, job.margin_px, limit_px)
    return Settled(tiling, predictor.batch_size(job.batch_size, tiling))


def _warn_of_gaps(job: ClassifyJob, tally: ClassificationTally, progress: Progress) -> None:
    if not tally.classified:
        progress.warn(
            _(
                "No pixel of '{file}' was classified: where EXTENT and MASK lead, it holds no data; check NODATA."
            ).format(file=job.input)
        )
    if tally.lost:
        progress.warn(
            _(
                "{count} pixels are without data because the network's answer was no number there: the image holds "
                "numbers that are too large, or the model does not fit it."
            ).format(count=tally.lost)
        )


def _beside_classes(job: ClassifyJob) -> Tuple[bool, bool]:
    """Whether to compute confidence and probabilities."""
    return bool(job.confidence or job.report), bool(job.probabilities)


def _tell_choices(settled: Settled, predictor: Predictor, normalisation: Normalisation, progress: Progress) -> None:
    tiling = settled.tiling
    progress.log(
        _(
            "Tiles: {tiles} of {width} × {height} px with a margin of {margin} px, {precision} on {device}; "
            "{normalisation} ({origin})."
        ).format(
            tiles=len(tiling),
            width=tiling.tile_width,
            height=tiling.tile_height,
            margin=tiling.margin_px,
            precision=predictor.precision,
            device=predictor.device,
            normalisation=normalisation.name,
            origin=normalisation.origin,
        )
    )


def _warn_of_doubts(
    passport: Passport,
    scene: Scene,
    view: Scene,
    extent: Window,
    normalisation: Normalisation,
    job: ClassifyJob,
    progress: Progress,
) -> None:
    is_own = normalisation.name == "norma-target" and not job.statistics
    sample = SceneSample.of_scene(scene, extent)
    for doubt in doubts(passport, scene, sample, normalisation, is_own, view is not scene):
        progress.warn(doubt)


def _layer_name(job: ClassifyJob, passport: Passport) -> str:
    name = _("CoSIA land cover of {scene}").format(scene=Path(job.input).stem)
    return _("DEMONSTRATION, not a map: {name}").format(name=name) if passport.demonstration else name
