"""Codes that are no class are no data, and each pixel of them is counted once."""

import numpy as np
import pytest

from cosia.core.errors import InvalidInputError
from cosia.core.raster.class_raster import ClassRaster
from cosia.core.raster.known_part import KnownPart
from cosia.core.raster.map_part import MapPart

CODES = np.array([[1, 16, 16, 2, 2], [0, 255, 200, 2, 16], [3, 3, 3, 16, 0]], np.uint8)


@pytest.fixture
def raster(write_raster):
    with ClassRaster(str(write_raster(CODES, nodata=255))) as raster:
        yield raster


def test_other_codes_are_no_data_and_counted(raster):
    part = KnownPart(raster)
    assert part.read((0, 0, 5, 3)).tolist() == [[1, 0, 0, 2, 2], [0, 0, 0, 2, 0], [3, 3, 3, 0, 0]]
    assert part.others == {"16": 4, "200": 1}


def test_surroundings_do_not_count(raster):
    part = KnownPart(raster, (1, 0, 4, 3))
    for window in ((0, 0, 2, 2), (2, 0, 2, 2), (0, 2, 2, 1), (2, 2, 2, 1)):
        seen = part.read_with_surroundings(window, 1)
        assert seen.shape == (window[3] + 2, window[2] + 2) and not np.isin(seen, (16, 200)).any()
    assert part.others == {"16": 4, "200": 1}


def test_a_part_that_takes_classes_only_names_the_first_other_one(raster):
    with pytest.raises(InvalidInputError, match=r"it holds 200 in column 2, row 1"):
        MapPart(raster, (2, 1, 2, 1)).read((0, 0, 2, 1))
