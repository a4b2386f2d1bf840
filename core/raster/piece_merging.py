"""Which neighbour each small piece of a map becomes a part of.

The rule, on the graph of pieces:

- The smallest of the small pieces goes first; of equal ones the one that begins first, row by row.
- It joins the neighbour that it shares the longest border with; of equal ones the one that begins first. It takes its
  class, its borders and its pixels become the neighbour's.
- Small pieces of that class that it touched are now connected with it, and belong to it. If all together is still too
  small and touches a large piece of its class, it belongs to that one (of several, as above).
- This goes on until no small piece is left that has a neighbour; one without, amidst no data, stays.

Two large pieces of the same class that come to touch in this way stay two neighbours for what follows. So what happens
among small pieces never depends on what happens far away.
"""

import heapq
from typing import Dict, List, Mapping, Sequence, Tuple


class PieceMerging:
    """Small pieces, and large ones around them, which only take in others."""

    def __init__(
        self,
        contacts: Sequence[Tuple[int, int, int]],
        sizes_px: Mapping[int, int],
        classes: Mapping[int, int],
        min_sizes_px: Sequence[int],
    ) -> None:
        """Begin with the pieces as they are in the map.

        Args:
            contacts: two pieces of different classes and the length of their border, each pair once. Pieces are
                numbered in the order in which they begin.
            sizes_px: by piece, of the small ones only.
            classes: by piece.
            min_sizes_px: by class; smaller pieces are small.
        """
        self._classes = classes
        self._min_sizes_px = min_sizes_px
        self._sizes_px = dict(sizes_px)
        self._borders: Dict[int, Dict[int, int]] = {piece: {} for piece in sizes_px}
        self._into: Dict[int, int] = {}
        for one, other, length in contacts:
            for piece, neighbour in ((one, other), (other, one)):
                if piece in self._borders:
                    self._borders[piece][neighbour] = length

    def classes_of_small(self) -> Dict[int, int]:
        """Merge; return the class that each small piece gets."""
        waiting = [(size_px, piece) for piece, size_px in self._sizes_px.items()]
        heapq.heapify(waiting)
        while waiting:
            size_px, piece = heapq.heappop(waiting)
            if piece in self._into or self._sizes_px[piece] != size_px or not self._borders[piece]:
                continue
            grown = self._merge(piece, self._longest(piece, list(self._borders[piece])))
            if self._is_small(grown):
                heapq.heappush(waiting, (self._sizes_px[grown], grown))
        return {piece: self._classes[self._end(piece)] for piece in self._sizes_px}

    def _merge(self, piece: int, target: int) -> int:
        """Let ``piece`` and what it connects join ``target``; return the piece that all of them are part of."""
        touched = list(self._borders[piece])
        self._absorb(piece, target)
        numero = self._classes[target]
        for other in touched:
            if other != target and self._classes[other] == numero and self._is_small(other):
                self._absorb(other, target)
        if self._is_small(target):
            alike = [other for other in self._borders[target] if self._classes[other] == numero]
            if alike:
                large = self._longest(target, alike)
                self._absorb(target, large)
                return large
        return target

    def _absorb(self, piece: int, target: int) -> None:
        self._into[piece] = target
        around = self._borders.pop(piece)
        around.pop(target, None)
        own = self._borders.get(target)
        if own is not None:
            own.pop(piece, None)
            self._sizes_px[target] += self._sizes_px[piece]
        for other, length in around.items():
            if own is not None:
                own[other] = own.get(other, 0) + length
            theirs = self._borders.get(other)
            if theirs is not None:
                del theirs[piece]
                theirs[target] = theirs.get(target, 0) + length

    def _longest(self, piece: int, neighbours: List[int]) -> int:
        borders = self._borders[piece]
        return min(neighbours, key=lambda other: (-borders[other], other))

    def _is_small(self, piece: int) -> bool:
        return piece in self._borders and self._sizes_px[piece] < self._min_sizes_px[self._classes[piece]]

    def _end(self, piece: int) -> int:
        while piece in self._into:
            piece = self._into[piece]
        return piece
