"""The page on the statistics of a data set."""

from dataclasses import dataclass
from typing import Any, Dict, List, Optional, Sequence, Tuple

from ..language import _, number_text
from ..model.passport import Passport
from ..raster.blocks import random_order
from ..raster.data_set_statistics import PERCENTILES, DataSetStatistics
from ..raster.settling import LIMIT, curve, plus_minus
from .page import render_page
from .statistics_figures import histogram_figure, settling_figure


@dataclass(frozen=True)
class Training:
    """The model whose training data is shown beside the data set.

    Attributes:
        passport: of the model.
        is_bundled: whether the user named none, so that a demonstration model stands in.
    """

    passport: Passport
    is_bundled: bool


def statistics_page(
    result: DataSetStatistics,
    training: Optional[Training],
    warnings: Sequence[str],
    skipped: Sequence[str],
    language: str,
) -> str:
    """The page as HTML.

    Args:
        result: what was measured.
        training: None, if no model fits the bands.
        warnings: what makes the statistics doubtful, in sentences.
        skipped: rasters that were not read, in sentences.
        language: of the page.
    """
    statistics = result.statistics
    outlines = _outlines(result, training)
    in_deviations = training is not None and training.passport.encoding != statistics.encoding
    order = random_order(len(result.blocks), result.seed)
    blocks, areas = [result.blocks[number][1] for number in order], [result.block_km2[number] for number in order]
    scenes = [member for member in result.members if member.moments.count]
    by_area, by_scenes = None, None
    if len(blocks) > len(scenes):
        by_area = settling_figure(curve(blocks, areas), statistics.roles)
    if len(scenes) > 1:
        added = curve([scene.moments for scene in scenes], [scene.km2 for scene in scenes])
        by_scenes = settling_figure(added, statistics.roles)
    return render_page(
        "statistics.html",
        language,
        result=result,
        statistics=statistics,
        exclusions=_exclusions(result),
        bands=_bands(result),
        percentiles=[number_text(share, "g") + " %" for share in PERCENTILES],
        training=training,
        outlines=outlines,
        in_deviations=in_deviations,
        comparison=[] if in_deviations else _comparison(result, outlines),
        histograms=histogram_figure(statistics, outlines, in_deviations),
        by_area=by_area,
        by_scenes=by_scenes,
        limit=plus_minus(LIMIT),
        warnings=warnings,
        skipped=skipped,
        count=_count,
    )


def _outlines(result: DataSetStatistics, training: Optional[Training]) -> List[Optional[Tuple[float, float]]]:
    """Mean and deviation of the training data per band, as the figure shows them."""
    roles = result.statistics.roles
    if training is None or not training.passport.means:
        return [None] * len(roles)
    passport = training.passport
    known = dict(zip(passport.band_roles, zip(passport.means, passport.deviations)))
    if passport.encoding != result.statistics.encoding:
        known = dict.fromkeys(known, (0.0, 1.0))
    return [known.get(role) for role in roles]


def _exclusions(result: DataSetStatistics) -> List[Tuple[str, int, float]]:
    """Reason, pixels and percent of those read."""
    found = result.tally.exclusions
    reasons = (
        (_("outside the polygons"), found.outside),
        (_("no data"), found.no_data),
        (_("not a number, infinite or absurdly large in some band"), found.not_a_number),
        (_("saturated in some band"), found.saturated),
    )
    return [(reason, pixels, 100 * pixels / result.pixels_read) for reason, pixels in reasons]


def _bands(result: DataSetStatistics) -> List[Dict[str, Any]]:
    statistics, widths = result.statistics, result.settling.half_widths
    return [
        {
            "role": role,
            "mean": _number(statistics.means[band]),
            "mean_error": _error(result.errors.means[band]),
            "deviation": _number(statistics.deviations[band]),
            "deviation_error": _error(result.errors.deviations[band]),
            "range": f"{_number(result.tally.moments.minima[band])} … {_number(result.tally.moments.maxima[band])}",
            "saturated": number_text(result.saturated_percent(band), ".3f"),
            "percentiles": [_number(value) for value in result.percentiles(band)],
            "settled": band not in result.settling.unsettled,
            "mean_settling": plus_minus(widths.means[band] / statistics.deviations[band]),
            "deviation_settling": plus_minus(widths.deviations[band] / statistics.deviations[band]),
        }
        for band, role in enumerate(statistics.roles)
    ]


def _comparison(
    result: DataSetStatistics, outlines: Sequence[Optional[Tuple[float, float]]]
) -> List[Tuple[str, str, str, str, str]]:
    """Role, training mean and deviation, shift in training deviations, and ratio of deviations."""
    statistics = result.statistics
    return [
        (
            statistics.roles[band],
            _number(outline[0]),
            _number(outline[1]),
            number_text((statistics.means[band] - outline[0]) / outline[1], "+.2f"),
            number_text(statistics.deviations[band] / outline[1], ".2f"),
        )
        for band, outline in enumerate(outlines)
        if outline is not None
    ]


def _number(value: float) -> str:
    """Six digits at most, without exponents where people expect none."""
    return number_text(value, ".0f") if 1e5 <= abs(value) < 1e9 else number_text(value, ".5g")


def _error(value: float) -> str:
    """Two digits that count: more would pretend to know the error itself."""
    return number_text(float(f"{value:.2g}"), ".10g")


def _count(value: int) -> str:
    """A whole number with thin spaces between thousands."""
    return f"{value:,}".replace(",", "\u202f")
