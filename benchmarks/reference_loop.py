"""The plain loop that comparable tools run: torch eager, float32, patch 512, margin 128, batch 4.

    python -m benchmarks.reference_loop MODEL SCENE OUTPUT

It is how IGN's tiled tool (flair-detect) works: step 256, boundless reads filled with 0, argmax in uint8,
LZW BigTIFF. The worker's own code is only used to load the model and for its normalisation.
"""

import sys

import numpy as np
import rasterio
import torch
from rasterio.windows import Window

from core.model.model_file import load_model

PATCH_PX, MARGIN_PX, BATCH = 512, 128, 4
STEP_PX = PATCH_PX - 2 * MARGIN_PX


def classify(model: str, scene: str, output: str) -> None:
    """Classify ``scene`` patch by patch; values are ``numero``."""
    passport, network = load_model(model)
    numeros = np.array(passport.outputs, np.uint8)
    means, deviations = (
        np.array(values, np.float32)[:, None, None] for values in (passport.means, passport.deviations)
    )
    with rasterio.open(scene) as source:
        bands = [source.descriptions.index(role) + 1 for role in passport.band_roles]
        profile = {
            "driver": "GTiff",
            "width": source.width,
            "height": source.height,
            "count": 1,
            "dtype": "uint8",
            "crs": source.crs,
            "transform": source.transform,
            "compress": "lzw",
            "bigtiff": "yes",
        }
        corners = [
            (column, row) for row in range(0, source.height, STEP_PX) for column in range(0, source.width, STEP_PX)
        ]
        with rasterio.open(output, "w", **profile) as target, torch.no_grad():
            for start in range(0, len(corners), BATCH):
                batch = corners[start : start + BATCH]
                patches = [
                    source.read(
                        bands,
                        window=Window(column - MARGIN_PX, row - MARGIN_PX, PATCH_PX, PATCH_PX),
                        boundless=True,
                        fill_value=0,
                    )
                    for column, row in batch
                ]
                pixels = (np.stack(patches).astype(np.float32) - means) / deviations
                logits = network(torch.from_numpy(pixels))
                inner = slice(MARGIN_PX, PATCH_PX - MARGIN_PX)
                classes = numeros[logits.argmax(dim=1).numpy()[:, inner, inner]]
                for (column, row), labels in zip(batch, classes):
                    width, height = min(STEP_PX, source.width - column), min(STEP_PX, source.height - row)
                    target.write(labels[:height, :width], 1, window=Window(column, row, width, height))


if __name__ == "__main__":
    classify(*sys.argv[1:])
