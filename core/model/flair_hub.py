"""IGN's FLAIR-HUB checkpoints that read one aerial image: land cover from RGB or from infrared, red and green.

The network of these is an encoder and a decoder of segmentation-models-pytorch, saved apart. With a single image
the features go from one to the other as they are (``FusionHandler`` of IGNF/FLAIR-HUB): the fusion layers, which are
in the file nevertheless, are never called.
"""

import re
from collections.abc import Mapping
from pathlib import Path

import torch

from ..errors import ModelError
from ..jobs import UPERNET_04, ImportModelJob
from ..language import _
from ..nomenclature import CLASSES
from .checkpoint import Checkpoint
from .flair_inc import LICENCE, PATCH_SIZE_PX, recognised
from .import_description import ImportedModel, is_changed, named_outputs, named_roles, training_statistics
from .passport import Passport
from .recognition import decoder_channels, input_count, with_present_names

IMAGE = "AERIAL_RGBI"
TASK = "AERIAL_LABEL-COSIA"

OUTPUTS = 19
NUMEROS = tuple({cls.flair_hub_index: cls.numero for cls in CLASSES}.get(index, 0) for index in range(OUTPUTS))
"""Class of each output; 0 for clear cut, ligneous, mixed and undefined, which had no weight in training."""

STATISTICS = {
    "red": (105.66, 52.23),
    "green": (111.35, 45.62),
    "blue": (102.18, 44.30),
    "nir": (106.59, 39.78),
}
"""Mean and standard deviation of 8-bit digital numbers: red, green and blue as in the model cards, near infrared from
the public training configuration of IGNF/FLAIR-HUB."""

ROLES = {
    "RGB": ("red", "green", "blue"),
    "IR": ("nir", "red", "green"),
    "RGBI": ("red", "green", "blue", "nir"),
}
"""Bands by the word in a model's name; the order of IR is that of the public configuration (channels 4, 1, 2)."""

_MODEL = "model."
_ENCODER = f"encoders.{IMAGE}.seg_model."
_DECODER = f"main_decoders.{TASK}.seg_model."
_UNUSED = ("aux_decoders.", "criterion.", "fusion_handler.", "main_decoders.")
"""Beginnings of names that the land cover of one image does not need."""

_WORD = re.compile(r"(?:^|[_-])(RGBI|RGB|RVB|IRC|IR)(?=[_-]|$)", re.IGNORECASE)
_WORDS = {"RVB": "RGB", "IRC": "IR"}

_SHORT_NAMES = re.compile(r"tu-|_patch\d+_window\d+_\d+|_")


def is_flair_hub(tensors: Mapping[str, torch.Tensor]) -> bool:
    """Whether the names are those of the family."""
    return any(name.removeprefix(_MODEL).startswith(("encoders.", "main_decoders.")) for name in tensors)


def import_flair_hub(checkpoint: Checkpoint, job: ImportModelJob) -> ImportedModel:
    """The model; its tensors are not compared with the network yet.

    Raises:
        InvalidInputError: what the user said does not fit, or it is not known which bands the network takes.
        ModelError: the file is none of the family, reads more than one image, or has an unknown network.
    """
    tensors = {name.removeprefix(_MODEL): tensor for name, tensor in checkpoint.tensors.items()}
    network, unused = _split(tensors, checkpoint.file)
    architecture, encoder = recognised(network, checkpoint.file)
    bands = input_count(network)
    roles = named_roles(job) or _roles_by_name(checkpoint.path, bands)
    if len(roles) != bands:
        raise ModelError(
            _(
                "The network in '{file}' takes {bands} bands, and the file does not say which: name them in their "
                "order with BAND_ROLES (IGN's RGB models take {rgb}, its IR models {infrared})."
            ).format(file=checkpoint.file, bands=bands, rgb=",".join(ROLES["RGB"]), infrared=",".join(ROLES["IR"]))
        )
    statistics = training_statistics(job, roles, STATISTICS, "IGN's model cards and public configuration of FLAIR-HUB")
    count = len(network["segmentation_head.0.weight"]) if "segmentation_head.0.weight" in network else OUTPUTS
    if count != OUTPUTS and not job.class_map:
        raise ModelError(
            _(
                "The network in '{file}' has {count} outputs, FLAIR-HUB's land cover {known}; say with CLASS_MAP which "
                "class each of them is."
            ).format(file=checkpoint.file, count=count, known=OUTPUTS)
        )
    passport = Passport(
        name=checkpoint.path.stem if is_changed(job) else _name(roles, encoder, architecture, checkpoint.path),
        architecture=architecture,
        encoder=encoder,
        decoder_channels=decoder_channels(architecture, network),
        band_roles=roles,
        encoding=job.encoding,
        normalisation=statistics.normalisation,
        means=statistics.means,
        deviations=statistics.deviations,
        outputs=named_outputs(job, count, checkpoint.file) if job.class_map else NUMEROS,
        pixel_size_m=job.pixel_size_m,
        patch_size_px=PATCH_SIZE_PX,
        demonstration=False,
        training={"family": "flair-hub", "statistics": statistics.origin},
        licence=LICENCE,
        source=f"IGN, FLAIR-HUB (https://huggingface.co/IGNF), file {checkpoint.file}",
    )
    notes = (_("Left out, because the land cover of one image does not need it: {names}.").format(names=unused),)
    return ImportedModel(passport, network, notes if unused else (), _doubts(roles, job))


