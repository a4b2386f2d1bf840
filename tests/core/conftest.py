"""Small real files: rasters with roles, and a model file with few weights."""

from pathlib import Path

import pytest

rasterio = pytest.importorskip("rasterio", reason="the core's tests need the worker's environment")

import hypothesis  # noqa: E402
import numpy as np  # noqa: E402
from rasterio.transform import from_origin  # noqa: E402

LAMBERT_93 = "EPSG:2154"

# How long an example takes says nothing on a computer that does other things beside.
hypothesis.settings.register_profile(
    "busy computer", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("busy computer")


@pytest.fixture
def write_raster(tmp_path):
    """A function that writes ``(bands, height, width)`` as a GeoTIFF and returns its path."""

    def write(pixels, name="scene.tif", roles=None, tags=None, **profile):
        path = tmp_path / name
        pixels = np.atleast_3d(pixels) if pixels.ndim == 3 else pixels[None]
        options = {
            "driver": "GTiff",
            "count": pixels.shape[0],
            "height": pixels.shape[1],
            "width": pixels.shape[2],
            "dtype": pixels.dtype,
            "crs": LAMBERT_93,
            "transform": from_origin(420_000, 6_710_000, 0.2, 0.2),
            **profile,
        }
        with rasterio.open(path, "w", **options) as dataset:
            # Metadata first: the file's directory then stands at its beginning, as in downloads cut short.
            for band, role in enumerate(roles or (), start=1):
                dataset.set_band_description(band, role)
            dataset.update_tags(**(tags or {}))
            dataset.write(pixels)
        return path

    return write


@pytest.fixture(scope="session")
def write_model(tmp_path_factory):
    """A function that writes a seeded random model as a model file; keyword arguments change its passport."""
    import torch

    from cosia.core.model.model_file import save_model
    from cosia.core.model.network import build_network
    from cosia.core.model.passport import Passport

    def write(name="tiny", **changes) -> Path:
        values = {
            "name": name,
            "architecture": "unet",
            "encoder": "mobilenet_v2",
            "decoder_channels": (16, 16, 8, 8, 8),
            "band_roles": ("red", "green", "blue", "nir"),
            "encoding": "8-bit",
            "normalisation": "norma-source",
            "means": (105.0, 110.0, 101.0, 106.0),
            "deviations": (52.0, 45.0, 44.0, 40.0),
            "outputs": tuple(range(1, 16)),
            "pixel_size_m": 0.2,
            "patch_size_px": 256,
            "demonstration": False,
            "training": {},
            "licence": "none",
            "source": "tests",
            **changes,
        }
        passport = Passport(**values)
        torch.manual_seed(7)
        network = build_network(passport)
        path = tmp_path_factory.mktemp("models") / f"{name}.safetensors"
        save_model(path, passport, network.state_dict())
        return path

    return write
