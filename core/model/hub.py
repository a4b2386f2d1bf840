"""Files of the Hugging Face hub, checked against the size and the SHA-256 that the hub announces.

They lie in the hub's own cache, so that a second call needs no network and other programs' downloads are found. The
transfer is this project's own: ``huggingface_hub`` begins anew what an earlier run left half done.
"""

import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Optional
from urllib.parse import urlsplit

from ..errors import ModelError
from ..language import _
from ..progress import Progress
from .hub_cache import cached_file, enter_into_cache, hash_file, locked, remove_cached, storage_folder
from .hub_errors import UnreachableError, explained
from .transfer import WrongSizeError, transfer

if TYPE_CHECKING:
    from huggingface_hub import HfFileMetadata

HUB = "https://huggingface.co"
REVISION = "main"

CONNECT_TIMEOUT_S = 6.0
READ_TIMEOUT_S = 12.0

MEGABYTE = 1_000_000

CHECKING = 0.95
"""Share of the progress for the transfer; the rest is the check of the hash."""

SETTINGS = (
    "HF_HUB_DISABLE_XET",
    "HF_HUB_DISABLE_TELEMETRY",
    "HF_HUB_DISABLE_PROGRESS_BARS",
    "HF_HUB_DISABLE_SYMLINKS_WARNING",
)
"""Variables that the library reads when it is loaded: plain HTTP alone, and no word to anybody."""

_SHA256 = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True)
class HubFile:
    """A file of a repository.

    Attributes:
        repository: with its organisation.
        name: of the file, which lies in no folder.
        endpoint: address of a mirror; empty: ``HF_ENDPOINT``, or the hub itself.
        proxy: for all connections; empty: the environment variables.
        revision: branch or commit.
    """

    repository: str
    name: str
    endpoint: str = ""
    proxy: str = ""
    revision: str = REVISION

    @property
    def address(self) -> str:
        """Where a browser finds it."""
        return f"{HUB}/{self.repository}/resolve/{self.revision}/{self.name}"


@dataclass(frozen=True)
class Announcement:
    """What the hub says of a file before it sends it: size, hexadecimal SHA-256 and commit of the repository."""

    size_bytes: int
    sha256: str
    revision: str


@dataclass(frozen=True)
class FetchedFile:
    """A file that is here and whole.

    Attributes:
        path: in the cache.
        sha256: hexadecimal digest.
        revision: commit of the repository.
    """

    path: Path
    sha256: str
    revision: str


def host(file: HubFile) -> str:
    """Who is asked for the file, without names and passwords that an address may hold."""
    address = file.endpoint or os.environ.get("HF_ENDPOINT", HUB)
    return urlsplit(address).hostname or address


def ask(file: HubFile) -> Announcement:
    """What the hub announces.

    Raises:
        UnreachableError: it does not answer, has no such file, or announces nothing to check it against.
    """
    for name in SETTINGS:
        os.environ[name] = "1"
    from huggingface_hub import get_hf_file_metadata, is_offline_mode

    if is_offline_mode():
        raise UnreachableError(_("the variable HF_HUB_OFFLINE forbids it"))
    with explained(CONNECT_TIMEOUT_S):
        _use_client(file)
        metadata = get_hf_file_metadata(
            _address(file, file.revision), timeout=CONNECT_TIMEOUT_S, endpoint=file.endpoint or None
        )
    return _announcement(metadata)


def fetch(file: HubFile, announced: Announcement, progress: Progress) -> FetchedFile:
    """The announced file, from the cache or from the hub.

    Args:
        file: what to fetch.
        announced: by :func:`ask`.
        progress: is told percent and megabytes.

    Raises:
        UnreachableError: the hub does not give the file; what has come stays in the cache for the next call.
        ModelError: what came is not what was announced; nothing of it stays.
        InvalidInputError: the cache cannot be written.
        CancelledError: the user cancelled; what has come stays in the cache for the next call.
    """
    path = cached_file(file.repository, file.name, announced.revision)
    if path is not None:
        if path.stat().st_size == announced.size_bytes and hash_file(path, progress) == announced.sha256:
            return FetchedFile(path, announced.sha256, announced.revision)
        progress.log(_("The cached '{file}' is damaged and is fetched again.").format(file=file.name))
        remove_cached(path)
    with explained(READ_TIMEOUT_S):
        blob = storage_folder(file.repository) / "blobs" / announced.sha256
        blob.parent.mkdir(parents=True, exist_ok=True)
        with locked(blob, progress):
            if not blob.is_file():
                _receive(file, announced, blob, progress)
        path = enter_into_cache(file.repository, file.name, file.revision, file.endpoint, CONNECT_TIMEOUT_S)
    return FetchedFile(path, announced.sha256, announced.revision)


