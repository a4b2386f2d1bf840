"""Which rectangles to annotate, in which order.

Each rectangle is chosen for what it adds to those before it, so the first ``k`` are what would be chosen if there
were only ``k``. What a set of rectangles is worth is the sum of two parts, each of which brings less the more there is
of it already (monotone submodular functions, for which the greedy choice is at least 63 % as good as the best set of
that size: Nemhauser, Wolsey and Fisher, Mathematical Programming 14, 1978):

- how much of the model's uncertainty in the scene lies where one of them resembles the place, in its classes, in its
  look and by being near (facility location, weighted by entropy);
- the sum over classes of the square root of what they probably hold of it, so that a class of which there is nothing
  yet counts most.
"""

from dataclasses import dataclass
from typing import List

import numpy as np
from numpy.typing import NDArray

from ..model.rectangle_description import Rectangles

MIN_USABLE = 0.9
"""Share of a rectangle's pixels that are valid and inside the mask."""

MIN_KNOWN = 0.3
"""Share of a rectangle's pixels whose annotation makes its surroundings known."""

MAX_CANDIDATES, MAX_PLACES = 4000, 2000
"""More rectangles, and places that they may resemble, are drawn from: the similarities of all fit into 32 MB."""

CLASSES_SHARE, LOOK_SHARE, PLACE_SHARE = 0.4, 0.4, 0.2
"""Of the squared distance between rectangles; each part's mean over the scene is 1."""

REACH = 0.25
"""Squared distance at which similarity is down to 1 / e."""

VARIETY_WEIGHT = 0.5
"""Of the second part; the first is a share of the scene's uncertainty, 0-1. From 0.3 on, the rectangles of simulated
scenes held nearly all classes."""

_OVERLAPPING = 4.0
"""Rectangles that cover a pixel: they lie half a side apart."""


@dataclass(frozen=True)
class Choice:
    """A rectangle to annotate.

    Attributes:
        number: of the rectangle.
        represents: percent of the scene's uncertainty that resembles this rectangle more than those before it.
        adds: ``numero`` of the class that it adds most of, for the little that those before it hold.
    """

    number: int
    represents: float
    adds: int


def candidates(rectangles: Rectangles) -> NDArray[np.bool_]:
    """Which rectangles may be chosen: full of usable pixels, free of annotations."""
    free: NDArray[np.bool_] = (rectangles.usable >= MIN_USABLE) & (rectangles.annotated == 0)
    return free


def choose_rectangles(rectangles: Rectangles, count: int, seed: int) -> List[Choice]:
    """The best first; fewer than ``count`` where no room is left, since they do not overlap.

    Args:
        rectangles: of the scene.
        count: how many, at most.
        seed: of the draw where there are more than can be compared.
    """
    rng = np.random.default_rng(seed)
    open_numbers = _drawn(np.flatnonzero(candidates(rectangles)), MAX_CANDIDATES, rng)
    places = _drawn(np.flatnonzero(rectangles.usable >= MIN_USABLE), MAX_PLACES, rng)
    if not len(open_numbers):
        return []
    known = _drawn(np.flatnonzero(rectangles.annotated >= MIN_KNOWN), MAX_PLACES, rng)
    features = _features(rectangles, places)
    similarity = _similarity(features[places], features[open_numbers])
    covered = _similarity(features[places], features[known]).max(axis=1, initial=0.0)
    weights = rectangles.uncertainty[places] + np.finfo(np.float64).tiny
    weights /= weights.sum()
    held = (rectangles.annotated / _OVERLAPPING) @ rectangles.classes
    is_open = np.ones(len(open_numbers), np.bool_)
    chosen: List[Choice] = []
    while is_open.any() and len(chosen) < count:
        represented = weights @ np.maximum(similarity - covered[:, None], 0)
        variety = np.sqrt(held + rectangles.classes[open_numbers]) - np.sqrt(held)
        worth = represented + VARIETY_WEIGHT * variety.sum(axis=1)
        best = int(np.where(is_open, worth, -1).argmax())
        number = int(open_numbers[best])
        chosen.append(Choice(number, 100 * float(represented[best]), int(variety[best].argmax()) + 1))
        covered = np.maximum(covered, similarity[:, best])
        held = held + rectangles.classes[number]
        is_open &= ~_overlapping(rectangles.windows[open_numbers], rectangles.windows[number])
    return chosen


def _drawn(numbers: NDArray[np.intp], most: int, rng: np.random.Generator) -> NDArray[np.intp]:
    return numbers if len(numbers) <= most else np.sort(rng.choice(numbers, most, replace=False))


def _features(rectangles: Rectangles, places: NDArray[np.intp]) -> NDArray[np.float64]:
    """One row a rectangle; squared distances between rows are those of the parts by their shares."""
    # Hellinger's distance: between shares of 0 and 5 % it is as large as between 20 and 45 %.
    classes = np.sqrt(rectangles.classes)
    look = rectangles.look / np.maximum(rectangles.look[places].std(axis=0), 1e-9)
    centres = rectangles.windows[:, :2].astype(np.float64)
    parts = []
    for part, share in ((classes, CLASSES_SHARE), (look, LOOK_SHARE), (centres, PLACE_SHARE)):
        # The mean squared distance between rows is twice the sum of their variances.
        spread = 2 * part[places].var(axis=0).sum()
        parts.append(part * np.sqrt(share / max(spread, 1e-9)))
    return np.concatenate(parts, axis=1)


def _similarity(some: NDArray[np.float64], others: NDArray[np.float64]) -> NDArray[np.float32]:
    """1 for the same, towards 0 with the distance; ``(some, others)``."""
    squared = (some**2).sum(axis=1)[:, None] + (others**2).sum(axis=1) - 2 * some @ others.T
    similarity: NDArray[np.float32] = np.exp(-np.maximum(squared, 0) / REACH).astype(np.float32)
    return similarity


def _overlapping(windows: NDArray[np.int64], window: NDArray[np.int64]) -> NDArray[np.bool_]:
    overlapping: NDArray[np.bool_] = (np.abs(windows[:, :2] - window[:2]) < window[2:]).all(axis=1)
    return overlapping
