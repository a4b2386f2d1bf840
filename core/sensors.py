"""Bands by role and wavelength, sensors, and what their digital numbers mean."""

from dataclasses import dataclass
from typing import Dict, Optional, Sequence, Tuple

from .errors import InvalidInputError
from .language import _


@dataclass(frozen=True)
class BandRole:
    """A band by what it measures, whatever its position in a file.

    Attributes:
        name: ``red``, ``nir``, ...; stands in the band description of stacks.
        wavelengths_nm: lower and upper limit at half maximum of Pléiades Neo
            (Airbus Pléiades Neo user guide; BD ORTHO's camera filters are close to it); None for a band that
            measures no light.
    """

    name: str
    wavelengths_nm: Optional[Tuple[int, int]]

    @property
    def centre_nm(self) -> Optional[float]:
        return sum(self.wavelengths_nm) / 2 if self.wavelengths_nm else None

    @property
    def width_nm(self) -> Optional[int]:
        """Full width at half maximum."""
        return self.wavelengths_nm[1] - self.wavelengths_nm[0] if self.wavelengths_nm else None


# The order is the deck's: red, green, blue, near infrared + deep blue + red edge.
BAND_ROLES: Dict[str, BandRole] = {
    role.name: role
    for role in (
        BandRole("red", (619, 690)),
        BandRole("green", (533, 591)),
        BandRole("blue", (446, 520)),
        BandRole("nir", (768, 888)),
        BandRole("deep_blue", (416, 457)),
        BandRole("red_edge", (697, 750)),
        # Height above ground of IGN's five-channel models; one digital number is 20 cm.
        BandRole("elevation", None),
    )
}


def nearest_role(role: str, among: Sequence[str]) -> str:
    """The role of ``among`` whose wavelength lies nearest to that of ``role``.

    Raises:
        InvalidInputError: one of them measures no light.
    """
    return min(among, key=lambda other: abs(_centre_nm(other) - _centre_nm(role)))


def _centre_nm(role: str) -> float:
    centre_nm = BAND_ROLES[role].centre_nm
    if centre_nm is None:
        raise InvalidInputError(
            _("The band {role} measures no light, so no wavelength is near to it.").format(role=role)
        )
    return centre_nm


REFLECTANCE_SCALE = 10_000
"""Digital numbers per unit of reflectance in Pléiades Neo reflectance products."""


@dataclass(frozen=True)
class Sensor:
    """A kind of imagery.

    Attributes:
        name: ``pneo``, ``bd_ortho`` or ``generic``.
        roles: band roles of a full stack in its order; empty if anything goes.
        pixel_size_m: nominal ground pixel; 0 if anything goes.
        encoding: one of ``ENCODINGS``, or empty if unknown.
        saturated: digital number that marks saturated pixels in 16-bit files, or 0.
    """

    name: str
    roles: Tuple[str, ...]
    pixel_size_m: float
    encoding: str
    saturated: int = 0


ENCODINGS = ("8-bit", "reflectance")
"""``8-bit``: digital numbers 0-255; ``reflectance``: reflectance × 10 000."""

ENCODING_TAG = "COSIA_ENCODING"
"""Metadata of a stack: one of ``ENCODINGS``; not there if unknown."""

SATURATED_TAG = "COSIA_SATURATED"
"""Metadata of a stack: digital number of saturated pixels; not there if none is kept for them."""

PNEO = Sensor("pneo", ("red", "green", "blue", "nir", "deep_blue", "red_edge"), 0.30, "reflectance", 32767)
BD_ORTHO = Sensor("bd_ortho", ("red", "green", "blue", "nir"), 0.20, "8-bit")
GENERIC = Sensor("generic", (), 0.0, "")

SENSORS: Dict[str, Sensor] = {sensor.name: sensor for sensor in (PNEO, BD_ORTHO, GENERIC)}
