"""Accuracy of maps against rasters, polygons, points and samples: what counts, what is left out, what is written."""

import csv
import re

import numpy as np
import pyogrio
import pytest
import shapely
from rasterio.transform import from_origin
from rasterio.warp import transform
from sklearn import metrics as sklearn_metrics

from cosia.core.errors import CancelledError, InvalidInputError
from cosia.core.jobs import AssessAccuracyJob, DrawSampleJob
from cosia.core.pipelines import draw_sample
from cosia.core.pipelines.assess_accuracy import run
from cosia.core.raster import class_map
from cosia.core.training.metrics import confusion_matrix, measure_accuracy
from tests.core.edited_layers import change

PIXEL_M = 0.5
ORIGIN = (420_000.0, 6_710_000.0)
GEOREFERENCE = from_origin(*ORIGIN, PIXEL_M, PIXEL_M)


@pytest.fixture(autouse=True)
def small_windows(monkeypatch):
    monkeypatch.setattr(class_map, "WINDOW_WIDTH_PX", 64)
    monkeypatch.setattr(class_map, "WINDOW_HEIGHT_PX", 32)


@pytest.fixture(scope="module")
def truth():
    cells = np.random.default_rng(1).choice([1, 3, 6, 9, 12], (12, 16), p=[0.1, 0.2, 0.1, 0.25, 0.35])
    return np.kron(cells, np.ones((10, 10))).astype(np.uint8)


@pytest.fixture(scope="module")
def mapped(truth):
    """The truth with a fifth of its cells of 4 px wrong, a class more, a border without data and a foreign code."""
    generator = np.random.default_rng(2)
    other = np.kron(generator.choice([1, 3, 6, 9, 12, 14], (30, 40)), np.ones((4, 4)))
    wrong = np.kron(generator.random((30, 40)) < 0.2, np.ones((4, 4))) > 0
    mapped = np.where(wrong, other, truth).astype(np.uint8)
    mapped[:, -7:] = 0
    mapped[0, :5] = 18
    return mapped


@pytest.fixture
def classification(write_raster, mapped):
    return str(write_raster(mapped, "map.tif", transform=GEOREFERENCE, nodata=0))


@pytest.fixture
def output(tmp_path):
    (tmp_path / "out").mkdir()
    return tmp_path / "out" / "matrix é.csv"


@pytest.fixture
def assess(classification, output, progress):
    """A function that runs a job and returns its results."""

    def assess(reference, **fields):
        values = {"classification": classification, "output": str(output), "block_size_m": 10.0, **fields}
        return run(AssessAccuracyJob(reference=str(reference), **values), progress)

    return assess


@pytest.fixture
def write_points(tmp_path):
    """A function that writes points with a class and returns the path."""

    def write(points, values, field="numero", crs="EPSG:2154", name="points.gpkg", **more):
        path = tmp_path / name
        columns = {field: np.asarray(values), **{key: np.asarray(value) for key, value in more.items()}}
        shapes = shapely.to_wkb(shapely.points(np.asarray(points, float)))
        options = {"geometry_type": "Point", "crs": crs, "driver": "GPKG"}
        pyogrio.raw.write(path, shapes, list(columns.values()), list(columns), layer="points", **options)
        return str(path)

    return write


