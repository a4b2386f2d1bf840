"""Write a layer to annotate a scene in, empty or with the areas of a classification to correct."""

import warnings
from pathlib import Path
from typing import Any, Dict, List, Optional, Tuple

import numpy as np
import rasterio
from numpy.typing import NDArray
from rasterio.crs import CRS
from rasterio.errors import NotGeoreferencedWarning, RasterioError

from ..errors import InvalidInputError
from ..jobs import LAYER_ENDINGS, CreateAnnotationLayerJob
from ..language import _
from ..partial_files import PartialFiles
from ..progress import Progress
from ..raster.class_raster import ClassRaster
from ..raster.coverage import map_polygons
from ..raster.gdal_environment import gdal_environment
from ..raster.known_part import KnownPart
from ..raster.map_coordinates import in_coordinates
from ..raster.minimum_areas import minimum_sizes_px
from ..raster.output_paths import check_output_file
from ..raster.reprojection import crs_of, portable_name, reprojected
from ..vector.annotation_layer import LAYER_NAME, write_annotation_layer
from ..vector.edited_layer import check_replaceable

GDAL_CACHE_MB = 256

WRITING = 0.9
"""Share of the progress bar for drawing the polygons; the rest is writing them."""

MANY_POLYGONS = 20_000
"""More of them make editing in QGIS slow."""

MAX_CODES_TOLD = 10


def run(job: CreateAnnotationLayerJob, progress: Progress) -> Dict[str, Any]:
    """Write the layer.

    Returns:
        ``output``, ``layer_name`` and ``polygons``, how many there are to correct.

    Raises:
        InvalidInputError: there is no coordinate reference system, a raster or parameter cannot be used, or somebody
            drew polygons in the layer that would be replaced; nothing is written then.
        CancelledError: the user cancelled; nothing is written then.
    """
    check_output_file(job.output, LAYER_ENDINGS, [job.input, job.classification])
    check_replaceable(
        Path(job.output),
        LAYER_NAME,
        _(
            "'{file}' exists, and somebody drew or changed {count} polygons in it, which would be lost; choose "
            "another name, or delete the file first."
        ),
    )
    with gdal_environment(GDAL_CACHE_MB), PartialFiles(Path(job.output)) as files:
        path = files.stage(Path(job.output))
        crs = _crs(job)
        polygons, numeros = _prefilling(job, crs, progress) if job.classification else (np.array([], object), [])
        progress.report(WRITING, _("Writing the layer"))
        write_annotation_layer(path, polygons, numeros, portable_name(crs), job.author, job.language)
        # The last moment to cancel: from now on the result is there.
        progress.report(1.0)
        files.publish()
    raster = job.input or job.classification
    name = _("Annotations of {raster}").format(raster=Path(raster).stem) if raster else _("Annotations")
    return {"output": job.output, "layer_name": name, "polygons": len(polygons)}


def _crs(job: CreateAnnotationLayerJob) -> CRS:
    """The system of the layer: the one asked for, else that of the scene, else that of the classification."""
    if job.crs:
        return crs_of(job.crs)
    rasters = [raster for raster in (job.input, job.classification) if raster]
    crs = next((found for found in map(_crs_of_raster, rasters) if found is not None), None)
    if crs is None:
        raise InvalidInputError(
            _("The layer needs a coordinate reference system, but '{file}' has none; give one as CRS.").format(
                file=job.input or job.classification
            )
            if rasters
            else _("The layer needs a coordinate reference system; give a scene (INPUT) or a system (CRS).")
        )
    return crs


def _crs_of_raster(path: str) -> Optional[CRS]:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", NotGeoreferencedWarning)
            with rasterio.open(path) as dataset:
                return dataset.crs
    except RasterioError as error:
        raise InvalidInputError(
            _("The raster '{file}' cannot be opened: {error}; choose a raster file.").format(file=path, error=error)
        ) from None


def _prefilling(job: CreateAnnotationLayerJob, crs: CRS, progress: Progress) -> Tuple[NDArray[Any], List[int]]:
    """The areas of the classification in ``crs``, and their classes."""
    with ClassRaster(job.classification) as raster:
        grid = raster.grid
        window = grid.window_of(job.extent) if job.extent else (0, 0, grid.width, grid.height)
        x_m, y_m = grid.pixel_size_m()
        (least_px,) = minimum_sizes_px([job.min_area_m2], x_m * y_m)

        def tell(fraction: float) -> None:
            progress.report(WRITING * fraction, _("Drawing polygons around the classes"))

        part = KnownPart(raster, window)
        polygons: List[Any] = []
        numeros: List[int] = []
        for found in map_polygons(part, 0.0, tell):
            kept = found.areas_px >= least_px
            polygons += list(in_coordinates(found.polygons[kept], part.grid.transform))
            numeros += found.numeros[kept].tolist()
    if part.others:
        codes = sorted(part.others, key=lambda code: -part.others[code])[:MAX_CODES_TOLD]
        progress.warn(
            _("'{file}' holds codes that are no CoSIA class, which become no polygons: {codes}.").format(
                file=job.classification, codes=", ".join(codes)
            )
        )
    if len(polygons) > MANY_POLYGONS:
        progress.warn(
            _(
                "The layer holds {count} polygons, which are slow to edit; give an EXTENT, or a larger smallest area "
                "(MIN_AREA_M2)."
            ).format(count=len(polygons))
        )
    return reprojected(np.array(polygons, dtype=object), grid.crs or crs, crs), numeros
