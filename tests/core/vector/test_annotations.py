"""Annotations are refused where they contradict themselves, and told about where a part is left out."""

import time

import numpy as np
import pyogrio
import pytest
import shapely
from affine import Affine
from hypothesis import given, settings
from hypothesis import strategies as st
from rasterio.crs import CRS
from rasterio.warp import transform as transform_points

from cosia.core.errors import InvalidInputError
from cosia.core.jobs import FEATURE_ID_FIELD
from cosia.core.raster.grid import Grid
from cosia.core.vector.annotations import check_annotations
from cosia.core.vector.overlaps import overlaps_between_classes

LAMBERT_93 = CRS.from_epsg(2154)
X, Y = 420_000.0, 6_710_000.0
"""Upper left corner of the scene."""

SCENE = Grid(LAMBERT_93, Affine(0.5, 0, X, 0, -0.5, Y), 400, 200)
EAST = Grid(LAMBERT_93, Affine(0.5, 0, X + 1000, 0, -0.5, Y), 400, 200)


def square(left_m, top_m, side_m=10.0):
    return shapely.box(X + left_m, Y - top_m - side_m, X + left_m + side_m, Y - top_m)


@pytest.fixture
def write(tmp_path):
    """A function that writes geometries with a class each; their ids in a GeoPackage count from 1."""

    def write(shapes, classes, name="zones.gpkg", field="numero", crs="EPSG:2154", kind="Unknown", **columns):
        path = tmp_path / name
        numeros = [value for value in classes if value is not None]
        values = classes if any(isinstance(value, str) for value in numeros) else [value or 0 for value in classes]
        dtype = object if any(isinstance(value, str) for value in numeros) else np.int32
        data = {field: np.array(values, dtype=dtype), **columns}
        pyogrio.raw.write(
            path,
            geometry=np.array([None if shape is None else shapely.to_wkb(shape) for shape in shapes], dtype=object),
            field_data=list(data.values()),
            fields=list(data),
            field_mask=[np.array([value is None for value in classes]), *(None for _ in columns)],
            geometry_type=kind,
            crs=crs,
        )
        return str(path)

    return write


def refusal(path, grids=(SCENE,), field="numero"):
    with pytest.raises(InvalidInputError) as raised:
        check_annotations(path, field, grids)
    assert "\n" not in raised.value.message and raised.value.message.endswith(".")
    return raised.value.message


def test_good_annotations_are_kept_as_they_are(write):
    path = write([square(0, 0), square(10, 0), square(50, 50)], [1, 15, 7])
    found = check_annotations(path, "numero", [SCENE])
    assert [shape.equals(square(*at)) for shape, at in zip(found.polygons, ((0, 0), (10, 0), (50, 50)))] == [True] * 3
    assert (found.numeros, found.ids, found.crs, found.warnings) == ([1, 15, 7], [1, 2, 3], "EPSG:2154", ())


@pytest.mark.parametrize("names", [["Bâtiment", "feuillu", " Sol nu "], ["Building", "Deciduous", "BARE SOIL"]])
def test_classes_may_be_names_in_either_language(write, names):
    path = write([square(0, 0), square(20, 0), square(40, 0)], names, field="classe")
    assert check_annotations(path, "classe", [SCENE]).numeros == [1, 9, 5]


def test_classes_may_be_numbers_of_any_type(write):
    shapes = [square(0, 0), square(20, 0)]
    assert check_annotations(write(shapes, ["3", "12"]), "numero", [SCENE]).numeros == [3, 12]
    path = write(shapes, [1, 1], name="real.gpkg", code=np.array([4.0, 8.0]))
    assert check_annotations(path, "code", [SCENE]).numeros == [4, 8]


def test_ids_handed_over_by_qgis_count_more_than_those_of_the_copy(write):
    path = write([square(0, 0), square(20, 0)], [1, 99], **{FEATURE_ID_FIELD: np.array([7, 412])})
    assert "feature 412 ('99')" in refusal(path)
    assert FEATURE_ID_FIELD not in refusal(path, field="nothing")


def test_a_file_of_several_layers_is_read_from_the_first_with_geometries(write, tmp_path):
    path = str(tmp_path / "zones.gpkg")
    styles = {"fields": ["styleName"], "field_data": [np.array(["x"], dtype=object)], "geometry_type": None}
    pyogrio.raw.write(path, geometry=None, layer="layer_styles", crs=None, **styles)
    shapes = shapely.to_wkb(np.array([square(0, 0)]))
    options = {"layer": "annotations", "crs": "EPSG:2154", "geometry_type": "Polygon", "append": True}
    pyogrio.raw.write(path, geometry=shapes, fields=["numero"], field_data=[np.array([3])], **options)
    assert check_annotations(path, "numero", [SCENE]).numeros == [3]


