"""Scenes whose truth is exact: landscapes drawn from a seed and rendered as two sensors see them."""

from .acquisition import Acquisition, draw_acquisition
from .landscapes import LANDSCAPE_KINDS, Landscape, draw_landscape
from .rendering import Scene, render

__all__ = ["LANDSCAPE_KINDS", "Acquisition", "Landscape", "Scene", "draw_acquisition", "draw_landscape", "render"]
