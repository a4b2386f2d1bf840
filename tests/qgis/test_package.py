"""The zip installs into a fresh profile and its algorithms load there."""

import configparser
import os
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path, PurePosixPath

import pytest

ROOT = Path(__file__).parents[2]
SIZE_LIMIT_BYTES = 20_000_000
FORBIDDEN_PARTS = {"__pycache__", "tests", "benchmarks", "docs", ".git", ".environment", ".."}


@pytest.fixture(scope="module")
def package(tmp_path_factory):
    """The zip, packed from a copy of what is deployed, so that the checkout stays as it is."""
    checkout = tmp_path_factory.mktemp("checkout")
    config = configparser.ConfigParser()
    config.read(ROOT / "pb_tool.cfg", encoding="utf-8")
    files = config["files"]
    for name in ["pb_tool.cfg", *files["python_files"].split(), *files["extras"].split()]:
        shutil.copy(ROOT / name, checkout / name)
    for name in files["extra_dirs"].split():
        shutil.copytree(ROOT / name, checkout / name)
    command = [str(Path(sys.executable).with_name("pb_tool")), "zip", "-q", "-n", "-p", "build"]
    subprocess.run(command, cwd=checkout, check=True, capture_output=True, timeout=60)
    return checkout / "cosia.zip"


def test_package_holds_what_it_should(package):
    assert package.stat().st_size <= SIZE_LIMIT_BYTES
    print(f"zip: {package.stat().st_size} bytes")
    with zipfile.ZipFile(package) as archive:
        names = [PurePosixPath(name) for name in archive.namelist()]
    assert {name.parts[0] for name in names} == {"cosia"}
    assert not [name for name in names if FORBIDDEN_PARTS & set(name.parts) or name.suffix == ".pyc"]
    for needed in (
        "LICENSE",
        "metadata.txt",
        "requirements/engine.txt",
        "resources/icons/cosia.svg",
        "core/__main__.py",
    ):
        assert PurePosixPath("cosia", needed) in names


def test_metadata_is_complete():
    parser = configparser.ConfigParser(interpolation=None)
    parser.read(ROOT / "metadata.txt", encoding="utf-8")
    metadata = parser["general"]
    for key in [
        "name",
        "description",
        "about",
        "version",
        "qgisMinimumVersion",
        "author",
        "email",
        "homepage",
        "tracker",
        "repository",
        "license",
        "tags",
        "icon",
    ]:
        assert metadata.get(key, "").strip(), key
    assert re.fullmatch(r"\d+\.\d+\.\d+", metadata["version"])
    assert metadata["hasProcessingProvider"] == "yes"
    # QGIS reads the file with interpolation: a bare per cent sign makes a value unreadable.
    assert not [key for key, value in metadata.items() if "%" in value]
    assert (ROOT / metadata["icon"]).is_file()


def test_package_loads_in_a_fresh_profile(package, tmp_path):
    qgis_process = shutil.which("qgis_process.bin") or shutil.which("qgis_process")
    if qgis_process is None:
        pytest.skip("qgis_process is not installed")
    plugins = tmp_path / "profiles" / "default" / "python" / "plugins"
    plugins.mkdir(parents=True)
    with zipfile.ZipFile(package) as archive:
        archive.extractall(plugins)
    (tmp_path / "runtime").mkdir(mode=0o700)
    environment = {
        **os.environ,
        "QGIS_CUSTOM_CONFIG_PATH": str(tmp_path),
        "XDG_RUNTIME_DIR": str(tmp_path / "runtime"),
        "QT_QPA_PLATFORM": "offscreen",
    }

    def ask(*arguments):
        answer = subprocess.run([qgis_process, *arguments], env=environment, capture_output=True, text=True, timeout=60)
        assert "Traceback" not in answer.stderr, answer.stderr
        return answer.stdout

    assert "cosia" in ask("plugins", "enable", "cosia")
    assert "cosia:classify" in ask("list")
    assert "NORMALISATION" in ask("help", "cosia:classify")
