"""Codes of one nomenclature become those of another, and every code that cannot is counted."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from cosia.core.errors import InvalidInputError
from cosia.core.raster.class_conversion import NOMENCLATURES, ClassConversion

NAMES = tuple(NOMENCLATURES)
PAIRS = [(source, target) for source in NAMES for target in NAMES if source != target]

# Facts of the nomenclatures, written down again: numero, FLAIR mask value, FLAIR-HUB index.
TRIPLES = [
    (1, 1, 0),
    (2, 2, 4),
    (3, 3, 3),
    (4, 13, 2),
    (5, 4, 5),
    (6, 5, 6),
    (7, 14, 7),
    (8, 6, 13),
    (9, 7, 12),
    (10, 8, 14),
    (11, 9, 11),
    (12, 10, 8),
    (13, 11, 9),
    (14, 12, 10),
    (15, 18, 1),
]
COLUMNS = {"cosia": 0, "flair": 1, "flair-hub": 2}


def convert(source, target, pixels, valid=True):
    pixels = np.asarray(pixels)
    conversion = ClassConversion(source, target)
    return conversion.convert(pixels, np.broadcast_to(valid, pixels.shape)), conversion


@pytest.mark.parametrize(("source", "target"), PAIRS)
@pytest.mark.parametrize("dtype", ["uint8", "int8", "int16", "uint32", "int64", "uint64", "float32", "float64"])
def test_every_class_becomes_its_counterpart(source, target, dtype):
    codes, expected = ([triple[COLUMNS[name]] for triple in TRIPLES] for name in (source, target))
    converted, conversion = convert(source, target, np.array([codes], dtype))
    assert converted.tolist() == [expected] and converted.dtype == np.uint8
    assert conversion.others == []


@pytest.mark.parametrize(("source", "target"), PAIRS)
@given(data=st.data())
def test_there_and_back_is_the_same_map(source, target, data):
    codes = sorted(NOMENCLATURES[source].codes.values())
    pixels = data.draw(
        arrays(np.uint8, st.tuples(st.integers(1, 9), st.integers(1, 9)), elements=st.sampled_from(codes))
    )
    there, _conversion = convert(source, target, pixels)
    back, conversion = convert(target, source, there)
    np.testing.assert_array_equal(back, pixels)
    assert conversion.others == []


@given(
    arrays(np.int32, st.tuples(st.integers(1, 12), st.integers(1, 12)), elements=st.integers(-3, 300)),
    st.sampled_from(PAIRS),
    st.data(),
)
def test_each_pixel_is_converted_counted_or_without_data(pixels, pair, data):
    source, target = pair
    valid = data.draw(arrays(np.bool_, pixels.shape))
    converted, conversion = convert(source, target, pixels, valid)
    written = converted != NOMENCLATURES[target].nodata
    known = np.isin(pixels, list(NOMENCLATURES[source].codes.values()))
    np.testing.assert_array_equal(written, valid & known)
    lost = pixels[valid & ~known]
    assert sum(other.pixels for other in conversion.others) == lost.size
    assert {other.code: other.pixels for other in conversion.others} == {
        int(code): int((lost == code).sum()) for code in np.unique(lost)
    }


@pytest.mark.parametrize("name", NAMES)
def test_no_data_is_no_class(name):
    assert NOMENCLATURES[name].nodata not in NOMENCLATURES[name].codes.values()


def test_codes_without_counterpart_are_named_and_the_most_frequent_comes_first():
    _converted, conversion = convert("flair", "cosia", [15, 16, 17, 17, 17, 19, 42, 42])
    assert [(other.code, other.name, other.pixels) for other in conversion.others] == [
        (17, "ligneous", 3),
        (42, "", 2),
        (15, "clear cut", 1),
        (16, "mixed", 1),
        (19, "other", 1),
    ]
    _converted, conversion = convert("flair-hub", "cosia", [15, 16, 16, 17, 17, 17, 18, 18, 18, 18])
    assert [other.name for other in conversion.others] == ["undefined", "mixed", "ligneous", "clear cut"]


def test_counts_add_up_over_blocks():
    conversion = ClassConversion("flair", "cosia")
    for _block in range(3):
        conversion.convert(np.array([19, 1], np.uint8), np.array([True, True]))
    assert [(other.code, other.pixels) for other in conversion.others] == [(19, 3)]


def test_an_image_is_no_classification():
    with pytest.raises(InvalidInputError, match=r"more than 256 different values .* FLAIR: it is no classification"):
        convert("flair", "cosia", np.arange(1000))
