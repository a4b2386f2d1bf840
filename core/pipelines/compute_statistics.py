"""Mean, deviation, percentiles and histogram of each band over a data set of one or more rasters."""

import json
import os
import time
from pathlib import Path
from typing import Any, Dict, Optional

from ..band_roles import read_roles
from ..errors import InvalidInputError, ModelError
from ..hardware import usable_cores
from ..jobs import REPORT_ENDINGS, STATISTICS_ENDINGS, ComputeStatisticsJob
from ..language import _, number_text
from ..model.bundled import fitting_demonstration_model
from ..model.model_file import read_passport
from ..partial_files import PartialFiles
from ..progress import Progress
from ..raster.data_set import DataSet, Polygons, open_data_set
from ..raster.data_set_statistics import DataSetStatistics, measure
from ..raster.gdal_environment import gdal_environment
from ..raster.plausibility import doubtful_encoding
from ..reports.statistics_page import Training, statistics_page
from ..vector.reading import read_polygons

GDAL_CACHE_MB = 256
MAX_THREADS = 8
"""More wait for the disk, and each holds blocks in memory."""


def run(job: ComputeStatisticsJob, progress: Progress) -> Dict[str, Any]:
    """Measure, and write what the job asks for.

    Returns:
        ``output``, ``report`` (paths, the latter empty if not asked for), ``pixels``, ``area_km2``, ``settled``,
        ``roles``, ``means``, ``deviations``, ``encoding``, ``megapixels_per_s``.

    Raises:
        CosiaError: with one sentence; nothing is written then.
    """
    _check_parameters(job)
    # A model that cannot be read is told before minutes of reading.
    training = Training(read_passport(job.model), is_bundled=False) if job.model else None
    polygons = Polygons(*read_polygons(job.mask), job.mask) if job.mask else None
    with gdal_environment(GDAL_CACHE_MB), PartialFiles(Path(job.output)) as files:
        staged = files.stage(Path(job.output))
        report = files.stage(Path(job.report)) if job.report else None
        data_set = open_data_set(job.inputs, read_roles(job.band_roles), job.nodata, job.extent, polygons, progress)
        for sentence in data_set.skipped:
            progress.log(sentence)
        started_s = time.monotonic()
        result = measure(data_set, job.blocks, job.seed, min(usable_cores(), MAX_THREADS), progress)
        seconds = time.monotonic() - started_s
        statistics = result.statistics
        doubt = doubtful_encoding(*result.range, statistics.encoding)
        warnings = (
            *([doubt] if doubt else []),
            *data_set.warnings,
            *result.settling.sentences(statistics.roles, statistics.deviations),
        )
        for sentence in warnings:
            progress.warn(sentence)
        _tell(result, seconds, progress)
        staged.write_text(json.dumps(result.to_dict(), indent=1, allow_nan=False, ensure_ascii=False), encoding="utf-8")
        if report:
            page = statistics_page(result, training or _bundled(data_set), warnings, data_set.skipped, job.language)
            report.write_text(page, encoding="utf-8")
        # The last moment to cancel: from now on the result is there.
        progress.report(1.0)
        files.publish()
    return {
        "output": job.output,
        "report": job.report,
        "pixels": statistics.pixels,
        "area_km2": result.km2,
        "settled": result.settling.by_scenes and not result.settling.unsettled,
        "roles": list(statistics.roles),
        "means": list(statistics.means),
        "deviations": list(statistics.deviations),
        "encoding": statistics.encoding,
        "megapixels_per_s": result.pixels_read / 1e6 / seconds,
    }


def _check_parameters(job: ComputeStatisticsJob) -> None:
    if job.blocks < 0 or job.blocks == 1:
        raise InvalidInputError(
            _(
                "BLOCKS is {blocks}, but one block cannot tell how far it is from the rest: choose 0 for all pixels, "
                "or 2 and more (from 30 on the stated error is reliable)."
            ).format(blocks=job.blocks)
        )
    for name, path, endings in (
        ("OUTPUT", job.output, STATISTICS_ENDINGS),
        ("REPORT", job.report, REPORT_ENDINGS),
    ):
        if path and not path.lower().endswith(endings):
            raise InvalidInputError(
                _("{name} is '{file}', but its name must end in {endings}.").format(
                    name=name, file=path, endings=", ".join(endings)
                )
            )
        if path and _place(path) in {_place(file) for file in (*job.inputs, job.mask, job.model) if file}:
            raise InvalidInputError(
                _("{name} '{file}' would be written over a file that is read; choose another name.").format(
                    name=name, file=path
                )
            )


def _place(path: str) -> str:
    return os.path.normcase(os.path.realpath(path))


def _bundled(data_set: DataSet) -> Optional[Training]:
    """The demonstration model that fits the bands, if there is one."""
    try:
        return Training(read_passport(fitting_demonstration_model(data_set.roles)), is_bundled=True)
    except ModelError:
        return None


def _tell(result: DataSetStatistics, seconds: float, progress: Progress) -> None:
    statistics = result.statistics
    for band, role in enumerate(statistics.roles):
        mean, deviation = number_text(statistics.means[band], ".6g"), number_text(statistics.deviations[band], ".6g")
        if result.is_sample:
            mean += " ± " + number_text(result.errors.means[band], ".2g")
            deviation += " ± " + number_text(result.errors.deviations[band], ".2g")
        progress.log(_("{role}: mean {mean}, deviation {deviation}.").format(role=role, mean=mean, deviation=deviation))
    megapixels = result.pixels_read / 1e6
    progress.log(
        _("Read {megapixels:.1f} megapixels in {seconds:.1f} s ({speed:.1f} a second); {km2:.4g} km² count.").format(
            megapixels=megapixels, seconds=seconds, speed=megapixels / seconds, km2=result.km2
        )
    )
