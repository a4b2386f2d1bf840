"""Splitting annotated ground into training, validation and test, so that neighbours do not leak.

Whole scenes are split where there are enough of them; else square cells of the ground. Annotated pixels of the
training nearer than a gap to a cell of the others count for nothing, nor do those of the validation near the test.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Optional

import numpy as np
from numpy.typing import NDArray

from ..language import _

UNUSED, TRAINING, VALIDATION, TEST = range(4)
"""Part that a cell belongs to; ``UNUSED`` is one without annotation."""

TRIALS = 600
"""Random splits among which the one that suits the classes best is taken."""

LEAST_CLASSES = 2
"""That training needs: rather than leave it fewer, the other parts stay empty."""

_NEIGHBOURS = [(down, right) for down in (-1, 0, 1) for right in (-1, 0, 1) if (down, right) != (0, 0)]

# What a split is judged by: a class that training lacks is lost, one that a held-out part lacks is not measured; and
# pixels in gaps are of no use to anyone.
_MISSING_IN_TRAINING, _MISSING_IN_HELD_OUT, _LOST_TO_GAPS = 10.0, 1.0, 2.0

Cell = tuple[int, int, int]
"""Group of scenes that share ground, row and column of the cell."""


@dataclass(frozen=True)
class Split:
    """Which part each annotated cell belongs to.

    Attributes:
        parts: by cell; cells that are missing are ``UNUSED``.
        whole_scenes: whether the cells of one group all belong to one part, so that no gap is needed.
    """

    parts: Mapping[Cell, int]
    whole_scenes: bool

    def part_of_group(self, group: int) -> int:
        """Where whole scenes are split: the part of a group; a group that is not split may be trained on."""
        return next((part for cell, part in self.parts.items() if cell[0] == group), TRAINING)


def split_cells(
    counts: Mapping[Cell, NDArray[np.int64]], validation: float, test: float, gap_share: float, seed: int
) -> Split:
    """Choose the parts of all annotated cells.

    Parts scattered at random, on both sides of a straight line, and around two places are tried. The best split comes
    nearest to the shares that are wanted, in all classes together and in each, loses no class for training, and loses
    little to the gaps. Where training would be left with one class, validation, test or both stay empty.

    Args:
        counts: ``(15,)`` annotated pixels of each class, by cell; at least one cell.
        validation, test: wanted percent of the annotated pixels; 0 leaves the part empty.
        gap_share: gap in sides of a cell, at most 1.
        seed: of the trials.
    """
    cells = sorted(counts)
    amounts = np.array([counts[cell] for cell in cells], np.float64)
    groups = sorted({cell[0] for cell in cells})
    whole_scenes = len(groups) >= max(3, 1 + (validation > 0) + (test > 0))
    if whole_scenes:
        members = np.array([groups.index(cell[0]) for cell in cells])
        units = np.array([amounts[members == number].sum(axis=0) for number in range(len(groups))])
        borders = _Borders(np.empty((0, 2), np.intp), np.empty(0))
        positions = None
    else:
        members, units = np.arange(len(cells)), amounts
        borders = _borders(cells, gap_share)
        # Groups lie apart: what runs through one of them must not cut another in step.
        positions = np.array([(row + 1000.0 * group, column) for group, row, column in cells])
    shares = np.array([0.0, 0.0, validation, test]) / 100
    for empty in ((), (VALIDATION,), (TEST,), (VALIDATION, TEST)):
        wanted = shares.copy()
        wanted[list(empty)] = 0
        best = _best_parts(units, positions, borders, wanted, np.random.default_rng([seed, len(cells)]))
        if np.count_nonzero(units[best == TRAINING].sum(axis=0)) >= LEAST_CLASSES:
            break
    return Split({cell: int(best[member]) for cell, member in zip(cells, members)}, whole_scenes)


def gap_mask(
    rows: NDArray[np.int64],
    columns: NDArray[np.int64],
    group: int,
    split: Split,
    size_px: int,
    gap_px: int,
    elsewhere: int = UNUSED,
) -> tuple[NDArray[np.uint8], NDArray[np.bool_]]:
    """Part of each pixel, and whether it lies in a gap.

    Args:
        rows, columns: of the pixels, in pixels of the anchor of their group.
        size_px: side of a cell.
        gap_px: at most ``size_px``.
        elsewhere: part of cells that the split does not name.

    Returns:
        uint8 part and bool gap, shaped as ``rows``. In a gap are training pixels nearer than ``gap_px`` to a cell of
        validation or test, and validation pixels that near to one of the test.
    """
    cell_rows, cell_columns = rows // size_px, columns // size_px
    first_row, first_column = int(cell_rows.min()) - 1, int(cell_columns.min()) - 1
    shape = int(cell_rows.max()) - first_row + 2, int(cell_columns.max()) - first_column + 2
    around = np.full(shape, elsewhere, np.uint8)
    for row, column in np.ndindex(shape):
        around[row, column] = split.parts.get((group, row + first_row, column + first_column), elsewhere)
    cell_rows, cell_columns = cell_rows - first_row, cell_columns - first_column
    parts = around[cell_rows, cell_columns]
    gap = np.zeros(parts.shape, np.bool_)
    if split.whole_scenes or around.max() < VALIDATION:
        return parts, gap
    down_px, right_px = rows % size_px, columns % size_px
    for down, right in _NEIGHBOURS:
        near = _near(down, down_px, size_px, gap_px) & _near(right, right_px, size_px, gap_px)
        neighbours = around[cell_rows + down, cell_columns + right]
        gap |= near & (parts == TRAINING) & (neighbours >= VALIDATION)
        gap |= near & (parts == VALIDATION) & (neighbours == TEST)
    return parts, gap


def split_sentence(split: Split, size_m: float, gap_m: float, seed: int) -> str:
    """How the parts were chosen, in words."""
    cells = {part: sum(one == part for one in split.parts.values()) for part in (TRAINING, VALIDATION, TEST)}
    if split.whole_scenes:
        scenes = {part: len({cell[0] for cell, one in split.parts.items() if one == part}) for part in cells}
        return _(
            "Whole scenes: {training} for training, {validation} for validation, {test} for the test (scenes that "
            "overlap stay together; seed {seed})."
        ).format(training=scenes[TRAINING], validation=scenes[VALIDATION], test=scenes[TEST], seed=seed)
    return _(
        "Squares of {size:.0f} m on the ground: {training} for training, {validation} for validation, {test} for the "
        "test; annotations nearer than {gap:.0f} m to a square of another part are left out (seed {seed})."
    ).format(
        size=size_m,
        gap=gap_m,
        seed=seed,
        training=cells[TRAINING],
        validation=cells[VALIDATION],
        test=cells[TEST],
    )


def _near(step: int, inside_px: NDArray[np.int64], size_px: int, gap_px: int) -> NDArray[np.bool_]:
    """Along one axis, whether a pixel lies within the gap of the neighbour ``step`` cells further."""
    if step < 0:
        return inside_px < gap_px
    return inside_px >= size_px - gap_px if step else np.ones(inside_px.shape, np.bool_)


@dataclass(frozen=True)
class _Borders:
    """Pairs ``(n, 2)`` of cells that touch, and ``(n,)`` what share of a cell the gap takes there."""

    pairs: NDArray[np.intp]
    lost: NDArray[np.float64]

    def lost_pixels(self, parts: NDArray[np.int64], pixels: NDArray[np.float64]) -> float:
        """About how many annotated pixels the gaps take."""
        lost = np.zeros(len(parts))
        for here, there in (self.pairs.T, self.pairs.T[::-1]):
            is_lost = (parts[here] < parts[there]) & (parts[here] >= TRAINING)
            lost += np.bincount(here[is_lost], self.lost[is_lost], len(parts))
        return float((pixels * np.minimum(lost, 1.0)).sum())


def _borders(cells: Sequence[Cell], gap_share: float) -> _Borders:
    numbers = {cell: number for number, cell in enumerate(cells)}
    pairs, lost = [], []
    for (group, row, column), number in numbers.items():
        for down, right in _NEIGHBOURS:
            other = numbers.get((group, row + down, column + right), -1)
            if other > number:
                pairs.append((number, other))
                lost.append(gap_share**2 if down and right else gap_share)
    return _Borders(np.array(pairs, np.intp).reshape(-1, 2), np.array(lost))


def _orders(
    trial: int, count: int, positions: Optional[NDArray[np.float64]], rng: np.random.Generator
) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """In which the test and the validation take units."""
    if positions is None or trial % 3 == 0:
        order = rng.permutation(count)
        return order, order[::-1]
    if trial % 3 == 1:
        angle = rng.uniform(0, 2 * np.pi)
        order = np.argsort(positions @ (np.cos(angle), np.sin(angle)), kind="stable")
        return order, order[::-1]
    first, second = (
        np.argsort(np.square(positions - positions[rng.integers(count)]).sum(axis=1), kind="stable") for _part in "ab"
    )
    return first, second


def _best_parts(
    units: NDArray[np.float64],
    positions: Optional[NDArray[np.float64]],
    borders: "_Borders",
    shares: NDArray[np.float64],
    rng: np.random.Generator,
) -> NDArray[np.int64]:
    """Parts by unit, the best of all trials."""
    best, best_cost = np.full(len(units), TRAINING), np.inf
    for trial in range(TRIALS):
        first, second = _orders(trial, len(units), positions, rng)
        parts = _dealt(first, second, units.sum(axis=1), shares)
        cost = _cost(parts, units, shares, borders)
        if cost < best_cost:
            best, best_cost = parts, cost
    return best


def _dealt(
    first: NDArray[np.intp], second: NDArray[np.intp], amounts: NDArray[np.float64], shares: NDArray[np.float64]
) -> NDArray[np.int64]:
    """Parts by unit: the test takes units in the first order, then the validation in the second, each until it has
    its share; training keeps one at least."""
    parts = np.full(len(amounts), TRAINING)
    total = amounts.sum()
    for part, order in ((TEST, first), (VALIDATION, second)):
        taken = 0.0
        for unit in order[parts[order] == TRAINING]:
            is_full = taken > 0 and taken + amounts[unit] / 2 > shares[part] * total
            if is_full or shares[part] == 0 or (parts == TRAINING).sum() <= 1:
                break
            parts[unit] = part
            taken += amounts[unit]
    return parts


def _cost(
    parts: NDArray[np.int64], units: NDArray[np.float64], shares: NDArray[np.float64], borders: _Borders
) -> float:
    totals = units.sum(axis=0)
    present = totals > 0
    holding = (units > 0).sum(axis=0)[present]
    cost = _LOST_TO_GAPS * borders.lost_pixels(parts, units.sum(axis=1)) / totals.sum()
    for part in (VALIDATION, TEST):
        if shares[part] == 0:
            continue
        held_out = units[parts == part].sum(axis=0)
        found = held_out[present] / totals[present]
        cost += np.square(np.sqrt(found) - np.sqrt(shares[part])).mean()
        cost += abs(held_out.sum() / totals.sum() - shares[part])
        cost += _MISSING_IN_HELD_OUT * ((found == 0) & (holding >= 3)).mean()
    left = units[parts == TRAINING].sum(axis=0)[present]
    return float(cost + _MISSING_IN_TRAINING * (left == 0).mean())
