"""Mean, standard deviation and histogram of a data set, per band role, with the encoding that they refer to."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Dict, List, Sequence, Tuple

import numpy as np

from ..errors import InvalidInputError
from ..language import _
from ..progress import Progress
from .band_histogram import BinnedHistogram
from .blocks import block_windows, random_order
from .grid import Window
from .scene import Scene
from .tally import Tally, tally_block

MAX_BLOCKS = 400
"""About 100 megapixels: on larger scenes the mean and deviation of a random sample are within 1 %."""

SAMPLE_SEED = 0


@dataclass(frozen=True)
class Statistics:
    """Statistics of a data set.

    Attributes:
        roles: band roles.
        means, deviations: per band, digital numbers of ``encoding``; population deviation.
        pixels: valid pixels that they were computed from.
        encoding: one of ``sensors.ENCODINGS``, or empty if unknown.
        histograms: per band; none in files of older versions.
    """

    roles: Tuple[str, ...]
    means: Tuple[float, ...]
    deviations: Tuple[float, ...]
    pixels: int
    encoding: str
    histograms: Tuple[BinnedHistogram, ...] = ()

    @classmethod
    def of_tally(cls, tally: Tally, roles: Sequence[str], encoding: str) -> "Statistics":
        """What a tally that holds pixels amounts to."""
        return cls(
            tuple(roles),
            tuple(tally.moments.means.tolist()),
            tuple(tally.moments.deviations.tolist()),
            tally.moments.count,
            encoding,
            tuple(histogram.binned() for histogram in tally.histograms),
        )

    def of_roles(self, roles: Sequence[str], file: str) -> "Statistics":
        """The statistics of these roles in this order.

        Raises:
            InvalidInputError: a role is missing; it is named.
        """
        missing = [role for role in roles if role not in self.roles]
        if missing:
            raise InvalidInputError(
                _("The statistics '{file}' lack the band {roles}; compute them on a raster that has it.").format(
                    file=file, roles=", ".join(missing)
                )
            )
        order = [self.roles.index(role) for role in roles]
        means, deviations = (tuple(values[i] for i in order) for values in (self.means, self.deviations))
        histograms = tuple(self.histograms[i] for i in order) if self.histograms else ()
        return Statistics(tuple(roles), means, deviations, self.pixels, self.encoding, histograms)

    def to_dict(self) -> Dict[str, Any]:
        """What :meth:`from_file` reads, for JSON."""
        bands: List[Dict[str, Any]] = [
            {"role": role, "mean": mean, "deviation": deviation}
            for role, mean, deviation in zip(self.roles, self.means, self.deviations)
        ]
        for band, histogram in zip(bands, self.histograms):
            band["histogram"] = histogram.to_dict()
        return {"encoding": self.encoding, "pixels": self.pixels, "bands": bands}

    def to_json(self) -> str:
        return json.dumps(self.to_dict(), indent=1)

    @classmethod
    def from_file(cls, path: Path) -> "Statistics":
        """Read what :meth:`to_dict` holds; everything else in the file is left unread.

        Raises:
            InvalidInputError: ``path`` does not hold statistics.
        """
        try:
            values = json.loads(path.read_text(encoding="utf-8"))
            bands = values["bands"]
            statistics = cls(
                tuple(str(band["role"]) for band in bands),
                tuple(float(band["mean"]) for band in bands),
                tuple(float(band["deviation"]) for band in bands),
                int(values["pixels"]),
                str(values["encoding"]),
                tuple(BinnedHistogram.from_dict(band["histogram"]) for band in bands if "histogram" in band),
            )
            if len(statistics.histograms) not in (0, len(bands)):
                raise ValueError("some bands lack a histogram")
        except (OSError, ValueError, KeyError, TypeError, OverflowError, RecursionError) as error:
            raise InvalidInputError(
                _("'{file}' does not hold statistics of bands: {error!r}.").format(file=path, error=error)
            ) from None
        if not bands or not np.isfinite(statistics.means + statistics.deviations).all():
            raise InvalidInputError(_("'{file}' holds statistics that are not finite numbers.").format(file=path))
        if min(statistics.deviations) <= 0:
            raise InvalidInputError(_("'{file}' holds a deviation that is not positive.").format(file=path))
        return statistics


def compute_statistics(scene: Scene, extent: Window, progress: Progress) -> Statistics:
    """Statistics of the valid, unsaturated pixels of one scene: all of them, or those of
    ``MAX_BLOCKS`` random blocks at full resolution.

    Never from overviews: averaging shrinks the deviation.

    Raises:
        InvalidInputError: no valid pixel, or a band that is constant.
    """
    windows = block_windows(extent, scene.block_px)
    if len(windows) > MAX_BLOCKS:
        windows = [windows[number] for number in random_order(len(windows), SAMPLE_SEED)]
    whole = Tally(len(scene.roles))
    used = 0
    for window in windows:
        progress.report(0.0, _("Statistics of the scene: {done} blocks").format(done=used))
        tally = tally_block(scene, window)
        whole.merge(tally)
        used += tally.moments.count > 0
        if used == MAX_BLOCKS:
            break
    if whole.moments.count == 0:
        raise InvalidInputError(_("The raster '{file}' holds no valid pixel.").format(file=scene.path))
    constant = constant_bands(whole, scene.roles)
    if constant:
        raise InvalidInputError(
            _(
                "The band {role} of '{file}' has the same value everywhere, so nothing can be scaled by its deviation."
            ).format(role=constant[0], file=scene.path)
        )
    return Statistics.of_tally(whole, scene.roles, scene.encoding)


def constant_bands(tally: Tally, roles: Sequence[str]) -> Tuple[str, ...]:
    """Roles of the bands that hold one value only: rounding may leave their deviation above 0."""
    moments = tally.moments
    return tuple(role for role, low, high in zip(roles, moments.minima, moments.maxima) if low == high)
