"""Made-up computers: which files there are decides which Python is taken."""

import sys
from pathlib import PurePosixPath, PureWindowsPath

import pytest

from cosia.core.errors import EnvironmentNotReadyError
from cosia.core.worker.interpreter_search import Surroundings, candidates, choose_base

WINDOWS_QGIS = r"C:\Program Files\QGIS 3.40.4"
MAC_QGIS = "/Applications/QGIS.app/Contents"


def windows(**changes):
    values = {
        "platform": "win32",
        "executable": WINDOWS_QGIS + r"\bin\qgis-bin.exe",
        "base_prefix": WINDOWS_QGIS + r"\apps\Python312",
        "path": (WINDOWS_QGIS + r"\bin", r"C:\Windows\System32"),
        "home": r"C:\Users\Léa Martin",
        "program_folders": (r"C:\Users\Léa Martin\AppData\Local\Programs\Python", r"C:\Program Files"),
    }
    return Surroundings(**{**values, **changes})


def mac(**changes):
    values = {
        "platform": "darwin",
        "executable": MAC_QGIS + "/MacOS/QGIS",
        "base_prefix": MAC_QGIS + "/MacOS",
        "path": ("/usr/bin", "/bin"),
        "home": "/Users/lea",
    }
    return Surroundings(**{**values, **changes})


def linux(**changes):
    values = {
        "platform": "linux",
        "executable": "/usr/bin/python3",
        "base_prefix": "/usr",
        "path": ("/usr/local/bin", "/usr/bin"),
        "home": "/home/lea",
    }
    return Surroundings(**{**values, **changes})


def found(around, *files):
    """The candidates among ``files``, as text."""
    flavour = PureWindowsPath if around.platform == "win32" else PurePosixPath
    existing = {flavour(file) for file in files}
    return [str(path) for path in candidates(around, existing.__contains__)]


def test_windows_standalone_installer():
    own = WINDOWS_QGIS + r"\apps\Python312\python.exe"
    files = [own, WINDOWS_QGIS + r"\bin\qgis-bin.exe", WINDOWS_QGIS + r"\bin\python.exe"]
    assert found(windows(), *files)[0] == own


def test_windows_where_qgis_does_not_tell_its_prefix():
    own = r"C:\OSGeo4W\apps\Python312\python.exe"
    around = windows(executable=r"C:\OSGeo4W\bin\qgis-ltr-bin.exe", base_prefix=r"C:\OSGeo4W\bin", path=())
    assert found(around, own) == [own]


def test_windows_conda():
    own = r"C:\Users\Léa Martin\miniforge3\envs\qgis\python.exe"
    around = windows(
        executable=r"C:\Users\Léa Martin\miniforge3\envs\qgis\Library\bin\qgis.exe",
        base_prefix=r"C:\Users\Léa Martin\miniforge3\envs\qgis",
    )
    assert found(around, own, r"C:\Users\Léa Martin\miniforge3\python.exe")[0] == own


def test_windows_pythons_of_the_user_come_after_that_of_qgis():
    own = WINDOWS_QGIS + r"\apps\Python312\python.exe"
    on_path = r"D:\Python\python.exe"
    installed = r"C:\Users\Léa Martin\AppData\Local\Programs\Python\Python313\python.exe"
    for_all = r"C:\Program Files\Python311\python.exe"
    conda = r"C:\Users\Léa Martin\miniforge3\python.exe"
    around = windows(path=(r"D:\Python",))
    assert found(around, conda, for_all, installed, on_path, own) == [own, on_path, installed, for_all, conda]


def test_windows_store_stub_is_never_taken():
    stub = r"C:\Users\Léa Martin\AppData\Local\Microsoft\WindowsApps"
    assert found(windows(path=(stub,)), stub + r"\python.exe", stub + r"\python3.exe") == []


def test_mac_bundle_with_python_in_its_bin():
    own = MAC_QGIS + "/MacOS/bin/python3"
    assert found(mac(), MAC_QGIS + "/MacOS/QGIS", own, "/usr/bin/python3") == [own, "/usr/bin/python3"]


def test_mac_newer_bundle():
    own = MAC_QGIS + "/MacOS/python3.12"
    around = mac(base_prefix=MAC_QGIS + "/Frameworks")
    assert found(around, MAC_QGIS + "/MacOS/QGIS", own) == [own]


