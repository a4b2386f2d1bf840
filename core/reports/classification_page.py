"""The page on one classification: what was done, what came out, how sure the network is, how to do it again."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Dict, List, Mapping, Optional, Sequence, Tuple

import numpy as np
from markupsafe import Markup
from numpy.typing import NDArray

from ..jobs import ClassifyJob, job_to_json
from ..language import _, number_text
from ..model.classification_tally import PERCENTS, ClassificationTally
from ..nomenclature import CLASSES
from ..raster.grid import Grid
from .amounts import hectares_text, share_text
from .classification_pictures import MapPictures
from .figures import ACCENTS, as_png_uri, as_svg, new_figure, styled
from .fine_tuning_tables import grouped
from .page import render_page
from .pictures import class_picture

UNSURE_PERCENT = 50
"""A class of a lower probability is not more likely than all others together."""

BIN_PERCENT = 5


@dataclass(frozen=True)
class Classification:
    """What the page is about.

    Attributes:
        grid: of the results.
        tally: of their pixels.
        pictures: of the map.
        record: metadata of the results, by name.
        warnings: what the user was told, in sentences.
        minutes: from the start to the results.
    """

    grid: Grid
    tally: ClassificationTally
    pictures: MapPictures
    record: Mapping[str, str]
    warnings: Sequence[str]
    minutes: float


def classification_page(found: Classification, job: ClassifyJob, language: str) -> str:
    """The page as HTML."""
    x_m, y_m = found.grid.pixel_size_m()
    rows = _class_rows(found.tally, x_m * y_m / 1e4, language)
    return render_page(
        "classification.html",
        language,
        image=Path(job.input).name,
        output=Path(job.output).name,
        grid=found.grid.describe(),
        hectares=hectares_text(found.tally.classified * x_m * y_m / 1e4),
        rows=rows,
        absent=[cls.name(language) for cls in CLASSES if not found.tally.pixels[cls.numero]],
        whole=[(row["name"], row["colour"], row["percent"]) for row in rows],
        confidence=_confidence(found.tally),
        histogram=_histogram(found.tally),
        picture=as_png_uri(class_picture(found.pictures.whole)),
        parts=[(as_png_uri(image), as_png_uri(class_picture(classes))) for image, classes in found.pictures.parts],
        are_natural=found.pictures.are_natural,
        warnings=found.warnings,
        minutes=number_text(found.minutes, ".1f"),
        settings=_settings(found.record),
        job=job_to_json(job),
    )


def _class_rows(tally: ClassificationTally, pixel_ha: float, language: str) -> List[Dict[str, Any]]:
    """Of each class that occurs, the largest first."""
    total, most = max(tally.classified, 1), max(int(tally.pixels[1:].max()), 1)
    order = [cls for cls in sorted(CLASSES, key=lambda cls: -tally.pixels[cls.numero]) if tally.pixels[cls.numero]]
    return [
        {
            "name": cls.name(language),
            "colour": cls.colour,
            "hectares": hectares_text(tally.pixels[cls.numero] * pixel_ha),
            "pixels": grouped(int(tally.pixels[cls.numero])),
            "percent": 100 * float(tally.pixels[cls.numero]) / total,
            "share": share_text(100 * float(tally.pixels[cls.numero]) / total),
            "bar": 100 * float(tally.pixels[cls.numero]) / most,
            "confidence": _mean_text(tally.confidences[cls.numero]),
        }
        for cls in order
    ]


def _mean_text(counts: NDArray[np.int64]) -> str:
    total = counts.sum()
    return number_text(float(counts @ np.arange(PERCENTS)) / total, ".0f") if total else "–"


def _confidence(tally: ClassificationTally) -> Optional[Dict[str, str]]:
    """Mean, and share of the pixels that the network is unsure of."""
    mean = tally.mean_confidence()
    if mean is None:
        return None
    counts = tally.confidences.sum(axis=0)
    unsure = 100 * float(counts[:UNSURE_PERCENT].sum()) / float(counts.sum())
    return {"mean": number_text(mean, ".0f"), "unsure": share_text(unsure), "limit": str(UNSURE_PERCENT)}


def _histogram(tally: ClassificationTally) -> Optional[Markup]:
    counts = tally.confidences.sum(axis=0)
    if not counts.any():
        return None
    # 100 % falls into the last bar.
    bins = np.minimum(np.arange(PERCENTS) // BIN_PERCENT, 100 // BIN_PERCENT - 1)
    shares = 100 * np.bincount(bins, counts) / counts.sum()
    figure = new_figure(7.0, 2.4)
    with styled():
        axes = figure.subplots()
        lefts = np.arange(len(shares)) * BIN_PERCENT
        axes.bar(lefts, shares, BIN_PERCENT * 0.92, align="edge", color=ACCENTS[0])
        axes.set_xlim(0, 100)
        axes.set_xlabel(_("Probability of the class that was chosen (%)"))
        axes.set_ylabel(_("Pixels (%)"))
        axes.grid(axis="x", visible=False)
    return as_svg(figure)


def _settings(record: Mapping[str, str]) -> List[Tuple[str, str]]:
    """The metadata of the results in the words of users."""
    names = {
        "COSIA_MODEL": _("Model"),
        "COSIA_MODEL_HASH": _("Hash of the model"),
        "COSIA_BAND_ROLES": _("Bands"),
        "COSIA_NORMALISATION": _("Normalisation"),
        "COSIA_STATISTICS": _("Statistics"),
        "COSIA_PIXEL_SIZE_M": _("Pixel size for the network (m)"),
        "COSIA_TILING": _("Tiles (pixels)"),
        "COSIA_PRECISION": _("Precision and device"),
        "COSIA_AUGMENTATION": _("Averaged over"),
        "COSIA_VERSIONS": _("Versions"),
    }
    return [(label, record[name]) for name, label in names.items() if name in record]
