"""Which pixels hold data."""

from typing import Any, Optional

import numpy as np
from numpy.typing import NDArray

ABSURD = 1e30
"""Larger numbers mark missing pixels, declared or not: many programs fill with ±3.4e38."""


def has_data(pixels: NDArray[Any], nodata: Optional[float]) -> NDArray[np.bool_]:
    """Where pixels of any shape are plausible numbers and not the no-data value."""
    valid = np.abs(pixels) < ABSURD if pixels.dtype.kind == "f" else np.ones(pixels.shape, bool)
    return valid if nodata is None or np.isnan(nodata) else valid & (pixels != nodata)