# What is left out, with a warning


def test_what_is_of_no_use_is_left_out_and_named(write):
    line = shapely.LineString([(X + 5, Y - 5), (X + 50, Y - 50)])
    shapes = [square(0, 0), None, shapely.Polygon(), line, shapely.Point(X + 5, Y - 5), square(30, 0), square(900, 0)]
    found = check_annotations(write(shapes, [1, 2, 3, 4, 5, None, 7]), "numero", [SCENE])
    assert (found.ids, found.numeros) == ([1], [1])
    empty, others, blank, outside = found.warnings
    assert "have no geometry" in empty and empty.endswith("left out: 2, 3.")
    assert "are points or lines" in others and others.endswith("left out: 4, 5.")
    assert blank.endswith("have no class are left out: 6.")
    assert outside.endswith("outside the scenes are left out: 7.")


def test_of_many_the_first_ten_are_named(write):
    shapes = [square(0, 0), *(square(500 + 20 * index, 0) for index in range(23))]
    (warning,) = check_annotations(write(shapes, [1] * 24), "numero", [SCENE]).warnings
    assert warning.endswith("left out: 2, 3, 4, 5, 6, 7, 8, 9, 10, 11 and 13 more.")


def test_a_polygon_on_any_of_the_scenes_counts(write):
    path = write([square(0, 0), square(1010, 0), square(500, 0)], [1, 2, 3])
    found = check_annotations(path, "numero", [SCENE, EAST])
    assert found.ids == [1, 2] and found.warnings[0].endswith("left out: 3.")


def test_what_only_touches_a_scene_lies_outside_and_what_crosses_its_border_inside(write):
    found = check_annotations(write([square(-10, 0), square(195, 0)], [1, 2]), "numero", [SCENE])
    assert found.ids == [2]


# What is refused


def test_unknown_classes_are_named_with_their_value(write):
    path = write([square(0, 0), square(20, 0), square(40, 0)], ["Bâtiment", "Bois", "wood"])
    assert "feature 2 ('Bois'), feature 3 ('wood')" in refusal(path)
    path = write([square(0, 0), square(20, 0)], [0, 16], name="numbers.gpkg")
    assert "feature 1 ('0'), feature 2 ('16')" in refusal(path)


def test_an_invalid_polygon_is_named_with_the_reason(write):
    bow_tie = shapely.Polygon([(X, Y), (X + 10, Y - 10), (X + 10, Y), (X, Y - 10)])
    message = refusal(write([square(20, 0), bow_tie], [1, 2]))
    assert "feature 2 (Self-intersection[420005 6709995])" in message and "'Fix geometries'" in message


def test_a_layer_without_polygons_of_a_class_is_refused(write):
    assert "holds no polygon with a class in the field 'numero'" in refusal(write([square(0, 0)], [None]))
    assert "holds no polygon" in refusal(write([shapely.Point(X, Y)], [1], name="points.gpkg"))
    assert "holds no polygon" in refusal(write([], [], name="empty.gpkg", kind="Polygon"))


def test_a_missing_field_is_refused_with_those_that_there_are(write):
    message = refusal(write([square(0, 0)], [1], date=np.array([2023])), field="klasse")
    assert "no field 'klasse'; it has: numero, date" in message


def test_a_raster_and_what_is_no_vector_file_are_refused(write_raster, tmp_path):
    assert "is a raster" in refusal(str(write_raster(np.ones((4, 4), np.uint8))))
    (tmp_path / "zones.gpkg").write_text("nothing")
    assert "zones.gpkg' cannot be read" in refusal(str(tmp_path / "zones.gpkg"))


@pytest.mark.filterwarnings("ignore:'crs' was not provided")
def test_a_layer_without_system_is_refused_for_a_scene_that_has_one(write):
    path = write([square(0, 0)], [1], name="zones.shp", kind="Polygon", crs=None)
    assert "have no coordinate reference system, but the raster is in EPSG:2154" in refusal(path)
    bare = Grid(None, SCENE.transform, SCENE.width, SCENE.height)
    assert check_annotations(path, "numero", [bare]).numeros == [1]


def test_a_wrong_system_is_seen_from_coordinates_that_fit_the_scene(write):
    message = refusal(write([square(0, 0)], [1], crs="EPSG:32631"))
    assert "in its system EPSG:32631, but their coordinates fit EPSG:2154" in message


def test_polygons_of_another_place_are_refused_with_both_places(write):
    message = refusal(write([square(5000, 0)], [1]))
    assert "cover (425000, 6709990, 425010, 6710000) in EPSG:2154" in message
    assert "the scene (420000, 6709900, 420200, 6710000)" in message


