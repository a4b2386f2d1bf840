"""ImageNet weights of an encoder: from a file, or from where segmentation-models-pytorch has its own."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import torch

from ..errors import InvalidInputError, ModelError
from ..language import _
from ..model.checkpoint import read_checkpoint
from ..model.hub import HubFile, ask, fetch, fetch_from_cache, host
from ..model.hub_errors import UnreachableError
from ..model.model_file import first_difference
from ..model.torchvision_operators import declare_missing_operators
from ..progress import Progress
from .initialisation import RGB

declare_missing_operators()

import segmentation_models_pytorch as smp  # noqa: E402  (imports torchvision, which needs the line above)

WEIGHTS = "imagenet"
"""Which of an encoder's sets of weights, by its name in segmentation-models-pytorch."""

_FILE = "model.safetensors"


@dataclass(frozen=True)
class EncoderWeights:
    """ImageNet weights of an encoder for red, green and blue.

    Attributes:
        tensors: by their names in the encoder.
        origin: where they come from, for people who ask for their licence.
    """

    tensors: Mapping[str, torch.Tensor]
    origin: str

    def digest(self) -> str:
        """Tells other weights apart."""
        digest = hashlib.sha256()
        for name in sorted(self.tensors):
            tensor = self.tensors[name]
            digest.update(repr((name, str(tensor.dtype), tuple(tensor.shape))).encode())
            digest.update(tensor.contiguous().numpy().tobytes())
        return digest.hexdigest()


def imagenet_weights(encoder: str, file: str, progress: Progress) -> EncoderWeights:
    """The weights of an encoder.

    Args:
        encoder: name in segmentation-models-pytorch.
        file: torchvision's classifier (``.pth``) or the encoder itself (``.safetensors``); empty: downloaded, unless
            the cache of the hub holds them.
        progress: is told of the download.

    Raises:
        InvalidInputError: the encoder is unknown, or the file has another ending than files of weights.
        ModelError: the file is damaged or holds weights of another network; or the weights cannot be fetched.
        CancelledError: the user cancelled; what has come stays in the cache for the next call.
    """
    if encoder not in smp.encoders.encoders:
        raise InvalidInputError(
            _("ENCODER '{encoder}' has no ImageNet weights here; use another one, such as {examples}.").format(
                encoder=encoder, examples="resnet34, mobilenet_v2"
            )
        )
    path, origin = (Path(file), Path(file).name) if file else _fetched(encoder, progress)
    tensors = read_checkpoint(path).tensors
    network = smp.encoders.get_encoder(encoder, in_channels=len(RGB), weights=None)
    names = network.state_dict()
    kept = {name: tensor for name, tensor in tensors.items() if name in names}
    difference = first_difference(kept, network)
    if difference:
        raise ModelError(
            _("'{file}' does not hold the ImageNet weights of the encoder '{encoder}': {difference}.").format(
                file=path.name, encoder=encoder, difference=difference
            )
        )
    return EncoderWeights(kept, origin)


def _fetched(encoder: str, progress: Progress) -> tuple[Path, str]:
    """The file, from the cache, for a commit never changes, or from the hub; and its address."""
    settings = smp.encoders.encoders[encoder]["pretrained_settings"].get(WEIGHTS)
    if settings is None:
        raise ModelError(
            _(
                "There are no ImageNet weights of the encoder '{encoder}' to download: give a file of them as "
                "ENCODER_WEIGHTS, or choose another encoder."
            ).format(encoder=encoder)
        )
    file = HubFile(settings["repo_id"], _FILE, revision=settings["revision"])
    try:
        fetched = fetch_from_cache(file, progress) or fetch(file, ask(file), progress)
    except UnreachableError as error:
        raise ModelError(
            _(
                "The ImageNet weights of the encoder '{encoder}' cannot be fetched from {host}: {reason}; download "
                "{address} with a browser and give the file as ENCODER_WEIGHTS."
            ).format(encoder=encoder, host=host(file), reason=error.message, address=file.address)
        ) from None
    return fetched.path, file.address
