"""The polygons of a classification cover its pixels exactly, however it is cut into strips."""

import numpy as np
import pytest
import rasterio
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from rasterio.features import rasterize
from rasterio.transform import from_origin

from cosia.core.raster import class_polygons as module
from cosia.core.raster.class_polygons import class_polygons
from cosia.core.raster.class_raster import ClassRaster


def polygons_of(path, window=None, min_area_px=0.0, tell=lambda fraction: None):
    with ClassRaster(str(path)) as raster:
        return class_polygons(raster, window or (0, 0, raster.grid.width, raster.grid.height), min_area_px, tell)


@settings(deadline=None, max_examples=60)
@given(arrays(np.uint8, (17, 13), elements=st.sampled_from([0, 1, 2, 15])), st.sampled_from([1, 2, 5, 16, 17, 100]))
def test_strips_join_without_a_trace(tmp_path_factory, classes, rows):
    path = tmp_path_factory.mktemp("classes") / "classes.tif"
    profile = {"driver": "GTiff", "count": 1, "width": 13, "height": 17, "dtype": "uint8", "crs": "EPSG:2154"}
    with rasterio.open(path, "w", transform=from_origin(0, 17, 1, 1), **profile) as dataset:
        dataset.write(classes, 1)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "STRIP_PX", 13 * rows)
        found = polygons_of(path)
    whole = polygons_of(path)
    assert shapely.is_valid(found.polygons).all()
    assert len(found.polygons) == len(whole.polygons)
    burnt = np.zeros_like(classes)
    if found.polygons:
        rasterize(zip(found.polygons, found.numeros), out=burnt)
    assert (burnt == classes).all()
    assert sum(polygon.area for polygon in found.polygons) == (classes > 0).sum()


def test_small_areas_are_left_out_though_their_parts_lie_in_two_strips(write_raster, monkeypatch):
    classes = np.full((10, 10), 12, np.uint8)
    classes[4:6, 2:5] = 1
    classes[8, 8] = 4
    monkeypatch.setattr(module, "STRIP_PX", 50)
    assert sorted(polygons_of(write_raster(classes), min_area_px=6).numeros) == [1, 12]
    assert polygons_of(write_raster(classes), min_area_px=6.5).numeros == [12]


def test_a_part_of_the_raster_keeps_its_place(write_raster):
    classes = np.full((10, 10), 7, np.uint8)
    found = polygons_of(write_raster(classes), window=(3, 4, 5, 2))
    assert found.polygons[0].bounds == (3, 4, 8, 6)
    moved = found.to_coordinates(from_origin(420_000, 6_710_000, 0.2, 0.2))
    assert moved[0].bounds == pytest.approx((420_000.6, 6_709_998.8, 420_001.6, 6_709_999.2))


def test_other_codes_are_counted_and_drawn_nowhere(write_raster):
    classes = np.array([[1, 1, 16, 16], [0, 255, 200, 16]], np.uint8)
    found = polygons_of(write_raster(classes, nodata=255))
    assert found.numeros == [1] and found.others == {16: 3, 200: 1}


def test_what_is_told_may_end_it(write_raster, monkeypatch):
    monkeypatch.setattr(module, "STRIP_PX", 20)

    def tell(fraction):
        if fraction >= 0.4:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        polygons_of(write_raster(np.ones((10, 10), np.uint8)), tell=tell)
