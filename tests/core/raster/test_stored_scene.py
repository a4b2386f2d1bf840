"""Blocks on the disk answer what the scene answers."""

import numpy as np
import pytest

from cosia.core.errors import InvalidInputError
from cosia.core.raster.scene import Scene
from cosia.core.raster.stored_scene import BLOCK_PX, StoredScene, all_blocks, with_neighbours
from cosia.core.raster.tiling import Tile

ROLES = ("red", "green", "nir")


@pytest.fixture
def scene(write_raster):
    pixels = np.random.default_rng(0).integers(1, 4000, (3, 1100, 700), dtype=np.uint16)
    pixels[:, 500:530, 500:530] = 0
    with Scene(str(write_raster(pixels, roles=ROLES, nodata=0)), (), None) as scene:
        yield scene


@pytest.mark.parametrize("window", [(0, 0, 40, 50), (490, 480, 64, 64), (690, 1000, 10, 100), (0, 0, 700, 1100)])
@pytest.mark.parametrize("roles", [ROLES, ("nir", "red")])
def test_windows_are_those_of_the_scene(scene, tmp_path, progress, window, roles):
    stored = StoredScene(scene, all_blocks(scene), tmp_path, progress)
    for one in (scene, stored):
        one.select(roles)
    for ours, theirs in zip(stored.read(window), scene.read(window)):
        np.testing.assert_array_equal(ours, theirs)


def test_tiles_beyond_the_edge_are_mirrored_alike(scene, tmp_path, progress):
    stored = StoredScene(scene, all_blocks(scene), tmp_path, progress)
    tile = Tile(-32, 1024, 96, 128, (0, 1056, 32, 44))
    for ours, theirs in zip(stored.read_tile(tile, "reflect"), scene.read_tile(tile, "reflect")):
        np.testing.assert_array_equal(ours, theirs)


def test_what_is_not_stored_is_not_valid(scene, tmp_path, progress):
    stored = StoredScene(scene, [(1, 0)], tmp_path, progress)
    _pixels, valid = stored.read((0, BLOCK_PX - 10, 20, 20))
    assert not valid[:10].any() and valid[10:].all()


def test_neighbours(scene):
    assert with_neighbours([(0, 0)], scene) == [(0, 0), (0, 1), (1, 0), (1, 1)]
    assert with_neighbours([(2, 1)], scene) == [(1, 0), (1, 1), (2, 0), (2, 1)]


def test_a_disk_without_room_is_told_before(scene, tmp_path, progress, monkeypatch):
    monkeypatch.setattr("shutil.disk_usage", lambda path: type("Usage", (), {"free": 1000})())
    with pytest.raises(InvalidInputError, match=r"needs 0\.0 GB in .* but the disk has 0\.0 GB free; write the output"):
        StoredScene(scene, all_blocks(scene), tmp_path, progress)
