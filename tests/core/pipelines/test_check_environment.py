import importlib
import importlib.metadata
import sys

import pytest

pytest.importorskip("torch", reason="needs the worker's environment")

from cosia.core.jobs import CheckEnvironmentJob
from cosia.core.pipelines import check_environment
from cosia.core.pipelines.check_environment import run


def test_this_environment_is_ready(progress):
    found = run(CheckEnvironmentJob(), progress)
    assert found["ready"]
    assert found["flavour"] in ("cpu", "cuda")
    text = "\n".join(found["lines"])
    assert sys.executable in text
    for part in (
        "torch 2.",
        "segmentation-models-pytorch ",
        "rasterio ",
        "GDAL ",
        "numpy ",
        "Processor: ",
        "Graphics card",
    ):
        assert part in text
    assert "Free memory: " in text and "Free disk: " in text
    assert progress.fractions[-1] == 1.0


def test_package_that_cannot_be_loaded_is_one_sentence(progress, monkeypatch):
    def load(name):
        if name == "rasterio":
            raise ImportError("libgdal is not there\nand more")
        return importlib.import_module(name)

    monkeypatch.setattr(check_environment, "import_module", load)
    found = run(CheckEnvironmentJob(), progress)
    assert not found["ready"]
    assert found["flavour"] == ""
    problem = next(problem for problem in found["problems"] if "rasterio" in problem)
    assert problem == "rasterio cannot be loaded (libgdal is not there): run 'Set up the environment' again."


def test_system_libraries_that_windows_lacks(progress, monkeypatch):
    def load(name):
        raise OSError("[WinError 126] c10.dll")

    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setattr(check_environment, "import_module", load)
    assert "Visual C++ Redistributable" in check_environment._load("torch")


def test_other_versions_are_told_and_do_no_harm(progress, monkeypatch):
    installed = importlib.metadata.version

    def version(name):
        return "1.0+local" if name == "torch" else installed(name)

    monkeypatch.setattr(importlib.metadata, "version", version)
    found = run(CheckEnvironmentJob(), progress)
    assert found["ready"]
    assert any("torch is version 1.0, and the plugin is made for 2." in problem for problem in found["problems"])


def test_little_memory_and_disk_are_told(progress, monkeypatch):
    monkeypatch.setattr(check_environment, "free_memory_bytes", lambda: 1_500_000_000)
    monkeypatch.setattr(check_environment, "COMFORTABLE_TEMPORARY_GB", 1e9)
    problems = run(CheckEnvironmentJob(), progress)["problems"]
    assert any("Only 1.5 GB of memory" in problem for problem in problems)
    assert any("temporary folder" in problem for problem in problems)


def test_memory_that_the_system_does_not_tell(progress, monkeypatch):
    monkeypatch.setattr(check_environment, "free_memory_bytes", lambda: None)
    assert "Free memory: unknown" in run(CheckEnvironmentJob(), progress)["lines"]
