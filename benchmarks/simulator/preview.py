"""Pictures for people: natural colours, false colours and truth side by side."""

import numpy as np
from PIL import Image

from core.nomenclature import CLASSES

from .rendering import Scene


def natural_colours(scene: Scene, roles: tuple[str, str, str] = ("red", "green", "blue")) -> np.ndarray:
    """Displayable picture of three bands, uint8 (height, width, 3): reflectance is stretched, 8 bit left alone."""
    picture = np.stack([scene.image[scene.roles.index(role)] for role in roles], axis=-1)
    if scene.encoding == "8-bit":
        return picture
    low, high = np.percentile(picture[::7, ::7], (1, 98), axis=(0, 1))
    high = np.maximum(high, low + 1)
    return (np.clip((picture - low) / (high - low), 0, 1) ** 0.7 * 255).astype(np.uint8)


def class_colours(truth: np.ndarray) -> np.ndarray:
    """Truth in the official colours, uint8 (height, width, 3); no data is black."""
    table = np.zeros((256, 3), np.uint8)
    for land_cover in CLASSES:
        table[land_cover.numero] = land_cover.rgb
    return table[truth]


def save_preview(scene: Scene, path: str) -> None:
    """Write a PNG: natural colours, infrared false colours and truth next to each other."""
    panels = (natural_colours(scene), natural_colours(scene, ("nir", "red", "green")), class_colours(scene.truth))
    Image.fromarray(np.concatenate(panels, axis=1)).save(path)
