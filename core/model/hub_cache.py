"""The cache in which ``huggingface_hub`` keeps files: found again by every program that uses it."""

import hashlib
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Optional

from ..progress import Progress

BLOCK_BYTES = 1024 * 1024
LOCK_POLL_S = 0.5


def storage_folder(repository: str) -> Path:
    """Where the files of a repository are kept, by hash in ``blobs`` and by commit and name in ``snapshots``."""
    from huggingface_hub import constants
    from huggingface_hub.file_download import repo_folder_name

    return Path(constants.HF_HUB_CACHE) / repo_folder_name(repo_id=repository, repo_type="model")


def cached_file(repository: str, name: str, revision: str) -> Optional[Path]:
    """The file as it is at a commit or branch; None if it is not there."""
    from huggingface_hub import constants, try_to_load_from_cache

    found = try_to_load_from_cache(repository, name, cache_dir=constants.HF_HUB_CACHE, revision=revision)
    return Path(found) if isinstance(found, str) else None


def enter_into_cache(repository: str, name: str, revision: str, endpoint: str, timeout_s: float) -> Path:
    """Give a file that lies in ``blobs`` its name. Returns: the path under that name.

    Raises:
        httpx2.HTTPError, OSError: the hub does not answer any more.
    """
    from huggingface_hub import constants, hf_hub_download

    cache = constants.HF_HUB_CACHE
    return Path(
        hf_hub_download(
            repository,
            name,
            revision=revision,
            endpoint=endpoint.rstrip("/") or None,
            cache_dir=cache,
            etag_timeout=timeout_s,
        )
    )


def remove_cached(path: Path) -> None:
    """Remove a file under its name and under its hash."""
    blob = path.resolve()
    path.unlink()
    blob.unlink(missing_ok=True)


def hash_file(path: Path, progress: Progress) -> str:
    """SHA-256 of a file, hexadecimal. Raises: CancelledError."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(BLOCK_BYTES):
            digest.update(block)
            progress.check_cancelled()
    return digest.hexdigest()


@contextmanager
def locked(blob: Path, progress: Progress) -> Iterator[None]:
    """While the block runs, no other process fetches the same file. Raises: CancelledError, while waiting."""
    from filelock import Timeout
    from huggingface_hub.utils import WeakFileLock  # type: ignore[attr-defined]

    with ExitStack() as stack:
        while True:
            try:
                stack.enter_context(WeakFileLock(blob.with_name(f"{blob.name}.lock"), timeout=LOCK_POLL_S))
                break
            except Timeout:
                progress.check_cancelled()
        yield
