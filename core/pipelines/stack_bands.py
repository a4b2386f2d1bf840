"""Stack the bands of a product or of loose files into one raster, bands described by role."""

import os
from dataclasses import replace
from pathlib import Path
from typing import Any, Dict, Sequence

import numpy as np
from numpy.typing import NDArray

from ..errors import InvalidInputError
from ..jobs import StackBandsJob
from ..language import _
from ..progress import Progress
from ..raster import encoding
from ..raster.grid import Window
from ..raster.product_masks import ProductMasks
from ..raster.stack_reading import StackReader, windows
from ..raster.stack_sources import Sources, find_sources
from ..raster.stack_writing import write_tiff, write_vrt
from ..raster.stacking import (
    Stack,
    check_nodata,
    choose_grid,
    common_dtype,
    order_bands,
    uncovered_share,
)
from ..sensors import ENCODING_TAG, GENERIC, REFLECTANCE_SCALE, SATURATED_TAG, SENSORS

ENCODINGS = ("keep", "8-bit")
RESAMPLINGS = ("refuse", "nearest", "bilinear", "cubic")

SMALLEST_HOLE = 1e-6
"""Share of the grid that may lie outside all files by rounding."""


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
    stack = _plan(job, sources, progress)
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
    for name, value, allowed in (
        ("SENSOR", job.sensor, ("auto", *SENSORS)),
        ("ENCODING", job.encoding, ENCODINGS),
        ("RESAMPLING", job.resampling, RESAMPLINGS),
        ("OUTPUT", Path(job.output).suffix.lower(), (".vrt", ".tif", ".tiff")),
    ):
        if value not in allowed:
            raise InvalidInputError(
                _("{name} '{value}' is unknown; use one of {allowed}.").format(
                    name=name, value=value, allowed=", ".join(allowed)
                )
            )
    if bool(job.product) == bool(job.layers):
        raise InvalidInputError(_("Give either a PRODUCT or LAYERS, not both and not neither."))
    if not (job.pixel_size_m >= 0 and np.isfinite(job.pixel_size_m)):
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


def _plan(job: StackBandsJob, sources: Sources, progress: Progress) -> Stack:
    """The stack that the job asks for, before encoding."""
    sensor, file_sets, product = sources.sensor, sources.file_sets, sources.product
    dtype = common_dtype(file_sets)
    if job.nodata is not None:
        file_sets = tuple(
            replace(one, files=tuple(replace(file, nodata=None) for file in one.files)) for one in file_sets
        )
    nodata = sources.nodata if job.nodata is None else job.nodata
    grid = choose_grid(file_sets, job.resampling != "refuse", None, 0.0)
    if product and (grid.width, grid.height) != (product.width, product.height):
        raise InvalidInputError(
            _("The tiles cover {width} × {height} pixels, but the product tells {told}; copy it again.").format(
                width=grid.width, height=grid.height, told=f"{product.width} × {product.height}"
            )
        )
    grid = choose_grid(file_sets, job.resampling != "refuse", job.extent, job.pixel_size_m)
    empty = uncovered_share(grid, file_sets)
    if nodata is None and empty > SMALLEST_HOLE:
        nodata = 0.0
        progress.warn(
            _("The files leave {share:.1%} of the stack empty; 0 marks it, also in dark pixels: see NODATA.").format(
                share=empty
            )
        )
    check_nodata(nodata, dtype)
    encoding_name = sources.encoding(dtype)
    saturated = sources.saturated(encoding_name, dtype)
    tags = {
        "COSIA_SENSOR": sensor.name,
        ENCODING_TAG: encoding_name,
        SATURATED_TAG: str(saturated) if saturated else "",
        "COSIA_SOURCE": product.name if product else "",
    }
    bands = order_bands(file_sets, sources.scale(encoding_name))
    known = {key: value for key, value in tags.items() if value}
    stack = Stack(grid, bands, dtype, nodata, known, sensor is not GENERIC)
    _warn_of_doubts(stack, sources, encoding_name, progress)
    progress.log(_("No-data value: {nodata}.").format(nodata=_("none") if nodata is None else f"{nodata:g}"))
    return stack


def _warn_of_doubts(stack: Stack, sources: Sources, encoding_name: str, progress: Progress) -> None:
    lacking = [role for role in sources.sensor.roles if role not in stack.roles]
    if lacking:
        progress.warn(_("The stack lacks {roles}.").format(roles=", ".join(lacking)))
    if sources.product is None and encoding_name == "reflectance":
        progress.log(_("Loose tiles do not tell their radiometry; taken as reflectance × 10 000."))
    if sources.product and sources.product.gain not in (None, float(REFLECTANCE_SCALE)):
        progress.warn(
            _("Reflectance is scaled by {gain:g} here instead of {usual}; models may not fit.").format(
                gain=sources.product.gain, usual=REFLECTANCE_SCALE
            )
        )


def _needs_pixels(job: StackBandsJob, stack: Stack) -> str:
    """What in the job makes new pixels, in words; empty if nothing does."""
    if job.encoding == "8-bit":
        return _("8-bit encoding")
    if job.mask_clouds or job.mask_outside_roi:
        return _("a mask")
    return _("resampling") if stack.is_resampled else ""


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

        bounds = (job.scale_min, job.scale_max)
        if job.encoding == "keep" or (stack.dtype == "uint8" and bounds == (None, None)):
            write_tiff(stack, Path(job.output), read, progress)
            return stack
        progress.report(0.0, _("Counting pixel values"))
        scalings = encoding.choose_scalings(
            read,
            windows(stack),
            stack.grid,
            len(stack.bands),
            stack.nodata,
            int(stack.tags.get(SATURATED_TAG, 0)),
            bounds,
            job.percentiles,
        )
        written = _encoded(stack, scalings, progress)

        def read_encoded(window: Window) -> NDArray[np.uint8]:
            pixels = read(window)
            return np.stack(
                [scaling.encode(band, encoding.has_data(band, stack.nodata)) for scaling, band in zip(scalings, pixels)]
            )

        write_tiff(written, Path(job.output), read_encoded, progress, done=0.4)
        return written


def _encoded(stack: Stack, scalings: Sequence[encoding.Scaling], progress: Progress) -> Stack:
    """What the 8-bit result says of itself; its band metadata tell how to undo the scaling."""
    bands = []
    for band, scaling in zip(stack.bands, scalings):
        low, high = f"{scaling.low:g}", f"{scaling.high:g}"
        progress.log(_("{role}: {low} becomes 1, {high} becomes 255.").format(role=band.role, low=low, high=high))
        tags = {"COSIA_SCALE_MIN": low, "COSIA_SCALE_MAX": high}
        bands.append(replace(band, scale=1.0, offset=0.0, tags=tags))
    tags = {key: value for key, value in stack.tags.items() if key != SATURATED_TAG}
    tags.update({ENCODING_TAG: "8-bit", "COSIA_SCALED_FROM": stack.tags.get(ENCODING_TAG, stack.dtype)})
    return replace(stack, bands=tuple(bands), dtype="uint8", nodata=float(encoding.NODATA), tags=tags)
