"""The tools of the developer's two environments come back when one of them is gone or half there."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from cosia.core.worker.environment import interpreter_in

ROOT = Path(__file__).parents[3]

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="copies an environment with links")


@pytest.fixture
def checkout(tmp_path, pip_settings, index, write_wheel, bare_environment):
    """A folder with the code, tiny requirements, and a worker's environment without tools."""
    write_wheel(index.folder / "main", "worker-tool", "1.0")
    write_wheel(index.folder / "main", "qgis-tool", "1.0")
    folder = tmp_path / "the checkout"
    (folder / "requirements").mkdir(parents=True)
    (folder / "requirements" / "dev.txt").write_text("worker-tool==1.0\n")
    (folder / "requirements" / "qgis-dev.txt").write_text("qgis-tool==1.0\n")
    for name in ("core", "tools"):
        (folder / name).symlink_to(ROOT / name)
    shutil.copytree(bare_environment, folder / ".environment" / "worker", symlinks=True)
    return folder


@pytest.fixture
def install(checkout):
    """A function that installs and tells whether there was something to do."""

    def run():
        command = [sys.executable, "-m", "tools.install_tools"]
        told = subprocess.run(command, cwd=checkout, check=True, capture_output=True, text=True).stdout
        for environment, module in (("worker", "worker_tool"), ("qgis", "qgis_tool")):
            python = interpreter_in(checkout / ".environment" / environment)
            subprocess.run([python, "-c", f"import {module}"], check=True)
        return "Installing" in told

    return run


def test_what_is_missing_comes_back(install, checkout, bare_environment):
    environments = checkout / ".environment"
    assert install()
    assert not install()
    shutil.rmtree(environments / "worker")
    shutil.copytree(bare_environment, environments / "worker", symlinks=True)
    assert install()
    shutil.rmtree(environments / "qgis")
    assert install()


def test_what_was_cut_off_is_finished(install, checkout, bare_environment):
    environments = checkout / ".environment"
    (site,) = (environments / "worker").glob("lib/python3.*/site-packages")
    cut_off = site / "worker_tool-1.0.dist-info"
    cut_off.mkdir()
    (cut_off / "METADATA").write_text("Metadata-Version: 2.1\nName: worker-tool\nVersion: 1.0\n")
    without_pip = shutil.ignore_patterns("pip*")
    shutil.copytree(bare_environment, environments / "qgis", symlinks=True, ignore=without_pip)
    assert install()
