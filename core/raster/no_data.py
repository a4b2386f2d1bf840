"""Which pixels hold data."""

from typing import Any, Optional

import numpy as np
from numpy.typing import NDArray


def has_data(pixels: NDArray[Any], nodata: Optional[float]) -> NDArray[np.bool_]:
    """Where pixels of any shape are finite and not the no-data value."""
    valid = np.isfinite(pixels) if pixels.dtype.kind == "f" else np.ones(pixels.shape, bool)
    return valid if nodata is None or np.isnan(nodata) else valid & (pixels != nodata)
