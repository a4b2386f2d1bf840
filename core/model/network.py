"""The network that a passport describes."""

from collections.abc import Callable
from typing import Any, Optional, cast

import torch
from torch.overrides import TorchFunctionMode

from ..errors import ModelError
from ..jobs import UPERNET_04
from ..language import _
from .metadata_embedding import UnetWithMetadata
from .passport import Passport
from .torchvision_operators import declare_missing_operators

declare_missing_operators()

import segmentation_models_pytorch as smp  # noqa: E402  (imports torchvision, which needs the line above)
import timm  # noqa: E402

from .upernet_04 import UPerNet04  # noqa: E402

TIMM = "tu-"
"""Begins the names of the encoders that segmentation-models-pytorch takes from timm."""

DEPTH = 5
"""Halvings in an encoder."""


def build_network(passport: Passport) -> torch.nn.Module:
    """The network with random weights; nothing is downloaded.

    Takes float32 ``(batch, bands, height, width)``, sides multiples of 32, and answers the logits
    ``(batch, outputs, height, width)``.

    Raises:
        ModelError: the encoder is unknown, or does not go with the architecture.
    """
    check_encoder(passport.encoder, passport.name)
    options: dict[str, Any] = {"encoder_weights": None, "in_channels": len(passport.band_roles)}
    if passport.decoder_channels:
        options["decoder_channels"] = passport.decoder_channels
    if passport.encoder.startswith(f"{TIMM}swin_"):
        # The windows are laid out for the size of the training patches; other sizes get their own masks.
        options |= {"img_size": passport.patch_size_px, "strict_img_size": False}
    try:
        if passport.architecture == UPERNET_04:
            network: torch.nn.Module = UPerNet04(_encoder(passport, options), len(passport.outputs))
        else:
            network = smp.create_model(
                passport.architecture, passport.encoder, classes=len(passport.outputs), **options
            )
    except (ValueError, KeyError, TypeError, AssertionError, RuntimeError, NotImplementedError) as error:
        raise ModelError(
            _("The architecture {architecture} cannot be built with the encoder {encoder}: {error}").format(
                architecture=passport.architecture, encoder=passport.encoder, error=error
            )
        ) from None
    return UnetWithMetadata(network, passport) if passport.metadata_embedding else network


def build_empty_network(passport: Passport) -> torch.nn.Module:
    """The network for weights that are about to be loaded.

    Its parameters take no memory (device ``meta``): drawing random ones takes longer than reading a file.

    Raises:
        ModelError: as :func:`build_network`.
    """
    with _EmptyOnMeta():
        network = build_network(passport)
    loaded = network.state_dict()
    if any(buffer.is_meta for name, buffer in network.named_buffers() if name not in loaded):
        return build_network(passport)
    return network


def check_encoder(encoder: str, model: str) -> None:
    """Refuse an encoder that would have to be searched elsewhere than in the installed libraries.

    Raises:
        ModelError: neither segmentation-models-pytorch nor, after ``tu-``, timm has one of this name.
    """
    # timm would look up names such as hf-hub:someone/something in the network.
    known = timm.is_model(encoder[len(TIMM) :]) if encoder.startswith(TIMM) else encoder in smp.encoders.encoders
    if not known:
        raise ModelError(
            _("The model '{name}' wants the unknown encoder '{encoder}'.").format(name=model, encoder=encoder)
        )


def _encoder(passport: Passport, options: dict[str, Any]) -> torch.nn.Module:
    further = {name: value for name, value in options.items() if name not in ("encoder_weights", "in_channels")}
    encoder = smp.encoders.get_encoder(
        passport.encoder, in_channels=options["in_channels"], depth=DEPTH, weights=None, **further
    )
    return cast(torch.nn.Module, encoder)


class _EmptyOnMeta(TorchFunctionMode):
    """Makes tensors without values, as parameters are at first, on the device ``meta``."""

    def __torch_function__(
        self,
        function: Callable[..., Any],
        types: Any,
        args: tuple[Any, ...] = (),
        kwargs: Optional[dict[str, Any]] = None,
    ) -> Any:
        kwargs = dict(kwargs or {})
        if function is torch.empty and kwargs.get("dtype") in (None, torch.float32):
            kwargs["device"] = "meta"
        return function(*args, **kwargs)
