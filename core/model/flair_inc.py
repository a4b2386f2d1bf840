"""IGN's FLAIR-INC checkpoints: U-Net, DeepLabV3 and FPN on aerial images of 3, 4 or 5 bands.

Names, channels and statistics are those of IGN's public code (IGNF/FLAIR-1) and model cards (Hugging Face, IGNF).
"""

import re
from collections.abc import Mapping
from pathlib import Path

import torch

from ..errors import ModelError
from ..jobs import ImportModelJob
from ..language import _
from ..nomenclature import CLASSES
from .checkpoint import Checkpoint, take_network
from .import_description import ImportedModel, is_changed, named_outputs, named_roles, training_statistics
from .passport import Passport
from .recognition import decoder_channels, input_count, recognise_architecture, recognise_encoder, with_present_names

PREFIXES = ("model.seg_model.", "seg_model.")

OUTPUTS = 19
"""Values 1-19 of FLAIR's masks: output ``k`` is value ``k + 1``, also of the models that learned 15 of them."""

NUMEROS = tuple({cls.flair_value: cls.numero for cls in CLASSES}.get(value, 0) for value in range(1, OUTPUTS + 1))
"""Class of each output; 0 for clear cut, mixed, ligneous and other, which had no weight in training."""

STATISTICS = {
    "red": (105.08, 52.17),
    "green": (110.87, 45.38),
    "blue": (101.82, 44.0),
    "nir": (106.38, 39.69),
    "elevation": (53.26, 79.3),
}
"""Mean and standard deviation of 8-bit digital numbers (norm_type ``custom`` of IGNF/FLAIR-1)."""

PATCH_SIZE_PX = 512
LICENCE = "Etalab 2.0"

_LOSS_WEIGHTS = "criterion.weight"
_TWELVE_CLASSES = frozenset(range(12))
"""Outputs that the nomenclature of 12 classes trains: FLAIR's values 1-12."""

_EVERYTHING_ELSE = frozenset((12, OUTPUTS - 1))
"""Outputs that may stand for all further values together there."""

_LETTERS = ("rgb", "rgbi", "rgbie")

_CLASSES_BY_NAME = re.compile(r"(?<!\d)(12|15) ?cl")


def is_flair_inc(tensors: Mapping[str, torch.Tensor]) -> bool:
    """Whether the names are those of the family."""
    return any(name.startswith(PREFIXES) for name in tensors)


def import_flair_inc(checkpoint: Checkpoint, job: ImportModelJob) -> ImportedModel:
    """The model; its tensors are not compared with the network yet.

    Raises:
        InvalidInputError: what the user said does not fit.
        ModelError: the file is none of the family, of another nomenclature, or of an unknown network.
    """
    prefix = next((prefix for prefix in PREFIXES if any(name.startswith(prefix) for name in checkpoint.tensors)), "")
    if not prefix:
        raise ModelError(
            _("'{file}' is no FLAIR-INC checkpoint: none of its tensors begins with '{prefix}'.").format(
                file=checkpoint.file, prefix=PREFIXES[0]
            )
        )
    found, dropped = take_network(checkpoint.tensors, prefix, checkpoint.file)
    network = with_present_names(found)
    architecture, encoder = recognised(network, checkpoint.file)
    bands = input_count(network)
    roles = named_roles(job) or _published_roles(bands)
    if len(roles) != bands:
        raise ModelError(
            _(
                "The network in '{file}' takes {bands} bands, and IGN's take 3 to 5: name all of them in their order "
                "with BAND_ROLES, which names {named}."
            ).format(file=checkpoint.file, bands=bands, named=len(named_roles(job)))
        )
    statistics = training_statistics(job, roles, STATISTICS, "IGN's public configuration of FLAIR-INC")
    outputs = _outputs(checkpoint, network, job)
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
        outputs=outputs,
        pixel_size_m=job.pixel_size_m,
        patch_size_px=PATCH_SIZE_PX,
        demonstration=False,
        training={"family": "flair-inc", "statistics": statistics.origin},
        licence=LICENCE,
        source=f"IGN, FLAIR-INC (https://huggingface.co/IGNF), file {checkpoint.file}",
    )
    return ImportedModel(passport, network, dropped_note(dropped), _doubts(checkpoint, job))


