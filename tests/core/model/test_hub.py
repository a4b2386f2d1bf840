"""Fetching from a local hub: every fault of a network ends in a whole file or in one sentence."""

import hashlib
import socket
import threading
import time

import numpy as np
import pytest

from cosia.core.errors import CancelledError, InvalidInputError, ModelError
from cosia.core.model import hub, hub_cache, transfer
from cosia.core.model.hub import HubFile
from cosia.core.model.hub_errors import UnreachableError
from tests.hub_server import COMMIT, HubServer, use_cache

REPOSITORY, NAME = "IGNF/some-model", "weights.pth"
KEY = f"{REPOSITORY}/{NAME}"
SIZE = 3_300_000
CONTENT = np.random.default_rng(0).integers(0, 256, SIZE, np.uint8).tobytes()
SHA256 = hashlib.sha256(CONTENT).hexdigest()


@pytest.fixture
def cache(tmp_path, monkeypatch):
    """An empty cache."""
    use_cache(tmp_path / "hub", monkeypatch)
    monkeypatch.setattr(transfer, "WAIT_S", 0.01)
    return tmp_path / "hub"


@pytest.fixture
def server(cache):
    with HubServer({KEY: CONTENT}) as server:
        yield server


@pytest.fixture
def file(server):
    return HubFile(REPOSITORY, NAME, server.endpoint)


def fetch(file, progress):
    return hub.fetch(file, hub.ask(file), progress)


def blobs(cache):
    return sorted(path.name for path in cache.glob("models--*/blobs/*") if path.suffix != ".lock")


def test_the_announcement_is_that_of_the_linked_file(file):
    assert hub.ask(file) == hub.Announcement(SIZE, SHA256, COMMIT)


def test_a_file_comes_whole_with_progress(file, progress, server):
    fetched = fetch(file, progress)
    assert fetched.path.read_bytes() == CONTENT
    assert (fetched.sha256, fetched.revision) == (SHA256, COMMIT)
    assert progress.fractions == sorted(progress.fractions) and len(progress.fractions) >= 4
    assert 0 < progress.fractions[0] < 0.3 and progress.fractions[-1] >= hub.CHECKING


def test_progress_is_told_in_megabytes(file, monkeypatch, progress):
    told = []
    monkeypatch.setattr(progress, "report", lambda fraction, message="": told.append(message))
    fetch(file, progress)
    assert told[-3:] == ["Fetching the file: 2 of 3 MB", "Fetching the file: 3 of 3 MB", "Checking the file"]


def test_a_second_call_fetches_nothing(file, progress, server):
    first = fetch(file, progress)
    server.asked.clear()
    assert fetch(file, progress) == first
    assert server.of("GET") == []


def test_without_the_hub_the_cache_answers(file, progress, server):
    assert hub.fetch_from_cache(file, progress) is None
    first = fetch(file, progress)
    server.__exit__()
    with pytest.raises(UnreachableError):
        hub.ask(file)
    assert hub.fetch_from_cache(file, progress) == first


@pytest.mark.parametrize("resets", [False, True])
def test_a_cut_transfer_goes_on_where_it_stopped(file, progress, server, resets):
    server.resets, server.cuts = resets, [1_000_000, 500_000]
    assert fetch(file, progress).path.read_bytes() == CONTENT
    ranges = [asked.headers.get("range") for asked in server.of("GET", f"/{KEY}?")]
    starts = [int(value[6:-1]) for value in ranges[1:]]
    assert ranges[0] is None and 0 < starts[0] <= 1_000_000 and starts[0] < starts[1] <= 1_500_000
    if not resets:  # what was on the way when a connection is reset is lost
        assert starts == [1_000_000, 1_500_000]


def test_a_later_call_goes_on_where_a_cancelled_one_stopped(file, progress, server, cache):
    progress.cancel_at = 0.4
    with pytest.raises(CancelledError):
        fetch(file, progress)
    (incomplete,) = cache.glob("models--*/blobs/*.incomplete")
    done = incomplete.stat().st_size
    assert 0.3 * SIZE < done < SIZE
    progress.cancel_at = None
    server.asked.clear()
    assert fetch(file, progress).path.read_bytes() == CONTENT
    assert server.of("GET", f"/{KEY}?")[0].headers["range"] == f"bytes={done}-"
    assert blobs(cache) == [SHA256]


