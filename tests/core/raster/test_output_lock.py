"""Two runs never write to the same output; a run that was killed is in nobody's way."""

import errno
import os
import subprocess
import sys
from pathlib import Path

import pytest

from cosia.core.errors import InvalidInputError
from cosia.core.raster import output_lock as module
from cosia.core.raster.output_lock import output_lock

ROOT = Path(__file__).parents[3]


@pytest.fixture(autouse=True)
def temporary_folder(tmp_path, monkeypatch):
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(module.tempfile, "gettempdir", lambda: str(folder))
    return folder


def test_a_second_run_on_the_same_file_is_refused(tmp_path, temporary_folder):
    os.symlink(tmp_path, tmp_path / "link")
    with output_lock(tmp_path / "map.tif"):
        with (
            pytest.raises(InvalidInputError, match="is being written by another run"),
            output_lock(tmp_path / "link" / "map.tif"),
        ):
            pass
        with output_lock(tmp_path / "other.tif"):
            pass
    with output_lock(tmp_path / "map.tif"):
        pass
    assert list(temporary_folder.iterdir()) == []
    assert sorted(path.name for path in tmp_path.iterdir()) == ["link", "temporary"]


def test_an_error_inside_is_not_swallowed(tmp_path):
    with pytest.raises(OSError, match="inside"), output_lock(tmp_path / "map.tif"):
        raise OSError("inside")


def test_a_killed_run_leaves_no_lock(tmp_path, temporary_folder):
    script = (
        "import os, pathlib, sys; from core.raster.output_lock import output_lock\n"
        "with output_lock(pathlib.Path(sys.argv[1])): os._exit(9)"
    )
    environment = {**os.environ, "TMPDIR": str(temporary_folder)}
    done = subprocess.run([sys.executable, "-c", script, str(tmp_path / "map.tif")], cwd=ROOT, env=environment)
    assert done.returncode == 9 and len(list(temporary_folder.iterdir())) == 1
    with output_lock(tmp_path / "map.tif"):
        pass


def test_without_room_for_the_lock_it_goes_on(tmp_path, monkeypatch):
    monkeypatch.setattr(module.tempfile, "gettempdir", lambda: str(tmp_path / "absent"))
    entered = []
    with output_lock(tmp_path / "map.tif"):
        entered.append(1)
    assert entered


def test_where_nothing_can_be_locked_it_goes_on(tmp_path, monkeypatch):
    def no_locks(file):
        raise OSError(errno.ENOLCK, "No locks available")

    monkeypatch.setattr(module, "lock_file", no_locks)
    entered = []
    with output_lock(tmp_path / "map.tif"):
        entered.append(1)
    assert entered
