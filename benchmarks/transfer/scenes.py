"""The scenes of the study, written as a user would have them: images, and one raster of the true classes.

The demonstration model that the study starts from was trained on the ground of seeds 0-99, validated on 10000-19999
and tested on 20000-29999; the scenes here are drawn with seeds of their own, 100-122 as the satellite sees them and
200-211 as the aerial camera does. A scene is as large as one patch of IGN's, 512 × 512 pixels of 30 cm, and holds four
landscapes under one sky; there are 23 of them, as many as IGN had.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import rasterio
from rasterio.transform import from_origin
from rasterio.windows import Window

from benchmarks.simulator import LANDSCAPE_KINDS, draw_acquisition, draw_landscape, render
from benchmarks.simulator.__main__ import CRS
from core.partial_files import PartialFiles
from core.raster.encoding import Scaling
from core.sensors import BD_ORTHO, ENCODING_TAG, PNEO, Sensor

FIRST_SEED = {"pneo": 100, "ortho": 200}
SENSORS: dict[str, Sensor] = {"pneo": PNEO, "ortho": BD_ORTHO}
QUARTER_SIZE_M = 76.8
SPACING_M = 614.4
"""Between scenes, so that none shares ground with another: a multiple of their side."""

LEFT_M, TOP_M = 600_000.0, 6_700_000.0
_COLUMNS = 5

EIGHT_BIT = Scaling(0, 5000)
"""Reflectance 0-0.5 becomes 1-255, in all bands alike, where PNEO is wanted as 8 bit."""


@dataclass(frozen=True)
class DataSet:
    """Files of one data set.

    Attributes:
        images: by encoding, one GeoTIFF for each scene.
        truth: raster of ``numero`` over all of them.
    """

    images: dict[str, tuple[str, ...]]
    truth: str


def draw_data_set(sensor: str, scenes: int, folder: Path) -> DataSet:
    """The first scenes of a sensor; files that the folder holds already are not drawn again.

    Args:
        sensor: key of ``FIRST_SEED``.
        scenes: how many.
        folder: where they are kept.
    """
    folder = folder / f"{sensor}-{scenes}"
    folder.mkdir(parents=True, exist_ok=True)
    encodings = ("reflectance", "8-bit") if sensor == "pneo" else ("8-bit",)
    images = {
        encoding: [folder / f"scene-{number}-{encoding}.tif" for number in range(scenes)] for encoding in encodings
    }
    truth = folder / "truth.tif"
    if not truth.exists():
        with PartialFiles(truth) as files:
            _draw(
                sensor,
                scenes,
                {encoding: list(map(files.stage, paths)) for encoding, paths in images.items()},
                files.stage(truth),
            )
            files.publish()
    return DataSet({encoding: tuple(map(str, paths)) for encoding, paths in images.items()}, str(truth))


def kinds_of_scenes(scenes: int) -> Iterator[list[str]]:
    """Four kinds of landscape for each scene; over all of them every kind comes equally often."""
    rounds = np.random.default_rng(9)
    deck: list[str] = []
    for _scene in range(scenes):
        kinds: list[str] = []
        while len(kinds) < 4:
            deck = deck or [LANDSCAPE_KINDS[number] for number in rounds.permutation(len(LANDSCAPE_KINDS))]
            wanted = next(kind for kind in [*deck, *LANDSCAPE_KINDS] if kind not in kinds)
            kinds.append(wanted)
            if wanted in deck:
                deck.remove(wanted)
        yield kinds


def _draw(sensor: str, scenes: int, images: dict[str, list[Path]], truth: Path) -> None:
    pixel_m = SENSORS[sensor].pixel_size_m
    side_px, spacing_px = round(2 * QUARTER_SIZE_M / pixel_m), round(SPACING_M / pixel_m)
    across = min(scenes, _COLUMNS), (scenes - 1) // _COLUMNS + 1
    width, height = ((count - 1) * spacing_px + side_px for count in across)
    profile = _profile(width, height, 1, "uint8", LEFT_M, TOP_M, pixel_m)
    with rasterio.open(truth, "w", sparse_ok=True, **profile) as classes:
        for number, kinds in enumerate(kinds_of_scenes(scenes)):
            seed = FIRST_SEED[sensor] + number
            acquisition = draw_acquisition(seed, sensor, kinds[0])
            quarters = [render(draw_landscape(seed, kind, QUARTER_SIZE_M), sensor, acquisition) for kind in kinds]
            left_px, top_px = number % _COLUMNS * spacing_px, number // _COLUMNS * spacing_px
            classes.write(
                _two_by_two([quarter.truth for quarter in quarters]),
                1,
                window=Window(left_px, top_px, side_px, side_px),
            )
            pixels = _two_by_two([quarter.image for quarter in quarters])
            corner_m = LEFT_M + left_px * pixel_m, TOP_M - top_px * pixel_m
            for encoding, paths in images.items():
                _write(paths[number], _encoded(pixels, encoding), SENSORS[sensor], encoding, corner_m)


def _encoded(pixels: np.ndarray, encoding: str) -> np.ndarray:
    if encoding == "reflectance" or pixels.dtype == np.uint8:
        return pixels
    return np.stack([EIGHT_BIT.encode(band, band > 0) for band in pixels])


def _two_by_two(parts: list[np.ndarray]) -> np.ndarray:
    return np.concatenate([np.concatenate(parts[start : start + 2], axis=-1) for start in (0, 2)], axis=-2)


def _profile(
    width: int, height: int, count: int, dtype: str, left_m: float, top_m: float, pixel_m: float
) -> dict[str, object]:
    return {
        "driver": "GTiff",
        "width": width,
        "height": height,
        "count": count,
        "dtype": dtype,
        "crs": CRS,
        "transform": from_origin(left_m, top_m, pixel_m, pixel_m),
        "nodata": 0,
        "tiled": True,
        "compress": "deflate",
    }


def _write(path: Path, pixels: np.ndarray, sensor: Sensor, encoding: str, corner_m: tuple[float, float]) -> None:
    bands, height, width = pixels.shape
    profile = _profile(width, height, bands, str(pixels.dtype), *corner_m, sensor.pixel_size_m)
    with rasterio.open(path, "w", photometric="minisblack", **profile) as dataset:
        dataset.update_tags(**{ENCODING_TAG: encoding})
        for band, role in enumerate(sensor.roles, start=1):
            dataset.set_band_description(band, role)
        dataset.write(pixels)