def test_cancelling_a_slow_transfer_takes_no_time(file, progress, server):
    server.pause_s = 0.2
    threading.Timer(0.6, lambda: setattr(progress, "cancel_at", 0.0)).start()
    progress.fractions.append(0.0)
    started_s = time.monotonic()
    with pytest.raises(CancelledError):
        fetch(file, progress)
    assert time.monotonic() - started_s < 3


def test_a_server_that_sends_no_parts_starts_anew(file, progress, server):
    server.ranges, server.cuts = False, [2_000_000, 1_000_000]
    assert fetch(file, progress).path.read_bytes() == CONTENT


def test_a_transfer_that_is_cut_without_end_is_given_up(file, progress, server, cache):
    server.cuts = [700_000] + [0] * 20
    with pytest.raises(UnreachableError, match="there is no connection"):
        fetch(file, progress)
    assert len(server.of("GET", f"/{KEY}?")) == 2 + transfer.RETRIES
    assert blobs(cache) == [f"{SHA256}.incomplete"]  # for the next call
    server.cuts.clear()
    assert fetch(file, progress).path.read_bytes() == CONTENT


def test_a_storage_that_is_busy_is_asked_again(file, progress, server):
    server.storage_statuses = [503, 429]
    assert fetch(file, progress).path.read_bytes() == CONTENT


@pytest.mark.parametrize("status", [401, 404, 503])
def test_a_storage_that_refuses_is_told(file, progress, server, status):
    server.storage_statuses = [status] * 20
    with pytest.raises(UnreachableError, match=f"it answers {status}"):
        fetch(file, progress)


def test_other_bytes_of_the_same_size_are_refused_and_removed(file, progress, server, cache):
    wrong = bytes(SIZE)
    server.sent[KEY] = wrong
    with pytest.raises(ModelError) as caught:
        fetch(file, progress)
    assert hashlib.sha256(wrong).hexdigest() in caught.value.message and SHA256 in caught.value.message
    assert file.address in caught.value.message and file.address.startswith("https://huggingface.co/IGNF/")
    assert blobs(cache) == [] and hub.fetch_from_cache(file, progress) is None


@pytest.mark.parametrize("size", [SIZE - 1, SIZE + 1, 130])
def test_another_size_is_refused_and_removed(file, progress, server, cache, size):
    server.sent[KEY] = (CONTENT + b"x")[:size]
    with pytest.raises(ModelError, match=f"but the hub announces {SIZE}"):
        fetch(file, progress)
    assert blobs(cache) == []


def test_a_file_that_was_damaged_in_the_cache_is_fetched_again(file, progress, server, cache):
    path = fetch(file, progress).path
    path.write_bytes(CONTENT[:-1] + bytes([CONTENT[-1] ^ 1]))
    assert fetch(file, progress).path.read_bytes() == CONTENT
    assert progress.messages == ["The cached 'weights.pth' is damaged and is fetched again."]
    path.write_bytes(b"short")
    assert fetch(file, progress).path.read_bytes() == CONTENT


def test_a_file_that_was_damaged_in_the_cache_is_refused_without_the_hub(file, progress, server, cache):
    path = fetch(file, progress).path
    path.write_bytes(b"short")
    with pytest.raises(ModelError, match=SHA256):
        hub.fetch_from_cache(file, progress)
    assert blobs(cache) == [] and hub.fetch_from_cache(file, progress) is None


def test_leftovers_that_are_longer_than_the_file_start_anew(file, progress, cache):
    folder = hub_cache.storage_folder(REPOSITORY) / "blobs"
    folder.mkdir(parents=True)
    (folder / f"{SHA256}.incomplete").write_bytes(bytes(SIZE + 10))
    assert fetch(file, progress).path.read_bytes() == CONTENT


