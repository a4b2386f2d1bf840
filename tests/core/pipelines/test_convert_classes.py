"""Maps of class codes, converted on real files: nothing is lost in silence and the grid stays."""

import warnings
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import numpy as np
import pytest
import rasterio
from affine import Affine
from rasterio.errors import NotGeoreferencedWarning

from cosia.core.errors import CancelledError, InvalidInputError
from cosia.core.jobs import ConvertClassesJob
from cosia.core.pipelines import convert_classes

ROTATED = Affine(0.2, 0.03, 420_000, 0.03, -0.2, 6_710_000)
FLAIR_CLASSES = [*range(1, 15), 18]


@pytest.fixture
def run(progress, tmp_path):
    """A function that converts a file and returns the results and the pixels."""

    def convert(source, from_codes="flair", to_codes="cosia", name="converted.tif", **options):
        output = tmp_path / "out" / name
        output.parent.mkdir(exist_ok=True)
        job = ConvertClassesJob(str(source), str(output), from_codes, to_codes, **options)
        results = convert_classes.run(job, progress)
        with rasterio.open(output) as dataset:
            return results, dataset.read(1)

    return convert


@pytest.fixture
def flair_map(write_raster):
    """All 15 classes in 700 × 1100 px on a rotated grid; a stripe without data."""
    pixels = np.random.default_rng(1).choice(FLAIR_CLASSES, (700, 1100)).astype(np.uint8)
    pixels[:50] = 0
    return write_raster(pixels, nodata=0, transform=ROTATED)


def left_over(tmp_path):
    return list((tmp_path / "out").iterdir())


def test_flair_to_cosia_and_back_is_the_same_map(run, progress, flair_map):
    results, _cosia = run(flair_map, "flair", "cosia", "cosia.tif")
    assert results["unmatched"] == [] and results["unmatched_pixels"] == 0
    _results, back = run(results["output"], "cosia", "flair", "back.tif")
    with rasterio.open(flair_map) as before, rasterio.open(results["output"]) as between:
        np.testing.assert_array_equal(back, before.read(1))
        assert between.transform.almost_equals(ROTATED) and between.crs == before.crs
    assert progress.warnings == []
    assert progress.fractions[-1] == 1.0


def test_all_three_nomenclatures_in_a_ring(run, flair_map):
    first, _pixels = run(flair_map, "flair", "flair-hub", "hub.tif")
    second, cosia = run(first["output"], "flair-hub", "cosia", "cosia.tif")
    _results, straight = run(flair_map, "flair", "cosia", "straight.tif")
    np.testing.assert_array_equal(cosia, straight)
    _results, back = run(second["output"], "cosia", "flair", "back.tif")
    with rasterio.open(flair_map) as before:
        np.testing.assert_array_equal(back, before.read(1))


def test_a_cosia_map_has_colours_names_and_style(run, flair_map):
    results, _pixels = run(flair_map, language="fr")
    with rasterio.open(results["output"]) as dataset:
        assert dataset.nodata == 0 and dataset.dtypes == ("uint8",)
        assert dataset.colormap(1)[1] == (0xCE, 0x70, 0x79, 255)
        assert dataset.tags(ns="IMAGE_STRUCTURE")["LAYOUT"] == "COG" and dataset.overviews(1)
        assert dataset.tags()["COSIA_CONVERTED_FROM"] == "flair"
    path = Path(results["output"])
    assert 'value="4" color="#62d0ff" alpha="255" label="Piscine"' in path.with_suffix(".qml").read_text("utf-8")
    categories = ElementTree.parse(path.with_name(path.name + ".aux.xml")).iter("Category")
    assert [category.text for category in categories][15] == "Serre"


