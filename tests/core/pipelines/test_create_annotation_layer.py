"""Annotation layers: their system, what they are filled with, and what is never lost."""

import contextlib
import sqlite3

import numpy as np
import pyogrio
import pytest
import rasterio
import shapely
from rasterio.transform import from_origin

from cosia.core.errors import CancelledError, InvalidInputError
from cosia.core.jobs import CreateAnnotationLayerJob, Extent
from cosia.core.pipelines.create_annotation_layer import run
from cosia.core.raster.grid import Grid
from cosia.core.vector.annotations import check_annotations


@pytest.fixture
def output(tmp_path):
    return tmp_path / "out" / "annotations é.gpkg"


@pytest.fixture
def create(output, progress):
    """A function that runs a job and returns its results."""
    output.parent.mkdir()

    def create(**fields):
        return run(CreateAnnotationLayerJob(output=str(output), **fields), progress)

    return create


@pytest.fixture
def classification(write_raster):
    """20 × 20 m: a lawn with a building of 6 × 4 m, a pool of 2 × 1 m, and a strip without data."""
    classes = np.full((40, 40), 12, np.uint8)
    classes[4:12, 4:16] = 1
    classes[20:22, 20:24] = 4
    classes[:, 38:] = 0
    return str(write_raster(classes, "map.tif", transform=from_origin(420_000, 6_710_000, 0.5, 0.5)))


def read(path):
    meta, _fids, geometries, columns = pyogrio.raw.read(path, layer="annotations")
    return meta, shapely.from_wkb(geometries), dict(zip(meta["fields"], columns))


def test_an_empty_layer_has_the_scene_s_system_and_its_form(create, output, write_raster):
    scene = write_raster(np.ones((4, 4), np.uint8))
    results = create(input=str(scene))
    assert results == {"output": str(output), "layer_name": "Annotations of scene", "polygons": 0}
    meta, shapes, columns = read(output)
    assert (meta["crs"], meta["geometry_type"], len(shapes)) == ("EPSG:2154", "MultiPolygon", 0)
    assert list(columns) == ["numero", "classe", "auteur", "date"]
    assert list(output.parent.iterdir()) == [output]


def test_the_system_asked_for_wins_over_the_scene_s(create, output, write_raster):
    create(input=str(write_raster(np.ones((4, 4), np.uint8))), crs="EPSG:32631")
    assert read(output)[0]["crs"] == "EPSG:32631"


@pytest.mark.parametrize(
    ("language", "names"), [("fr", {"Bâtiment", "Pelouse"}), ("en", {"Building", "Herbaceous vegetation"})]
)
def test_the_areas_of_a_classification_become_polygons_that_nobody_changed_yet(
    create, output, classification, language, names
):
    assert create(classification=classification, min_area_m2=2.5, language=language)["polygons"] == 2
    _meta, shapes, columns = read(output)
    areas_m2 = dict(zip(columns["numero"].tolist(), shapely.area(shapes)))
    assert areas_m2 == pytest.approx({1: 24.0, 12: 19 * 20 - 24 - 2})
    assert set(columns["classe"]) == names
    assert list(columns["auteur"]) == [None, None] and np.isnat(columns["date"]).all()


def test_what_is_created_may_be_learnt_from(create, output, classification):
    create(classification=classification, min_area_m2=0)
    with rasterio.open(classification) as dataset:
        found = check_annotations(str(output), "classe", [Grid.of(dataset)])
    assert sorted(found.numeros) == [1, 4, 12] and found.warnings == ()


def test_only_a_part_becomes_polygons(create, output, classification):
    create(classification=classification, min_area_m2=0, extent=Extent(420_001, 6_709_996, 420_004, 6_709_999))
    _meta, shapes, columns = read(output)
    assert sorted(columns["numero"].tolist()) == [1, 12]
    assert shapely.total_bounds(shapes).tolist() == [420_001, 6_709_996, 420_004, 6_709_999]


def test_polygons_move_to_the_system_asked_for_and_keep_their_common_borders(create, output, classification):
    create(classification=classification, min_area_m2=0, crs="EPSG:4326")
    meta, shapes, columns = read(output)
    assert meta["crs"] == "EPSG:4326"
    lawn, house = (shapes[columns["numero"].tolist().index(numero)] for numero in (12, 1))
    corners = set(map(tuple, shapely.get_coordinates(house)))
    assert len(corners) == 4 and corners <= set(map(tuple, shapely.get_coordinates(lawn)))
    assert -1 < house.centroid.x < 0 and 47 < house.centroid.y < 48


