"""The tutorial's polygons are such as a person draws: inside one thing, of every class, spread, the same each time."""

from itertools import combinations
from pathlib import Path

import numpy as np
import pytest
import rasterio
from rasterio.features import geometry_mask
from rasterio.transform import from_origin

from benchmarks.tutorial.polygons import draw_on_sample, draw_polygons

TRUTH = Path(__file__).parents[2] / "resources" / "samples" / "pneo_demo" / "truth.tif"


@pytest.fixture(scope="module")
def truth():
    with rasterio.open(TRUTH) as dataset:
        return dataset.read(1), dataset.transform


@pytest.fixture(scope="module")
def drawn(truth):
    return draw_polygons(*truth)


def test_each_lies_inside_one_thing_and_has_few_corners(truth, drawn):
    classes, transform = truth
    for one in drawn:
        inside = geometry_mask([one.polygon], classes.shape, transform, invert=True)
        assert one.polygon.is_valid and (classes[inside] == one.numero).all()
        assert len(one.polygon.exterior.coords) <= 20


def test_every_class_occurs_and_polygons_lie_apart(truth, drawn):
    assert {one.numero for one in drawn} == set(np.unique(truth[0])) - {0}
    assert 40 <= len(drawn) <= 60
    assert all(not one.polygon.intersects(other.polygon) for one, other in combinations(drawn, 2))


def test_the_same_each_time_and_written_whole(drawn, tmp_path):
    again = draw_on_sample(TRUTH, tmp_path / "polygons.gpkg")
    assert [(one.numero, one.polygon.wkb) for one in again] == [(one.numero, one.polygon.wkb) for one in drawn]
    assert (tmp_path / "polygons.gpkg").stat().st_size > 0


def test_a_thing_too_small_to_click_is_left_out():
    classes = np.full((60, 60), 12, np.uint8)
    classes[10:13, 10:13] = 4
    assert {one.numero for one in draw_polygons(classes, from_origin(0, 0, 0.3, 0.3))} == {12}