def table(path):
    with open(path, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def matrix_of(path):
    """The counts of a table, and its totals by row and by column."""
    rows = table(path)
    counts = np.array([[int(row[f"map_{numero}"]) for numero in range(1, 16)] for row in rows])
    return counts[:-1], np.array([int(row["total"]) for row in rows]), counts[-1]


def centres(rows, columns):
    return np.column_stack([ORIGIN[0] + (columns + 0.5) * PIXEL_M, ORIGIN[1] - (rows + 0.5) * PIXEL_M])


def expected_matrix(truth, mapped):
    return confusion_matrix(np.where(truth > 15, 0, truth), np.where(mapped > 15, 0, mapped))


# Rasters


def test_a_raster_on_the_same_grid_gives_the_figures_of_scikit_learn(assess, write_raster, truth, mapped, output):
    results = assess(write_raster(truth, "truth.tif", transform=GEOREFERENCE))
    known = (mapped > 0) & (mapped <= 15)
    true, answer = truth[known], mapped[known]
    counts, totals, by_map = matrix_of(output)
    labels = np.arange(1, 16)
    np.testing.assert_array_equal(counts, sklearn_metrics.confusion_matrix(true, answer, labels=labels))
    assert totals.tolist() == [*counts.sum(axis=1), counts.sum()] and by_map.tolist() == counts.sum(axis=0).tolist()
    present = np.unique(true)
    precision, recall, f_score, _support = sklearn_metrics.precision_recall_fscore_support(
        true, answer, labels=present, zero_division=0
    )
    iou = sklearn_metrics.jaccard_score(true, answer, labels=present, average=None)
    expected = {
        "oa": 100 * sklearn_metrics.accuracy_score(true, answer),
        "miou": 100 * iou.mean(),
        "mfscore": 100 * f_score.mean(),
        "mprecision": 100 * precision.mean(),
        "mrecall": 100 * recall.mean(),
        "miou_15": 100 * iou.sum() / 15,
        "kappa": 100 * sklearn_metrics.cohen_kappa_score(true, answer),
    }
    assert {name: results[name] for name in expected} == pytest.approx(expected)
    assert results["compared"] == known.sum()
    rows = {int(row["numero"]): row for row in table(output)[:-1]}
    assert [float(rows[numero]["iou"]) for numero in present] == pytest.approx(100 * iou, abs=1e-4)
    assert rows[14]["iou"] == "" and rows[14]["precision"] == "", "Plowed land is on the map only"


def test_another_grid_in_another_system_is_looked_up_at_the_pixels_centres(assess, write_raster, truth, mapped, output):
    # 0.37 m in UTM 31: each centre of the map is looked up, nothing is resampled.
    (left,), (top,) = transform("EPSG:2154", "EPSG:32631", [ORIGIN[0] - 30], [ORIGIN[1] + 40])
    fine = np.random.default_rng(4).integers(0, 16, (500, 500), np.uint8)
    other = from_origin(left, top, 0.37, 0.37)
    results = assess(write_raster(fine, "other.tif", transform=other, crs="EPSG:32631"))
    rows, columns = np.indices(mapped.shape)
    x, y = centres(rows.ravel(), columns.ravel()).T
    xs, ys = transform("EPSG:2154", "EPSG:32631", x, y)
    there = [~other @ at for at in zip(xs, ys)]
    found = np.array([fine[int(row), int(column)] for column, row in there], np.uint8).reshape(mapped.shape)
    np.testing.assert_array_equal(matrix_of(output)[0], expected_matrix(found, mapped))
    assert results["compared"] == expected_matrix(found, mapped).sum()


def test_codes_that_are_no_class_are_counted_and_told(assess, write_raster, truth, mapped, progress, output):
    foreign = truth.copy()
    foreign[50:60, 20:40], foreign[70, :3] = 16, 19
    assess(write_raster(foreign, "truth.tif", transform=GEOREFERENCE))
    assert any(
        "truth.tif' holds codes that are no CoSIA class" in told and "16 (200), 19 (3)" in told
        for told in progress.warnings
    )
    assert any("map.tif' holds codes" in told and "18 (5)" in told for told in progress.warnings)
    np.testing.assert_array_equal(matrix_of(output)[0], expected_matrix(foreign, mapped))


@pytest.fixture
def mask(tmp_path):
    """Rows 10 to 40 and columns 0 to 60."""
    path = tmp_path / "mask.gpkg"
    box = shapely.to_wkb(np.array([shapely.box(ORIGIN[0], ORIGIN[1] - 20, ORIGIN[0] + 30, ORIGIN[1] - 5)]))
    pyogrio.raw.write(path, box, [], [], geometry_type="Polygon", crs="EPSG:2154")
    return str(path)


def test_only_inside_the_mask(assess, write_raster, truth, mapped, mask, output):
    assess(write_raster(truth, "truth.tif", transform=GEOREFERENCE), mask=mask)
    np.testing.assert_array_equal(matrix_of(output)[0], expected_matrix(truth[10:40, :60], mapped[10:40, :60]))


def test_codes_that_are_no_class_count_where_the_other_side_has_a_class(
    assess, write_raster, write_points, truth, mapped, mask, progress
):
    foreign, other = truth.copy(), mapped.copy()
    foreign[39:60, :] = 16  # the first row of them lies in the mask
    foreign[12, :4] = 0
    other[12, :7], other[30, :7], other[35, :9] = 17, 0, 18
    foreign[30, :8] = 19
    classification = str(write_raster(other, "other.tif", transform=GEOREFERENCE, nodata=0))
    assess(write_raster(foreign, "truth.tif", transform=GEOREFERENCE), mask=mask, classification=classification)
    told = [one.partition("left out: ")[2] for one in progress.warnings]
    assert told == ["16 (60), 19 (1).", "18 (9), 17 (3)."]
    points = write_points(centres(np.array([20, 20, 80, 90]), np.array([5, 6, 5, 6])), [9, 77, 77, 78])
    progress.warnings.clear()
    assert assess(points, mask=mask)["compared"] == 1
    assert [one.partition("left out: ")[2] for one in progress.warnings if "left out" in one] == ["77 (1)."]


def test_figures_in_long_form_have_intervals(assess, write_raster, truth, tmp_path, output):
    figures = output.with_name("figures.csv")
    results = assess(write_raster(truth, "truth.tif", transform=GEOREFERENCE), figures=str(figures), language="fr")
    rows = {(row["figure"], row["numero"]): row for row in table(figures)}
    assert float(rows["miou", ""]["value"]) == pytest.approx(results["miou"], abs=1e-4)
    for row in (rows["oa", ""], rows["kappa", ""], rows["f_score", "12"], rows["recall", "9"]):
        assert float(row["low"]) < float(row["value"]) < float(row["high"])
    assert rows["iou", "9"]["class"] == "Feuillu" and rows["iou", "7"]["value"] == ""
    assert not any(name.endswith("area") for name, _numero in rows)
    assert sorted(path.name for path in output.parent.iterdir()) == ["figures.csv", "matrix é.csv"]


# Polygons


def write_polygons(path, shapes, values, crs="EPSG:2154"):
    geometries = shapely.to_wkb(np.array(shapes, dtype=object))
    options = {"geometry_type": "Polygon", "crs": crs, "driver": "GPKG"}
    pyogrio.raw.write(path, geometries, [np.array(values, dtype=object)], ["classe"], layer="zones", **options)
    return path


def squares(*corners):
    """Squares of 10 × 10 px at columns and rows of pixels."""
    return [
        shapely.box(
            ORIGIN[0] + c * PIXEL_M,
            ORIGIN[1] - (r + 10) * PIXEL_M,
            ORIGIN[0] + (c + 10) * PIXEL_M,
            ORIGIN[1] - r * PIXEL_M,
        )
        for c, r in corners
    ]


def test_polygons_are_true_at_the_pixels_centres(assess, mapped, tmp_path, output, progress):
    corners = [(10, 10), (40, 50), (90, 80), (120, 20)]
    path = write_polygons(tmp_path / "zones.gpkg", squares(*corners), ["Feuillu", "Building", "coupe", None])
    assess(path, class_field="classe")
    labels = np.zeros(mapped.shape, np.uint8)
    labels[10:20, 10:20], labels[50:60, 40:50] = 9, 1
    np.testing.assert_array_equal(matrix_of(output)[0], expected_matrix(labels, mapped))
    assert any("coupe (100)" in told for told in progress.warnings)
    assert any("have no class are left out: 1" in told for told in progress.warnings)


def test_numbers_that_come_as_fractions_are_told_whole(assess, tmp_path, progress):
    path, shapes = tmp_path / "zones.gpkg", shapely.to_wkb(np.array(squares((10, 10), (40, 50), (60, 60), (80, 80))))
    values = [np.array([9, 16, np.nan, 0])]
    pyogrio.raw.write(path, shapes, values, ["numero"], geometry_type="Polygon", crs="EPSG:2154")
    assert assess(path)["compared"] == 100
    assert any("left out: 16 (100)." in told for told in progress.warnings)
    assert any("have no class are left out: 2" in told for told in progress.warnings)


def test_overlaps_of_unlike_polygons_are_told(assess, tmp_path, progress):
    path = write_polygons(tmp_path / "zones.gpkg", squares((10, 10), (15, 10), (60, 60)), ["Feuillu", "Pelouse", "9"])
    assess(path, class_field="classe")
    assert any("on 12.50 m² in all (pairs: 1), most at features 1 and 2" in told for told in progress.warnings)


# Points


def test_points_are_compared_with_the_pixel_that_they_lie_in(assess, write_points, mapped, output, progress):
    generator = np.random.default_rng(6)
    rows, columns = generator.integers(0, 120, 60), generator.integers(0, 160, 60)
    values = generator.integers(1, 16, 60).astype(float)
    values[:4] = np.nan, np.nan, np.nan, 0
    jitter = generator.uniform(-0.24, 0.24, (60, 2))
    points = np.vstack([centres(rows, columns) + jitter, [[0.0, 0.0]]])
    assess(write_points(points, [*values, 3]))
    truth = np.nan_to_num(values).astype(np.uint8)
    np.testing.assert_array_equal(matrix_of(output)[0], expected_matrix(truth, mapped[rows, columns]))
    assert any("that have no class yet are left out: 4." in told for told in progress.warnings)
    assert any("lie outside the classification are left out: 1." in told for told in progress.warnings)


def test_points_in_another_system_find_their_pixel(assess, write_points, mapped, output):
    rows, columns = np.array([5, 50, 100]), np.array([5, 80, 140])
    x, y = centres(rows, columns).T
    degrees = np.column_stack(transform("EPSG:2154", "EPSG:4326", x, y))
    assess(write_points(degrees, ["Bâtiment", "water", "vigne"], field="classe", crs="EPSG:4326"), class_field="classe")
    np.testing.assert_array_equal(matrix_of(output)[0], expected_matrix(np.uint8([1, 6, 11]), mapped[rows, columns]))


# Stratified random samples


@pytest.fixture
def sample(classification, tmp_path, progress, truth):
    """A function that draws a sample, interprets it by the truth, and returns its path."""

    def make(count=300, interpreted="1", **fields):
        path = tmp_path / "sample.gpkg"
        draw_sample.run(
            DrawSampleJob(**{"classification": classification, "output": str(path), "count": count, **fields}), progress
        )
        _meta, fids, geometries, _columns = pyogrio.raw.read(path, layer="sample", return_fids=True)
        x, y = shapely.get_coordinates(shapely.from_wkb(geometries)).T
        rows, columns = ((ORIGIN[1] - y) / PIXEL_M).astype(int), ((x - ORIGIN[0]) / PIXEL_M).astype(int)
        change(
            path,
            *(
                f"UPDATE sample SET numero = {numero}, auteur = 'Ada' WHERE fid = {fid} AND {interpreted}"
                for fid, numero in zip(fids, truth[rows, columns])
            ),
        )
        return str(path)

    return make


def test_a_sample_estimates_the_whole_map(assess, sample, truth, mapped, output):
    figures = output.with_name("figures.csv")
    results = assess(sample(count=1500), figures=str(figures))
    exact = measure_accuracy(expected_matrix(truth, mapped))
    rows = {(row["figure"], row["numero"]): row for row in table(figures)}
    for name, value in (("oa", exact.overall), ("miou", exact.miou), ("mrecall", exact.mrecall)):
        row = rows[name, ""]
        assert float(row["value"]) == pytest.approx(results[name], abs=1e-4)
        assert abs(results[name] - value) < 3 * float(row["standard_error"])
    covered = (mapped > 0) & (mapped < 16)
    for numero in (1, 3, 6, 9, 12):
        row = rows["true_area", str(numero)]
        area_ha = (truth[covered] == numero).sum() * PIXEL_M**2 / 1e4
        assert abs(float(row["value"]) - area_ha) < 3.5 * float(row["standard_error"]) and row["unit"] == "ha"
        mapped_ha = (mapped == numero).sum() * PIXEL_M**2 / 1e4
        assert float(rows["mapped_area", str(numero)]["value"]) == pytest.approx(mapped_ha, abs=1e-4)
    assert matrix_of(output)[0].sum() == 1500


def test_a_sample_of_all_pixels_is_the_confusion_matrix(assess, sample, truth, mapped, output, tmp_path):
    mask = tmp_path / "mask.gpkg"
    box = shapely.to_wkb(np.array([shapely.box(ORIGIN[0], ORIGIN[1] - 15, ORIGIN[0] + 30, ORIGIN[1])]))
    pyogrio.raw.write(mask, box, [], [], geometry_type="Polygon", crs="EPSG:2154")
    truth, mapped = truth[:30, :60], mapped[:30, :60]
    pixels = int(((mapped > 0) & (mapped < 16)).sum())
    results = assess(sample(count=pixels, mask=str(mask)), mask=str(mask))
    exact = measure_accuracy(expected_matrix(truth, mapped))
    assert (results["oa"], results["kappa"]) == pytest.approx((exact.overall, exact.kappa))
    np.testing.assert_array_equal(matrix_of(output)[0], expected_matrix(truth, mapped))


def test_a_sample_of_another_map_of_the_same_pixels_keeps_its_weights(
    assess, sample, write_raster, truth, mapped, progress, output
):
    better = np.where((mapped > 0) & (mapped < 16), truth, mapped)
    better[60:70, 20:50] = 6
    figures = output.with_name("figures.csv")
    path = str(write_raster(better, "better.tif", transform=GEOREFERENCE, nodata=0))
    results = assess(sample(count=1000), classification=path, figures=str(figures))
    assert any("'sample.gpkg' was drawn from another map than 'better.tif'" in told for told in progress.warnings)
    exact = measure_accuracy(expected_matrix(truth, better))
    error = next(float(row["standard_error"]) for row in table(figures) if row["figure"] == "oa")
    assert 0 < abs(results["oa"] - exact.overall) < 3 * error


def test_a_mask_of_the_sample_is_needed_again(assess, sample, tmp_path):
    mask = tmp_path / "mask.gpkg"
    box = shapely.to_wkb(np.array([shapely.box(ORIGIN[0], ORIGIN[1] - 40, ORIGIN[0] + 50, ORIGIN[1])]))
    pyogrio.raw.write(mask, box, [], [], geometry_type="Polygon", crs="EPSG:2154")
    path = sample(mask=str(mask))
    assert assess(path, mask=str(mask))["compared"] == 300
    with pytest.raises(InvalidInputError, match=r"was drawn from other ground than 'map\.tif' covers.*and the MASK"):
        assess(path)


@pytest.mark.parametrize(
    ("statement", "words"),
    [
        ("UPDATE sample SET stratum_pixels = 5 + stratum_points WHERE stratum = 3", "other ground"),
        ("UPDATE sample SET geom = (SELECT geom FROM sample WHERE stratum = 12) WHERE stratum = 1",
         "do not lie on the class of 'map.tif' that they were drawn from"),
        ("UPDATE sample SET stratum_pixels = 77 WHERE fid = 8", "'stratum_pixels' was changed: feature 8 has 77"),
        ("DELETE FROM sample WHERE stratum = 6", "and leave no class of it out"),
    ],
)  # fmt: skip
def test_samples_that_were_changed_are_refused(assess, sample, output, statement, words):
    path = sample()
    change(path, "DROP TRIGGER IF EXISTS rtree_sample_geom_update1", statement)
    with pytest.raises(InvalidInputError, match=words):
        assess(path)
    assert list(output.parent.iterdir()) == []


def test_points_that_nobody_interpreted_are_told(assess, sample, progress):
    assert assess(sample(interpreted="fid > 50"))["compared"] == 250
    assert any("that have no class yet are left out: 50." in told for told in progress.warnings)


def test_a_sample_that_nobody_interpreted_is_refused(assess, sample):
    with pytest.raises(InvalidInputError, match="interpret its points first"):
        assess(sample(interpreted="0"))


def test_a_sample_that_was_drawn_elsewhere_is_told_by_its_field(assess, write_points, truth, mapped, output):
    generator = np.random.default_rng(8)
    places = [generator.choice(np.flatnonzero(mapped == numero), 60, replace=False) for numero in (1, 3, 6, 9, 12, 14)]
    rows, columns = np.divmod(np.concatenate(places), mapped.shape[1])
    path = write_points(centres(rows, columns), truth[rows, columns], drawn_from=mapped[rows, columns])
    figures = output.with_name("figures.csv")
    results = assess(path, strata_field="drawn_from", figures=str(figures))
    exact = measure_accuracy(expected_matrix(truth, mapped))
    found = {row["figure"]: row for row in table(figures) if not row["numero"]}
    assert abs(results["oa"] - exact.overall) < 3 * float(found["oa"]["standard_error"])
    counted = assess(path)
    assert counted["oa"] == pytest.approx(100 * (truth[rows, columns] == mapped[rows, columns]).mean())
    assert results["oa"] != pytest.approx(counted["oa"], abs=0.1), "equal points of unequal classes need weights"


def test_a_field_that_is_no_stratum_is_refused(assess, write_points, truth, mapped):
    rows, columns = np.divmod(np.flatnonzero(mapped == 9)[:20], mapped.shape[1])
    path = write_points(centres(rows, columns), truth[rows, columns], drawn=[12] * 20, word=["x"] * 20)
    with pytest.raises(InvalidInputError, match=r"20 of 20 points .* field 'drawn' was changed"):
        assess(path, strata_field="drawn")
    with pytest.raises(InvalidInputError, match=r"STRATA_FIELD is 'word', but feature 1 of .* no CoSIA class there"):
        assess(path, strata_field="word")


# The page


@pytest.mark.parametrize(
    ("kind", "language"), [("raster", "en"), ("polygons", "en"), ("points", "en"), ("sample", "en"), ("sample", "fr")]
)
def test_the_page_stands_alone_and_tells_what_was_measured(
    assess, sample, write_raster, write_points, truth, tmp_path, output, kind, language
):
    make = {
        "raster": lambda: write_raster(truth, "truth.tif", transform=GEOREFERENCE),
        "polygons": lambda: write_polygons(tmp_path / "zones.gpkg", squares((10, 10), (40, 50)), ["9", "1"]),
        "points": lambda: write_points(centres(np.arange(50), np.arange(50)), [9] * 50, field="classe"),
        "sample": sample,
    }
    page = output.with_name("page.html")
    field = "numero" if kind == "sample" else "classe"
    results = assess(make[kind](), report=str(page), class_field=field, language=language)
    text = page.read_text(encoding="utf-8")
    assert text.startswith("<!doctype html>") and f'lang="{language}"' in text
    assert not re.findall(r"https?://(?!www\.w3\.org|purl\.org|creativecommons\.org|matplotlib\.org)", text)
    assert "<script" not in text and "@import" not in text
    assert f"{results['oa']:.1f}" in text and f"{results['miou_15']:.1f}" in text
    assert ("Feuillu" if language == "fr" else "Deciduous") in text
    assert ("True areas" in text) is (kind == "sample")
    assert not re.search(r"\bnan\b", re.sub("<svg.*?</svg>", "", text, flags=re.DOTALL), re.IGNORECASE)
    assert text.count("<svg") == (4 if kind == "sample" else 3)


def test_what_weakens_a_sample_is_told_and_stands_in_the_page(assess, sample, output, progress):
    page, figures = output.with_name("page.html"), output.with_name("figures.csv")
    rest = "(stratum != 14 AND (stratum != 6 OR fid = (SELECT min(fid) FROM sample WHERE stratum = 6)))"
    assess(sample(interpreted=rest), report=str(page), figures=str(figures))
    for text in (page.read_text(encoding="utf-8"), "\n".join(progress.warnings)):
        assert "only one point of these classes of the map is interpreted: Water;" in text
        assert re.search(r"nothing is said of their ground, \d+\.\d\d % of the map: Plowed land\.", text)
        assert re.search("Fewer than 30 points are truly of these classes.*: .*Building", text)
    rows = table(figures)
    assert rows and not any(row["standard_error"] or row["low"] for row in rows)


def test_the_page_of_a_map_that_is_its_own_reference_claims_no_certainty(assess, classification, output):
    page = output.with_name("page.html")
    assert assess(classification, report=str(page))["oa"] == 100
    text = page.read_text(encoding="utf-8")
    assert "There are no intervals: all that was compared agrees" in text and 'class="interval">' not in text


def test_the_page_tells_why_there_are_no_intervals(assess, write_raster, truth, output):
    page = output.with_name("page.html")
    assess(write_raster(truth, "truth.tif", transform=GEOREFERENCE), report=str(page), block_size_m=1000.0)
    text = page.read_text(encoding="utf-8")
    assert "There are no intervals: too few blocks of 1000 m hold some of the reference (1)" in text
    assert 'class="interval">' not in text


def test_features_without_a_place_are_left_out(assess, tmp_path, mapped, output):
    points = [shapely.Point(*centres(np.array([5]), np.array([6]))[0]), shapely.Point(), shapely.MultiPoint()]
    path = tmp_path / "points.gpkg"
    values = [np.array([9, 9, 9])]
    pyogrio.raw.write(path, shapely.to_wkb(points), values, ["numero"], geometry_type="Unknown", crs="EPSG:2154")
    assess(path)
    np.testing.assert_array_equal(matrix_of(output)[0], expected_matrix(np.uint8([9]), mapped[[5], [6]]))


# Wrong input


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"reference": "/nowhere/truth.tif"}, r"'/nowhere/truth\.tif' does not exist; give a raster of classes"),
        ({"classification": "/nowhere/map.tif"}, r"'/nowhere/map\.tif' cannot be opened"),
        ({"block_size_m": 0.0}, "BLOCK_SIZE_M is 0 m, but must be above 0"),
        ({"block_size_m": float("nan")}, "BLOCK_SIZE_M is nan m"),
        ({"seed": -1}, "SEED holds -1, but seeds are whole numbers from 0"),
        ({"class_field": "code"}, "has no field 'code'; it has: numero"),
        ({"strata_field": "layer"}, "has no field 'layer'"),
        ({"output": "/tmp/matrix.txt"}, r"must end in \.csv"),
        ({"report": "/tmp/page.pdf"}, r"must end in \.html"),
        ({"report": "/nowhere/page.html"}, "The folder '/nowhere' does not exist"),
    ],
)
def test_each_wrong_input_has_its_sentence(assess, write_points, output, fields, words):
    reference = write_points(centres(np.arange(9), np.arange(9)), [9] * 9)
    with pytest.raises(InvalidInputError, match=words) as caught:
        assess(**{"reference": reference, **fields})
    assert "\n" not in caught.value.message
    assert list(output.parent.iterdir()) == []


