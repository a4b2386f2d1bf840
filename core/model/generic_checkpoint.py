"""Checkpoints of segmentation-models-pytorch that the user describes."""

from ..errors import InvalidInputError
from ..jobs import ARCHITECTURES, UPERNET_04, ImportModelJob
from ..language import _
from ..sensors import ENCODINGS
from .checkpoint import Checkpoint, network_prefix, take_network
from .flair_inc import PATCH_SIZE_PX, dropped_note
from .import_description import ImportedModel, named_outputs, named_roles, training_statistics
from .passport import Passport
from .recognition import decoder_channels, recognise_architecture, with_present_names

CHOICES = {"architecture": ARCHITECTURES, "encoding": ENCODINGS}
"""Fields of the job and what they may hold."""


def import_generic(checkpoint: Checkpoint, job: ImportModelJob) -> ImportedModel:
    """The model; its tensors are not compared with the network yet.

    Raises:
        InvalidInputError: the description is incomplete or does not fit.
        ModelError: the file holds no network of segmentation-models-pytorch, or several.
    """
    roles = named_roles(job)
    for name, given in (("BAND_ROLES", roles), ("CLASS_MAP", job.class_map)):
        if not given:
            raise InvalidInputError(
                _(
                    "'{file}' is of none of IGN's families, so give {parameter} and describe the network with "
                    "ARCHITECTURE, ENCODER, BAND_ROLES, CLASS_MAP, MEANS, STDS, ENCODING and PIXEL_SIZE_M."
                ).format(file=checkpoint.file, parameter=name)
            )
    prefix = network_prefix(checkpoint.tensors, checkpoint.file)
    found, dropped = take_network(checkpoint.tensors, prefix, checkpoint.file)
    network = with_present_names(found)
    architecture = job.architecture
    if architecture == "upernet" and recognise_architecture(network) == UPERNET_04:
        architecture = UPERNET_04
    statistics = training_statistics(job, roles, {}, "")
    passport = Passport(
        name=checkpoint.path.stem,
        architecture=architecture,
        encoder=job.encoder,
        decoder_channels=decoder_channels(architecture, network),
        band_roles=roles,
        encoding=job.encoding,
        normalisation=statistics.normalisation,
        means=statistics.means,
        deviations=statistics.deviations,
        outputs=named_outputs(job, len(network["segmentation_head.0.weight"]), checkpoint.file),
        pixel_size_m=job.pixel_size_m,
        patch_size_px=PATCH_SIZE_PX,
        demonstration=False,
        training={"family": "generic", "statistics": statistics.origin},
        licence="not known",
        source=f"file {checkpoint.file}",
    )
    return ImportedModel(passport, network, dropped_note(dropped))
