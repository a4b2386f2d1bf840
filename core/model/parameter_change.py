"""Which parameters moved between two models of one architecture, and how far.

The change of a set of numbers w, which were w0 in the other model, is ``||w - w0|| / ||w0||`` with Euclidean norms
over all numbers of the set together: 0 where nothing moved, about 1.41 where two vectors of one length have nothing
in common.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Optional

import torch

from ..errors import InvalidInputError
from ..language import _
from .extension import stem_name
from .layer_groups import Group, LayerGroups
from .passport import Passport

Model = tuple[Passport, torch.nn.Module]


@dataclass
class Movement:
    """How far a set of numbers moved; sums may be added up.

    Attributes:
        numbers: how many there are.
        moved: sum of squared differences.
        before: sum of squares in the other model.
    """

    numbers: int = 0
    moved: float = 0.0
    before: float = 0.0

    def add(self, after: torch.Tensor, before: torch.Tensor) -> None:
        after, before = after.double(), before.double()
        self.numbers += after.numel()
        self.moved += float((after - before).square().sum())
        self.before += float(before.square().sum())

    def __add__(self, other: "Movement") -> "Movement":
        return Movement(self.numbers + other.numbers, self.moved + other.moved, self.before + other.before)

    @property
    def relative(self) -> Optional[float]:
        """None where the other model has zeros only, of which nothing is a share."""
        if self.before == 0.0:
            return 0.0 if self.moved == 0.0 else None
        return float((self.moved / self.before) ** 0.5)


@dataclass
class Change:
    """Movement of a layer or group.

    Attributes:
        weights: kernels and biases.
        scales: scales and shifts that normalisation learns.
        statistics: what batch normalisation counts: running means and deviations of the features.
    """

    weights: Movement = field(default_factory=Movement)
    scales: Movement = field(default_factory=Movement)
    statistics: Movement = field(default_factory=Movement)

    def __add__(self, other: "Change") -> "Change":
        return Change(self.weights + other.weights, self.scales + other.scales, self.statistics + other.statistics)


@dataclass(frozen=True)
class BandChange:
    """What the first convolution makes of one band.

    Attributes:
        role: of the band.
        relative: change of its kernels; None where one of the two models does not know the band.
        share: of this band in the first convolution, ``||w of the band||² / ||w||²``, now; None where the model does
            not know the band.
        share_before: the same in the other model.
    """

    role: str
    relative: Optional[float]
    share: Optional[float]
    share_before: Optional[float]


@dataclass(frozen=True)
class ParameterChange:
    """Two models compared; every dictionary is in the order from the image to the classes.

    Attributes:
        groups: change of each group.
        layers: change of each layer, by its name in the network; a layer is what one module holds.
        layer_groups: group of each layer.
        bands: of the first convolution, if the two read different bands or the same in another order.
        numeros: classes whose outputs were compared; channels that were never trained, or that only one has, are not.
        numeros_left_out: classes that only one of the two has.
    """

    groups: dict[Group, Change]
    layers: dict[str, Change]
    layer_groups: dict[str, Group]
    bands: tuple[BandChange, ...]
    numeros: tuple[int, ...]
    numeros_left_out: tuple[int, ...]


def compare_parameters(model: Model, other: Model) -> ParameterChange:
    """How far the parameters of ``model`` lie from those of ``other``.

    Bands of the first convolution are matched by role, outputs of the head by ``numero``.

    Raises:
        InvalidInputError: the two are of different architectures, so that no layer answers to another.
    """
    (passport, network), (other_passport, other_network) = model, other
    _check_comparable(passport, other_passport)
    state, other_state = network.state_dict(), other_network.state_dict()
    stem = stem_name(state, passport) if passport.band_roles != other_passport.band_roles else ""
    channels, other_channels = _matching_outputs(passport, other_passport)
    grouping = LayerGroups(network, len(passport.band_roles))
    groups: dict[Group, Change] = {}
    layers: dict[str, Change] = {}
    layer_groups: dict[str, Group] = {}
    for name, tensor in state.items():
        layer, _dot, kind = name.rpartition(".")
        if kind == "num_batches_tracked":
            continue
        after, before = tensor, other_state[name]
        if name == stem:
            after, before = _shared_bands(after, before, passport.band_roles, other_passport.band_roles)
        elif name.startswith("segmentation_head."):
            after, before = after[channels], before[other_channels]
        group = layer_groups.setdefault(layer, grouping.group_of(layer))
        # Of all layers, only those of normalisation have a weight without a kernel.
        is_scale = f"{layer}.weight" in state and state[f"{layer}.weight"].ndim == 1
        for changes in (groups.setdefault(group, Change()), layers.setdefault(layer, Change())):
            if kind == "running_var":
                changes.statistics.add(after.sqrt(), before.sqrt())
            elif kind == "running_mean":
                changes.statistics.add(after, before)
            else:
                (changes.scales if is_scale else changes.weights).add(after, before)
    numeros, other_numeros = ({numero for numero in one.outputs if numero} for one in (passport, other_passport))
    return ParameterChange(
        groups,
        layers,
        layer_groups,
        _band_changes(state[stem], other_state[stem], passport, other_passport) if stem else (),
        tuple(sorted({passport.outputs[channel] for channel in channels})),
        tuple(sorted(numeros ^ other_numeros)),
    )


def _check_comparable(passport: Passport, other: Passport) -> None:
    def kind(one: Passport) -> tuple[str, str, tuple[int, ...], bool]:
        return one.architecture, one.encoder, one.decoder_channels, one.metadata_embedding

    if kind(passport) != kind(other):
        raise InvalidInputError(
            _(
                "'{name}' ({description}) and '{other}' ({other_description}) are networks of different shape, so no "
                "parameter of one answers to one of the other; choose the model that '{name}' was made from."
            ).format(
                name=passport.name,
                description=describe_network(passport),
                other=other.name,
                other_description=describe_network(other),
            )
        )


def describe_network(passport: Passport) -> str:
    """Architecture, encoder and decoder in a few words."""
    words = [passport.architecture, passport.encoder]
    if passport.decoder_channels:
        words.append("-".join(map(str, passport.decoder_channels)))
    if passport.metadata_embedding:
        words.append(_("embedded metadata"))
    return ", ".join(words)


def _matching_outputs(passport: Passport, other: Passport) -> tuple[list[int], list[int]]:
    """Output channels of both that stand for the same class; never those that were not trained."""
    pairs = [
        (channel, other_channel)
        for channel, numero in enumerate(passport.outputs)
        for other_channel, other_numero in enumerate(other.outputs)
        if numero and numero == other_numero
    ]
    if not pairs:
        raise InvalidInputError(
            _("'{name}' and '{other}' have no class in common, so their heads cannot be compared.").format(
                name=passport.name, other=other.name
            )
        )
    return [channel for channel, _other in pairs], [channel for _own, channel in pairs]


def _shared_bands(
    kernels: torch.Tensor, other: torch.Tensor, roles: Sequence[str], other_roles: Sequence[str]
) -> tuple[torch.Tensor, torch.Tensor]:
    shared = [role for role in roles if role in other_roles]
    return kernels[:, [roles.index(role) for role in shared]], other[:, [other_roles.index(role) for role in shared]]


def _band_changes(
    kernels: torch.Tensor, other: torch.Tensor, passport: Passport, other_passport: Passport
) -> tuple[BandChange, ...]:
    roles, other_roles = passport.band_roles, other_passport.band_roles
    changes = []
    for role in dict.fromkeys((*roles, *other_roles)):
        movement = Movement()
        if role in roles and role in other_roles:
            movement.add(kernels[:, roles.index(role)], other[:, other_roles.index(role)])
        changes.append(
            BandChange(
                role,
                movement.relative if movement.numbers else None,
                _share(kernels, roles, role),
                _share(other, other_roles, role),
            )
        )
    return tuple(changes)


def _share(kernels: torch.Tensor, roles: Sequence[str], role: str) -> Optional[float]:
    if role not in roles:
        return None
    squares = kernels.double().square()
    return float(squares[:, roles.index(role)].sum() / squares.sum())
