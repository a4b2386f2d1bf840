"""Set-ups with the real pip, from a made-up index with tiny wheels."""

import os
import shutil
import sys
import threading
from pathlib import Path

import pytest

from cosia.core.errors import CancelledError, EnvironmentNotReadyError
from cosia.core.worker import installation, nvidia, package_plan
from cosia.core.worker.environment import interpreter_in, read_marker, worker_python
from cosia.core.worker.installation import SetUp, set_up
from cosia.core.worker.interpreter import examine
from cosia.core.worker.nvidia import GraphicsCard
from cosia.core.worker.pip_command import Pip

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="copies an environment with links")

CARD = GraphicsCard("NVIDIA RTX A2000", "580.65.06")


@pytest.fixture(autouse=True)
def surroundings(pip_settings, quick_environments, monkeypatch):
    monkeypatch.setattr(nvidia, "graphics_cards", lambda: [])


@pytest.fixture
def order(tmp_path, requirements):
    base = examine(Path(sys.executable)).base
    return SetUp(folder=tmp_path / "my environment", interpreter=str(base), requirements=requirements)


def changed(order, **changes):
    return SetUp(**{**vars(order), **changes})


@pytest.fixture
def small_index(index, write_wheel):
    """CPU builds only, as PyPI offers them for Windows and macOS."""
    write_wheel(index.folder / "main", "torch", "2.0", requires=["typing-nonsense"])
    write_wheel(index.folder / "main", "typing-nonsense", "0.5")
    write_wheel(index.folder / "main", "small-tool", "1.0")
    return index


@pytest.fixture
def cuda_index(small_index, write_wheel):
    """As PyPI for Linux: the plain build brings CUDA."""
    write_wheel(small_index.folder / "main", "torch", "2.0", requires=["nvidia-cublas"])
    write_wheel(small_index.folder / "main", "nvidia-cublas", "13.1", padding=3_000_000)
    return small_index


@pytest.fixture
def torch_index(small_index, write_wheel, monkeypatch):
    """PyTorch's own indexes, which can be reached."""
    write_wheel(small_index.folder / "whl-cpu", "torch", "2.0+cpu")
    write_wheel(small_index.folder / "whl-cuda", "torch", "2.0+cu130")
    indexes = {"cpu": small_index.url("whl-cpu"), "cuda": small_index.url("whl-cuda")}
    monkeypatch.setattr(installation, "INDEXES", indexes)
    return small_index


def versions(python):
    return examine(python, ["torch", "small-tool", "typing-nonsense", "nvidia-cublas"]).versions


def failure(order, progress):
    with pytest.raises(EnvironmentNotReadyError) as caught:
        set_up(order, progress)
    assert "\n" not in caught.value.message and caught.value.message.endswith(".")
    marker = read_marker(order.folder)
    assert marker is None or not marker.ready
    return caught.value.message


def test_set_up_from_nothing_and_again(small_index, order, progress, tmp_path, monkeypatch):
    monkeypatch.setenv("PIP_USER", "1")  # would install elsewhere
    monkeypatch.setenv("PYTHONPATH", os.getcwd())
    python = set_up(order, progress)
    assert versions(python) == {"torch": "2.0", "small-tool": "1.0", "typing-nonsense": "0.5"}
    assert python == worker_python(str(order.folder), tmp_path, order.requirements)
    assert read_marker(order.folder).flavour == "cpu"
    assert progress.fractions == sorted(progress.fractions)
    assert progress.fractions[-1] == 1.0
    assert any("Successfully installed" in message for message in progress.messages)
    assert not (order.folder / "tmp").exists()

    asked = len(small_index.asked)
    assert set_up(order, progress) == python
    assert len(small_index.asked) == asked
    assert "is ready already" in progress.messages[-1]


