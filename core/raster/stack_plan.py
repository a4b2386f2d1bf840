"""From sources to the plan of a stack: its grid, its no-data value, and what it says of itself."""

from dataclasses import replace
from typing import Optional, Sequence

from ..errors import InvalidInputError
from ..jobs import StackBandsJob
from ..language import _, number_text
from ..progress import Progress
from ..sensors import ENCODING_TAG, GENERIC, REFLECTANCE_SCALE, SATURATED_TAG
from .file_sets import FileSet
from .grid import Grid
from .stack_sources import Sources
from .stacking import (
    Stack,
    aligned_groups,
    check_nodata,
    choose_grid,
    common_dtype,
    order_bands,
    uncovered_share,
)

SMALLEST_HOLE = 1e-6
"""Share of the grid that may lie outside all files by rounding."""


def plan_stack(job: StackBandsJob, sources: Sources, progress: Progress) -> Stack:
    """The stack that the job asks for, before encoding.

    Raises:
        InvalidInputError: types or grids differ, or a parameter does not fit the files.
    """
    sensor, file_sets, product = sources.sensor, sources.file_sets, sources.product
    dtype = common_dtype(file_sets)
    if job.nodata is not None:
        file_sets = tuple(
            replace(one, files=tuple(replace(file, nodata=None) for file in one.files)) for one in file_sets
        )
    may_resample = job.resampling != "refuse"
    grid = choose_grid(file_sets, may_resample, None, 0.0)
    if product and (grid.width, grid.height) != (product.width, product.height):
        raise InvalidInputError(
            _("The tiles cover {width} × {height} pixels, but the product tells {told}; copy it again.").format(
                width=grid.width, height=grid.height, told=f"{product.width} × {product.height}"
            )
        )
    grid = choose_grid(file_sets, may_resample, job.extent, job.pixel_size_m)
    nodata = sources.nodata if job.nodata is None else job.nodata
    if nodata is None:
        nodata = _needed_nodata(file_sets, grid, progress)
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
    progress.log(_("No-data value: {nodata}.").format(nodata=_("none") if nodata is None else number_text(nodata, "g")))
    return stack


def _needed_nodata(file_sets: Sequence[FileSet], grid: Grid, progress: Progress) -> Optional[float]:
    """0 where the files name no no-data value and yet some pixels have no data; else None."""
    empty = uncovered_share(grid, file_sets)
    masked = [file.name for one in file_sets for file in one.files if file.is_masked]
    mixed = [one.name for one in file_sets if len(aligned_groups(one.files)) > 1]
    if empty > SMALLEST_HOLE:
        reason = _("The files leave {share:.1%} of the stack empty").format(share=empty)
    elif masked:
        reason = _("'{name}' hides pixels and names no no-data value").format(name=masked[0])
    elif mixed:
        reason = _("The tiles of '{name}' lie on several grids").format(name=mixed[0])
    else:
        return None
    progress.warn(
        _("{reason}; 0 marks pixels without data, also those that are dark: see NODATA.").format(reason=reason)
    )
    return 0.0


def _warn_of_doubts(stack: Stack, sources: Sources, encoding_name: str, progress: Progress) -> None:
    lacking = [role for role in sources.sensor.roles if role not in stack.roles]
    if lacking:
        progress.warn(_("The stack lacks {roles}.").format(roles=", ".join(lacking)))
    if encoding_name == "reflectance" and not sources.tells_encoding:
        progress.warn(
            _(
                "Loose tiles do not tell their radiometry: their numbers are taken as reflectance × {scale}. That is "
                "right if RADIOMETRIC_PROCESSING in the product's DIM file is REFLECTANCE; else choose the sensor "
                "'generic'."
            ).format(scale=REFLECTANCE_SCALE)
        )
    if sources.product and sources.product.gain not in (None, float(REFLECTANCE_SCALE)):
        progress.warn(
            _("Reflectance is scaled by {gain:g} here instead of {usual}; models may not fit.").format(
                gain=sources.product.gain, usual=REFLECTANCE_SCALE
            )
        )
