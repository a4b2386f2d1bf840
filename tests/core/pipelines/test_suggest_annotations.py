"""Suggest annotations on small real files: where the rectangles lie, what is told of them, and what is refused."""

import numpy as np
import pyogrio
import pytest
import rasterio
import shapely

from cosia.core.errors import CancelledError, InvalidInputError, ModelError
from cosia.core.jobs import Extent, SuggestAnnotationsJob
from cosia.core.nomenclature import CLASSES
from cosia.core.pipelines import suggest_annotations
from cosia.core.vector.suggestion_layer import FIELDS, LAYER_NAME

ROLES = ("red", "green", "blue", "nir")
LEFT, TOP = 420_000.0, 6_710_000.0


@pytest.fixture(scope="module")
def model(write_model):
    return str(write_model())


@pytest.fixture
def scene(write_raster):
    """A blotchy scene of 60 × 48 m (300 × 240 px) whose first 60 columns hold no data."""
    coarse = np.random.default_rng(5).integers(1, 255, (4, 15, 19))
    pixels = coarse.repeat(16, axis=1).repeat(16, axis=2)[:, :, :300].astype(np.uint8)
    pixels[:, :, :60] = 0
    return write_raster(pixels, roles=ROLES, nodata=0)


@pytest.fixture
def run(progress, tmp_path, scene, model):
    """A function that runs a job; returns its results, the shapes and the columns by name."""
    folder = tmp_path / "out"
    folder.mkdir()

    def run_job(**options):
        values = {"input": str(scene), "output": str(folder / "layer.gpkg"), "model": model, "size_m": 8.0, **options}
        result = suggest_annotations.run(SuggestAnnotationsJob(**values), progress)
        meta, _ids, shapes, columns = pyogrio.raw.read(values["output"], layer=LAYER_NAME)
        assert meta["crs"] == "EPSG:2154"
        return result, shapely.from_wkb(shapes), dict(zip(meta["fields"], columns))

    return run_job


@pytest.fixture
def polygons(tmp_path):
    """A function that writes boxes, given in metres right of and below the scene's corner, as a vector file."""

    def write(*boxes, name="zones.gpkg"):
        shapes = [shapely.box(LEFT + box[0], TOP - box[3], LEFT + box[2], TOP - box[1]) for box in boxes]
        path = tmp_path / name
        pyogrio.raw.write(
            path, shapely.to_wkb(np.array(shapes, object)), [], [], geometry_type="Polygon", crs="EPSG:2154"
        )
        return str(path)

    return write


def test_rectangles_are_ranked_with_their_reasons_and_keep_off_no_data(run, scene, tmp_path):
    result, shapes, columns = run(count=6)
    assert result == {
        "output": str(tmp_path / "out" / "layer.gpkg"),
        "layer_name": "To annotate: scene",
        "rectangles": 6,
    }
    assert tuple(columns) == FIELDS and columns["rank"].tolist() == [1, 2, 3, 4, 5, 6]
    assert all(0 < value <= 100 for value in columns["uncertainty"]) and min(columns["represents"]) >= 0
    assert all("%" in text for text in columns["classes"]) and all(columns["adds"])
    assert shapely.area(shapes) == pytest.approx(64.0)
    with rasterio.open(scene) as dataset:
        for shape in shapes:
            assert shape.bounds[0] >= LEFT + 12 - 0.8 and shape.bounds[2] <= dataset.bounds.right
    assert all(
        shapely.area(shapely.intersection(one, shapes[:number])).max(initial=0) < 1e-6
        for number, one in enumerate(shapes)
    )
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["layer.gpkg"]


def test_fewer_are_the_first_of_more_and_the_same_every_time(run):
    _result, many, _columns = run(count=6)
    _result, few, _columns = run(count=3)
    assert shapely.equals(few, many[:3]).all()


def test_rectangles_lie_inside_the_mask_and_the_extent_and_off_the_annotations(run, polygons):
    mask = polygons((20, 0, 60, 30), name="mask.gpkg")
    annotations = polygons((40, 0, 45, 10), name="done.gpkg")
    extent = Extent(LEFT, TOP - 28, LEFT + 55, TOP, "EPSG:2154")
    _result, shapes, _columns = run(count=4, mask=mask, annotations=annotations, extent=extent)
    done = shapely.box(LEFT + 40, TOP - 10, LEFT + 45, TOP)
    for shape in shapes:
        left, bottom, right, top = shape.bounds
        # A tenth of a rectangle may lie outside.
        assert left >= LEFT + 19.1 and right <= LEFT + 55.001 and bottom >= TOP - 28.001 and top <= TOP
        assert shape.intersection(done).area < 0.05


def test_a_layer_of_annotations_may_still_be_empty(run, polygons):
    _result, expected, _columns = run(count=2)
    _result, shapes, _columns = run(count=2, annotations=polygons(name="begun.gpkg"))
    assert shapely.equals(shapes, expected).all()
    with pytest.raises(InvalidInputError, match="holds no polygon"):
        run(mask=polygons(name="nowhere.gpkg"))


def test_where_there_is_no_room_fewer_come_with_a_warning(run, progress):
    result, shapes, _columns = run(count=500)
    assert 10 < result["rectangles"] == len(shapes) < 40
    assert any(f"Only {len(shapes)} of 500 rectangles of 8 m have room" in told for told in progress.warnings)


