"""Memory and processor of this computer."""

import ctypes
import os
import platform
import sys
from pathlib import Path
from typing import Dict, Optional

from .language import _


def free_memory_bytes() -> Optional[int]:
    """Memory that programs can still take without swapping; None where the system does not tell."""
    if sys.platform == "win32":
        return _windows_free_memory_bytes()
    try:
        lines = Path("/proc/meminfo").read_text(encoding="ascii").splitlines()
    except OSError:
        return None
    kilobytes: Dict[str, str] = dict(line.split(":", 1) for line in lines if ":" in line)
    return int(kilobytes["MemAvailable"].split()[0]) * 1024 if "MemAvailable" in kilobytes else None


def resident_bytes() -> int:
    """Memory that this process holds; for Linux."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")


def out_of_memory_sentence() -> str:
    """What to tell the user when memory ran out."""
    return _("The computer ran out of memory; choose a smaller tile size or extent, or close other programs.")


def processor_name() -> str:
    """Name of the processor as its maker writes it, where the system tells."""
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        lines = []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.processor() or platform.machine()


def usable_cores() -> int:
    """Cores that this process may use: fewer than the machine has in containers and on clusters."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


class _MemoryStatus(ctypes.Structure):
    """MEMORYSTATUSEX of the Windows API."""

    _fields_ = [
        ("dwLength", ctypes.c_ulong),
        ("dwMemoryLoad", ctypes.c_ulong),
        *(
            (name, ctypes.c_ulonglong)
            for name in (
                "ullTotalPhys",
                "ullAvailPhys",
                "ullTotalPageFile",
                "ullAvailPageFile",
                "ullTotalVirtual",
                "ullAvailVirtual",
                "ullAvailExtendedVirtual",
            )
        ),
    ]


def _windows_free_memory_bytes() -> Optional[int]:
    status = _MemoryStatus()
    status.dwLength = ctypes.sizeof(status)
    windll = getattr(ctypes, "windll")  # noqa: B009  exists on Windows only
    if not windll.kernel32.GlobalMemoryStatusEx(ctypes.byref(status)):
        return None
    return int(status.ullAvailPhys)