def test_new_requirements_bring_only_what_is_new(small_index, order, progress, write_wheel):
    set_up(order, progress)
    write_wheel(small_index.folder / "main", "small-tool", "2.0")
    order.requirements.write_text("torch==2.0\nsmall-tool==2.0\n")
    small_index.asked.clear()
    assert versions(set_up(order, progress))["small-tool"] == "2.0"
    assert not any("/files/torch" in path for _command, _host, path in small_index.asked)


def test_cpu_build_comes_from_torchs_own_index_where_it_is_reached(torch_index, order, progress):
    assert versions(set_up(order, progress))["torch"] == "2.0+cpu"


def test_cuda_never_arrives_unasked(cuda_index, order, progress):
    message = failure(order, progress)
    assert "CPU build cannot be reached" in message and "'cuda'" in message
    python = interpreter_in(order.folder)
    assert versions(python) == {}


def test_download_that_only_cuda_needs_is_stopped_during_the_dry_run(monkeypatch, progress, tmp_path):
    class OldPip:
        def run(self, *arguments, on_bytes):
            on_bytes(0, 200_000_000)
            on_bytes(0, 526_574_961)
            pytest.fail("the download went on")

    with pytest.raises(EnvironmentNotReadyError, match=r"at least 0\.5 GB"):
        package_plan.make_plan(OldPip(), [], tmp_path / "report.json", cuda_is_welcome=False, proxy="")


def test_cuda_arrives_when_asked_and_its_size_is_told_before(cuda_index, order, progress):
    python = set_up(changed(order, flavour="cuda"), progress)
    assert versions(python)["nvidia-cublas"] == "13.1"
    assert read_marker(order.folder).flavour == "cuda"
    messages = progress.messages
    size = next(number for number, message in enumerate(messages) if "Installing 3 packages, 0.0" in message)
    assert size < next(number for number, message in enumerate(messages) if "Successfully installed" in message)


def test_graphics_card_chooses_cuda_and_the_user_overrules(torch_index, order, progress, monkeypatch):
    monkeypatch.setattr(nvidia, "graphics_cards", lambda: [CARD])
    assert versions(set_up(order, progress))["torch"] == "2.0+cu130"
    assert versions(set_up(changed(order, flavour="cpu"), progress))["torch"] == "2.0+cpu"
    assert read_marker(order.folder).flavour == "cpu"


def test_old_driver_means_cpu(torch_index, order, progress, monkeypatch):
    monkeypatch.setattr(nvidia, "graphics_cards", lambda: [GraphicsCard("GeForce GT 710", "470.1")])
    assert versions(set_up(order, progress))["torch"] == "2.0+cpu"
    assert "470.1" in progress.warnings[0] and "too old" in progress.warnings[0]


def test_cuda_that_is_not_to_be_had(small_index, order, progress, monkeypatch):
    assert "No CUDA build" in failure(changed(order, flavour="cuda"), progress)
    monkeypatch.setattr(nvidia, "graphics_cards", lambda: [CARD])
    assert versions(set_up(order, progress))["torch"] == "2.0"
    assert "the CPU build is installed" in progress.warnings[-1]
    assert read_marker(order.folder).flavour == "cpu"


def test_cancel_in_the_middle_and_again(small_index, order, progress, write_wheel):
    small_index.pause_before = write_wheel(small_index.folder / "main", "small-tool", "1.0").name
    waiting = threading.Event()

    class Cancelling(type(progress)):
        def check_cancelled(self):
            if small_index.paused.is_set() and waiting.is_set():
                self.cancel_at = 0.0
            waiting.set()
            super().check_cancelled()

    with pytest.raises(CancelledError, match="goes on from there"):
        set_up(order, Cancelling())
    assert not read_marker(order.folder).ready
    with pytest.raises(EnvironmentNotReadyError, match="was interrupted"):
        worker_python(str(order.folder), order.folder, order.requirements)

    small_index.pause_before = ""
    small_index.go_on.set()
    assert versions(set_up(order, progress))["small-tool"] == "1.0"


