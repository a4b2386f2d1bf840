"""A worker with a stand-in for its pipeline; a package index and environments that cost little to make."""

import base64
import hashlib
import json
import os
import re
import shutil
import stat
import subprocess
import sys
import textwrap
import threading
import urllib.parse
import zipfile
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from cosia.core.worker import client, environment_folder, installation
from cosia.core.worker.interpreter import examine

ROOT = Path(__file__).parents[3]
PAUSE_S = 30.0
PIPELINE_HEAD = """
import os, pathlib, signal, subprocess, sys, time
from ..errors import InvalidInputError, ModelError, EnvironmentNotReadyError, WorkerError
from ..partial_files import partial_file

def run(job, progress):
"""


@pytest.fixture
def write_wheel(tmp_path):
    """A function that writes a tiny wheel and returns its path."""

    def write(folder, name, version="1.0", requires=(), padding=0):
        folder.mkdir(parents=True, exist_ok=True)
        stem = f"{name.replace('-', '_')}-{version}"
        files = {
            f"{name.replace('-', '_')}.py": f"__version__ = {version!r}\n" + "#" * padding,
            f"{stem}.dist-info/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n"
            + "".join(f"Requires-Dist: {requirement}\n" for requirement in requires),
            f"{stem}.dist-info/WHEEL": "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
        }
        lines = []
        for path, text in files.items():
            digest = base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).rstrip(b"=").decode()
            lines.append(f"{path},sha256={digest},{len(text)}\n")
        files[f"{stem}.dist-info/RECORD"] = "".join(lines) + f"{stem}.dist-info/RECORD,,\n"
        path = folder / f"{stem}-py3-none-any.whl"
        with zipfile.ZipFile(path, "w") as archive:
            for name_inside, text in files.items():
                archive.writestr(name_inside, text)
        return path

    return write


class Index(BaseHTTPRequestHandler):
    """A simple index, which answers as a proxy too when it is asked for a whole address."""

    def do_GET(self):
        self._answer(body=True)

    def do_HEAD(self):
        self._answer(body=False)

    def _answer(self, body):
        server = self.server
        address = urllib.parse.urlsplit(self.path)
        server.asked.append((self.command, address.netloc, urllib.parse.unquote(address.path)))
        parts = urllib.parse.unquote(address.path).strip("/").split("/")
        folder = server.folder / parts[0]
        if len(parts) == 3 and parts[1] == "files" and (folder / parts[2]).is_file():
            if body and parts[2] == server.pause_before:
                server.paused.set()
                server.go_on.wait(PAUSE_S)
            content = (folder / parts[2]).read_bytes()
            self._send(200, content, body, "application/octet-stream")
            return
        wheels = sorted(folder.glob("*.whl")) if len(parts) == 2 else []
        links = [
            f'<a href="/{parts[0]}/files/{urllib.parse.quote(path.name)}">{path.name}</a>'
            for path in wheels
            if path.name.partition("-")[0].replace("_", "-") == parts[1]
        ]
        self._send(200 if links else 404, "".join(links).encode(), body, "text/html")

    def _send(self, status, content, body, kind):
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        if body:
            try:
                self.wfile.write(content)
            except ConnectionError:
                self.close_connection = True  # pip was killed meanwhile

    def log_message(self, format, *arguments):
        pass


