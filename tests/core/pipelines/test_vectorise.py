"""Classifications as polygons: fields, areas, smallest areas, simplification, blocks, and what is refused."""

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pyogrio
import pytest
import rasterio
import shapely
from rasterio.features import rasterize
from rasterio.transform import from_origin
from rasterio.warp import transform as transform_points

from cosia.core.errors import CancelledError, InvalidInputError
from cosia.core.jobs import Extent, VectoriseJob
from cosia.core.nomenclature import CLASSES_BY_NUMERO
from cosia.core.pipelines.vectorise import run
from cosia.core.raster import coverage, map_part

ROOT = Path(__file__).parents[3]
TRUTH = ROOT / "resources" / "samples" / "pneo_demo" / "truth.tif"


@pytest.fixture
def output(tmp_path):
    folder = tmp_path / "out"
    folder.mkdir()
    return folder / "polygons é.gpkg"


@pytest.fixture
def vectorise(output, progress):
    """A function that runs a job and returns its results."""
    return lambda path, **fields: run(VectoriseJob(str(path), str(output), **fields), progress)


@pytest.fixture
def classes():
    """20 × 20 m in pixels of 0.5 m: a lawn with a house of 6 × 4 m, a pool of 2 × 1 m, and a strip without data."""
    classes = np.full((40, 40), 12, np.uint8)
    classes[4:12, 4:16] = 1
    classes[20:22, 20:24] = 4
    classes[:, 38:] = 0
    return classes


@pytest.fixture
def classification(write_raster, classes):
    return write_raster(classes, "map.tif", transform=from_origin(420_000, 6_710_000, 0.5, 0.5))


def read(path):
    meta, _fids, geometries, columns = pyogrio.raw.read(path, layer="land_cover")
    return meta, shapely.get_geometry(shapely.from_wkb(geometries), 0), dict(zip(meta["fields"], columns))


def test_polygons_have_the_fields_of_ign_s_product_and_their_area(vectorise, output, classification):
    results = vectorise(classification)
    assert results["output"] == str(output) and (results["polygons"], results["blocks"]) == (3, 0)
    assert results["layer_name"] == "Land cover polygons of map"
    meta, shapes, columns = read(output)
    assert (meta["crs"], meta["geometry_type"]) == ("EPSG:2154", "MultiPolygon")
    assert list(columns) == ["numero", "classe", "area_m2"]
    found = dict(zip(columns["classe"], columns["area_m2"]))
    assert found == {"Bâtiment": 24.0, "Piscine": 2.0, "Pelouse": 380.0 - 26.0}
    assert shapely.area(shapes) == pytest.approx(columns["area_m2"])
    assert shapely.total_bounds(shapes).tolist() == [420_000, 6_709_980, 420_019, 6_710_000]
    assert list(output.parent.iterdir()) == [output]


def test_the_sample_s_truth_is_filled_exactly_and_kept_pixel_by_pixel(vectorise, output, monkeypatch):
    monkeypatch.setattr(coverage, "CELL_PX", 200)
    vectorise(TRUTH)
    _meta, shapes, columns = read(output)
    with rasterio.open(TRUTH) as dataset:
        truth, transform = dataset.read(1), dataset.transform
    assert shapely.is_valid(shapes).all() and shapely.coverage_is_valid(shapes)
    assert (rasterize(zip(shapes, columns["numero"]), truth.shape, transform=transform) == truth).all()
    assert columns["area_m2"].sum() == pytest.approx((truth > 0).sum() * abs(transform.determinant), rel=1e-9)


def test_simplified_and_merged_polygons_keep_the_area_and_the_outer_border(vectorise, output, monkeypatch):
    monkeypatch.setattr(coverage, "CELL_PX", 200)
    monkeypatch.setattr(map_part, "STRIP_PX", 20_000)
    vectorise(TRUTH)
    _meta, exact, exact_columns = read(output)
    vectorise(TRUTH, min_area_m2=4.0, simplify_m2=0.5)
    _meta, shapes, columns = read(output)
    assert shapely.is_valid(shapes).all() and shapely.coverage_is_valid(shapes)
    assert columns["area_m2"].sum() == pytest.approx(exact_columns["area_m2"].sum(), rel=1e-6)
    assert shapely.coverage_union_all(shapes).equals(shapely.coverage_union_all(exact))
    assert 2 * len(shapes) < len(exact)
    assert 2 * shapely.get_num_coordinates(shapes).sum() < shapely.get_num_coordinates(exact).sum()