def test_in_flair_hub_0_is_building_and_255_is_no_data(run, flair_map):
    results, hub = run(flair_map, "flair", "flair-hub")
    with rasterio.open(results["output"]) as dataset:
        assert dataset.nodata == 255
        assert dataset.colormap(1)[0] == (0xCE, 0x70, 0x79, 255) and dataset.colormap(1)[255][3] == 0
    assert not Path(results["output"]).with_suffix(".qml").exists()
    with rasterio.open(flair_map) as before:
        flair = before.read(1)
    np.testing.assert_array_equal(hub == 0, flair == 1)
    np.testing.assert_array_equal(hub == 255, flair == 0)


def test_what_a_classification_tells_of_its_making_stays(run, write_raster):
    source = write_raster(np.full((30, 30), 8, np.uint8), tags={"COSIA_MODEL_HASH": "sha256:cafe"}, nodata=0)
    results, pixels = run(source, "cosia", "flair")
    assert (pixels == 6).all()
    with rasterio.open(results["output"]) as dataset:
        assert dataset.tags()["COSIA_MODEL_HASH"] == "sha256:cafe"


@pytest.mark.parametrize(
    ("tags", "told"),
    [
        ({"COSIA_MODEL_HASH": "sha256:cafe"}, "cosia"),
        ({"COSIA_MODEL_HASH": "sha256:cafe", "COSIA_CODES": "flair-hub"}, "flair-hub"),
    ],
)
def test_a_map_that_tells_its_codes_is_not_read_as_another(run, tmp_path, write_raster, tags, told):
    source = write_raster(np.full((30, 30), 8, np.uint8), tags=tags)
    with pytest.raises(InvalidInputError, match=rf"FROM is 'flair', but .* every class .*; choose FROM '{told}'\."):
        run(source, "flair", "flair-hub" if told == "cosia" else "cosia")
    assert left_over(tmp_path) == []
    run(source, told, "flair")


def test_codes_of_another_programs_metadata_mean_nothing(run, write_raster):
    _results, pixels = run(write_raster(np.full((30, 30), 18, np.uint8), tags={"COSIA_CODES": "corine"}))
    assert (pixels == 15).all()


def test_codes_without_counterpart_are_counted_told_and_no_data(run, progress, write_raster):
    pixels = np.full((600, 900), 7, np.uint16)
    pixels[0, :40], pixels[599, :5], pixels[300, 0] = 19, 15, 4711
    results, converted = run(write_raster(pixels))
    assert results["unmatched"] == [
        {"code": 19, "name": "other", "pixels": 40},
        {"code": 15, "name": "clear cut", "pixels": 5},
        {"code": 4711, "name": "", "pixels": 1},
    ]
    assert results["unmatched_pixels"] == 46 == (converted == 0).sum()
    assert progress.warnings == [
        "46 pixels have a code without counterpart in CoSIA and became no data. By code: 19 (other): 40, 15 (clear "
        "cut): 5, 4711: 1."
    ]


def test_no_data_of_the_input_is_not_counted(run, progress, write_raster):
    pixels = np.full((20, 20), 3, np.int16)
    pixels[:2] = -9999
    results, converted = run(write_raster(pixels, nodata=-9999))
    assert (converted[:2] == 0).all() and (converted[2:] == 3).all()
    assert results["unmatched"] == [] and progress.warnings == []


def test_a_mask_inside_the_file_is_kept_to(run, progress, write_raster):
    path = write_raster(np.full((20, 20), 3, np.uint8))
    mask = np.full((20, 20), 255, np.uint8)
    mask[:, :4] = 0
    with rasterio.Env(GDAL_TIFF_INTERNAL_MASK=True), rasterio.open(path, "r+") as dataset:
        dataset.write_mask(mask)
    _results, converted = run(path)
    assert (converted[:, :4] == 0).all() and (converted[:, 4:] == 3).all()


def test_0_means_no_data_in_cosia_even_undeclared(run, progress, write_raster):
    pixels = np.full((20, 20), 12, np.uint8)
    pixels[0] = 0
    results, converted = run(write_raster(pixels), "cosia", "flair-hub")
    assert (converted[0] == 255).all() and (converted[1:] == 8).all()
    assert results["unmatched"] == [] and progress.warnings == []


