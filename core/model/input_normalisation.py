"""Which normalisation a raster gets for a model, and with which statistics."""

from dataclasses import dataclass
from pathlib import Path

from ..errors import InvalidInputError
from ..language import _
from ..progress import Progress
from ..raster.normalisation import Normalisation
from ..raster.scene import Scene
from ..raster.statistics import Statistics, compute_statistics
from .passport import Passport


@dataclass(frozen=True)
class Request:
    """What the user asked for.

    Attributes:
        name: ``auto`` or one of ``NORMALISATIONS``.
        statistics_file: JSON of the target data set, or empty.
    """

    name: str
    statistics_file: str


def choose_normalisation(request: Request, passport: Passport, scene: Scene, progress: Progress) -> Normalisation:
    """The normalisation for ``scene``, whose selected bands are those of the model.

    ``auto`` does what the model was trained with where the encodings agree, and norma-target elsewhere:
    statistics of one encoding mean nothing for another.

    Raises:
        InvalidInputError: the encoding does not allow what was asked for.
    """
    name = request.name
    if name == "auto":
        name = passport.normalisation
        if request.statistics_file:
            name = "norma-target"
        elif scene.encoding != passport.encoding:
            name = "norma-target"
            progress.warn(
                _(
                    "The model was trained on {trained}, the raster holds {given}: it is normalised with its own "
                    "statistics (norma-target)."
                ).format(trained=encoding_phrase(passport.encoding), given=encoding_phrase(scene.encoding))
            )
    if name == "norma-target":
        return _target(request, scene, progress)
    if name == "norma-01":
        if not scene.encoding:
            raise InvalidInputError(
                _(
                    "norma-01 needs to know what the values of '{file}' mean; stack it with 'Stack bands', or choose "
                    "norma-target."
                ).format(file=scene.path)
            )
        return Normalisation.to_unit_range(len(scene.roles), scene.encoding)
    if not passport.means:
        raise InvalidInputError(
            _("The model '{model}' carries no statistics (it was trained with norma-01); choose norma-01.").format(
                model=passport.name
            )
        )
    if scene.encoding != passport.encoding:
        raise InvalidInputError(
            _("norma-source would apply statistics of {trained} to {given} in '{file}'; choose norma-target.").format(
                trained=encoding_phrase(passport.encoding),
                given=encoding_phrase(scene.encoding),
                file=scene.path,
            )
        )
    return Normalisation("norma-source", passport.means, passport.deviations, passport.name)


def encoding_phrase(encoding: str) -> str:
    """An encoding in words."""
    phrases = {"8-bit": _("8-bit values"), "reflectance": _("reflectance × 10 000")}
    return phrases.get(encoding, _("values of unknown meaning"))


def _target(request: Request, scene: Scene, progress: Progress) -> Normalisation:
    if request.statistics_file:
        file = request.statistics_file
        statistics = Statistics.from_file(Path(file)).of_roles(scene.roles, file)
        if statistics.encoding != scene.encoding:
            raise InvalidInputError(
                _(
                    "The statistics '{file}' refer to {theirs}, the raster holds {given}; choose those of this "
                    "raster, or none."
                ).format(
                    file=file,
                    theirs=encoding_phrase(statistics.encoding),
                    given=encoding_phrase(scene.encoding),
                )
            )
        origin = Path(file).name
    else:
        statistics = compute_statistics(scene, (0, 0, scene.grid.width, scene.grid.height), progress)
        origin = _("this scene, {pixels} pixels").format(pixels=statistics.pixels)
        progress.log(
            _(
                "Statistics of the target come from this scene alone ({km2:.2f} km²); the method means those of a "
                "whole data set."
            ).format(km2=scene.grid.area_km2())
        )
    return Normalisation("norma-target", statistics.means, statistics.deviations, origin)
