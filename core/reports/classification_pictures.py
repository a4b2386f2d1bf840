"""Pictures of a map for its page: the whole, and parts of it beside the image."""

from dataclasses import dataclass
from pathlib import Path
from typing import Tuple

import numpy as np
from numpy.typing import NDArray

from ..raster.grid import Window
from ..raster.scene import Scene
from ..raster.telling_windows import read_part, read_reduced, telling_windows
from .pictures import natural_colours

PARTS = 3


@dataclass(frozen=True)
class MapPictures:
    """What is shown of a map.

    Attributes:
        whole: the map made smaller, ``numero`` ``(height, width)``.
        parts: image, uint8 ``(height, width, 4)``, and ``numero`` ``(height, width)``, at full resolution.
        are_natural: whether the parts show the image in natural colours.
    """

    whole: NDArray[np.uint8]
    parts: Tuple[Tuple[NDArray[np.uint8], NDArray[np.uint8]], ...]
    are_natural: bool


def map_pictures(scene: Scene, roles: Tuple[str, ...], extent: Window, output: Path) -> MapPictures:
    """Read what is shown.

    Args:
        scene: that was classified; afterwards these roles are selected.
        roles: shown as red, green and blue.
        extent: pixels of the scene that the map holds.
        output: the map.
    """
    whole = read_reduced(output)
    windows = telling_windows(whole, (extent[2], extent[3]), PARTS)
    if not windows:
        return MapPictures(whole, (), True)
    scene.select(roles)
    crops = [scene.read((left + extent[0], top + extent[1], width, height)) for left, top, width, height in windows]
    natural = natural_colours(crops, roles, scene.encoding)
    parts = tuple((image, read_part(output, window)) for image, window in zip(natural.pictures, windows))
    return MapPictures(whole, parts, natural.are_natural)
