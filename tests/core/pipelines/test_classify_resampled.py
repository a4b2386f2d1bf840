"""RESAMPLE_TO_MODEL: the network sees the model's pixel size, the results keep the scene's own grid."""

import json

import numpy as np
import pyogrio
import pytest
import rasterio
import shapely
import torch
from affine import Affine

from cosia.core.errors import CancelledError
from cosia.core.jobs import ClassifyJob, Extent
from cosia.core.model.model_file import load_model
from cosia.core.pipelines import classify

ROLES = ("red", "green", "blue", "nir")


@pytest.fixture(scope="module")
def model(write_model):
    return str(write_model())


@pytest.fixture
def scene_of(write_raster):
    """A function that writes a blotchy scene, without data on its left, with pixels of some size."""

    def write(width, height, transform, **options):
        coarse = np.random.default_rng(5).integers(1, 255, (4, height // 8 + 1, width // 8 + 1))
        pixels = coarse.repeat(8, axis=1).repeat(8, axis=2)[:, :height, :width].astype(np.uint8)
        pixels[:, :, : width // 8] = 0
        return write_raster(pixels, roles=ROLES, nodata=0, transform=transform, **options)

    return write


def square(size_m):
    return Affine(size_m, 0, 420_000, 0, -size_m, 6_710_000)


def run(progress, tmp_path, scene, model, **options):
    job = ClassifyJob(input=str(scene), output=str(tmp_path / "out" / "classes.tif"), model=model, **options)
    (tmp_path / "out").mkdir(exist_ok=True)
    classify.run(job, progress)
    with rasterio.open(job.output) as dataset:
        return dataset.read(1), dataset.profile, dataset.tags()


@pytest.mark.parametrize(
    "transform, crs",
    [
        (square(0.1), "EPSG:2154"),
        (square(0.37), "EPSG:2154"),
        (Affine(0.1, 0, 420_000, 0, -0.3, 6_710_000), "EPSG:2154"),
        (Affine(0.25, 0.08, 420_000, 0.08, -0.25, 6_710_000), "EPSG:2154"),
        (Affine(4e-6, 0, 0.1, 0, -2.7e-6, 47.5), "EPSG:4326"),
    ],
)
def test_the_grid_and_its_no_data_are_those_of_the_scene(progress, tmp_path, scene_of, model, transform, crs):
    scene = scene_of(203, 151, transform, crs=crs)
    polygon = shapely.Polygon([transform @ corner for corner in ((10, 5), (190, 9), (150, 149.5), (30, 120))])
    zones = tmp_path / "zones.gpkg"
    pyogrio.raw.write(zones, shapely.to_wkb(np.array([polygon], object)), [], [], geometry_type="Polygon", crs=crs)
    plain, plain_profile, _tags = run(progress, tmp_path, scene, model, mask=str(zones), margin_px=32)
    classes, profile, tags = run(
        progress, tmp_path, scene, model, mask=str(zones), margin_px=32, resample_to_model=True
    )
    assert ((classes == 0) == (plain == 0)).all() and (classes > 0).any()
    assert {key: str(value) for key, value in profile.items()} == {
        key: str(value) for key, value in plain_profile.items()
    }
    assert tags["COSIA_PIXEL_SIZE_M"] == "0.2 × 0.2, resampled"


def test_the_same_pixel_size_changes_nothing_and_says_so(progress, tmp_path, scene_of, model):
    scene = scene_of(100, 90, square(0.2005))
    plain, _profile, _tags = run(progress, tmp_path, scene, model)
    classes, _profile, tags = run(progress, tmp_path, scene, model, resample_to_model=True)
    assert (classes == plain).all() and "resampled" not in tags["COSIA_PIXEL_SIZE_M"]
    assert any("changes nothing" in message for message in progress.messages)


def straight_logits(pixels, valid, model):
    """The network on a whole scene of its own pixel size, mirrored at the edges: ``(classes, height, width)``."""
    passport, network = load_model(model)
    means, deviations = (np.array(values)[:, None, None] for values in (passport.means, passport.deviations))
    normalised = np.where(valid, (pixels - means) / deviations, 0).astype(np.float32)
    bottom, right = (-size % 32 + 32 for size in valid.shape)
    padded = np.pad(normalised, ((0, 0), (32, bottom), (32, right)), mode="reflect")
    with torch.inference_mode():
        logits = network(torch.from_numpy(padded)[None])
    return logits[:, :, 32 : 32 + valid.shape[0], 32 : 32 + valid.shape[1]]


def test_a_finer_scene_is_averaged_and_its_logits_are_interpolated_back(progress, tmp_path, scene_of, model):
    scene = scene_of(400, 320, square(0.1))
    with rasterio.open(scene) as dataset:
        pixels = dataset.read().astype(float)
    halved = pixels.reshape(4, 160, 2, 200, 2).mean(axis=(2, 4))  # no data begins at an even column
    logits = straight_logits(halved, (halved != 0).any(axis=0), model)
    expected = torch.nn.functional.interpolate(logits, scale_factor=2, mode="bilinear", align_corners=False)
    expected = np.where((pixels != 0).any(axis=0), expected[0].argmax(dim=0).numpy() + 1, 0)
    confidence = tmp_path / "confidence.tif"
    classes, _profile, _tags = run(
        progress, tmp_path, scene, model, resample_to_model=True, confidence=str(confidence), precision="float32"
    )
    assert (classes == expected).mean() > 0.999
    with rasterio.open(confidence) as dataset:
        assert ((dataset.read(1) == 255) == (expected == 0)).all()


def doubled_by_cubic_convolution(pixels):
    """Twice as many rows: centres lie a quarter of a pixel off, where Keys's kernel has these weights."""
    weights = (-0.0703125, 0.8671875, 0.2265625, -0.0234375)
    padded = np.pad(pixels, ((0, 0), (2, 2), (0, 0)), mode="edge")
    rows = pixels.shape[1]
    doubled = np.empty((len(pixels), 2 * rows, pixels.shape[2]))
    doubled[:, 0::2] = sum(w * padded[:, 3 - k : 3 - k + rows] for k, w in enumerate(weights))
    doubled[:, 1::2] = sum(w * padded[:, 1 + k : 1 + k + rows] for k, w in enumerate(weights))
    return doubled


def test_a_coarser_scene_is_interpolated_and_its_logits_are_averaged_back(progress, tmp_path, write_raster, model):
    coarse = np.random.default_rng(5).integers(60, 190, (4, 16, 20))
    pixels = coarse.repeat(8, axis=1).repeat(8, axis=2).astype(np.uint8)
    scene = write_raster(pixels, roles=ROLES, transform=square(0.4))
    shown = doubled_by_cubic_convolution(pixels.astype(float))
    shown = doubled_by_cubic_convolution(shown.swapaxes(1, 2)).swapaxes(1, 2)
    logits = straight_logits(shown, np.ones((256, 320), bool), model)
    expected = torch.nn.functional.avg_pool2d(logits, 2)[0].argmax(dim=0).numpy() + 1
    classes, _profile, _tags = run(progress, tmp_path, scene, model, resample_to_model=True, precision="float32")
    assert (classes == expected).mean() > 0.999


@pytest.mark.parametrize("size_m, least", [(0.13, 0.97), (0.5, 0.97)])
def test_tiles_extents_and_batches_leave_no_seams(progress, tmp_path, scene_of, model, size_m, least):
    scene = scene_of(500, 420, square(size_m))
    options = {"resample_to_model": True, "margin_px": 64, "precision": "float32"}
    whole, _profile, _tags = run(progress, tmp_path, scene, model, **options)
    tiled, _profile, _tags = run(progress, tmp_path, scene, model, tile_size_px=256, batch_size=2, **options)
    assert (whole == tiled).mean() > least and ((whole == 0) == (tiled == 0)).all()
    xmin, ymax = square(size_m) @ (141, 67)
    xmax, ymin = square(size_m) @ (390, 301)
    part, _profile, _tags = run(
        progress, tmp_path, scene, model, extent=Extent(xmin, ymin, xmax, ymax, "EPSG:2154"), **options
    )
    assert part.shape == (301 - 67, 390 - 141)
    assert (part == whole[67:301, 141:390]).mean() > least


def test_pixels_alone_in_the_mask_are_classified(progress, tmp_path, scene_of, model):
    scene = scene_of(300, 200, square(0.05))
    points = [shapely.Point(square(0.05) @ at).buffer(0.03) for at in ((100.5, 60.5), (250.5, 199.5))]
    zones = tmp_path / "zones.gpkg"
    pyogrio.raw.write(zones, shapely.to_wkb(np.array(points, object)), [], [], geometry_type="Polygon", crs="EPSG:2154")
    classes, _profile, _tags = run(progress, tmp_path, scene, model, mask=str(zones), resample_to_model=True)
    assert sorted(zip(*np.nonzero(classes))) == [(60, 100), (199, 250)]


def test_the_target_s_statistics_are_those_of_what_the_network_sees(progress, tmp_path, scene_of, model):
    scene = scene_of(320, 320, square(0.1))
    _classes, _profile, tags = run(
        progress, tmp_path, scene, model, resample_to_model=True, normalisation="norma-target"
    )
    with rasterio.open(scene) as dataset:
        pixels = dataset.read()[:, :, 40:].astype(float)
    halved = pixels.reshape(4, 160, 2, 140, 2).mean(axis=(2, 4))
    used = json.loads(tags["COSIA_STATISTICS"])
    assert np.allclose(used["means"], halved.mean(axis=(1, 2)), rtol=1e-5)
    assert np.allclose(used["deviations"], halved.std(axis=(1, 2)), rtol=1e-5)


def test_a_scene_without_the_detail_is_told(progress, tmp_path, scene_of, model):
    run(progress, tmp_path, scene_of(60, 60, square(1.0)), model, resample_to_model=True)
    assert any("not the detail" in warning for warning in progress.warnings)
    assert any("25.00 for each of the image" in message for message in progress.messages)
    progress.warnings.clear()
    run(progress, tmp_path, scene_of(60, 60, square(1.0), name="again.tif"), model)
    assert any("5.0 times too small" in w and "RESAMPLE_TO_MODEL" in w for w in progress.warnings)


def test_a_cancel_leaves_nothing_behind(progress, tmp_path, scene_of, model):
    progress.cancel_at = 0.3
    with pytest.raises(CancelledError):
        run(progress, tmp_path, scene_of(400, 300, square(0.4)), model, resample_to_model=True, tile_size_px=288)
    assert list((tmp_path / "out").iterdir()) == []
