import shutil
import sys
from pathlib import Path

import pytest

from cosia.core.errors import EnvironmentNotReadyError
from cosia.core.worker.child_process import ask, clean_environment
from cosia.core.worker.environment import MARKER_NAME, Marker, interpreter_in, read_marker, write_marker
from cosia.core.worker.environment_folder import (
    installed_names,
    lend_system_libraries,
    make_environment,
    remove_broken_packages,
)
from cosia.core.worker.folder_lock import folder_lock
from cosia.core.worker.interpreter import examine


@pytest.fixture(scope="module")
def base():
    return examine(examine(Path(sys.executable)).base)


@pytest.fixture
def marker(base):
    return Marker(False, "requirements", base.version_text, str(base.base), "cpu")


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "my environment é"


def test_new_environment_is_isolated_and_has_pip(folder, base, marker, progress, monkeypatch):
    monkeypatch.setenv("PYTHONHOME", "/nowhere")
    python = make_environment(folder, base, marker, progress)
    answer = examine(python, ["pip", "pytest"])
    assert answer.missing == ("pytest",)
    assert answer.base == base.base
    assert not read_marker(folder).ready


def test_working_environment_is_kept(quick_environments, folder, base, marker, progress):
    make_environment(folder, base, marker, progress)
    (folder / "kept").touch()
    make_environment(folder, base, marker, progress)
    assert (folder / "kept").exists()


@pytest.mark.parametrize("damage", ["python", "pip", "other base", "other flavour"])
def test_useless_environment_is_made_again(quick_environments, folder, base, marker, progress, damage):
    python = make_environment(folder, base, marker, progress)
    (folder / "old").touch()
    if damage == "python":
        python.unlink()
    elif damage == "pip":
        shutil.rmtree(next(folder.rglob("pip-*.dist-info")))
    else:
        other = {"base": "/elsewhere"} if damage == "other base" else {"flavour": "cuda"}
        write_marker(folder, Marker(**{**vars(marker), **other}))
    python = make_environment(folder, base, marker, progress)
    assert not (folder / "old").exists()
    assert examine(python, ["pip"]).missing == ()


@pytest.mark.parametrize("content", ["thesis.txt", "pyvenv.cfg"])
def test_folder_of_somebody_else_is_left_alone(folder, base, marker, progress, content):
    folder.mkdir()
    (folder / content).write_text("precious")
    with pytest.raises(EnvironmentNotReadyError, match="holds something else"):
        make_environment(folder, base, marker, progress)
    assert [path.name for path in folder.iterdir()] == [content]


def test_file_in_the_place_of_the_folder(folder, base, marker, progress):
    folder.write_text("precious")
    with pytest.raises(EnvironmentNotReadyError, match="holds something else"):
        make_environment(folder, base, marker, progress)


def test_folder_that_cannot_be_written(tmp_path, base, marker, progress):
    (tmp_path / "file").touch()
    with pytest.raises(EnvironmentNotReadyError, match="cannot be written"):
        make_environment(tmp_path / "file" / "environment", base, marker, progress)


def test_packages_that_were_cut_off_are_forgotten(folder):
    packages = folder / ("Lib" if sys.platform == "win32" else "lib/python3.11") / "site-packages"
    for name, whole in (("whole-1.0", True), ("cut_off-2.0", False)):
        (packages / f"{name}.dist-info").mkdir(parents=True)
        (packages / f"{name}.dist-info" / "METADATA").touch()
        if whole:
            (packages / f"{name}.dist-info" / "RECORD").touch()
    assert installed_names(folder) == {"whole", "cut-off"}
    assert remove_broken_packages(folder) == ["cut_off"]
    assert installed_names(folder) == {"whole"}


def test_openssl_of_qgis_on_windows_is_lent_and_nothing_else(tmp_path):
    qgis = tmp_path / "QGIS 3.40"
    for name in ("bin/libssl-3-x64.dll", "bin/libcrypto-3-x64.dll", "bin/gdal310.dll", "apps/Python312/python.exe"):
        (qgis / name).parent.mkdir(parents=True, exist_ok=True)
        (qgis / name).touch()
    environment = tmp_path / "environment"
    (environment / "Lib" / "site-packages").mkdir(parents=True)
    lend_system_libraries(qgis / "apps" / "Python312" / "python.exe", environment)
    lent = environment / "system-libraries"
    assert sorted(path.name for path in lent.iterdir()) == ["libcrypto-3-x64.dll", "libssl-3-x64.dll"]
    line = (environment / "Lib" / "site-packages" / "cosia-system-libraries.pth").read_text()
    calls = []
    script = line.replace("import os, sys; ", "")
    exec(script, {"os": FakeOs(calls), "sys": FakeSys(environment)})
    assert calls == [str(lent)]


class FakeOs:
    path = __import__("os").path

    def __init__(self, calls):
        self.add_dll_directory = calls.append


class FakeSys:
    def __init__(self, prefix):
        self.prefix = str(prefix)


def test_other_pythons_lend_nothing(tmp_path):
    lend_system_libraries(Path("/usr/bin/python3"), tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_second_set_up_in_the_same_folder_is_refused(folder):
    refused = pytest.raises(EnvironmentNotReadyError, match="Another set-up is running")
    with folder_lock(folder), refused, folder_lock(folder):
        pytest.fail("the lock was given twice")
    with folder_lock(folder):
        pass


def test_lock_ends_with_the_process_that_held_it(folder):
    script = (
        "import os, pathlib, sys; from core.worker.folder_lock import folder_lock\n"
        "with folder_lock(pathlib.Path(sys.argv[1])): os._exit(0)"
    )
    root = Path(__file__).parents[3]
    command = [sys.executable, "-c", script, str(folder)]
    assert ask(command, env=clean_environment(), timeout_s=30, cwd=root) == (0, "")
    with folder_lock(folder):
        pass


def test_marker_survives_being_written_again(folder, marker):
    folder.mkdir()
    write_marker(folder, marker)
    write_marker(folder, marker)
    assert [path.name for path in folder.iterdir()] == [MARKER_NAME]
    assert read_marker(folder) == marker
    assert not interpreter_in(folder).exists()
