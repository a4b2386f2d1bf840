"""Extending a trained network to bands that it did not know, and putting its bands into another order."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Optional

import torch

from ..errors import InvalidInputError, ModelError
from ..language import _
from ..raster.statistics import Statistics
from ..sensors import BAND_ROLES, nearest_role
from .passport import EXTENSIONS, Passport

METHODS = ("ignore", *EXTENSIONS)

RGB_ONLY_ENCODERS = "mit_"
"""Start of the names of encoders that segmentation-models-pytorch builds for three bands only."""


def extend_model(
    passport: Passport,
    state_dict: Mapping[str, torch.Tensor],
    roles: Sequence[str],
    method: str,
    statistics: Optional[Statistics] = None,
) -> tuple[Passport, dict[str, torch.Tensor]]:
    """A model whose first convolution takes the bands ``roles`` in this order.

    What a band that the model did not know gets:

    - ``ignore``: no place; the model stays as it is, in its own order.
    - ``zero``: a kernel of zeros. The outputs stay what they were until training moves it.
    - ``nearest``: the kernel of the known band of the nearest wavelength. That band and its copies share the weight
      in equal parts, so that the response stays the same where they show the same.
    - ``mean``: the mean of the known kernels. All kernels are scaled by known / all bands, so that the response stays
      the same where all bands show the same.

    Args:
        passport: of the model; it stays as it is.
        state_dict: of its network, in the network's own order.
        roles: wanted bands; every band of the model must be among them.
        method: one of ``METHODS``.
        statistics: mean and deviation of the new bands, as digital numbers of the passport's encoding, from the data
            set that the model will be trained on. Needed unless the model was trained with norma-01: a model knows no
            statistics of bands that it never saw. Those of known bands are left unread.

    Returns:
        Passport and tensors of the new model. As its figures of accuracy do not hold for it, the former training
        record moves under ``extended_from``, with the former hash; ``save_model`` fills in the new one.

    Raises:
        InvalidInputError: bands, method or statistics do not fit.
        ModelError: the network cannot be extended.
    """
    _check(passport, roles, method)
    new = [role for role in roles if role not in passport.band_roles]
    if method == "ignore" or tuple(roles) == passport.band_roles:
        return passport, dict(state_dict)
    stem = stem_name(state_dict, passport)
    known_kernels = dict(zip(passport.band_roles, state_dict[stem].unbind(1)))
    kernels = _extended_kernels(known_kernels, new, method) if new else known_kernels
    means, deviations = _extended_statistics(passport, roles, new, statistics)
    extended = replace(passport, band_roles=tuple(roles), means=means, deviations=deviations, tensor_hash="")
    if new:
        extended = replace(
            extended,
            extended_bands=(*passport.extended_bands, *new),
            extension=method,
            training={"extended_from": {"tensor_hash": passport.tensor_hash, "training": passport.training}},
        )
    return extended, {**state_dict, stem: torch.stack([kernels[role] for role in roles], dim=1)}


def stem_name(state_dict: Mapping[str, torch.Tensor], passport: Passport) -> str:
    """Name of the kernel that reads the bands: the encoder's first one.

    Args:
        state_dict: of the network, in the network's own order.

    Raises:
        ModelError: the encoder takes three bands only, or its first kernel does not take the passport's bands.
    """
    if passport.encoder.startswith(RGB_ONLY_ENCODERS):
        raise ModelError(
            _("The encoder '{encoder}' of the model '{name}' takes three bands only, so it cannot be extended.").format(
                encoder=passport.encoder, name=passport.name
            )
        )
    kernels = (name for name, tensor in state_dict.items() if name.startswith("encoder.") and tensor.ndim == 4)
    stem = next(kernels, "")
    if not stem or state_dict[stem].shape[1] != len(passport.band_roles):
        raise ModelError(
            _("The first convolution of the model '{name}' does not take its {bands} bands.").format(
                name=passport.name, bands=len(passport.band_roles)
            )
        )
    return stem


def _check(passport: Passport, roles: Sequence[str], method: str) -> None:
    if method not in METHODS:
        raise InvalidInputError(
            _("The way to extend '{method}' is unknown; use one of {methods}.").format(
                method=method, methods=", ".join(METHODS)
            )
        )
    unknown = [role for role in roles if role not in BAND_ROLES]
    if unknown or len(set(roles)) < len(roles):
        raise InvalidInputError(
            _("The band roles {roles} hold an unknown one, or one twice; use each of {known} at most once.").format(
                roles=", ".join(roles), known=", ".join(BAND_ROLES)
            )
        )
    missing = [role for role in passport.band_roles if role not in roles]
    if missing:
        raise InvalidInputError(
            _("The model '{name}' needs the band {missing}, which is not among {roles}.").format(
                name=passport.name, missing=", ".join(missing), roles=", ".join(roles)
            )
        )
    new = [role for role in roles if role not in passport.band_roles]
    if new and method not in ("ignore", passport.extension or method):
        raise InvalidInputError(
            _("The model '{name}' was extended by '{former}' before; use that instead of '{method}'.").format(
                name=passport.name, former=passport.extension, method=method
            )
        )
    dark = [role for role in new if BAND_ROLES[role].centre_nm is None]
    if dark and method == "nearest":
        raise InvalidInputError(
            _("The band {role} measures no light, so no wavelength is near to it; extend by 'zero' or 'mean'.").format(
                role=dark[0]
            )
        )


def _extended_kernels(known: dict[str, torch.Tensor], new: Sequence[str], method: str) -> dict[str, torch.Tensor]:
    if method == "zero":
        return {**known, **{role: torch.zeros_like(next(iter(known.values()))) for role in new}}
    if method == "mean":
        mean = torch.stack(list(known.values())).mean(dim=0)
        scale = len(known) / (len(known) + len(new))
        return {role: kernel * scale for role, kernel in {**known, **dict.fromkeys(new, mean)}.items()}
    with_light = [role for role in known if BAND_ROLES[role].centre_nm is not None]
    sources = {role: nearest_role(role, with_light) for role in new}
    copies = Counter(sources.values())
    shared = {role: kernel / (1 + copies[role]) for role, kernel in known.items()}
    return {**shared, **{role: shared[source] for role, source in sources.items()}}


def _extended_statistics(
    passport: Passport, roles: Sequence[str], new: Sequence[str], statistics: Optional[Statistics]
) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """Means and deviations in the order of ``roles``; empty for norma-01."""
    if not passport.means:
        return (), ()
    by_role = dict(zip(passport.band_roles, zip(passport.means, passport.deviations)))
    if new:
        if statistics is None or not set(new) <= set(statistics.roles):
            raise InvalidInputError(
                _(
                    "The model '{name}' knows no statistics of the band {new}; give those of the images that it will "
                    "be trained on."
                ).format(name=passport.name, new=", ".join(new))
            )
        if statistics.encoding != passport.encoding:
            raise InvalidInputError(
                _(
                    "The statistics of the new bands refer to the encoding '{theirs}', the model '{name}' to '{ours}'; "
                    "compute them on images of the model's encoding."
                ).format(theirs=statistics.encoding, name=passport.name, ours=passport.encoding)
            )
        given = dict(zip(statistics.roles, zip(statistics.means, statistics.deviations)))
        by_role.update((role, given[role]) for role in new)
    means, deviations = zip(*(by_role[role] for role in roles))
    return means, deviations
