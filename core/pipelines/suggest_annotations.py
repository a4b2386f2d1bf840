"""Find the rectangles of a scene where annotating helps a model most."""

from contextlib import ExitStack
from pathlib import Path
from typing import Any, Dict, List, Optional, Tuple

import numpy as np

from ..band_roles import read_roles
from ..errors import InvalidInputError
from ..jobs import LAYER_ENDINGS, SuggestAnnotationsJob, check_choices, check_seed
from ..language import _
from ..model.allocator import keep_freed_memory
from ..model.bundled import demonstration_notice, fitting_demonstration_model
from ..model.inference import Predictor
from ..model.input_check import doubts
from ..model.input_normalisation import Request, choose_normalisation
from ..model.model_file import load_model
from ..model.rectangle_description import RectangleDescriber, Rectangles
from ..nomenclature import CLASSES
from ..partial_files import PartialFiles
from ..progress import Progress
from ..raster.gdal_environment import gdal_environment
from ..raster.grid import Grid
from ..raster.normalisation import NORMALISATIONS
from ..raster.output_paths import check_output_file
from ..raster.polygon_mask import PolygonMask
from ..raster.rectangle_grid import RectangleBlock, RectangleGrid, spread_order
from ..raster.resampled_scene import view_at_pixel_size
from ..raster.scene import Scene
from ..raster.scene_sample import SceneSample
from ..raster.statistics_conversion import scaling_between
from ..training.annotation_choice import MIN_USABLE, Choice, candidates, choose_rectangles
from ..vector.reading import read_polygons
from ..vector.suggestion_layer import Suggestion, write_suggestions

MAX_CLASSIFIED_PX = 64_000_000
"""Of a larger scene, blocks spread over it are classified: that many pixels take about two minutes on two cores with
a ResNet-34 U-Net."""

GDAL_CACHE_MB = 256

CHOICES: Dict[str, Tuple[str, ...]] = {"normalisation": ("auto", *NORMALISATIONS)}

READY, DESCRIBED = 0.1, 0.97
"""Shares of the progress bar at the start and the end of classifying."""

NAMED_CLASSES = 3
MIN_NAMED_SHARE = 0.05
"""Of the likely classes of a rectangle, those that the layer names."""


def run(job: SuggestAnnotationsJob, progress: Progress) -> Dict[str, Any]:
    """Classify the scene, or much of it, and write the layer.

    Returns:
        ``output`` (its path), ``layer_name`` and ``rectangles``, how many there are.

    Raises:
        CosiaError: with one sentence; nothing is written then.
    """
    keep_freed_memory()
    _check_values(job)
    with ExitStack() as stack:
        stack.enter_context(gdal_environment(GDAL_CACHE_MB, GDAL_NUM_THREADS="ALL_CPUS"))
        scene = stack.enter_context(Scene(job.input, read_roles(job.band_roles), job.nodata))
        model = Path(job.model) if job.model else fitting_demonstration_model(scene.roles)
        progress.report(0.0, _("Loading the model"))
        passport, network = load_model(model)
        scene.select(passport.band_roles)
        if passport.demonstration:
            progress.warn(demonstration_notice())
        view = view_at_pixel_size(scene, passport.pixel_size_m) if job.resample_to_model else scene
        extent = view.grid.window_of(job.extent) if job.extent else (0, 0, view.grid.width, view.grid.height)
        grid = RectangleGrid.over(view.grid, extent, job.size_m)
        mask = PolygonMask(*read_polygons(job.mask), view.grid, job.mask) if job.mask else None
        annotated = _annotated(job.annotations, view.grid)
        predictor = Predictor(passport, network, job.device, "auto", progress.check_cancelled)
        request = Request(job.normalisation, job.statistics, scaling_between(job.scale_min, job.scale_max))
        normalisation = choose_normalisation(request, passport, view, progress)
        is_own = normalisation.name == "norma-target" and not job.statistics
        for doubt in doubts(
            passport, scene, SceneSample.of_scene(view, extent), normalisation, is_own, job.resample_to_model
        ):
            progress.warn(doubt)
        describer = RectangleDescriber(view, grid, predictor, normalisation, mask, annotated)
        files = stack.enter_context(PartialFiles(Path(job.output)))
        layer = files.stage(Path(job.output))
        rectangles = _describe(describer, grid.blocks(), mask, job, progress)
        _check_room(rectangles, job)
        progress.report(DESCRIBED, _("Choosing rectangles"))
        choices = choose_rectangles(rectangles, job.count, job.seed)
        if len(choices) < job.count:
            progress.warn(
                _(
                    "Only {found} of {count} rectangles of {size:g} m have room in the scene without overlapping each "
                    "other, no data or annotations."
                ).format(found=len(choices), count=job.count, size=job.size_m)
            )
        suggestions = [_suggestion(choice, rectangles, view.grid, job.language) for choice in choices]
        write_suggestions(layer, suggestions, scene.grid.crs.to_wkt() if scene.grid.crs else "")
        # The last moment to cancel: from now on the layer is there.
        progress.report(1.0)
        files.publish()
    name = _("To annotate: {scene}").format(scene=Path(job.input).stem)
    return {"output": job.output, "layer_name": name, "rectangles": len(choices)}