@pytest.fixture
def index(tmp_path, monkeypatch):
    """A running index: the wheels of ``index.folder / "main"`` are at ``index.url("main")``, and so on."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Index)
    server.folder = tmp_path / "index"
    server.asked, server.pause_before = [], ""
    server.paused, server.go_on = threading.Event(), threading.Event()
    server.url = lambda name: f"http://127.0.0.1:{server.server_port}/{name}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    yield server
    server.go_on.set()
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def pip_settings(tmp_path, monkeypatch, index):
    """pip knows nothing but the made-up index, and PyTorch's own indexes cannot be reached."""
    for name in [name for name in os.environ if name.startswith("PIP_") or name.lower().endswith("_proxy")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    monkeypatch.setenv("PIP_INDEX_URL", index.url("main"))
    monkeypatch.setenv("PIP_CACHE_DIR", str(tmp_path / "cache"))
    monkeypatch.delenv("COSIA_PYTHON", raising=False)
    # The pip that comes with Python will do, since this index is near.
    monkeypatch.setattr(installation, "PIP_WITH_METADATA_ONLY", installation.PIP_WITH_REPORT)
    unreachable = {"cpu": index.url("nothing"), "cuda": index.url("nothing")}
    monkeypatch.setattr(installation, "INDEXES", unreachable)
    return monkeypatch


@pytest.fixture(scope="session")
def bare_environment(tmp_path_factory):
    """An environment with nothing but pip; made once."""
    folder = tmp_path_factory.mktemp("bare environment") / "environment"
    subprocess.run([examine(Path(sys.executable)).base, "-I", "-m", "venv", folder], check=True)
    return folder


@pytest.fixture
def quick_environments(bare_environment, monkeypatch):
    """Environments are copied from one that was made before: that takes a tenth of the time."""

    def copy(folder, base, progress):
        shutil.copytree(bare_environment, folder, symlinks=True, dirs_exist_ok=True)

    monkeypatch.setattr(environment_folder, "_create", copy)


@pytest.fixture
def requirements(tmp_path):
    """What tests install in place of gigabytes."""
    path = tmp_path / "requirements.txt"
    path.write_text("# pinned\ntorch==2.0\nsmall-tool==1.0  # and why\n", encoding="utf-8")
    return path


@pytest.fixture
def fake_python(tmp_path):
    """A function that writes a program which answers as some Python would."""

    def write(name="python3", version=(3, 12, 1), missing=(), lacks=(), machine="x86_64"):
        path = tmp_path / "pythons" / name
        path.parent.mkdir(exist_ok=True)
        answer = {
            "version": version,
            "machine": machine,
            "lacks": lacks,
            "missing": missing,
            "base": str(path),
            "versions": {},
        }
        path.write_text(f"#!/bin/sh\necho started >> '{path}.log'\necho '{json.dumps(answer)}'\n")
        path.chmod(path.stat().st_mode | stat.S_IXUSR)
        return path

    return write


@pytest.fixture
def plugin(tmp_path, monkeypatch):
    """A copy of the light core; returns a function that gives it a pipeline for the job ``classify``."""
    core = tmp_path / "plugin" / "core"
    hidden = shutil.ignore_patterns("__pycache__")
    for folder in ("worker", "jobs"):
        shutil.copytree(ROOT / "core" / folder, core / folder, ignore=hidden)
    for path in (ROOT / "core").glob("*.py"):
        shutil.copy(path, core)
    (core / "pipelines").mkdir()
    (core / "pipelines" / "__init__.py").touch()
    monkeypatch.setattr(client, "PLUGIN_FOLDER", core.parent)

    def install(body):
        body = textwrap.indent(textwrap.dedent(body), "    ")
        (core / "pipelines" / "classify.py").write_text(PIPELINE_HEAD + body, encoding="utf-8")
        return core.parent

    return install


@pytest.fixture
def short_graces(plugin, tmp_path, monkeypatch):
    """A worker that ends itself, and a client that ends its worker, a second or so after a cancel."""
    path = tmp_path / "plugin" / "core" / "worker" / "cancelling.py"
    text = path.read_text(encoding="utf-8")
    for name, seconds in (("GRACE_S", 0.4), ("TELL_S", 0.1)):
        text, count = re.subn(rf"^{name} = [\d.]+$", f"{name} = {seconds}", text, flags=re.MULTILINE)
        assert count == 1
    path.write_text(text, encoding="utf-8")
    monkeypatch.setattr(client, "KILL_GRACE_S", 1.5)