def _split(tensors: Mapping[str, torch.Tensor], file: str) -> tuple[dict[str, torch.Tensor], str]:
    """The tensors by their names in one network, and the groups that are left out."""
    parts = {name.split(".")[0]: set[str]() for name in tensors}
    for name in tensors:
        part, _dot, rest = name.partition(".")
        parts[part].add(rest.split(".")[0])
    images, tasks = parts.get("encoders", set()), parts.get("main_decoders", set())
    if images != {IMAGE} or TASK not in tasks:
        raise ModelError(
            _(
                "'{file}' reads {images} and answers {tasks}; only FLAIR-HUB models that read {image} alone and answer "
                "{task} can be imported."
            ).format(
                file=file,
                images=", ".join(sorted(images)) or _("nothing"),
                tasks=", ".join(sorted(tasks)) or _("nothing"),
                image=IMAGE,
                task=TASK,
            )
        )
    network, unused = {}, set()
    for name, tensor in tensors.items():
        if name.startswith(_ENCODER):
            network["encoder." + name.removeprefix(_ENCODER)] = tensor
        elif name.startswith(_DECODER):
            network[name.removeprefix(_DECODER)] = tensor
        elif name.startswith(_UNUSED):
            unused.add(name.partition(".")[0])
        else:
            raise ModelError(
                _("'{file}' holds the tensor '{name}', which is no part of a FLAIR-HUB model.").format(
                    file=file, name=name
                )
            )
    return with_present_names(network), ", ".join(sorted(unused))


def _roles_by_name(path: Path, bands: int) -> tuple[str, ...]:
    """The bands that the file's name tells; RGB and IR have the same shapes."""
    if bands == len(ROLES["RGBI"]):
        return ROLES["RGBI"]
    words = {_WORDS.get(word.upper(), word.upper()) for word in _WORD.findall(path.stem)}
    roles = ROLES[words.pop()] if len(words) == 1 else ()
    return roles if len(roles) == bands else ()


def _doubts(roles: tuple[str, ...], job: ImportModelJob) -> tuple[str, ...]:
    if "nir" not in roles or job.means:
        return ()
    return (
        _(
            "The near infrared's mean {mean} and standard deviation {deviation}, and the order of bands {roles}, are "
            "those of IGN's public training configuration, not of the model card; if the card says otherwise, import "
            "again with BAND_ROLES, MEANS and STDS."
        ).format(mean=STATISTICS["nir"][0], deviation=STATISTICS["nir"][1], roles=", ".join(roles)),
    )


def _name(roles: tuple[str, ...], encoder: str, architecture: str, path: Path) -> str:
    """As IGN names its models, where the bands are IGN's."""
    word = next((word for word, known in ROLES.items() if known == roles), "")
    decoder = "upernet" if architecture == UPERNET_04 else architecture
    return f"FLAIR-HUB_LC-A_{word}_{_SHORT_NAMES.sub('', encoder)}-{decoder}" if word else path.stem