def test_0_in_flair_without_a_declaration_is_told_with_its_likely_reason(run, progress, write_raster):
    pixels = np.ones((20, 20), np.uint8)
    pixels[0] = 0
    results, _converted = run(write_raster(pixels))
    assert results["unmatched"] == [{"code": 0, "name": "", "pixels": 20}]
    assert "FLAIR codes start at 1" in progress.warnings[1] and "add 1" in progress.warnings[1]


def test_a_class_that_is_declared_no_data_is_told(run, progress, write_raster):
    pixels = np.full((20, 20), 8, np.uint8)
    pixels[:3] = 0
    _results, converted = run(write_raster(pixels, nodata=0), "flair-hub", "cosia")
    assert (converted[:3] == 0).all() and (converted[3:] == 12).all()
    assert progress.warnings == [
        "The raster declares 0 as its no-data value, which is the code of Building in FLAIR-HUB: its 60 pixels stay "
        "no data. If they are that class, remove the no-data value from the raster first."
    ]


def test_whole_numbers_stored_as_floats_and_missing_ones(run, write_raster):
    pixels = np.full((20, 20), 13, np.float32)
    pixels[0], pixels[1], pixels[2] = np.nan, np.inf, -3.4e38
    _results, converted = run(write_raster(pixels))
    assert (converted[:3] == 0).all() and (converted[3:] == 4).all()


def test_a_map_without_georeference_keeps_its_pixels(run, write_raster):
    with pytest.warns(NotGeoreferencedWarning):
        source = write_raster(np.full((20, 20), 1, np.uint8), name="mask.png", driver="PNG", crs=None, transform=None)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", NotGeoreferencedWarning)  # of reading the result here
        _results, converted = run(source)
    assert (converted == 1).all()


@pytest.mark.parametrize(
    ("pixels", "words"),
    [
        (np.full((9, 9), 1.5, np.float32), r"holds 1\.5 in column 0, row 0; choose a raster of whole numbers"),
        (np.ones((3, 9, 9), np.uint8), "it has 3 bands; choose one with a single band"),
        (np.ones((9, 9), np.complex64), "complex numbers"),
        (np.arange(90_000, dtype=np.int32).reshape(300, 300), "more than 256 different values"),
    ],
)
def test_what_is_no_classification_gets_one_sentence(run, tmp_path, write_raster, pixels, words):
    with pytest.raises(InvalidInputError, match=words):
        run(write_raster(pixels))
    assert left_over(tmp_path) == []


def test_wrong_parameters_get_one_sentence(run, tmp_path, flair_map):
    with pytest.raises(InvalidInputError, match="FROM and TO are both 'flair': there is nothing to convert"):
        run(flair_map, "flair", "flair")
    with pytest.raises(InvalidInputError, match="FROM_CODES 'corine' is unknown; use one of flair, flair-hub, cosia"):
        run(flair_map, "corine", "flair")
    with pytest.raises(InvalidInputError, match=r"must end in \.tif"):
        run(flair_map, name="map.png")
    with pytest.raises(InvalidInputError, match=r"nothing\.tif' cannot be opened"):
        run(tmp_path / "nothing.tif")
    assert left_over(tmp_path) == []


def test_the_input_is_never_overwritten(progress, flair_map):
    before = flair_map.read_bytes()
    with pytest.raises(InvalidInputError, match="would be written over"):
        convert_classes.run(ConvertClassesJob(str(flair_map), str(flair_map)), progress)
    assert flair_map.read_bytes() == before


def test_a_damaged_file_is_told_with_its_place(run, tmp_path, flair_map):
    flair_map.write_bytes(flair_map.read_bytes()[:400_000])
    with pytest.raises(InvalidInputError, match="is damaged near column 0, row"):
        run(flair_map)
    assert left_over(tmp_path) == []


def test_cancelling_leaves_nothing(run, progress, tmp_path, flair_map):
    progress.cancel_at = 0.3
    with pytest.raises(CancelledError):
        run(flair_map)
    assert left_over(tmp_path) == []
