"""How digital numbers become what the network is fed: the three ways that IGN compared.

``norma-01`` converts to float in 0-1 (8 bit: / 255; reflectance: / 10 000). ``norma-source`` centres and
scales with the statistics of the data set that the model was trained on, ``norma-target`` with those of
the data set that it is applied to.
"""

from dataclasses import dataclass
from typing import Tuple

import numpy as np
from numpy.typing import NDArray

from ..sensors import REFLECTANCE_SCALE

NORMALISATIONS = ("norma-01", "norma-source", "norma-target")

FULL_SCALE = {"8-bit": 255.0, "reflectance": float(REFLECTANCE_SCALE)}
"""Digital number that norma-01 maps to 1, by encoding."""


@dataclass(frozen=True)
class Normalisation:
    """``(digital number - mean) / deviation`` per band.

    Attributes:
        name: one of ``NORMALISATIONS``.
        means, deviations: per band, digital numbers of the raster.
        origin: where the statistics come from, for logs and metadata.
    """

    name: str
    means: Tuple[float, ...]
    deviations: Tuple[float, ...]
    origin: str

    @classmethod
    def to_unit_range(cls, bands: int, encoding: str) -> "Normalisation":
        """norma-01 for an ``encoding`` of ``sensors.ENCODINGS``."""
        return cls("norma-01", (0.0,) * bands, (FULL_SCALE[encoding],) * bands, encoding)

    def apply(self, pixels: NDArray[np.generic], valid: NDArray[np.bool_]) -> NDArray[np.float32]:
        """What the network is fed.

        Numbers of more than 16 bits keep float64 until the mean is taken off: a small spread on a large offset
        would be lost in float32.

        Args:
            pixels: digital numbers ``(bands, height, width)`` of any real type.
            valid: bool ``(height, width)``; elsewhere, whatever the pixels hold, the answer is 0, the mean of the
                training data.

        Returns:
            float32 ``(bands, height, width)``.
        """
        normalised = np.empty(pixels.shape, np.float32)
        exact = np.float64 if pixels.dtype.itemsize > 2 else np.float32
        with np.errstate(invalid="ignore", over="ignore"):  # what is not valid may be infinite or no number
            for band, (mean, deviation) in enumerate(zip(self.means, self.deviations)):
                np.subtract(pixels[band], mean, out=normalised[band], dtype=exact, casting="unsafe")
                normalised[band] *= np.float32(1 / deviation)
        if not valid.all():
            normalised[:, ~valid] = 0.0
        return normalised