def test_outputs_of_one_name_are_refused(assess, write_points, output):
    reference = write_points(centres(np.arange(9), np.arange(9)), [9] * 9)
    with pytest.raises(InvalidInputError, match="OUTPUT and FIGURES are both"):
        assess(reference, figures=str(output))
    with pytest.raises(InvalidInputError, match="would be written over a file that is read"):
        assess(str(output), figures="")


def test_a_reference_elsewhere_is_refused(assess, write_raster, truth, write_points, tmp_path):
    far = from_origin(900_000, 6_300_000, 0.5, 0.5)
    with pytest.raises(InvalidInputError, match=r"does not touch the classification 'map\.tif'"):
        assess(write_raster(truth, "truth.tif", transform=far))
    with pytest.raises(InvalidInputError, match=r"names no class where the classification 'map\.tif' has one"):
        assess(write_points([[900_000, 6_300_000]], [9]))
    with (
        pytest.raises(InvalidInputError, match="have no coordinate reference system"),
        pytest.warns(UserWarning, match="'crs' was not provided"),
    ):
        assess(write_points([[420_001, 6_709_999]], [9], crs=None, name="bare.gpkg"))


def test_points_that_are_not_where_they_say_are_refused(assess, write_points):
    with pytest.raises(InvalidInputError, match="Coordinates in EPSG:4326 cannot be transformed to EPSG:2154"):
        assess(write_points(centres(np.arange(9), np.arange(9)), [9] * 9, crs="EPSG:4326"))


