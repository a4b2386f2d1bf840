"""A server that speaks the hub's protocol for large files, with the faults of real networks.

As on the hub, ``resolve`` answers with the commit, the size and the SHA-256, and redirects to another host, which
sends the bytes, from any one on.
"""

import functools
import hashlib
import socket
import struct
import threading
import time
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Dict, List, Optional

COMMIT = "a" * 40

PROXY_VARIABLES = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy")


def use_cache(folder, monkeypatch):
    """Let ``huggingface_hub``, in this process, keep its files in ``folder`` and know no token and no proxy."""
    from huggingface_hub import constants

    for name in (*PROXY_VARIABLES, "HF_TOKEN"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(constants, "HF_HUB_CACHE", str(folder))
    monkeypatch.setattr(constants, "HF_TOKEN_PATH", str(folder / "token"))


@functools.cache
def sha256(content):
    return hashlib.sha256(content).hexdigest()


@dataclass
class Asked:
    """A request that came: method, path and headers by lower-case name."""

    method: str
    path: str
    headers: Dict[str, str]


@dataclass
class HubServer:
    """The hub and its storage, on two ports of this computer; use as a context.

    Attributes:
        files: content by ``repository/name``.
        sent: what the storage sends instead, by ``repository/name``.
        cuts: after how many bytes each coming transfer breaks off; ``resets`` tells how.
        resets: whether a cut resets the connection, instead of closing it.
        statuses: of the coming answers of ``resolve``; 200 and none: as it should be.
        storage_statuses: of the coming answers of the storage.
        ranges: whether the storage sends parts of files.
        announces: headers to change in what ``resolve`` answers; None takes one away.
        pause_s: after each block that the storage sends.
        asked: all requests.
    """

    files: Dict[str, bytes] = field(default_factory=dict)
    sent: Dict[str, bytes] = field(default_factory=dict)
    cuts: List[int] = field(default_factory=list)
    resets: bool = False
    statuses: List[int] = field(default_factory=list)
    storage_statuses: List[int] = field(default_factory=list)
    ranges: bool = True
    announces: Dict[str, Optional[str]] = field(default_factory=dict)
    pause_s: float = 0.0
    asked: List[Asked] = field(default_factory=list)

    def __enter__(self) -> "HubServer":
        self._hub, self._storage = (_Server(("127.0.0.1", 0), handler) for handler in (_Resolve, _Storage))
        for server in (self._hub, self._storage):
            server.hub = self
            threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(self, *error: object) -> None:
        for server in (self._hub, self._storage):
            server.shutdown()
            server.server_close()

    @property
    def endpoint(self) -> str:
        return f"http://127.0.0.1:{self._hub.server_port}"

    @property
    def storage(self) -> str:
        return f"http://127.0.0.1:{self._storage.server_port}"

    def of(self, method: str, start: str = "/") -> List[Asked]:
        """Requests of a method whose path begins so."""
        return [asked for asked in self.asked if asked.method == method and asked.path.startswith(start)]


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    hub: HubServer

    def handle_error(self, request, client_address):
        """Clients that hang up are part of the tests."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    @property
    def hub(self) -> HubServer:
        return self.server.hub

    def log_message(self, *message):
        pass

    def note(self):
        headers = {name.lower(): value for name, value in self.headers.items()}
        self.hub.asked.append(Asked(self.command, self.path, headers))

    def answer(self, status, headers=(), body=b""):
        self.send_response(status)
        for name, value in dict(headers).items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)


class _Resolve(_Handler):
    def do_HEAD(self):
        self.resolve()

    def do_GET(self):
        self.resolve()

    def resolve(self):
        self.note()
        status = self.hub.statuses.pop(0) if self.hub.statuses else 200
        repository, _resolve, rest = self.path.strip("/").partition("/resolve/")
        revision, _slash, name = rest.partition("/")
        content = self.hub.files.get(f"{repository}/{name}")
        if status != 200:
            self.answer(status)
        elif content is None or revision not in ("main", COMMIT):
            self.answer(404, {"X-Error-Code": "EntryNotFound", "X-Repo-Commit": COMMIT})
        else:
            headers = {
                "X-Repo-Commit": COMMIT,
                "X-Linked-Etag": f'"{sha256(content)}"',
                "X-Linked-Size": str(len(content)),
                "ETag": '"of the pointer"',
                "Location": f"{self.hub.storage}/{repository}/{name}?signature=x",
                **self.hub.announces,
            }
            self.answer(302, {key: value for key, value in headers.items() if value is not None})


class _Storage(_Handler):
    def do_GET(self):
        self.note()
        hub, key = self.hub, self.path.strip("/").partition("?")[0]
        status = hub.storage_statuses.pop(0) if hub.storage_statuses else 200
        if status != 200:
            self.answer(status)
            return
        content = hub.sent.get(key, hub.files[key])
        start = int(self.headers.get("Range", "bytes=0-")[6:-1]) if hub.ranges else 0
        if start >= len(content):
            self.answer(416, {"Content-Range": f"bytes */{len(content)}"})
            return
        partial = hub.ranges and "Range" in self.headers
        self.send_response(206 if partial else 200)
        if partial:
            self.send_header("Content-Range", f"bytes {start}-{len(content) - 1}/{len(content)}")
        self.send_header("Content-Length", str(len(content) - start))
        self.end_headers()
        self.send(content[start : start + hub.cuts[0]] if hub.cuts else content[start:])
        if hub.cuts:
            hub.cuts.pop(0)
            self.cut()

    def send(self, content):
        for at in range(0, len(content), 65536):
            self.wfile.write(content[at : at + 65536])
            time.sleep(self.hub.pause_s)

    def cut(self):
        self.close_connection = True
        if self.hub.resets:
            # Closing with a linger of 0 s sends a reset; the pause lets what was written go first.
            time.sleep(0.1)
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.rfile.close()
            self.wfile.close()
            self.connection.close()
