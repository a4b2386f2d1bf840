"""Typed jobs: what one side asks of the worker. Every default of the product stands here, once."""

import json
import typing
from dataclasses import asdict, dataclass, fields
from typing import Any, ClassVar, Dict, Optional, Tuple, Type, Union

from .errors import InvalidInputError
from .language import _

STRIDE_PX = 32
"""The networks halve an image five times: sides of what they see, and margins, are multiples of it."""

GEOTIFF_ENDINGS = (".tif", ".tiff")
STACK_ENDINGS = (*GEOTIFF_ENDINGS, ".vrt")


@dataclass(frozen=True)
class Extent:
    """A rectangle in the coordinates of ``crs`` (WKT or ``EPSG:…``; empty: those of the raster)."""

    xmin: float
    ymin: float
    xmax: float
    ymax: float
    crs: str = ""


@dataclass(frozen=True)
class StackBandsJob:
    """Stack the bands of a product or of loose files into one raster, bands described by role.

    Attributes:
        output: ``.vrt`` (no pixel is copied) or ``.tif``.
        product: DIMAP delivery folder, component folder, VOL or DIM file.
        component: component to take where a delivery holds several; empty: the multispectral one.
        layers: rasters to stack or mosaic, where there is no product.
        sensor: name in ``sensors.SENSORS``, or ``auto``.
        band_roles: roles of the bands of ``layers`` in their order; empty: found from names.
        encoding: ``keep`` or ``8-bit``.
        scale_min, scale_max: digital numbers that become 1 and 255 in 8-bit encoding.
        percentiles: lower and upper percentile per band, used where no bounds are given.
        resampling: ``refuse``, ``nearest``, ``bilinear`` or ``cubic``, where grids differ.
        extent: part to keep, widened to whole pixels.
        pixel_size_m: pixel size of the output in metres; 0: that of the input.
        nodata: overrides or supplies the no-data value.
        mask_clouds: pixels inside the product's cloud mask become no-data.
        mask_outside_roi: pixels outside the product's region of interest become no-data.
    """

    kind: ClassVar[str] = "stack_bands"
    output: str
    product: str = ""
    component: str = ""
    layers: Tuple[str, ...] = ()
    sensor: str = "auto"
    band_roles: Tuple[str, ...] = ()
    encoding: str = "keep"
    scale_min: Optional[float] = None
    scale_max: Optional[float] = None
    percentiles: Tuple[float, float] = (1.0, 99.0)
    resampling: str = "refuse"
    extent: Optional[Extent] = None
    pixel_size_m: float = 0.0
    nodata: Optional[float] = None
    mask_clouds: bool = False
    mask_outside_roi: bool = False
    language: str = "en"


@dataclass(frozen=True)
class ClassifyJob:
    """Classify a raster into the 15 CoSIA classes.

    Attributes:
        input: raster to classify.
        output: classification, uint8 GeoTIFF of ``numero``, 0 = no data.
        model: model file; empty: the bundled demonstration model that fits the roles.
        confidence: optional raster of the highest class probability, percent.
        probabilities: optional raster of one band per class, percent.
        band_roles: roles of the bands in their order; empty: the raster's band descriptions.
        normalisation: ``auto`` (what the model file says), ``norma-01``, ``norma-source``, ``norma-target``.
        statistics: JSON of the target data set, for ``norma-target``; empty: from the raster itself.
        extent: part to classify, widened to whole pixels.
        mask: polygon file; pixels outside all polygons become no data.
        nodata: overrides or supplies the no-data value.
        tile_size_px: side of the square that the network sees, multiple of 32; 0: chosen.
        margin_px: pixels cropped on each side of a tile, multiple of 32.
        edge: what the network sees beyond the scene: ``reflect`` or ``zero``.
        batch_size: tiles computed at once; 0: chosen.
        device: ``auto``, ``cpu``, ``cuda`` (or ``cuda:1``), ``mps``.
        precision: ``auto``, ``float32``, ``bfloat16``.
    """

    kind: ClassVar[str] = "classify"
    input: str
    output: str
    model: str = ""
    confidence: str = ""
    probabilities: str = ""
    band_roles: Tuple[str, ...] = ()
    normalisation: str = "auto"
    statistics: str = ""
    extent: Optional[Extent] = None
    mask: str = ""
    nodata: Optional[float] = None
    tile_size_px: int = 0
    margin_px: int = 128
    edge: str = "reflect"
    batch_size: int = 0
    device: str = "auto"
    precision: str = "auto"
    language: str = "en"


@dataclass(frozen=True)
class CheckEnvironmentJob:
    """Tell versions, devices, free memory and free disk of the worker's environment."""

    kind: ClassVar[str] = "check_environment"
    language: str = "en"


Job = Union[StackBandsJob, ClassifyJob, CheckEnvironmentJob]

JOBS: Dict[str, Type[Any]] = {job.kind: job for job in (StackBandsJob, ClassifyJob, CheckEnvironmentJob)}


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
