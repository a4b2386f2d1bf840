"""Stack the bands of a product or of loose files into one raster, bands described by role."""

import os
from dataclasses import replace
from pathlib import Path
from typing import Any, Dict, Sequence

import numpy as np
from numpy.typing import NDArray

from ..errors import InvalidInputError
from ..jobs import STACK_ENDINGS, StackBandsJob, check_choices
from ..language import _, number_text
from ..progress import Progress
from ..raster import encoding
from ..raster.disk_space import check_disk_space
from ..raster.grid import Window
from ..raster.no_data import has_data
from ..raster.product_masks import ProductMasks
from ..raster.stack_plan import plan_stack
from ..raster.stack_reading import StackReader, windows
from ..raster.stack_sources import Sources, find_sources
from ..raster.stack_writing import write_tiff, write_vrt
from ..raster.stacking import Stack, uncovered_share
from ..sensors import ENCODING_TAG, SATURATED_TAG, SENSORS

ENCODINGS = ("keep", "8-bit")
RESAMPLINGS = ("refuse", "nearest", "bilinear", "cubic")

CHOICES = {"sensor": ("auto", *SENSORS), "encoding": ENCODINGS, "resampling": RESAMPLINGS}

SMALLEST_PIXEL_M = 1e-6
"""Beyond it, sizes in pixels are no numbers any more."""


def run(job: StackBandsJob, progress: Progress) -> Dict[str, Any]:
    """Run the job.

    A ``.vrt`` names the pixels of its sources and changes none. Resampling, 8-bit encoding and masks make new
    pixels and need a ``.tif``: a virtual raster can neither keep no-data out of its kernels nor apart from
    black.

    Returns:
        ``output``: path of the stack; ``roles``, ``sensor`` and ``encoding`` of its bands.

    Raises:
        InvalidInputError: a parameter or an input file cannot be used.
        CancelledError: the user cancelled.
    """
    _check_parameters(job)
    sources = find_sources(job, progress)
    _check_output(job, sources)
    stack = plan_stack(job, sources, progress)
    if job.encoding == "8-bit" and not _is_to_be_encoded(job, stack):
        progress.log(_("The pixels have 8 bits already and stay as they are; set bounds or PERCENTILES to scale them."))
    path = Path(job.output)
    if path.suffix.lower() == ".vrt":
        reason = _needs_pixels(job, stack)
        if reason:
            raise InvalidInputError(
                _("A .vrt copies no pixel, but {reason} makes new ones; choose an OUTPUT that ends in .tif.").format(
                    reason=reason
                )
            )
        write_vrt(stack, path)
        progress.report(1.0)
    else:
        dtype = "uint8" if job.encoding == "8-bit" else stack.dtype
        covered_share = 1 - uncovered_share(stack.grid, stack.file_sets)
        check_disk_space(path, stack.grid, len(stack.bands), dtype, covered_share)
        stack = _write_tiff(job, sources, stack, progress)
    progress.log(
        _("Stacked {roles}: {grid}, {area:.2f} km².").format(
            roles=", ".join(stack.roles), grid=stack.grid.describe(), area=stack.grid.area_km2()
        )
    )
    return {
        "output": job.output,
        "roles": list(stack.roles),
        "sensor": sources.sensor.name,
        "encoding": stack.tags.get(ENCODING_TAG, ""),
    }


def _check_parameters(job: StackBandsJob) -> None:
    check_choices(job, CHOICES)
    if Path(job.output).suffix.lower() not in STACK_ENDINGS:
        raise InvalidInputError(
            _("OUTPUT is '{path}', but its name must end in {endings}.").format(
                path=job.output, endings=", ".join(STACK_ENDINGS)
            )
        )
    if bool(job.product) == bool(job.layers):
        raise InvalidInputError(_("Give a PRODUCT or LAYERS: one of the two."))
    if job.pixel_size_m and not SMALLEST_PIXEL_M <= job.pixel_size_m < np.inf:
        raise InvalidInputError(
            _("PIXEL_SIZE_M {size} must be a positive number of metres, or 0.").format(size=job.pixel_size_m)
        )
    if not Path(job.output).absolute().parent.is_dir():
        raise InvalidInputError(
            _("The folder of '{path}' does not exist; create it or choose another.").format(path=job.output)
        )


