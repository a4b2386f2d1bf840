"""Filtered classifications: same grid, same description, fewer small pieces."""

import numpy as np
import pytest
import rasterio

from cosia.core.errors import CancelledError, InvalidInputError
from cosia.core.jobs import FilterClassesJob
from cosia.core.pipelines.filter_classes import run
from cosia.core.raster import map_part


@pytest.fixture
def output(tmp_path):
    folder = tmp_path / "out"
    folder.mkdir()
    return folder / "filtered é.tif"


@pytest.fixture
def filter_classes(output, progress):
    """A function that runs a job and returns its results."""
    return lambda path, **fields: run(FilterClassesJob(str(path), str(output), **fields), progress)


@pytest.fixture
def classes():
    """A wood with a house of 12 pixels, and 5 × 5 pixels of a pond with a single one in it; no data on the right."""
    classes = np.full((20, 30), 9, np.uint8)
    classes[2:5, 3:7] = 1
    classes[10:15, 10:15] = 6
    classes[12, 12] = 4
    classes[:, 28:] = 0
    return classes


def read(path):
    with rasterio.open(path) as dataset:
        return dataset.read(1), dataset.profile, dataset.tags(), dataset.colormap(1)


def test_small_pieces_join_their_surroundings(filter_classes, output, write_raster, classes):
    results = filter_classes(write_raster(classes), min_pixels=13)
    expected = classes.copy()
    expected[2:5, 3:7] = 9
    expected[12, 12] = 6
    found, profile, tags, colours = read(output)
    assert (found == expected).all()
    assert results["changed_percent"] == pytest.approx(100 * 13 / (20 * 28), abs=1e-3)
    assert results["layer_name"] == "Filtered land cover of scene"
    assert (profile["dtype"], profile["nodata"], profile["crs"]) == ("uint8", 0, "EPSG:2154")
    assert colours[1] == (206, 112, 121, 255) and tags["COSIA_FILTERED_BY"] == "sieve, 13 pixels"
    assert {path.name for path in output.parent.iterdir()} == {
        output.name,
        f"{output.name}.aux.xml",
        f"{output.stem}.qml",
    }


def test_the_default_keeps_pieces_of_25_pixels(filter_classes, output, write_raster):
    classes = np.full((20, 20), 9, np.uint8)
    classes[:5, :5] = 1
    classes[10:14, 10:16] = 2
    filter_classes(write_raster(classes))
    assert sorted(np.unique(read(output)[0])) == [1, 9]


def test_the_majority_takes_the_square_around_each_pixel(filter_classes, output, write_raster, classes):
    filter_classes(write_raster(classes), method="majority", min_pixels=9)
    found = read(output)[0]
    assert found[12, 12] == 6 and found[2, 3] == 9 and found[3, 4] == 1 and (found[:, 28:] == 0).all()
    assert read(output)[2]["COSIA_FILTERED_BY"] == "majority, 9 pixels"


@pytest.mark.parametrize("method", ["sieve", "majority"])
def test_metadata_and_grid_of_the_input_stay(filter_classes, output, write_raster, classes, progress, method):
    transform = rasterio.Affine(0.21, 0.01, 420_000, 0.01, -0.21, 6_710_000)
    tags = {"COSIA_MODEL_HASH": "cafe", "COSIA_NORMALISATION": "norma-target", "AUTHOR": "Ada"}
    source = write_raster(classes, tags=tags, transform=transform, nodata=255)
    filter_classes(source, method=method)
    _found, profile, kept, _colours = read(output)
    assert profile["transform"].almost_equals(transform) and {*tags.items()} <= {*kept.items()}
    second = output.with_name("second.tif")
    run(FilterClassesJob(str(output), str(second), 4), progress)
    assert read(second)[2]["COSIA_FILTERED_BY"] == f"{method}, 25 pixels; sieve, 4 pixels"


def test_strips_leave_no_trace(filter_classes, output, write_raster, monkeypatch):
    noise = np.random.default_rng(3).integers(0, 5, (90, 70)).astype(np.uint8)
    source = write_raster(noise)
    filter_classes(source, min_pixels=12)
    whole = read(output)[0]
    monkeypatch.setattr(map_part, "STRIP_PX", 7 * 70)
    filter_classes(source, min_pixels=12)
    assert (read(output)[0] == whole).all() and ((whole == 0) == (noise == 0)).all()


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"method": "median"}, "METHOD 'median' is unknown; use one of sieve, majority"),
        ({"min_pixels": 1}, "MIN_PIXELS is 1"),
        ({"min_pixels": 70_000, "method": "majority"}, "MIN_PIXELS is 70000"),
    ],
)
def test_wrong_values_are_told_in_one_sentence(filter_classes, output, write_raster, classes, fields, words):
    with pytest.raises(InvalidInputError, match=words):
        filter_classes(write_raster(classes), **fields)
    assert list(output.parent.iterdir()) == []


@pytest.mark.parametrize("method", ["sieve", "majority"])
@pytest.mark.parametrize(
    ("pixels", "words"),
    [(np.array([[1, 16]], np.uint8), "it holds 16 in column 1"), (np.array([[1, 0.5]], np.float32), "it holds 0.5")],
)
def test_a_raster_that_is_no_classification_is_refused(filter_classes, output, write_raster, method, pixels, words):
    with pytest.raises(InvalidInputError, match=words):
        filter_classes(write_raster(pixels), method=method)
    assert list(output.parent.iterdir()) == []


def test_codes_of_another_nomenclature_are_refused(filter_classes, write_raster, classes):
    with pytest.raises(InvalidInputError, match="FLAIR"):
        filter_classes(write_raster(classes, tags={"COSIA_CODES": "flair"}))


def test_other_endings_and_the_input_itself_are_refused(write_raster, classes, tmp_path, progress):
    source = str(write_raster(classes))
    with pytest.raises(InvalidInputError, match=r"must end in \.tif"):
        run(FilterClassesJob(source, str(tmp_path / "a.png")), progress)
    with pytest.raises(InvalidInputError, match="would be written over"):
        run(FilterClassesJob(source, source), progress)


@pytest.mark.parametrize("method", ["sieve", "majority"])
def test_cancelling_leaves_nothing(filter_classes, output, write_raster, classes, progress, method):
    progress.cancel_at = 0.0
    with pytest.raises(CancelledError):
        filter_classes(write_raster(classes), method=method)
    assert list(output.parent.iterdir()) == []
