"""In processes of their own: an operator that was declared once stays declared."""

import subprocess
import sys
from pathlib import Path

import pytest

pytest.importorskip("torch", reason="needs the worker's environment")

ROOT = Path(__file__).parents[3]

BROKEN_TORCHVISION = """
import torch
if not hasattr(torch.ops.torchvision, "nms"):
    raise RuntimeError("operator torchvision::nms does not exist")
"""

SCRIPT = """
import torch
from core.model.torchvision_operators import declare_missing_operators
declare_missing_operators()
import torchvision
print(torchvision.__file__)
"""


def run(folder):
    path = f"import sys; sys.path[:0] = [{str(folder)!r}, {str(ROOT)!r}]\n"
    return subprocess.run([sys.executable, "-c", path + SCRIPT], capture_output=True, text=True, check=False)


def write_torchvision(folder, text):
    (folder / "torchvision").mkdir()
    (folder / "torchvision" / "__init__.py").write_text(text)


def test_torchvision_of_another_torch_is_mended(tmp_path):
    write_torchvision(tmp_path, BROKEN_TORCHVISION)
    result = run(tmp_path)
    assert result.returncode == 0, result.stderr
    assert str(tmp_path) in result.stdout


def test_other_failures_are_not_hidden(tmp_path):
    write_torchvision(tmp_path, "raise RuntimeError('something else')")
    result = run(tmp_path)
    assert result.returncode == 1
    assert "something else" in result.stderr
