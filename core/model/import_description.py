"""What the user says about a checkpoint, checked, and what an import answers."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import torch

from ..band_roles import SKIPPED, read_roles
from ..errors import InvalidInputError
from ..jobs import ImportModelJob
from ..language import _
from ..nomenclature import CLASSES_BY_NUMERO, NO_DATA
from ..raster.normalisation import FULL_SCALE
from .passport import Passport

KNOWN_ENCODING = "8-bit"
"""Of all published statistics."""


@dataclass(frozen=True)
class ImportedModel:
    """A checkpoint as a model, not saved yet.

    Attributes:
        passport: without a hash.
        tensors: by their names in the network of the passport.
        notes: for the log.
        warnings: what the user should check.
    """

    passport: Passport
    tensors: dict[str, torch.Tensor]
    notes: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True)
class TrainingStatistics:
    """How a network was fed in training; fields of the passport.

    Attributes:
        origin: where the numbers come from, for the passport.
    """

    normalisation: str
    means: tuple[float, ...]
    deviations: tuple[float, ...]
    origin: str


def is_changed(job: ImportModelJob) -> bool:
    """Whether the user says other things of a checkpoint of IGN's layout than IGN: then it is none of IGN's models."""
    published = ImportModelJob("", "")
    names = ("class_map", "means", "encoding", "pixel_size_m")
    return any(getattr(job, name) != getattr(published, name) for name in names)


def check_pixel_size(job: ImportModelJob) -> None:
    """Raises: InvalidInputError, if it is none."""
    if not 0 < job.pixel_size_m < math.inf:
        raise InvalidInputError(
            _("PIXEL_SIZE_M is {value}, but must be a number of metres above 0.").format(value=job.pixel_size_m)
        )


def named_roles(job: ImportModelJob) -> tuple[str, ...]:
    """Band roles that the user gave; empty if none.

    Raises:
        InvalidInputError: an unknown role, or one that stands twice.
    """
    roles = read_roles(job.band_roles)
    for role in roles:
        if role == SKIPPED or roles.count(role) > 1:
            raise InvalidInputError(
                _("BAND_ROLES is {roles}, but each input of the network needs a role of its own.").format(
                    roles=", ".join(roles)
                )
            )
    return roles


def named_outputs(job: ImportModelJob, count: int, file: str) -> tuple[int, ...]:
    """The ``numero`` of each output from ``CLASS_MAP``.

    Args:
        job: with a class map.
        count: outputs of the network.
        file: name of the checkpoint.

    Raises:
        InvalidInputError: it does not fit.
    """
    if len(job.class_map) != count:
        raise InvalidInputError(
            _("CLASS_MAP has {given} numbers, but the network in '{file}' has {count} outputs.").format(
                given=len(job.class_map), file=file, count=count
            )
        )
    for numero in job.class_map:
        if numero != NO_DATA and numero not in CLASSES_BY_NUMERO:
            raise InvalidInputError(
                _(
                    "CLASS_MAP holds {numero}, which is no class: use 1 to 15, or 0 for an output that is no CoSIA "
                    "class."
                ).format(numero=numero)
            )
    if not any(job.class_map):
        raise InvalidInputError(_("CLASS_MAP holds no class but 0; the network would have nothing to answer."))
    return job.class_map


def training_statistics(
    job: ImportModelJob, roles: Sequence[str], known: Mapping[str, tuple[float, float]], known_origin: str
) -> TrainingStatistics:
    """The statistics that the user gave, or else the known ones; norma-01 if there are neither.

    Args:
        job: with ``means``, ``stds`` and ``encoding``.
        roles: of the network's inputs.
        known: mean and standard deviation by role; empty if nothing is known.
        known_origin: where these come from.

    Raises:
        InvalidInputError: they do not fit, or nothing is known of a band.
    """
    if job.means or job.stds:
        _check_statistics(job, roles)
        return TrainingStatistics("norma-source", job.means, job.stds, "given by the user")
    if known and job.encoding != KNOWN_ENCODING:
        raise InvalidInputError(
            _(
                "ENCODING is {encoding}, but the known training statistics are those of {known}; give MEANS and STDS "
                "of the images that the network was trained on."
            ).format(encoding=job.encoding, known=KNOWN_ENCODING)
        )
    if not known:
        return TrainingStatistics("norma-01", (), (), "none")
    unknown = [role for role in roles if role not in known]
    if unknown:
        raise InvalidInputError(
            _("The training statistics of the band {role} are not known; give MEANS and STDS of all bands.").format(
                role=", ".join(unknown)
            )
        )
    means, deviations = zip(*(known[role] for role in roles))
    return TrainingStatistics("norma-source", means, deviations, known_origin)


def _check_statistics(job: ImportModelJob, roles: Sequence[str]) -> None:
    for name, values in (("MEANS", job.means), ("STDS", job.stds)):
        if len(values) != len(roles):
            raise InvalidInputError(
                _("{parameter} has {given} numbers, but the network has {count} bands: {roles}.").format(
                    parameter=name, given=len(values), count=len(roles), roles=", ".join(roles)
                )
            )
        unfit = next((value for value in values if not math.isfinite(value)), None)
        if unfit is not None:
            raise InvalidInputError(
                _("{parameter} holds {value}, but must be finite numbers.").format(parameter=name, value=unfit)
            )
    if min(job.stds) <= 0:
        raise InvalidInputError(_("STDS holds {value}, but must be above 0.").format(value=min(job.stds)))
    if max(job.means) <= 1 and max(job.stds) <= 1:
        raise InvalidInputError(
            _(
                "MEANS and STDS look like numbers for pixels of 0 to 1 (means up to {mean}), but ENCODING {encoding} "
                "counts digital numbers: multiply both by {factor:.0f}."
            ).format(mean=max(job.means), encoding=job.encoding, factor=FULL_SCALE[job.encoding])
        )
