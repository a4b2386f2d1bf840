"""A raster is known by what it holds: every change of a pixel is noticed, showing it in QGIS is none."""

import os
import shutil

import numpy as np
import pytest
import rasterio

from cosia.core.raster import content_stamp
from cosia.core.raster.content_stamp import file_stamp, raster_stamp


@pytest.fixture
def scene(write_raster):
    return write_raster(np.random.default_rng(0).integers(0, 255, (3, 40, 50)).astype(np.uint8))


def change_a_pixel(path):
    with rasterio.open(path, "r+") as dataset:
        pixels = dataset.read(1)
        pixels[20, 20] ^= 1
        dataset.write(pixels, 1)


def test_a_copy_has_the_same_stamp_and_another_pixel_another(scene, tmp_path):
    copy = tmp_path / "copy.tif"
    shutil.copy(scene, copy)
    os.utime(copy, (1, 1))
    stamp = raster_stamp(str(scene))
    assert raster_stamp(str(copy)) == stamp
    change_a_pixel(copy)
    assert raster_stamp(str(copy)) != stamp


def test_statistics_and_overviews_that_qgis_writes_change_nothing(scene):
    stamp = raster_stamp(str(scene))
    for ending in (".aux.xml", ".ovr"):
        scene.with_name(scene.name + ending).write_text("<PAMDataset/>")
    assert raster_stamp(str(scene)) == stamp


def test_virtual_rasters_are_known_by_their_sources(scene, tmp_path):
    inner, outer = tmp_path / "inner.vrt", tmp_path / "outer.vrt"
    for source, target in ((scene, inner), (inner, outer)):
        rasterio.shutil.copy(source, target, driver="VRT")
    stamp = raster_stamp(str(outer))
    assert raster_stamp(str(outer)) == stamp
    change_a_pixel(scene)
    assert raster_stamp(str(outer)) != stamp


def test_rasters_in_archives_are_known_by_the_archive(scene, tmp_path):
    shutil.make_archive(str(tmp_path / "delivery"), "zip", scene.parent, scene.name)
    path = f"/vsizip/{tmp_path}/delivery.zip/{scene.name}"
    stamp = raster_stamp(path)
    with (tmp_path / "delivery.zip").open("ab") as archive:
        archive.write(b"more")
    assert raster_stamp(path) != stamp


@pytest.mark.parametrize("count", [1, 40])
def test_large_files_are_sampled_and_known_by_their_time_too(tmp_path, monkeypatch, count):
    monkeypatch.setattr(content_stamp, "WHOLE_BYTES", 1000)
    monkeypatch.setattr(content_stamp, "SAMPLE_BYTES", 10)
    file = tmp_path / "large"
    file.write_bytes(bytes(100_000))
    os.utime(file, ns=(5, 5))
    stamp = file_stamp(file, count)
    for at in (0, 99_999):
        content = bytearray(100_000)
        content[at] = 1
        file.write_bytes(content)
        os.utime(file, ns=(5, 5))
        assert file_stamp(file, count) != stamp
    file.write_bytes(bytes(100_000))
    os.utime(file, ns=(7, 5))
    assert file_stamp(file, count) == stamp
    os.utime(file, ns=(7, 6))
    assert file_stamp(file, count) != stamp
    assert file_stamp(tmp_path / "absent", count) == ""


def test_many_files_share_the_reading(tmp_path, monkeypatch):
    read = []
    add = content_stamp._add
    monkeypatch.setattr(content_stamp, "_add", lambda *rest: (read.append(rest[3]), add(*rest)))
    (tmp_path / "large").write_bytes(bytes(2_000_000))
    file_stamp(tmp_path / "large", 1)
    assert read == [2_000_000]
    file_stamp(tmp_path / "large", 400)
    assert sum(read[1:]) == 3 * content_stamp.SAMPLE_BYTES
