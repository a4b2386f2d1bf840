"""Keeps glibc from handing every activation back to the system.

Activations are larger than glibc's mapping threshold: each is mapped, page-faulted and unmapped again,
which costs a CPU run 20-25 % of its time.
"""

import ctypes
import sys

from ..hardware import resident_bytes

# From glibc's malloc.h.
_M_TRIM_THRESHOLD = -1
_M_MMAP_MAX = -4


def keep_freed_memory() -> None:
    """Makes freed memory stay with this process, on Linux with glibc; elsewhere nothing happens.

    For processes of which the network is the main work; call it before the first large allocation.
    """
    if not sys.platform.startswith("linux"):
        return
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt is not None:
        mallopt(_M_MMAP_MAX, 0)
        mallopt(_M_TRIM_THRESHOLD, 2**31 - 1)


def return_freed_memory(above_bytes: int) -> None:
    """Hand freed memory back to the system if this process holds more than ``above_bytes``.

    Tiles of many shapes leave gaps that none of the next ones fits: after some hundred tiles they hold gigabytes.
    On Linux with glibc; elsewhere nothing happens.
    """
    if not sys.platform.startswith("linux") or resident_bytes() <= above_bytes:
        return
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if trim is not None:
        trim(0)