def test_neighbours_have_the_same_corners_in_every_system(create, output, write_raster):
    codes = np.kron(np.random.default_rng(4).integers(1, 7, (8, 9)), np.ones((3, 3))).astype(np.uint8)
    path = str(write_raster(codes, transform=from_origin(420_000, 6_710_000, 20.0, 20.0)))
    create(classification=path, min_area_m2=0, crs="EPSG:3857")
    shapes = shapely.get_geometry(read(output)[1], 0)
    assert len(shapes) > 30 and shapely.coverage_is_valid(shapes)


def test_an_area_of_exactly_the_smallest_one_stays(create, output, write_raster):
    codes = np.array([[1] * 10, [2] * 10, [3] * 9 + [1]], np.uint8)
    path = str(write_raster(codes, transform=from_origin(420_000, 6_710_000, 0.3, 0.3)))
    create(classification=path, min_area_m2=0.9)
    assert sorted(read(output)[2]["numero"].tolist()) == [1, 2]


def test_codes_that_are_no_class_are_told(create, progress, write_raster):
    codes = np.array([[1, 1, 18, 18, 18, 16]], np.uint8)
    assert create(classification=str(write_raster(codes)), min_area_m2=0)["polygons"] == 1
    assert any("no CoSIA class" in told and "18, 16" in told for told in progress.warnings)


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({}, r"needs a coordinate reference system; give a scene \(INPUT\) or a system \(CRS\)"),
        ({"crs": "EPSG:0"}, "'EPSG:0' is unknown"),
        ({"input": "/nowhere/scene.tif"}, r"'/nowhere/scene\.tif' cannot be opened"),
    ],
)
def test_without_a_system_there_is_one_sentence_and_no_file(create, output, fields, words):
    with pytest.raises(InvalidInputError, match=words):
        create(**fields)
    assert list(output.parent.iterdir()) == []


def test_a_scene_without_a_system_needs_one(create, output, write_raster):
    scene = str(write_raster(np.ones((4, 4), np.uint8), crs=None))
    with pytest.raises(InvalidInputError, match=r"scene\.tif' has none; give one as CRS"):
        create(input=scene)
    create(input=scene, crs="EPSG:2154")
    assert read(output)[0]["crs"] == "EPSG:2154"


def test_polygons_that_somebody_drew_are_never_replaced(create, output, classification):
    create(classification=classification)
    create(classification=classification)  # nobody changed anything yet
    shapes = shapely.to_wkb(np.array([shapely.box(420_000, 6_709_990, 420_005, 6_709_995)]))
    values = {"numero": np.array([3]), "auteur": np.array(["Ada"], dtype=object)}
    pyogrio.raw.write(
        output,
        shapes,
        list(values.values()),
        list(values),
        layer="annotations",
        geometry_type="MultiPolygon",
        promote_to_multi=True,
        crs="EPSG:2154",
        append=True,
    )
    with pytest.raises(InvalidInputError, match="drew or changed 1 polygons"):
        create(classification=classification)
    assert 3 in read(output)[2]["numero"]


def test_a_layer_that_is_open_elsewhere_is_not_replaced(create, output):
    create(crs="EPSG:2154")
    before = output.read_bytes()
    with contextlib.closing(sqlite3.connect(output)) as database:
        database.execute("PRAGMA journal_mode=WAL")
        database.execute("UPDATE gpkg_contents SET description = 'seen'")
        database.commit()
        with pytest.raises(InvalidInputError, match="is open in another program; remove its layer from QGIS"):
            create(crs="EPSG:2154")
    assert output.read_bytes() != before and b"seen" in output.read_bytes()


def test_cancelling_leaves_nothing(create, output, classification, progress):
    progress.cancel_at = 0.5
    with pytest.raises(CancelledError):
        create(classification=classification)
    assert list(output.parent.iterdir()) == []


def test_another_ending_is_refused(tmp_path, progress):
    with pytest.raises(InvalidInputError, match=r"must end in \.gpkg"):
        run(CreateAnnotationLayerJob(output=str(tmp_path / "a.shp"), crs="EPSG:2154"), progress)
