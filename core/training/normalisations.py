"""Which normalisation a training feeds its network with."""

from collections.abc import Sequence
from typing import Optional

from ..errors import InvalidInputError
from ..language import _
from ..model.input_normalisation import Request, choose_normalisation
from ..model.passport import Passport
from ..progress import Progress
from ..raster.blocks import block_windows, random_order
from ..raster.grid import Window
from ..raster.normalisation import Normalisation
from ..raster.scene import Scene
from ..raster.statistics import MAX_BLOCKS, SAMPLE_SEED, Statistics, constant_bands
from ..raster.tally import Tally, tally_block
from .start import scratch_passport


def training_normalisation(
    name: str,
    statistics_file: str,
    passport: Passport,
    parent: Optional[Passport],
    scenes: Sequence[Scene],
    progress: Progress,
) -> Normalisation:
    """The normalisation of a network's bands, the same for all scenes, which have one encoding.

    norma-source has no statistics of bands that the parent did not know: these get those of the scenes.

    Args:
        name: one of ``NORMALISATIONS``.
        statistics_file: JSON of the target data set, or empty: the scenes themselves.
        passport: of the network that will be trained.
        parent: of the model that training starts from, or None.
        scenes: open; their bands are selected here.

    Raises:
        InvalidInputError: the encoding does not allow it, or there is no source model.
    """
    roles, scene = passport.band_roles, scenes[0]
    if name == "norma-source":
        if parent is None:
            raise InvalidInputError(
                _("NORMALISATION is norma-source, but app-scratch starts from no source model; choose norma-target.")
            )
        scene.select(parent.band_roles)
        known = choose_normalisation(Request(name, "", takes_scaling=False), parent, scene, progress)
        new = [role for role in roles if role not in parent.band_roles]
        added = statistics_of_scenes(scenes, new, progress) if new else None
        scene.select(roles)
        return _joined(known, parent.band_roles, added, roles)
    scene.select(roles)
    if name == "norma-target" and not statistics_file:
        statistics = statistics_of_scenes(scenes, roles, progress)
        origin = _("{count} scenes, {pixels} pixels").format(count=len(scenes), pixels=statistics.pixels)
        return Normalisation(name, statistics.means, statistics.deviations, origin)
    return choose_normalisation(Request(name, statistics_file, takes_scaling=False), passport, scene, progress)


def source_normalisation(
    name: str, roles: Sequence[str], parent: Optional[Passport], scenes: Sequence[Scene], progress: Progress
) -> Normalisation:
    """That of some bands of a second source: the parent's own statistics if they are of such images, else the images'.

    Args:
        name: normalisation of the network's bands.
        roles: bands of the network that the scenes have.
        parent: of the model that training starts from or is compared with, or None.
        scenes: of the second source; their bands are selected here.

    Raises:
        InvalidInputError: a band is constant.
    """
    if name == "norma-01":
        scenes[0].select(roles)
        return choose_normalisation(Request(name, ""), scratch_passport(tuple(roles), "", None), scenes[0], progress)
    fits = parent is not None and parent.encoding == scenes[0].encoding and set(roles) <= set(parent.band_roles)
    if fits and parent is not None and parent.means:
        by_role = dict(zip(parent.band_roles, zip(parent.means, parent.deviations)))
        means, deviations = zip(*(by_role[role] for role in roles))
        return Normalisation("norma-source", means, deviations, parent.name)
    statistics = statistics_of_scenes(scenes, roles, progress)
    return Normalisation("norma-target", statistics.means, statistics.deviations, "")


def statistics_of_scenes(scenes: Sequence[Scene], roles: Sequence[str], progress: Progress) -> Statistics:
    """Statistics of several scenes as one data set, of all pixels or of ``MAX_BLOCKS`` random blocks.

    Raises:
        InvalidInputError: no valid pixel, or a band that is constant.
    """
    blocks: list[tuple[int, Window]] = []
    for number, scene in enumerate(scenes):
        scene.select(roles)
        extent = 0, 0, scene.grid.width, scene.grid.height
        blocks += [(number, window) for window in block_windows(extent, scene.block_px)]
    order = random_order(len(blocks), SAMPLE_SEED) if len(blocks) > MAX_BLOCKS else range(len(blocks))
    whole = Tally(len(roles))
    used = 0
    for index in order:
        progress.report(0.0, _("Statistics of the scenes: {done} blocks").format(done=used))
        number, window = blocks[index]
        tally = tally_block(scenes[number], window)
        # Scenes may hold numbers of several types, whose histograms do not merge; nobody asks for them here.
        whole.moments.merge(tally.moments)
        used += tally.moments.count > 0
        if used == MAX_BLOCKS:
            break
    if whole.moments.count == 0:
        raise InvalidInputError(_("The scenes hold no valid pixel; check NODATA."))
    constant = constant_bands(whole, roles)
    if constant:
        raise InvalidInputError(
            _(
                "The band {role} has the same value all over the scenes, so nothing can be scaled by its deviation."
            ).format(role=constant[0])
        )
    return Statistics.of_tally(whole, roles, scenes[0].encoding)


def _joined(
    known: Normalisation, known_roles: Sequence[str], added: Optional[Statistics], roles: Sequence[str]
) -> Normalisation:
    """A normalisation of ``roles`` from that of the known ones and the statistics of the others."""
    means, deviations = dict(zip(known_roles, known.means)), dict(zip(known_roles, known.deviations))
    if added:
        means |= dict(zip(added.roles, added.means))
        deviations |= dict(zip(added.roles, added.deviations))
    return Normalisation(
        known.name, tuple(means[role] for role in roles), tuple(deviations[role] for role in roles), known.origin
    )
