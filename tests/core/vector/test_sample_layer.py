"""Samples come back as they were written, and what was changed in them is named."""

import numpy as np
import pyogrio
import pytest

from cosia.core.errors import InvalidInputError
from cosia.core.vector.reading import read_features
from cosia.core.vector.sample_layer import STRATA_FIELDS, read_strata, write_sample
from tests.core.edited_layers import change

STRATA = np.array([3, 1, 3, 9])
PIXELS = np.zeros(15, np.int64)
PIXELS[[0, 2, 8]] = 700, 5_000_000_000, 20


@pytest.fixture
def path(tmp_path):
    path = tmp_path / "sample é.gpkg"
    write_sample(path, np.arange(8.0).reshape(4, 2), STRATA, PIXELS, "EPSG:2154", "Ada", "en")
    return path


def strata_of(path):
    return read_strata(read_features(str(path), list(STRATA_FIELDS)), str(path))


def test_what_is_written_is_read_again(path):
    strata = strata_of(path)
    assert strata.numeros.tolist() == STRATA.tolist()
    assert strata.pixels.tolist() == PIXELS.tolist()
    assert strata.points[[0, 2, 8]].tolist() == [1, 2, 1] and strata.points.sum() == 4


def test_points_wait_for_their_class(path):
    meta, _fids, geometries, columns = pyogrio.raw.read(path, layer="sample")
    values = dict(zip(meta["fields"], columns))
    assert meta["geometry_type"] == "Point" and meta["crs"] == "EPSG:2154" and len(geometries) == 4
    assert values["point"].tolist() == [1, 2, 3, 4]
    assert np.isnan(values["numero"]).all() and set(values["classe"]) == {None} and np.isnat(values["date"]).all()


def test_other_layers_are_no_samples(path):
    assert read_strata(read_features(str(path), ["numero"]), str(path)) is None


@pytest.mark.parametrize(
    ("statement", "words"),
    [
        ("UPDATE sample SET stratum = 40 WHERE fid = 2", "'stratum' was changed: feature 2 has 40"),
        ("UPDATE sample SET stratum = NULL WHERE fid = 2", "'stratum' was changed: feature 2 has nan"),
        ("UPDATE sample SET stratum_pixels = 7 WHERE fid = 3", "'stratum_pixels' was changed"),
        ("UPDATE sample SET stratum_points = 0 WHERE fid = 4", "'stratum_points' was changed: feature 4 has 0"),
        ("UPDATE sample SET stratum = 9, stratum_pixels = 20, stratum_points = 1 WHERE fid = 1", "has 2 points with"),
    ],
)
def test_changes_are_named(path, statement, words):
    change(path, statement)
    with pytest.raises(InvalidInputError, match=words):
        strata_of(path)