def test_mac_places_that_a_finder_path_lacks():
    brew, organisation = (
        "/opt/homebrew/bin/python3.13",
        "/Library/Frameworks/Python.framework/Versions/3.12/bin/python3.12",
    )
    assert found(mac(), organisation, brew, "/usr/bin/python3") == [brew, "/usr/bin/python3", organisation]


def test_linux_system_python():
    assert found(linux(minor=11), "/usr/bin/python3", "/usr/bin/python3.11", "/usr/bin/python3.13") == [
        "/usr/bin/python3.11",
        "/usr/bin/python3.13",
        "/usr/bin/python3",
    ]


def test_linux_python_inside_qgis_takes_the_first_on_the_path_for_its_program():
    around = linux(executable="/home/lea/.pyenv/shims/python3", minor=11, path=("/home/lea/.pyenv/shims", "/usr/bin"))
    files = ["/home/lea/.pyenv/shims/python3", "/home/lea/.pyenv/shims/python3.13", "/usr/bin/python3.11"]
    assert found(around, *files)[0] == "/usr/bin/python3.11"


def test_linux_newest_on_the_path_first():
    around = linux(executable="/usr/bin/qgis.bin", base_prefix="/nowhere", path=("/opt/old/bin", "/opt/new/bin"))
    old, new, unnamed = "/opt/old/bin/python3.10", "/opt/new/bin/python3.13", "/opt/old/bin/python3"
    assert found(around, old, new, unnamed) == [new, old, unnamed]


def test_linux_conda():
    own = "/home/lea/miniforge3/envs/qgis/bin/python3.12"
    around = linux(executable="/home/lea/miniforge3/envs/qgis/bin/qgis", base_prefix="/home/lea/miniforge3/envs/qgis")
    assert found(around, own, "/usr/bin/python3")[0] == own


@pytest.mark.parametrize("around", [windows(), mac(), linux(executable="/usr/bin/qgis"), windows(base_prefix="")])
def test_qgis_is_no_candidate_even_where_every_file_exists(around):
    names = [path.name.lower() for path in candidates(around, lambda path: True)]
    assert names
    assert [name for name in names if "qgis" in name or not name.startswith("python")] == []
    assert len(names) == len(set(candidates(around, lambda path: True)))


@pytest.mark.skipif(sys.platform == "win32", reason="stands in for Python with shell scripts")
class TestChoice:
    def around(self, *pythons):
        # Each in a folder of its own name keeps their order.
        return Surroundings("linux", "/usr/bin/qgis", "/nowhere", path=tuple(str(python.parent) for python in pythons))

    def test_old_python_is_passed_over(self, fake_python):
        old, new = fake_python("python3.10", (3, 9, 5)), fake_python("python3", (3, 12, 1))
        assert choose_base("", self.around(old)).path == new

    def test_python_without_the_parts_that_debian_splits_off_is_passed_over(self, fake_python):
        fake_python("python3.12", lacks=("ensurepip",))
        whole = fake_python("python3.11", (3, 11, 2))
        assert choose_base("", self.around(whole)).path == whole

    def test_none_fits(self, fake_python):
        bare = fake_python("python3.12", lacks=("venv", "ensurepip"))
        with pytest.raises(EnvironmentNotReadyError) as caught:
            choose_base("", self.around(bare))
        assert "No Python 3.10 to 3.14 was found" in caught.value.message
        assert "comes without venv, ensurepip" in caught.value.message
        assert "sudo apt install python3-venv" in caught.value.message

    def test_named_one_is_taken_or_refused_but_never_replaced(self, fake_python):
        named, other = fake_python("python3.9", (3, 9, 5)), fake_python("python3.12")
        assert choose_base(str(other), self.around(other)).path == other
        with pytest.raises(EnvironmentNotReadyError, match=r"is Python 3\.9\.5"):
            choose_base(str(named), self.around(other))

    def test_intel_program_on_a_mac_is_refused(self, fake_python, monkeypatch):
        monkeypatch.setattr(sys, "platform", "darwin")
        with pytest.raises(EnvironmentNotReadyError, match="Apple silicon"):
            choose_base(str(fake_python(machine="x86_64")))
        assert choose_base(str(fake_python(machine="arm64"))).machine == "arm64"
