"""Numbers for people: thousands set apart, and as many digits as say something."""

import math


def grouped(number: int) -> str:
    """A whole number with thousands set apart."""
    return f"{number:,}".replace(",", "\u202f")


def hectares_text(area_ha: float) -> str:
    """With three significant digits at least, and thousands set apart."""
    if not math.isfinite(area_ha):
        return "–"
    decimals = 0 if abs(area_ha) >= 1000 else 1 if abs(area_ha) >= 100 else 2 if abs(area_ha) >= 1 or not area_ha else 4
    return f"{area_ha:,.{decimals}f}".replace(",", "\u202f")


def share_text(percent: float) -> str:
    """Percent with one decimal, but neither 0 nor 100 where it is not."""
    if not math.isfinite(percent):
        return "–"
    if 0 < percent < 0.05:
        return "<0.1"
    if 99.95 <= percent < 100:
        return ">99.9"
    return f"{percent:.1f}"