def test_a_reference_of_other_codes_only_is_refused(assess, write_raster, truth):
    with pytest.raises(InvalidInputError, match=r"codes that are no CoSIA class \(16\) and no other"):
        assess(write_raster(np.full_like(truth, 16), "truth.tif", transform=GEOREFERENCE))


def test_lines_are_no_reference(assess, tmp_path):
    lines = shapely.to_wkb(np.array([shapely.LineString([(420_000, 6_710_000), (420_010, 6_709_990)])]))
    path = tmp_path / "lines.gpkg"
    pyogrio.raw.write(path, lines, [np.array([1])], ["numero"], geometry_type="LineString", crs="EPSG:2154")
    with pytest.raises(InvalidInputError, match="holds neither polygons nor points with a class in the field 'numero'"):
        assess(path)


@pytest.mark.parametrize("at", [0.0, 0.9, 1.0])
def test_cancelling_leaves_nothing(assess, write_raster, truth, progress, output, at):
    progress.cancel_at = at
    with pytest.raises(CancelledError):
        assess(write_raster(truth, "truth.tif", transform=GEOREFERENCE), report=str(output.with_name("page.html")))
    assert list(output.parent.iterdir()) == []


def test_one_class_everywhere_has_no_kappa(assess, write_raster, output):
    ones = str(write_raster(np.ones((40, 40), np.uint8), "ones.tif", transform=GEOREFERENCE))
    results = assess(
        ones, classification=str(write_raster(np.ones((40, 40), np.uint8), "same.tif", transform=GEOREFERENCE))
    )
    assert results["oa"] == results["miou"] == 100 and "kappa" not in results
