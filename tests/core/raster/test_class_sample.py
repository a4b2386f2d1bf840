"""Drawing from maps: every pixel of a class is as likely, windows and masks are kept to, nothing is drawn twice."""

import numpy as np
import pytest
import shapely

from cosia.core.errors import InvalidInputError
from cosia.core.raster import class_map as module
from cosia.core.raster.class_map import ClassMap
from cosia.core.raster.class_sample import count_classes, draw_pixels


def silent(_done):
    pass


@pytest.fixture
def codes():
    return np.random.default_rng(5).choice([0, 1, 2, 9, 18, 15], (50, 70)).astype(np.uint8)


@pytest.fixture
def small_windows(monkeypatch):
    monkeypatch.setattr(module, "WINDOW_WIDTH_PX", 16)
    monkeypatch.setattr(module, "WINDOW_HEIGHT_PX", 8)


def numbers_of(**points):
    numbers = np.zeros(15, np.int64)
    for name, count in points.items():
        numbers[int(name[1:]) - 1] = count
    return numbers


def test_pixels_are_counted_by_class(write_raster, codes, small_windows):
    with ClassMap(str(write_raster(codes))) as classes:
        counts = count_classes(classes, silent)
    assert counts.pixels.tolist() == [int((codes == numero).sum()) for numero in range(1, 16)]
    assert counts.unknown == {"18": int((codes == 18).sum())}


def test_drawn_pixels_are_of_their_class_and_none_comes_twice(write_raster, codes, small_windows):
    with ClassMap(str(write_raster(codes))) as classes:
        counts = count_classes(classes, silent)
        rows, columns, numeros = draw_pixels(classes, counts, numbers_of(_1=100, _9=3, _15=60), 3, silent)
        found = classes.at(rows, columns)
    assert (codes[rows, columns] == numeros).all() and (found == numeros).all()
    assert len(set(zip(rows.tolist(), columns.tolist()))) == 163
    assert np.bincount(numeros, minlength=16)[[1, 9, 15]].tolist() == [100, 3, 60]
    assert numeros.tolist() != sorted(numeros), "the order tells the class"


def test_a_whole_class_can_be_drawn(write_raster, codes, small_windows):
    total = int((codes == 2).sum())
    with ClassMap(str(write_raster(codes))) as classes:
        rows, columns, _numeros = draw_pixels(classes, count_classes(classes, silent), numbers_of(_2=total), 0, silent)
    drawn = np.zeros(codes.shape, bool)
    drawn[rows, columns] = True
    assert (drawn == (codes == 2)).all()


def test_every_pixel_of_a_class_is_as_likely(write_raster, small_windows):
    codes = np.zeros((20, 30), np.uint8)
    codes[:, 3:7] = 4
    times = np.zeros(codes.shape, int)
    with ClassMap(str(write_raster(codes))) as classes:
        counts = count_classes(classes, silent)
        for seed in range(500):
            rows, columns, _numeros = draw_pixels(classes, counts, numbers_of(_4=8), seed, silent)
            times[rows, columns] += 1
    # 80 pixels, each drawn with probability 0.1 in 500 draws: 50 ± 6.7; chi-square of 79 degrees of freedom.
    chi_square = ((times[:, 3:7] - 50) ** 2 / 45).sum()
    assert 45 < chi_square < 125 and times.sum() == 4000


def test_seeds_repeat_and_differ(write_raster, codes):
    with ClassMap(str(write_raster(codes))) as classes:
        counts = count_classes(classes, silent)
        first, again, other = (
            np.column_stack(draw_pixels(classes, counts, numbers_of(_1=20, _2=20), seed, silent)).tolist()
            for seed in (1, 1, 2)
        )
    assert first == again != other


def test_only_pixels_inside_the_mask_count(write_raster, codes, small_windows):
    # Pixels of 0.2 m from (420000, 6710000): columns 10 to 29, rows 5 to 14.
    box = shapely.box(420_002, 6_709_997, 420_006, 6_709_999)
    with ClassMap(str(write_raster(codes)), ([box], "EPSG:2154", "mask.gpkg")) as classes:
        counts = count_classes(classes, silent)
        rows, columns, _numeros = draw_pixels(classes, counts, numbers_of(_1=10), 0, silent)
    inside = codes[5:15, 10:30]
    assert counts.pixels.tolist() == [int((inside == numero).sum()) for numero in range(1, 16)]
    assert ((rows >= 5) & (rows < 15) & (columns >= 10) & (columns < 30)).all()


def test_maps_of_other_nomenclatures_are_refused(write_raster, codes):
    path = str(write_raster(codes, "flair.tif", tags={"COSIA_CODES": "flair"}))
    with pytest.raises(InvalidInputError, match=r"'flair\.tif' holds FLAIR codes.*'Convert class codes'"):
        ClassMap(path)
