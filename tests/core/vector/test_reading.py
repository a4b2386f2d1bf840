"""Polygons come from any vector file; everything else is refused by name."""

import numpy as np
import pyogrio
import pytest
import shapely

from cosia.core.errors import InvalidInputError
from cosia.core.vector.reading import read_polygons


def write(path, shapes, kind, crs="EPSG:2154"):
    pyogrio.raw.write(path, shapely.to_wkb(np.array(shapes, object)), [], [], geometry_type=kind, crs=crs)


def test_polygons_are_read_with_their_system(tmp_path):
    path = tmp_path / "zones é.gpkg"
    bow_tie = shapely.Polygon([(0, 0), (10, 10), (10, 0), (0, 10)])
    write(path, [shapely.box(0, 0, 5, 5), bow_tie], "Polygon")
    polygons, crs = read_polygons(str(path))
    assert [polygon.area for polygon in polygons] == [25, 50]
    assert crs == "EPSG:2154"


def test_spikes_and_polygons_without_an_area_are_left_out(tmp_path):
    path = tmp_path / "zones.gpkg"
    spike = shapely.Polygon([(0, 0), (5, 0), (5, 5), (90, 90), (5, 5), (0, 5)])
    write(path, [shapely.Polygon([(0, 0), (5, 0), (0, 0)]), spike], "Polygon")
    polygons, _crs = read_polygons(str(path))
    assert [(polygon.geom_type, polygon.bounds) for polygon in polygons] == [("Polygon", (0, 0, 5, 5))]


def test_a_file_without_polygons_is_refused(tmp_path):
    path = tmp_path / "points.gpkg"
    write(path, [shapely.Point(0, 0)], "Point")
    with pytest.raises(InvalidInputError, match=r"points\.gpkg' holds no polygon"):
        read_polygons(str(path))


def test_a_file_that_is_no_vector_file_is_refused(tmp_path):
    path = tmp_path / "text.gpkg"
    path.write_text("nothing")
    with pytest.raises(InvalidInputError, match=r"text\.gpkg' cannot be read"):
        read_polygons(str(path))
