"""Changes between maps: exact figures from any two sources, filters, zones, groups, what is written and refused."""

import csv
from collections import Counter

import numpy as np
import pyogrio
import pytest
import rasterio
import shapely
from rasterio.features import shapes as outlines
from rasterio.transform import from_origin
from rasterio.warp import transform_geom

from cosia.core.errors import CancelledError, InvalidInputError
from cosia.core.jobs import CompareMapsJob, Extent
from cosia.core.pipelines.compare_maps import run
from cosia.core.raster import map_comparison

PIXEL_M = 0.5
LEFT, TOP = 420_000.0, 6_710_000.0
WIDTH, HEIGHT = 160, 120
GEOREFERENCE = from_origin(LEFT, TOP, PIXEL_M, PIXEL_M)


@pytest.fixture(autouse=True)
def small_strips(monkeypatch):
    monkeypatch.setattr(map_comparison, "STRIP_PX", 16 * WIDTH)


@pytest.fixture(scope="module")
def before():
    """Cells of 10 px of five classes, without data on the right."""
    cells = np.random.default_rng(1).choice([1, 3, 6, 9, 13], (HEIGHT // 10, WIDTH // 10))
    numeros = np.kron(cells, np.ones((10, 10))).astype(np.uint8)
    numeros[:, -7:] = 0
    return numeros


@pytest.fixture(scope="module")
def after(before):
    """A fifth of the cells of 5 px has a class of its own, the lowest rows no data, and 5 pixels a foreign code."""
    generator = np.random.default_rng(2)
    other = np.kron(generator.choice([1, 3, 9, 12], (HEIGHT // 5, WIDTH // 5)), np.ones((5, 5)))
    numeros = np.where(np.kron(generator.random((HEIGHT // 5, WIDTH // 5)) < 0.2, np.ones((5, 5))), other, before)
    numeros[-9:] = 0
    numeros[0, :5] = 18
    return numeros.astype(np.uint8)


@pytest.fixture
def write_map(write_raster):
    """A function that writes a map and returns its path as text."""

    def write(numeros, name, **profile):
        return str(write_raster(numeros, name, **{"transform": GEOREFERENCE, "nodata": 0, **profile}))

    return write


@pytest.fixture
def output(tmp_path):
    (tmp_path / "out").mkdir()
    return tmp_path / "out" / "changes é.tif"


@pytest.fixture
def compare(write_map, before, after, output, progress):
    """A function that runs a job on the two maps, unless others are given, and returns its results."""

    def compare(**fields):
        values = {"table": str(output.with_suffix(".csv")), **fields}
        for side, numeros in (("before", before), ("after", after)):
            if side not in values:
                values[side] = write_map(numeros, f"{side}.tif")
        return run(CompareMapsJob(output=str(output), **values), progress)

    return compare


def write_polygons(path, shapes, values, field="numero", crs="EPSG:2154"):
    pyogrio.raw.write(
        path,
        shapely.to_wkb(np.array(shapes, dtype=object)),
        [np.array(values)],
        fields=[field],
        geometry_type="Polygon",
        crs=crs,
    )
    return str(path)


def polygons_of(numeros, crs="EPSG:2154"):
    """The pieces of a map as polygons, and their classes."""
    found = [(geometry, int(value)) for geometry, value in outlines(numeros, mask=numeros > 0, transform=GEOREFERENCE)]
    moved = [geometry if crs == "EPSG:2154" else transform_geom("EPSG:2154", crs, geometry) for geometry, _ in found]
    return [shapely.geometry.shape(geometry) for geometry in moved], [value for _, value in found]


def rows_of(output):
    with open(output.with_suffix(".csv"), encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def pairs_in(rows):
    """Pixels by class before and after."""
    return {
        (int(row["from_numero"]), int(row["to_numero"])): int(row["pixels"])
        for row in rows
        if row["kind"] in ("changed", "unchanged")
    }


def expected_pairs(before, after):
    known = (before >= 1) & (before <= 15) & (after >= 1) & (after <= 15)
    return dict(Counter(zip(before[known].tolist(), after[known].tolist())))


def test_every_pair_of_classes_is_counted(compare, before, after, output, progress):
    results = compare()
    rows = rows_of(output)
    assert pairs_in(rows) == expected_pairs(before, after)
    for row in rows:
        assert float(row["area_m2"]) == pytest.approx(int(row["pixels"]) * 0.25)
        assert float(row["area_ha"]) == pytest.approx(int(row["pixels"]) * 0.25 / 1e4)
        if row["kind"] in ("changed", "unchanged"):
            assert (row["kind"] == "changed") == (row["from_numero"] != row["to_numero"])
    apart = {row["kind"]: int(row["pixels"]) for row in rows if not row["from_numero"]}
    of_map = (after >= 1) & (after <= 15)
    assert apart == {"only_before": ((before > 0) & ~of_map).sum(), "only_after": ((before == 0) & of_map).sum()}
    pairs = expected_pairs(before, after)
    changed = sum(count for (one, other), count in pairs.items() if one != other)
    assert results["changed_ha"] == pytest.approx(changed * 0.25 / 1e4, abs=1e-6)
    assert results["compared_ha"] == pytest.approx(sum(pairs.values()) * 0.25 / 1e4, abs=1e-6)
    assert results["changed_percent"] == pytest.approx(100 * changed / sum(pairs.values()), abs=1e-4)
    assert results["layer_name"] == "Change from before to after"
    assert progress.warnings == [
        "'after.tif' holds codes that are no CoSIA class; their pixels are not compared: 18 (5)."
    ]


def test_the_raster_tells_what_changed_and_opens_styled(compare, before, after, output):
    compare()
    with rasterio.open(output) as dataset:
        found, profile = dataset.read(1), dataset.profile
        assert dataset.overviews(1) == [] and dataset.tags()["COSIA_BEFORE"] == "before.tif"
    known = (before > 0) & (after > 0) & (after < 16)
    expected = np.where(known, np.where(before == after, 1, 100 * before.astype(int) + after), 0)
    assert (found == expected).all()
    assert (profile["dtype"], profile["nodata"], profile["crs"]) == ("uint16", 0, "EPSG:2154")
    assert profile["transform"] == GEOREFERENCE
    style = output.with_suffix(".qml").read_text(encoding="utf-8")
    for value in np.unique(expected[expected > 1]).tolist():
        assert f'<paletteEntry value="{value}"' in style
    assert (
        'label="Agricultural land → Building"' in style and style.count("<paletteEntry") == len(np.unique(expected)) - 1
    )
    table = output.with_name(f"{output.name}.aux.xml").read_text(encoding="utf-8")
    assert table.count("<Row ") == style.count("<paletteEntry") and "<F>Unchanged</F>" in table
    assert {path.name for path in output.parent.iterdir()} == {
        output.name,
        f"{output.name}.aux.xml",
        f"{output.stem}.qml",
        f"{output.stem}.csv",
        f"{output.stem}.csvt",
    }


@pytest.mark.parametrize("crs", ["EPSG:2154", "EPSG:4326"])
@pytest.mark.parametrize("side", ["before", "after"])
def test_polygons_stand_for_a_map(compare, before, after, output, tmp_path, side, crs):
    after = np.where(after == 18, 0, after).astype(np.uint8)
    numeros = {"before": before, "after": after}[side]
    path = write_polygons(tmp_path / f"{side}.gpkg", *polygons_of(numeros, crs), crs=crs)
    compare(**{side: path})
    assert pairs_in(rows_of(output)) == expected_pairs(before, after)


def test_two_layers_of_polygons(compare, before, after, output, tmp_path):
    after = np.where(after == 18, 0, after).astype(np.uint8)
    layers = {
        side: write_polygons(tmp_path / f"{side}.gpkg", *polygons_of(numeros))
        for side, numeros in (("before", before), ("after", after))
    }
    compare(**layers, pixel_size_m=PIXEL_M)
    assert pairs_in(rows_of(output)) == expected_pairs(before, after)
    compare(**layers, pixel_size_m=2 * PIXEL_M)
    assert {row["area_m2"] for row in rows_of(output) if row["pixels"] == "25"} <= {"25"}


def test_unknown_codes_and_names_of_published_polygons(compare, before, output, tmp_path, progress):
    shapes, values = polygons_of(before)
    names = {1: "Bâtiment", 3: "Zone imperméable", 6: "Surface eau", 9: "Feuillu", 13: "Coupe"}
    path = write_polygons(tmp_path / "d.gpkg", shapes, [names[value] for value in values], field="classe")
    compare(after=path, class_field="classe")
    assert pairs_in(rows_of(output)) == {(numero, numero): int((before == numero).sum()) for numero in (1, 3, 6, 9)}
    assert f"Coupe ({(before == 13).sum()})" in progress.warnings[0]


def test_the_finer_grid_counts(compare, write_map, before, after, output):
    coarse = before[::2, ::2]
    transform = from_origin(LEFT, TOP, 2 * PIXEL_M, 2 * PIXEL_M)
    expected = expected_pairs(np.kron(coarse, np.ones((2, 2))).astype(np.uint8), after)
    path = write_map(coarse, "coarse.tif", transform=transform)
    compare(before=path)
    assert pairs_in(rows_of(output)) == expected
    compare(before=write_map(after, "after.tif"), after=path)
    assert pairs_in(rows_of(output)) == {(other, one): count for (one, other), count in expected.items()}


def test_small_changes_are_neither_changed_nor_unchanged(compare, write_map, before, output):
    before = np.full_like(before, 9)
    after = before.copy()
    after[10:20, 10:20] = 1
    after[30:33, 10:13] = 1
    after[50:53, 10:13], after[53:56, 10:13] = 1, 3
    after[14:17, 100:103], after[17:20, 103:106] = 1, 1
    paths = {"before": write_map(before, "before.tif"), "after": write_map(after, "after.tif")}
    compare(**paths, min_area_m2=10 * PIXEL_M**2)
    rows = {(row["kind"], row["to_numero"]): int(row["pixels"]) for row in rows_of(output)}
    assert rows == {
        ("changed", "1"): 100,
        ("small_change", ""): 9 * 5,
        ("unchanged", "9"): before.size - 145,
    }
    with rasterio.open(output) as dataset:
        found = dataset.read(1)
    assert (found[30:33, 10:13] == 2).all() and (found[10:20, 10:20] == 901).all() and found[0, 0] == 1


def test_low_confidence_is_counted_apart(compare, write_map, before, after, output, progress):
    percent = np.random.default_rng(3).integers(20, 100, before.shape).astype(np.uint8)
    path = write_map(percent, "confidence.tif", nodata=None)
    compare(confidence_before=path, min_confidence=60.0, report=str(output.with_suffix(".html")))
    sure = percent >= 60
    assert pairs_in(rows_of(output)) == expected_pairs(np.where(sure, before, 0), after)
    low = [int(row["pixels"]) for row in rows_of(output) if row["kind"] == "low_confidence"]
    assert low == [(~sure & (before > 0) & (after > 0) & (after < 16)).sum()]
    assert "Confidence below 60 % on a map" in output.with_suffix(".html").read_text(encoding="utf-8")
    compared = low[0] + sum(expected_pairs(np.where(sure, before, 0), after).values())
    told = f"leave out {low[0] * PIXEL_M**2 / 1e4:.4f} ha, {100 * low[0] / compared:.1f} % of the ground"
    assert [told in warning for warning in progress.warnings].count(True) == 1, progress.warnings


def test_a_confidence_that_nothing_asks_for_is_told(compare, write_map, before, after, output, progress):
    compare(confidence_after=write_map(np.ones_like(before), "confidence.tif"))
    assert pairs_in(rows_of(output)) == expected_pairs(before, after)
    assert progress.warnings[0] == "MIN_CONFIDENCE is 0, so that every pixel counts, whatever its confidence."


def test_zones_that_part_the_map_sum_to_it(compare, output, tmp_path, progress):
    boxes = [
        shapely.box(LEFT + x, TOP - y - 15, LEFT + x + 20, TOP - y) for x in range(0, 80, 20) for y in range(0, 60, 15)
    ]
    names = [f"Zone {number}" for number in range(len(boxes))]
    zones = write_polygons(tmp_path / "z.gpkg", [*boxes, shapely.box(0, 0, 1, 1)], [*names, "Loin"], field="nom")
    compare(zones=zones)
    rows = rows_of(output)
    whole: Counter = Counter()
    parts: Counter = Counter()
    for row in rows:
        key = row["kind"], row["from_numero"], row["to_numero"]
        (parts if row["zone_id"] else whole)[key] += int(row["pixels"])
    assert parts.pop(("not_compared", "", "")) == 0 and parts == whole
    assert {row["zone"] for row in rows} == {"(whole map)", "Loin", *names}
    assert "Zones in which nothing was compared: Loin." in progress.warnings


def test_the_extent_limits_what_is_compared(compare, before, after, output):
    compare(extent=Extent(LEFT + 10, TOP - 30, LEFT + 40, TOP - 5))
    assert pairs_in(rows_of(output)) == expected_pairs(before[10:60, 20:80], after[10:60, 20:80])


def test_the_page_tells_gains_losses_and_doubts(compare, before, after, output, tmp_path):
    groups = tmp_path / "groups.csv"
    groups.write_text("numero,group\n1,<Built>\n3,<Built>\n9,Green\n12,Green\n", encoding="utf-8")
    page = output.with_suffix(".html")
    compare(report=str(page), groups=str(groups), min_area_m2=1.0)
    text = page.read_text(encoding="utf-8")
    assert "&lt;Built&gt;" in text and "In no group" in text and "data:image/png;base64," in text
    assert "their errors are in it" in text and "Most of it changed from" in text
    assert "Patches of one change smaller than 1 m², neither changed nor unchanged" in text
    assert "the pixels of the map after, the finer one or as fine as the other" in text


def test_equal_maps_have_no_change(compare, write_map, before, output):
    path = write_map(before, "before.tif")
    results = compare(before=path, after=path, report=str(output.with_suffix(".html")))
    assert results["changed_ha"] == 0 and {row["kind"] for row in rows_of(output)} == {"unchanged"}


def test_the_table_may_be_left_out_or_a_geopackage(compare, output):
    compare(table="")
    assert not output.with_suffix(".csv").exists()
    compare(table=str(output.with_suffix(".gpkg")))
    info = pyogrio.read_info(output.with_suffix(".gpkg"))
    assert info["geometry_type"] is None and list(info["fields"])[:3] == ["kind", "from_numero", "from_class"]


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"min_confidence": 101.0}, "MIN_CONFIDENCE is 101, but must be from 0 to 100"),
        ({"min_confidence": 50.0}, "no confidence is given; choose CONFIDENCE_BEFORE or CONFIDENCE_AFTER"),
        ({"min_area_m2": -1.0}, "MIN_AREA_M2 is -1"),
        ({"pixel_size_m": 0.0}, "PIXEL_SIZE_M is 0 m"),
        ({"before": "none.tif"}, "The map 'none.tif' does not exist"),
        ({"table": "changes.xlsx"}, r"must end in \.csv or \.gpkg"),
        ({"report": "page.pdf"}, r"must end in \.html"),
        ({"groups": "none.csv"}, r"The table of groups 'none\.csv' cannot be used"),
    ],
)
def test_bad_values_are_refused_with_one_sentence(compare, output, fields, words):
    with pytest.raises(InvalidInputError, match=words) as caught:
        compare(**fields)
    assert caught.value.message.endswith(".") and list(output.parent.iterdir()) == []


def test_unfit_maps_are_refused(compare, write_map, before, output, tmp_path, write_raster):
    cases = {
        "have no common ground": {"after": write_map(before, "far.tif", transform=from_origin(5, 5, 1, 1))},
        "it has 3 bands": {"after": str(write_raster(np.ones((3, 9, 9), np.uint8), "image.tif"))},
        "holds FLAIR": {"after": str(write_raster(before, "flair.tif", tags={"COSIA_CODES": "flair"}))},
        "no pixel where both show a CoSIA class": {"after": write_map(np.full_like(before, 19), "other.tif")},
        "is not the confidence of this map: it has": {
            "confidence_before": write_map(before[:50], "small.tif"),
            "min_confidence": 5.0,
        },
        "No pixel of the maps has a confidence of 50 % or more": {
            "confidence_before": write_map(np.ones_like(before), "shares.tif"),
            "min_confidence": 50.0,
        },
        "set the one that is missing": {"after": write_map(before, "nowhere.tif", crs=None)},
    }
    shapes, values = polygons_of(before)
    path = write_polygons(tmp_path / "p.gpkg", shapes, values)
    cases["has no field 'code'; it has: numero"] = {"before": path, "class_field": "code"}
    cases["CONFIDENCE_BEFORE is given, but"] = {
        "before": path,
        "confidence_before": write_map(before, "c.tif"),
        "min_confidence": 5.0,
    }
    for words, fields in cases.items():
        with pytest.raises(InvalidInputError, match=words) as caught:
            compare(**fields)
        assert caught.value.message.endswith(".") and list(output.parent.iterdir()) == []


def test_outputs_never_replace_what_is_read(write_map, before, after, output, progress):
    one, other = write_map(before, "before.tif"), write_map(after, "after.tif")
    with pytest.raises(InvalidInputError, match="would be written over"):
        run(CompareMapsJob(one, other, one), progress)
    with pytest.raises(InvalidInputError, match="would be written over"):
        run(
            CompareMapsJob(
                one, other, str(output), groups=str(output.with_name("g.csv")), table=str(output.with_name("g.csv"))
            ),
            progress,
        )


@pytest.mark.parametrize("share", [0.2, 0.5, 0.9])
def test_cancelling_leaves_what_was_there(compare, output, progress, share):
    output.write_text("former", encoding="utf-8")
    progress.cancel_at = share
    with pytest.raises(CancelledError):
        compare(report=str(output.with_suffix(".html")), min_area_m2=2.0)
    assert [path.name for path in output.parent.iterdir()] == [output.name]
    assert output.read_text(encoding="utf-8") == "former"
