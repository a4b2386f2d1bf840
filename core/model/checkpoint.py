"""Reading weights that others published. No code in such a file ever runs."""

import hashlib
import json
import pickle
import re
import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Optional, Union

import safetensors
import safetensors.torch
import torch

from ..errors import InvalidInputError, ModelError
from ..jobs import CHECKPOINT_ENDINGS
from ..language import _
from .model_file import METADATA_KEY, check_finite, is_counter

_STATES = ("state_dict", "model_state_dict", "model")
"""Where programs that also save optimisers and settings keep the weights; the first is PyTorch Lightning's."""

_HEAD = "segmentation_head.0.weight"
"""Stands in every network of segmentation-models-pytorch once."""

_BESIDE = ("criterion", "loss")
"""First words of tensors that belong to training and not to the network: class weights of the loss."""

_READ_BYTES = 2**20

_MAX_REASON = 200
"""Characters of what a library says of a damaged file."""


@dataclass(frozen=True)
class Checkpoint:
    """The tensors of a file.

    Attributes:
        path: of the file.
        tensors: strided tensors by their names in the file.
        sha256: of the file.
    """

    path: Path
    tensors: dict[str, torch.Tensor]
    sha256: str

    @property
    def file(self) -> str:
        """Name for messages."""
        return self.path.name


def read_checkpoint(path: Path) -> Checkpoint:
    """Read a ``.pth``, ``.pt``, ``.ckpt`` or ``.safetensors`` file.

    Raises:
        InvalidInputError: the name has another ending.
        ModelError: the file cannot be read, is damaged, would run code, or holds something else than finite weights.
    """
    if path.suffix.lower() not in CHECKPOINT_ENDINGS:
        raise InvalidInputError(
            _("'{file}' is no file of weights by its name; choose one that ends in {endings}.").format(
                file=path.name, endings=", ".join(CHECKPOINT_ENDINGS)
            )
        )
    try:
        sha256 = _sha256(path)
        content = _read_safetensors(path) if path.suffix.lower() == ".safetensors" else _unpickle(path)
    except OSError as error:
        raise ModelError(
            _("The file '{file}' cannot be read: {error}.").format(file=path, error=error.strerror or error)
        ) from None
    tensors = _tensors(content, path)
    check_finite({name: tensor for name, tensor in tensors.items() if tensor.is_floating_point()}, path)
    return Checkpoint(path, tensors, sha256)


def network_prefix(tensors: Mapping[str, torch.Tensor], file: str) -> str:
    """What stands before the names of segmentation-models-pytorch, such as ``model.``.

    Raises:
        ModelError: no network of segmentation-models-pytorch is in the file, or several are.
    """
    prefixes = [name[: -len(_HEAD)] for name in tensors if name == _HEAD or name.endswith(f".{_HEAD}")]
    if not prefixes:
        raise ModelError(
            _(
                "'{file}' holds no network of segmentation-models-pytorch: none of its {count} tensors is called "
                "'{head}'."
            ).format(file=file, count=len(tensors), head=_HEAD)
        )
    if len(prefixes) > 1:
        raise ModelError(
            _("'{file}' holds {count} networks, {prefixes}; save the one to import alone.").format(
                file=file, count=len(prefixes), prefixes=", ".join(f"'{prefix}'" for prefix in sorted(prefixes))
            )
        )
    return prefixes[0]


def take_network(
    tensors: Mapping[str, torch.Tensor], prefix: str, file: str
) -> tuple[dict[str, torch.Tensor], tuple[str, ...]]:
    """The network's tensors by their names without ``prefix``, and the names of what belongs to training only.

    Raises:
        ModelError: a tensor is neither.
    """
    network = {name[len(prefix) :]: tensor for name, tensor in tensors.items() if name.startswith(prefix)}
    beside = tuple(sorted(name for name in tensors if not name.startswith(prefix)))
    for name in beside:
        if name.partition(".")[0] not in _BESIDE:
            raise ModelError(
                _("'{file}' holds the tensor '{name}', which is no part of the network '{prefix}…'.").format(
                    file=file, name=name, prefix=prefix
                )
            )
    return network, beside


def _sha256(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(_READ_BYTES):
            digest.update(block)
    return digest.hexdigest()


def _read_safetensors(path: Path) -> dict[str, torch.Tensor]:
    try:
        with safetensors.safe_open(path, framework="pt") as file:
            metadata: Optional[dict[str, str]] = file.metadata()
            if metadata and METADATA_KEY in metadata:
                raise ModelError(_("'{file}' is a model file already; use it as it is.").format(file=path.name))
        return safetensors.torch.load_file(path)
    except (safetensors.SafetensorError, json.JSONDecodeError, KeyError) as error:
        raise _damaged(path, error) from None


def _unpickle(path: Path) -> Any:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about formats of long ago
            return torch.load(path, map_location="cpu", weights_only=True)
    except pickle.UnpicklingError as error:
        named = re.search(r"GLOBAL (\w[\w.]*)", str(error))
        if named is None:
            # What torch says here is advice to switch the protection off.
            raise _damaged(path, _("its beginning is that of another format")) from None
        raise _more_than_weights(path, named[1]) from None
    except OSError:
        raise
    except Exception as error:  # torch lets through whatever a damaged file makes its readers stumble over
        if "TorchScript" in str(error):
            raise _more_than_weights(path, "TorchScript") from None
        raise _damaged(path, error) from None


def _tensors(content: Any, path: Path) -> dict[str, torch.Tensor]:
    """The state that ``content`` holds, itself or under one of ``_STATES``."""
    if isinstance(content, Mapping):
        content = next((content[key] for key in _STATES if isinstance(content.get(key), Mapping)), content)
    if not isinstance(content, Mapping) or not content:
        raise ModelError(
            _("'{file}' holds no weights by name, but {kind}.").format(file=path.name, kind=type(content).__name__)
        )
    for name, value in content.items():
        weight = isinstance(value, torch.Tensor) and value.layout == torch.strided and not value.is_quantized
        if not isinstance(name, str) or not weight or value.is_complex():
            raise ModelError(
                _("'{file}' holds something else than weights: '{name}' is {kind}.").format(
                    file=path.name, name=name, kind=type(value).__name__
                )
            )
    return {name: tensor for name, tensor in content.items() if not is_counter(name)}


def _more_than_weights(path: Path, code: str) -> ModelError:
    return ModelError(
        _(
            "'{file}' holds more than weights: opening it would run '{code}', so it is refused; ask its author for the "
            "weights alone (a state dict or .safetensors)."
        ).format(file=path.name, code=code)
    )


def _damaged(path: Path, error: Union[Exception, str]) -> ModelError:
    """Tells the first sentence of what a library said of the file."""
    reason = str(error).strip().partition("\n")[0].partition(". ")[0].rstrip(".")[:_MAX_REASON]
    return ModelError(
        _("'{file}' is damaged, incomplete or no file of weights ({reason}); fetch it again.").format(
            file=path.name, reason=reason or type(error).__name__
        )
    )