def test_package_that_was_cut_off_is_installed_again(small_index, order, progress):
    python = set_up(order, progress)
    record = next(order.folder.rglob("torch-2.0.dist-info/RECORD"))
    record.unlink()
    next(order.folder.rglob("site-packages/torch.py")).unlink()
    order.requirements.write_text("torch==2.0\n")
    set_up(order, progress)
    assert next(order.folder.rglob("site-packages/torch.py")).is_file()
    assert python.exists()


def test_offline_folder(index, order, progress, write_wheel, tmp_path, monkeypatch):
    wheels = tmp_path / "my wheels"
    for name, version in (("torch", "2.0"), ("small-tool", "1.0")):
        write_wheel(wheels, name, version)
    monkeypatch.chdir(tmp_path)
    python = set_up(changed(order, wheels_folder="my wheels"), progress)
    assert versions(python) == {"torch": "2.0", "small-tool": "1.0"}
    assert index.asked == []


def test_offline_folder_that_lacks_wheels_names_them_all(index, order, progress, write_wheel, tmp_path):
    write_wheel(tmp_path / "wheels", "torch", "1.9")
    message = failure(changed(order, wheels_folder=str(tmp_path / "wheels")), progress)
    assert "torch==2.0, small-tool==1.0" in message
    assert str(tmp_path / "wheels") in message
    assert index.asked == []


def test_offline_folder_that_does_not_exist(order, progress, tmp_path):
    assert "does not exist" in failure(changed(order, wheels_folder=str(tmp_path / "nothing")), progress)


@pytest.mark.parametrize("way", ["environment", "pip's settings", "handed over", "none"])
def test_proxies_are_passed_on(small_index, bare_environment, progress, monkeypatch, tmp_path, way):
    address = small_index.url("").rstrip("/")
    monkeypatch.setenv("PIP_TRUSTED_HOST", "packages.invalid")
    if way == "environment":
        monkeypatch.setenv("HTTP_PROXY", address)
    elif way == "pip's settings":
        settings = tmp_path / "pip.conf"
        settings.write_text(f"[global]\nproxy = {address}\n")
        monkeypatch.setenv("PIP_CONFIG_FILE", str(settings))
    pip = Pip(interpreter_in(bare_environment), tmp_path, address if way == "handed over" else "", progress)
    assert pip.reaches("http://packages.invalid/main", "torch") == (way != "none")
    assert [host for _command, host, _path in small_index.asked] == ["packages.invalid"] * len(small_index.asked)


def test_index_that_cannot_be_reached(order, progress, monkeypatch):
    monkeypatch.setenv("PIP_INDEX_URL", "http://127.0.0.1:9/simple")
    monkeypatch.setenv("PIP_RETRIES", "1")
    message = failure(order, progress)
    assert "cannot reach its package index" in message and "refused" in message and "proxy" in message


def test_requirement_that_no_build_fits(small_index, order, progress):
    order.requirements.write_text("torch==3.0\n")
    message = failure(order, progress)
    assert "No build of torch==3.0 fits Python" in message


def test_full_disk(small_index, order, progress, monkeypatch):
    usage = shutil.disk_usage(order.folder.parent)
    monkeypatch.setattr(shutil, "disk_usage", lambda path: usage._replace(free=1_000_000_000))
    message = failure(order, progress)
    assert "needs 1.5 GB" in message and "1.0 GB are free" in message


def test_existing_interpreter_is_used_as_it_is(bare_environment, order, progress, index, monkeypatch):
    order.requirements.write_text("pip\n")
    python = interpreter_in(bare_environment)
    assert set_up(changed(order, interpreter=str(python)), progress) == python
    assert not order.folder.exists()
    assert index.asked == []
    assert progress.warnings == []
    monkeypatch.setenv("COSIA_PYTHON", "/usr/bin/another")
    set_up(changed(order, interpreter=str(python)), progress)
    assert "COSIA_PYTHON names /usr/bin/another" in progress.warnings[0]
