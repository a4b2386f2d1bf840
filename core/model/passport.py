"""The passport: what a model file says of itself, as one JSON string in the file's header.

Standard library only, so that a passport can be read where torch is not installed.
"""

import json
import math
import re
from dataclasses import MISSING, asdict, dataclass, fields
from typing import Any

from ..errors import ModelError
from ..jobs import ARCHITECTURES, STRIDE_PX
from ..language import _
from ..nomenclature import CLASSES, CLASSES_BY_NUMERO, NO_DATA
from ..sensors import BAND_ROLES, ENCODINGS

FORMAT_VERSION = 1
"""Raised when a field changes its meaning; fields that a reader does not know are left unread."""

WITH_DECODER_CHANNELS = ("unet", "unetplusplus", "manet")
"""Architectures of five decoder blocks, whose channels can be chosen."""

EXTENSIONS = ("zero", "nearest", "mean")
"""How the first convolution was extended to bands that it did not know, see ``extension``."""

NORMALISATIONS = ("norma-01", "norma-source")

MAX_DECODER_CHANNELS = 4096


@dataclass(frozen=True)
class Passport:
    """Everything needed to rebuild a network, to feed it and to read its answer.

    Attributes:
        name: short name, for people.
        architecture: one of ``ARCHITECTURES``.
        encoder: name of the encoder in segmentation-models-pytorch.
        decoder_channels: channels of the five decoder blocks, coarsest first; empty where the architecture
            is none of ``WITH_DECODER_CHANNELS``.
        band_roles: role of each input channel, in order; keys of ``sensors.BAND_ROLES``.
        encoding: what the digital numbers mean, one of ``sensors.ENCODINGS``.
        normalisation: how the network was fed in training, one of ``NORMALISATIONS``.
        means, deviations: statistics of the training data set per band, digital numbers of
            ``encoding``; empty for ``norma-01``.
        outputs: ``numero`` of each output channel; 0 marks a channel that was never trained and is
            left out of the argmax.
        pixel_size_m: ground pixel of the training data, metres.
        patch_size_px: side of the training patches, multiple of 32.
        demonstration: the model shows how things work and must not be used for mapping.
        training: record of the training (data, seeds, accuracy per class, ...), any JSON object.
        licence: licence of the weights.
        source: where the weights come from.
        tensor_hash: ``sha256:`` and the digest of the tensors, see ``model_file.hash_tensors``.
        format_version: ``FORMAT_VERSION``.
        extended_bands: roles among ``band_roles`` that the network was extended to after its first training.
        extension: how, one of ``EXTENSIONS``; empty without such bands.
        metadata_embedding: whether the metadata of a patch is added at the bottleneck.
    """

    name: str
    architecture: str
    encoder: str
    decoder_channels: tuple[int, ...]
    band_roles: tuple[str, ...]
    encoding: str
    normalisation: str
    means: tuple[float, ...]
    deviations: tuple[float, ...]
    outputs: tuple[int, ...]
    pixel_size_m: float
    patch_size_px: int
    demonstration: bool
    training: dict[str, Any]
    licence: str
    source: str
    tensor_hash: str = ""
    format_version: int = FORMAT_VERSION
    extended_bands: tuple[str, ...] = ()
    extension: str = ""
    metadata_embedding: bool = False

    def to_json(self) -> str:
        """The passport as a JSON object, with the classes spelled out for readers without CoSIA."""
        classes = [
            {"code": cls.numero, "name": cls.french, "name_en": cls.english, "colour": cls.colour}
            for cls in CLASSES
            if cls.numero in self.outputs
        ]
        return json.dumps({**asdict(self), "classes": classes}, ensure_ascii=False, sort_keys=True)

    @classmethod
    def from_json(cls, text: str, file: str) -> "Passport":
        """The passport that ``text`` holds.

        Args:
            text: what :meth:`to_json` wrote.
            file: name of the model file, for messages.

        Raises:
            ModelError: naming the file and the first field that does not fit.
        """
        try:
            values = json.loads(text)
        except (ValueError, RecursionError):
            values = None
        if not isinstance(values, dict):
            raise ModelError(_("The passport of the model file '{file}' is no valid JSON.").format(file=file))
        if values.get("format_version") != FORMAT_VERSION:
            raise ModelError(
                _(
                    "The model file '{file}' has format version {version!r}, and this version of CoSIA reads "
                    "version {known}: update CoSIA, or import the model again."
                ).format(file=file, version=values.get("format_version"), known=FORMAT_VERSION)
            )
        typed = {}
        for field in fields(cls):
            if field.name not in values:
                if field.default is not MISSING:
                    continue  # of an older file
                raise ModelError(
                    _("The passport of the model file '{file}' lacks the field '{field}'.").format(
                        file=file, field=field.name
                    )
                )
            try:
                typed[field.name] = _READERS[field.type](values[field.name])
            except TypeError:
                raise unfitting(file, field.name, values[field.name]) from None
        passport = cls(**typed)
        passport._check(file)
        return passport

    def _check(self, file: str) -> None:
        """Raises: ModelError, naming the first field whose value is out of range."""
        bands = 0 if self.normalisation == "norma-01" else len(self.band_roles)
        fits = {
            "architecture": self.architecture in ARCHITECTURES,
            "decoder_channels": len(self.decoder_channels) == (5 if self.architecture in WITH_DECODER_CHANNELS else 0)
            and all(0 < channels <= MAX_DECODER_CHANNELS for channels in self.decoder_channels),
            "band_roles": 0 < len(self.band_roles) == len(set(self.band_roles))
            and all(role in BAND_ROLES for role in self.band_roles),
            "encoding": self.encoding in ENCODINGS,
            "normalisation": self.normalisation in NORMALISATIONS,
            "means": len(self.means) == bands,
            "deviations": len(self.deviations) == bands and all(value > 0 for value in self.deviations),
            "outputs": any(self.outputs)
            and all(numero == NO_DATA or numero in CLASSES_BY_NUMERO for numero in self.outputs),
            "pixel_size_m": self.pixel_size_m > 0,
            "patch_size_px": self.patch_size_px > 0 and self.patch_size_px % STRIDE_PX == 0,
            "extended_bands": set(self.extended_bands) < set(self.band_roles),
            "extension": self.extension in EXTENSIONS if self.extended_bands else not self.extension,
            "tensor_hash": re.fullmatch(r"sha256:[0-9a-f]{64}", self.tensor_hash) is not None,
        }
        for name, fit in fits.items():
            if not fit:
                raise unfitting(file, name, getattr(self, name))


def unfitting(file: str, field: str, value: object) -> ModelError:
    """The error that says which field of which file does not fit."""
    return ModelError(
        _("The passport of the model file '{file}' has an unfitting '{field}': {value}.").format(
            file=file, field=field, value=repr(value)[:200]
        )
    )


def _plain(kind: type) -> Any:
    """A reader that accepts exactly ``kind`` (a bool is no number)."""

    def read(value: Any) -> Any:
        if type(value) is not kind:
            raise TypeError
        return value

    return read


def _number(value: Any) -> float:
    if type(value) not in (int, float) or not math.isfinite(value):
        raise TypeError
    return float(value)


def _tuple_of(read: Any) -> Any:
    def read_all(value: Any) -> tuple[Any, ...]:
        if not isinstance(value, list):
            raise TypeError
        return tuple(read(item) for item in value)

    return read_all


_READERS: dict[Any, Any] = {
    str: _plain(str),
    int: _plain(int),
    bool: _plain(bool),
    float: _number,
    dict[str, Any]: _plain(dict),
    tuple[int, ...]: _tuple_of(_plain(int)),
    tuple[str, ...]: _tuple_of(_plain(str)),
    tuple[float, ...]: _tuple_of(_number),
}
