"""Areas of classes: exact figures, zones of any kind, groups, what is counted apart, what is refused."""

import csv

import numpy as np
import pyogrio
import pytest
import rasterio
import shapely
from rasterio.transform import from_origin
from rasterio.warp import transform_geom

from cosia.core.errors import CancelledError, InvalidInputError
from cosia.core.jobs import SummariseAreasJob
from cosia.core.pipelines.summarise_areas import run
from cosia.core.raster import class_map
from cosia.core.raster.grid import Grid
from cosia.core.raster.pixel_areas import PixelAreas

PIXEL_M = 0.5
LEFT, TOP = 420_000.0, 6_710_000.0
WIDTH, HEIGHT = 160, 120


@pytest.fixture(autouse=True)
def small_windows(monkeypatch):
    monkeypatch.setattr(class_map, "WINDOW_WIDTH_PX", 64)
    monkeypatch.setattr(class_map, "WINDOW_HEIGHT_PX", 32)


@pytest.fixture(scope="module")
def classes():
    """Cells of 10 px of five classes, no data on the right, and 5 pixels of a code that is no class."""
    cells = np.random.default_rng(1).choice([1, 3, 6, 9, 13], (HEIGHT // 10, WIDTH // 10))
    classes = np.kron(cells, np.ones((10, 10))).astype(np.uint8)
    classes[:, -7:] = 0
    classes[0, :5] = 18
    return classes


@pytest.fixture
def output(tmp_path):
    (tmp_path / "out").mkdir()
    return tmp_path / "out" / "areas é.csv"


@pytest.fixture
def summarise(write_raster, classes, output, progress):
    """A function that runs a job on the map and returns its results."""

    def summarise(**fields):
        if "input" not in fields:
            profile = {"transform": from_origin(LEFT, TOP, PIXEL_M, PIXEL_M), "nodata": 0}
            fields["input"] = write_raster(classes, "map.tif", **profile)
        values = {"output": output, **fields}
        return run(SummariseAreasJob(**{name: str(value) for name, value in values.items()}), progress)

    return summarise


@pytest.fixture
def zones(tmp_path):
    """A function that writes polygons given in pixels of the map, with a field, and returns the path."""

    def write(boxes, field="nom", names=None, crs="EPSG:2154"):
        shapes = [
            shapely.MultiPolygon(
                [shapely.box(LEFT + a * PIXEL_M, TOP - d * PIXEL_M, LEFT + c * PIXEL_M, TOP - b * PIXEL_M)]
            )
            for a, b, c, d in boxes
        ]
        if crs != "EPSG:2154":
            shapes = [
                shapely.geometry.shape(one)
                for one in transform_geom("EPSG:2154", crs, [shape.__geo_interface__ for shape in shapes])
            ]
        path = tmp_path / "zones.gpkg"
        pyogrio.raw.write(
            path,
            shapely.to_wkb(np.array(shapes, dtype=object)),
            [np.array(names or [f"Zone {number}" for number in range(len(boxes))], dtype=object)],
            fields=[field],
            geometry_type="MultiPolygon",
            crs=crs,
        )
        return path

    return write


def rows_of(path):
    with open(path, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_every_class_has_its_area(summarise, classes, output, progress):
    results = summarise()
    rows = rows_of(output)
    assert list(rows[0]) == ["numero", "class", "group", "pixels", "area_m2", "area_ha", "share_percent"]
    assert [int(row["numero"]) for row in rows] == list(range(1, 16))
    total = np.isin(classes, range(1, 16)).sum()
    for row in rows:
        pixels = (classes == int(row["numero"])).sum()
        assert int(row["pixels"]) == pixels and float(row["area_m2"]) == pytest.approx(pixels * 0.25)
        assert float(row["area_ha"]) == pytest.approx(pixels * 0.25 / 1e4)
        assert float(row["share_percent"]) == pytest.approx(100 * pixels / total, abs=1e-5)
    assert (rows[0]["class"], rows[0]["group"]) == ("Building", "Built or sealed")
    assert results["classified_ha"] == pytest.approx(total * 0.25 / 1e4) and results["zone_count"] == 0
    assert results["layer_name"] == "Areas of map"
    assert progress.warnings == ["'map.tif' holds codes that are no CoSIA class; their pixels are in no area: 18 (5)."]


def test_the_table_opens_with_its_types(summarise, output, zones):
    summarise(zones=zones([(0, 0, 40, 40)]))
    info = pyogrio.read_info(output)
    assert dict(zip(info["fields"], info["dtypes"])) == {
        "zone_id": "int64",
        "zone": "object",
        "numero": "int32",
        "class": "object",
        "group": "object",
        "pixels": "int64",
        "area_m2": "float64",
        "area_ha": "float64",
        "share_percent": "float64",
    }
    assert {path.name for path in output.parent.iterdir()} == {"areas é.csv", "areas é.csvt"}


def test_degrees_count_by_the_area_of_their_rows(summarise, classes, output, write_raster):
    step = 3e-6
    profile = {"crs": "EPSG:4326", "transform": from_origin(2.3, 48.9, step, step), "nodata": 0}
    path = write_raster(classes, "degrees.tif", **profile)
    summarise(input=path, report=output.with_name("page.html"))
    with rasterio.open(path) as dataset:
        rows_m2 = PixelAreas(Grid.of(dataset)).rows_m2(0, HEIGHT)
    for row in rows_of(output):
        expected = ((classes == int(row["numero"])).sum(axis=1) * rows_m2).sum()
        assert float(row["area_m2"]) == pytest.approx(expected, abs=1e-3)
    assert "on the ellipsoid (WGS 84)" in output.with_name("page.html").read_text(encoding="utf-8")


@pytest.mark.parametrize("crs", ["EPSG:2154", "EPSG:4326", "EPSG:3857"])
def test_zones_in_any_system_overlapping_and_outside(summarise, classes, output, zones, crs, progress):
    boxes = [(0, 0, 40, 60), (20, 30, 90, 100), (150, 100, 300, 300), (1000, 1000, 1010, 1010)]
    results = summarise(zones=zones(boxes, names=["Aÿ", "Bu", None, "Eu"], crs=crs))
    rows = rows_of(output)
    assert results["zone_count"] == 4 and len(rows) == 5 * 15
    assert {row["zone"] for row in rows if not row["zone_id"]} == {"(whole map)"}
    for number, (name, (left, top, right, bottom)) in enumerate(zip(["Aÿ", "Bu", "3", "Eu"], boxes), start=1):
        part = classes[top:bottom, left:right]
        found = {int(row["numero"]): row for row in rows if row["zone_id"] == str(number)}
        assert {row["zone"] for row in found.values()} == {name}
        assert [int(found[numero]["pixels"]) for numero in range(1, 16)] == [
            int((part == numero).sum()) for numero in range(1, 16)
        ]
    assert [row["share_percent"] for row in rows if row["zone"] == "Eu"] == [""] * 15
    assert progress.warnings[1:] == [
        "Zones without any classified ground; their areas are 0: Eu.",
        "Zones that the map does not classify wholly; areas and shares are of their classified ground: 3.",
    ]


def test_zones_that_are_not_classified_wholly_are_told(summarise, zones, progress):
    boxes = [(153, 10, 160, 50), (113, 10, 160, 50), (10, 10, 50, 50)]
    summarise(zones=zones(boxes, names=["Mer", "Côte", "Terre"]))
    assert progress.warnings[1:] == [
        "Zones without any classified ground; their areas are 0: Mer.",
        "Zones that the map does not classify wholly; areas and shares are of their classified ground: Côte.",
    ]


def test_zones_that_part_the_map_sum_to_it(summarise, output, zones):
    summarise(zones=zones([(x, y, x + 40, y + 30) for x in range(0, WIDTH, 40) for y in range(0, HEIGHT, 30)]))
    rows = rows_of(output)
    for numero in range(1, 16):
        of_class = [row for row in rows if int(row["numero"]) == numero]
        whole, *parts = (int(row["pixels"]) for row in of_class)
        assert sum(parts) == whole
        assert sum(float(row["area_m2"]) for row in of_class[1:]) == pytest.approx(float(of_class[0]["area_m2"]))


def test_the_field_with_the_names_is_found_or_chosen(summarise, output, zones):
    summarise(zones=zones([(0, 0, 40, 40)], field="NOM_COM", names=["Trélazé"]))
    assert rows_of(output)[-1]["zone"] == "Trélazé"
    summarise(zones=zones([(0, 0, 40, 40)], field="secteur", names=["Nord"]))
    assert rows_of(output)[-1]["zone"] == "1"
    summarise(zones=zones([(0, 0, 40, 40)], field="secteur", names=["Nord"]), zone_field="secteur")
    assert rows_of(output)[-1]["zone"] == "Nord"


def test_groups_of_the_user_and_the_table_to_begin_with(summarise, output, tmp_path):
    used = output.with_name("groups.csv")
    summarise(groups_used=used)
    edited = tmp_path / "edited.csv"
    edited.write_text(used.read_text(encoding="utf-8").replace("Agriculture", "Farms"), encoding="utf-8")
    summarise(groups=edited, groups_used=used)
    assert {row["group"] for row in rows_of(output) if row["numero"] in ("11", "13", "14")} == {"Farms"}
    assert used.read_text(encoding="utf-8") == edited.read_text(encoding="utf-8")


def test_the_page_tells_areas_zones_and_how_they_were_counted(summarise, output, zones):
    page = output.with_name("page.html")
    names = ["<Nord>", "Sud"]
    summarise(zones=zones([(0, 0, 40, 40), (40, 0, 200, 40)], names=names), report=page)
    text = page.read_text(encoding="utf-8")
    assert "&lt;Nord&gt;" in text and "#4c9129" in text and "in the plane of EPSG:2154" in text
    assert "Zones that the map does not classify wholly; areas and shares are of their classified ground: Sud." in text
    assert "18 (5)" in text and "Not on the map: Pervious surface" in text


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"output_name": "areas.xlsx"}, r"must end in \.csv"),
        ({"report": "page.pdf"}, r"must end in \.html"),
        ({"groups_used": "same"}, "OUTPUT and GROUPS_USED are both"),
        ({"zones": "none.gpkg"}, r"The vector file 'none\.gpkg' cannot be read"),
        ({"groups": "none.csv"}, r"The table of groups 'none\.csv' cannot be used"),
    ],
)
def test_bad_values_are_refused_with_one_sentence(write_raster, classes, output, progress, fields, words):
    values = {"output": str(output), **fields}
    if "output_name" in values:
        values["output"] = str(output.with_name(values.pop("output_name")))
    if values.get("groups_used") == "same":
        values["groups_used"] = str(output)
    with pytest.raises(InvalidInputError, match=words) as caught:
        run(SummariseAreasJob(str(write_raster(classes)), **values), progress)
    assert caught.value.message.endswith(".") and list(output.parent.iterdir()) == []


