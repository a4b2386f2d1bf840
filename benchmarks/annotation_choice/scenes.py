"""Simulated Pléiades Neo scenes of all kinds of landscape: one to annotate, and a twin to measure on.

Seeds 0-4 were for developing the choice, 10-14 for measuring it. The bundled demonstration model learned on the
ground of the simulator's seeds 0-99, seen by another sensor; the ground of these scenes is drawn with seeds 30 000
and 31 000 higher, so that the model knows neither layout nor colours of anything in them.
"""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import rasterio
from rasterio.transform import from_origin

from benchmarks.simulator import LANDSCAPE_KINDS, draw_acquisition, draw_landscape, render
from core.partial_files import partial_file
from core.sensors import ENCODING_TAG, PNEO

SEEDS = {"developing": range(5), "measuring": range(10, 15)}

GROUND_SEED = {"annotated": 30_000, "twin": 31_000}
"""What is added to a scene's seed to draw the ground of each of the two."""

PATCH_SIZE_M = 96.0
_COLUMNS = 3


@dataclass(frozen=True)
class TruthfulScene:
    """A scene whose classes are known everywhere.

    Attributes:
        file: GeoTIFF with the bands' roles.
        pixels: reflectance × 10 000, uint16 ``(bands, height, width)``.
        truth: uint8 ``(height, width)``, ``numero``.
        pixel_m2: area of a pixel.
    """

    file: Path
    pixels: np.ndarray
    truth: np.ndarray
    pixel_m2: float = PNEO.pixel_size_m**2


def draw_scene(seed: int, which: str, folder: Path) -> TruthfulScene:
    """The scene of a seed, from ``folder`` if it is there already.

    Args:
        seed: the same seed gives both scenes the same sky and season.
        which: ``annotated`` or ``twin``: other ground.
        folder: where scenes are kept.
    """
    folder.mkdir(parents=True, exist_ok=True)
    file, truth_file = folder / f"{which}-{seed}.tif", folder / f"{which}-{seed}-truth.npy"
    if not file.exists():
        order = np.random.default_rng([seed, 11]).permutation(len(LANDSCAPE_KINDS))
        kinds = [LANDSCAPE_KINDS[number] for number in order]
        acquisition = draw_acquisition(seed + GROUND_SEED["annotated"], "pneo", kinds[0])
        ground = GROUND_SEED[which] + seed
        patches = [render(draw_landscape(ground, kind, PATCH_SIZE_M), "pneo", acquisition) for kind in kinds]
        with partial_file(truth_file) as unfinished:
            np.save(unfinished, _mosaic([patch.truth for patch in patches]))
        with partial_file(file) as unfinished:
            _write(unfinished, _mosaic([patch.image for patch in patches]))
    with rasterio.open(file) as dataset:
        return TruthfulScene(file, dataset.read(), np.load(truth_file))


def _mosaic(patches: list[np.ndarray]) -> np.ndarray:
    rows = [np.concatenate(patches[start : start + _COLUMNS], axis=-1) for start in range(0, len(patches), _COLUMNS)]
    return np.concatenate(rows, axis=-2)


def _write(file: Path, pixels: np.ndarray) -> None:
    profile = {
        "driver": "GTiff",
        "count": len(pixels),
        "height": pixels.shape[1],
        "width": pixels.shape[2],
        "dtype": pixels.dtype,
        "crs": "EPSG:2154",
        "transform": from_origin(430_000, 6_700_000, PNEO.pixel_size_m, PNEO.pixel_size_m),
        "nodata": 0,
        "photometric": "minisblack",
        "tiled": True,
    }
    with rasterio.open(file, "w", **profile) as dataset:
        dataset.write(pixels)
        dataset.update_tags(**{ENCODING_TAG: PNEO.encoding})
        for band, role in enumerate(PNEO.roles, start=1):
            dataset.set_band_description(band, role)