def _check_values(job: SuggestAnnotationsJob) -> None:
    check_choices(job, CHOICES)
    check_output_file(job.output, LAYER_ENDINGS, [job.input, job.model, job.mask, job.annotations])
    check_seed("SEED", job.seed)
    if job.count < 1:
        raise InvalidInputError(_("COUNT is {count}, but must be at least 1.").format(count=job.count))


def _annotated(file: str, grid: Grid) -> Optional[PolygonMask]:
    """What is annotated already: nothing without a file, or before the first polygon was drawn."""
    polygons, crs = read_polygons(file, may_be_empty=True) if file else ([], "")
    return PolygonMask(polygons, crs, grid, file) if polygons else None


def _describe(
    describer: RectangleDescriber,
    blocks: List[RectangleBlock],
    mask: Optional[PolygonMask],
    job: SuggestAnnotationsJob,
    progress: Progress,
) -> Rectangles:
    """The rectangles of all blocks that hold something usable, or of as many as the limit allows.

    Raises:
        InvalidInputError: none holds anything.
    """
    if mask:
        blocks = [block for block in blocks if mask.read(block.window).any()]
    block_px = sum(block.window[2] * block.window[3] for block in blocks) / max(len(blocks), 1)
    limit = max(1, int(MAX_CLASSIFIED_PX / max(block_px, 1)))
    parts: List[Rectangles] = []
    for done, block in enumerate(spread_order(blocks, limit, job.seed)):
        if len(parts) == limit:
            break
        share = max(len(parts) / limit, done / len(blocks))
        progress.report(READY + (DESCRIBED - READY) * share, _("Looking at block {number}").format(number=done + 1))
        described = describer.describe(block)
        if described is not None:
            parts.append(described)
    if not parts:
        raise InvalidInputError(
            _("The raster '{file}' holds no valid pixel there; choose another extent, mask or NODATA.").format(
                file=job.input
            )
        )
    if len(parts) == limit < len(blocks):
        progress.log(
            _(
                "The scene is large: {limit} of its {blocks} blocks of about {side} px, spread over it by SEED {seed}, "
                "were looked at; rectangles lie in these."
            ).format(limit=limit, blocks=len(blocks), side=round(block_px**0.5), seed=job.seed)
        )
    return Rectangles.concatenated(parts)


def _check_room(rectangles: Rectangles, job: SuggestAnnotationsJob) -> None:
    if candidates(rectangles).any():
        return
    if (rectangles.usable >= MIN_USABLE).any():
        raise InvalidInputError(
            _(
                "The annotations of '{file}' leave no room for a rectangle of {size:g} m; choose a smaller SIZE_M."
            ).format(file=job.annotations, size=job.size_m)
        )
    raise InvalidInputError(
        _(
            "No rectangle of {size:g} m has {share:.0f} % of valid pixels inside the mask, the best has {best:.0f} %; "
            "choose a smaller SIZE_M."
        ).format(size=job.size_m, share=100 * MIN_USABLE, best=100 * float(rectangles.usable.max()))
    )


def _suggestion(choice: Choice, rectangles: Rectangles, grid: Grid, language: str) -> Suggestion:
    part = grid.crop(tuple(rectangles.windows[choice.number].tolist()))
    corners = tuple(
        part.transform @ at for at in ((0, 0), (part.width, 0), (part.width, part.height), (0, part.height))
    )
    shares = rectangles.classes[choice.number]
    likely = [index for index in np.argsort(-shares, kind="stable")[:NAMED_CLASSES] if shares[index] >= MIN_NAMED_SHARE]
    return Suggestion(
        corners,
        float(rectangles.uncertainty[choice.number]),
        choice.represents,
        CLASSES[choice.adds - 1].name(language),
        ", ".join(f"{CLASSES[index].name(language)} {100 * shares[index]:.0f} %" for index in likely),
    )
