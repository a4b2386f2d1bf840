"""Polygons that fill a map exactly, wherever its cells end."""

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from rasterio.features import rasterize

from cosia.core.raster import coverage, map_part
from cosia.core.raster.coverage import map_polygons
from cosia.core.raster.sieve import sieved
from cosia.core.raster.sieved_part import SievedPart

CODES = st.sampled_from([0, 1, 2, 3])
SHAPES = st.tuples(st.integers(1, 14), st.integers(1, 14))


def draw(source, cell_px=1000, simplify_px=0.0, tell=lambda share: None):
    """All polygons and their classes."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(coverage, "CELL_PX", cell_px)
        found = list(map_polygons(source, simplify_px, tell))
    return np.concatenate([part.polygons for part in found]), np.concatenate([part.numeros for part in found])


def texts(polygons, numeros):
    """What is the same for the same polygons, in whatever order and from whichever vertex on they are told."""
    return sorted(zip(numeros.tolist(), shapely.to_wkt(shapely.normalize(polygons))))


@settings(deadline=None, max_examples=80)
@given(arrays(np.uint8, SHAPES, elements=CODES), st.integers(1, 6))
def test_cells_join_without_a_trace(map_of, codes, cell_px):
    polygons, numeros = draw(map_of(codes), cell_px)
    assert texts(polygons, numeros) == texts(*draw(map_of(codes)))
    assert shapely.is_valid(polygons).all() and (shapely.get_type_id(polygons) == 3).all()
    assert shapely.coverage_is_valid(polygons)
    burnt = np.zeros_like(codes)
    if len(polygons):
        rasterize(zip(polygons, numeros), out=burnt)
    assert (burnt == codes).all() and shapely.area(polygons).sum() == (codes > 0).sum()


@settings(deadline=None, max_examples=60)
@given(arrays(np.uint8, SHAPES, elements=CODES), st.integers(2, 8), st.integers(1, 9), st.integers(1, 8))
def test_small_pieces_are_merged_as_the_map_is_read(map_of, codes, min_px, cell_px, rows):
    def merged(source, strip_px):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(map_part, "STRIP_PX", strip_px)
            return draw(SievedPart(source, [min_px] * 16, lambda share: None), cell_px)

    source = map_of(codes)
    polygons, numeros = merged(source, rows * codes.shape[1])
    (_window, whole), *none = sieved(source, [min_px] * 16, lambda share: None)
    assert texts(polygons, numeros) == texts(*draw(map_of(whole))) and not none
    alone = [polygon for polygon in polygons if polygon.area < min_px]
    assert not any(
        polygon.touches(other) and polygon.intersection(other).length for polygon in alone for other in polygons
    )


def test_each_piece_is_one_polygon_with_the_corners_of_its_neighbours(map_of):
    polygons, numeros = draw(map_of([[1, 1], [2, 3]]), cell_px=1)
    assert texts(polygons, numeros) == [
        (1, "POLYGON ((0 0, 0 1, 1 1, 2 1, 2 0, 0 0))"),
        (2, "POLYGON ((0 1, 0 2, 1 2, 1 1, 0 1))"),
        (3, "POLYGON ((1 1, 1 2, 2 2, 2 1, 1 1))"),
    ]


def test_pieces_that_touch_at_a_corner_are_two_polygons(map_of):
    polygons, numeros = draw(map_of([[1, 2], [2, 1]]))
    assert numeros.tolist() == [1, 2, 2, 1] and shapely.area(polygons).tolist() == [1, 1, 1, 1]


@settings(deadline=None, max_examples=50)
@given(arrays(np.uint8, SHAPES, elements=CODES), st.integers(2, 8), st.sampled_from([0.5, 1.0, 4.0, 50.0]))
def test_simplified_polygons_still_fill_the_map(map_of, codes, cell_px, simplify_px):
    polygons, _numeros = draw(map_of(codes), cell_px, simplify_px)
    exact, _numeros = draw(map_of(codes))
    assert shapely.is_valid(polygons).all() and shapely.coverage_is_valid(polygons)
    assert len(polygons) == len(exact)
    assert shapely.area(polygons).sum() == pytest.approx((codes > 0).sum(), rel=1e-12)
    assert shapely.coverage_union_all(polygons).equals(shapely.coverage_union_all(exact))


def test_simplifying_straightens_steps_and_leaves_the_border_of_the_map(map_of):
    rows, columns = np.mgrid[:40, :40]
    codes = np.where(columns > rows, 1, 2)
    polygons, _numeros = draw(map_of(codes), simplify_px=1.0)
    assert len(shapely.get_coordinates(polygons)) < 20
    assert shapely.coverage_union_all(polygons).equals(shapely.box(0, 0, 40, 40))


def test_a_part_has_the_cuts_of_the_whole(map_of):
    rows, columns = np.mgrid[:60, :60]
    codes = np.where((columns - 30) ** 2 + (rows - 30) ** 2 < 120, 1, 2)
    whole, numeros = draw(map_of(codes), 16, simplify_px=1.0)
    part, part_numeros = draw(map_of(codes, part=(5, 3, 50, 51)), 16, simplify_px=1.0)
    (disc,), (same,) = whole[numeros == 1], part[part_numeros == 1]
    assert shapely.transform(same, lambda points: points + np.array([5, 3])).normalize() == disc.normalize()


def test_what_is_told_may_end_it(map_of):
    def tell(share):
        if share >= 0.5:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        draw(map_of(np.ones((20, 20))), 4, tell=tell)
