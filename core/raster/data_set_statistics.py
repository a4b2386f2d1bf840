"""Statistics of a data set with all that is needed to judge them: errors, excluded pixels, shares of each raster."""

from contextlib import closing
from dataclasses import dataclass
from typing import Any, Dict, Sequence, Tuple

from ..errors import InvalidInputError
from ..language import _
from ..progress import Progress
from ..version import plugin_version
from .block_reading import tally_blocks
from .blocks import random_order
from .data_set import DataSet
from .moments import Moments
from .sampling_error import HalfWidths, half_widths
from .settling import LIMIT, Settling, settling
from .statistics import Statistics, constant_bands
from .tally import Exclusions, Tally

PERCENTILES = (0.1, 1.0, 2.0, 5.0, 25.0, 50.0, 75.0, 95.0, 98.0, 99.0, 99.9)

READING = 0.97
"""Share of the progress bar for reading; the rest is the page."""


@dataclass(frozen=True)
class MemberShare:
    """What one raster gave.

    Attributes:
        path: of the raster.
        moments: of its pixels that count.
        blocks: read, with or without such pixels.
        exclusions: pixels of these blocks that do not count.
        pixel_km2: area of a pixel.
    """

    path: str
    moments: Moments
    blocks: int
    exclusions: Exclusions
    pixel_km2: float

    @property
    def km2(self) -> float:
        """Area of the pixels that count."""
        return self.moments.count * self.pixel_km2


@dataclass(frozen=True)
class DataSetStatistics:
    """The statistics and how they came about.

    Attributes:
        statistics: of all pixels that count.
        tally: the same, with everything counted.
        members: share of each raster, in order.
        blocks: each block that holds pixels: number of its member, and moments.
        blocks_read, blocks_of_all: blocks looked at, and blocks of the data set.
        seed: of the choice of blocks.
        errors: half-widths of 95 % intervals around the values of all pixels of the data set.
        settling: whether more scenes would change mean and deviation.
    """

    statistics: Statistics
    tally: Tally
    members: Tuple[MemberShare, ...]
    blocks: Tuple[Tuple[int, Moments], ...]
    blocks_read: int
    blocks_of_all: int
    seed: int
    errors: HalfWidths
    settling: Settling

    @property
    def block_km2(self) -> Tuple[float, ...]:
        """Area of the pixels that count in each of ``blocks``."""
        return tuple(moments.count * self.members[number].pixel_km2 for number, moments in self.blocks)

    @property
    def is_sample(self) -> bool:
        return self.blocks_read < self.blocks_of_all

    @property
    def km2(self) -> float:
        """Area of the pixels that count."""
        return sum(member.km2 for member in self.members)

    @property
    def pixels_read(self) -> int:
        """Pixels of all blocks read, counted or not."""
        excluded = self.tally.exclusions
        return self.statistics.pixels + excluded.outside + excluded.no_data + excluded.not_a_number + excluded.saturated

    @property
    def range(self) -> Tuple[float, float]:
        """Smallest and largest digital number of all bands."""
        return float(self.tally.moments.minima.min()), float(self.tally.moments.maxima.max())

    def percentiles(self, band: int) -> Tuple[float, ...]:
        """The values at ``PERCENTILES``."""
        return self.tally.histograms[band].percentiles(PERCENTILES)

    def saturated_percent(self, band: int) -> float:
        """Share of saturated pixels among those inside the extent and the polygons that hold data."""
        valid = self.statistics.pixels + self.tally.exclusions.saturated
        return 100.0 * int(self.tally.saturated[band]) / valid

    def to_dict(self) -> Dict[str, Any]:
        """Everything, for JSON; :meth:`Statistics.from_file` reads it."""
        values = self.statistics.to_dict()
        settled, tally = self.settling, self.tally
        for band, entry in enumerate(values["bands"]):
            histogram = entry.pop("histogram")
            entry.update(
                minimum=float(tally.moments.minima[band]),
                maximum=float(tally.moments.maxima[band]),
                saturated_pixels=int(tally.saturated[band]),
                mean_error_95=self.errors.means[band],
                deviation_error_95=self.errors.deviations[band],
                mean_settling_95=_finite_or_none(settled.half_widths.means[band]),
                deviation_settling_95=_finite_or_none(settled.half_widths.deviations[band]),
                settled=band not in settled.unsettled,
                percentiles={f"{share:g}": value for share, value in zip(PERCENTILES, self.percentiles(band))},
                histogram=histogram,
            )
        method: Dict[str, Any] = {"pixels": "all"}
        if self.is_sample:
            method = {"blocks": len(self.blocks), "of_blocks": self.blocks_of_all, "seed": self.seed}
        excluded = tally.exclusions
        return {
            "version": plugin_version(),
            "encoding": values["encoding"],
            "pixels": values["pixels"],
            "area_km2": self.km2,
            "method": method,
            "excluded_pixels": {
                "outside_polygons": excluded.outside,
                "no_data": excluded.no_data,
                "not_a_number": excluded.not_a_number,
                "saturated": excluded.saturated,
            },
            "settling": {
                "compared": "scenes" if settled.by_scenes else "blocks",
                "parts": settled.parts,
                "limit_of_deviation": LIMIT,
                "settled": settled.by_scenes and not settled.unsettled,
            },
            "files": [
                {"file": member.path, "pixels": member.moments.count, "area_km2": member.km2} for member in self.members
            ],
            "bands": values["bands"],
        }


