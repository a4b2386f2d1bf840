"""Remove small pieces, or single pixels, from a classification."""

import math
from contextlib import ExitStack
from pathlib import Path
from typing import Any, Callable, Dict, Iterator, Tuple

import numpy as np
from numpy.typing import NDArray

from ..errors import InvalidInputError
from ..jobs import FILTER_METHODS, FilterClassesJob, check_choices
from ..language import _
from ..nomenclature import CLASSES, NO_DATA
from ..partial_files import PartialFiles
from ..progress import Progress
from ..raster.class_raster import ClassRaster
from ..raster.gdal_environment import gdal_environment
from ..raster.grid import Window
from ..raster.majority import majorities
from ..raster.map_part import MapPart
from ..raster.output_paths import check_outputs
from ..raster.sieve import sieved
from ..raster.style import category_names_pam, classification_qml, colour_table
from ..raster.writing import Layout, ResultRaster
from ..version import plugin_version

GDAL_CACHE_MB = 256

FINISHING = 0.85
"""Share of the progress bar for the pixels; the rest is compression and overviews."""

FILTER_TAG = "COSIA_FILTERED_BY"
"""Metadata of filtered maps: every filter that they went through."""

MAX_SIDE_PX = 255
"""Of the square around a pixel."""


def run(job: FilterClassesJob, progress: Progress) -> Dict[str, Any]:
    """Filter and write.

    Returns:
        ``output``, ``layer_name`` and ``changed_percent``, the share of the pixels with data that changed class.

    Raises:
        InvalidInputError: a parameter or the input cannot be used; nothing is written then.
        CancelledError: the user cancelled; nothing is written then.
    """
    check_choices(job, {"method": FILTER_METHODS})
    side_px = _check_size(job)
    check_outputs(job.input, [job.output])
    with ExitStack() as stack:
        stack.enter_context(gdal_environment(GDAL_CACHE_MB))
        raster = stack.enter_context(ClassRaster(job.input))
        source = MapPart(raster)
        files = stack.enter_context(PartialFiles(Path(job.output)))
        layout = _layout(job, raster.tags)
        result = stack.enter_context(ResultRaster(Path(job.output), raster.grid, layout, files))

        def tell(share: float) -> None:
            progress.report(FINISHING * share, _("Filtering classes"))

        changed_px = valid_px = 0
        for window, classes in _filtered(job, source, side_px, tell):
            before = source.read(window)
            changed_px += int(np.count_nonzero(before != classes))
            valid_px += int(np.count_nonzero(before != NO_DATA))
            result.write(classes[None], window)
        progress.report(FINISHING, _("Writing overviews"))
        result.finish()
        # The last moment to cancel: from now on the result is there.
        progress.report(1.0)
        files.publish()
    return {
        "output": job.output,
        "layer_name": _("Filtered land cover of {raster}").format(raster=Path(job.input).stem),
        "changed_percent": round(100 * changed_px / max(1, valid_px), 3),
    }


def _check_size(job: FilterClassesJob) -> int:
    """Side of the square of as many pixels, odd. Raises: InvalidInputError."""
    side_px = math.isqrt(max(0, job.min_pixels - 1)) + 1
    side_px += 1 - side_px % 2
    most = MAX_SIDE_PX**2 if job.method == "majority" else math.inf
    if not 2 <= job.min_pixels <= most:
        raise InvalidInputError(
            _(
                "MIN_PIXELS is {value}, but must be from 2 to {most} for the majority, and 2 or more for the sieve."
            ).format(value=job.min_pixels, most=MAX_SIDE_PX**2)
        )
    return side_px


def _filtered(
    job: FilterClassesJob, source: MapPart, side_px: int, tell: Callable[[float], None]
) -> Iterator[Tuple[Window, NDArray[np.uint8]]]:
    if job.method == "majority":
        return majorities(source, side_px, tell)
    return sieved(source, [job.min_pixels] * (CLASSES[-1].numero + 1), tell)


def _layout(job: FilterClassesJob, tags: Dict[str, str]) -> Layout:
    """As the input was described, and what was done to it."""
    done = f"{job.method}, {job.min_pixels} pixels"
    former = tags.get(FILTER_TAG)
    record = {
        **tags,
        "TIFFTAG_SOFTWARE": f"CoSIA for QGIS {plugin_version()}",
        FILTER_TAG: f"{former}; {done}" if former else done,
    }
    sidecars = {".qml": classification_qml(job.language), "+.aux.xml": category_names_pam(job.language)}
    return Layout((_("CoSIA land cover"),), NO_DATA, "MODE", colour_table(), sidecars, record)
