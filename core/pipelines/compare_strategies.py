"""Train with every combination of strategies, normalisations, shares of the annotated area and seeds."""

import csv
import hashlib
import json
from contextlib import ExitStack
from dataclasses import asdict
from pathlib import Path
from typing import Any, Dict, List, Optional, Sequence, Tuple

import rasterio

from ..errors import CancelledError, InvalidInputError
from ..jobs import REPORT_ENDINGS, STRATEGIES, TABLE_ENDINGS, CompareStrategiesJob, check_choices
from ..language import _
from ..model.allocator import keep_freed_memory
from ..model.bundled import demonstration_notice
from ..partial_files import PartialFiles, check_writable
from ..progress import Progress
from ..raster.normalisation import NORMALISATIONS
from ..reports.page import stage_page
from ..reports.strategies_page import strategies_page
from ..training.comparison import (
    COLUMNS,
    Combination,
    Finding,
    Journal,
    all_combinations,
    baseline_rows,
    table_rows,
)
from ..training.comparison_groups import Comparison
from ..training.data import TrainingData
from ..training.data_opening import open_training_data
from ..training.experiment import NOT_LEARNED_FROM, Choice, Experiment
from ..training.normalisations import training_normalisation
from ..training.split import TEST
from ..training.start import Parent
from .fine_tune import COMMON_CHOICES, GDAL_CACHE_MB, READY, TRAINED, check_training_values, open_parent

WHOLE_AREA = (100.0,)


def run(job: CompareStrategiesJob, progress: Progress) -> Dict[str, Any]:
    """Train all combinations and write the table and the report.

    Returns:
        ``output``, ``report`` (paths), ``trainings`` (their number), ``best_strategy``, ``best_normalisation`` and
        ``best_miou`` (percent of the test blocks, mean over the seeds, with the whole area).

    Raises:
        CancelledError: finished trainings were kept if the job resumes, which the sentence tells.
        CosiaError: with one sentence.
    """
    keep_freed_memory()
    check_choices(job, COMMON_CHOICES)
    check_training_values(job)
    _check_lists(job)
    _check_outputs(job)
    wanted = all_combinations(job.strategies, job.normalisations, job.area_fractions or WHOLE_AREA, job.seeds)
    if "app-scratch" in job.strategies and "norma-source" in job.normalisations:
        progress.log(_("app-scratch with norma-source is left out: it starts from no source model."))
    output = Path(job.output)
    with ExitStack() as stack:
        stack.enter_context(rasterio.Env(GDAL_CACHEMAX=GDAL_CACHE_MB, GDAL_NUM_THREADS="ALL_CPUS"))
        files = stack.enter_context(PartialFiles(output, resumable=job.resume))
        staged = files.stage(output)
        if job.report:
            check_writable(Path(job.report))
        data = open_training_data(job, staged.parent, progress, stack)
        data.choose_split(job.chip_size_px, job.validation, job.test, job.seeds[0])
        for line in (data.describe_split(), *data.warnings):
            progress.log(line)
        if not data.windows(TEST):
            raise InvalidInputError(
                _("No annotated ground could be set apart for the test; annotate in more places, or raise TEST.")
            )
        parent = open_parent(job, data, needed=any(one.strategy != "app-scratch" for one in wanted))
        wanted, refusals = _applicable(wanted, data, parent, progress)
        journal = Journal(files.working(output, "trainings.jsonl"), _signature(job, data, parent))
        checkpoint = files.working(output, "checkpoint.pt")
        findings = _train_all(wanted, Experiment(job, data, parent, progress), data, journal, checkpoint, job, progress)
        _write_table(staged, findings)
        comparison = Comparison(tuple(findings))
        if job.report:
            progress.report(TRAINED, _("Writing the report"))
            page = strategies_page(
                comparison,
                parent.passport if parent else None,
                job,
                data.describe_split(),
                [*refusals, *_warnings(data, parent)],
            )
            stage_page(files, Path(job.report), page)
        progress.report(1.0)
        files.publish()
    best = comparison.whole()[0]
    return {
        "output": job.output,
        "report": job.report,
        "trainings": len(findings),
        "best_strategy": best.strategy,
        "best_normalisation": best.normalisation,
        "best_miou": best.miou.mean,
    }


def _train_all(
    wanted: Sequence[Combination],
    experiment: Experiment,
    data: TrainingData,
    journal: Journal,
    checkpoint: Path,
    job: CompareStrategiesJob,
    progress: Progress,
) -> List[Finding]:
    """Findings of all combinations; those that the journal holds are not trained again."""
    known = journal.read() if job.resume else {}
    step = (TRAINED - READY) / len(wanted)
    for number, combination in enumerate(wanted):
        if combination in known:
            progress.log(_("{training} was finished before.").format(training=_name(combination)))
            continue
        progress.log(
            _("Training {number} of {count}: {training}").format(
                number=number + 1, count=len(wanted), training=_name(combination)
            )
        )
        data.use_fraction(combination.area_percent, combination.seed)
        choice = Choice(combination.strategy, combination.normalisation, combination.seed)
        share = READY + number * step, READY + (number + 1) * step
        try:
            outcome = experiment.run(choice, checkpoint, job.resume, share).outcome
        except CancelledError:
            raise _cancelled(len(known), len(wanted), job) from None
        if outcome.stopped_early:
            raise _cancelled(len(known), len(wanted), job)
        known[combination] = Finding.of_outcome(combination, outcome)
        journal.add(known[combination])
        # Else the next training would take it for a damaged state of its own.
        checkpoint.unlink(missing_ok=True)
    return [known[combination] for combination in wanted]


