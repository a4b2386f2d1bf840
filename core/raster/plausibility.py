"""Whether the values of a scene can be what the scene says they are."""

from typing import Optional

import numpy as np

from ..language import _
from .scene_sample import SceneSample

BRIGHTER = 1.4
"""Over vegetation the near infrared is at least so many times as bright as red and green, and red never is: it
outshines green and near infrared as much on at most 0.3 % of the pixels of 72 simulated scenes (coast, snow, towns,
dry land, 8-bit and reflectance) and 12 real ones; near infrared does on at least 7 % of the simulated ones."""

MIN_SHARE = 0.02
"""Share of the pixels that have to look like vegetation."""

HIGHEST_8_BIT = 255

HIGHEST_UNIT = 2.0
"""Reflectance in 0-1 stays below: snow facing the sun comes to some 1.3."""

ROUNDING = 0.5
"""Means of pixels may come out a little beyond the range of the pixels."""


def swapped_bands(sample: SceneSample) -> Optional[str]:
    """A sentence if two bands look exchanged, with the vegetation's figures; None if nothing does."""
    if not {"red", "green", "nir"} <= set(sample.roles) or not sample.pixels.size:
        return None
    red, green, nir = (sample.band(role) for role in ("red", "green", "nir"))
    as_vegetation = nir > BRIGHTER * np.maximum(red, green)
    as_swapped = red > BRIGHTER * np.maximum(nir, green)
    if as_swapped.mean() > max(MIN_SHARE, as_vegetation.mean()):
        index = np.median((nir - red)[as_swapped] / (nir + red)[as_swapped])
        return _(
            "The bands nir and red look swapped: on {share:.0f} % of the pixels red is far brighter than green and "
            "nir, as only nir is over vegetation, and their vegetation index is {index:.2f}. Check BAND_ROLES."
        ).format(share=100 * as_swapped.mean(), index=index)
    if {"deep_blue", "red_edge"} <= set(sample.roles) and as_vegetation.mean() > MIN_SHARE:
        deep_blue, red_edge = (sample.band(role)[as_vegetation] for role in ("deep_blue", "red_edge"))
        brighter = (deep_blue > red_edge).mean()
        if brighter > 0.5:
            return _(
                "The bands deep_blue and red_edge look swapped: deep_blue is brighter on {share:.0f} % of the pixels "
                "that look like vegetation, where red_edge should be. Check BAND_ROLES."
            ).format(share=100 * brighter)
    return None


def doubtful_encoding(low: float, high: float, encoding: str) -> Optional[str]:
    """A sentence if the values cannot be what ``encoding`` says or it says nothing; else None.

    Args:
        low, high: smallest and largest digital number of all bands.
        encoding: one of ``sensors.ENCODINGS``, or empty.
    """
    values = _("its values go from {low:.6g} to {high:.6g}").format(low=low, high=high)
    is_unit, is_8_bit = high <= HIGHEST_UNIT, low > -ROUNDING and high < HIGHEST_8_BIT + ROUNDING
    if encoding == "8-bit":
        said, looks_like = _("8-bit values"), "" if is_8_bit else _("reflectance")
        if high <= 1:
            looks_like = _("values scaled to 0-1; store them as 8-bit numbers")
    elif encoding == "reflectance":
        said = _("reflectance × 10 000")
        as_8_bit = _("8-bit values") if is_8_bit else ""
        looks_like = _("reflectance in 0-1; multiply them by 10 000") if is_unit else as_8_bit
    else:
        remedy = (
            _("they look like reflectance in 0-1; multiply them by 10 000 and stack them with SENSOR pneo")
            if is_unit
            else _("they look like 8-bit values in a wider type; store them as 8-bit numbers")
            if is_8_bit
            else _("they may be reflectance × 10 000; if so, stack them with SENSOR pneo")
        )
        return _("The raster does not say what its values mean, and {values}: {remedy}.").format(
            values=values, remedy=remedy
        )
    if not looks_like:
        return None
    return _("The raster says that it holds {said}, but {values}: they look like {looks_like}.").format(
        said=said, values=values, looks_like=looks_like
    )
