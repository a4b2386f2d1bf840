"""Compare normalisations on small real files: the maps are those of classify, and the page tells everything."""

import re
from pathlib import Path

import numpy as np
import pyogrio
import pytest
import rasterio
import shapely

from cosia.core.errors import CancelledError, InvalidInputError, ModelError
from cosia.core.jobs import ClassifyJob, CompareNormalisationsJob, Extent, StackBandsJob
from cosia.core.model.normalisation_trial import Trial
from cosia.core.nomenclature import CLASSES
from cosia.core.pipelines import classify, compare_normalisations, stack_bands
from cosia.core.raster.statistics import Statistics

RESOURCES = Path(__file__).parents[3] / "resources"
ROLES = ("red", "green", "blue", "nir")
NAMES = ("norma-01", "norma-source", "norma-target")


@pytest.fixture(scope="module")
def model(write_model):
    return str(write_model())


@pytest.fixture
def scene(write_raster):
    """A blotchy 4-band scene of 200 × 160 px whose first 60 columns hold no data."""
    coarse = np.random.default_rng(5).integers(1, 255, (4, 10, 13))
    pixels = coarse.repeat(16, axis=1).repeat(16, axis=2)[:, :160, :200].astype(np.uint8)
    pixels[:, :, :60] = 0
    return write_raster(pixels, roles=ROLES, nodata=0)


@pytest.fixture
def run(progress, tmp_path, scene, model, monkeypatch):
    """A function that runs a job; returns its results, the page and the trials."""
    folder = tmp_path / "out"
    folder.mkdir()
    trials = {}
    try_normalisation = compare_normalisations.try_normalisation

    def remember(normalisation, *rest):
        trials[normalisation.name] = try_normalisation(normalisation, *rest)
        return trials[normalisation.name]

    monkeypatch.setattr(compare_normalisations, "try_normalisation", remember)

    def run_job(**options):
        trials.clear()
        values = {"input": str(scene), "report": str(folder / "page.html"), "model": model, **options}
        result = compare_normalisations.run(CompareNormalisationsJob(**values), progress)
        return result, Path(values["report"]).read_text(encoding="utf-8"), dict(trials)

    return run_job


def text_of(page):
    """What a reader sees."""
    page = re.sub(r"<(style|svg).*?</\1>", " ", page, flags=re.S)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", page)).replace("&#39;", "'")


def test_all_three_are_tried_and_shown(run, progress):
    result, page, trials = run()
    assert tuple(trials) == NAMES and result["recommended"] in ("norma-source", "norma-target")
    text = text_of(page)
    assert f"Recommended: {result['recommended']}" in text
    for trial in trials.values():
        assert f"{trial.confidence:.1f}" in text and f"{trial.entropy:.1f}" in text
        assert f"{max(trial.distances):.2f}" in text
    assert f"{trials['norma-01'].agreement(trials['norma-target']):.1f}" in text
    assert page.count("data:image/png;base64") == 4 and page.count("<svg") >= 2
    assert any(result["recommended"] in message for message in progress.messages)
    assert 'src="http' not in page and "<script" not in page


@pytest.mark.parametrize("resampled", [False, True])
@pytest.mark.parametrize("name", NAMES)
def test_the_maps_are_those_that_classify_makes(run, progress, tmp_path, scene, write_model, name, resampled):
    model = str(write_model("coarser", pixel_size_m=0.3))
    _result, page, trials = run(model=model, resample_to_model=resampled)
    output = tmp_path / "map.tif"
    job = ClassifyJob(str(scene), str(output), model=model, normalisation=name, resample_to_model=resampled)
    classify.run(job, progress)
    with rasterio.open(output) as dataset:
        assert (dataset.read(1) == trials[name].maps[0]).mean() > 0.999
    assert ("The network saw pixels of 0.3 m" in text_of(page)) is resampled
    assert any("Set RESAMPLE_TO_MODEL" in warning for warning in progress.warnings) is not resampled


