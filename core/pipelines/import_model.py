"""Turn a published checkpoint into a model file."""

from pathlib import Path
from typing import Any, Dict

from ..errors import InvalidInputError
from ..jobs import MODEL_ENDINGS, ImportModelJob
from ..language import _
from ..model.checkpoint_import import import_checkpoint
from ..model.model_file import save_model
from ..model.passport import Passport
from ..nomenclature import CLASSES_BY_NUMERO
from ..partial_files import PartialFiles
from ..progress import Progress

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
    _check_output(output, Path(job.input))
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


def _check_output(output: Path, checkpoint: Path) -> None:
    """Raises: InvalidInputError, before anything is read, if the model file cannot be written there."""
    if output.suffix.lower() not in MODEL_ENDINGS:
        raise InvalidInputError(
            _("OUTPUT is '{file}', but the name of a model file must end in {endings}.").format(
                file=output, endings=", ".join(MODEL_ENDINGS)
            )
        )
    if output.exists() and checkpoint.exists() and output.samefile(checkpoint):
        raise InvalidInputError(_("OUTPUT is the file to import, '{file}'; choose another name.").format(file=output))
    with PartialFiles(output) as files:
        files.stage(output)


def _description(passport: Passport, language: str) -> tuple[str, ...]:
    """What the log tells of a model."""
    classes = [CLASSES_BY_NUMERO[numero].name(language) for numero in passport.outputs if numero]
    masked = [str(output) for output, numero in enumerate(passport.outputs, start=1) if not numero]
    lines = [
        _("{name}: {architecture} with the encoder {encoder}, for pixels of {size} m.").format(
            name=passport.name, architecture=passport.architecture, encoder=passport.encoder, size=passport.pixel_size_m
        ),
        _("Bands, in order: {bands}.").format(bands=", ".join(passport.band_roles)),
        _("Classes of its outputs: {classes}.").format(classes=", ".join(classes)),
    ]
    if masked:
        lines.append(
            _("Outputs that are no CoSIA class, and are never predicted: {outputs} of {count}.").format(
                outputs=", ".join(masked), count=len(passport.outputs)
            )
        )
    if passport.means:
        values = ", ".join(
            f"{role} {mean:g} ± {deviation:g}"
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