def test_maps_without_classes_and_unfit_zones_are_refused(summarise, write_raster, zones, tmp_path, output):
    with pytest.raises(InvalidInputError, match="holds no pixel with a class"):
        summarise(input=write_raster(np.zeros((9, 9), np.uint8), "empty.tif"))
    with pytest.raises(InvalidInputError, match=r"holds no CoSIA class, whose codes are 1 to 15, but 19 \(81\)"):
        summarise(input=write_raster(np.full((9, 9), 19, np.uint8), "other.tif"))
    with pytest.raises(InvalidInputError, match="it has 3 bands"):
        summarise(input=write_raster(np.ones((3, 9, 9), np.uint8), "image.tif"))
    with pytest.raises(InvalidInputError, match="FLAIR"):
        summarise(input=write_raster(np.ones((9, 9), np.uint8), "flair.tif", tags={"COSIA_CODES": "flair"}))
    with pytest.raises(InvalidInputError, match="has no field 'insee'; it has: nom"):
        summarise(zones=zones([(0, 0, 9, 9)]), zone_field="insee")
    points = tmp_path / "points.gpkg"
    pyogrio.raw.write(points, shapely.to_wkb([shapely.Point(1, 1)]), [], [], geometry_type="Point", crs="EPSG:2154")
    with pytest.raises(InvalidInputError, match="holds no polygon"):
        summarise(zones=points)
    assert list(output.parent.iterdir()) == []


def test_cancelling_leaves_what_was_there(summarise, output, progress):
    output.write_text("former", encoding="utf-8")
    progress.cancel_at = 0.5
    with pytest.raises(CancelledError):
        summarise(report=output.with_name("page.html"))
    assert [path.name for path in output.parent.iterdir()] == [output.name]
    assert output.read_text(encoding="utf-8") == "former"


def test_a_geopackage_holds_the_same_table(summarise, output, zones):
    path = zones([(0, 0, 40, 40), (1000, 0, 1010, 10)])
    summarise(zones=path)
    table = output.with_name("areas.gpkg")
    summarise(zones=path, output=table)
    found = pyogrio.read_info(table)
    assert found["geometry_type"] is None and list(found["fields"]) == list(rows_of(output)[0])
    columns = pyogrio.raw.read(table, read_geometry=False)[3]
    for values, (name, kind) in zip(columns, zip(found["fields"], found["dtypes"])):
        for value, row in zip(values.tolist(), rows_of(output)):
            if row[name] == "":
                assert value is None or value != value
            else:
                assert str(value) == row[name] if kind == "object" else float(value) == pytest.approx(float(row[name]))
