"""Typed jobs: what one side asks of the worker. Every default of the product stands here, once."""

import json
import typing
from dataclasses import asdict, fields
from typing import Any, Dict, Tuple, Type, Union

from ..errors import InvalidInputError
from ..language import _
from .conventions import (
    ALLOCATIONS,
    ARCHITECTURES,
    CHECKPOINT_ENDINGS,
    CLASS_WEIGHTS,
    DATA_TABLE_ENDINGS,
    EXTRA_BANDS,
    FEATURE_ID_FIELD,
    FILTER_METHODS,
    GEOTIFF_ENDINGS,
    LAYER_ENDINGS,
    LOSSES,
    MODEL_ENDINGS,
    MONITORS,
    MOST_SEED,
    ONNX_ENDINGS,
    REPORT_ENDINGS,
    STACK_ENDINGS,
    STATISTICS_ENDINGS,
    STRATEGIES,
    STRIDE_PX,
    TABLE_ENDINGS,
    UPERNET_04,
    WEIGHTS_ENDINGS,
    Extent,
)
from .environment import CheckEnvironmentJob
from .images import ClassifyJob, CompareNormalisationsJob, ComputeStatisticsJob, ConvertClassesJob, StackBandsJob
from .maps import (
    AssessAccuracyJob,
    CompareMapsJob,
    DrawSampleJob,
    FilterClassesJob,
    SummariseAreasJob,
    VectoriseJob,
)
from .models import DescribeModelJob, DownloadModelJob, ExportOnnxJob, ImportModelJob
from .training import CompareStrategiesJob, CreateAnnotationLayerJob, FineTuneJob, SuggestAnnotationsJob, TrainingJob

__all__ = [
    "ALLOCATIONS",
    "ARCHITECTURES",
    "CHECKPOINT_ENDINGS",
    "CLASS_WEIGHTS",
    "DATA_TABLE_ENDINGS",
    "EXTRA_BANDS",
    "FEATURE_ID_FIELD",
    "FILTER_METHODS",
    "GEOTIFF_ENDINGS",
    "JOBS",
    "LAYER_ENDINGS",
    "LOSSES",
    "MODEL_ENDINGS",
    "MONITORS",
    "MOST_SEED",
    "ONNX_ENDINGS",
    "REPORT_ENDINGS",
    "STACK_ENDINGS",
    "STATISTICS_ENDINGS",
    "STRATEGIES",
    "STRIDE_PX",
    "TABLE_ENDINGS",
    "UPERNET_04",
    "WEIGHTS_ENDINGS",
    "AssessAccuracyJob",
    "CheckEnvironmentJob",
    "ClassifyJob",
    "CompareMapsJob",
    "CompareNormalisationsJob",
    "CompareStrategiesJob",
    "ComputeStatisticsJob",
    "ConvertClassesJob",
    "CreateAnnotationLayerJob",
    "DescribeModelJob",
    "DownloadModelJob",
    "DrawSampleJob",
    "ExportOnnxJob",
    "Extent",
    "FilterClassesJob",
    "FineTuneJob",
    "ImportModelJob",
    "Job",
    "StackBandsJob",
    "SuggestAnnotationsJob",
    "SummariseAreasJob",
    "TrainingJob",
    "VectoriseJob",
    "check_choices",
    "check_seed",
    "job_from_json",
    "job_to_json",
]

Job = Union[
    CheckEnvironmentJob,
    StackBandsJob,
    ComputeStatisticsJob,
    CompareNormalisationsJob,
    ClassifyJob,
    ConvertClassesJob,
    ImportModelJob,
    DownloadModelJob,
    DescribeModelJob,
    ExportOnnxJob,
    CreateAnnotationLayerJob,
    SuggestAnnotationsJob,
    FineTuneJob,
    CompareStrategiesJob,
    AssessAccuracyJob,
    DrawSampleJob,
    VectoriseJob,
    FilterClassesJob,
    SummariseAreasJob,
    CompareMapsJob,
]