def fetch_from_cache(file: HubFile, progress: Progress) -> Optional[FetchedFile]:
    """What an earlier call fetched, without network; None if there is nothing.

    Raises:
        ModelError: it is damaged; it is removed.
    """
    path = cached_file(file.repository, file.name, file.revision)
    if path is None:
        return None
    sha256 = hash_file(path, progress)
    # The cache calls files by their hash, where the system has symbolic links.
    announced = path.resolve().name
    if _SHA256.fullmatch(announced) and announced != sha256:
        remove_cached(path)
        raise _wrong_hash(file, sha256, announced)
    return FetchedFile(path, sha256, path.parent.name)


def _receive(file: HubFile, announced: Announcement, blob: Path, progress: Progress) -> None:
    """Fetch the file to ``blob``, by way of a file beside it that a later call continues."""
    from huggingface_hub import get_session
    from huggingface_hub.utils import build_hf_headers  # type: ignore[attr-defined]

    told_mb = -1

    def tell(done_bytes: int) -> None:
        nonlocal told_mb
        if done_bytes // MEGABYTE == told_mb:
            progress.check_cancelled()
        else:
            told_mb = done_bytes // MEGABYTE
            size_mb = round(announced.size_bytes / MEGABYTE)
            progress.report(
                CHECKING * min(done_bytes / announced.size_bytes, 1.0),
                _("Fetching the file: {done} of {size} MB").format(done=told_mb, size=size_mb),
            )

    incomplete = blob.with_name(f"{blob.name}.incomplete")
    # The commit stands in the address: the branch may move while the file comes.
    address = _address(file, announced.revision)
    try:
        transfer(get_session(), address, build_hf_headers(), incomplete, announced.size_bytes, tell)
    except WrongSizeError as error:
        incomplete.unlink()
        raise ModelError(
            _(
                "What came as '{file}' has {found} bytes, but the hub announces {announced}: it was removed; try again "
                "later, or fetch {address} by hand."
            ).format(file=file.name, found=error.size_bytes, announced=announced.size_bytes, address=file.address)
        ) from None
    progress.report(CHECKING, _("Checking the file"))
    sha256 = hash_file(incomplete, progress)
    if sha256 != announced.sha256:
        incomplete.unlink()
        raise _wrong_hash(file, sha256, announced.sha256)
    os.replace(incomplete, blob)


def _announcement(metadata: "HfFileMetadata") -> Announcement:
    if not metadata.commit_hash:
        raise UnreachableError(_("what answers there is not the hub; the network may ask for a login first"))
    if metadata.size is None or not _SHA256.fullmatch(metadata.etag or ""):
        raise UnreachableError(_("it announces no size and SHA-256 to check the file against"))
    return Announcement(metadata.size, str(metadata.etag), metadata.commit_hash)


def _address(file: HubFile, revision: str) -> str:
    from huggingface_hub import hf_hub_url

    return hf_hub_url(file.repository, file.name, revision=revision, endpoint=file.endpoint.rstrip("/") or None)


def _use_client(file: HubFile) -> None:
    import httpx2
    from huggingface_hub import set_client_factory

    timeouts = httpx2.Timeout(READ_TIMEOUT_S, connect=CONNECT_TIMEOUT_S)
    set_client_factory(lambda: httpx2.Client(proxy=file.proxy or None, timeout=timeouts, follow_redirects=True))


def _wrong_hash(file: HubFile, found: str, announced: str) -> ModelError:
    return ModelError(
        _(
            "What came as '{file}' has the SHA-256 {found}, but the hub announces {announced}: it was removed; try "
            "again later, or fetch {address} by hand."
        ).format(file=file.name, found=found, announced=announced, address=file.address)
    )