def test_what_one_of_them_does_not_use_goes_without_saying(run, progress, tmp_path):
    statistics = tmp_path / "statistics.json"
    statistics.write_text(Statistics(ROLES, (90.0,) * 4, (30.0,) * 4, 9, "8-bit").to_json())
    run(statistics=str(statistics), scale_min=0.0, scale_max=5000.0)
    assert not any("not use" in message for message in progress.messages)


def test_figures_of_a_trial_are_those_of_its_definition():
    maps = (np.array([[1, 1, 0]], np.uint8), np.array([[2, 15]], np.uint8))
    other = (np.array([[1, 3, 0]], np.uint8), np.array([[2, 15]], np.uint8))
    one, two = (Trial(None, each, 0.0, 0.0, ()) for each in (maps, other))
    assert one.class_shares()[[0, 1, 14]].tolist() == [50.0, 25.0, 25.0] and one.class_shares().sum() == 100.0
    assert one.agreement(two) == 75.0


def test_what_the_encoding_forbids_is_shown_with_its_reason(run, write_raster):
    pixels = np.random.default_rng(2).integers(200, 4000, (4, 100, 100)).astype(np.uint16)
    scene = write_raster(pixels, "reflectance.tif", ROLES, {"COSIA_ENCODING": "reflectance"})
    result, page, trials = run(input=str(scene))
    assert tuple(trials) == ("norma-01", "norma-target") and result["recommended"] == "norma-target"
    assert "norma-source Not applicable. norma-source would apply statistics of 8-bit values" in text_of(page)
    _result, _page, trials = run(input=str(scene), scale_min=0.0, scale_max=5000.0)
    assert tuple(trials) == NAMES


def test_a_reference_decides_and_its_accuracies_are_printed(run, scene, write_raster):
    _result, _page, trials = run()
    for name, other in (("norma-01", 0), ("norma-target", 99)):
        labels = trials[name].maps[0].copy()
        labels[:40] = other
        reference = write_raster(labels, "reference.tif")
        result, page, _trials = run(reference=str(reference))
        assert result["recommended"] == name
        text = text_of(page)
        assert "Accuracy against reference.tif" in text and "100.0" in text
        assert ("left out: 99 (8000)" in text) is (other == 99)


def test_polygons_in_another_field_serve_as_reference(run, tmp_path):
    with_class = {1: shapely.box(420_014, 6_709_970, 420_030, 6_710_000)}
    zones = tmp_path / "zones.gpkg"
    pyogrio.raw.write(
        zones,
        shapely.to_wkb(np.array(list(with_class.values()), object)),
        [np.array(["Culture"], object)],
        ["classe"],
        geometry_type="Polygon",
        crs="EPSG:2154",
    )
    _result, page, _trials = run(reference=str(zones), class_field="classe")
    assert "Agricultural land" in text_of(page) and "over the 1 classes" in text_of(page)
    with pytest.raises(InvalidInputError, match="has no field 'numero'; it has: classe"):
        run(reference=str(zones))


def test_a_demonstration_model_is_named_as_such(run, write_model, progress):
    _result, page, _trials = run(model=str(write_model("demo", demonstration=True)))
    assert "DEMONSTRATION" in text_of(page) and any("DEMONSTRATION" in told for told in progress.warnings)


def test_a_model_trained_with_norma_01_is_fed_so(run, write_model):
    model = str(write_model("unit", normalisation="norma-01", means=(), deviations=()))
    result, page, trials = run(model=model)
    assert result["recommended"] == "norma-01" and tuple(trials) == ("norma-01", "norma-target")
    assert "does not say what its training data looked like" in text_of(page)


def test_the_page_speaks_french_names_in_french(run):
    _result, page, trials = run(language="fr")
    names = [cls.french for cls in CLASSES if trials["norma-source"].class_shares()[cls.numero - 1] > 0]
    assert all(name in page for name in names) and '<html lang="fr">' in page


