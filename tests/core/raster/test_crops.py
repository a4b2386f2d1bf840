"""Squares that stand for a scene: with data, apart from each other, dark and bright, and where a reference is."""

import numpy as np
import pytest

from cosia.core.errors import CancelledError, InvalidInputError
from cosia.core.raster.crops import spread_crops
from cosia.core.raster.reference import ReferenceRaster
from cosia.core.raster.scene import Scene

SIZE_PX = 64


@pytest.fixture
def crops(progress, write_raster):
    """A function that writes a scene and takes crops of it, where a reference names classes if one is given."""

    def take(pixels, count=4, extent=None, reference=None):
        height, width = pixels.shape[1:]
        path = write_raster(pixels, roles=("red", "nir")[: len(pixels)], nodata=0)
        with Scene(str(path), (), None) as scene:
            extent = extent or (0, 0, width, height)
            if reference is None:
                return spread_crops(scene, extent, SIZE_PX, count, None, progress)
            with ReferenceRaster(str(write_raster(reference, "reference.tif"))) as labels:
                return spread_crops(scene, extent, SIZE_PX, count, labels, progress)

    return take


def overlaps(first, second):
    return all(first[a] < second[a] + second[a + 2] and second[a] < first[a] + first[a + 2] for a in (0, 1))


def test_they_hold_data_and_do_not_overlap(crops):
    pixels = np.full((2, 640, 640), 9, np.uint8)
    pixels[:, :, :320] = 0
    found = crops(pixels)
    assert len(found) == 4 and all(left >= 320 and width == height == 64 for left, _top, width, height in found)
    assert not any(overlaps(one, other) for one in found for other in found if one != other)
    assert found == crops(pixels)


def test_they_are_of_different_brightness(crops):
    pixels = np.full((1, 512, 512), 100, np.uint8)
    pixels[:, 256:320, 256:320] = 250
    pixels[:, 256:320, 320:384] = 3
    taken = crops(pixels, 8)
    assert any(left == 256 and top == 256 for left, top, *_size in taken)
    assert any(left == 320 and top == 256 for left, top, *_size in taken)


def test_the_only_corner_with_data_is_found(crops):
    pixels = np.zeros((1, 1280, 1280), np.uint8)
    pixels[:, 1222:1272, 8:60] = 5
    ((left, top, _width, _height),) = crops(pixels)
    assert left == 0 and top == 1216


def test_a_small_extent_is_taken_whole(crops):
    pixels = np.full((1, 300, 200), 9, np.uint8)
    assert crops(pixels, extent=(10, 20, 120, 130)) == [(10, 20, 120, 130)]


def test_they_stay_inside_the_extent(crops):
    pixels = np.full((1, 640, 640), 9, np.uint8)
    for left, top, width, height in crops(pixels, extent=(100, 200, 300, 260)):
        assert left >= 100 and top >= 200 and left + width <= 400 and top + height <= 460


def test_with_a_reference_they_lie_where_it_names_classes(crops):
    pixels = np.full((1, 640, 640), 9, np.uint8)
    reference = np.zeros((640, 640), np.uint8)
    reference[70:90, 500:520] = 3
    reference[600:620, 30:50] = 4
    found = crops(pixels, reference=reference)
    assert len(found) == 2
    for window, place in zip(found, ((510, 80), (40, 610))):
        assert overlaps(window, (*place, 1, 1))


@pytest.mark.parametrize(
    ("value", "code", "words"),
    [
        (9, 0, "names no CoSIA class .* only: no data"),
        (9, 77, "names no CoSIA class .* only: 77"),
        (0, 3, "no valid pixel where the reference"),
    ],
)
def test_a_reference_without_use_is_refused(crops, value, code, words):
    with pytest.raises(InvalidInputError, match=words):
        crops(np.full((1, 200, 300), value, np.uint8), reference=np.full((200, 300), code, np.uint8))


def test_a_scene_without_data_is_refused(crops):
    with pytest.raises(InvalidInputError, match="holds no valid pixel there"):
        crops(np.zeros((1, 640, 640), np.uint8))


def test_cancelling_stops_the_search(crops, progress):
    progress.cancel_at = 0.0
    progress.fractions.append(0.0)
    with pytest.raises(CancelledError):
        crops(np.full((1, 640, 640), 9, np.uint8))
