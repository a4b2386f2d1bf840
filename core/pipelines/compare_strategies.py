"""Train with every combination of strategies, normalisations, shares of the annotated area and seeds."""

import csv
import hashlib
import json
from contextlib import ExitStack
from dataclasses import asdict
from pathlib import Path
from typing import Any, Dict, List, Optional, Sequence, Tuple

from ..errors import CancelledError, InvalidInputError
from ..jobs import REPORT_ENDINGS, STRATEGIES, TABLE_ENDINGS, CompareStrategiesJob, check_choices, check_seed
from ..language import _
from ..model.allocator import keep_freed_memory
from ..partial_files import PartialFiles, check_writable
from ..progress import Progress
from ..raster.gdal_environment import gdal_environment
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
from ..training.comparison_run import ComparisonRun
from ..training.data import TrainingData
from ..training.data_opening import open_training_data
from ..training.experiment import NOT_LEARNED_FROM, Experiment
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
        stack.enter_context(gdal_environment(GDAL_CACHE_MB, GDAL_NUM_THREADS="ALL_CPUS"))
        files = stack.enter_context(PartialFiles(output, resumable=job.resume))
        staged = files.stage(output)
        if job.report:
            check_writable(Path(job.report))
        data = open_training_data(job, staged.parent, progress, stack)
        data.choose_split(job.chip_size_px, job.validation, job.test, job.seeds[0])
        progress.log(data.describe_split())
        for warning in data.warnings:
            progress.warn(warning)
        if not data.windows(TEST):
            raise InvalidInputError(
                _("No annotated ground could be set apart for the test; annotate in more places, or raise TEST.")
            )
        parent = open_parent(job, data, needed=any(one.strategy != "app-scratch" for one in wanted))
        wanted, refusals = _applicable(wanted, data, parent, progress)
        experiment = Experiment(job, data, parent, progress)
        strategies = list(dict.fromkeys(one.strategy for one in wanted))
        # What is missing for the last training is told before the first one.
        experiment.check(strategies)
        common = _signature(job, data)
        journal = Journal(
            files.working(output, "trainings.jsonl"),
            {name: f"{common} {experiment.signature_of_start(name)}" for name in strategies},
        )
        trainings = ComparisonRun(data, experiment, journal, progress)
        wanted = trainings.with_ground_enough(wanted)
        checkpoint = files.working(output, "checkpoint.pt")
        try:
            findings = trainings.train(wanted, checkpoint, job.resume, (READY, TRAINED))
        except CancelledError:
            raise _cancelled(trainings.finished, len(wanted), job) from None
        _write_table(staged, findings)
        comparison = Comparison(tuple(findings))
        if job.report:
            progress.report(TRAINED, _("Writing the report"))
            page = strategies_page(
                comparison,
                parent.passport if parent else None,
                job,
                data.describe_split(),
                [*refusals, *trainings.refusals, *experiment.warnings()],
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
        check_seed("SEEDS", seed)
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


def _signature(job: CompareStrategiesJob, data: TrainingData) -> str:
    """Of all that findings depend on beside their combination and the weights that they start from."""
    own = ("strategies", "normalisations", "area_fractions", "seeds")
    values = {name: value for name, value in asdict(job).items() if name not in (*NOT_LEARNED_FROM, *own)}
    statistics = Path(job.statistics).read_text(encoding="utf-8") if job.statistics else ""
    content = [values, statistics, job.seeds[0], data.digest()]
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