def _name(combination: Combination) -> str:
    return _("{strategy}, {normalisation}, {percent:g} % of the area, seed {seed}").format(
        strategy=combination.strategy,
        normalisation=combination.normalisation,
        percent=combination.area_percent,
        seed=combination.seed,
    )


def _cancelled(done: int, count: int, job: CompareStrategiesJob) -> CancelledError:
    if not job.resume:
        return CancelledError(_("Cancelled: nothing was kept."))
    return CancelledError(
        _(
            "Cancelled: {done} of {count} trainings are finished and kept beside '{file}'; run it again with the same "
            "output and RESUME to go on."
        ).format(done=done, count=count, file=job.output)
    )


def _check_lists(job: CompareStrategiesJob) -> None:
    """Raises: InvalidInputError, naming the first list that is empty or holds what there is not."""
    known = {"strategies": STRATEGIES, "normalisations": NORMALISATIONS}
    for name, names in known.items():
        for value in getattr(job, name):
            if value not in names:
                raise InvalidInputError(
                    _("{name} holds '{value}', which is unknown; use {names}.").format(
                        name=name.upper(), value=value, names=", ".join(names)
                    )
                )
    for name in (*known, "seeds"):
        if not getattr(job, name):
            raise InvalidInputError(_("{name} is empty; give one or more.").format(name=name.upper()))
    for percent in job.area_fractions:
        if not 0 < percent <= 100:
            raise InvalidInputError(
                _("AREA_FRACTIONS holds {percent:g}, but percentages must lie above 0 and up to 100.").format(
                    percent=percent
                )
            )
    for seed in job.seeds:
        if seed < 0:
            raise InvalidInputError(_("SEEDS holds {seed}, but seeds are whole numbers from 0 on.").format(seed=seed))
    if job.test == 0:
        raise InvalidInputError(
            _("TEST is 0, but strategies are compared on ground that no training sees; give a percentage.")
        )


def _check_outputs(job: CompareStrategiesJob) -> None:
    for name, file, endings in (("OUTPUT", job.output, TABLE_ENDINGS), ("REPORT", job.report, REPORT_ENDINGS)):
        if (file or name == "OUTPUT") and not file.lower().endswith(endings):
            raise InvalidInputError(
                _("{name} is '{file}', but must end in {ending}.").format(name=name, file=file, ending=endings[0])
            )


def _applicable(
    wanted: Sequence[Combination], data: TrainingData, parent: Optional[Parent], progress: Progress
) -> Tuple[List[Combination], List[str]]:
    """The combinations that can be trained on these scenes, and why others cannot, in sentences.

    Raises:
        InvalidInputError: none can.
    """
    try:
        if parent and any(one.normalisation == "norma-source" for one in wanted):
            training_normalisation("norma-source", "", parent.passport, parent.passport, data.scenes, progress)
    except InvalidInputError as error:
        left = [one for one in wanted if one.normalisation != "norma-source"]
        if not left:
            raise
        progress.warn(error.message)
        return left, [error.message]
    return list(wanted), []


def _signature(job: CompareStrategiesJob, data: TrainingData, parent: Optional[Parent]) -> str:
    """Of all that findings depend on beside their combination."""
    own = ("strategies", "normalisations", "area_fractions", "seeds")
    values = {name: value for name, value in asdict(job).items() if name not in (*NOT_LEARNED_FROM, *own)}
    model = parent.passport.tensor_hash if parent else ""
    statistics = Path(job.statistics).read_text(encoding="utf-8") if job.statistics else ""
    content = [values, model, statistics, job.seeds[0], data.digest()]
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


def _write_table(path: Path, findings: Sequence[Finding]) -> None:
    """The table in long form: the model before by normalisation, then each training."""
    first = {finding.combination.normalisation: finding for finding in reversed(findings)}
    rows = [
        row
        for name in dict.fromkeys(one.combination.normalisation for one in findings)
        for row in baseline_rows(first[name])
    ]
    rows += [row for finding in findings for row in table_rows(finding)]
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, COLUMNS)
        writer.writeheader()
        writer.writerows(rows)


def _warnings(data: TrainingData, parent: Optional[Parent]) -> List[str]:
    return [*data.warnings, *([demonstration_notice()] if parent and parent.passport.demonstration else [])]
