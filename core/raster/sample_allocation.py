"""How many points of a stratified sample each class gets.

Shares in proportion to area serve the overall accuracy, equal shares the user's accuracies; between them lies what
Olofsson et al., Good practices for estimating area and assessing accuracy of land change, Remote Sensing of Environment
148 (2014), 42-57, section 5.1.1, recommend: 50 to 100 points for each rare class, and the rest in proportion.
"""

import numpy as np
from numpy.typing import NDArray

from ..errors import InvalidInputError
from ..language import _

LEAST = 2
"""Points of each class, whatever the allocation: fewer do not tell how much points differ."""

LEAST_BALANCED = 50
"""Points of each class with a balanced allocation, unless that takes more than half of all points."""


def allocate(count: int, pixels: NDArray[np.int64], allocation: str) -> NDArray[np.int64]:
    """Points of each class, in all ``count``.

    Args:
        count: of points.
        pixels: of each class; one without any gets no points, and none gets more points than pixels.
        allocation: ``proportional`` to area, ``equal``, or ``balanced``: proportional, but at least
            ``LEAST_BALANCED`` or half of an equal share, whichever is less.

    Raises:
        InvalidInputError: too few points for the classes that there are, or too few pixels.
    """
    classes = int((pixels > 0).sum())
    if count < LEAST * classes:
        raise InvalidInputError(
            _(
                "COUNT is {count}, but the map holds {classes} classes and each needs {least} points; choose at least "
                "{needed}."
            ).format(count=count, classes=classes, least=LEAST, needed=LEAST * classes)
        )
    if count > int(pixels.sum()):
        raise InvalidInputError(
            _("COUNT is {count}, but the map holds {pixels} pixels only; choose fewer points.").format(
                count=count, pixels=int(pixels.sum())
            )
        )
    least = max(LEAST, min(LEAST_BALANCED, count // (2 * classes))) if allocation == "balanced" else LEAST
    low = np.minimum(least, pixels)
    weights = (pixels > 0).astype(np.float64) if allocation == "equal" else pixels.astype(np.float64)
    shares = _shares(count, weights / weights.sum(), low, pixels)
    points = np.floor(shares + 1e-6).astype(np.int64)
    # The largest remainders get what rounding down left over.
    open_ = np.flatnonzero(points < pixels)
    order = open_[np.argsort(points[open_] - shares[open_], kind="stable")]
    points[order[: count - int(points.sum())]] += 1
    return points


def _shares(
    count: int, weights: NDArray[np.float64], low: NDArray[np.int64], high: NDArray[np.int64]
) -> NDArray[np.float64]:
    """Shares in proportion to weights within limits, which sum up to ``count``: their scale is found by halving."""
    bottom, top = 0.0, float(high.max()) / float(weights[weights > 0].min())
    for _step in range(200):
        scale = (bottom + top) / 2
        if np.clip(scale * weights, low, high).sum() > count:
            top = scale
        else:
            bottom = scale
    shares: NDArray[np.float64] = np.clip(bottom * weights, low, high)
    return shares
