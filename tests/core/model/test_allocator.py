"""Memory that is no longer used goes back to the system when it is much."""

import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = """
import numpy as np
from core.hardware import resident_bytes
from core.model.allocator import keep_freed_memory, return_freed_memory

keep_freed_memory()
kept = []
for _ in range(100):
    gap = np.ones(4_000_000, np.uint8)
    kept.append(np.ones(1000, np.uint8))
    kept.append(gap)
kept = [array for array in kept if array.size == 1000]
del gap
held = resident_bytes()
return_freed_memory(held + 1_000_000)
assert resident_bytes() > held - 20_000_000, "given back although it is not much"
return_freed_memory(held // 2)
assert resident_bytes() < held - 300_000_000, (held, resident_bytes())
"""


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="glibc only")
def test_freed_memory_goes_back_only_when_it_is_much():
    root = Path(__file__).parents[3]
    done = subprocess.run([sys.executable, "-c", SCRIPT], cwd=root, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