def measure(data_set: DataSet, blocks: int, seed: int, threads: int, progress: Progress) -> DataSetStatistics:
    """Read all blocks of a data set, or random ones, at full resolution.

    Random blocks are a simple random sample of all blocks: each is as likely to be taken as any other, so that every
    raster gives blocks in proportion to its area, and every pixel counts alike.

    Args:
        data_set: to read.
        blocks: random blocks that hold pixels to take; 0: all.
        seed: of the choice.
        threads: that read.
        progress: told of every block.

    Raises:
        InvalidInputError: no valid pixel, a band that is constant, or a damaged file.
    """
    frame = data_set.blocks
    sampled = 0 < blocks < len(frame)
    order = [frame[number] for number in random_order(len(frame), seed)] if sampled else frame
    whole = Tally(len(data_set.roles))
    parts = [Tally(len(data_set.roles)) for _member in data_set.members]
    read = [0] * len(parts)
    found = []
    with closing(tally_blocks(data_set, order, threads)) as tallies:
        for (number, _window), tally in zip(order, tallies):
            read[number] += 1
            whole.merge(tally)
            parts[number].moments.merge(tally.moments)
            parts[number].exclusions += tally.exclusions
            if tally.moments.count:
                found.append((number, tally.moments))
            share = len(found) / blocks if sampled else sum(read) / len(frame)
            progress.report(READING * share, _("Block {done} of {all}").format(done=sum(read), all=len(frame)))
            if sampled and len(found) == blocks:
                break
    _check(whole, data_set)
    members = tuple(
        MemberShare(member.path, part.moments, count, part.exclusions, member.pixel_km2)
        for member, part, count in zip(data_set.members, parts, read)
    )
    moments = [block for _number, block in found]
    statistics = Statistics.of_tally(whole, data_set.roles, data_set.encoding)
    return DataSetStatistics(
        statistics,
        whole,
        members,
        tuple(found),
        sum(read),
        len(frame),
        seed,
        half_widths(moments, sum(read) / len(frame)),
        settling([part.moments for part in parts if part.moments.count], moments, statistics.deviations),
    )


def _check(whole: Tally, data_set: DataSet) -> None:
    first, others = data_set.members[0].path, len(data_set.members) - 1
    files = _("'{file}' and {count} more").format(file=first, count=others) if others else f"'{first}'"
    if whole.moments.count == 0:
        raise InvalidInputError(
            _(
                "No pixel of {files} counts: {no_data} hold no data, {outside} lie outside the polygons; choose "
                "another extent, mask or no-data value."
            ).format(
                files=files,
                no_data=whole.exclusions.no_data + whole.exclusions.not_a_number,
                outside=whole.exclusions.outside,
            )
        )
    constant: Sequence[str] = constant_bands(whole, data_set.roles)
    if constant:
        raise InvalidInputError(
            _(
                "The band {role} of {files} has the same value everywhere, so nothing can be scaled by its "
                "deviation; leave it out with '-' in BAND_ROLES."
            ).format(role=constant[0], files=files)
        )


def _finite_or_none(value: float) -> Any:
    return value if value < float("inf") else None
