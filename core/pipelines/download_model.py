"""Fetch a model of the catalogue from the hub and import it."""

from dataclasses import replace
from pathlib import Path
from typing import Any, Dict, Union

from ..catalogue import PublishedModel, published_model
from ..errors import ModelError
from ..jobs import MODEL_ENDINGS, DownloadModelJob, ImportModelJob
from ..language import _
from ..model.checkpoint_import import import_checkpoint
from ..model.hub import FetchedFile, HubFile, ask, fetch, fetch_from_cache, host
from ..model.hub_errors import UnreachableError
from ..model.model_file import save_model
from ..model.passport import Passport
from ..partial_files import check_writable
from ..progress import Progress
from ..raster.output_paths import check_output_file

SIZE_TOLERANCE = 0.01
"""Share by which a file may differ from the catalogue's size and still hold the same network."""

IMPORTING = 0.97
"""Share of the progress bar for fetching and checking."""


def run(job: DownloadModelJob, progress: Progress) -> Dict[str, Any]:
    """Fetch, check and import.

    Returns:
        ``output``, ``model_hash``, ``name``, and ``revision``, ``sha256``, ``size_bytes`` of the file on the hub.

    Raises:
        InvalidInputError: a parameter cannot be used.
        ModelError: the file cannot be had, or is not the one that the hub or the catalogue speaks of.
        CancelledError: the user cancelled; what has come of the file stays in the cache for the next call.
    """
    model = published_model(job.name)
    check_output_file(job.output, MODEL_ENDINGS, [])
    check_writable(Path(job.output))
    file = HubFile(model.repository, model.file, job.endpoint, job.proxy)
    progress.report(0.0, _("Asking {host}").format(host=host(file)))
    fetched = _fetch(job, model, file, progress)
    progress.report(IMPORTING, _("Importing the model"))
    imported = import_checkpoint(fetched.path, ImportModelJob(str(fetched.path), job.output))
    _check_network(model, imported.passport)
    progress.check_cancelled()
    passport = save_model(job.output, _with_origin(imported.passport, model, fetched), imported.tensors)
    for warning in imported.warnings:
        progress.warn(warning)
    for note in imported.notes:
        progress.log(note)
    progress.report(1.0)
    progress.log(
        _("{name}: bands {bands}; licence {licence}; published mIoU {miou}.").format(
            name=model.name,
            bands=", ".join(passport.band_roles),
            licence=model.licence,
            miou=_mean_iou(model),
        )
    )
    return {
        "output": job.output,
        "model_hash": passport.tensor_hash,
        "name": model.name,
        "revision": fetched.revision,
        "sha256": fetched.sha256,
        "size_bytes": fetched.path.stat().st_size,
    }


def _with_origin(passport: Passport, model: PublishedModel, fetched: FetchedFile) -> Passport:
    """The passport with what the catalogue and the hub tell; the import noted the file's name and SHA-256."""
    origin = {
        "repository": model.repository,
        "revision": fetched.revision,
        "size_bytes": fetched.path.stat().st_size,
    }
    accuracy = {"accuracy": model.accuracy} if model.accuracy else {}
    return replace(
        passport,
        name=model.name,
        licence=model.licence,
        source=f"https://huggingface.co/{model.repository}, {model.file}, revision {fetched.revision}",
        training={**passport.training, **accuracy, "download": origin},
    )


def _fetch(job: DownloadModelJob, model: PublishedModel, file: HubFile, progress: Progress) -> FetchedFile:
    """The file from the hub; from the cache where the hub does not answer.

    Raises:
        ModelError: it cannot be had, or is another one.
    """
    try:
        announced = ask(file)
        _compare_sizes(model, announced.size_bytes, progress)
        return fetch(file, announced, progress)
    except UnreachableError as error:
        reason = error.message
    fetched = fetch_from_cache(file, progress)
    if fetched is None:
        raise ModelError(
            _(
                "'{file}' cannot be fetched from {host}: {reason}; download {address} with a browser, put it into "
                "'{folder}', and turn it into a model file with 'Import model'."
            ).format(
                file=file.name,
                host=host(file),
                reason=reason,
                address=file.address,
                folder=Path(job.output).absolute().parent,
            )
        )
    _compare_sizes(model, fetched.path.stat().st_size, progress)
    progress.log(
        _("{host} was not reached ({reason}); '{file}' was fetched earlier and comes from the cache.").format(
            host=host(file), reason=reason, file=file.name
        )
    )
    return fetched


def _compare_sizes(model: PublishedModel, size_bytes: int, progress: Progress) -> None:
    """Raises: ModelError, if the file is another one than the catalogue speaks of."""
    if model.size_bytes in (None, size_bytes):
        return
    assert model.size_bytes is not None
    if abs(size_bytes - model.size_bytes) > SIZE_TOLERANCE * model.size_bytes:
        raise ModelError(
            _(
                "'{file}' has {found} bytes on the hub, but {known} in the catalogue: it is another file; nothing was "
                "fetched. Update the plugin, or import a file of your own with 'Import model'."
            ).format(file=model.file, found=size_bytes, known=model.size_bytes)
        )
    progress.warn(
        _(
            "'{file}' has {found} bytes on the hub, but {known} in the catalogue: it was changed, and the published "
            "accuracy may be that of the former file."
        ).format(file=model.file, found=size_bytes, known=model.size_bytes)
    )


def _check_network(model: PublishedModel, passport: Passport) -> None:
    """Raises: ModelError, if the file holds another network than the catalogue says."""
    found, known = _describe(passport), _describe(model)
    if found != known:
        raise ModelError(
            _(
                "'{file}' holds another network ({found}) than the catalogue says ({known}); update the plugin, or "
                "import the file with 'Import model'."
            ).format(file=model.file, found=found, known=known)
        )


def _describe(model: Union[PublishedModel, Passport]) -> str:
    return f"{model.architecture}, {model.encoder}, {', '.join(model.band_roles)}"


def _mean_iou(model: PublishedModel) -> str:
    """With the number of classes in it: means over different classes are not comparable."""
    if "miou" not in model.accuracy:
        return _("not known")
    return _("{miou} % (sum over {classes} classes, divided by {divisor})").format(
        miou=model.accuracy["miou"],
        classes=len(model.accuracy["classes_in_mean"]),
        divisor=model.accuracy["mean_divisor"],
    )
