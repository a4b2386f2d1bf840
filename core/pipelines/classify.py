"""Classify a raster: read ahead, compute and write at the same time, in bounded memory."""

import time
from collections import deque
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from typing import Any, Deque, Dict, Optional, Tuple

import numpy as np
import rasterio
from numpy.typing import NDArray

from ..band_roles import read_roles
from ..errors import InvalidInputError
from ..jobs import STRIDE_PX, ClassifyJob, check_choices
from ..language import _
from ..model.allocator import keep_freed_memory, return_freed_memory
from ..model.bundled import demonstration_notice, fitting_demonstration_model
from ..model.classification_layouts import classification_layouts, run_record
from ..model.inference import PERCENT_NO_DATA, Prediction, Predictor, max_tile_px, working_bytes
from ..model.input_normalisation import Request, choose_normalisation
from ..model.model_file import load_model
from ..model.passport import Passport
from ..nomenclature import CLASSES, NO_DATA
from ..partial_files import PartialFiles
from ..progress import Progress
from ..raster.grid import Window
from ..raster.normalisation import NORMALISATIONS, Normalisation
from ..raster.output_paths import check_outputs
from ..raster.polygon_mask import PolygonMask
from ..raster.prefetch import Prefetch
from ..raster.scene import Scene
from ..raster.tile_reader import ReadTile, batches, read_tiles
from ..raster.tiling import Tiling, fit_tiling
from ..raster.writing import ResultRaster
from ..vector.reading import read_polygons

READ_AHEAD_TILES = 2
WRITE_BEHIND_TILES = 2
GDAL_CACHE_MB = 256

