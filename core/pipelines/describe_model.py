"""Tell what a model is, and how far its parameters moved from another's."""

import json
from pathlib import Path
from typing import Any, Dict, List, Optional

from ..jobs import REPORT_ENDINGS, DescribeModelJob
from ..language import _
from ..model.bundled import demonstration_notice
from ..model.model_file import load_model
from ..model.parameter_change import ParameterChange, compare_parameters
from ..partial_files import PartialFiles
from ..progress import Progress
from ..raster.output_paths import check_output_file
from ..reports.model_page import model_page
from ..reports.page import stage_page
from ..reports.parameter_figures import change_in_words, group_label


def run(job: DescribeModelJob, progress: Progress) -> Dict[str, Any]:
    """Write the page.

    Returns:
        ``report``, ``model_hash``, ``parameters`` (their number), ``groups`` (list of ``group``, ``part``, ``block``,
        ``parameters``, ``change_percent`` of kernels and biases, ``scales_change_percent`` and
        ``statistics_change_percent`` of normalisation, from the image to the classes; empty without a comparison; None
        where there is nothing or the other model has zeros only) and ``changes``, the same as JSON.

    Raises:
        CosiaError: a model cannot be read, or the two cannot be compared; nothing is written then.
    """
    check_output_file(job.report, REPORT_ENDINGS, [file for file in (job.model, job.compare_with) if file])
    progress.report(0.0, _("Loading the model"))
    passport, network = load_model(job.model)
    change, other = None, None
    if job.compare_with:
        progress.report(0.3, _("Loading the model to compare with"))
        other_model = load_model(job.compare_with)
        progress.report(0.5, _("Comparing parameters"))
        change, other = compare_parameters((passport, network), other_model), other_model[0]
        for sentence in change_in_words(change):
            progress.log(sentence)
    if passport.demonstration:
        progress.warn(demonstration_notice())
    progress.report(0.8, _("Writing the page"))
    parameters = sum(parameter.numel() for parameter in network.parameters())
    with PartialFiles(Path(job.report)) as files:
        stage_page(files, Path(job.report), model_page(passport, parameters, job.language, other, change))
        progress.report(1.0)
        files.publish()
    groups = _groups(change)
    return {
        "report": job.report,
        "model_hash": passport.tensor_hash,
        "parameters": parameters,
        "groups": groups,
        "changes": json.dumps(groups, ensure_ascii=False) if change else "",
    }


def _groups(change: Optional[ParameterChange]) -> List[Dict[str, Any]]:
    def percent(share: Optional[float]) -> Optional[float]:
        return None if share is None else 100 * share

    return [
        {
            "group": group_label(group),
            "part": group.part,
            "block": group.block,
            "parameters": one.weights.numbers + one.scales.numbers,
            "change_percent": percent(one.weights.relative),
            "scales_change_percent": percent(one.scales.relative) if one.scales.numbers else None,
            "statistics_change_percent": percent(one.statistics.relative) if one.statistics.numbers else None,
        }
        for group, one in (change.groups.items() if change else ())
    ]
