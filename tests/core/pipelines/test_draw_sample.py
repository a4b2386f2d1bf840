"""Samples of a map: at pixel centres, with what the estimator needs, and never over somebody's work."""

import numpy as np
import pyogrio
import pytest
import rasterio
import shapely
from rasterio.transform import from_origin

from cosia.core.errors import CancelledError, InvalidInputError
from cosia.core.jobs import DrawSampleJob
from cosia.core.pipelines.draw_sample import run
from tests.core.edited_layers import change


@pytest.fixture
def output(tmp_path):
    (tmp_path / "out").mkdir()
    return tmp_path / "out" / "sample é.gpkg"


@pytest.fixture
def codes():
    codes = np.full((60, 80), 12, np.uint8)
    codes[:20] = 9
    codes[40:42, :5] = 4
    codes[:, 70:] = 0
    return codes


@pytest.fixture
def draw(output, write_raster, codes, progress):
    """A function that runs a job on the map and returns its results."""
    path = str(write_raster(codes, "map.tif", transform=from_origin(420_000, 6_710_000, 0.5, 0.5)))

    def draw(**fields):
        return run(DrawSampleJob(**{"classification": path, "output": str(output), "count": 60, **fields}), progress)

    draw.path = path
    return draw


def read(path):
    meta, _fids, geometries, columns = pyogrio.raw.read(path, layer="sample")
    return meta, shapely.get_coordinates(shapely.from_wkb(geometries)), dict(zip(meta["fields"], columns))


def test_points_lie_in_the_middle_of_pixels_of_their_stratum(draw, output, codes, progress):
    assert draw() == {"output": str(output), "layer_name": "Points to interpret: map", "points": 60}
    meta, points, columns = read(output)
    with rasterio.open(draw.path) as dataset:
        places = np.array([~dataset.transform @ tuple(point) for point in points])
    np.testing.assert_allclose(places % 1, 0.5)
    column, row = np.floor(places).astype(int).T
    np.testing.assert_array_equal(codes[row, column], columns["stratum"])
    assert meta["crs"] == "EPSG:2154" and list(output.parent.iterdir()) == [output]
    pixels = {numero: int((codes == numero).sum()) for numero in (4, 9, 12)}
    assert dict(zip(columns["stratum"].tolist(), columns["stratum_pixels"].tolist())) == pixels
    drawn = np.bincount(columns["stratum"])
    np.testing.assert_array_equal(drawn[columns["stratum"]], columns["stratum_points"])
    assert drawn[4] == 10, "all pixels of the pool: balanced would give it 10"
    assert any("Swimming pool 10 of 10 pixels" in told for told in progress.messages)


@pytest.mark.parametrize(("allocation", "pools"), [("proportional", 2), ("equal", 10), ("balanced", 10)])
def test_allocations(draw, output, allocation, pools):
    draw(allocation=allocation)
    assert (read(output)[2]["stratum"] == 4).sum() == pools


def test_the_seed_decides(draw, output):
    found = []
    for seed in (1, 1, 2):
        draw(seed=seed)
        found.append(read(output)[1].tolist())
    assert found[0] == found[1] != found[2]


def test_only_inside_the_mask(draw, output, tmp_path):
    mask = tmp_path / "mask.gpkg"
    box = shapely.to_wkb(np.array([shapely.box(420_000, 6_709_990, 420_010, 6_710_000)]))
    pyogrio.raw.write(mask, box, [], [], geometry_type="Polygon", crs="EPSG:2154")
    draw(mask=str(mask))
    _meta, points, columns = read(output)
    assert points[:, 0].max() < 420_010 and points[:, 1].min() > 6_709_990
    assert set(columns["stratum"]) == {9} and set(columns["stratum_pixels"]) == {400}


def test_codes_that_are_no_class_are_told(draw, output, write_raster, progress):
    draw(classification=str(write_raster(np.array([[1, 1, 1, 18, 18, 16]], np.uint8))), count=2)
    assert any("no CoSIA class" in told and "18 (2), 16 (1)" in told for told in progress.warnings)


def test_a_map_without_a_system_gives_points_without(draw, output, write_raster):
    draw(classification=str(write_raster(np.ones((9, 9), np.uint8), crs=None)), count=5)
    assert read(output)[0]["crs"] is None


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"count": 5}, "COUNT is 5, but the map holds 3 classes"),
        ({"count": 100_000}, "holds 4200 pixels only"),
        ({"seed": -1}, "SEED holds -1, but seeds are whole numbers from 0"),
        ({"allocation": "random"}, "ALLOCATION 'random' is unknown"),
        ({"classification": "/nowhere/map.tif"}, r"'/nowhere/map\.tif' cannot be opened"),
        ({"output": "/tmp/sample.shp"}, r"must end in \.gpkg"),
    ],
)
def test_wrong_input_is_one_sentence_and_no_file(draw, output, fields, words):
    with pytest.raises(InvalidInputError, match=words):
        draw(**fields)
    assert list(output.parent.iterdir()) == []


def test_an_empty_map_is_refused(draw, write_raster):
    with pytest.raises(InvalidInputError, match="holds no pixel of a CoSIA class"):
        draw(classification=str(write_raster(np.full((9, 9), 40, np.uint8))))


def test_interpreted_points_are_never_replaced(draw, output):
    draw()
    draw()  # nobody interpreted anything yet
    change(output, "UPDATE sample SET auteur = 'Ada' WHERE fid < 4")
    before = output.read_bytes()
    with pytest.raises(InvalidInputError, match="somebody interpreted 3 of its points"):
        draw()
    assert output.read_bytes() == before


@pytest.mark.parametrize("at", [0.0, 0.8, 1.0])
def test_cancelling_leaves_nothing(draw, output, progress, at):
    progress.cancel_at = at
    with pytest.raises(CancelledError):
        draw()
    assert list(output.parent.iterdir()) == []
