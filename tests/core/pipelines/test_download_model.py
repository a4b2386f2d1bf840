"""From a local hub to a model file: the real size and shape of IGN's file, and each thing that can go wrong."""

import io
import re
import sys
import threading
import time
from collections import OrderedDict
from dataclasses import replace
from pathlib import Path

import pytest
import torch

from cosia.core.catalogue import published_model
from cosia.core.errors import CancelledError, InvalidInputError, ModelError
from cosia.core.jobs import DownloadModelJob
from cosia.core.model import network, transfer
from cosia.core.model.model_file import load_model, read_passport
from cosia.core.pipelines import download_model
from cosia.core.worker.client import run_in_worker
from tests.hub_server import COMMIT, PROXY_VARIABLES, HubServer, sha256, use_cache

MODEL = published_model("FLAIR-INC_rgbi_15cl_resnet34-unet")
KEY = f"{MODEL.repository}/{MODEL.file}"
ADDRESS = f"https://huggingface.co/{MODEL.repository}/resolve/main/{MODEL.file}"


@pytest.fixture(scope="module")
def weights():
    """A checkpoint with IGN's keys, shapes and size, and random numbers."""
    torch.manual_seed(3)
    unet = network.smp.Unet("resnet34", encoder_weights=None, in_channels=4, classes=19)
    state = OrderedDict((f"model.seg_model.{name}", tensor) for name, tensor in unet.state_dict().items())
    state["criterion.weight"] = torch.ones(19)  # of the loss
    state["criterion.weight"][[14, 15, 16, 18]] = 0
    content = io.BytesIO()
    torch.save(state, content)
    assert abs(len(content.getvalue()) / MODEL.size_bytes - 1) < 1e-3
    return content.getvalue()


@pytest.fixture
def cache(tmp_path, monkeypatch):
    use_cache(tmp_path / "hub", monkeypatch)
    monkeypatch.setattr(transfer, "WAIT_S", 0.01)
    return tmp_path / "hub"


@pytest.fixture
def server(cache, weights):
    with HubServer({KEY: weights}) as server:
        yield server


@pytest.fixture
def job(server, tmp_path):
    (tmp_path / "out").mkdir()
    return DownloadModelJob(str(tmp_path / "out" / "ign.safetensors"), endpoint=server.endpoint)


def written(job):
    return sorted(path.name for path in Path(job.output).parent.iterdir())


def sentence(job, progress, error=ModelError):
    with pytest.raises(error) as caught:
        download_model.run(job, progress)
    assert "\n" not in caught.value.message and "Traceback" not in caught.value.message
    return caught.value.message


def test_a_cut_download_becomes_a_model_file_that_tells_its_origin_and_a_second_one_needs_no_network(
    job, progress, server, weights
):
    server.cuts = [40_000_000]
    results = download_model.run(job, progress)
    assert [asked.headers.get("range") for asked in server.of("GET", f"/{KEY}?")] == [None, "bytes=40000000-"]
    passport, loaded = load_model(job.output)  # which checks the hash of the tensors
    assert results["model_hash"] == passport.tensor_hash
    assert (results["revision"], results["sha256"], results["size_bytes"]) == (COMMIT, sha256(weights), len(weights))
    assert passport.name == MODEL.name and passport.band_roles == ("red", "green", "blue", "nir")
    assert passport.licence == "Etalab 2.0" and COMMIT in passport.source and MODEL.repository in passport.source
    assert passport.training["download"] == {
        "repository": MODEL.repository,
        "revision": COMMIT,
        "size_bytes": len(weights),
    }
    assert passport.training["imported_from"] == {"file": MODEL.file, "sha256": sha256(weights)}
    accuracy = passport.training["accuracy"]
    assert accuracy["miou"] == 60.718 and len(accuracy["classes_in_mean"]) == accuracy["mean_divisor"] == 14
    assert not passport.demonstration
    state = torch.load(io.BytesIO(weights), weights_only=True)
    stem = loaded.state_dict()["encoder.conv1.weight"]
    torch.testing.assert_close(stem, state["model.seg_model.encoder.conv1.weight"], rtol=0, atol=0)
    assert progress.fractions == sorted(progress.fractions) and progress.fractions[-1] == 1.0
    assert any("published mIoU 60.718 % (sum over 14 classes, divided by 14)" in told for told in progress.messages)
    # The size of the stand-in is not quite that of IGN's file.
    assert len(progress.warnings) == 1 and str(MODEL.size_bytes) in progress.warnings[0]
    server.__exit__()
    again = replace(job, output=str(Path(job.output).with_name("again.safetensors")))
    download_model.run(again, progress)
    assert Path(again.output).read_bytes() == Path(job.output).read_bytes()
    assert any(
        told.startswith("127.0.0.1 was not reached") and "comes from the cache" in told for told in progress.messages
    )


