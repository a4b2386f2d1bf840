"""Small pieces of a map become a part of a neighbour, strip by strip, as if the map were in one piece.

Three rounds over the map: which pieces there are and how large each is; what the small ones touch, and what becomes of
them once all of their surroundings have been seen; and the map with their new classes. In memory are a strip, about
40 bytes for each piece of the map, and the surroundings of small pieces that a strip's border cuts.
"""

from typing import Callable, Dict, Iterator, List, Optional, Protocol, Sequence, Tuple

import numpy as np
from numpy.typing import NDArray

from ..nomenclature import NO_DATA
from .grid import Grid, Window
from .map_part import MapPart
from .piece_merging import PieceMerging
from .pieces import Contacts, Pieces, components, line_contacts, pieces_of

MOST_PX = 2**62
"""No map has more, so that no limit above means anything else."""

LENGTH_UNIT_M = 1e-6
"""Borders are compared as whole numbers of it, so that equal ones are equal."""


class PieceSource(Protocol):
    """What pieces are looked for in: a map, or anything else that has codes and strips."""

    @property
    def grid(self) -> Grid:
        """Where the pixels lie."""

    def strips(self) -> Iterator[Window]:
        """Windows of full width from top to bottom."""

    def read(self, window: Window) -> NDArray[np.uint8]:
        """Codes ``(height, width)``, the same whenever a window is read again."""


class AllPieces:
    """The pieces of a map; what a strip holds of one is a fragment.

    Attributes:
        offsets: number of the first fragment of each strip.
        fragments: piece of each fragment; a piece is called after its first fragment.
        classes: of each fragment.
        sizes_px: of each piece.
        last_strips: the last strip that holds a part of each piece.
    """

    def __init__(self, source: PieceSource, tell: Callable[[float], None]) -> None:
        self.offsets: List[int] = []
        classes: List[NDArray[np.uint8]] = []
        sizes: List[NDArray[np.int64]] = []
        joined: List[Contacts] = []
        count = 0
        above: Optional[Tuple[NDArray[np.intp], NDArray[np.uint8]]] = None
        for window in source.strips():
            tell(window[1] / source.grid.height)
            pieces = pieces_of(source.read(window))
            self.offsets.append(count)
            classes.append(pieces.classes)
            sizes.append(pieces.sizes_px)
            first_row = pieces.first_row()
            if above is not None:
                alike = above[1] == pieces.classes[first_row]
                joined.append(line_contacts(above[0][alike], count + first_row[alike]))
            last_row = pieces.last_row()
            above = count + last_row, pieces.classes[last_row]
            count += len(pieces.classes)
        pairs = [np.concatenate([pair[end] for pair in joined] or [np.zeros(0, np.intp)]) for end in (0, 1)]
        self.fragments = components(count, *pairs)
        self.classes = np.concatenate(classes)
        self.sizes_px = np.zeros(count, np.int64)
        np.add.at(self.sizes_px, self.fragments, np.concatenate(sizes))
        self.last_strips = np.zeros(count, np.int32)
        np.maximum.at(self.last_strips, self.fragments, np.repeat(np.arange(len(sizes)), [*map(len, sizes)]))

    def of_strip(self, strip: int, pieces: Pieces) -> NDArray[np.intp]:
        """Piece of each of the strip's own."""
        start = self.offsets[strip]
        return self.fragments[start : start + len(pieces.classes)]


def sieved(
    source: MapPart, min_sizes_px: Sequence[int], tell: Callable[[float], None]
) -> Iterator[Tuple[Window, NDArray[np.uint8]]]:
    """The strips of a map in which small pieces have joined neighbours; :mod:`piece_merging` has the rule.

    Args:
        source: a map.
        min_sizes_px: pixels of the smallest piece that stays, by class.
        tell: called with the share that is done; may raise what ends it.

    Raises:
        InvalidInputError: as :meth:`MapPart.read`.
    """
    known = AllPieces(source, lambda share: tell(share / 3))
    limits = np.array([min(size_px, MOST_PX) for size_px in min_sizes_px], np.int64)
    is_small = (known.classes != NO_DATA) & (known.sizes_px < limits[known.classes])
    classes = known.classes.copy()
    if is_small[known.fragments].any():
        _merge_small(source, known, is_small, min_sizes_px, classes, lambda share: tell((1 + share) / 3))
    for strip, window in enumerate(source.strips()):
        tell((2 + window[1] / source.grid.height) / 3)
        pieces = pieces_of(source.read(window))
        yield window, pieces.paint(classes[known.of_strip(strip, pieces)])