JOBS: Dict[str, Type[Any]] = {job.kind: job for job in typing.get_args(Job)}


def job_to_json(job: Job) -> str:
    """The job as one JSON object; read back by :func:`job_from_json`."""
    return json.dumps({"kind": job.kind, **asdict(job)}, ensure_ascii=False, indent=1)


def job_from_json(text: str) -> Job:
    """The job that ``text`` describes.

    Raises:
        InvalidInputError: no JSON, an unknown kind or field, a missing field or a value of the wrong type.
    """
    try:
        values = json.loads(text)
    except ValueError as error:
        raise InvalidInputError(_("The job is not valid JSON: {error}.").format(error=error)) from None
    if not isinstance(values, dict) or values.get("kind") not in JOBS:
        kind = values.get("kind") if isinstance(values, dict) else values
        kinds = ", ".join(JOBS)
        raise InvalidInputError(
            _("The job kind '{kind}' is unknown; use one of {kinds}.").format(kind=kind, kinds=kinds)
        )
    job_class = JOBS[values.pop("kind")]
    types = typing.get_type_hints(job_class)
    known = {field.name: types[field.name] for field in fields(job_class)}
    for name in values:
        if name not in known:
            raise InvalidInputError(
                _("The job '{kind}' has no field '{name}'; it has {names}.").format(
                    kind=job_class.kind, name=name, names=", ".join(known)
                )
            )
    typed = {name: _typed(name, value, known[name]) for name, value in values.items()}
    try:
        return typing.cast(Job, job_class(**typed))
    except TypeError as error:
        raise InvalidInputError(
            _("The job '{kind}' is incomplete: {error}.").format(kind=job_class.kind, error=error)
        ) from None


def _typed(name: str, value: Any, expected: Any) -> Any:
    """``value`` as the field's type, from what JSON can hold (lists for tuples, objects for extents)."""
    origin, arguments = typing.get_origin(expected), typing.get_args(expected)
    if origin is Union:
        return None if value is None else _typed(name, value, arguments[0])
    if origin is tuple and isinstance(value, list):
        kinds = [arguments[0]] * len(value) if arguments[-1] is Ellipsis else list(arguments)
        if len(kinds) == len(value):
            return tuple(_typed(name, item, kind) for item, kind in zip(value, kinds))
    elif expected is Extent and isinstance(value, dict) and {"xmin", "ymin", "xmax", "ymax"} <= set(value):
        xmin, ymin, xmax, ymax = (_typed(name, value[key], float) for key in ("xmin", "ymin", "xmax", "ymax"))
        return Extent(xmin, ymin, xmax, ymax, _typed(name, value.get("crs", ""), str))
    elif expected is float and isinstance(value, (int, float)) and not isinstance(value, bool):
        return float(value)
    elif expected in (str, int, bool) and type(value) is expected:
        return value
    raise InvalidInputError(
        _("The field '{name}' of the job has the unfitting value {value!r}.").format(name=name, value=value)
    )


def check_choices(job: Any, choices: Dict[str, Tuple[str, ...]]) -> None:
    """Refuse a job whose fields hold something else than the choices that there are.

    Raises:
        InvalidInputError: the first such field is named, with its choices.
    """
    for name, allowed in choices.items():
        value = getattr(job, name)
        if value not in allowed:
            raise InvalidInputError(
                _("{name} '{value}' is unknown; use one of {allowed}.").format(
                    name=name.upper(), value=value, allowed=", ".join(allowed)
                )
            )


def check_seed(name: str, seed: int) -> None:
    """Raises: InvalidInputError, naming the parameter, if random numbers cannot start from it."""
    if not 0 <= seed <= MOST_SEED:
        raise InvalidInputError(
            _("{name} holds {seed}, but seeds are whole numbers from 0 to {most}.").format(
                name=name, seed=seed, most=MOST_SEED
            )
        )
