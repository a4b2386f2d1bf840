"""Draw points at random within each class of a classification, for a person to interpret."""

from pathlib import Path
from typing import Any, Dict, Tuple

import numpy as np

from ..errors import InvalidInputError
from ..jobs import ALLOCATIONS, LAYER_ENDINGS, DrawSampleJob, check_choices, check_seed
from ..language import _
from ..nomenclature import CLASSES
from ..partial_files import PartialFiles
from ..progress import Progress
from ..raster.class_map import ClassMap
from ..raster.class_sample import count_classes, draw_pixels
from ..raster.gdal_environment import gdal_environment
from ..raster.output_paths import check_output_file
from ..raster.reprojection import portable_name
from ..raster.sample_allocation import allocate
from ..raster.unknown_codes import codes_in_words
from ..vector.edited_layer import check_replaceable
from ..vector.reading import read_polygons
from ..vector.sample_layer import LAYER_NAME, write_sample

GDAL_CACHE_MB = 256

CHOICES: Dict[str, Tuple[str, ...]] = {"allocation": ALLOCATIONS}

COUNTED, DRAWN = 0.7, 0.95
"""Shares of the progress bar after the two passes."""


def run(job: DrawSampleJob, progress: Progress) -> Dict[str, Any]:
    """Count the classes, draw and write the layer.

    Returns:
        ``output``, ``layer_name`` and ``points``, how many there are.

    Raises:
        InvalidInputError: a parameter or the map cannot be used, or somebody interpreted points of the layer that would
            be replaced; nothing is written then.
        CancelledError: the user cancelled; nothing is written then.
    """
    check_choices(job, CHOICES)
    check_seed("SEED", job.seed)
    check_output_file(job.output, LAYER_ENDINGS, [job.classification, job.mask])
    check_replaceable(
        Path(job.output),
        LAYER_NAME,
        _(
            "'{file}' exists, and somebody interpreted {count} of its points, which would be lost; choose another "
            "name, or delete the file first."
        ),
    )
    mask = (*read_polygons(job.mask), job.mask) if job.mask else None
    with (
        gdal_environment(GDAL_CACHE_MB),
        ClassMap(job.classification, mask) as classes,
        PartialFiles(Path(job.output)) as files,
    ):
        layer = files.stage(Path(job.output))
        counts = count_classes(classes, lambda done: progress.report(COUNTED * done, _("Counting the classes")))
        if counts.unknown:
            progress.warn(
                _("'{file}' holds codes that are no CoSIA class; no point is drawn there: {codes}.").format(
                    file=job.classification, codes=codes_in_words(counts.unknown)
                )
            )
        if not counts.pixels.any():
            raise InvalidInputError(
                _("'{file}' holds no pixel of a CoSIA class there; choose a classification, or another MASK.").format(
                    file=job.classification
                )
            )
        numbers = allocate(job.count, counts.pixels, job.allocation)
        told = [
            _("{name} {points} of {pixels} pixels").format(name=cls.name(job.language), points=points, pixels=pixels)
            for cls, points, pixels in zip(CLASSES, numbers, counts.pixels)
            if pixels
        ]
        progress.log(_("Points by class: {points}.").format(points=", ".join(told)))
        rows, columns, strata = draw_pixels(
            classes,
            counts,
            numbers,
            job.seed,
            lambda done: progress.report(COUNTED + (DRAWN - COUNTED) * done, _("Drawing points")),
        )
        t = classes.grid.transform
        x, y = columns + 0.5, rows + 0.5
        points = np.column_stack([t.a * x + t.b * y + t.c, t.d * x + t.e * y + t.f])
        crs = portable_name(classes.grid.crs) if classes.grid.crs else ""
        write_sample(layer, points, strata, counts.pixels, crs, job.author, job.language)
        # The last moment to cancel: from now on the layer is there.
        progress.report(1.0)
        files.publish()
    name = _("Points to interpret: {map}").format(map=Path(job.classification).stem)
    return {"output": job.output, "layer_name": name, "points": len(points)}
