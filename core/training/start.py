"""The network that a training starts from."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Optional

import torch

from ..errors import InvalidInputError
from ..language import _
from ..model.extension import extend_model
from ..model.metadata_embedding import refuse_metadata_embedding
from ..model.model_file import load_model
from ..model.network import build_network
from ..model.passport import Passport
from ..nomenclature import CLASSES
from .imagenet import EncoderWeights
from .initialisation import load_encoder

DECODER_CHANNELS = (256, 128, 64, 32, 16)
"""Of IGN's U-Net."""

PATCH_PX = 512

ALL_CLASSES = tuple(cls.numero for cls in CLASSES)

BASIC_BANDS = ("red", "green", "blue", "nir")
"""What a network from scratch takes of the scenes where other bands are to be ignored."""


@dataclass(frozen=True)
class Parent:
    """The model that training starts from, or that the result is compared with.

    Attributes:
        passport: as in the file.
        state: its weights by name.
        file: where it lies.
    """

    passport: Passport
    state: Mapping[str, torch.Tensor]
    file: Path

    @classmethod
    def load(cls, file: Path) -> "Parent":
        """Raises: ModelError, as ``load_model``; or it reads more than pixels."""
        passport, network = load_model(file)
        refuse_metadata_embedding(passport)
        return cls(passport, network.state_dict(), file)

    def network(self) -> torch.nn.Module:
        """A copy of it as it is."""
        return _network_with(self.passport, self.state)


def network_roles(extra_bands: str, scene_roles: Sequence[str], parent: Optional[Passport]) -> tuple[str, ...]:
    """Bands of the network that will be trained.

    Those of the parent in its order, then those that only the scenes have unless they are ignored. Without a parent
    the scenes' own, or the four basic ones among them if others are ignored.

    Raises:
        InvalidInputError: the scenes lack a band of the parent.
    """
    if parent is None:
        basic = tuple(role for role in BASIC_BANDS if role in scene_roles)
        return basic if extra_bands == "ignore" and basic else tuple(scene_roles)
    missing = [role for role in parent.band_roles if role not in scene_roles]
    if missing:
        raise InvalidInputError(
            _("The model '{name}' needs the band {missing}, which the scenes lack: theirs are {found}.").format(
                name=parent.name, missing=", ".join(missing), found=", ".join(scene_roles)
            )
        )
    if extra_bands == "ignore":
        return parent.band_roles
    return (*parent.band_roles, *(role for role in scene_roles if role not in parent.band_roles))


def pretrained(parent: Parent, roles: Sequence[str], extra_bands: str) -> "Start":
    """The parent, extended to ``roles``."""
    # What it was fed with does not matter: the scenes have a normalisation of their own, new bands included.
    unfed = replace(parent.passport, normalisation="norma-01", means=(), deviations=())
    passport, state = extend_model(unfed, parent.state, roles, extra_bands)
    return Start(passport, lambda seed: _network_with(passport, state), parent.passport.tensor_hash)


def from_scratch(passport: Passport, weights: EncoderWeights) -> "Start":
    """A network of random weights but for the encoder's, which come from ImageNet."""
    licence = f"That of the ImageNet weights that the encoder started from: {weights.origin}"
    signed = replace(passport, licence=licence, source=f"ImageNet weights {weights.origin}")

    def build(seed: int) -> torch.nn.Module:
        torch.manual_seed(seed)
        network = build_network(signed)
        assert isinstance(network.encoder, torch.nn.Module)
        load_encoder(network.encoder, signed.band_roles, weights.tensors)
        return network

    return Start(signed, build, weights.digest())


@dataclass(frozen=True)
class Start:
    """Where a training starts.

    Attributes:
        passport: of the network; its normalisation and figures are still those of the parent.
        build: the network for a seed.
        weights: tells the weights apart that it starts from.
    """

    passport: Passport
    build: Callable[[int], torch.nn.Module]
    weights: str


def scratch_passport(roles: tuple[str, ...], encoder: str, like: Optional[Passport]) -> Passport:
    """Passport of a network from scratch: of the architecture of ``like``, or else IGN's U-Net with that encoder."""
    if like is not None:
        bare = replace(like, name="app-scratch", band_roles=roles, normalisation="norma-01", means=(), deviations=())
        return replace(bare, outputs=ALL_CLASSES, extended_bands=(), extension="", demonstration=False, training={})
    return Passport(
        name="app-scratch",
        architecture="unet",
        encoder=encoder,
        decoder_channels=DECODER_CHANNELS,
        band_roles=roles,
        encoding="8-bit",
        normalisation="norma-01",
        means=(),
        deviations=(),
        outputs=ALL_CLASSES,
        pixel_size_m=0.2,
        patch_size_px=PATCH_PX,
        demonstration=False,
        training={},
        licence="",
        source="",
    )


def _network_with(passport: Passport, state: Mapping[str, torch.Tensor]) -> torch.nn.Module:
    network = build_network(passport)
    network.load_state_dict({name: tensor.clone() for name, tensor in state.items()})
    return network.eval()