def _merge_small(
    source: MapPart,
    known: AllPieces,
    is_small: NDArray[np.bool_],
    min_sizes_px: Sequence[int],
    classes: NDArray[np.uint8],
    tell: Callable[[float], None],
) -> None:
    """Put the new class of each small piece into ``classes``."""
    lengths = [max(1, round(size_m / LENGTH_UNIT_M)) for size_m in source.grid.pixel_size_m()]
    waiting: Contacts = (np.zeros(0, np.intp), np.zeros(0, np.intp), np.zeros(0, np.int64))
    above: Optional[NDArray[np.intp]] = None
    for strip, window in enumerate(source.strips()):
        tell(window[1] / source.grid.height)
        pieces = pieces_of(source.read(window))
        numbers = known.of_strip(strip, pieces)
        found = [_weighted(pieces.beside, numbers, lengths[1]), _weighted(pieces.below, numbers, lengths[0])]
        if above is not None:
            one, other, edges = line_contacts(above, numbers[pieces.first_row()])
            found.append((one, other, edges * lengths[0]))
        above = numbers[pieces.last_row()]
        waiting = _summed(waiting, found, known.classes, is_small)
        ended = known.last_strips < strip if window[1] + window[3] < source.grid.height else np.ones(1, np.bool_)
        settled, waiting = _settled(waiting, is_small, ended)
        for piece, numero in _new_classes(settled, known, is_small, min_sizes_px).items():
            classes[piece] = numero


def _weighted(contacts: Contacts, numbers: NDArray[np.intp], length: int) -> Contacts:
    return numbers[contacts[0]], numbers[contacts[1]], contacts[2] * length


def _summed(
    waiting: Contacts, found: List[Contacts], classes: NDArray[np.uint8], is_small: NDArray[np.bool_]
) -> Contacts:
    """The borders of small pieces, each pair once."""
    one, other, lengths = (np.concatenate(parts) for parts in zip(*found))
    counts = (one != other) & (classes[one] != NO_DATA) & (classes[other] != NO_DATA)
    counts &= is_small[one] | is_small[other]
    one, other, lengths = one[counts], other[counts], lengths[counts]
    one, other = np.concatenate((waiting[0], one)), np.concatenate((waiting[1], other))
    lengths = np.concatenate((waiting[2], lengths))
    keys, inverse = np.unique(np.minimum(one, other) * len(classes) + np.maximum(one, other), return_inverse=True)
    sums = np.zeros(len(keys), np.int64)
    np.add.at(sums, inverse, lengths)
    return keys // len(classes), keys % len(classes), sums


def _settled(contacts: Contacts, is_small: NDArray[np.bool_], ended: NDArray[np.bool_]) -> Tuple[Contacts, Contacts]:
    """The borders of groups of small pieces whose surroundings have all been seen, and the others.

    Args:
        contacts: of pairs of pieces, of which one at least is small.
        is_small: by piece.
        ended: by piece: whether all of its borders are known; a single value counts for all.
    """
    one, other, _lengths = contacts
    small = np.unique(np.concatenate((one[is_small[one]], other[is_small[other]])))
    both = is_small[one] & is_small[other]
    groups = components(len(small), np.searchsorted(small, one[both]), np.searchsorted(small, other[both]))
    is_open = np.zeros(len(small), np.bool_)
    is_open[groups[~np.broadcast_to(ended, is_small.shape)[small]]] = True
    group_of_pair = groups[np.searchsorted(small, np.where(is_small[one], one, other))]
    waits = is_open[group_of_pair]
    return (
        (one[~waits], other[~waits], contacts[2][~waits]),
        (one[waits], other[waits], contacts[2][waits]),
    )


def _new_classes(
    contacts: Contacts, known: AllPieces, is_small: NDArray[np.bool_], min_sizes_px: Sequence[int]
) -> Dict[int, int]:
    one, other, _lengths = contacts
    pieces = np.unique(np.concatenate((one, other)))
    small = pieces[is_small[pieces]]
    return PieceMerging(
        list(zip(one.tolist(), other.tolist(), contacts[2].tolist())),
        dict(zip(small.tolist(), known.sizes_px[small].tolist())),
        dict(zip(pieces.tolist(), known.classes[pieces].tolist())),
        min_sizes_px,
    ).classes_of_small()