def test_polygons_in_another_system_are_found_on_the_scene(write):
    def moved(shape):
        xs, ys = shapely.get_coordinates(shape).T
        return shapely.Polygon(np.column_stack(transform_points(LAMBERT_93, CRS.from_epsg(4326), xs, ys)))

    path = write([moved(square(0, 0)), moved(square(300, 0))], [1, 2], crs="EPSG:4326")
    assert check_annotations(path, "numero", [SCENE]).ids == [1]
    path = write([moved(square(0, 0)), moved(square(6, 0))], [1, 2], crs="EPSG:4326", name="overlap.gpkg")
    assert "features 1 and 2 (40.0" in refusal(path) or "features 1 and 2 (39.9" in refusal(path)


# Overlaps


def test_overlaps_of_different_classes_are_named_with_their_area(write):
    path = write([square(0, 0), square(8, 0), square(50, 50), square(52, 52, 3)], [1, 2, 3, 4])
    message = refusal(path)
    assert "features 1 and 2 (20.00 m²), 3 and 4 (9.00 m²)" in message


def test_overlaps_of_the_same_class_and_common_borders_are_in_order(write):
    path = write([square(0, 0), square(8, 0), square(18, 0)], [6, 6, 2])
    assert check_annotations(path, "numero", [SCENE]).ids == [1, 2, 3]


@pytest.mark.parametrize(("width_m", "is_sliver"), [(0.24, True), (0.26, False)])
def test_slivers_narrower_than_half_a_pixel_are_tolerated(write, width_m, is_sliver):
    path = write([square(0, 0), square(10 - width_m, 0)], [1, 2])
    if is_sliver:
        assert check_annotations(path, "numero", [SCENE]).ids == [1, 2]
    else:
        assert f"features 1 and 2 ({width_m * 10:.2f} m²)" in refusal(path)


def test_overlaps_outside_the_scenes_do_not_matter(write):
    path = write([square(0, 0), square(700, 0), square(702, 0)], [1, 2, 3])
    assert check_annotations(path, "numero", [SCENE]).ids == [1]


def test_an_overlap_that_two_scenes_see_is_told_once(write):
    path = write([square(0, 0), square(8, 0)], [1, 2])
    assert "features 1 and 2 (20.00 m²); cut" in refusal(path, [SCENE, SCENE.crop((0, 0, 100, 100))])


corner = st.integers(0, 30)
boxes = st.lists(st.tuples(corner, corner, st.integers(1, 12), st.integers(1, 12), st.integers(1, 3)), max_size=14)


@settings(deadline=None, max_examples=60)
@given(boxes, st.booleans())
def test_the_overlaps_are_those_of_every_pair_compared(boxes, many_vertices):
    shapes = [shapely.box(x, y, x + width, y + height) for x, y, width, height, _class in boxes]
    if many_vertices:
        shapes = [shapely.segmentize(shape, 0.02) for shape in shapes]
    classes = np.array([box[4] for box in boxes])
    areas = {}
    for one, other, part in overlaps_between_classes(np.array(shapes, dtype=object), classes):
        areas[one, other] = areas.get((one, other), 0.0) + part.area
    expected = {
        (one, other): shapely.intersection(shapes[one], shapes[other]).area
        for one in range(len(shapes))
        for other in range(one + 1, len(shapes))
        if classes[one] != classes[other]
    }
    expected = {pair: area for pair, area in expected.items() if area > 0}
    assert areas == pytest.approx(expected)


def test_a_lawn_around_ten_thousand_trees_is_checked_in_seconds():
    # Each tree in the lawn with its thousands of holes: minutes, if the lawn stays whole.
    xs, ys = np.meshgrid(np.arange(100) * 10.0 + 2, np.arange(100) * 10.0 + 2)
    trees = shapely.segmentize(shapely.box(xs.ravel(), ys.ravel(), xs.ravel() + 5, ys.ravel() + 5), 1.0)
    holes = [tree.exterior.coords for tree in trees]
    lawn = shapely.Polygon(shapely.box(0, 0, 1000, 1000).exterior.coords, holes)
    trees[5050] = shapely.box(*trees[5050].buffer(1.0).bounds)
    classes = np.array([12] + [9] * len(trees))
    start_s = time.monotonic()
    overlaps = overlaps_between_classes(np.array([lawn, *trees], dtype=object), classes)
    assert time.monotonic() - start_s < 20
    assert {(one, other) for one, other, _part in overlaps} == {(0, 5051)}
    assert sum(part.area for _one, _other, part in overlaps) == pytest.approx(7**2 - 5**2)
