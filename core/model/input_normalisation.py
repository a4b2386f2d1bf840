"""Which normalisation a raster gets for a model, and with which statistics."""

from dataclasses import dataclass
from pathlib import Path
from typing import Optional, Sequence, Tuple

from ..errors import InvalidInputError
from ..language import _, number_text
from ..progress import Progress
from ..raster.encoding import Scaling
from ..raster.normalisation import Normalisation
from ..raster.scene import Scene
from ..raster.statistics import Statistics, compute_statistics
from ..raster.statistics_conversion import from_8_bit, to_8_bit
from .passport import Passport


@dataclass(frozen=True)
class Request:
    """What the user asked for.

    Attributes:
        name: ``auto`` or one of ``NORMALISATIONS``.
        statistics_file: JSON of the target data set, or empty.
        scaling: digital numbers that 1 and 255 of 8-bit values stand for, in all bands; None: what an 8-bit stack
            says of itself, if it does.
        is_trial: whether all normalisations are asked for in turn, so that it goes without saying that some of them
            use neither the statistics nor the scaling.
        takes_scaling: whether the user can give a scaling where this is asked.
    """

    name: str
    statistics_file: str
    scaling: Optional[Scaling] = None
    is_trial: bool = False
    takes_scaling: bool = True


def choose_normalisation(request: Request, passport: Passport, scene: Scene, progress: Progress) -> Normalisation:
    """The normalisation for ``scene``, whose selected bands are those of the model.

    ``auto`` does what the model was trained with, and norma-target where the statistics of a model trained with
    norma-source refer to another encoding and cannot be converted: they mean nothing then.

    Raises:
        InvalidInputError: the encoding does not allow what was asked for.
    """
    name = _automatic(request, passport, scene, progress) if request.name == "auto" else request.name
    if request.statistics_file and name != "norma-target" and not request.is_trial:
        progress.log(
            _("{normalisation} does not use the statistics '{file}'.").format(
                normalisation=name, file=request.statistics_file
            )
        )
    if name == "norma-target":
        normalisation, converted = _target(request, scene, progress)
    elif name == "norma-source":
        normalisation, converted = _source(request, passport, scene)
    else:
        normalisation, converted = _unit_range(scene), False
    if request.scaling and not converted and not request.is_trial:
        progress.log(
            _("SCALE_MIN and SCALE_MAX are not used: {normalisation} converts no statistics here.").format(
                normalisation=name
            )
        )
    return normalisation


def encoding_phrase(encoding: str) -> str:
    """An encoding in words."""
    phrases = {"8-bit": _("8-bit values"), "reflectance": _("reflectance × 10 000")}
    return phrases.get(encoding, _("values of unknown meaning"))


def _automatic(request: Request, passport: Passport, scene: Scene, progress: Progress) -> str:
    if request.statistics_file:
        return "norma-target"
    if scene.encoding == passport.encoding:
        return passport.normalisation
    trained, given = encoding_phrase(passport.encoding), encoding_phrase(scene.encoding)
    if passport.normalisation == "norma-01":
        progress.warn(
            _("The model was trained on {trained}, the raster holds {given}; each is scaled to 0-1 by itself.").format(
                trained=trained, given=given
            )
        )
        return "norma-01"
    if _scalings(request, scene, passport.encoding):
        return "norma-source"
    progress.warn(
        _(
            "The model was trained on {trained}, the raster holds {given}: it is normalised with its own "
            "statistics (norma-target)."
        ).format(trained=trained, given=given)
    )
    return "norma-target"


def _unit_range(scene: Scene) -> Normalisation:
    if not scene.encoding:
        raise InvalidInputError(
            _(
                "norma-01 needs to know what the values of '{file}' mean; stack it with 'Stack bands', or choose "
                "norma-target."
            ).format(file=scene.path)
        )
    return Normalisation.to_unit_range(len(scene.roles), scene.encoding)


