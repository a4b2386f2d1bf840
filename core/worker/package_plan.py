"""What an installation would bring, asked from pip before anything is downloaded."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Dict, Optional, Sequence, Tuple
from urllib.parse import urlsplit

from ..errors import EnvironmentNotReadyError
from ..language import _
from .pip_command import Pip

LARGEST_CPU_FILE_BYTES = 400_000_000
"""No wheel of a CPU build is as large; PyTorch's CUDA wheel has 527 MB, its CPU wheel less than 200."""

SIZE_TIMEOUT_S = 4.0
SIZES_AT_ONCE = 8


@dataclass(frozen=True)
class Package:
    """One wheel of a plan; ``size`` in bytes, 0 where the server does not tell."""

    name: str
    version: str
    size: int

    @property
    def is_cuda(self) -> bool:
        return self.name.startswith(("nvidia-", "cuda-")) or "+cu" in self.version


@dataclass(frozen=True)
class Plan:
    """The wheels that are still missing."""

    packages: Tuple[Package, ...]

    @property
    def size(self) -> int:
        return sum(package.size for package in self.packages)

    @property
    def is_cuda(self) -> bool:
        return any(package.is_cuda for package in self.packages)

    def brings(self, name: str) -> bool:
        return any(package.name == name for package in self.packages)

    def write_requirements(self, path: Path) -> None:
        """Exactly these wheels, for ``pip install --no-deps``."""
        lines = (f"{package.name}=={package.version}\n" for package in self.packages)
        path.write_text("".join(lines), encoding="utf-8")


def make_plan(pip: Pip, options: Sequence[str], report: Path, *, cuda_is_welcome: bool, proxy: str) -> Plan:
    """Dry run of ``pip install`` with ``options``.

    pip reads metadata alone where the index offers it. From other indexes it downloads whole wheels
    even for a dry run, so it is stopped before the first large one.

    Raises:
        PipError: pip failed, e.g. because no wheel fits.
        EnvironmentNotReadyError: a download began that only a CUDA build needs.
    """

    def on_bytes(done: int, size: int) -> None:
        if size > LARGEST_CPU_FILE_BYTES and not cuda_is_welcome:
            raise unwelcome_cuda(size)

    pip.run("install", "--dry-run", "--report", str(report), *options, on_bytes=on_bytes)
    entries = json.loads(report.read_text(encoding="utf-8"))["install"]
    addresses = [entry["download_info"]["url"] for entry in entries]
    from concurrent.futures import ThreadPoolExecutor  # not at QGIS's start

    with ThreadPoolExecutor(SIZES_AT_ONCE) as pool:
        sizes = list(pool.map(lambda address: _size(address, proxy), addresses))
    return Plan(
        tuple(
            Package(entry["metadata"]["name"].lower().replace("_", "-"), entry["metadata"]["version"], size)
            for entry, size in zip(entries, sizes)
        )
    )


def unwelcome_cuda(size: int) -> EnvironmentNotReadyError:
    """Stops before gigabytes of CUDA libraries arrive unasked."""
    return EnvironmentNotReadyError(
        _(
            "PyTorch's CPU build cannot be reached, and pip would download at least {size:.1f} GB with CUDA libraries: "
            "let this computer reach download.pytorch.org, give a folder of wheels, "
            "or choose the flavour 'cuda' if you want them."
        ).format(size=max(size / 1e9, 0.1))
    )


def _size(address: str, proxy: str) -> int:
    """Bytes of the file at ``address``; 0 where that cannot be told within a few seconds."""
    # Imported here, since QGIS would wait for it at its start longer than for all the rest of the plugin.
    from urllib import request

    parts = urlsplit(address)
    try:
        if parts.scheme == "file":
            return Path(request.url2pathname(parts.path)).stat().st_size
        proxies: Optional[Dict[str, str]] = {"http": proxy, "https": proxy} if proxy else None
        opener = request.build_opener(request.ProxyHandler(proxies))
        with opener.open(request.Request(address, method="HEAD"), timeout=SIZE_TIMEOUT_S) as response:
            return int(response.headers["Content-Length"])
    except (OSError, ValueError, TypeError):
        return 0