@pytest.mark.parametrize(
    ("options", "error", "words"),
    [
        ({"report": "page.pdf"}, InvalidInputError, r"page\.pdf' must end in \.html"),
        ({"crops": 0}, InvalidInputError, "CROPS is 0"),
        ({"extent": Extent(0, 0, 1, 1)}, InvalidInputError, "lies outside the raster"),
        ({"extent": Extent(420_000, 6_709_990, 420_008, 6_710_000)}, InvalidInputError, "no valid pixel there"),
        ({"reference": "nowhere.tif"}, InvalidInputError, r"nowhere\.tif' does not exist"),
        ({"statistics": "nowhere.json"}, InvalidInputError, r"nowhere\.json"),
        ({"scale_min": 5.0}, InvalidInputError, "SCALE_MIN is set without SCALE_MAX"),
        ({"device": "cuda:99"}, InvalidInputError, "cuda:99"),
        ({"model": "nowhere.safetensors"}, ModelError, r"nowhere\.safetensors"),
        ({"band_roles": ("red", "green", "blue", "deep_blue")}, InvalidInputError, "needs the band nir"),
    ],
)
def test_what_does_not_fit_is_refused_and_nothing_is_written(run, tmp_path, options, error, words):
    with pytest.raises(error, match=words):
        run(**options)
    assert list((tmp_path / "out").iterdir()) == []


@pytest.mark.parametrize(
    ("code", "options", "words"),
    [
        (3, {"transform": rasterio.Affine(0.2, 0, 500_000, 0, -0.2, 6_710_000)}, "does not overlap"),
        (0, {}, "names no CoSIA class"),
        (99, {}, "only: 99"),
    ],
)
def test_a_reference_that_does_not_serve_is_refused(run, tmp_path, write_raster, code, options, words):
    reference = write_raster(np.full((160, 200), code, np.uint8), "reference.tif", **options)
    with pytest.raises(InvalidInputError, match=words):
        run(reference=str(reference))
    assert list((tmp_path / "out").iterdir()) == []


def test_a_reference_beside_the_valid_pixels_is_refused(run, write_raster):
    labels = np.zeros((160, 200), np.uint8)
    labels[:, :50] = 3
    with pytest.raises(InvalidInputError, match="names no class on the valid pixels"):
        run(reference=str(write_raster(labels, "reference.tif")))


def test_given_statistics_of_another_encoding_are_an_error_not_a_refusal(run, tmp_path):
    statistics = tmp_path / "statistics.json"
    statistics.write_text(Statistics(ROLES, (900.0,) * 4, (300.0,) * 4, 9, "reflectance").to_json())
    with pytest.raises(InvalidInputError, match="refer to reflectance"):
        run(statistics=str(statistics))


def test_a_scene_that_no_normalisation_fits_is_refused(run, write_raster):
    constant = write_raster(np.full((4, 64, 64), 900, np.int16), "constant.tif", ROLES)
    with pytest.raises(InvalidInputError, match=r"No normalisation can be applied .* same value everywhere"):
        run(input=str(constant))


@pytest.mark.parametrize("share", [0.0, 0.3, 0.95])
def test_a_cancel_leaves_nothing_behind(run, progress, tmp_path, share):
    progress.cancel_at = share
    with pytest.raises(CancelledError):
        run()
    assert list((tmp_path / "out").iterdir()) == []


def test_the_bundled_sample_is_told_apart_from_nonsense(run, progress, tmp_path):
    stack = tmp_path / "stack.vrt"
    stack_bands.run(StackBandsJob(output=str(stack), product=str(RESOURCES / "samples" / "pneo_demo")), progress)
    left, top = 431_500, 6_706_100
    extent = Extent(left, top - 60, left + 60, top)
    result, page, trials = run(input=str(stack), model="", extent=extent)
    assert result["recommended"] in ("norma-source", "norma-target")
    assert trials["norma-source"].agreement(trials["norma-target"]) > 80
    assert trials["norma-01"].agreement(trials["norma-target"]) < 60
    assert "demo-pneo" in text_of(page)