def test_of_a_large_scene_some_blocks_are_looked_at_and_told(run, progress, monkeypatch):
    monkeypatch.setattr(suggest_annotations, "MAX_CLASSIFIED_PX", 7_000)
    monkeypatch.setattr("cosia.core.raster.rectangle_grid.BLOCK_PX", 64)
    _result, shapes, _columns = run(count=3, seed=1)
    (told,) = [message for message in progress.messages if "The scene is large" in message]
    assert "1 of its" in told and "SEED 1" in told
    _result, again, _columns = run(count=3, seed=1)
    assert shapely.equals(shapes, again).all()
    others = [run(count=3, seed=seed)[1] for seed in (2, 3)]
    assert not all(shapely.equals(shapes[0], other[0]) for other in others)


def test_the_model_s_pixel_size_changes_the_view_and_not_the_size(run, write_raster):
    coarse = np.random.default_rng(6).integers(1, 255, (4, 20, 20)).repeat(6, axis=1).repeat(6, axis=2)
    scene = write_raster(
        coarse.astype(np.uint8), "coarse.tif", ROLES, transform=rasterio.Affine(0.4, 0, LEFT, 0, -0.4, TOP)
    )
    _result, shapes, _columns = run(input=str(scene), count=2, resample_to_model=True, size_m=10.0)
    assert shapely.area(shapes) == pytest.approx(100.0)
    assert all(shape.bounds[2] <= LEFT + 48.001 and shape.bounds[1] >= TOP - 48.001 for shape in shapes)


def test_names_are_french_in_french_and_a_demonstration_model_is_named(run, write_model, progress):
    _result, _shapes, columns = run(model=str(write_model("demo", demonstration=True)), language="fr", count=3)
    assert set(columns["adds"]) <= {cls.french for cls in CLASSES}
    assert any("DEMONSTRATION" in told for told in progress.warnings)


def test_a_scene_without_coordinate_system_gets_a_layer_without_one(progress, tmp_path, write_raster, model):
    pixels = np.random.default_rng(3).integers(1, 255, (4, 100, 100)).astype(np.uint8)
    scene = write_raster(pixels, "plain.tif", ROLES, crs=None)
    output = tmp_path / "plain.gpkg"
    suggest_annotations.run(SuggestAnnotationsJob(str(scene), str(output), model=model, size_m=8.0), progress)
    assert output.is_file()


@pytest.mark.parametrize(
    ("options", "error", "words"),
    [
        ({"output": "layer.shp"}, InvalidInputError, r"layer\.shp' must end in \.gpkg"),
        ({"count": 0}, InvalidInputError, "COUNT is 0"),
        ({"seed": -1}, InvalidInputError, "SEED holds -1, but seeds are whole numbers from 0"),
        ({"size_m": 5.0}, InvalidInputError, r"SIZE_M is 5 m.* at least 6\.4 m"),
        ({"size_m": 49.0}, InvalidInputError, "49 m does not fit into 60 × 48 m"),
        ({"normalisation": "best"}, InvalidInputError, "NORMALISATION 'best' is unknown"),
        ({"extent": Extent(0, 0, 1, 1)}, InvalidInputError, "lies outside the raster"),
        ({"extent": Extent(LEFT, TOP - 11, LEFT + 11, TOP)}, InvalidInputError, "holds no valid pixel there"),
        ({"model": "nowhere.safetensors"}, ModelError, r"nowhere\.safetensors"),
        ({"band_roles": ("red", "green", "blue", "deep_blue")}, InvalidInputError, "needs the band nir"),
        ({"mask": "nowhere.gpkg"}, InvalidInputError, r"nowhere\.gpkg' cannot be read"),
        ({"scale_min": 5.0}, InvalidInputError, "SCALE_MIN is set without SCALE_MAX"),
    ],
)
def test_what_does_not_fit_is_refused_and_nothing_is_written(run, tmp_path, options, error, words):
    with pytest.raises(error, match=words):
        run(**options)
    assert list((tmp_path / "out").iterdir()) == []


@pytest.mark.parametrize(
    ("field", "box", "words"),
    [
        ("mask", (5000, 0, 5010, 10), "No polygon of .* touches the raster"),
        ("annotations", (5000, 0, 5010, 10), "No polygon of .* touches the raster"),
        ("mask", (0, 0, 10, 40), "holds no valid pixel there"),
        ("mask", (20, 20, 24, 24), r"No rectangle of 8 m has 90 % of valid pixels inside the mask, the best has \d+ %"),
        ("annotations", (0, 0, 60, 48), "leave no room for a rectangle of 8 m"),
    ],
)
def test_polygons_that_leave_no_rectangle_are_refused(run, tmp_path, polygons, field, box, words):
    with pytest.raises(InvalidInputError, match=words):
        run(**{field: polygons(box)})
    assert list((tmp_path / "out").iterdir()) == []


@pytest.mark.parametrize("share", [0.0, 0.3, 0.97, 1.0])
def test_a_cancel_leaves_nothing_behind(run, progress, tmp_path, share):
    progress.cancel_at = share
    with pytest.raises(CancelledError):
        run()
    assert list((tmp_path / "out").iterdir()) == []


def test_a_former_layer_is_replaced_as_a_whole(run, tmp_path):
    layer = tmp_path / "out" / "layer.gpkg"
    layer.write_text("something else")
    _result, shapes, _columns = run(count=2)
    assert len(shapes) == 2 and list(layer.parent.iterdir()) == [layer]
