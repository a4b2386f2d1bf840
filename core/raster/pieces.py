"""Pieces of a map: connected pixels of the same class. Pixels that touch at a corner only are not connected.

A part of the map is taken apart into runs, equal neighbours in a row; runs are far fewer than pixels.
"""

from dataclasses import dataclass
from typing import Tuple, TypeVar

import numpy as np
from numpy.typing import NDArray

_Value = TypeVar("_Value", bound=np.generic)

Contacts = Tuple[NDArray[np.intp], NDArray[np.intp], NDArray[np.int64]]
"""Pairs of things that touch, and along how many edges of pixels; a pair may be there several times."""


@dataclass(frozen=True)
class Pieces:
    """The pieces of a part of a map, numbered in the order of their first pixels, row by row.

    Attributes:
        shape: height and width of the part.
        classes: class of each piece.
        sizes_px: pixels of each piece.
        runs: piece of each run.
        run_lengths_px: pixels of each run.
        beside: pieces of different classes that touch across a column's border.
        below: the same across a row's border.
    """

    shape: Tuple[int, int]
    classes: NDArray[np.uint8]
    sizes_px: NDArray[np.int64]
    runs: NDArray[np.intp]
    run_lengths_px: NDArray[np.intp]
    beside: Contacts
    below: Contacts

    def paint(self, values: NDArray[_Value]) -> NDArray[_Value]:
        """The part ``(height, width)`` with one of ``values`` for each piece."""
        return np.repeat(values[self.runs], self.run_lengths_px).reshape(self.shape)

    def first_row(self) -> NDArray[np.intp]:
        """Piece of each pixel ``(width,)``."""
        count = np.searchsorted(np.cumsum(self.run_lengths_px[: self.shape[1]]), self.shape[1]) + 1
        return np.repeat(self.runs[:count], self.run_lengths_px[:count])

    def last_row(self) -> NDArray[np.intp]:
        """Piece of each pixel ``(width,)``."""
        lengths = self.run_lengths_px[: -self.shape[1] - 1 : -1]
        count = np.searchsorted(np.cumsum(lengths), self.shape[1]) + 1
        return np.repeat(self.runs[-count:], self.run_lengths_px[-count:])


def pieces_of(classes: NDArray[np.uint8]) -> Pieces:
    """Take ``(height, width)`` apart; no data is a class like any other."""
    height, width = classes.shape
    begins = np.ones(classes.shape, np.bool_)
    np.not_equal(classes[:, 1:], classes[:, :-1], out=begins[:, 1:])
    starts = np.flatnonzero(begins)
    run_of = (np.cumsum(begins, dtype=np.int32) - 1).reshape(classes.shape)
    run_classes = classes.ravel()[starts]
    lengths = np.diff(starts, append=classes.size)
    above, under, edges = _contacts(run_of[:-1], run_of[1:], begins[:-1] | begins[1:])
    same = run_classes[above] == run_classes[under]
    roots = components(len(starts), above[same], under[same])
    is_first = roots == np.arange(len(starts))
    runs = (np.cumsum(is_first) - 1)[roots]
    next_in_row = np.flatnonzero(starts[1:] % width)
    return Pieces(
        shape=(height, width),
        classes=run_classes[is_first],
        sizes_px=np.bincount(runs, weights=lengths).astype(np.int64),
        runs=runs,
        run_lengths_px=lengths,
        beside=(runs[next_in_row], runs[next_in_row + 1], np.ones(len(next_in_row), np.int64)),
        below=(runs[above[~same]], runs[under[~same]], edges[~same]),
    )


def line_contacts(first: NDArray[np.intp], second: NDArray[np.intp]) -> Contacts:
    """What touches across the border between two lines of pixels, from the piece of each pixel ``(length,)``."""
    changes = np.ones(len(first), np.bool_)
    changes[1:] = (first[1:] != first[:-1]) | (second[1:] != second[:-1])
    return _contacts(first, second, changes)


def components(count: int, first: NDArray[np.intp], second: NDArray[np.intp]) -> NDArray[np.intp]:
    """The lowest of all nodes that are connected with each node.

    Args:
        count: of nodes.
        first, second: nodes that each edge connects.
    """
    parents = np.arange(count)
    while len(first):
        ends = parents[first], parents[second]
        apart = ends[0] != ends[1]
        first, second = first[apart], second[apart]
        low, high = np.minimum(*ends)[apart], np.maximum(*ends)[apart]
        # Every tree hangs itself under the lowest neighbour, and is flattened.
        np.minimum.at(parents, high, low)
        while True:
            higher = parents[parents]
            if (higher == parents).all():
                break
            parents = higher
    return parents


def _contacts(first: NDArray[np.integer], second: NDArray[np.integer], changes: NDArray[np.bool_]) -> Contacts:
    """Neighbours in two arrays of the same shape; they stay the same until ``changes``."""
    at = np.flatnonzero(changes)
    lengths = np.diff(at, append=changes.size)
    return first.ravel()[at].astype(np.intp), second.ravel()[at].astype(np.intp), lengths.astype(np.int64)