def _source(request: Request, passport: Passport, scene: Scene) -> Tuple[Normalisation, bool]:
    if not passport.means:
        raise InvalidInputError(
            _("The model '{model}' carries no statistics (it was trained with norma-01); choose norma-01.").format(
                model=passport.name
            )
        )
    name, own = "norma-source", (passport.means, passport.deviations)
    if scene.encoding == passport.encoding:
        return Normalisation(name, *own, passport.name), False
    scalings = _scalings(request, scene, passport.encoding)
    if not scalings:
        raise InvalidInputError(
            _("norma-source would apply statistics of {trained} to {given} in '{file}'; {remedy}.").format(
                trained=encoding_phrase(passport.encoding),
                given=encoding_phrase(scene.encoding),
                file=scene.path,
                remedy=_remedy(request, scene, passport.encoding, _("choose norma-target")),
            )
        )
    return _converted(name, own, scene, scalings, passport.name), True


def _target(request: Request, scene: Scene, progress: Progress) -> Tuple[Normalisation, bool]:
    name, file = "norma-target", request.statistics_file
    if not file:
        statistics = compute_statistics(scene, (0, 0, scene.grid.width, scene.grid.height), progress)
        progress.log(
            _(
                "Statistics of the target come from this scene alone ({km2:.2f} km²); the method means those of a "
                "whole data set."
            ).format(km2=scene.grid.area_km2())
        )
        origin = _("this scene, {pixels} pixels").format(pixels=statistics.pixels)
        return Normalisation(name, statistics.means, statistics.deviations, origin), False
    statistics = Statistics.from_file(Path(file)).of_roles(scene.roles, file)
    given, origin = (statistics.means, statistics.deviations), Path(file).name
    if statistics.encoding == scene.encoding:
        if not scene.encoding:
            progress.log(
                _("Neither '{file}' nor the raster says what its values mean; they are taken for the same.").format(
                    file=file
                )
            )
        return Normalisation(name, *given, origin), False
    scalings = _scalings(request, scene, statistics.encoding)
    if not scalings:
        raise InvalidInputError(
            _("The statistics '{file}' refer to {theirs}, the raster holds {given}; {remedy}.").format(
                file=file,
                theirs=encoding_phrase(statistics.encoding),
                given=encoding_phrase(scene.encoding),
                remedy=_remedy(request, scene, statistics.encoding, _("choose those of this raster, or none")),
            )
        )
    return _converted(name, given, scene, scalings, origin), True


def _scalings(request: Request, scene: Scene, encoding: str) -> Tuple[Scaling, ...]:
    """By band, the scaling between the scene's encoding and ``encoding``; none if it is unknown.

    One side has to be 8-bit; what the digital numbers of the other mean is then the user's word, or that of the
    stack.
    """
    if (scene.encoding == "8-bit") == (encoding == "8-bit"):
        return ()
    if request.scaling:
        return (request.scaling,) * len(scene.roles)
    if encoding == "reflectance" and all(role in scene.scalings for role in scene.roles):
        return tuple(scene.scalings[role] for role in scene.roles)
    return ()


def _remedy(request: Request, scene: Scene, encoding: str, otherwise: str) -> str:
    if "8-bit" not in (scene.encoding, encoding):
        return otherwise
    if not request.takes_scaling:
        if scene.encoding == "8-bit":
            return otherwise
        return _("{otherwise}, or give scenes that 'Stack bands' made 8-bit").format(otherwise=otherwise)
    return _(
        "{otherwise}, or set SCALE_MIN and SCALE_MAX to the digital numbers that 8-bit 1 and 255 stand for"
    ).format(otherwise=otherwise)


def _converted(
    name: str,
    moments: Tuple[Sequence[float], Sequence[float]],
    scene: Scene,
    scalings: Tuple[Scaling, ...],
    origin: str,
) -> Normalisation:
    convert = to_8_bit if scene.encoding == "8-bit" else from_8_bit
    bounds = ", ".join(sorted({number_text(one.low, ".6g") + "-" + number_text(one.high, ".6g") for one in scalings}))
    origin = _("{origin}, converted with {bounds} as 8-bit 1-255").format(origin=origin, bounds=bounds)
    return Normalisation(name, *convert(*moments, scalings), origin)