def test_without_network_one_sentence_names_the_file_and_the_place(job, progress, server):
    server.__exit__()
    started_s = time.monotonic()
    message = sentence(job, progress)
    assert time.monotonic() - started_s < 5
    assert re.fullmatch(
        rf"'{MODEL.file}' cannot be fetched from 127\.0\.0\.1: there is no connection \(.+\); download {ADDRESS} with "
        rf"a browser, put it into '{Path(job.output).parent}', and turn it into a model file with 'Import model'\.",
        message,
    )
    assert written(job) == []


@pytest.mark.parametrize("status", [401, 404, 500])
def test_a_hub_that_refuses_gets_the_same_sentence(job, progress, server, status):
    server.statuses = [status] * 9
    message = sentence(job, progress)
    assert f"127.0.0.1: it answers {status}" in message and ADDRESS in message and "Import model" in message
    assert written(job) == []


def test_a_wrong_file_is_refused_and_nothing_remains(job, progress, server, cache, weights):
    server.sent[KEY] = weights[:-1] + bytes([weights[-1] ^ 1])
    message = sentence(job, progress)
    assert sha256(weights) in message and sha256(server.sent[KEY]) in message
    assert written(job) == [] and not [*cache.rglob(sha256(weights)), *cache.rglob("*.incomplete")]


def test_a_file_of_another_size_than_the_catalogue_says_is_not_even_fetched(job, progress, server):
    server.files[KEY] = b"a page that asks for a login"
    message = sentence(job, progress)
    assert "has 28 bytes on the hub, but 97945299 in the catalogue" in message
    assert server.of("GET") == [] and written(job) == []


def test_another_network_than_the_catalogue_says_is_refused(job, progress, monkeypatch):
    other = replace(MODEL, band_roles=("red", "green", "blue", "elevation"))
    monkeypatch.setattr(download_model, "published_model", lambda name: other)
    message = sentence(job, progress)
    assert (
        "(unet, resnet34, red, green, blue, nir) than the catalogue says (unet, resnet34, red, green, blue" in message
    )
    assert written(job) == []


def test_wrong_parameters_are_told_before_anything_is_fetched(job, progress, server, tmp_path):
    for changes, words in (
        ({"name": "FLAIR-INC_rgb_12cl_resnet34-unet"}, "is not in the catalogue; use one of"),
        ({"output": str(tmp_path / "out" / "ign.pth")}, r"must end in .safetensors"),
        ({"output": str(tmp_path / "nowhere" / "ign.safetensors")}, "does not exist; create it"),
    ):
        assert words in sentence(replace(job, **changes), progress, InvalidInputError)
    assert server.asked == []


def test_cancelling_leaves_no_model_file(job, progress, server):
    progress.cancel_at = 0.3
    with pytest.raises(CancelledError):
        download_model.run(job, progress)
    assert written(job) == []


# Through the worker, where the variables of the user's environment count


@pytest.fixture
def environment(tmp_path, monkeypatch, server):
    for name in PROXY_VARIABLES:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HF_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("HF_ENDPOINT", server.endpoint)
    return monkeypatch


def test_the_variables_of_the_hub_reach_the_worker(job, progress, server, environment):
    job = replace(job, endpoint="")
    first = run_in_worker(Path(sys.executable), job, progress)
    assert first["model_hash"] == read_passport(job.output).tensor_hash
    # No telemetry, no other protocol: the file, and what the hub says of it.
    assert {asked.path.partition("?")[0] for asked in server.asked} == {
        f"/{MODEL.repository}/resolve/main/{MODEL.file}",
        f"/{MODEL.repository}/resolve/{COMMIT}/{MODEL.file}",
        f"/{KEY}",
    }
    server.asked.clear()
    environment.setenv("HF_HUB_OFFLINE", "1")
    assert run_in_worker(Path(sys.executable), job, progress) == first
    assert server.asked == []


def test_a_running_download_is_cancelled_within_seconds(job, progress, server, environment):
    server.pause_s = 0.05  # which would take more than a minute
    cancelled_s = []

    def cancel():
        while not server.of("GET"):
            time.sleep(0.05)
        cancelled_s.append(time.monotonic())
        progress.cancel_at = 0.0

    threading.Thread(target=cancel, daemon=True).start()
    with pytest.raises(CancelledError):
        run_in_worker(Path(sys.executable), job, progress)
    assert time.monotonic() - cancelled_s[0] < 5 and written(job) == []
