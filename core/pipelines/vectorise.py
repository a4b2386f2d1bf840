"""Turn a classification into polygons."""

import math
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Any, Dict, Iterator, List

from ..errors import InvalidInputError
from ..jobs import LAYER_ENDINGS, VectoriseJob
from ..language import _
from ..partial_files import PartialFiles
from ..progress import Progress
from ..raster.class_raster import ClassRaster
from ..raster.coverage import map_polygons
from ..raster.gdal_environment import gdal_environment
from ..raster.map_part import MapPart
from ..raster.minimum_areas import minimum_areas_m2, minimum_sizes_px
from ..raster.output_paths import check_output_file
from ..raster.polygon_mask import PolygonMask
from ..raster.sieved_part import SievedPart
from ..vector.edited_layer import refuse_open_layer
from ..vector.ign_blocks import block_files
from ..vector.land_cover_files import LandCoverFiles
from ..vector.reading import read_polygons

GDAL_CACHE_MB = 256

MERGING = 0.3
"""Share of the progress bar for merging small pieces, where there are any to merge."""


def run(job: VectoriseJob, progress: Progress) -> Dict[str, Any]:
    """Draw the polygons and write them.

    Returns:
        ``output``, ``layer_name``, ``polygons`` (how many), ``blocks_folder`` and ``blocks`` (how many files).

    Raises:
        InvalidInputError: a parameter or the input cannot be used; nothing is written then.
        CancelledError: the user cancelled; nothing is written then.
    """
    areas_m2 = _check_values(job)
    with ExitStack() as stack:
        stack.enter_context(gdal_environment(GDAL_CACHE_MB))
        raster = stack.enter_context(ClassRaster(job.input))
        blocks = block_files(job.blocks_folder, job.department, job.year, raster.grid) if job.blocks_folder else None
        window = raster.grid.window_of(job.extent) if job.extent else None
        mask = PolygonMask(*read_polygons(job.mask), raster.grid, job.mask) if job.mask else None
        part = MapPart(raster, window, mask)
        if blocks:
            stack.enter_context(_folder(blocks.folder))
        files = stack.enter_context(PartialFiles(Path(job.output)))
        layers = LandCoverFiles(Path(job.output), blocks, part.grid, job.language, files)
        _draw(job, part, areas_m2, layers, progress)
        # The last moment to cancel: from now on the result is there.
        progress.report(1.0)
        files.publish()
    return {
        "output": job.output,
        "layer_name": _("Land cover polygons of {raster}").format(raster=Path(job.input).stem),
        "polygons": layers.polygons,
        "blocks_folder": job.blocks_folder,
        "blocks": len(layers.blocks),
    }


def _check_values(job: VectoriseJob) -> List[float]:
    """The smallest area of each class. Raises: InvalidInputError, if a value cannot be used."""
    check_output_file(job.output, LAYER_ENDINGS, [job.input, job.mask, job.min_area_table])
    refuse_open_layer(Path(job.output))
    if not (math.isfinite(job.simplify_m2) and job.simplify_m2 >= 0):
        raise InvalidInputError(
            _("SIMPLIFY_M2 is {value:g}, but must be 0 or more square metres.").format(value=job.simplify_m2)
        )
    return minimum_areas_m2(job.min_area_m2, job.min_area_table)


def _draw(job: VectoriseJob, part: MapPart, areas_m2: List[float], layers: LandCoverFiles, progress: Progress) -> None:
    x_m, y_m = part.grid.pixel_size_m()
    sizes_px = minimum_sizes_px(areas_m2, x_m * y_m)
    begun = MERGING if max(sizes_px) > 1 else 0.0

    def tell_merging(share: float) -> None:
        # Two of its three rounds come first; polygons are drawn during the last.
        if share < 2 / 3:
            progress.report(1.5 * MERGING * share, _("Merging small pieces"))

    def tell_drawing(share: float) -> None:
        progress.report(begun + (1 - begun) * share, _("Drawing polygons around the classes"))

    source = SievedPart(part, sizes_px, tell_merging) if begun else part
    for found in map_polygons(source, job.simplify_m2 / (x_m * y_m), tell_drawing):
        progress.check_cancelled()
        layers.add(found)
    layers.finish()


@contextmanager
def _folder(folder: Path) -> Iterator[None]:
    """Make a folder, and remove it again if the run ends without a result in it."""
    is_new = not folder.is_dir()
    try:
        folder.mkdir(exist_ok=True)
    except OSError as error:
        raise InvalidInputError(
            _("The folder '{folder}' cannot be made: {error}; choose another.").format(
                folder=folder, error=error.strerror or error
            )
        ) from None
    try:
        yield
    except BaseException:
        if is_new:
            with suppress(OSError):
                folder.rmdir()
        raise