def recognised(network: Mapping[str, torch.Tensor], file: str) -> tuple[str, str]:
    """Architecture and encoder.

    Raises:
        ModelError: none that IGN published.
    """
    architecture, encoder = recognise_architecture(network), recognise_encoder(network)
    if not architecture or not encoder:
        raise ModelError(
            _(
                "The {part} in '{file}' is none that IGN published; import the file with FAMILY generic and name "
                "ARCHITECTURE and ENCODER."
            ).format(part=_("decoder") if encoder else _("encoder"), file=file)
        )
    return architecture, encoder


def dropped_note(names: tuple[str, ...]) -> tuple[str, ...]:
    """What the log says of tensors that belong to training only."""
    if not names:
        return ()
    return (_("Left out, because only training needs it: {names}.").format(names=", ".join(names)),)


def _outputs(checkpoint: Checkpoint, network: Mapping[str, torch.Tensor], job: ImportModelJob) -> tuple[int, ...]:
    count = len(network["segmentation_head.0.weight"]) if "segmentation_head.0.weight" in network else OUTPUTS
    if job.class_map:
        return named_outputs(job, count, checkpoint.file)
    nomenclature = _other_nomenclature(checkpoint, count)
    if nomenclature:
        raise ModelError(
            _(
                "'{file}' answers in the nomenclature {nomenclature}, not in CoSIA's 15 classes; say with CLASS_MAP "
                "which class each of its {count} outputs is."
            ).format(file=checkpoint.file, nomenclature=nomenclature, count=count)
        )
    return NUMEROS


def _doubts(checkpoint: Checkpoint, job: ImportModelJob) -> tuple[str, ...]:
    """What the user should check, where neither the weights of the loss nor the name tell the nomenclature."""
    if job.class_map or _LOSS_WEIGHTS in checkpoint.tensors or _CLASSES_BY_NAME.search(checkpoint.path.stem):
        return ()
    return (
        _(
            "Nothing in '{file}' or its name tells whether it answers in CoSIA's 15 classes or in FLAIR's 12 classes; "
            "it is taken for one of 15 classes. If it is not, import it again with CLASS_MAP."
        ).format(file=checkpoint.file),
    )


def _other_nomenclature(checkpoint: Checkpoint, count: int) -> str:
    """Name of the nomenclature, if it is not that of the 15 classes; empty if it is, or if nothing tells.

    The models of 12 classes may have the same 19 outputs: then the weights of the loss tell them, or the name.
    """
    if count != OUTPUTS:
        return _("12cl (FLAIR's 12 classes)") if count in (12, 13) else _("of {count} outputs").format(count=count)
    weights = checkpoint.tensors.get(_LOSS_WEIGHTS)
    if weights is not None and weights.shape == (OUTPUTS,):
        trained = {output for output, weight in enumerate(weights.tolist()) if weight > 0}
        missing = [cls for cls in CLASSES if cls.flair_value - 1 not in trained]
        if missing:
            names = ", ".join(cls.english for cls in missing)
            if trained <= _TWELVE_CLASSES | _EVERYTHING_ELSE:
                return _("12cl (FLAIR's 12 classes, without {classes})").format(classes=names)
            return _("without {classes}").format(classes=names)
        return ""
    named = _CLASSES_BY_NAME.search(checkpoint.path.stem)
    return _("12cl (FLAIR's 12 classes)") if named and named[1] == "12" else ""


def _published_roles(bands: int) -> tuple[str, ...]:
    """Bands of IGN's network of so many; empty if there is none."""
    return tuple(STATISTICS)[:bands] if len(_LETTERS[0]) <= bands <= len(STATISTICS) else ()


def _name(roles: tuple[str, ...], encoder: str, architecture: str, path: Path) -> str:
    """As IGN names its models, where the bands are IGN's."""
    if roles != tuple(STATISTICS)[: len(roles)]:
        return path.stem
    letters = _LETTERS[len(roles) - len(_LETTERS[0])]
    return f"FLAIR-INC_{letters}_15cl_{encoder.replace('_', '')}-{architecture}"