def test_two_calls_at_once_fetch_once(file, server, cache):
    from tests.conftest import RecordingProgress

    server.pause_s = 0.01
    announced, fetched = hub.ask(file), []
    threads = [
        threading.Thread(target=lambda: fetched.append(hub.fetch(file, announced, RecordingProgress())))
        for _call in range(2)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [one.path.read_bytes() == CONTENT for one in fetched] == [True, True]
    assert len(server.of("GET", f"/{KEY}?")) == 1


def test_a_token_goes_to_the_hub_and_not_to_its_storage(file, progress, server, monkeypatch):
    monkeypatch.setenv("HF_TOKEN", "hf_secret")
    fetch(file, progress)
    resolved = server.of("HEAD") + server.of("GET", f"/{REPOSITORY}/resolve")
    assert {asked.headers.get("authorization") for asked in resolved} == {"Bearer hf_secret"}
    assert [asked.headers.get("authorization") for asked in server.of("GET", f"/{KEY}?")] == [None]


@pytest.mark.parametrize(
    ("status", "words"),
    [(401, "answers 401, the file is not public"), (404, "answers 404, the file is not there"), (503, "answers 503")],
)
def test_a_hub_that_refuses_is_told_at_once(file, server, status, words):
    server.statuses = [status] * 9
    started_s = time.monotonic()
    with pytest.raises(UnreachableError, match=words):
        hub.ask(file)
    assert time.monotonic() - started_s < 2


def test_a_file_that_the_repository_lacks_is_told(server):
    with pytest.raises(UnreachableError, match="answers 404, the file is not there"):
        hub.ask(HubFile(REPOSITORY, "other.pth", server.endpoint))


@pytest.mark.parametrize(
    ("announces", "words"),
    [
        ({"X-Repo-Commit": None}, "is not the hub; the network may ask for a login"),
        ({"X-Linked-Etag": '"d41d8cd98f00b204"'}, "announces no size and SHA-256"),
        ({"X-Linked-Size": None}, "announces no size and SHA-256"),
    ],
)
def test_what_does_not_speak_as_the_hub_is_told(file, server, announces, words):
    server.announces = announces
    with pytest.raises(UnreachableError, match=words):
        hub.ask(file)


def test_no_server_is_told_at_once(cache):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        file = HubFile(REPOSITORY, NAME, f"http://127.0.0.1:{free.getsockname()[1]}")
        started_s = time.monotonic()
        with pytest.raises(UnreachableError, match="there is no connection"):
            hub.ask(file)
        assert time.monotonic() - started_s < 2


def test_a_server_that_never_answers_is_told_after_seconds(cache, monkeypatch):
    monkeypatch.setattr(hub, "CONNECT_TIMEOUT_S", 1.0)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        file = HubFile(REPOSITORY, NAME, f"http://127.0.0.1:{silent.getsockname()[1]}")
        with pytest.raises(UnreachableError, match="no answer within 1 s"):
            hub.ask(file)


def test_the_variable_that_forbids_the_network_is_named(file, monkeypatch, server):
    from huggingface_hub import constants

    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", True)
    with pytest.raises(UnreachableError, match="HF_HUB_OFFLINE"):
        hub.ask(file)
    assert server.asked == []


def test_a_proxy_is_used_and_one_that_is_none_is_told(cache, server):
    # To a proxy, requests name the whole address.
    file = HubFile(REPOSITORY, NAME, "http://hub.invalid", proxy=server.endpoint)
    with pytest.raises(UnreachableError, match="answers 404"):
        hub.ask(file)
    assert server.asked[0].path == f"http://hub.invalid/{KEY}".replace(NAME, f"resolve/main/{NAME}")
    with pytest.raises(UnreachableError, match="of the mirror or of the proxy is not valid"):
        hub.ask(HubFile(REPOSITORY, NAME, server.endpoint, proxy="nonsense://x"))


def test_a_mirror_that_is_no_address_is_told(cache):
    with pytest.raises(UnreachableError, match=r"there is no connection .*missing an 'http"):
        hub.ask(HubFile(REPOSITORY, NAME, "no address"))


def test_a_cache_that_cannot_be_written_is_told(file, progress, cache):
    cache.write_bytes(b"a file where the folder should be")
    with pytest.raises(InvalidInputError, match=r"cache of downloads cannot be written.* HF_HOME"):
        fetch(file, progress)
