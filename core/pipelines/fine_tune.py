"""Train a model on annotated scenes, and prove on test blocks what that brought."""

from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import Any, Dict, Optional, Tuple

from ..errors import CancelledError, InvalidInputError
from ..jobs import (
    CLASS_WEIGHTS,
    EXTRA_BANDS,
    LOSSES,
    MODEL_ENDINGS,
    MONITORS,
    REPORT_ENDINGS,
    STRATEGIES,
    STRIDE_PX,
    FineTuneJob,
    TrainingJob,
    check_choices,
    check_seed,
)
from ..language import _
from ..model.allocator import keep_freed_memory
from ..model.bundled import fitting_demonstration_model
from ..model.model_file import save_model
from ..model.passport import Passport
from ..partial_files import PartialFiles, check_writable
from ..progress import Progress
from ..raster.gdal_environment import gdal_environment
from ..raster.normalisation import NORMALISATIONS
from ..reports.fine_tuning_page import fine_tuning_page
from ..reports.page import stage_page
from ..reports.pictures import natural_colours, picture_roles
from ..training.data import TrainingData
from ..training.data_opening import open_training_data
from ..training.experiment import Choice, Experiment, Trained
from ..training.metrics import Accuracy, measure_accuracy
from ..training.outcome import BlockPicture, Outcome
from ..training.record import training_record
from ..training.start import Parent
from ..version import plugin_version

GDAL_CACHE_MB = 256

READY, TRAINED = 0.05, 0.95
"""Shares of the progress bar at the start and the end of training."""

COMMON_CHOICES = {
    "extra_bands": EXTRA_BANDS,
    "loss": LOSSES,
    "class_weights": CLASS_WEIGHTS,
    "monitor": MONITORS,
}


def run(job: FineTuneJob, progress: Progress) -> Dict[str, Any]:
    """Train and write the model file and the report.

    Returns:
        ``output``, ``report`` (paths), ``model_hash``, ``miou_before``, ``miou_after``, ``oa_before``, ``oa_after``
        (percent of the test blocks; empty where they were not measured) and ``epochs``.

    Raises:
        CancelledError: the best model so far was written if there was one, which the sentence tells.
        CosiaError: with one sentence; nothing is written then.
    """
    keep_freed_memory()
    check_choices(job, {"strategy": STRATEGIES, "normalisation": NORMALISATIONS, **COMMON_CHOICES})
    check_training_values(job)
    check_seed("SEED", job.seed)
    _check_outputs(job)
    output = Path(job.output)
    with ExitStack() as stack:
        stack.enter_context(gdal_environment(GDAL_CACHE_MB, GDAL_NUM_THREADS="ALL_CPUS"))
        files = stack.enter_context(PartialFiles(output, resumable=job.resume))
        staged = files.stage(output)
        if job.report:
            check_writable(Path(job.report))
        data = open_training_data(job, staged.parent, progress, stack)
        data.choose_split(job.chip_size_px, job.validation, job.test, job.seed)
        progress.log(data.describe_split())
        for warning in data.warnings:
            progress.warn(warning)
        parent = open_parent(job, data, needed=job.strategy != "app-scratch")
        experiment = Experiment(job, data, parent, progress)
        choice = Choice(job.strategy, job.normalisation, job.seed)
        checkpoint = files.working(output, "checkpoint.pt")
        trained = experiment.run(choice, checkpoint, job.resume, (READY, TRAINED))
        try:
            passport = save_model(staged, _signed(trained, parent, output), trained.state)
        except InvalidInputError as error:
            files.keep()
            raise InvalidInputError(
                _("{problem} What was learned is kept beside it: run it again with RESUME.").format(
                    problem=error.message
                )
            ) from None
        if trained.outcome.stopped_early:
            files.publish()
            raise CancelledError(
                _(
                    "Cancelled: the best model so far (epoch {epoch}) was kept in '{file}', marked as stopped early."
                ).format(epoch=trained.outcome.chosen, file=output)
            )
        if job.report:
            try:
                progress.report(TRAINED, _("Writing the report"))
                outcome = replace(trained.outcome, pictures=_pictures(trained, data))
                page = fine_tuning_page(outcome, passport, job.language)
                # The last moment to cancel.
                progress.report(1.0)
                stage_page(files, Path(job.report), page)
            except CancelledError:
                files.publish()
                raise CancelledError(
                    _("Cancelled: the model was finished and kept in '{file}', but without its report.").format(
                        file=output
                    )
                ) from None
            except InvalidInputError as error:
                files.publish()
                raise InvalidInputError(
                    _("{problem} The model was finished and kept in '{file}'.").format(
                        problem=error.message, file=output
                    )
                ) from None
        files.publish()
    before, after = accuracies(trained.outcome)
    progress.log(trained.outcome.reason)
    return {
        "output": job.output,
        "report": job.report,
        "model_hash": passport.tensor_hash,
        "miou_before": before.miou if before else "",
        "miou_after": after.miou if after else "",
        "oa_before": before.overall if before else "",
        "oa_after": after.overall if after else "",
        "epochs": trained.outcome.epochs[-1].number,
    }


