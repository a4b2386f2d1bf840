"""Areas and shares for people: thousands set apart, and as many digits as say something."""

import math

from ..language import number_text, with_marks


def hectares_text(area_ha: float) -> str:
    """With three significant digits at least, and thousands set apart."""
    if not math.isfinite(area_ha):
        return "–"
    size = abs(area_ha)
    decimals = 0 if size >= 1000 else 1 if size >= 100 else 2 if size >= 1 or not size else 4
    return with_marks(f"{area_ha:,.{decimals}f}".replace(",", "\u202f"))


def share_text(percent: float) -> str:
    """Percent with one decimal, but neither 0 nor 100 where it is not."""
    if not math.isfinite(percent):
        return "–"
    if 0 < percent < 0.05:
        return "<" + number_text(0.1, ".1f")
    if 99.95 <= percent < 100:
        return ">" + number_text(99.9, ".1f")
    return number_text(percent, ".1f")


def signed_hectares_text(area_ha: float) -> str:
    """As :func:`hectares_text`, with a sign unless it is 0 as far as people read it."""
    if not round(area_ha, 4):
        return hectares_text(0.0)
    return f"{'−' if area_ha < 0 else '+'}{hectares_text(abs(area_ha))}"
