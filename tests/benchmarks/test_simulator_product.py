"""The simulated delivery: readable as a Pléiades Neo product, true to its own truth."""

from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("rasterio")

import rasterio

from benchmarks.simulator.product.__main__ import write_delivery
from benchmarks.simulator.product.metadata import Names
from benchmarks.simulator.product.sample import Sample, draw_sample
from cosia.core.raster.dimap import read_product
from cosia.core.raster.dimap_delivery import choose_component, find_delivery


@pytest.fixture(scope="module")
def sample() -> Sample:
    return draw_sample()


@pytest.fixture(scope="module")
def delivery(sample, tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("delivery")
    write_delivery(sample, folder, Names())
    return folder


def test_gdal_opens_the_volume_with_six_named_bands(delivery, sample):
    with rasterio.open(delivery / "VOL_PNEO.XML") as dataset:
        assert dataset.driver == "DIMAP"
        assert dataset.descriptions == ("Red", "Green", "Blue", "NIR", "Red Edge", "Deep Blue")
        assert dataset.crs.to_epsg() == 2154
        assert dataset.transform.almost_equals(sample.transform)
        roles = ("red", "green", "blue", "nir", "red_edge", "deep_blue")
        np.testing.assert_array_equal(dataset.read(), sample.image[[sample.roles.index(role) for role in roles]])


def test_the_plugin_reads_it_as_a_reflectance_product_with_masks(delivery):
    product = read_product(choose_component(find_delivery(str(delivery)).components))
    assert product.sensor.name == "pneo"
    assert (product.nodata, product.saturated, product.gain) == (0, 32767, 10_000)
    assert set(product.masks) == {"CLD", "ROI"}
    assert [len(file_set.files) for file_set in product.file_sets] == [2, 2]


def test_it_is_small_and_holds_many_classes(delivery, sample):
    size = sum(path.stat().st_size for path in delivery.rglob("*") if path.is_file())
    assert size < 4_000_000
    assert len(set(np.unique(sample.truth)) - {0}) >= 12


def test_a_wedge_without_data_and_a_cloud_are_missing_from_the_truth(sample):
    outside = (sample.image == 0).all(axis=0)
    assert outside.any()
    assert (sample.truth[outside] == 0).all()
    assert (sample.truth == 0).sum() > outside.sum(), "the cloud hides some ground"
    assert not (sample.image == 0).any(axis=0)[~outside].any()