def check_training_values(job: TrainingJob) -> None:
    """Raises: InvalidInputError, naming the first number that is out of range."""
    if not job.inputs:
        raise InvalidInputError(_("INPUT is empty; give one scene or more."))
    twice = next((file for file in job.inputs if job.inputs.count(file) > 1), "")
    if twice:
        raise InvalidInputError(_("INPUT holds '{file}' twice; give each scene once.").format(file=twice))
    if not job.annotations:
        raise InvalidInputError(_("ANNOTATIONS is empty; give polygons or a raster of classes."))
    if bool(job.source_inputs) != bool(job.source_labels):
        raise InvalidInputError(_("SOURCE_INPUT and SOURCE_LABELS go together; give both or none."))
    if job.source_inputs and job.source_ratio == 0:
        raise InvalidInputError(
            _(
                "SOURCE_RATIO is 0, so that the second source would teach nothing; give a share above 0, or no second "
                "one."
            )
        )
    ranges = {
        "epochs": (1, 10_000),
        "patience": (1, 10_000),
        "batch_size": (0, 1024),
        "learning_rate": (0.0, 1.0),
        "source_ratio": (0.0, 1.0),
        "validation": (0.0, 80.0),
        "test": (0.0, 80.0),
    }
    for name, (low, high) in ranges.items():
        value = getattr(job, name)
        if not low <= value <= high:
            raise InvalidInputError(
                _("{name} is {value:g}, but must lie between {low:g} and {high:g}.").format(
                    name=name.upper(), value=value, low=low, high=high
                )
            )
    if job.validation + job.test > 80:
        raise InvalidInputError(
            _("VALIDATION and TEST take {percent:g} % of the annotated area; leave 20 % or more for training.").format(
                percent=job.validation + job.test
            )
        )
    if job.batch_size == 1:
        raise InvalidInputError(_("BATCH_SIZE is 1, but batch normalisation needs two chips or more; or 0: chosen."))
    if job.chip_size_px < 0 or job.chip_size_px % STRIDE_PX:
        raise InvalidInputError(
            _("CHIP_SIZE_PX is {size}, but must be a multiple of {stride}, or 0.").format(
                size=job.chip_size_px, stride=STRIDE_PX
            )
        )


def open_parent(job: TrainingJob, data: TrainingData, needed: bool) -> Optional[Parent]:
    """The model to start from and to compare with; the bundled one where it is needed and none was given."""
    if job.model:
        return Parent.load(Path(job.model))
    return Parent.load(fitting_demonstration_model(data.roles)) if needed else None


def accuracies(outcome: Outcome) -> Tuple[Optional[Accuracy], Optional[Accuracy]]:
    """On all test blocks together, before and after; None where it was not measured."""
    before, after = outcome.matrix_before(), outcome.matrix_after()
    return (
        measure_accuracy(before) if before is not None and before.any() else None,
        measure_accuracy(after) if after.any() else None,
    )


def _check_outputs(job: FineTuneJob) -> None:
    for name, file, endings in (("OUTPUT", job.output, MODEL_ENDINGS), ("REPORT", job.report, REPORT_ENDINGS)):
        if (file or name == "OUTPUT") and not file.lower().endswith(endings):
            raise InvalidInputError(
                _("{name} is '{file}', but must end in {ending}.").format(name=name, file=file, ending=endings[0])
            )
    if job.model and Path(job.output).resolve() == Path(job.model).resolve():
        raise InvalidInputError(
            _("OUTPUT '{file}' is the model that training starts from; choose another name.").format(file=job.output)
        )


def _signed(trained: Trained, parent: Optional[Parent], output: Path) -> Passport:
    """The passport with its record of training."""
    record = training_record(trained.outcome)
    passport, outcome = trained.passport, trained.outcome
    record["version"] = plugin_version()
    if parent:
        record["parent_hash"] = parent.passport.tensor_hash
        if parent.passport.training.get("notice"):
            record["notice"] = parent.passport.training["notice"]
    origin = f"{outcome.parent} ({passport.source})" if outcome.starts_from_parent else passport.source
    source = f"CoSIA for QGIS {plugin_version()}, {outcome.strategy} from {origin}"
    return replace(passport, name=output.stem, training=record, source=source)


def _pictures(trained: Trained, data: TrainingData) -> Tuple[BlockPicture, ...]:
    crops = []
    roles = picture_roles(data.roles)
    for one in trained.pictured:
        scene = data.scenes[one.block.scene]
        scene.select(roles)
        crops.append(scene.read(one.block.window))
    if not crops:
        return ()
    natural = natural_colours(crops, roles, data.scenes[0].encoding)
    return tuple(
        BlockPicture(one.block, image, one.truth, one.after, one.before)
        for one, image in zip(trained.pictured, natural.pictures)
    )
