"""The choice of rectangles: ranked, apart from each other, where it pays."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cosia.core.model.rectangle_description import Rectangles
from cosia.core.training import annotation_choice
from cosia.core.training.annotation_choice import MIN_USABLE, candidates, choose_rectangles

CELL_PX = 50


def lattice(columns=12, rows=9, seed=0, **changes):
    """Rectangles half a side apart with random figures."""
    rng = np.random.default_rng(seed)
    row, column = (place.ravel() for place in np.mgrid[:rows, :columns])
    count = len(row)
    classes = rng.dirichlet(np.full(15, 0.2), count)
    values = {
        "windows": np.stack([column * CELL_PX, row * CELL_PX, *[np.full(count, 2 * CELL_PX)] * 2], axis=1),
        "usable": np.ones(count),
        "annotated": np.zeros(count),
        "uncertainty": rng.uniform(5, 60, count),
        "classes": classes,
        "look": rng.normal(0, 1, (count, 8)),
        **changes,
    }
    return Rectangles(**values)


def one_class(numeros):
    return np.eye(15)[np.array(numeros) - 1]


@given(st.integers(0, 10_000), st.integers(1, 30))
def test_the_first_ones_are_the_choice_of_fewer(seed, count):
    rectangles = lattice(seed=seed)
    choices = choose_rectangles(rectangles, 30, seed)
    assert choose_rectangles(rectangles, count, seed) == choices[:count]


@given(st.integers(0, 10_000))
def test_no_two_overlap_and_only_candidates_are_chosen(seed):
    rng = np.random.default_rng(seed)
    rectangles = lattice(seed=seed, usable=rng.uniform(0.8, 1, 108), annotated=np.maximum(rng.uniform(-2, 0.5, 108), 0))
    chosen = [choice.number for choice in choose_rectangles(rectangles, 108, 0)]
    assert candidates(rectangles)[chosen].all()
    corners = rectangles.windows[chosen, :2]
    apart = np.abs(corners[:, None] - corners).max(axis=2) + np.eye(len(chosen)) * 1000
    assert (apart >= 2 * CELL_PX).all()


def test_what_the_choices_represent_never_grows_beyond_the_whole():
    choices = choose_rectangles(lattice(), 40, 0)
    shares = [choice.represents for choice in choices]
    assert all(share >= 0 for share in shares) and 0 < sum(shares) <= 100.001


def test_one_of_each_kind_comes_before_a_second_of_any():
    """Three kinds of ground in equal parts, of which nothing else tells any two apart."""
    kind = np.repeat([1, 6, 12], 36)
    alike = lattice(uncertainty=np.full(108, 30.0), classes=one_class(kind), look=np.repeat(np.eye(3), 36, axis=0))
    first = [kind[choice.number] for choice in choose_rectangles(alike, 3, 0)]
    assert sorted(first) == [1, 6, 12]


def test_the_uncertain_kind_comes_first():
    kind = np.repeat([1, 6], 54)
    uncertainty = np.where(kind == 6, 60.0, 10.0)
    rectangles = lattice(uncertainty=uncertainty, classes=one_class(kind), look=np.repeat(np.eye(2), 54, axis=0))
    assert kind[choose_rectangles(rectangles, 1, 0)[0].number] == 6


def test_a_rare_class_is_looked_for_and_named():
    classes = one_class([12] * 108)
    classes[70] = 0.7 * classes[70] + 0.3 * one_class([4])[0]
    flat = lattice(uncertainty=np.full(108, 30.0), classes=classes, look=np.zeros((108, 8)))
    choices = choose_rectangles(flat, 2, 0)
    assert [choice.adds for choice in choices if choice.number == 70] == [4]


def test_what_is_annotated_already_is_not_looked_for_again():
    kind = np.repeat([1, 6], 54)
    annotated = np.where(np.arange(108) < 12, 1.0, 0.0)
    rectangles = lattice(
        annotated=annotated,
        uncertainty=np.full(108, 30.0),
        classes=one_class(kind),
        look=np.repeat(np.eye(2), 54, axis=0),
    )
    assert kind[choose_rectangles(rectangles, 1, 0)[0].number] == 6


def test_a_model_that_is_sure_of_everything_still_gets_a_choice():
    sure = lattice(uncertainty=np.zeros(108), classes=one_class([5] * 108), look=np.zeros((108, 8)))
    assert len(choose_rectangles(sure, 5, 0)) == 5


def test_nothing_comes_where_nothing_is_usable():
    assert choose_rectangles(lattice(usable=np.full(108, MIN_USABLE - 0.01)), 3, 0) == []


@pytest.mark.parametrize("seed", [0, 1])
def test_of_very_many_a_draw_by_the_seed_is_compared(monkeypatch, seed):
    monkeypatch.setattr(annotation_choice, "MAX_CANDIDATES", 40)
    monkeypatch.setattr(annotation_choice, "MAX_PLACES", 30)
    rectangles = lattice()
    choices = choose_rectangles(rectangles, 5, seed)
    assert choices == choose_rectangles(rectangles, 5, seed) and len(choices) == 5
    other = choose_rectangles(rectangles, 5, seed + 2)
    assert [choice.number for choice in other] != [choice.number for choice in choices]
