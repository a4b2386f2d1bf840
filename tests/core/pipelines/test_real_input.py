"""Real imagery: Airbus's product layout, WorldView-2 as float64 without a no-data tag, aerial crops."""

import numpy as np
import pytest
import rasterio

from cosia.core.errors import InvalidInputError
from cosia.core.jobs import ClassifyJob, StackBandsJob
from cosia.core.model.bundled import MODELS_FOLDER
from cosia.core.pipelines import classify, stack_bands

DEMO_ORTHO, DEMO_PNEO = MODELS_FOLDER / "demo-ortho.safetensors", MODELS_FOLDER / "demo-pneo.safetensors"
ORTHO_CROPS = ("Abies_alba_1_1005_WEFL_NLF.tif", "Betula_spec._1_15679_WEFL_NLF.tif")


def classes_of(path):
    with rasterio.open(path) as dataset:
        return dataset.read(1)


def test_a_delivery_in_degrees_becomes_six_bands_in_the_right_roles(shared_data, tmp_path, progress):
    stacked, classified = tmp_path / "stack.tif", tmp_path / "classes.tif"
    product = shared_data / "dimap_pneo" / "vhr2020_ms_fs"
    stack_bands.run(StackBandsJob(product=str(product), output=str(stacked)), progress)
    with rasterio.open(stacked) as dataset:
        values = dict(zip(dataset.descriptions, np.unique(dataset.read().reshape(6, -1), axis=1)[:, -1].tolist()))
    # The files hold 1, 2, 3 in red, green, blue and 4, 5, 6 in nir, red edge, deep blue.
    assert values == {"red": 1, "green": 2, "blue": 3, "nir": 4, "deep_blue": 6, "red_edge": 5}
    classify.run(ClassifyJob(input=str(stacked), output=str(classified), model=str(DEMO_PNEO)), progress)
    assert (classes_of(classified) > 0).any()


@pytest.mark.parametrize("name", ["ms1.tif", "ms3.tif"])
def test_worldview_scenes_are_classified_with_their_own_statistics(shared_data, tmp_path, progress, name):
    output = tmp_path / "classes.tif"
    scene = shared_data / "wv2_16bit" / name
    roles = ("red", "green", "blue", "nir")
    job = ClassifyJob(input=str(scene), output=str(output), model=str(DEMO_ORTHO), band_roles=roles, nodata=0.0)
    classify.run(job, progress)
    with rasterio.open(scene) as dataset:
        outside = (dataset.read() == 0).all(axis=0)
    classes = classes_of(output)
    assert ((classes == 0) == outside).all()
    assert len(np.unique(classes[~outside])) >= 3
    assert any("norma-target" in warning for warning in progress.warnings)
    assert any("pixels measure" in warning for warning in progress.warnings)


@pytest.mark.parametrize("name", ORTHO_CROPS)
def test_aerial_crops_are_classified_whatever_the_order_of_their_bands(shared_data, tmp_path, progress, name):
    output = tmp_path / "classes.tif"
    job = ClassifyJob(
        input=str(shared_data / "ortho_20cm_rgbn" / name),
        output=str(output),
        model=str(DEMO_ORTHO),
        band_roles=("nir", "red", "green", "blue"),
    )
    classify.run(job, progress)
    assert (classes_of(output) > 0).all()


def test_the_six_band_model_names_the_bands_that_are_missing(shared_data, tmp_path, progress):
    job = ClassifyJob(
        input=str(shared_data / "wv2_16bit" / "ms1.tif"),
        output=str(tmp_path / "classes.tif"),
        model=str(DEMO_PNEO),
        band_roles=("red", "green", "blue", "nir"),
    )
    with pytest.raises(InvalidInputError, match="deep_blue, red_edge"):
        classify.run(job, progress)
    assert list(tmp_path.iterdir()) == []
