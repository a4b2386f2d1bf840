"""Model files: one ``.safetensors`` whose header holds the passport. Nothing in it is ever executed.

A file that does not fit is refused; it is never loaded partly.
"""

import hashlib
import json
import os
import struct
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Optional, Union

from ..errors import InvalidInputError, ModelError
from ..language import _
from ..partial_files import partial_file
from .passport import Passport

# torch is imported where it is used: reading a passport must stay quick, and possible without torch.
if TYPE_CHECKING:
    import torch

METADATA_KEY = "cosia"
MAX_HEADER_BYTES = 100_000_000
"""Limit of the safetensors format itself."""


def read_passport(path: Union[str, Path]) -> Passport:
    """The passport of a model file; reads the header only and needs no torch.

    Raises:
        ModelError: the file cannot be read, is no safetensors file, or holds no fitting passport.
    """
    path = Path(path)
    try:
        with path.open("rb") as file:
            length_bytes = file.read(8)
            length = struct.unpack("<Q", length_bytes)[0] if len(length_bytes) == 8 else 0
            if not 0 < length <= min(MAX_HEADER_BYTES, os.fstat(file.fileno()).st_size - 8):
                raise _no_model_file(path)
            header = file.read(length)
    except OSError as error:
        raise ModelError(
            _("The model file '{file}' cannot be read: {error}.").format(file=path, error=error.strerror)
        ) from None
    metadata = _parse_header(header, path).get("__metadata__")
    if not isinstance(metadata, dict) or not isinstance(metadata.get(METADATA_KEY), str):
        raise ModelError(_("'{file}' holds no CoSIA passport: import it with 'Import model' first.").format(file=path))
    return Passport.from_json(metadata[METADATA_KEY], path.name)


def load_model(path: Union[str, Path]) -> tuple[Passport, "torch.nn.Module"]:
    """The network of a model file, in float32 and evaluation mode, and its passport.

    Raises:
        ModelError: the file is damaged, its passport does not fit, or its tensors are not exactly those
            of the network that the passport describes; the first difference is named.
    """
    import safetensors.torch
    import torch

    from .network import build_empty_network

    path = Path(path)
    passport = read_passport(path)
    content = path.read_bytes()
    if hash_tensors(content, path) != passport.tensor_hash:
        raise ModelError(
            _("The model file '{file}' is damaged: its tensors do not have the hash of its passport.").format(
                file=path.name
            )
        )
    try:
        tensors = safetensors.torch.load(content)
    except (safetensors.SafetensorError, KeyError) as error:
        raise ModelError(
            _("The model file '{file}' is damaged: {error}.").format(file=path.name, error=error)
        ) from None
    network = build_empty_network(passport)
    difference = first_difference(tensors, network)
    if difference:
        raise ModelError(
            _("The tensors of the model file '{file}' do not fit its passport: {difference}.").format(
                file=path.name, difference=difference
            )
        )
    check_finite(tensors, path)
    values = {name: tensor.float() for name, tensor in tensors.items()}
    counters = {
        name: torch.zeros((), dtype=tensor.dtype) for name, tensor in network.state_dict().items() if is_counter(name)
    }
    network.load_state_dict({**values, **counters}, assign=True)
    return passport, network.eval()


def save_model(
    path: Union[str, Path],
    passport: Passport,
    state_dict: Mapping[str, "torch.Tensor"],
    dtype: Optional["torch.dtype"] = None,
) -> Passport:
    """Writes a model file whole or not at all; the same arguments give the same bytes.

    Args:
        path: ``.safetensors`` file to write.
        passport: its ``tensor_hash`` is filled in here.
        state_dict: of the network that the passport describes, on any device.
        dtype: type of the numbers in the file, ``torch.float32`` (as without it) or ``torch.float16``.

    Returns:
        The passport as written.

    Raises:
        ModelError: a value is not finite, or too large for ``dtype``; or the passport does not fit.
        InvalidInputError: the file cannot be written.
    """
    import safetensors.torch
    import torch

    path = Path(path)
    tensors = {
        name: tensor.detach().to("cpu", dtype or torch.float32).contiguous()
        for name, tensor in state_dict.items()
        if not is_counter(name)
    }
    check_finite(tensors, path)
    passport = replace(passport, tensor_hash=hash_tensors(safetensors.torch.save(tensors), path))
    Passport.from_json(passport.to_json(), path.name)  # refuses what could not be read again
    content = safetensors.torch.save(tensors, {METADATA_KEY: passport.to_json()})
    try:
        with partial_file(path) as partial:
            partial.write_bytes(content)
    except OSError as error:
        raise InvalidInputError(
            _("The model file '{file}' cannot be written: {error}; free the disk or choose another folder.").format(
                file=path, error=error.strerror or error
            )
        ) from None
    return passport


def first_difference(tensors: Mapping[str, "torch.Tensor"], network: "torch.nn.Module") -> str:
    """In words, the first tensor that a file has otherwise than its network; empty if they fit exactly.

    Args:
        tensors: of the file by their names in the network; counters of steps do not matter.
        network: on any device.
    """
    expected = {name: tensor for name, tensor in network.state_dict().items() if not is_counter(name)}
    for name in [*expected, *sorted(name for name in tensors if not is_counter(name))]:
        found, wanted = (_describe(side.get(name)) for side in (tensors, expected))
        if found != wanted:
            return _("'{name}' is {found} in the file and {wanted} in the network").format(
                name=name, found=found, wanted=wanted
            )
    return ""


def check_finite(tensors: Mapping[str, "torch.Tensor"], path: Path) -> None:
    """Raises: ModelError, naming the first tensor that holds an infinity or NaN."""
    for name, tensor in tensors.items():
        if tensor.numel() and not all(extreme.isfinite() for extreme in tensor.aminmax()):
            raise ModelError(
                _("The model '{file}' has values in '{name}' that are no finite numbers.").format(
                    file=path.name, name=name
                )
            )


def is_counter(name: str) -> bool:
    """Whether batch normalisation counted its steps there: of no use but for training, so files go without it."""
    return name.endswith("num_batches_tracked")


def hash_tensors(content: bytes, path: Path) -> str:
    """``sha256:`` of a safetensors file's tensors, whatever else its header says.

    Hashed are, in the order of the names, a line of JSON ``[name, dtype, shape]`` and the tensor's bytes.
    """
    length = struct.unpack_from("<Q", content)[0]
    header = _parse_header(content[8 : 8 + length], path)
    tensors = memoryview(content)[8 + length :]
    digest = hashlib.sha256()
    try:
        for name in sorted(header.keys() - {"__metadata__"}):
            entry = header[name]
            begin, end = entry["data_offsets"]
            digest.update(json.dumps([name, entry["dtype"], entry["shape"]]).encode() + b"\n")
            digest.update(tensors[begin:end])
    except (TypeError, KeyError, ValueError):
        raise _no_model_file(path) from None
    return f"sha256:{digest.hexdigest()}"


def _parse_header(header: bytes, path: Path) -> dict[str, Any]:
    try:
        values = json.loads(header)
    except (ValueError, RecursionError):
        values = None
    if not isinstance(values, dict):
        raise _no_model_file(path)
    return values


def _no_model_file(path: Path) -> ModelError:
    return ModelError(_("'{file}' is no model file: it is damaged, incomplete or of another format.").format(file=path))


def _describe(tensor: Optional["torch.Tensor"]) -> str:
    if tensor is None:
        return _("absent")
    return " × ".join(map(str, tensor.shape)) or _("a single number")
