"""Opening the scenes of a training and what is annotated on them, and whether they go together."""

from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path

import numpy as np

from ..band_roles import read_roles
from ..errors import InvalidInputError
from ..jobs import TrainingJob
from ..language import _
from ..nomenclature import CLASSES
from ..progress import Progress
from ..raster.reference import Reference, ReferencePolygons, ReferenceRaster, is_raster
from ..raster.resampled_scene import ResampledScene
from ..raster.scene import Scene
from ..raster.shared_ground import groups_of_shared_ground, share_ground
from ..sensors import ENCODINGS
from ..vector.annotations import check_annotations
from .annotated_scene import AnnotatedScene
from .data import CHIP_SIZES_PX, TrainingData

PIXEL_SIZE_TOLERANCE = 0.1
"""Scenes whose pixels differ by more from those of the first one are resampled to them."""


def open_training_data(job: TrainingJob, folder: Path, progress: Progress, stack: ExitStack) -> TrainingData:
    """Open the scenes and copy what is annotated of them into ``folder``; the split is still to be chosen.

    Raises:
        InvalidInputError: scenes do not go together, annotations do not fit, or the disk has no room.
    """
    given = [stack.enter_context(Scene(path, read_roles(job.band_roles), job.nodata)) for path in job.inputs]
    _check_together(given)
    pixel_m = float(np.mean(given[0].grid.pixel_size_m()))
    scenes = [given[0], *(_at_pixel_size(scene, pixel_m) for scene in given[1:])]
    opened = [stack.enter_context(Scene(path, (), None)) for path in job.source_inputs]
    _check_together(opened)
    views: list[Scene] = [_at_pixel_size(scene, pixel_m) for scene in opened]
    groups = _groups(scenes, views, (job.chip_size_px or max(CHIP_SIZES_PX)) / 2)
    warnings = _told_of_resampling(scenes, pixel_m)
    references = _references(job.annotations, job.class_field, scenes, warnings, stack)
    source_references = _references(job.source_labels, job.class_field, views, warnings, stack)
    target: list[AnnotatedScene] = []
    source: list[AnnotatedScene] = []
    for number, (scene, own) in enumerate(zip((*scenes, *views), groups)):
        is_target = number < len(scenes)
        progress.report(0.0, _("Reading annotations of {file}").format(file=Path(scene.path).name))
        place = folder / f"scene-{number}"
        place.mkdir(exist_ok=True)
        files = (references if is_target else source_references)[scene.path]
        annotated = stack.enter_context(AnnotatedScene(scene, files, own, place, progress))
        (target if is_target else source).append(annotated)
        warnings += annotated.warnings()
    data = TrainingData(target, source, scenes, views, language=job.language, warnings=warnings)
    _check_annotated(data, job)
    return data


def _groups(scenes: Sequence[Scene], views: Sequence[Scene], near_px: float) -> list[tuple[int, ...]]:
    """Groups of shared ground by scene; those of the second source join none, however many they reach into."""
    own = groups_of_shared_ground([scene.grid for scene in scenes], near_px)
    reached = [
        {group for scene, group in zip(scenes, own) if share_ground(view.grid, scene.grid, near_px)} for view in views
    ]
    return [*((group,) for group in own), *(tuple(sorted(groups)) for groups in reached)]


def _check_together(scenes: Sequence[Scene]) -> None:
    """Raises: InvalidInputError, unless all have the same bands and a known encoding."""
    for scene in scenes:
        if scene.encoding not in ENCODINGS:
            raise InvalidInputError(
                _("Nothing says what the values of '{file}' mean; stack it with 'Stack bands' first.").format(
                    file=scene.path
                )
            )
        first = scenes[0]
        if set(scene.roles) != set(first.roles):
            raise InvalidInputError(
                _("'{file}' has the bands {theirs}, but '{first}' has {ours}; give scenes of the same bands.").format(
                    file=scene.path, theirs=", ".join(scene.roles), first=first.path, ours=", ".join(first.roles)
                )
            )
        if scene.encoding != first.encoding:
            raise InvalidInputError(
                _(
                    "'{file}' holds {theirs} values, but '{first}' holds {ours}; give scenes of the same encoding."
                ).format(file=scene.path, theirs=scene.encoding, first=first.path, ours=first.encoding)
            )
        scene.select(first.roles)


def _at_pixel_size(scene: Scene, pixel_m: float) -> Scene:
    if all(abs(side_m / pixel_m - 1) <= PIXEL_SIZE_TOLERANCE for side_m in scene.grid.pixel_size_m()):
        return scene
    return ResampledScene(scene, pixel_m)


def _told_of_resampling(scenes: Sequence[Scene], pixel_m: float) -> list[str]:
    return [
        _("The pixels of '{file}' are resampled to {size:.3g} m, those of '{first}'.").format(
            file=scene.path, size=pixel_m, first=scenes[0].path
        )
        for scene in scenes
        if isinstance(scene, ResampledScene)
    ]


def _references(
    files: Sequence[str], class_field: str, scenes: Sequence[Scene], warnings: list[str], stack: ExitStack
) -> dict[str, list[Reference]]:
    """The annotations of each scene, by its path."""
    found: dict[str, list[Reference]] = {scene.path: [] for scene in scenes}
    for file in files:
        if is_raster(file):
            raster = stack.enter_context(ReferenceRaster(file))
            for scene in scenes:
                found[scene.path].append(raster)
            continue
        if not Path(file).exists():
            raise InvalidInputError(
                _("The annotations '{file}' do not exist; give polygons or a raster of classes.").format(file=file)
            )
        annotations = check_annotations(file, class_field, [scene.grid for scene in scenes])
        warnings += list(annotations.warnings)
        for scene in scenes:
            found[scene.path].append(
                ReferencePolygons(annotations.polygons, annotations.numeros, annotations.crs, scene.grid, file)
            )
    return found


def _check_annotated(data: TrainingData, job: TrainingJob) -> None:
    files = ", ".join(f"'{file}'" for file in job.annotations)
    counts = sum((scene.annotated() for scene in data.target), np.zeros(len(CLASSES), np.int64))
    if not counts.any():
        raise InvalidInputError(
            _("The annotations {files} name no class on a valid pixel of the scenes; check where they lie.").format(
                files=files
            )
        )
    if np.count_nonzero(counts) < 2:
        only = CLASSES[int(np.flatnonzero(counts)[0])].name(job.language)
        raise InvalidInputError(
            _("The annotations {files} hold one class only, {only}; a model learns from two or more.").format(
                files=files, only=only
            )
        )
    if job.source_inputs and not any(scene.annotated().any() for scene in data.source):
        raise InvalidInputError(
            _("The labels of the second source name no class on a valid pixel of its images; check where they lie.")
        )