def _check_output(job: StackBandsJob, sources: Sources) -> None:
    output = os.path.normcase(os.path.realpath(job.output))
    if any(os.path.normcase(os.path.realpath(file.path)) == output for file in sources.files):
        raise InvalidInputError(_("OUTPUT '{path}' is one of the inputs; choose another name.").format(path=job.output))


def _needs_pixels(job: StackBandsJob, stack: Stack) -> str:
    """What in the job makes new pixels, in words; empty if nothing does."""
    if _is_to_be_encoded(job, stack):
        return _("8-bit encoding")
    if job.mask_clouds or job.mask_outside_roi:
        return _("a mask")
    return _("resampling") if stack.is_resampled else ""


def _is_to_be_encoded(job: StackBandsJob, stack: Stack) -> bool:
    """Whether pixels change by encoding; those of 8 bits only where the user asks for a scaling."""
    if job.encoding == "keep":
        return False
    default = StackBandsJob(job.output)
    asks_for_scaling = (job.scale_min, job.scale_max, tuple(job.percentiles)) != (
        default.scale_min,
        default.scale_max,
        default.percentiles,
    )
    return stack.dtype != "uint8" or asks_for_scaling


def _write_tiff(job: StackBandsJob, sources: Sources, stack: Stack, progress: Progress) -> Stack:
    """Write the GeoTIFF. Returns: the stack as it was written."""
    masks = None
    if job.mask_clouds or job.mask_outside_roi:
        paths = sources.product.masks if sources.product else {}
        masks = ProductMasks(paths, stack.grid, job.mask_clouds, job.mask_outside_roi)
    with StackReader(stack, job.resampling) as reader:

        def read(window: Window) -> NDArray[Any]:
            progress.check_cancelled()
            pixels = reader.read(window)
            if masks is not None:
                pixels[:, masks.read(window)] = stack.nodata
            return pixels

        if not _is_to_be_encoded(job, stack):
            write_tiff(stack, Path(job.output), read, progress)
            return stack
        progress.report(0.0, _("Counting pixel values"))
        scalings = encoding.choose_scalings(
            read,
            windows(stack),
            stack.grid,
            len(stack.bands),
            stack.nodata,
            stack.saturated,
            (job.scale_min, job.scale_max),
            job.percentiles,
        )
        written = _encoded(stack, scalings, progress)

        def read_encoded(window: Window) -> NDArray[np.uint8]:
            pixels = read(window)
            return np.stack(
                [scaling.encode(band, has_data(band, stack.nodata)) for scaling, band in zip(scalings, pixels)]
            )

        write_tiff(written, Path(job.output), read_encoded, progress, done=0.4)
        return written


def _encoded(stack: Stack, scalings: Sequence[encoding.Scaling], progress: Progress) -> Stack:
    """What the 8-bit result says of itself; its band metadata tell how to undo the scaling."""
    bands = []
    for band, scaling in zip(stack.bands, scalings):
        low, high = number_text(scaling.low, ".10g"), number_text(scaling.high, ".10g")
        progress.log(_("{role}: {low} becomes 1, {high} becomes 255.").format(role=band.role, low=low, high=high))
        tags = {encoding.SCALE_MIN_TAG: low, encoding.SCALE_MAX_TAG: high}
        bands.append(replace(band, scale=1.0, offset=0.0, tags=tags))
    tags = {key: value for key, value in stack.tags.items() if key != SATURATED_TAG}
    tags.update({ENCODING_TAG: "8-bit", encoding.SCALED_FROM_TAG: stack.tags.get(ENCODING_TAG, stack.dtype)})
    return replace(stack, bands=tuple(bands), dtype="uint8", nodata=float(encoding.NODATA), tags=tags)
