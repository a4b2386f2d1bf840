"""Parts come near to what is wanted, keep every class in training, and leave a gap between them."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cosia.core.training.split import TEST, TRAINING, UNUSED, VALIDATION, Split, gap_mask, split_cells, split_sentence


def field(rows, columns, seed=0, group=0):
    """Annotated cells of a rectangle, each with a few classes."""
    rng = np.random.default_rng(seed)
    return {
        (group, row, column): rng.integers(0, 4000, 15) * (rng.random(15) < 0.3) + np.eye(15, dtype=np.int64)[11]
        for row in range(rows)
        for column in range(columns)
    }


def shares(split, counts):
    pixels = np.zeros(4)
    for cell, amounts in counts.items():
        pixels[split.parts[cell]] += amounts.sum()
    return pixels / pixels.sum()


@pytest.mark.parametrize(("validation", "test"), [(20, 20), (10, 30), (0, 20), (20, 0)])
def test_shares_come_near(validation, test):
    counts = field(8, 8)
    _unused, training, found_validation, found_test = shares(split_cells(counts, validation, test, 0.25, 0), counts)
    assert abs(found_validation - validation / 100) < 0.05 and abs(found_test - test / 100) < 0.05
    assert training > 0.5
    assert (found_validation == 0) == (validation == 0) and (found_test == 0) == (test == 0)


def test_a_class_of_one_cell_stays_in_training():
    counts = field(6, 6)
    for amounts in counts.values():
        amounts[3] = 0
    counts[0, 2, 3][3] = 500
    for seed in range(5):
        assert split_cells(counts, 20, 20, 0.5, seed).parts[0, 2, 3] == TRAINING


def test_the_seed_decides():
    counts = field(6, 6)
    assert split_cells(counts, 20, 20, 0.5, 3) == split_cells(counts, 20, 20, 0.5, 3)
    assert split_cells(counts, 20, 20, 0.5, 3) != split_cells(counts, 20, 20, 0.5, 4)


def test_wide_gaps_keep_parts_together():
    """Scattered cells would lose nearly all to gaps as wide as half a cell."""
    counts = field(7, 7)
    split = split_cells(counts, 20, 20, 0.5, 0)
    size_px = 16
    rows, columns = np.mgrid[: 7 * size_px, : 7 * size_px]
    _parts, gap = gap_mask(rows, columns, 0, split, size_px, size_px // 2)
    assert gap.mean() < 0.3


def test_three_scenes_are_split_as_wholes():
    counts = {**field(2, 2, 0, 0), **field(2, 2, 1, 1), **field(2, 2, 2, 5)}
    split = split_cells(counts, 20, 20, 0.5, 0)
    assert split.whole_scenes
    by_scene = [{part for cell, part in split.parts.items() if cell[0] == group} for group in (0, 1, 5)]
    assert sorted(map(tuple, by_scene)) == [(TRAINING,), (VALIDATION,), (TEST,)]
    assert "Whole scenes: 1 for training" in split_sentence(split, 40, 20, 0)


def test_one_cell_is_for_training():
    assert split_cells(field(1, 1), 20, 20, 0.5, 0).parts == {(0, 0, 0): TRAINING}


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 1000), gap_px=st.integers(1, 8), elsewhere=st.sampled_from([UNUSED, TRAINING]))
def test_gaps_against_distances(seed, gap_px, elsewhere):
    """Every pixel's distance to every held-out cell, measured one by one."""
    size_px, side = 8, 5
    rng = np.random.default_rng(seed)
    parts = {(0, row - 1, column - 2): int(rng.integers(4)) for row in range(side) for column in range(side)}
    split = Split({cell: part for cell, part in parts.items() if part != UNUSED}, False)
    rows, columns = np.mgrid[-size_px : (side - 1) * size_px, -2 * size_px : (side - 2) * size_px]
    found, gap = gap_mask(rows, columns, 0, split, size_px, gap_px, elsewhere)
    for at in zip(rng.integers(0, rows.shape[0], 40), rng.integers(0, rows.shape[1], 40)):
        row, column = int(rows[at]), int(columns[at])
        part = split.parts.get((0, row // size_px, column // size_px), elsewhere)
        assert found[at] == part
        dangerous = {TRAINING: (VALIDATION, TEST), VALIDATION: (TEST,)}.get(part, ())
        distances = [
            max(
                max(cell_row * size_px - row, row - (cell_row + 1) * size_px + 1),
                max(cell_column * size_px - column, column - (cell_column + 1) * size_px + 1),
            )
            for (_group, cell_row, cell_column), other in split.parts.items()
            if other in dangerous
        ]
        assert gap[at] == (min(distances, default=99) <= gap_px)


def test_training_keeps_two_classes_rather_than_giving_them_to_the_test():
    building, water = np.eye(15, dtype=np.int64)[[0, 5]] * 100
    assert set(split_cells({(0, 0, 0): building, (0, 5, 5): water}, 20, 20, 0.5, 0).parts.values()) == {TRAINING}
    parts = split_cells({(0, 0, 0): building, (0, 5, 5): water, (0, 9, 0): building}, 20, 20, 0.5, 0).parts
    assert sorted(parts.values()) == [TRAINING, TRAINING, TEST] and parts[0, 5, 5] == TRAINING