def test_small_pieces_join_their_neighbours_by_the_table(vectorise, output, classification, tmp_path):
    table = tmp_path / "areas.csv"
    table.write_text("numero;min_area_m2\n4;2,5\n")
    assert vectorise(classification, min_area_table=str(table))["polygons"] == 2
    assert dict(zip(*(read(output)[2][name] for name in ("numero", "area_m2")))) == {1: 24.0, 12: 356.0}
    assert vectorise(classification, min_area_m2=24.5)["polygons"] == 1
    assert vectorise(classification, min_area_m2=24.5, min_area_table=str(table))["polygons"] == 1
    assert vectorise(classification, min_area_m2=2.0)["polygons"] == 3


def test_areas_of_a_map_in_degrees_are_square_metres(vectorise, output, write_raster):
    transform = from_origin(-0.5, 47.5, 1e-5, 1e-5)
    vectorise(write_raster(np.full((10, 10), 6, np.uint8), crs="EPSG:4326", transform=transform))
    # 1e-5 degrees at 47.5° north: 1.112 m to the north, 0.7532 m to the east.
    assert read(output)[2]["area_m2"] == pytest.approx([100 * 1.1118 * 0.7534], rel=1e-3)


def test_areas_are_those_on_the_ellipsoid_where_rows_differ(vectorise, output, write_raster):
    # A degree high: pixels in the south are 2 % wider than those in the north.
    transform, codes = from_origin(-0.5, 48.0, 0.01, 0.01), np.repeat([1, 2, 3, 4], 25)[:, None] * np.ones(40, int)
    path = write_raster(codes.astype(np.uint8), crs="EPSG:4326", transform=transform)
    vectorise(path)
    _meta, shapes, columns = read(output)
    longitudes, latitudes = (shapely.get_coordinates(shapes)[:, axis] for axis in (0, 1))
    assert (longitudes.min(), longitudes.max(), latitudes.min()) == pytest.approx((-0.5, -0.1, 47.0))
    projected = shapely.transform(shapely.segmentize(shapes, 0.01), equal_area)
    assert columns["area_m2"].tolist() == pytest.approx(shapely.area(projected).tolist(), rel=1e-6)
    vectorise(path, extent=Extent(-0.5, 47.0, -0.1, 47.25, "EPSG:4326"))
    assert read(output)[2]["area_m2"].tolist() == pytest.approx(columns["area_m2"][-1:].tolist(), rel=1e-9)


def equal_area(points):
    return np.column_stack(transform_points("EPSG:4326", "EPSG:6933", *points.T))


def test_a_part_and_a_mask(vectorise, output, classification, tmp_path):
    vectorise(classification, extent=Extent(420_001, 6_709_996, 420_004, 6_709_999))
    assert shapely.total_bounds(read(output)[1]).tolist() == [420_001, 6_709_996, 420_004, 6_709_999]
    mask = tmp_path / "mask.geojson"
    mask.write_text(
        json.dumps(
            {
                "type": "FeatureCollection",
                "crs": {"type": "name", "properties": {"name": "EPSG:2154"}},
                "features": [
                    {
                        "type": "Feature",
                        "properties": {},
                        "geometry": shapely.box(420_000, 6_709_990, 420_005, 6_710_000).__geo_interface__,
                    }
                ],
            }
        )
    )
    vectorise(classification, mask=str(mask))
    assert read(output)[2]["area_m2"].sum() == 50.0


def test_a_map_without_a_system_or_without_data(vectorise, output, write_raster):
    vectorise(write_raster(np.full((4, 4), 5, np.uint8), crs=None))
    assert read(output)[0]["crs"] is None
    assert vectorise(write_raster(np.zeros((4, 4), np.uint8)))["polygons"] == 0
    assert list(read(output)[2]) == ["numero", "classe", "area_m2"]


def test_blocks_of_10_km_are_cut_and_named_as_ign_s(vectorise, write_raster, tmp_path, output):
    classes = np.full((60, 60), 9, np.uint8)
    classes[20:33, 17:47] = 6
    path = write_raster(classes, transform=from_origin(419_990.2, 6_710_004.9, 0.3, 0.3))
    folder = tmp_path / "blocks"
    results = vectorise(path, blocks_folder=str(folder), department="49", year=2022)
    assert results["blocks"] == 4 and results["blocks_folder"] == str(folder)
    names = {f"D049_2022_{west}_{north}_vecto.gpkg" for west in (410, 420) for north in (6710, 6720)}
    assert {file.name for file in folder.iterdir()} == names
    _meta, whole, columns = read(output)
    parts = [read(folder / name) for name in sorted(names)]
    everything = np.concatenate([shapes for _meta, shapes, _columns in parts])
    assert shapely.coverage_is_valid(everything)
    assert sum(part[2]["area_m2"].sum() for part in parts) == pytest.approx(columns["area_m2"].sum(), rel=1e-9)
    assert shapely.coverage_union_all(everything).symmetric_difference(shapely.coverage_union_all(whole)).area < 1e-6
    bounds = shapely.total_bounds(parts[0][1])
    assert bounds[2] == 420_000 and bounds[3] == 6_710_000


