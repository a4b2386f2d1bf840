"""The network that a passport describes."""

from typing import cast

import torch

from ..errors import ModelError
from ..language import _
from .metadata_embedding import UnetWithMetadata
from .passport import Passport
from .torchvision_operators import declare_missing_operators

declare_missing_operators()

import segmentation_models_pytorch as smp  # noqa: E402  (imports torchvision, which needs the line above)


def build_network(passport: Passport) -> torch.nn.Module:
    """The network with random weights; nothing is downloaded.

    Takes float32 ``(batch, bands, height, width)``, sides multiples of 32, and answers the logits
    ``(batch, outputs, height, width)``.

    Raises:
        ModelError: segmentation-models-pytorch does not know the encoder.
    """
    if passport.encoder not in smp.encoders.encoders:
        raise ModelError(
            _("The model '{name}' wants the unknown encoder '{encoder}'.").format(
                name=passport.name, encoder=passport.encoder
            )
        )
    decoder = {"decoder_channels": passport.decoder_channels} if passport.decoder_channels else {}
    network = smp.create_model(
        passport.architecture,
        passport.encoder,
        encoder_weights=None,
        in_channels=len(passport.band_roles),
        classes=len(passport.outputs),
        **decoder,
    )
    if passport.metadata_embedding:
        return UnetWithMetadata(network, passport)
    return cast(torch.nn.Module, network)
