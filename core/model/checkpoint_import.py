"""A published checkpoint becomes a model, or is refused: it is never taken partly."""

from dataclasses import replace
from pathlib import Path

from ..catalogue import published_models
from ..errors import ModelError
from ..jobs import ImportModelJob, check_choices
from ..language import _
from .checkpoint import Checkpoint, read_checkpoint
from .flair_hub import import_flair_hub, is_flair_hub
from .flair_inc import import_flair_inc, is_flair_inc
from .generic_checkpoint import CHOICES, import_generic
from .import_description import ImportedModel, check_pixel_size
from .model_file import first_difference
from .network import build_empty_network
from .passport import Passport

_IMPORTS = {"flair-inc": import_flair_inc, "flair-hub": import_flair_hub, "generic": import_generic}

FAMILIES = ("auto", *_IMPORTS)


def import_checkpoint(path: Path, job: ImportModelJob) -> ImportedModel:
    """Read a checkpoint and compare it, tensor by tensor, with the network that it is recognised as.

    Args:
        path: of the checkpoint.
        job: what the user says of it; its own paths are not looked at.

    Raises:
        InvalidInputError: what the user says does not fit.
        ModelError: the file cannot be read or does not fit; the first difference is named.
    """
    check_choices(job, {"family": FAMILIES, **CHOICES})
    check_pixel_size(job)
    checkpoint = read_checkpoint(path)
    family = _family(checkpoint) if job.family == "auto" else job.family
    imported = _IMPORTS[family](checkpoint, job)
    passport = imported.passport
    difference = first_difference(imported.tensors, build_empty_network(passport))
    if difference:
        raise ModelError(
            _("'{file}' does not fit the network {architecture} with the encoder {encoder}: {difference}.").format(
                file=checkpoint.file,
                architecture=passport.architecture,
                encoder=passport.encoder,
                difference=difference,
            )
        )
    record = {
        "imported_from": {"file": checkpoint.file, "sha256": checkpoint.sha256},
        **_published_accuracy(checkpoint, passport),
    }
    return replace(imported, passport=replace(passport, training={**passport.training, **record}))


def _family(checkpoint: Checkpoint) -> str:
    if is_flair_inc(checkpoint.tensors):
        return "flair-inc"
    return "flair-hub" if is_flair_hub(checkpoint.tensors) else "generic"


def _published_accuracy(checkpoint: Checkpoint, passport: Passport) -> dict[str, object]:
    """Of the published model whose file name and shapes this is; else nothing: another training has another."""
    published = published_models().get(passport.name)
    if published is None or published.file != checkpoint.file or not published.accuracy:
        return {}
    return {"accuracy": published.accuracy}