def test_the_layer_of_all_may_not_have_the_name_of_a_block(classification, tmp_path, progress):
    output = tmp_path / "D049_2022_420_6710_vecto.gpkg"
    job = VectoriseJob(str(classification), str(output), blocks_folder=str(tmp_path), department="49", year=2022)
    with pytest.raises(InvalidInputError, match="is the name of a block as well"):
        run(job, progress)
    assert not output.exists()


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"simplify_m2": -1.0}, "SIMPLIFY_M2 is -1"),
        ({"min_area_m2": float("nan")}, "MIN_AREA_M2 is nan"),
        ({"blocks_folder": "blocks", "year": 2022}, "DEPARTMENT is ''"),
        ({"blocks_folder": "blocks", "department": "49"}, "YEAR is 0"),
        ({"extent": Extent(0, 0, 1, 1)}, "lies outside the raster"),
        ({"min_area_table": "none.csv"}, "'none.csv' cannot be used"),
    ],
)
def test_wrong_values_are_told_in_one_sentence(vectorise, output, classification, fields, words):
    with pytest.raises(InvalidInputError, match=words) as caught:
        vectorise(classification, **fields)
    assert caught.value.message.count(". ") == 0 and list(output.parent.iterdir()) == []


@pytest.mark.parametrize(
    ("pixels", "words"),
    [
        (np.array([[1, 18]], np.uint8), "no map of CoSIA classes: it holds 18 in column 1, row 0"),
        (np.array([[1, -3]], np.int16), "it holds -3"),
        (np.array([[1, 2.5]], np.float32), "it holds 2.5"),
        (np.ones((3, 2, 2), np.uint8), "it has 3 bands"),
    ],
)
def test_a_raster_that_is_no_classification_is_refused(vectorise, output, write_raster, pixels, words):
    with pytest.raises(InvalidInputError, match=words):
        vectorise(write_raster(pixels))
    assert list(output.parent.iterdir()) == []


def test_codes_of_another_nomenclature_are_refused(vectorise, write_raster, classes):
    with pytest.raises(InvalidInputError, match="FLAIR"):
        vectorise(write_raster(classes, tags={"COSIA_CODES": "flair"}))


def test_other_endings_and_the_input_itself_are_refused(classification, tmp_path, progress):
    with pytest.raises(InvalidInputError, match=r"must end in \.gpkg"):
        run(VectoriseJob(str(classification), str(tmp_path / "a.shp")), progress)
    with pytest.raises(InvalidInputError, match="written over a file that is read"):
        run(VectoriseJob(str(tmp_path / "a.gpkg"), str(tmp_path / "a.gpkg")), progress)


@pytest.mark.parametrize("cancel_at", [0.1, 0.5])
def test_cancelling_leaves_nothing(vectorise, output, classification, progress, tmp_path, monkeypatch, cancel_at):
    monkeypatch.setattr(coverage, "CELL_PX", 8)
    monkeypatch.setattr(map_part, "STRIP_PX", 100)
    progress.cancel_at = cancel_at
    with pytest.raises(CancelledError):
        vectorise(classification, min_area_m2=1.0, blocks_folder=str(tmp_path / "blocks"), department="49", year=2022)
    assert list(output.parent.iterdir()) == [] and not (tmp_path / "blocks").exists()


FULL_DISK = """
import resource, signal, sys
sys.path.insert(0, {root!r})
from core.errors import InvalidInputError
from core.jobs import VectoriseJob
from core.pipelines.vectorise import run

class Quiet:
    report = log = warn = check_cancelled = lambda self, *told: None

signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, ({limit}, {limit}))
try:
    run(VectoriseJob({source!r}, {path!r}), Quiet())
except InvalidInputError as error:
    print(error)
else:
    print("written")
"""


@pytest.mark.parametrize("short", [2_000, 9_000, 60_000, 400_000])
def test_a_full_disk_is_noticed_and_leaves_nothing(tmp_path, vectorise, output, short, write_raster):
    noise = np.random.default_rng(0).integers(1, 16, (80, 80)).astype(np.uint8)
    source = write_raster(noise)
    vectorise(source)
    limit = output.stat().st_size - short
    output.unlink()
    script = FULL_DISK.format(root=str(ROOT), limit=limit, source=str(source), path=str(output))
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert "cannot be written" in done.stdout, done.stdout + done.stderr
    assert list(output.parent.iterdir()) == []


def test_the_names_are_french_in_every_language(vectorise, output, classification):
    vectorise(classification, language="en")
    assert {CLASSES_BY_NUMERO[1].french, "Piscine"} < set(read(output)[2]["classe"])
