"""One file over HTTP: a transfer that was cut goes on where it stopped, also in a later run."""

import re
import time
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Callable

# huggingface_hub brings httpx2 along; both are imported where they are used, for other pipelines start without them.
if TYPE_CHECKING:
    import httpx2

RETRIES = 3
"""Cuts in a row that bring no further byte before a transfer is given up."""

WAIT_S = 1.0
"""Before the first retry; twice as long before each further one."""

RETRIED_STATUSES = (408, 429, 500, 502, 503, 504)


class WrongSizeError(Exception):
    """The server ended the file at another size than announced."""

    def __init__(self, size_bytes: int) -> None:
        super().__init__(size_bytes)
        self.size_bytes = size_bytes


def transfer(
    client: "httpx2.Client",
    address: str,
    headers: Mapping[str, str],
    path: Path,
    size_bytes: int,
    tell: Callable[[int], None],
) -> None:
    """Fetch the rest of the file at ``address`` into ``path``.

    Args:
        client: follows redirects and has timeouts.
        address: of a file whose content never changes.
        headers: of each request.
        path: what is there already is its beginning.
        size_bytes: of the whole file.
        tell: is told the bytes that are there, often; what it raises ends the transfer.

    Raises:
        WrongSizeError: the server ends the file early or late; nothing that it sent can be used.
        httpx2.HTTPError: the server refuses, or the connection was cut again and again; ``path`` is kept.
        OSError: the disk is full or not writable.
    """
    import httpx2

    cuts = 0
    with path.open("ab") as file:
        furthest = file.tell()
        while file.tell() != size_bytes:
            try:
                _receive(client, address, headers, file, size_bytes, tell)
                failure: Exception = WrongSizeError(file.tell())
            except httpx2.HTTPStatusError as error:
                if error.response.status_code not in RETRIED_STATUSES:
                    raise
                failure = error
            except httpx2.TransportError as error:
                failure = error
            if file.tell() == size_bytes:
                break
            cuts = 0 if file.tell() > furthest else cuts + 1
            furthest = max(furthest, file.tell())
            if cuts > RETRIES or (isinstance(failure, WrongSizeError) and failure.size_bytes > size_bytes):
                raise failure
            _wait(WAIT_S * 2 ** max(cuts - 1, 0), lambda: tell(file.tell()))


def _receive(
    client: "httpx2.Client",
    address: str,
    headers: Mapping[str, str],
    file: BinaryIO,
    size_bytes: int,
    tell: Callable[[int], None],
) -> None:
    """Append what one request brings; the file is flushed whatever happens."""
    start = file.tell()
    # Compressed content would have another size than announced.
    asked = {**headers, "Accept-Encoding": "identity", **({"Range": f"bytes={start}-"} if start else {})}
    try:
        with client.stream("GET", address, headers=asked) as response:
            if response.status_code == 416:  # what is there is more than the server has
                _empty(file)
                return
            response.raise_for_status()
            if start and _first_byte(response) != start:
                _empty(file)
            for chunk in response.iter_bytes():
                file.write(chunk)
                tell(file.tell())
                if file.tell() > size_bytes:
                    return
    finally:
        file.flush()


def _first_byte(response: "httpx2.Response") -> int:
    """Where the content begins in the file; 0 where the server sends all of it, whatever was asked for."""
    match = re.match(r"bytes (\d+)-", response.headers.get("Content-Range", ""))
    return int(match[1]) if response.status_code == 206 and match else 0


def _empty(file: BinaryIO) -> None:
    file.seek(0)
    file.truncate()


def _wait(seconds: float, check: Callable[[], None]) -> None:
    deadline_s = time.monotonic() + seconds
    while time.monotonic() < deadline_s:
        check()
        time.sleep(0.1)
