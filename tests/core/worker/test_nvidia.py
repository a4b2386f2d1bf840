import sys

import pytest

from cosia.core.worker.nvidia import GraphicsCard, fitting_flavour, graphics_cards

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="stands in for nvidia-smi with a shell script")


@pytest.fixture
def nvidia_smi(tmp_path, monkeypatch):
    def write(body):
        program = tmp_path / "nvidia-smi"
        program.write_text(f"#!/bin/sh\n{body}\n")
        program.chmod(0o755)
        monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")

    return write


def test_cards_and_their_drivers(nvidia_smi, progress):
    nvidia_smi("echo 'NVIDIA H100, SXM5, 580.65.06'; echo 'Quadro P400, 535.1'")
    assert graphics_cards() == [GraphicsCard("NVIDIA H100, SXM5", "580.65.06"), GraphicsCard("Quadro P400", "535.1")]
    assert [card.usable for card in graphics_cards()] == [True, False]
    assert fitting_flavour(progress) == "cuda"


@pytest.mark.parametrize("body", ["echo 'NVIDIA-SMI has failed'; exit 9", "echo 'No devices were found'", "exit 0"])
def test_driver_without_a_card(nvidia_smi, progress, body):
    nvidia_smi(body)
    assert graphics_cards() == []
    assert fitting_flavour(progress) == "cpu"
    assert progress.warnings == []


def test_mac_is_not_even_asked(nvidia_smi, monkeypatch):
    nvidia_smi("echo 'NVIDIA GeForce GT 650M, 999'")
    monkeypatch.setattr(sys, "platform", "darwin")
    assert graphics_cards() == []