PIXEL_SIZE_TOLERANCE = 1.4
"""Ratio of pixel sizes from which objects look clearly larger or smaller than in training."""

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
        ``output``, ``confidence``, ``probabilities`` (paths, empty if not asked for), ``model_hash``,
        ``layer_name``, ``demonstration``, ``areas`` (list of ``numero``, ``pixels``, ``area_m2`` of each class
        found) and ``seconds`` by stage.

    Raises:
        CosiaError: with one sentence; nothing is written then.
    """
    started_s = time.monotonic()
    keep_freed_memory()
    check_choices(job, CHOICES)
    check_outputs(job.input, [getattr(job, name) for name in RESULTS if getattr(job, name)])
    with ExitStack() as stack:
        stack.enter_context(rasterio.Env(GDAL_CACHEMAX=GDAL_CACHE_MB, GDAL_NUM_THREADS="ALL_CPUS"))
        scene = stack.enter_context(Scene(job.input, read_roles(job.band_roles), job.nodata))
        model = Path(job.model) if job.model else fitting_demonstration_model(scene.roles)
        progress.report(0.0, _("Loading the model"))
        passport, network = load_model(model)
        scene.select(passport.band_roles)
        _tell_about(passport, scene, progress)
        extent = scene.grid.window_of(job.extent) if job.extent else (0, 0, scene.grid.width, scene.grid.height)
        mask = PolygonMask(*read_polygons(job.mask), scene.grid, job.mask) if job.mask else None
        predictor = Predictor(passport, network, job.device, job.precision, progress.check_cancelled)
        tiling = _choose_tiling(job, extent, predictor)
        normalisation = choose_normalisation(Request(job.normalisation, job.statistics), passport, scene, progress)
        progress.log(
            _(
                "{tiles} tiles of {width} × {height} px with a margin of {margin} px, {precision} on {device}, "
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
        tags = run_record(passport, normalisation, tiling, predictor, job.edge)
        layouts = classification_layouts(predictor.numeros, tags, job.language)
        files = stack.enter_context(PartialFiles(Path(job.output)))
        # The classification comes last: where it is, everything is.
        results = {
            name: stack.enter_context(
                ResultRaster(Path(getattr(job, name)), scene.grid.crop(extent), layouts[name], files)
            )
            for name in reversed(RESULTS)
            if getattr(job, name)
        }
        ready_s = time.monotonic()
        counts, network_s = _compute(scene, tiling, mask, normalisation, predictor, results, job, progress)
        computed_s = time.monotonic()
        progress.report(FINISHING, _("Writing overviews"))
        for result in results.values():
            progress.check_cancelled()
            result.finish()
        # The last moment to cancel: from now on the result is there.
        progress.report(1.0)
        files.publish()
    x_m, y_m = scene.grid.pixel_size_m()
    megapixels, tiles_s = counts.sum() / 1e6, computed_s - ready_s
    progress.log(
        _("Classified {megapixels:.2f} megapixels in {seconds:.1f} s ({speed:.2f} a second).").format(
            megapixels=megapixels, seconds=tiles_s, speed=megapixels / tiles_s
        )
    )
    return {
        "output": job.output,
        "confidence": job.confidence,
        "probabilities": job.probabilities,
        "model_hash": passport.tensor_hash,
        "layer_name": _layer_name(job, passport),
        "demonstration": passport.demonstration,
        "areas": [
            {
                "numero": cls.numero,
                "pixels": int(counts[cls.numero]),
                "area_m2": counts[cls.numero] * x_m * y_m,
            }
            for cls in CLASSES
            if counts[cls.numero]
        ],
        "seconds": {
            "preparing": ready_s - started_s,
            "tiles": computed_s - ready_s,
            "network": network_s,
            "finishing": time.monotonic() - computed_s,
        },
    }


def _tell_about(passport: Passport, scene: Scene, progress: Progress) -> None:
    if passport.demonstration:
        progress.warn(demonstration_notice())
    size_m = max(scene.grid.pixel_size_m())
    ratio = max(size_m / passport.pixel_size_m, passport.pixel_size_m / size_m)
    if ratio > PIXEL_SIZE_TOLERANCE:
        progress.warn(
            _(
                "The raster's pixels measure {given:.2f} m, the model was trained on {trained:.2f} m: objects "
                "look {ratio:.1f} times too large or too small to it. Resample it with PIXEL_SIZE_M of 'Stack bands'."
            ).format(given=size_m, trained=passport.pixel_size_m, ratio=ratio)
        )


def _choose_tiling(job: ClassifyJob, extent: Window, predictor: Predictor) -> Tiling:
    margin, size = job.margin_px, job.tile_size_px
    if margin < 0 or margin % STRIDE_PX:
        raise InvalidInputError(
            _("The margin is {margin} px, but must be a multiple of {stride}.").format(margin=margin, stride=STRIDE_PX)
        )
    if size == 0:
        limit = max_tile_px(predictor.device, predictor.precision, predictor.free_memory_bytes())
        return fit_tiling(extent, margin, limit)
    if size % STRIDE_PX or size <= 2 * margin:
        raise InvalidInputError(
            _(
                "The tile size is {size} px, but must be a multiple of {stride} and larger than two margins of "
                "{margin} px."
            ).format(size=size, stride=STRIDE_PX, margin=margin)
        )
    return Tiling(extent, size, size, margin)


def _compute(
    scene: Scene,
    tiling: Tiling,
    mask: Optional[PolygonMask],
    normalisation: Normalisation,
    predictor: Predictor,
    results: Dict[str, ResultRaster],
    job: ClassifyJob,
    progress: Progress,
) -> Tuple[NDArray[np.int64], float]:
    """Pixels per ``numero``, and the seconds spent in the network."""
    counts = np.zeros(256, np.int64)
    network_s = 0.0
    done = 0
    held_bytes = working_bytes(tiling, predictor.precision)
    pending: Deque[Future[None]] = deque()
    tiles = read_tiles(scene, tiling, mask, normalisation, job.edge)
    with Prefetch(tiles, READ_AHEAD_TILES) as reader, ThreadPoolExecutor(1) as writer:
        for batch in batches(reader, max(job.batch_size, 1)):
            read = [item for item in batch if item.tile]
            if read:
                return_freed_memory(held_bytes)
                before_s = time.monotonic()
                predictions = predictor.predict(
                    np.stack([item.pixels for item in read]),
                    [item.tile.core_in_tile for item in read if item.tile],
                    "confidence" in results,
                    "probabilities" in results,
                )
                network_s += time.monotonic() - before_s
                for item, prediction in zip(read, predictions):
                    pending.append(writer.submit(_write, item, prediction, tiling, results, counts))
            while len(pending) > WRITE_BEHIND_TILES:
                pending.popleft().result()
            done += len(batch)
            progress.report(
                FINISHING * done / len(tiling),
                _("Tile {done} of {all}").format(done=done, all=len(tiling)),
            )
        for future in pending:
            future.result()
    return counts, network_s


def _write(
    item: ReadTile,
    prediction: Prediction,
    tiling: Tiling,
    results: Dict[str, ResultRaster],
    counts: NDArray[np.int64],
) -> None:
    assert item.tile is not None
    column, row, width, height = item.tile.core
    window = column - tiling.extent[0], row - tiling.extent[1], width, height
    unwanted = ~item.wanted
    prediction.classes[unwanted] = NO_DATA
    results["output"].write(prediction.classes[None], window)
    counts += np.bincount(prediction.classes.ravel(), minlength=256)
    if prediction.confidence is not None:
        prediction.confidence[unwanted] = PERCENT_NO_DATA
        results["confidence"].write(prediction.confidence[None], window)
    if prediction.probabilities is not None:
        prediction.probabilities[:, unwanted] = PERCENT_NO_DATA
        results["probabilities"].write(prediction.probabilities, window)


def _layer_name(job: ClassifyJob, passport: Passport) -> str:
    name = _("CoSIA land cover of {scene}").format(scene=Path(job.input).stem)
    return _("DEMONSTRATION, not a map: {name}").format(name=name) if passport.demonstration else name
