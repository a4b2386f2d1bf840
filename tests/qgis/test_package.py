"""The zip follows the rules of the plugin repository, installs into a fresh profile, and its algorithms load there."""

import configparser
import os
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tools import check_package
from tools.check_package import package_faults
from tools.guide_pages import write_guides

ROOT = Path(__file__).parents[2]


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
    write_guides(ROOT / "docs", checkout / "resources" / "help")
    command = [str(Path(sys.executable).with_name("pb_tool")), "zip", "-q", "-n", "-p", "build"]
    subprocess.run(command, cwd=checkout, check=True, capture_output=True, timeout=60)
    return checkout / "cosia.zip"


def test_package_follows_the_rules_of_the_repository(package):
    assert package_faults(package) == []
    print(f"zip: {package.stat().st_size} bytes")


def test_package_holds_the_guide_with_its_pictures(package, tmp_path):
    with zipfile.ZipFile(package) as archive:
        archive.extractall(tmp_path)
    folder = tmp_path / "cosia" / "resources" / "help"
    groups = set(re.findall(r'GROUP = "(\w+)"', "".join(one.read_text() for one in (ROOT / "algorithms").glob("*.py"))))
    for language in ("en", "fr"):
        page = (folder / f"guide.{language}.html").read_text(encoding="utf-8")
        assert groups and groups <= set(re.findall(r'id="(\w+)"', page))
        pictures = re.findall(r'src="([^"]+)"', page)
        assert len(pictures) >= 5
        for address in [*pictures, *re.findall(r'href="([^"#]+)"', page)]:
            assert address.startswith("https://") or (folder / address).is_file(), address


@pytest.fixture
def altered(package, tmp_path):
    """A function that makes a package with other files; None leaves one out."""

    def alter(changes):
        changed = tmp_path / "changed.zip"
        with zipfile.ZipFile(package) as old, zipfile.ZipFile(changed, "w") as new:
            for item in old.infolist():
                # The large files play no part here.
                if item.filename not in changes and not item.filename.endswith((".safetensors", ".TIF")):
                    new.writestr(item, old.read(item))
            for name, content in changes.items():
                if content is not None:
                    new.writestr(name, content)
        return changed

    return alter


def metadata(*replacements):
    text = (ROOT / "metadata.txt").read_text(encoding="utf-8")
    for pattern, replacement in replacements:
        changed = re.sub(pattern, replacement, text, flags=re.MULTILINE)
        assert changed != text
        text = changed
    return {"cosia/metadata.txt": text}


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"cosia/core/__pycache__/jobs.txt": ""}, "does not belong"),
        ({"cosia/core/jobs.cpython-39.pyc": b""}, "compiled"),
        ({"cosia/core/fast.so": b""}, "compiled"),
        ({"cosia/core/fast.bin": b"\x7fELF\x02"}, "compiled"),
        ({"cosia/tests/test_x.py": ""}, "does not belong"),
        ({"cosia/.gitignore": ""}, "hidden"),
        ({"other/readme.txt": ""}, "top folders"),
        ({"cosia/../x.txt": ""}, "does not belong"),
        ({"cosia/LICENSE": None}, "LICENSE is missing"),
        ({"cosia/metadata.txt": None}, "metadata.txt is missing"),
        ({"cosia/resources/icons/cosia.svg": None}, "icon"),
        (metadata(("^email=.*$", "")), "lacks email"),
        (metadata(("^tracker=.*$", "tracker=to come")), "tracker is no address"),
        (metadata(("^version=.*$", "version=next")), "version"),
        (metadata(("^experimental=.*$", "experimental=maybe")), "neither True nor False"),
        (metadata(("^description=.*$", "description=100 % <b>good</b>")), "cannot be read"),
        (metadata(("^description=.*$", "description=<b>good</b>")), "HTML"),
    ],
)
def test_a_fault_is_found(altered, changes, fault):
    found = package_faults(altered(changes))
    assert len(found) == 1 and fault in found[0]


def test_a_package_that_is_too_large_is_found(package, monkeypatch):
    monkeypatch.setattr(check_package, "SIZE_LIMIT_BYTES", 1000)
    (fault,) = package_faults(package)
    assert "more than 1000" in fault


def test_placeholders_are_refused_when_publishing_only(altered):
    real = metadata(("example.org", "land-cover.fr"))
    assert package_faults(altered(real), publish=True) == []
    placeholders = metadata(("^description=.*$", "description=Maps."))
    assert package_faults(altered(placeholders)) == []
    faults = package_faults(altered(placeholders), publish=True)
    assert len(faults) == 4 and all("placeholder" in fault for fault in faults)


def test_the_metadata_name_every_tool():
    told = (ROOT / "metadata.txt").read_text(encoding="utf-8").partition("changelog=")[2]
    names = re.findall(
        r'def displayName\(self\):\n +return self\.tr\("(.*?)"\)',
        "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "algorithms").glob("*.py")),
    )
    assert len(names) > 15
    assert [name for name in names if name not in told] == []


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
