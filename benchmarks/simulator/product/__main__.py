"""Write the sample delivery: ``python -m benchmarks.simulator.product``."""

import argparse
from pathlib import Path

import numpy as np
import rasterio
from PIL import Image
from rasterio.transform import Affine

from core.nomenclature import CLASSES_BY_NUMERO

from ..preview import natural_colours
from ..rendering import Scene
from .metadata import FILE_SETS, NOTICE, Names, image_description, mask, volume
from .sample import CRS_CODE, SEED, Sample, draw_sample

OUTPUT = Path(__file__).parents[3] / "resources" / "samples" / "pneo_demo"
TILE_WIDTH_PX = 400

_README = """# Simulated Pléiades Neo scene

**{notice}.**
It imitates a pan-sharpened ortho delivery in DIMAP V2 layout: six bands of surface
reflectance × 10 000 (16 bit, 0 = no data), 0.30 m, EPSG:2154, in two file sets (RGB, NED) of two tiles each, with a
cloud mask and a region of interest. The place is arbitrary; nothing here exists on the ground.

- Open `VOL_PNEO.XML`, or this folder, as the product of *Stack bands*.
- `truth.tif` is the exact land cover (CoSIA numero 1-15, 0 = outside the scene or under the cloud):
  {classes}.

Drawn by `python -m benchmarks.simulator.product` (seed {seed}) in the project's source repository.
Dedicated to the public domain under [CC0 1.0](https://creativecommons.org/publicdomain/zero/1.0/).
"""


def write_delivery(sample: Sample, folder: Path, names: Names) -> None:
    """Write all files of a delivery into a folder."""
    component = folder / names.component
    (component / "MASKS").mkdir(parents=True, exist_ok=True)
    (folder / "VOL_PNEO.XML").write_bytes(volume(names))
    for kind, geometry in (("CLD", sample.clouds), ("ROI", sample.region)):
        (component / names.mask(kind)).write_bytes(mask(kind, geometry))
    width = sample.truth.shape[1]
    for file_set, roles in FILE_SETS.items():
        bands = sample.image[[sample.roles.index(role) for role in roles]]
        for number, left in enumerate(range(0, width, TILE_WIDTH_PX), 1):
            transform = sample.transform * Affine.translation(left, 0)
            tile = bands[:, :, left : left + TILE_WIDTH_PX]
            _write_raster(component / names.tile(file_set, 1, number), tile, transform, predictor=2)
    # After the images: GDAL counts this file among an image's own, and deletes it when it overwrites the image.
    (component / names.dim).write_bytes(image_description(sample, names, TILE_WIDTH_PX))
    _write_raster(folder / "truth.tif", sample.truth[None], sample.transform, nodata=0)
    picture = natural_colours(Scene(sample.image, sample.truth, sample.roles, sample.transform.a, "reflectance"))
    Image.fromarray(picture).resize((width // 2, picture.shape[0] // 2), Image.Resampling.BOX).save(
        component / names.preview, quality=80
    )
    present = [CLASSES_BY_NUMERO[numero].english for numero in np.unique(sample.truth).tolist() if numero]
    (folder / "README.md").write_text(
        _README.format(notice=NOTICE, classes=", ".join(present).lower(), seed=SEED), encoding="utf-8"
    )


def _write_raster(path: Path, bands: np.ndarray, transform: Affine, **options: object) -> None:
    with rasterio.open(
        path,
        "w",
        driver="GTiff",
        count=len(bands),
        height=bands.shape[1],
        width=bands.shape[2],
        dtype=bands.dtype,
        crs=f"EPSG:{CRS_CODE}",
        transform=transform,
        compress="deflate",
        zlevel=9,
        tiled=True,
        interleave="band",
        **options,
    ) as file:
        file.write(bands)


def main() -> None:
    """Parse the command line, draw and write."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.simulator.product", description=__doc__)
    parser.add_argument("--output", type=Path, default=OUTPUT)
    folder = parser.parse_args().output
    write_delivery(draw_sample(), folder, Names())
    size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    print(f"{folder}: {size / 1e6:.2f} MB")


if __name__ == "__main__":
    main()
