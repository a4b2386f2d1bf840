"""Turn a published checkpoint into a model file."""

from pathlib import Path
from typing import Any, Dict

from ..jobs import MODEL_ENDINGS, ImportModelJob
from ..language import _, number_text
from ..model.checkpoint_import import import_checkpoint
from ..model.model_file import save_model
from ..model.passport import Passport
from ..nomenclature import CLASSES_BY_NUMERO
from ..partial_files import check_writable
from ..progress import Progress
from ..raster.output_paths import check_output_file

COMPARED = 0.7
"""Share of the progress bar for reading and comparing; the rest is writing."""


def run(job: ImportModelJob, progress: Progress) -> Dict[str, Any]:
    """Import and write.

    Returns:
        ``output``, ``model_hash``, ``name``.

    Raises:
        CosiaError: with one sentence; nothing is written then.
    """
    output = Path(job.output)
    check_output_file(job.output, MODEL_ENDINGS, [job.input])
    check_writable(output)
    progress.report(0.0, _("Reading the checkpoint"))
    imported = import_checkpoint(Path(job.input), job)
    progress.report(COMPARED, _("Writing the model file"))
    passport = save_model(output, imported.passport, imported.tensors)
    for warning in imported.warnings:
        progress.warn(warning)
    for note in (*_description(passport, job.language), *imported.notes):
        progress.log(note)
    progress.report(1.0)
    return {"output": job.output, "model_hash": passport.tensor_hash, "name": passport.name}


def _description(passport: Passport, language: str) -> tuple[str, ...]:
    """What the log tells of a model."""
    classes = [CLASSES_BY_NUMERO[numero].name(language) for numero in passport.outputs if numero]
    masked = [str(channel) for channel, numero in enumerate(passport.outputs) if not numero]
    lines = [
        _("{name}: {architecture} with the encoder {encoder}, for pixels of {size} m.").format(
            name=passport.name, architecture=passport.architecture, encoder=passport.encoder, size=passport.pixel_size_m
        ),
        _("Bands, in order: {bands}.").format(bands=", ".join(passport.band_roles)),
        _("Classes of its outputs: {classes}.").format(classes=", ".join(classes)),
    ]
    if masked:
        lines.append(
            _("Output channels that are no CoSIA class, and are never predicted: {channels} of 0 to {last}.").format(
                channels=", ".join(masked), last=len(passport.outputs) - 1
            )
        )
    if passport.means:
        values = ", ".join(
            f"{role} {number_text(mean, 'g')} ± {number_text(deviation, 'g')}"
            for role, mean, deviation in zip(passport.band_roles, passport.means, passport.deviations)
        )
        lines.append(
            _("Training statistics ({encoding}, mean ± standard deviation): {values}.").format(
                encoding=passport.encoding, values=values
            )
        )
    else:
        lines.append(
            _("Trained on pixels of 0 to 1 (norma-01), encoding {encoding}.").format(encoding=passport.encoding)
        )
    return tuple(lines)
