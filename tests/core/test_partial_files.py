"""Outputs appear together and whole, or everything stays as it was."""

import os

import pytest

from cosia.core.errors import InvalidInputError
from cosia.core.partial_files import PartialFiles, check_writable, partial_file, remove_unfinished


@pytest.fixture
def names(tmp_path):
    return lambda: sorted(str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*"))


def test_outputs_appear_together_and_take_the_place_of_former_ones(tmp_path, names):
    map_path, style = tmp_path / "map.tif", tmp_path / "map.qml"
    for path in (map_path, style, tmp_path / "map.tif.ovr"):
        path.write_text("former")
    with PartialFiles(map_path) as files:
        files.stage(style).write_text("new style")
        files.stage(map_path).write_text("new map")
        files.working(map_path, "tiles").write_text("on the way")
        files.supersede(tmp_path / "map.tif.ovr")
        assert map_path.read_text() == "former"
        files.publish()
    assert names() == ["map.qml", "map.tif"]
    assert (map_path.read_text(), style.read_text()) == ("new map", "new style")


def test_a_place_is_tried_without_leaving_anything(tmp_path, names):
    former = tmp_path / "model.safetensors"
    former.write_text("former")
    check_writable(former)
    check_writable(tmp_path / "new.safetensors")
    assert names() == ["model.safetensors"] and former.read_text() == "former"
    with pytest.raises(InvalidInputError, match="does not exist; create it"):
        check_writable(tmp_path / "absent" / "new.safetensors")


def test_what_is_not_published_leaves_no_trace(tmp_path, names):
    former = tmp_path / "map.tif"
    former.write_text("former")
    with pytest.raises(RuntimeError), PartialFiles(former) as files:
        files.stage(former).write_text("half")
        files.stage(tmp_path / "confidence.tif").write_text("half")
        raise RuntimeError
    assert names() == ["map.tif"]
    assert former.read_text() == "former"


def test_a_failed_move_takes_back_the_others(tmp_path, names, monkeypatch):
    first, second = tmp_path / "a.tif", tmp_path / "b.tif"
    first.write_text("former a")
    second.write_text("former b")
    replace = os.replace

    def fails_once(source, target):
        if target == second and source != second:
            monkeypatch.undo()
            raise PermissionError(13, "Permission denied", str(source))
        replace(source, target)

    with PartialFiles(second) as files:
        files.stage(first).write_text("new a")
        files.stage(second).write_text("new b")
        monkeypatch.setattr(os, "replace", fails_once)
        with pytest.raises(InvalidInputError, match=r"b\.tif' cannot be written: Permission denied"):
            files.publish()
    assert names() == ["a.tif", "b.tif"]
    assert (first.read_text(), second.read_text()) == ("former a", "former b")


def test_each_output_is_written_on_its_own_disk(tmp_path, names):
    (tmp_path / "one").mkdir()
    (tmp_path / "two").mkdir()
    with PartialFiles(tmp_path / "one" / "map.tif") as files:
        for name in ("one/map.tif", "two/confidence.tif"):
            staged = files.stage(tmp_path / name)
            assert staged.parents[1] == (tmp_path / name).parent
            staged.write_text("new")
        files.publish()
    assert names() == ["one", "one/map.tif", "two", "two/confidence.tif"]


def test_the_remains_of_a_killed_run_are_cleared_away(tmp_path, names):
    remains = tmp_path / "map.tif.partial"
    remains.mkdir()
    (remains / "map.tif").write_text("half")
    with partial_file(tmp_path / "map.tif") as path:
        path.write_text("new")
    assert names() == ["map.tif"]


def test_the_end_of_the_process_removes_what_is_being_written(tmp_path, names):
    with PartialFiles(tmp_path / "map.tif") as files:
        files.stage(tmp_path / "map.tif").write_text("half")
        remove_unfinished()
        assert names() == []


def test_a_folder_in_the_way_is_named_at_once(tmp_path):
    (tmp_path / "map.tif").mkdir()
    with PartialFiles(tmp_path / "map.tif") as files, pytest.raises(InvalidInputError, match="is a folder"):
        files.stage(tmp_path / "map.tif")


def test_a_folder_that_is_not_there_is_named_at_once(tmp_path):
    path = tmp_path / "missing" / "map.tif"
    with PartialFiles(path) as files, pytest.raises(InvalidInputError, match=r"missing' does not exist"):
        files.stage(path)


def test_a_file_that_cannot_be_replaced_is_named_at_once(tmp_path, names, monkeypatch):
    path = tmp_path / "map.tif"
    path.write_text("former")
    monkeypatch.setattr(os, "access", lambda *_arguments: False)
    with PartialFiles(path) as files, pytest.raises(InvalidInputError, match="cannot be replaced"):
        files.stage(path)
    assert names() == ["map.tif"]
