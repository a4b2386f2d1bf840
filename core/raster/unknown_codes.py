"""Codes that are no class, in words."""

from typing import Dict

from ..language import _

MAX_TOLD = 10


def codes_in_words(pixels: Dict[str, int]) -> str:
    """``18 (1204), 16 (7)``: codes with their pixels, most frequent first; of many the first and how many more."""
    codes = sorted(pixels, key=lambda code: -pixels[code])
    told = ", ".join(f"{code} ({pixels[code]})" for code in codes[:MAX_TOLD])
    if len(codes) <= MAX_TOLD:
        return told
    return _("{items} and {count} more").format(items=told, count=len(codes) - MAX_TOLD)
